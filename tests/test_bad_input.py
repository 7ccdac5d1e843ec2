"""Bad input: refused with where, what and the way out, in both languages, and nothing is touched."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import stat
import zipfile
from collections import namedtuple
from pathlib import Path

import openpyxl
import pytest

from udfs.hosts import command_line, jobs
from workbooks.package import saving
from xlcredit.texts import LANGUAGES

HEAD = ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"]
ROWS = [
    HEAD,
    ["Alpha", "1", "2026-05-02", "2026-06-01", 100.5],
    ["Beta", "2", "2026-06-02", "2026-07-02", 200],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
COMMANDS = ("check", "refresh")


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        command_line.main([*map(str, words), "--json"])
    return left.value.code, json.loads(capsys.readouterr().out)


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder by what is in it, so that a leftover shows as well as a change."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in folder.iterdir()
    }


def refused(capsys, folder, words, *, named, key):
    """Assert a refusal in both languages: code 2, a message that names the file, nothing touched."""
    before = state(folder)
    told = {}
    for language in LANGUAGES:
        code, answer = run(capsys, *words, "--lang", language)
        assert (code, answer.get("key")) == (2, key)
        assert named in answer["message"]
        told[language] = answer["message"]
    assert told["en"].isascii() or not named.isascii()
    assert any("一" <= letter <= "鿿" for letter in told["zh"])
    assert state(folder) == before
    return told["en"]


def workbook(path: Path, rows=ROWS) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def with_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """A workbook with some parts laid over."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, parts.get(name, source.read(name)))
        for name in parts.keys() - set(source.namelist()):
            target.writestr(name, parts[name])
    return path


def encrypted(folder):
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = io.BytesIO(workbook(folder / "plain.xlsx").read_bytes())
    (folder / "plain.xlsx").unlink()
    with (folder / "locked.xlsx").open("wb") as target:
        OOXMLFile(plain).encrypt("secret", target)
    return folder / "locked.xlsx"


def cut_off(folder):
    path = workbook(folder / "half.xlsx")
    path.write_bytes(path.read_bytes()[:2000])
    return path


def bomb_of_one_part(folder):
    return with_parts(folder / "bomb.xlsx", {"xl/media/zeros.bin": bytes(60_000_000)})


def bomb_of_many_parts(folder):
    return with_parts(folder / "bomb.xlsx", {f"xl/media/{number}.bin": b"" for number in range(10_001)})


def cell_far_away(folder):
    row = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_parts(folder / "far.xlsx", {"xl/worksheets/sheet1.xml": SHEET.format(row).encode()})


def full_sheet_of_wide_rows(folder):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="T{row}"><v>1</v></c></row>'
        for row in range(1_000_001, 1_048_577)
    )
    return with_parts(folder / "long.xlsx", {"xl/worksheets/sheet1.xml": SHEET.format(rows).encode()})


def of_no_bytes(name):
    def make(folder):
        (folder / name).touch()
        return folder / name

    return make


def a_folder(folder):
    (folder / "ledgers.xlsx").mkdir()
    return folder / "ledgers.xlsx"


def another_document(folder):
    path = folder / "letter.pdf"
    path.write_bytes(b"%PDF-1.7\n%bytes")
    return path


def a_word_document(folder):
    path = folder / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
    return path


def a_web_page(folder):
    path = folder / "export.xls"
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")
    return path


def bytes_of_no_kind(folder):
    path = folder / "noise.csv"
    path.write_bytes(bytes(range(128, 256)) * 20 + b"\x81\x8d\x8f\x90\x9d")
    return path


def not_there(folder):
    return folder / "gone.xlsx"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("make", "key"),
    [
        (encrypted, "ledger.source.encrypted"),
        (cut_off, "ledger.source.broken"),
        (bomb_of_one_part, "ledger.source.bomb"),
        (bomb_of_many_parts, "ledger.source.bomb"),
        (cell_far_away, "ledger.source.too_large"),
        (full_sheet_of_wide_rows, "ledger.source.too_large"),
        (of_no_bytes("nothing.csv"), "ledger.source.empty"),
        (of_no_bytes("nothing.xlsx"), "ledger.source.empty"),
        (a_folder, "ledger.source.folder"),
        (another_document, "ledger.source.unknown"),
        (a_word_document, "ledger.source.unknown"),
        (a_web_page, "ledger.source.html"),
        (bytes_of_no_kind, "ledger.source.encoding"),
        (not_there, "ledger.source.missing"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_cannot_be_read_is_refused_alike_by_both_commands(capsys, tmp_path, make, key, command):
    path = make(tmp_path)
    refused(capsys, tmp_path, [command, path], named=path.name, key=key)


@pytest.mark.parametrize(
    "rows",
    [[], [["Customer", "Invoice date"], ["Alpha", "2026-01-01"]], [["some", "words"], ["and", "more"]]],
    ids=["empty", "no amounts", "no ledger"],
)
def test_a_sheet_without_a_ledger_is_an_issue_for_check_and_refused_by_refresh(capsys, tmp_path, rows):
    path = workbook(tmp_path / "book.xlsx", rows)
    code, told = run(capsys, "check", path)
    assert code == 1
    assert told["issues"][0]["reason"] == "No sheet has a customer, a date and an amount."
    message = refused(capsys, tmp_path, ["refresh", path], named="book.xlsx", key="refresh.no_ledger")
    assert "Customer, Invoice date, Amount" in message


def test_blank_cells_that_are_only_formatted_do_not_make_a_sheet_large(capsys, tmp_path):
    stray = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    sheet = SHEET.format(_inline_rows(ROWS) + stray).encode()
    path = with_parts(tmp_path / "book.xlsx", {"xl/worksheets/sheet1.xml": sheet})
    assert run(capsys, "check", path)[0] == 0
    assert run(capsys, "refresh", path, "--as-of", "2026-06-30")[0] == 0


def _inline_rows(rows) -> str:
    """Rows of a sheet part whose texts stand in the cells themselves."""
    return "".join(
        f'<row r="{number}">{"".join(_cell(number, place, value) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )


def _cell(number: int, place: int, value: object) -> str:
    at = f"{chr(65 + place)}{number}"
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{at}"><v>{value}</v></c>'


@pytest.mark.fuzz
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_sheet_is_read_or_refused_within_bounds(tmp_path, command):
    import subprocess
    import sys
    import time

    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 1_048_577))
    path = with_parts(tmp_path / "full.xlsx", {"xl/worksheets/sheet1.xml": SHEET.format(rows).encode()})
    script = (
        "import resource, sys; from udfs.hosts import command_line\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))\n"
        "command_line.main(sys.argv[1:])"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, command, str(path), "--json"], capture_output=True, check=False
    )
    assert done.returncode == {"check": 1, "refresh": 2}[command], done.stderr
    assert time.monotonic() - began < 30


# ---------------------------------------------------------------- the file is good, the place is not


@pytest.mark.parametrize("mark", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_a_workbook_open_elsewhere_is_left_alone(capsys, tmp_path, mark):
    path = workbook(tmp_path / "book.xlsx")
    (tmp_path / mark).write_bytes(b"\x05Maria" + b" " * 49 if mark.startswith("~") else b"Maria,host;")
    message = refused(capsys, tmp_path, ["refresh", path], named="book.xlsx", key="workbook.locked")
    assert "Maria" in message
    assert run(capsys, "check", path)[0] == 0  # reading does no harm


def test_a_read_only_workbook_is_left_alone(capsys, tmp_path):
    path = workbook(tmp_path / "book.xlsx")
    path.chmod(stat.S_IRUSR)
    refused(capsys, tmp_path, ["refresh", path], named="book.xlsx", key="workbook.read_only")
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@pytest.mark.parametrize("name", ["book.xlsx", "book.csv"])
def test_a_read_only_folder_is_left_alone(capsys, tmp_path, name):
    folder = tmp_path / "archive"
    folder.mkdir()
    path = workbook(folder / name) if name.endswith("xlsx") else folder / name
    if name.endswith("csv"):
        path.write_text("Customer,Invoice date,Amount\nAlpha,2026-01-01,5\n", encoding="utf-8")
    folder.chmod(0o555)
    refused(capsys, folder, ["refresh", path], named="archive", key="workbook.folder_read_only")
    folder.chmod(0o755)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_one_may_not_read_is_refused(capsys, tmp_path, monkeypatch, command):
    path = workbook(tmp_path / "book.xlsx")
    opened = Path.open

    def denied(self, *words, **named):
        """Stand in for missing rights, which do not bind an administrator."""
        if self.name == path.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(self, *words, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", denied)
        for language in LANGUAGES:
            code, told = run(capsys, command, path, "--lang", language)
            assert (code, told["key"]) == (2, "ledger.source.forbidden")
            assert "book.xlsx" in told["message"]
    assert list(state(tmp_path)) == ["book.xlsx"]


def test_a_full_disk_is_seen_before_anything_is_written(capsys, tmp_path, monkeypatch):
    path = workbook(tmp_path / "book.xlsx")
    usage = namedtuple("usage", "total used free")  # noqa: PYI024  the shape of shutil's own answer
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    message = refused(capsys, tmp_path, ["refresh", path], named=tmp_path.name, key="workbook.disk_full")
    assert "1,000 bytes free" in message


@pytest.mark.parametrize(
    ("step", "number", "key"),
    [
        ("write_beside", errno.ENOSPC, "workbook.disk_full"),
        ("swap", errno.EACCES, "workbook.read_only"),
        ("keep_backup", errno.EIO, "workbook.write_failed"),
    ],
)
def test_a_drive_that_fails_half_way_leaves_nothing_behind(  # noqa: PLR0917  fixtures and cases
    capsys, tmp_path, monkeypatch, step, number, key
):
    path = workbook(tmp_path / "book.xlsx")

    def fail(*_words):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(saving, step, fail)
    named = tmp_path.name if key == "workbook.disk_full" else "book.xlsx"
    refused(capsys, tmp_path, ["refresh", path], named=named, key=key)


def test_a_wrong_out_is_refused(capsys, tmp_path):
    path = workbook(tmp_path / "book.xlsx")
    for out, key, named in (
        (path, "cli.out_is_source", "book.xlsx"),
        (tmp_path / "report.pdf", "cli.not_xlsx", "report.pdf"),
        (tmp_path / "nowhere" / "report.xlsx", "workbook.folder_missing", "nowhere"),
    ):
        refused(capsys, tmp_path, ["refresh", path, "--out", out], named=named, key=key)


@pytest.mark.shared
def test_a_strict_workbook_is_read_and_not_changed(capsys, tmp_path, shared_data):
    name = "Open__Photo Formats - CGM-O12-XL-Pictures.xlsx"
    path = tmp_path / "strict.xlsx"
    shutil.copyfile(shared_data / "workbooks" / name, path)
    assert run(capsys, "check", path)[0] == 1
    message = refused(capsys, tmp_path, ["refresh", path], named="strict.xlsx", key="workbook.strict")
    assert "Excel Workbook (.xlsx)" in message


# ---------------------------------------------------------------- content of other kinds than its name says


@pytest.mark.parametrize("name", ["ledger.xls", "ledger.csv", "ledger.ods"])
def test_a_workbook_under_another_ending_is_read_by_its_content(capsys, tmp_path, name):
    path = tmp_path / name
    workbook(tmp_path / "ledger.xlsx").rename(path)
    before = path.read_bytes()
    code, told = run(capsys, "refresh", path, "--as-of", "2026-06-30")
    assert (code, told["figures"]["open_total"]) == (0, 300.5)
    assert Path(told["path"]).name == "ledger xlcredit.xlsx"
    assert path.read_bytes() == before


def test_a_text_file_that_is_called_a_workbook_gives_a_new_workbook(capsys, tmp_path):
    path = tmp_path / "ledger.xlsx"
    path.write_text("Customer,Invoice date,Amount\nAlpha,2026-01-01,5\n", encoding="utf-8")
    code, told = run(capsys, "refresh", path, "--as-of", "2026-06-30")
    assert (code, told["figures"]["open_total"]) == (0, 5)
    assert path.read_text(encoding="utf-8").startswith("Customer,")


# ---------------------------------------------------------------- formulas


def test_amounts_that_were_never_calculated_are_named_by_both_commands(capsys, tmp_path):
    rows = [HEAD, [*ROWS[1][:4], "=50*2"], ROWS[2], ["Beta", "3", "2026-06-02", "2026-07-02", "=1+1"]]
    path = workbook(tmp_path / "book.xlsx", rows)  # openpyxl writes formulas and calculates none
    for words in (["check", path], ["refresh", path, "--as-of", "2026-06-30"]):
        code, told = run(capsys, *words)
        named = {issue["cell"]: issue["reason"] for issue in told["issues"] if issue["severity"] == "Error"}
        assert code == 1
        assert named == dict.fromkeys(["E2", "E4"], "The amount is a formula that was never calculated.")
        assert [told["control"][0][name] for name in ("rows_read", "rows_accepted", "accepted")] == [
            3,
            1,
            200,
        ]


def test_a_ledger_of_nothing_but_uncalculated_amounts_says_so(capsys, tmp_path):
    path = workbook(tmp_path / "book.xlsx", [HEAD, [*ROWS[1][:4], "=50*2"], [*ROWS[2][:4], "=1+1"]])
    message = refused(capsys, tmp_path, ["refresh", path], named="book.xlsx", key="refresh.all_set_aside")
    assert "E2: The amount is a formula that was never calculated. Open the file in Excel" in message


def test_a_formula_whose_result_is_an_empty_text_was_calculated(capsys, tmp_path):
    rows = _inline_rows([*ROWS, [*ROWS[2][:4], ""]])
    excels = '<c r="E4" t="str"><f>IF(1=1,"",5)</f><v></v></c>'  # as Excel writes it
    rows = rows.replace('<c r="E4" t="inlineStr"><is><t></t></is></c>', excels)
    path = with_parts(tmp_path / "book.xlsx", {"xl/worksheets/sheet1.xml": SHEET.format(rows).encode()})
    for words in (["check", path], ["refresh", path, "--as-of", "2026-06-30"]):
        _, told = run(capsys, *words)
        reasons = [issue["reason"] for issue in told["issues"] if issue["severity"] == "Error"]
        assert reasons == ["The amount is blank."]


HOSTILE = [
    '=HYPERLINK("http://example.org","x")',
    "@SUM(A1:A9)",
    "+1+1",
    "-2+3",
    "=1+1|'!A1",
    "\t=1+1",
    "{=1+1}",
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_names_that_look_like_formulas_stay_text_on_every_sheet(capsys, tmp_path, ending):
    path = tmp_path / f"ledger.{ending}"
    rows = [[name, name, "2026-05-02", "2026-06-01", 100 + place] for place, name in enumerate(HOSTILE)]
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for number, row in enumerate([HEAD, *rows], start=1):
            for column, value in enumerate(row, start=1):
                cell = book.active.cell(number, column)
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else "n"
        book.save(path)
    else:
        import csv

        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEAD, *rows])
    _, told = run(capsys, "refresh", path, "--as-of", "2026-06-30")
    template = formulas_of(jobs.template_path("en"))
    found = formulas_of(Path(told["path"]))
    assert {text for text in found if not text.startswith(("=SUM(", "=SUMIFS("))} <= template
    book = openpyxl.load_workbook(told["path"])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    names = {str(cell.value).strip() for cell in cells if cell.data_type == "s"}
    assert {name.strip() for name in HOSTILE} <= names


def formulas_of(path: Path) -> set[str]:
    """Every formula of a workbook, also those of arrays."""
    return {
        str(getattr(cell.value, "text", cell.value))
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
