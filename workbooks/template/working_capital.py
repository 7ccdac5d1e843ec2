"""Working capital: statements in on the left, ratios with their health out on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW, SIGNS, TOTAL_ROW
from xlcredit.tables import WORKING_CAPITAL
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

RATIOS_COLUMN = 4
_WIDTHS = {"measure": 44.0, "value": 15.5, "formula": 56.0, "health": 15.0}
_HEALTH = RATIOS_COLUMN + WORKING_CAPITAL.column_names.index("health")
_UNIT_FORMATS = {
    "times": "#,##0.00_);(#,##0.00)",
    "share": theme.NUMBER_FORMATS["percent"],
    "money": theme.WHOLE_MONEY,
    "days": theme.ONE_DECIMAL,
}
_SIGNS = {
    "good": "good",
    "fair": "good",
    "watch": "watch",
    "idle": "watch",
    "alarm": "bad",
    "unknown": "none",
}
_COLOURS = {"good": theme.GOOD, "watch": theme.WATCH, "bad": theme.BAD, "none": theme.NEUTRAL}


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    page.section(TOTAL_ROW, 0, "statements")
    page.table("statements", style="input_column")
    page.sheet.set_column(RATIOS_COLUMN - 1, RATIOS_COLUMN - 1, 3)
    page.section(TOTAL_ROW, RATIOS_COLUMN, "working_capital")
    _shape_by_unit(page)
    _mark_health(page)
    page.table("working_capital", column=RATIOS_COLUMN, widths=_WIDTHS)
    page.freeze()
    page.print_setup()


def _shape_by_unit(page: Page) -> None:
    """Show shares in percent, money whole, days with a decimal: the unit stands beside the value."""
    value, unit = (WORKING_CAPITAL.column_names.index(name) + RATIOS_COLUMN for name in ("value", "unit"))
    beside = xl_rowcol_to_cell(BODY_ROW, unit, col_abs=True)
    for key, shown in _UNIT_FORMATS.items():
        word = say(f"working_capital.unit.{key}", page.edition.language)
        shape = page.rule_format(num_format=shown)
        rule = {"type": "formula", "criteria": f'={beside}="{word}"', "format": shape}
        page.sheet.conditional_format(BODY_ROW, value, LAST_ROW, value, rule)


def _mark_health(page: Page) -> None:
    """Set a sign before each word of health, in its colour; the word stays the cell's value."""
    cell = xl_rowcol_to_cell(BODY_ROW, _HEALTH, col_abs=True)
    for key, meaning in _SIGNS.items():
        word = say(f"working_capital.health.{key}", page.edition.language)
        look = {
            "num_format": f'General;General;General;"{SIGNS[meaning]} "@',
            "font_color": _COLOURS[meaning],
        }
        rule = {
            "type": "formula",
            "criteria": f'={cell}="{word}"',
            "format": page.edition.book.add_format(look),
        }
        page.sheet.conditional_format(BODY_ROW, _HEALTH, LAST_ROW, _HEALTH, rule)
