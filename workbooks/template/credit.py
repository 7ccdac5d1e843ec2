"""Scores with their limits, the waterfall of each limit, and the reasons that add up to each score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.tables import LIMITS, SCORES

if TYPE_CHECKING:
    from workbooks.template.layout import Page
    from xlcredit.tables import Table

HISTORY_PAGES = 4  # wide
_TEXTS = frozenset({"cap_reason", "reason_1", "reason_2", "reason_3", "action"})


def build_scores(page: Page) -> None:
    """Lay out scores, grades, reasons and limits: one row per customer, two pages wide to stay readable."""
    page.head()
    _negatives_stand_out(page, SCORES)
    page.table("scores", wrapped=_TEXTS)
    _count(page, SCORES)
    _totals(page, SCORES, ("open_amount", "credit_limit", "recommended_limit", "headroom"))
    page.freeze(2)
    page.print_setup(pages_wide=2, repeat_columns=2)


def build_limits(page: Page) -> None:
    """Lay out how each recommended limit comes about, from need to headroom, on two pages side by side."""
    page.head()
    _negatives_stand_out(page, LIMITS)
    _negatives_stand_out(page, LIMITS, "group_headroom")
    page.table("limits")
    _count(page, LIMITS)
    _totals(page, LIMITS, ("recommended_limit", "credit_limit", "exposure", "headroom"))
    page.freeze(2)
    page.print_setup(pages_wide=2, repeat_columns=2)


def build_score_reasons(page: Page) -> None:
    """Lay out every factor of every score with its points; they add up to the score."""
    page.head()
    page.quiet_repeats(2)
    page.table(
        "score_reasons", widths={"customer_name": 30, "factor": 36, "band": 27, "family": 10, "value": 15}
    )
    page.freeze(2)
    page.print_setup(portrait=True)


def build_customer_history(page: Page) -> None:
    """Lay out what the credit file looks up of each customer, one wide row each."""
    page.head()
    page.table("customer_history")
    page.freeze(2)
    page.print_setup(pages_wide=HISTORY_PAGES, repeat_columns=2)


def _count(page: Page, table: Table) -> None:
    """Write how many customers are shown; a filter changes it."""
    shown = f"SUBTOTAL(103,{page.edition.ref(table.name, 'customer_name')})"
    shape = page.theme.style("total", num_format=page.edition.say("total.customers"), align="left")
    page.text(TOTAL_ROW, 0, page.edition.say("total.shown"), "total")
    page.formula(TOTAL_ROW, 1, f'=IF({shown}=0,"",{shown})', "", shape)


def _totals(page: Page, table: Table, columns: tuple[str, ...]) -> None:
    """Write totals in base currency above the table; a filter changes them."""
    shape = page.theme.style("total", num_format=theme.MONEY, align="right")
    shown = f"SUBTOTAL(103,{page.edition.ref(table.name, 'customer_name')})"
    for name in columns:
        total = f"SUBTOTAL(109,{page.edition.ref(table.name, name)})"
        position = table.column_names.index(name)
        page.formula(TOTAL_ROW, position, f'=IF({shown}=0,"",{total})', "", shape)


def _negatives_stand_out(page: Page, table: Table, column: str = "headroom") -> None:
    """Colour a headroom below zero; its parentheses say the same without colour."""
    position = table.column_names.index(column)
    shape = page.rule_format(font_color=theme.BAD, bold=True)
    rule = {"type": "cell", "criteria": "<", "value": 0, "format": shape}
    page.sheet.conditional_format(BODY_ROW, position, LAST_ROW, position, rule)
