"""Instalments: every instalment of the plans that were agreed, and beside them what the plans defer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from workbooks.template.receivables import write_currency_picker
from xlcredit.tables import INSTALMENT_OVERDUE, INSTALMENTS
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

NAMES = INSTALMENTS.column_names
OVERDUE_COLUMN = len(NAMES) + 1  # right of the list, one column of air between
SUMMED = ("principal", "plan_interest", "instalment_total", "instalment_paid", "open_amount")
CUSTOMERS = 12
WIDTHS = {
    "customer_name": 30.0, "plan_documents": 24.0, "plan_state": 10.0, "instalment_no": 11.0,
    "days_past_due": 10.0, "instalment_status": 12.0, "principal": 14.5, "plan_interest": 12.0,
    "instalment_total": 14.5, "instalment_paid": 14.5, "open_amount": 14.5, "plan_agreed_on": 12.0,
    "overdue_as_agreed": 16.0, "overdue_deferred": 16.0, "overdue_as_invoiced": 16.0,
    "next_instalment_on": 14.0,
}  # fmt: skip


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    _mark_states(page)
    page.table("instalments", widths=WIDTHS)
    page.table(
        "instalment_overdue", HEADER_ROW, OVERDUE_COLUMN, widths=WIDTHS, reserve=CUSTOMERS, valign="top"
    )
    page.sheet.set_column(OVERDUE_COLUMN - 1, OVERDUE_COLUMN - 1, 3)
    page.section(TOTAL_ROW, OVERDUE_COLUMN, "instalment_overdue")
    _totals(page)
    page.freeze(2)
    page.print_setup(pages_wide=2, repeat_columns=2)


def _mark_states(page: Page) -> None:
    """Colour plans that are broken and instalments that were missed, in either language."""
    for column, key, colour in (
        ("plan_state", "state.broken", theme.BAD), ("instalment_status", "status.missed", theme.WATCH),
    ):  # fmt: skip
        place = NAMES.index(column)
        cell = f"${xl_col_to_name(place)}{BODY_ROW + 1}"
        words = ",".join(f'{cell}="{say(f"instalments.{key}", language)}"' for language in LANGUAGES)
        rule = {"type": "formula", "criteria": f"=OR({words})", "format": page.rule_format(font_color=colour)}
        page.sheet.conditional_format(BODY_ROW, place, LAST_ROW, place, rule)


def _totals(page: Page) -> None:
    """Write the totals of one currency over the list; a word when no plan stands."""
    position = NAMES.index("currency")
    write_currency_picker(page, TOTAL_ROW, position)
    chosen = f"${xl_col_to_name(position)}${TOTAL_ROW + 1}"
    ref = page.edition.ref
    shape = page.theme.style("total", num_format=theme.MONEY, align="right")
    for name in SUMMED:
        total = f"SUMIFS({ref(INSTALMENTS.name, name)},{ref(INSTALMENTS.name, 'currency')},{chosen})"
        page.formula(TOTAL_ROW, NAMES.index(name), f'=IF({chosen}="","",{total})', "", shape)
    plans = f"SUM({ref(INSTALMENT_OVERDUE.name, 'open_in_plans')})+SUM({ref(INSTALMENTS.name, 'principal')})"
    none = f'=IF(xlcredit_version="","",IF({plans}=0,"{page.edition.say("instalments.none")}",""))'
    page.formula(TOTAL_ROW, 0, none, "", page.theme.style("section"))
