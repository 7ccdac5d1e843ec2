import errno
import os
import shutil
import stat
import subprocess
import sys

import pytest

from workbooks.package import Workbook, saving
from xlcredit.errors import WorkbookError
from xlcredit.texts import LANGUAGES


@pytest.fixture
def edited(ledger_path):
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(2, 1, [["changed"]])
    return book


def left_over(path):
    return sorted(p.name for p in path.parent.iterdir() if p.name.startswith("."))


def test_save_keeps_the_old_file_once(edited, ledger_path, digest):
    first = digest(ledger_path)
    edited.save()
    backup = saving.backup_path(ledger_path)
    assert digest(backup) == first
    second = digest(ledger_path)
    edited.sheet("Ledger").write(3, 1, [["again"]])
    edited.save()
    assert digest(backup) == second
    assert sorted(p.name for p in ledger_path.parent.iterdir()) == ["ledger.backup.xlsx", "ledger.xlsx"]


def test_save_without_a_change_touches_nothing(ledger_path):
    before = ledger_path.stat()
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").values()
    assert book.save() == ledger_path
    assert ledger_path.stat() == before
    assert not saving.backup_path(ledger_path).exists()


def test_save_under_another_name_copies_byte_for_byte(ledger_path, tmp_path, digest):
    book = Workbook.open(ledger_path)
    book.save(tmp_path / "other.xlsx")
    assert digest(tmp_path / "other.xlsx") == digest(ledger_path)
    assert book.path == tmp_path / "other.xlsx"
    assert not saving.backup_path(tmp_path / "other.xlsx").exists()


def test_save_without_backup_keeps_none(edited, ledger_path):
    edited.save(backup=False)
    assert not saving.backup_path(ledger_path).exists()


def test_save_refuses_an_ending_of_another_kind(edited, tmp_path):
    with pytest.raises(WorkbookError, match=r"Accepted is \.xlsx"):
        edited.save(tmp_path / "other.xlsm")


STEPS = ["write_beside", "keep_rights", "keep_backup", "swap"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", [OSError(errno.EIO, "cable pulled"), KeyboardInterrupt(), MemoryError()])
def test_a_failure_at_any_step_leaves_the_file(  # noqa: PLR0917  fixtures
    edited, ledger_path, digest, monkeypatch, step, fault
):
    before = digest(ledger_path)

    def fail(*_):
        raise fault

    monkeypatch.setattr(saving, step, fail)
    with pytest.raises(WorkbookError if isinstance(fault, OSError) else type(fault)) as caught:
        edited.save()
    if isinstance(fault, OSError):
        assert "could not be written" in str(caught.value)
    assert digest(ledger_path) == before
    assert left_over(ledger_path) == []
    monkeypatch.undo()
    edited.save()  # and the edits are not lost
    assert Workbook.open(ledger_path).sheet("Ledger").values()[1][0] == "changed"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_of_the_system_leaves_the_file(edited, ledger_path, digest, monkeypatch, call):
    before = digest(ledger_path)

    def fail(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(WorkbookError, match="nothing was changed"):
        edited.save()
    monkeypatch.undo()
    assert digest(ledger_path) == before
    assert left_over(ledger_path) == []


def test_damage_on_the_way_to_the_disk_is_noticed(edited, ledger_path, digest, monkeypatch):
    before = digest(ledger_path)
    whole = saving.write_beside

    def damaged(beside, content):
        whole(beside, content[:400] + bytes(8) + content[408:])

    monkeypatch.setattr(saving, "write_beside", damaged)
    with pytest.raises(Exception, match=r"damaged or cut off|does not read back"):
        edited.save()
    assert digest(ledger_path) == before
    assert left_over(ledger_path) == []


@pytest.mark.parametrize("step", ["write_beside", "keep_rights", "keep_backup", "swap", "sync_folder"])
def test_a_killed_process_leaves_a_whole_file(ledger_path, project_root, step):
    programme = (
        "import os, sys\n"
        "from workbooks.package import Workbook, saving\n"
        f"whole = saving.{step}\n"
        "def die(*a):\n"
        "    if sys.argv[2] == 'after': whole(*a)\n"
        "    os._exit(9)\n"
        f"saving.{step} = die\n"
        "book = Workbook.open(sys.argv[1])\n"
        "book.sheet('Ledger').write(2, 1, [[sys.argv[2]]])\n"
        "book.save()\n"
    )
    for when in ("before", "after"):
        done = subprocess.run(
            [sys.executable, "-c", programme, str(ledger_path), when],
            cwd=project_root,
            check=False,
            timeout=60,
        )
        assert done.returncode == 9
        shown = Workbook.open(ledger_path).sheet("Ledger").values()[1][0]
        # The backup is swapped in first; the new file is there only when its own swap is over.
        assert shown == (when if step == "sync_folder" else "C1")


def test_save_keeps_the_rights_of_the_file(edited, ledger_path):
    ledger_path.chmod(0o640)
    edited.save()
    assert stat.S_IMODE(ledger_path.stat().st_mode) == 0o640


def test_save_follows_a_link(ledger_path, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(ledger_path)
    book = Workbook.open(link)
    book.sheet("Ledger").write(2, 1, [["changed"]])
    book.save()
    assert link.is_symlink()
    assert Workbook.open(ledger_path).sheet("Ledger").values()[1][0] == "changed"


def test_save_refuses_a_read_only_file(edited, ledger_path):
    ledger_path.chmod(0o444)
    with pytest.raises(WorkbookError, match=r"ledger\.xlsx is read-only"):
        edited.save()


@pytest.mark.skipif(os.name != "posix", reason="rights of a folder")
def test_save_refuses_a_read_only_folder(edited, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    with pytest.raises(WorkbookError, match="closed is read-only"):
        edited.save(folder / "new.xlsx")


def test_save_refuses_a_missing_folder(edited, tmp_path):
    with pytest.raises(WorkbookError, match="is not there"):
        edited.save(tmp_path / "no" / "new.xlsx")


@pytest.mark.parametrize(
    ("mark", "content"),
    [("~$ledger.xlsx", b"\x03Wei" + b" " * 50), (".~lock.ledger.xlsx#", b"Wei,host,now;")],
)
def test_save_refuses_a_file_open_elsewhere_and_names_who_has_it(edited, ledger_path, mark, content):
    (ledger_path.parent / mark).write_bytes(content)
    with pytest.raises(WorkbookError, match=r"is open \(by Wei\)"):
        edited.save()


def test_save_refuses_a_file_changed_since_it_was_read(edited, ledger_path, template_path, digest):
    shutil.copyfile(template_path, ledger_path)
    before = digest(ledger_path)
    with pytest.raises(WorkbookError, match="changed by someone since"):
        edited.save()
    assert digest(ledger_path) == before


def test_save_refuses_a_full_disk_before_it_begins(edited, monkeypatch):
    usage = type(shutil.disk_usage("."))(10**9, 10**9 - 5000, 5000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(WorkbookError, match="5,000 bytes free"):
        edited.save()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sharing_violation_of_windows_reads_as_open_elsewhere(edited, monkeypatch, language):
    fault = PermissionError(errno.EACCES, "sharing violation")
    fault.winerror = 32

    def refused(*_):
        raise fault

    monkeypatch.setattr(saving, "swap", refused)
    with pytest.raises(WorkbookError) as caught:
        edited.save()
    assert caught.value.key == "workbook.locked"
    assert "ledger.xlsx" in caught.value.text(language)
