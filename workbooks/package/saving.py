"""A file replaced without risk: written beside, checked, the old one kept, then swapped in one step."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from typing import TYPE_CHECKING

from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SHARING_VIOLATIONS = (32, 33)  # Windows: another programme has the file open
_SPARE_BYTES = 1_000_000  # directory entries and rounding to blocks


def backup_path(path: Path) -> Path:
    """Return where the state before the last save is kept.

    Parameters
    ----------
    path : Path
        The workbook.

    Returns
    -------
    Path
        Beside it; there is one backup per workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> backup_path(Path("ledger.xlsx")).name
    'ledger.backup.xlsx'
    """
    return path.with_name(f"{path.stem}.backup{path.suffix}")


def replace_file(
    path: Path,
    content: bytes,
    *,
    check: Callable[[bytes], None],
    expected: bytes | None = None,
    backup: bool = True,
) -> Path:
    """Put content in the place of a file; on any failure the file is as it was.

    Parameters
    ----------
    path : Path
        The file, existing or not; a link is followed.
    content : bytes
        Its new content.
    check : callable
        Reads what was written back from disk; raises when it is not good.
    expected : bytes, optional
        What the file must still hold; None when it does not matter.
    backup : bool
        Whether to keep the old file beside it, as `backup_path`.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    WorkbookError
        When the file is open elsewhere, read-only, or changed since it was read; when its folder is missing
        or read-only; when the disk is full; or when what was written does not read back.
    """
    path = path.resolve()
    refuse_if_unwritable(path, expected)
    _refuse_if_no_room(path, len(content), backup=backup)
    beside = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp")
    try:
        write_beside(beside, content)
        check(beside.read_bytes())
        if path.exists():
            keep_rights(path, beside)
            if backup:
                keep_backup(path)
        swap(beside, path)
    except OSError as fault:
        raise _said(path, fault) from fault
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path


def refuse_if_unwritable(path: Path, expected: bytes | None = None) -> None:
    """Refuse a file that must not or cannot be written now; see `replace_file` for when.

    Parameters
    ----------
    path : Path
        The file.
    expected : bytes, optional
        What it must still hold.
    """
    folder = path.parent
    if not folder.is_dir():
        raise WorkbookError("workbook.folder_missing", folder=str(folder))
    if not _may_write(folder):
        raise WorkbookError("workbook.folder_read_only", folder=str(folder))
    owner = owner_of(path)
    if owner is not None:
        raise WorkbookError("workbook.locked", file=path.name, owner=owner)
    if not path.exists():
        return
    if not path.is_file():
        raise WorkbookError("workbook.not_a_file", file=str(path))
    if not _may_write(path):
        raise WorkbookError("workbook.read_only", file=path.name)
    try:
        with path.open("r+b") as stream:
            current = stream.read() if expected is not None else None
    except OSError as fault:
        raise _said(path, fault) from fault
    if current != expected:
        raise WorkbookError("workbook.changed_meanwhile", file=path.name)


def owner_of(path: Path) -> str | None:
    """Return who has a workbook open, by the marks left beside it; None when no one has.

    Parameters
    ----------
    path : Path
        The workbook.

    Returns
    -------
    str or None
        The user's name as the mark has it, ``"?"`` when it cannot be read.
    """
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if not mark.exists():
            continue
        try:
            raw = mark.read_bytes()
        except OSError:
            return "?"
        return (
            _excel_owner(raw)
            if mark.name.startswith("~$")
            else raw.decode("utf-8", "replace").split(",")[0] or "?"
        )
    return None


def _excel_owner(raw: bytes) -> str:
    """Return the name in Excel's mark: a length, then the name padded with blanks."""
    name = raw[1 : 1 + raw[0]].decode("latin-1").strip("\x00 ") if raw else ""
    return name or "?"


def _may_write(path: Path) -> bool:
    """Whether one may write; the rights are asked too, as an administrator is let through anywhere."""
    return os.access(path, os.W_OK) and bool(path.stat().st_mode & 0o222)


def _refuse_if_no_room(path: Path, size: int, *, backup: bool) -> None:
    """Refuse when the disk cannot hold the new file, and the backup, beside the old one."""
    needed = size + _SPARE_BYTES
    if backup and path.exists():
        needed += path.stat().st_size
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise WorkbookError(
            "workbook.disk_full", folder=str(path.parent), got=f"{free:,}", needed=f"{needed:,}"
        )


def write_beside(beside: Path, content: bytes) -> None:
    """Write a new file and see it onto the disk."""
    with beside.open("xb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Put a file of ours in place in one step; an older one there is replaced, half a one is never seen."""
    beside = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.tmp")
    try:
        write_beside(beside, content)
        swap(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def keep_rights(path: Path, beside: Path) -> None:
    """Give the new file the rights, and where allowed the owner, of the old one."""
    shutil.copymode(path, beside)
    if hasattr(os, "chown"):
        seen = path.stat()
        with contextlib.suppress(PermissionError):
            os.chown(beside, seen.st_uid, seen.st_gid)


def keep_backup(path: Path) -> None:
    """Copy the old file to its backup, itself swapped in one step."""
    backup = backup_path(path)
    beside = path.with_name(f".{backup.stem}.{secrets.token_hex(4)}.tmp")
    try:
        shutil.copy2(path, beside)
        swap(beside, backup)
    finally:
        beside.unlink(missing_ok=True)


def swap(beside: Path, path: Path) -> None:
    """Put one file in the place of another in one step."""
    os.replace(beside, path)  # noqa: PTH105  named as the operation whose atomicity we rely on


def sync_folder(folder: Path) -> None:
    """See a folder's entries onto the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _said(path: Path, fault: OSError) -> WorkbookError:
    """Return a system's refusal in the user's words."""
    if getattr(fault, "winerror", None) in _SHARING_VIOLATIONS:
        return WorkbookError("workbook.locked", file=path.name, owner="?")
    if fault.errno == errno.ENOSPC:
        return WorkbookError("workbook.disk_full", folder=str(path.parent), got="0", needed="?")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return WorkbookError("workbook.read_only", file=path.name)
    return WorkbookError("workbook.write_failed", file=path.name, fault=str(fault))
