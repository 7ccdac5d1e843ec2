import openpyxl
import pytest

from workbooks.package import Workbook
from workbooks.package.names import (
    SheetEntry,
    add_sheets,
    sheet_entries,
    with_calculation_on_load,
    with_name,
    without_name,
)
from xlcredit.errors import WorkbookError


def test_set_name_adds_and_replaces(ledger_path):
    book = Workbook.open(ledger_path)
    book.set_name("基准日", "=Notes!$A$1")
    book.set_name("asof", 'Ledger!$A$1&"<x>"')
    assert book.names == {"AsOf": 'Ledger!$A$1&"<x>"', "基准日": "Notes!$A$1"}
    book.save()
    made = openpyxl.load_workbook(ledger_path).defined_names
    assert {name: made[name].value for name in made} == book.names


@pytest.mark.parametrize("name", ["Q1", "R1C1", "R", "c", "1a", "a b", "", "x" * 256, "a!b"])
def test_set_name_refuses_what_excel_refuses(ledger_path, name):
    with pytest.raises(WorkbookError, match="defined name"):
        Workbook.open(ledger_path).set_name(name, "Notes!$A$1")


def test_names_and_calculation_are_inserted_where_the_schema_wants_them():
    xml = b'<workbook xmlns="m"><sheets/><oleSize ref="A1"/><extLst/></workbook>'
    made = with_calculation_on_load(with_name(xml, "AsOf", "A!$A$1"))
    assert made == (
        b'<workbook xmlns="m"><sheets/>'
        b'<definedNames><definedName name="AsOf">A!$A$1</definedName></definedNames>'
        b'<calcPr fullCalcOnLoad="1"/><oleSize ref="A1"/><extLst/></workbook>'
    )


def test_sheets_are_listed_with_the_prefix_of_the_file():
    xml = b'<x:workbook xmlns:x="m"><x:sheets></x:sheets></x:workbook>'
    entry = SheetEntry
    made = add_sheets(xml, [entry("A & B", 3, "rId9", "hidden")], 0)
    assert b'<x:sheet name="A &amp; B" sheetId="3" state="hidden" r:id="rId9" xmlns:r=' in made
    assert sheet_entries(made) == (entry("A & B", 3, "rId9", "hidden"),)


def test_a_name_goes_whatever_its_scope_and_the_last_takes_the_list_along():
    book = b'<workbook xmlns="m"><sheets/>%s</workbook>'
    of_all = b'<definedName name="A">1</definedName>'
    of_sheet = b'<definedName name="b" localSheetId="0">S!$1:$2</definedName>'
    every = book % (
        b'<definedNames>%s%s<definedName name="B">2</definedName></definedNames>' % (of_sheet, of_all)
    )
    left = without_name(every, "B")
    assert left == book % (b"<definedNames>%s</definedNames>" % of_all)
    assert without_name(left, "a") == book % b""
    assert without_name(book % b"", "a") == book % b""
