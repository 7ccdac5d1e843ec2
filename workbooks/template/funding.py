"""Funding: the borrowing base step by step, what each offer costs, and whom a discount pays for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, FLAG_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.policy import default_policy
from xlcredit.policy.protection import MOST_OFFERS
from xlcredit.tables import BORROWING_BASE, EARLY_DISCOUNTS, FUNDING_OFFERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

SHARED = 1  # under the names: all three tables share their columns
LAST_COLUMN = SHARED + len(FUNDING_OFFERS.columns) - 1
STEPS = 15
OFFERS_SHOWN = sum(
    len(rules.offers)
    for rules in (default_policy().protection.financing, default_policy().protection.early_payment)
)
OFFER_ROWS = 2 * MOST_OFFERS
LEFT_OUT_ROW = HEADER_ROW + STEPS + 2
OFFERS_ROW = LEFT_OUT_ROW + 3
LIST_ROW = OFFERS_ROW + OFFER_ROWS + 4
BODY = LIST_ROW + 1
SUBTOTALS = ("gross", "eligible", "advance", "base")
WIDTHS = {
    "customer_id": 12.0, "customer_name": 40.0, "base_step": 40.0, "funding_offer": 40.0,
    "annual_purchases": 16.5, "amount": 16.5, "face_amount": 16.5, "open_amount": 16.5, "running_total": 16.5,
    "money_in_hand": 16.5, "days_to_pay": 14.0, "customers": 14.0, "funding_cost": 14.0, "rule": 13.0,
    "funded_days": 13.0, "break_even_discount": 13.0, "yearly_cost": 12.0, "saving": 17.0,
    "yearly_gain": 17.0, "best_discount": 34.0, "verdict": 34.0,
}  # fmt: skip


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    _sentence(page)
    _mark_subtotals(page)
    page.table(
        "borrowing_base", HEADER_ROW, SHARED, rows=STEPS, reserve=STEPS, widths=WIDTHS, valign="bottom"
    )
    _widen_rules(page)
    warning = page.theme.style("flag", font_color=theme.WATCH)
    page.formula(LEFT_OUT_ROW, SHARED, '=IF(xlcredit_left_out="","",xlcredit_left_out)', "", warning)
    page.section(OFFERS_ROW - 1, SHARED, "funding_offers")
    _mark_gain(page, FUNDING_OFFERS.column_names.index("saving") + SHARED, OFFERS_ROW + 1)
    page.table(
        "funding_offers",
        OFFERS_ROW,
        SHARED,
        rows=OFFERS_SHOWN,
        reserve=OFFER_ROWS,
        widths=WIDTHS,
        valign="bottom",
    )
    page.section(LIST_ROW - 2, 0, "early_discounts")
    _count(page)
    page.table("early_discounts", LIST_ROW, widths=WIDTHS)
    for row in (HEADER_ROW, OFFERS_ROW, LIST_ROW):
        page.sheet.set_row(row, theme.HEADER_HEIGHTS[page.edition.language])
    page.sheet.freeze_panes(HEADER_ROW, 2)
    page.print_setup(repeat_to=FLAG_ROW)


def _mark_subtotals(page: Page) -> None:
    """Set the lines that are totals apart from what is taken off; call it before the table."""
    words = [say(f"protection.base.{key}.name", page.edition.language) for key in SUBTOTALS]
    here = f"${xl_col_to_name(SHARED)}{BODY_ROW + 1}"
    tests = ",".join(f'{here}="{word}"' for word in words)
    shape = page.rule_format(bold=True, bg_color=theme.CARD)
    rule = {"type": "formula", "criteria": f"=OR({tests})", "format": shape}
    page.sheet.conditional_format(BODY_ROW, SHARED, BODY_ROW + STEPS - 1, LAST_COLUMN, rule)


def _widen_rules(page: Page) -> None:
    """Let heading and hairlines run on under the rules, which are longer than their column."""
    first = SHARED + len(BORROWING_BASE.columns)
    for column in range(first, LAST_COLUMN + 1):
        page.text(HEADER_ROW, column, "", "header", valign="bottom")
    here = f"${xl_col_to_name(SHARED)}{BODY_ROW + 1}"
    rule = {"type": "formula", "criteria": f'={here}<>""', "format": page.rule_format()}
    page.sheet.conditional_format(BODY_ROW, first, BODY_ROW + STEPS - 1, LAST_COLUMN, rule)


def _mark_gain(page: Page, column: int, top: int) -> None:
    """Colour what an offer saves, green, or costs more, red; the sign and the verdict say it too."""
    cell = f"${xl_col_to_name(column)}{top + 1}"
    looks: dict[str, dict[str, Any]] = {">": {"font_color": theme.GOOD}, "<": {"font_color": theme.BAD}}
    for sign, look in looks.items():
        test = f"=AND(ISNUMBER({cell}),{cell}{sign}0)"
        rule = {"type": "formula", "criteria": test, "format": page.rule_format(**look)}
        page.sheet.conditional_format(top, column, min(top + OFFER_ROWS - 1, LAST_ROW), column, rule)


def _count(page: Page) -> None:
    """Write above the list what the discounts gain together; a filter changes it."""
    row = LIST_ROW - 1
    page.text(row, 0, page.edition.say("total.shown"), "total")
    count = f"SUBTOTAL(103,{page.edition.ref('early_discounts', 'customer_name')})"
    shape = page.theme.style("total", num_format=page.edition.say("total.customers"), align="left")
    page.formula(row, 1, f'=IF({count}=0,"",{count})', "", shape)
    money = page.theme.style("total", num_format=theme.MONEY, align="right")
    for name in ("open_amount", "yearly_gain"):
        sums = f"SUBTOTAL(109,{page.edition.ref('early_discounts', name)})"
        place = EARLY_DISCOUNTS.column_names.index(name)
        page.formula(row, place, f'=IF({count}=0,"",{sums})', "", money)
    page.sheet.set_row(row, 22)


def _sentence(page: Page) -> None:
    """Write in words what can be borrowed, and how many customers a discount pays for."""
    ref = page.edition.ref
    steps, amounts = ref("borrowing_base", "base_step"), ref("borrowing_base", "amount")
    named = {key: say(f"protection.base.{key}.name", page.edition.language) for key in SUBTOTALS}
    pieces = {
        key: f'TEXT(SUMIFS({amounts},{steps},"{named[key]}"),"#,##0")'
        for key in ("gross", "eligible", "base")
    }
    pieces["payers"] = f'COUNTIFS({ref("early_discounts", "yearly_gain")},">0")'
    pieces["currency"] = "BaseCurrency"
    marked = page.edition.say("funding.split", **{name: f"\x00{name}\x00" for name in pieces})
    parts = [
        str(pieces[part]) if place % 2 else f'"{part}"' for place, part in enumerate(marked.split("\x00"))
    ]
    joined = "&".join(part for part in parts if part != '""')
    empty = page.edition.say("funding.empty")
    formula = f'=IF(COUNTA({steps})=0,"{empty}",{joined})'
    page.formula(TOTAL_ROW, 0, formula, empty, page.theme.style("section"))
