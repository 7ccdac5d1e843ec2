"""Letters as PDF: printed by LibreOffice Writer with a profile of its own, many in one call."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

AT_ONCE = 50
"""Documents of one call: the command stays short enough for every system, and progress can be told."""
START_SECONDS, LETTER_SECONDS = 120.0, 5.0
"""How long a call may take before it counts as hung: to start, and for each letter."""
SAID = 300
"""Characters of what LibreOffice says that a message repeats."""


def as_pdf(
    words: Sequence[bytes], office: Path | None, progress: Callable[[int, int], None] | None = None
) -> list[bytes]:
    """Print Word documents.

    Parameters
    ----------
    words : sequence of bytes
        Word documents.
    office : Path or None
        The program of LibreOffice; None where there is none.
    progress : callable, optional
        Told how many are printed, and how many there are.

    Returns
    -------
    list of bytes
        One PDF for each.

    Raises
    ------
    HostError
        When there is no LibreOffice, it cannot be started, takes too long, or prints nothing, as without
        Writer.

    Notes
    -----
    LibreOffice runs with an empty profile of its own, so it neither disturbs one that is open nor depends on
    what is set there.
    """
    program = checked_office(office)
    printed: list[bytes] = []
    with tempfile.TemporaryDirectory(prefix="xlcredit-letters-") as scratch:
        for begin in range(0, len(words), AT_ONCE):
            printed += _print(words[begin : begin + AT_ONCE], program, Path(scratch) / str(begin))
            if progress is not None:
                progress(len(printed), len(words))
    return printed


def checked_office(office: Path | None) -> Path:
    """Return the program of LibreOffice, or refuse.

    Parameters
    ----------
    office : Path or None
        As for `as_pdf`.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    HostError
        When there is none.
    """
    if office is None or not office.is_file():
        raise HostError("letters.no_office")
    return office


def _print(words: Sequence[bytes], program: Path, scratch: Path) -> list[bytes]:
    """Print one batch in one call."""
    source, made = scratch / "word", scratch / "pdf"
    source.mkdir(parents=True)
    names = [f"{number:03d}" for number in range(len(words))]
    for name, word in zip(names, words, strict=True):
        (source / f"{name}.docx").write_bytes(word)
    profile = (scratch.parent / "profile").as_uri()
    command = [
        str(program), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to",
        "pdf:writer_pdf_Export", "--outdir", str(made), *[str(source / f"{name}.docx") for name in names],
    ]  # fmt: skip
    said = _run(command, START_SECONDS + LETTER_SECONDS * len(words), program, len(words))
    pages = [made / f"{name}.pdf" for name in names]
    missing = sum(not page.is_file() for page in pages)
    if missing:  # LibreOffice ends with 0 also when it made nothing
        raise HostError("letters.no_pdf", office=program, count=missing, said=said[:SAID] or "-")
    return [page.read_bytes() for page in pages]


def _run(command: list[str], seconds: float, program: Path, count: int) -> str:
    """Run LibreOffice without our own Python's settings, which make it fail; return what it said."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    try:
        done = subprocess.run(  # noqa: S603  the user's LibreOffice, and files of our own making
            command, capture_output=True, text=True, errors="replace", timeout=seconds, env=environment,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise HostError("letters.pdf_slow", office=program, seconds=seconds, count=count) from error
    except OSError as error:
        raise HostError("letters.office_stuck", office=program, reason=error.strerror) from error
    return " ".join(f"{done.stderr} {done.stdout}".split())
