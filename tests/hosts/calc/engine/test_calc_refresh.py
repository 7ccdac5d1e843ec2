"""Refresh inside LibreOffice and in a closed file: the same cells, in our workbook and in a foreign one."""

from __future__ import annotations

import datetime as dt
import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from udfs.hosts import jobs
from udfs.hosts.closed import open_book

if TYPE_CHECKING:
    from conftest import Case

HERE = Path(__file__).resolve().parent
NOW = dt.datetime(2026, 11, 22, 9)
IBM = Path("ibm_ar/WA_Fn-UseC_-Accounts-Receivable.xlsx")
pytestmark = pytest.mark.libreoffice


def whole_book(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("calc_refresh_cases", HERE / "cases.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.whole_book(open_book(path))


def differences(closed: Any, calc: Any) -> list[tuple[str, int, int, Any, Any]]:
    """Return the cells that differ; numbers agree to one part in 1e9, as formulas sum in another order."""
    found = []
    for sheet, rows in closed["cells"].items():
        other = calc["cells"][sheet]
        for row in range(max(len(rows), len(other))):
            ours = rows[row] if row < len(rows) else []
            theirs = other[row] if row < len(other) else []
            for column in range(max(len(ours), len(theirs))):
                a = ours[column] if column < len(ours) else None
                b = theirs[column] if column < len(theirs) else None
                if a != b and not (isinstance(a, float) and b == pytest.approx(a, rel=1e-9, abs=1e-9)):
                    found.append((sheet, row + 1, column + 1, a, b))
    return found


def refreshed_closed(path: Path, folder: Path) -> Any:
    folder.mkdir()
    out = folder / path.name
    return whole_book(jobs.refresh(path, out, jobs.asked(None, None, NOW), lambda _step: None).path)


@pytest.mark.parametrize("inside", [True, False], ids=["in the office", "over a connection"])
def test_refresh_of_the_demo_equals_the_closed_host(
    case: Case, demo_path: Path, tmp_path: Path, *, inside: bool
) -> None:
    closed = refreshed_closed(demo_path, tmp_path / "closed")
    calc = case("refreshed", path=str(demo_path), inside=inside)
    assert differences(closed, calc) == []
    assert calc["tables"] == closed["tables"]
    assert calc["names"] == closed["names"]


def test_refresh_of_a_foreign_workbook_equals_the_closed_host(
    case: Case, shared_data: Path, tmp_path: Path
) -> None:
    path = shutil.copy(shared_data / IBM, tmp_path / "ar.xlsx")
    closed = refreshed_closed(path, tmp_path / "closed")
    saved = tmp_path / "saved.xlsx"
    calc = case("refreshed", path=str(path), out=str(saved))
    assert differences(closed, calc) == []
    assert calc["tables"] == closed["tables"]
    assert calc["names"] == closed["names"]
    assert open_book(saved).sheets["Aging"].tables[0].name == "xlcredit_aging"


def test_copied_sheets_bring_charts_pages_and_rules_along(
    case: Case, shared_data: Path, tmp_path: Path
) -> None:
    path = shutil.copy(shared_data / IBM, tmp_path / "ar.xlsx")
    told = case("charts_and_styles", path=str(path))
    sheets = told["sheets"]
    # What workbooks/template lays out: four charts on the dashboard, the first over the buckets of Exposures.
    assert len(sheets["Dashboard"]["charts"]) == 4
    assert sheets["Dashboard"]["charts"][0] == [
        [['"Open amount"', "$Exposures.$J$7:$J$13", "values-y"]], [["", "$Exposures.$I$7:$I$13"], ["", ""]],
    ]  # fmt: skip
    assert sheets["Dashboard"]["charts"][1][1][0][0] == '"DSO, count-back"'
    assert sheets["Aging"]["frozen"]
    assert sheets["Aging"]["page"] == "PageStyle_Aging"
    assert sheets["Aging"]["titles"] == [None, [2, 5]]  # rows 3 to 6, counted from 0
    assert sheets["Dunning"]["titles"] == [[0, 1], [2, 3]]
    assert sheets["Dashboard"]["titles"] == [None, None]
    assert sheets["Aging"]["rules"][0] == "$'Data check'.$A$7:$A$18"
    assert told["links"] == []
    assert told["undo"] == []


def test_failure_leaves_a_foreign_workbook_as_it_was(case: Case, shared_data: Path, tmp_path: Path) -> None:
    path = shutil.copy(shared_data / IBM, tmp_path / "ar.xlsx")
    assert case("failing", path=str(path)) == {"told": "the last step failed", "same": True}
