import datetime as dt
import io
import math
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from workbooks.package import Formula, Workbook
from xlcredit.errors import WorkbookError

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DAY = dt.datetime(2026, 3, 4)


def read_back(path, sheet="Ledger"):
    return openpyxl.load_workbook(path)[sheet]


def test_values_are_those_of_the_file(ledger_path):
    values = Workbook.open(ledger_path).sheet("ledger").values()
    assert values[1] == ["C1", "001", 100.5, False, dt.date(2026, 1, 1)]
    assert values[6] == [None, None, 1507.5, "#N/A", None]


def test_values_show_edits_over_the_file(ledger_path):
    sheet = Workbook.open(ledger_path).sheet("Ledger")
    sheet.write(2, 1, [["new", None], [math.nan, Formula("=1+1", 2)]])
    sheet.write(9, 7, [[5]])
    values = sheet.values()
    assert values[1][:3] == ["new", None, 100.5]
    assert values[2][:3] == [None, 2, 201.0]
    assert values[8] == [None] * 6 + [5]
    assert {len(row) for row in values} == {7}


def test_write_changes_only_its_cells(ledger_path, contents):
    before = contents(ledger_path)
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(3, 2, [["=1+1"]])
    # The order to calculate on opening stands in this workbook part already, so that it need not change.
    assert book.changed_parts() == {"xl/worksheets/sheet1.xml": "changed"}
    book.save()
    after = contents(ledger_path)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    sheet = read_back(ledger_path)
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=1+1", "s")
    assert [cell.value for cell in sheet[2]][:4] == ["C1", "001", 100.5, False]


def test_write_keeps_the_text_of_other_rows(ledger_path):
    with zipfile.ZipFile(ledger_path) as archive:
        before = archive.read("xl/worksheets/sheet1.xml")
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(3, 2, [["x"]])
    book.save()
    with zipfile.ZipFile(ledger_path) as archive:
        after = archive.read("xl/worksheets/sheet1.xml")
    start, end = before.index(b'<row r="3"'), before.index(b'<row r="4"')
    assert after.startswith(before[:start])
    assert after.endswith(before[end:])


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "'a", "007", "1e5", "TRUE", "#N/A", "2026-01-01", " x "]
)
def test_text_stays_text(ledger_path, text):
    book = Workbook.open(ledger_path)
    book.sheet("Notes").write(1, 1, [[text]])
    book.save()
    cell = openpyxl.load_workbook(ledger_path)["Notes"]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_none_clears_and_keeps_the_style(ledger_path):
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(2, 3, [[None, None, None]])
    book.save()
    sheet = read_back(ledger_path)
    assert [cell.value for cell in sheet[2]] == ["C1", "001", None, None, None]
    assert sheet["E2"].number_format == "yyyy-mm-dd"


def test_new_cells_take_the_style_of_their_row_else_column(ledger_path):
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(10, 5, [[1]])
    book.sheet("Ledger").write(20, 5, [[1, 2]])
    book.save()
    sheet = read_back(ledger_path)
    assert sheet["E10"].font.i
    assert sheet["E20"].number_format == "yyyy-mm-dd"
    assert sheet["F20"].number_format == "General"


def test_dates_take_a_date_format_where_the_cell_is_plain(ledger_path):
    book = Workbook.open(ledger_path)
    moments = [dt.date(2026, 3, 4), DAY.replace(hour=5, minute=6, second=7), dt.time(5, 6, 7)]
    book.sheet("Notes").write(5, 1, [moments])
    book.sheet("Ledger").write(2, 5, [[dt.date(2026, 3, 4)]])
    book.save()
    sheet = openpyxl.load_workbook(ledger_path)["Notes"]
    assert [cell.value for cell in sheet[5]] == [DAY, *moments[1:]]
    assert read_back(ledger_path)["E2"].number_format == "yyyy-mm-dd"


def test_dates_count_from_1904_where_the_workbook_does(tmp_path):
    import xlsxwriter

    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
        made.add_worksheet("Notes")
    book = Workbook.open(path)
    book.sheet("Notes").write(1, 1, [[dt.date(2026, 3, 4)]])
    book.save()
    assert openpyxl.load_workbook(path)["Notes"]["A1"].value == DAY
    with zipfile.ZipFile(path) as archive:
        assert b"<v>44623</v>" in archive.read("xl/worksheets/sheet1.xml")  # 46085 - 1462


def test_values_of_numpy_and_pandas_are_written_as_what_they_mean(ledger_path):
    line = [
        np.float64(1.5),
        np.int32(7),
        np.bool_(True),
        pd.Timestamp("2026-03-04"),
        pd.NaT,
        pd.NA,
        np.nan,
        Decimal("2.25"),
        np.datetime64("2026-03-04"),
        np.str_("t"),
        math.inf,
        10**20,
    ]
    book = Workbook.open(ledger_path)
    book.sheet("Notes").write(1, 1, [line])
    book.save()
    shown = [cell.value for cell in openpyxl.load_workbook(ledger_path)["Notes"][1]]
    assert shown == [1.5, 7, True, DAY, None, None, None, 2.25, DAY, "t", "#NUM!", 1e20]


def test_a_formula_is_written_with_its_cached_value_typed(ledger_path):
    values = [1.5, True, "late", "#N/A", None]
    book = Workbook.open(ledger_path)
    book.sheet("Notes").write(1, 1, [[Formula('=IF(A1<2,"a&b",1)', value) for value in values]])
    book.save()
    assert [cell.value for cell in openpyxl.load_workbook(ledger_path)["Notes"][1]] == [
        '=IF(A1<2,"a&b",1)'
    ] * 5
    shown = openpyxl.load_workbook(ledger_path, data_only=True)["Notes"][1]
    assert [cell.value for cell in shown] == values


def test_set_cached_changes_the_value_and_keeps_the_formula(ledger_path):
    book = Workbook.open(ledger_path)
    sheet = book.sheet("Ledger")
    sheet.set_cached(7, 3, "#VALUE!")
    sheet.set_cached(7, 4, dt.date(2026, 1, 1))
    assert sheet.formulas() == {(7, 3): "SUM(C2:C6)", (7, 4): "NA()"}
    book.save()
    assert sheet.formulas() == {(7, 3): "SUM(C2:C6)", (7, 4): "NA()"}
    assert sheet.values()[6] == [None, None, "#VALUE!", 46023.0, None]


def test_set_cached_refuses_a_cell_without_formula(ledger_path, digest):
    before = digest(ledger_path)
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").set_cached(2, 1, 5)
    with pytest.raises(WorkbookError, match="sheet Ledger, cell A2: holds no formula"):
        book.save()
    assert digest(ledger_path) == before


def test_clear_empties_formulas_and_values_and_forgets_edits(ledger_path):
    book = Workbook.open(ledger_path)
    sheet = book.sheet("Ledger")
    sheet.write(500, 1, [["far"]])
    sheet.clear(2, 1, 1_048_576, 16_384)
    assert sheet.formulas() == {}
    book.save()
    assert [row for row in read_back(ledger_path).iter_rows(values_only=True) if any(row)] == [
        ("Customer", "Document", "Amount", "Disputed", "Due")
    ]


def test_write_refuses_what_falls_off_the_sheet(ledger_path):
    with pytest.raises(WorkbookError, match="would reach row 1048577"):
        Workbook.open(ledger_path).sheet("Ledger").write(1_048_576, 1, [[1], [2]])


def test_write_refuses_a_text_longer_than_a_cell_holds(ledger_path):
    book = Workbook.open(ledger_path)
    book.sheet("Notes").write(3, 2, [["x" * 32_768]])
    with pytest.raises(WorkbookError, match="sheet Notes, cell B3: text of 32,768 characters"):
        book.save()


def test_the_dimension_grows_with_what_is_written(ledger_path):
    book = Workbook.open(ledger_path)
    book.sheet("Ledger").write(30, 9, [[1]])
    book.save()
    assert read_back(ledger_path).dimensions == "A1:I30"


def shared_formulas(ledger_path, rewritten):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c>'
        '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1&amp;"A1"</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
    )
    xml = f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return rewritten(ledger_path, {"xl/worksheets/sheet2.xml": xml.encode()})


def test_formulas_spell_out_shared_ones(ledger_path, rewritten):
    path = shared_formulas(ledger_path, rewritten)
    assert Workbook.open(path).sheet("Notes").formulas() == {
        (1, 2): 'A1*$A$1&"A1"', (2, 2): 'A2*$A$1&"A1"', (3, 2): 'A3*$A$1&"A1"',
    }  # fmt: skip


def test_writing_over_a_shared_formula_leaves_the_others_theirs(ledger_path, rewritten):
    path = shared_formulas(ledger_path, rewritten)
    book = Workbook.open(path)
    book.sheet("Notes").write(1, 2, [["gone"]])
    book.save()
    sheet = openpyxl.load_workbook(path)["Notes"]
    assert [sheet[f"B{row}"].value for row in (1, 2, 3)] == ["gone", '=A2*$A$1&"A1"', '=A3*$A$1&"A1"']
    assert [row[1] for row in book.sheet("Notes").values()] == ["gone", 2.0, 3.0]


def test_rows_and_cells_without_addresses_and_with_a_prefix_are_understood(ledger_path, rewritten):
    xml = (
        f'<x:worksheet xmlns:x="{SPACE}"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c>'
        "</x:row><x:row/></x:sheetData></x:worksheet>"
    )
    path = rewritten(ledger_path, {"xl/worksheets/sheet2.xml": xml.encode()})
    book = Workbook.open(path)
    book.sheet("Notes").write(1, 2, [["b<"], ["c"]])
    book.save()
    rows = openpyxl.load_workbook(path)["Notes"].iter_rows(values_only=True)
    assert list(rows) == [(1, "b<"), (None, "c")]


def test_a_sheet_in_utf_16_with_comments_is_understood(ledger_path, rewritten):
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{SPACE}"><sheetData><!-- <row r="9"> -->'
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    )
    path = rewritten(ledger_path, {"xl/worksheets/sheet2.xml": text.encode("utf-16")})
    book = Workbook.open(path)
    book.sheet("Notes").write(2, 1, [["账龄"]])
    book.save()
    assert list(openpyxl.load_workbook(path)["Notes"].values) == [(1,), ("账龄",)]


def test_an_unknown_sheet_is_refused_with_the_names_there_are(ledger_path):
    with pytest.raises(WorkbookError, match="Accepted are: Ledger, Notes"):
        Workbook.open(ledger_path).sheet("Aging")


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    # What XML can carry, escapes included; the readers fold "\r\n", and an empty text reads as a blank.
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
    ),
    st.sampled_from(
        ["=1+1", "+A1", "@x", "-2", " lead", "trail ", "a\nb", "_x0041_", "\x01", "a\rb", "账龄 <&>"]
    ),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
)


@settings(max_examples=40)
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_random_values_read_back_equal_by_two_readers(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("random") / "book.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "S"
    made.save(path)
    book = Workbook.open(path)
    book.sheet("S").write(2, 2, rows)
    book.save(backup=False)
    sheet = openpyxl.load_workbook(path)["S"]
    seen = [[_as_read(sheet.cell(r, c).value) for c in (2, 3, 4)] for r in range(2, len(rows) + 2)]
    assert seen == [[_as_moment(value) for value in row] for row in rows]
    grid = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_name("S")
    read = [[*row, "", "", "", ""][1:4] for row in grid.to_python(skip_empty_area=False)[1:]]
    wanted = [["" if value is None else value for value in row] for row in rows]
    assert (read + [[""] * 3] * 9)[: len(wanted)] == wanted
    assert book.sheet("S").values() == [
        [None if v == "" else v for v in r] for r in grid.to_python(skip_empty_area=False)
    ]


def _as_read(value):
    return (
        unescape(value) if isinstance(value, str) else value
    )  # openpyxl leaves _xHHHH_ in cells to its user


def _as_moment(value):
    return dt.datetime.combine(value, dt.time()) if type(value) is dt.date else value
