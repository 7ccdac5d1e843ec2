"""The xlwings engine over a closed file: what macros use works, and what it lacks says so."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import xlwings as xw

from udfs.hosts.closed import engine, open_book
from xlcredit.errors import HostError, SourceError, WorkbookError

UDFS = Path(__file__).resolve().parents[2] / "udfs"
# What macros may ask of a workbook; the engine offers all of it, and later engines must too.
PORT = {
    "Book": {"sheets", "names", "save", "name", "fullname", "app", "close"},
    "Sheets": {"__iter__", "__len__", "__call__"},
    "Sheet": {"name", "tables", "range", "used_range", "book", "index", "names"},
    "Range": {
        "raw_value",
        "formula",
        "formula2",
        "row",
        "column",
        "shape",
        "address",
        "sheet",
        "clear_contents",
        "expand",
        "end",
    },
    "Tables": {"__iter__", "__len__", "__call__"},
    "Table": {"name", "range", "header_row_range", "data_body_range", "resize", "parent"},
    "Names": {"snapshot", "contains", "__call__", "__len__", "add"},
    "Name": {"name", "refers_to", "refers_to_range"},
    "App": {"status_bar", "alert", "selection", "books"},
    "Books": {"open", "__len__", "__iter__"},
}


OF_OTHERS = {
    "cells",
    "columns",
    "count",
    "group",
    "impl",
    "items",
    "left",
    "notes",
    "rows",
    "size",
    "value",
}  # same words on our own records, or what a port may carry


@pytest.fixture
def book(book_path: Path) -> xw.Book:
    return open_book(book_path)


def test_xlwings_is_the_minor_version_the_engine_is_written_for() -> None:
    assert xw.__version__.split(".")[:2] == ["0", "37"]


@pytest.mark.parametrize("name", PORT)
def test_engine_offers_the_members_of_the_port(name: str, book: xw.Book) -> None:
    sheet = book.sheets[0].impl
    ours = {
        "Book": book.impl, "Sheets": book.impl.sheets, "Sheet": sheet, "Range": sheet.range("A1"),
        "Tables": sheet.tables, "Table": sheet.tables(1),
        "Names": book.impl.names, "Name": book.impl.names("AsOf"),
        "App": book.impl.app, "Books": book.impl.app.books,
    }[name]  # fmt: skip
    assert {
        member for member in PORT[name] if not hasattr(type(ours), member) and member not in vars(ours)
    } == set()
    assert {member for member in PORT[name] if not hasattr(getattr(xw.base_classes, name), member)} <= {
        "__call__",
        "__len__",
        "__iter__",
        "sheet",
    }


def test_macros_ask_only_for_members_of_the_port() -> None:
    asked = {
        node.attr
        for path in sorted((UDFS / "macros").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    offered = set().union(*PORT.values())
    of_xlwings = {
        name for kind in (xw.Book, xw.Sheet, xw.Range, xw.main.Table, xw.main.Name) for name in vars(kind)
    }
    assert {name for name in asked & of_xlwings if not name.startswith("_")} <= offered | OF_OTHERS


def test_values_read_as_blocks_and_through_converters(book: xw.Book) -> None:
    sheet = book.sheets["ledger"]
    assert sheet.used_range.address == "$B$1:$H$6"
    assert sheet.range("B2:D3").raw_value[0] == ["Customer", "Date", "Amount"]
    assert sheet["C3"].value == dt.datetime(2026, 1, 1)
    frame = sheet.tables[0].range.options(pd.DataFrame, index=False).value
    assert frame["Amount"].tolist() == [0.0, 100.0, 200.0, 300.0]
    assert sheet["B2"].expand("down").address == "$B$2:$B$6"
    assert sheet.range("XFD1048576").raw_value is None


def test_used_range_from_a1_is_not_copied(book: xw.Book) -> None:
    sheet = book.sheets["User's own"]
    sheet.range("A1:C5").raw_value = [[1.0, 2.0, 3.0] for _ in range(5)]
    assert sheet.used_range.raw_value is sheet.impl.rows()


def test_text_stays_text_and_formulas_go_in_by_formula_only(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets["User's own"]
    sheet.range("E1:F1").raw_value = [["=1+1", "000123"]]
    sheet["E2"].value = "=2+2"
    sheet["E3"].formula = "=C1*3"
    book.save(str(tmp_path / "out.xlsx"))
    written = openpyxl.load_workbook(tmp_path / "out.xlsx")["User's own"]
    assert [(written[cell].value, written[cell].data_type) for cell in ("E1", "F1", "E2")] == [
        ("=1+1", "s"), ("000123", "s"), ("=2+2", "s"),
    ]  # fmt: skip
    assert (written["E3"].value, written["E3"].data_type) == ("=C1*3", "f")


def test_frames_dates_and_unknown_values_are_written(book: xw.Book) -> None:
    sheet = book.sheets["User's own"]
    frame = pd.DataFrame({"n": [1, None], "day": pd.to_datetime(["2026-01-05", None]), "t": ["x", None]})
    sheet["K1"].options(index=False).value = frame
    moment = dt.datetime(2026, 1, 5)
    assert sheet.range("K1:M3").raw_value == [["n", "day", "t"], [1.0, moment, "x"], [None, None, None]]


def test_block_of_another_shape_is_refused(book: xw.Book) -> None:
    with pytest.raises(HostError, match="2 rows and 2 columns, and was given 1 by 3"):
        book.sheets[0].range("A1:B2").raw_value = [[1, 2, 3]]


def test_table_follows_its_headings_and_size(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets["Ledger"]
    table = sheet.tables["XLCREDIT_LEDGER"]
    sheet.range("B2:E2").value = ["客户", "日期", "金额", "备注"]
    table.resize(sheet.range("B2:E9"))
    assert table.data_body_range.address == "$B$3:$E$9"
    book.save(str(tmp_path / "out.xlsx"))
    written = openpyxl.load_workbook(tmp_path / "out.xlsx")["Ledger"].tables["xlcredit_ledger"]
    assert (written.ref, written.column_names) == ("B2:E9", ["客户", "日期", "金额", "备注"])
    with pytest.raises(HostError, match="keeps its first cell"):
        table.resize(sheet.range("A1:B2"))


def test_table_update_fills_a_frame(book: xw.Book) -> None:
    table = book.sheets["Ledger"].tables[0]
    table.update(pd.DataFrame({"Customer": ["A", "B"], "Amount": [1.5, 2.5]}), index=False)
    assert table.range.raw_value == [["Customer", "Amount"], ["A", 1.5], ["B", 2.5]]


def test_names_lead_to_cells(book: xw.Book) -> None:
    assert [name.name for name in book.names] == ["AsOf", "Rate"]
    assert book.names["asof"].refers_to_range.address == "$C$3"
    book.names.add("Limit", "=Ledger!$D$4:$D$6")
    assert book.sheets[0].range("Limit").raw_value == [[100.0], [200.0], [300.0]]
    assert book.sheets[0].range("D4:D6").name.name == "Limit"
    with pytest.raises(HostError, match="no range of cells"):
        _ = book.names["Rate"].refers_to_range


def test_clear_contents_reaches_values_and_formulas(book: xw.Book) -> None:
    sheet = book.sheets["Ledger"]
    sheet.range("H1:H6").clear_contents()
    assert sheet.range("H1:H6").raw_value == [[None]] * 6
    assert sheet["H1"].formula == ""


def test_save_computes_keeps_a_backup_and_says_what_is_left(book: xw.Book, book_path: Path) -> None:
    before = book_path.read_bytes()
    book.save()
    saved = book.impl.saved
    assert saved.backup.read_bytes() == before
    assert saved.not_evaluated == ("Ledger!H2", "Ledger!H4", "Ledger!H5", "Ledger!H6")
    assert openpyxl.load_workbook(book_path, data_only=True)["Ledger"]["H1"].value == 600


def test_sheets_of_another_workbook_are_copied_in(book_path: Path, tmp_path: Path) -> None:
    from workbooks.package import Workbook

    other = tmp_path / "other.xlsx"
    plain = openpyxl.Workbook()
    plain.active.title = "Only"
    plain.active["A1"] = "x"
    plain.save(other)
    target = open_book(other)
    assert target.impl.copy_sheets_from(book_path, ["Ledger"]) == ["Ledger"]
    assert [sheet.name for sheet in target.sheets] == ["Only", "Ledger"]
    assert target.sheets["Ledger"].tables["xlcredit_ledger"].range.address == "$B$2:$E$6"
    target.save()
    assert Workbook.open(other).sheet_names == ["Only", "Ledger"]


@pytest.mark.parametrize(
    "use",
    [
        lambda book: setattr(book.sheets[0]["A1"], "color", (1, 2, 3)),
        lambda book: book.sheets[0]["A1"].font.bold,
        lambda book: book.sheets.add("New"),
        lambda book: book.sheets[0].delete(),
        lambda book: book.sheets[0].charts,
        lambda book: book.sheets[0]["A1"].insert("down"),
        lambda book: book.macro("Sub1")(),
        lambda book: book.save("x.xlsx", password="p"),  # noqa: S106  it is refused
        lambda book: book.app.startup_path,
    ],
)
def test_what_a_closed_file_lacks_says_so_and_what_instead(book: xw.Book, use: Any) -> None:
    with pytest.raises(HostError, match=r"a closed workbook has no such thing\. [A-Z]"):
        use(book)


@pytest.mark.parametrize("name", ["Nowhere", "zz"])
def test_absent_sheet_table_and_name_are_named(book: xw.Book, name: str) -> None:
    with pytest.raises(HostError, match=f"no sheet '{name}'"):
        book.sheets[name]
    with pytest.raises(HostError, match=f"no table '{name}'"):
        book.sheets[0].tables[name]
    with pytest.raises(HostError, match=f"no defined name '{name}'"):
        book.names[name]


def test_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_text("no workbook", encoding="utf-8")
    with pytest.raises((SourceError, WorkbookError), match=r"x\.xlsx"):
        open_book(path)


def test_caller_and_engine_are_those_of_xlwings(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw.Book, "_mock_caller", None, raising=False)
    book.set_mock_caller()
    assert xw.Book.caller().fullname == book.fullname
    assert xw.engines["xlcredit"] is engine()
    assert engine() is engine()


def test_what_is_told_and_selected_is_there_to_be_looked_at(book: xw.Book) -> None:
    app = book.app
    app.impl.alerts.clear()
    assert app.alert("Sure?", title="xlcredit", buttons="yes_no") == "yes"
    assert app.alert("Done", mode="info") == "ok"
    assert app.impl.alerts == ["Sure?", "Done"]
    book.sheets["ledger"].range("C3:D4").select()
    assert (book.selection.sheet.name, book.selection.address) == ("Ledger", "$C$3:$D$4")
    app.status_bar = "Reading"
    assert app.status_bar == "Reading"
    app.status_bar, app.impl.selection = False, None
    assert app.selection is None
