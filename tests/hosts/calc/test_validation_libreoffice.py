"""Figures of validation beside Calc's own formulas for the same, in one workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 120
OUTCOMES, SCORES, STATED = f"A2:A{ROWS + 1}", f"B2:B{ROWS + 1}", f"C2:C{ROWS + 1}"
THEN, NOW = "F2:F6", "G2:G6"
ACROSS = f"TRANSPOSE({SCORES})"
PAIRS = f"({OUTCOMES}=1)*(TRANSPOSE({OUTCOMES})=0)"
# Ours, and what Calc itself makes of the same cells; KS counts at every row's own score.
FIGURES = {
    "AUC": (
        f"SCOREAUC({OUTCOMES},{SCORES})",
        f"SUMPRODUCT({PAIRS}*(({ACROSS}>{SCORES})+({ACROSS}={SCORES})/2))/SUMPRODUCT({PAIRS})",
    ),
    "KS": (
        f"SCOREKS({OUTCOMES},{SCORES})",
        (f'MAX(ABS(COUNTIFS({OUTCOMES},1,{SCORES},"<="&{SCORES})/COUNTIF({OUTCOMES},1)'
        f'-COUNTIFS({OUTCOMES},0,{SCORES},"<="&{SCORES})/COUNTIF({OUTCOMES},0)))'),
    ),
    "Brier": (
        f"BRIERSCORE({OUTCOMES},{STATED})", f"SUMXMY2({OUTCOMES},{STATED})/ROWS({OUTCOMES})",
    ),
    "PSI": (
        f"PSI({THEN},{NOW})",
        f"SUMPRODUCT(({NOW}/SUM({NOW})-{THEN}/SUM({THEN}))*LN({NOW}/SUM({NOW})/({THEN}/SUM({THEN}))))",
    ),
    "chance": (
        f"INDEX(CALIBRATION({OUTCOMES},{STATED},1),2,10)",
        f"1-BINOMDIST(SUM({OUTCOMES})-1,ROWS({OUTCOMES}),AVERAGE({STATED}),TRUE())",
    ),
    "interval": (
        f"INDEX(CALIBRATION({OUTCOMES},{STATED},1),2,8)",
        (f"(SUM({OUTCOMES})+NORMSINV(0.975)^2/2-NORMSINV(0.975)*SQRT(SUM({OUTCOMES})*(ROWS({OUTCOMES})"
        f"-SUM({OUTCOMES}))/ROWS({OUTCOMES})+NORMSINV(0.975)^2/4))/(ROWS({OUTCOMES})+NORMSINV(0.975)^2)"),
    ),
    "moved": (
        "INDEX(MIGRATIONMATRIX(I2:I6,J2:J6),3,2)", 'COUNTIFS(I2:I6,"B",J2:J6,"A")',
    ),
}  # fmt: skip


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Customers whose scores are rounded to fives, so that many tie."""
    dice = np.random.default_rng(4)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(2, ROWS + 2):
        is_bad = dice.random() < 0.2
        score = 5 * round(dice.normal(50 if is_bad else 65, 15) / 5)
        for column, value in enumerate((int(is_bad), score, round(dice.uniform(0.05, 0.4), 3)), 1):
            sheet.cell(row, column, value)
    for row, cells in enumerate(
        zip((10, 20, 40, 20, 10), (5, 30, 35, 15, 9), "ABBCC", "AABCD", strict=True), 2
    ):
        for column, value in zip((6, 7, 9, 10), cells, strict=True):
            sheet.cell(row, column, value)
    for row, (ours, native) in enumerate(FIGURES.values(), 2):
        sheet.cell(row, 12, f"={ours}")
        sheet[f"M{row}"] = ArrayFormula(f"M{row}", f"={native}")
    path = tmp_path / "validation.xlsx"
    book.save(path)
    return path


def test_figures_are_those_of_native_formulas(calc_office, workbook):
    (cells,) = calc_office.compute(workbook).values()
    for row, name in enumerate(FIGURES, 2):
        ours, native = (cells[f"{column}{row}"]["value"] for column in "LM")
        assert isinstance(native, float), name
        assert 0 < native <= 1, name
        assert ours == pytest.approx(native, abs=1e-10), name
