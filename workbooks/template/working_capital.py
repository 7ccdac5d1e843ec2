"""Working capital: statements in on the left, ratios with their health out on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template.layout import TOTAL_ROW

if TYPE_CHECKING:
    from workbooks.template.layout import Page

RATIOS_COLUMN = 4


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    page.section(TOTAL_ROW, 0, "statements")
    page.table("statements", style="input_column")
    page.sheet.set_column(RATIOS_COLUMN - 1, RATIOS_COLUMN - 1, 3)
    page.section(TOTAL_ROW, RATIOS_COLUMN, "working_capital")
    page.table("working_capital", column=RATIOS_COLUMN, widths={"value": 15.5, "formula": 56})
    page.freeze()
    page.print_setup()
