"""Other people's workbooks: refused and left as they were, or refreshed with all that is theirs."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from file_parts import OUR_CHANGES, changed_parts, parts_of

from udfs.hosts import jobs
from xlcredit.errors import SourceError
from xlcredit.texts import LANGUAGES

NOW = datetime(2026, 7, 10, 9, 30)


def other_workbooks():
    folder = Path(__file__).resolve().parents[2] / "shared" / "data" / "workbooks"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ["absent"]


@pytest.mark.parametrize("name", other_workbooks())
def test_a_workbook_without_a_ledger_is_refused_and_left_as_it_was(shared_data, tmp_path, name):
    path = tmp_path / name
    shutil.copyfile(shared_data / "workbooks" / name, path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises((SourceError, jobs.WorkbookError)) as caught:
        jobs.refresh(path, None, jobs.asked(None, None, NOW), lambda _key: None)
    for language in LANGUAGES:
        assert path.name in caught.value.text(language)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_ledger_between_other_people_s_things_loses_none_of_them(shared_data, tmp_path):
    path = tmp_path / "mine.xlsx"
    book = openpyxl.load_workbook(
        shared_data / "workbooks" / "ClosedXML__TemplateWithTableSourcePivotTables.xlsx"
    )
    sheet = book.create_sheet("Receivables")
    for row in (
        ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"],
        ["Alpha", "1", date(2026, 5, 2), date(2026, 6, 1), 100.5],
        ["Beta", "2", date(2026, 6, 2), date(2026, 7, 2), 200],
    ):
        sheet.append(row)
    decorate(sheet)
    book.save(path)
    done = jobs.refresh(path, None, jobs.asked(date(2026, 6, 30), None, NOW), lambda _key: None)
    assert changed_parts(done) == OUR_CHANGES
    assert done.result.figures["open_total"] == pytest.approx(300.5)
    kept = " ".join(parts_of(path))
    for kind in ("pivotTables/", "pivotCache/", "charts/", "drawings/", "comments"):
        assert kind in kept
    theirs = parts_of(done.backup).values()
    assert any(b"<dataValidation " in part and b"<conditionalFormatting " in part for part in theirs)


def decorate(sheet) -> None:
    """Give a sheet a chart, a validation, a conditional format and a note."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.worksheet.datavalidation import DataValidation

    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    choice = DataValidation(type="list", formula1='"Alpha,Beta"')
    choice.add("A2:A3")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("E2:E3", CellIsRule(operator="greaterThan", formula=["150"]))
    sheet["E2"].comment = Comment("agreed", "Mia")
