"""The page a newcomer reads: what it is, five steps, what the cells mean, the sheets, what to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template.layout import TOTAL_ROW
from workbooks.template.sheets import SHEETS, sheet_name
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.layout import Page
    from workbooks.template.theme import StyleName

_STEPS, _FACTS = 5, 4
_LEGEND: tuple[StyleName, ...] = ("input", "calc", "output", "check")


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.sheet.hide_gridlines(2)
    for column, width in enumerate((4, 24, 118)):
        page.sheet.set_column(column, column, width)
    page.head()
    row = _numbered(page, TOTAL_ROW + 1, "steps", "step", _STEPS)
    row = _legend(page, row + 1)
    row = _sheet_list(page, row + 1)
    row = _numbered(page, row + 1, "limits", "limit", _FACTS)
    page.section(row + 1, 0, "licence")
    page.text(row + 2, 1, page.edition.say("about.licence"))
    page.print_setup(repeat_to=-1, pages_high=1)


def _numbered(page: Page, row: int, section: str, key: str, count: int) -> int:
    """Write a numbered list and return the row after it."""
    page.section(row, 0, section)
    for number in range(1, count + 1):
        page.text(row + number, 0, f"{number}", "note", align="right", indent=1)
        page.text(row + number, 1, page.edition.say(f"about.{key}_{number}"))
    return row + count + 1


def _legend(page: Page, row: int) -> int:
    """Show each cell style with its meaning."""
    page.section(row, 0, "legend")
    for position, style in enumerate(_LEGEND, start=1):
        page.text(row + position, 1, page.edition.say("about.legend_example"), style)
        page.text(row + position, 2, page.edition.say(f"about.legend_{style}"))
    return row + len(_LEGEND) + 1


def _sheet_list(page: Page, row: int) -> int:
    """List the sheets with links."""
    page.section(row, 0, "sheets")
    language = page.edition.language
    others = [key for key in SHEETS if key != "about"]
    for position, key in enumerate(others, start=1):
        page.link(row + position, 1, key, sheet_name(key, language))
        page.text(row + position, 2, say(f"sheets.note.{key}", language), "note")
    return row + len(others) + 1
