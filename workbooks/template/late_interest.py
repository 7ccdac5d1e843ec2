"""Late interest: the overdue items with what each bears, and beside them the totals of every currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from workbooks.template.receivables import write_currency_picker
from xlcredit.tables import LATE_INTEREST, LATE_INTEREST_TOTALS

if TYPE_CHECKING:
    from workbooks.template.layout import Page

NAMES = LATE_INTEREST.column_names
TOTALS_COLUMN = len(NAMES) + 1  # right of the list, one column of air between
CURRENCIES = 12
SUMMED = {
    "open_amount": "overdue", "interest": "interest", "fixed_fee": "fixed_fee", "claim_total": "claim_total",
}  # fmt: skip
WIDTHS = {
    "customer_name": 34.0, "document_no": 16.0, "interest_rule": 20.0, "rates_in_words": 27.0,
    "fixed_fee": 11.0, "days_past_due": 12.0, "claim_note": 38.0, "overdue_without_rate": 15.5,
}  # fmt: skip


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    _mark_open_questions(page)
    page.table("late_interest", widths=WIDTHS, wrapped=frozenset({"claim_note"}))
    page.table(
        "late_interest_totals", HEADER_ROW, TOTALS_COLUMN, widths=WIDTHS, reserve=CURRENCIES, valign="top"
    )
    page.sheet.set_column(TOTALS_COLUMN - 1, TOTALS_COLUMN - 1, 3)
    page.section(TOTAL_ROW, TOTALS_COLUMN, "late_interest_totals")
    _totals(page)
    page.freeze(2)
    page.print_setup(pages_wide=2, repeat_columns=2)
    page.sheet.set_v_pagebreaks([NAMES.index("interest_rule")])


def _mark_open_questions(page: Page) -> None:
    """Colour what is still to be confirmed, and items that bear no number; the remark says why."""
    here = {name: f"${xl_col_to_name(NAMES.index(name))}{BODY_ROW + 1}" for name in NAMES}
    remark = NAMES.index("claim_note")
    tests = (
        (f'=AND({here["claim_note"]}<>"",{here["interest"]}="")', theme.BAD),
        (f'=AND({here["claim_note"]}<>"",{here["to_confirm"]}=TRUE)', theme.WATCH),
    )
    for test, colour in tests:
        rule = {"type": "formula", "criteria": test, "format": page.rule_format(font_color=colour)}
        page.sheet.conditional_format(BODY_ROW, remark, LAST_ROW, remark, rule)


def _totals(page: Page) -> None:
    """Write the totals of one currency over all items, listed or not, and how many there are."""
    position = NAMES.index("currency")
    write_currency_picker(page, TOTAL_ROW, position)
    chosen = f"${xl_col_to_name(position)}${TOTAL_ROW + 1}"
    ref, say_it = page.edition.ref, page.edition.say
    table = LATE_INTEREST_TOTALS.name
    sums = {name: f"SUMIFS({ref(table, name)},{ref(table, 'currency')},{chosen})" for name in
            (*SUMMED.values(), "documents", "to_confirm", "overdue_without_rate")}  # fmt: skip
    shape = page.theme.style("total", num_format=theme.MONEY, align="right")
    for column, name in SUMMED.items():
        page.formula(TOTAL_ROW, NAMES.index(column), f'=IF({chosen}="","",{sums[name]})', "", shape)
    words = f'{sums["documents"]}&"{say_it("late_interest.items")}"&{sums["to_confirm"]}'
    words += f'&"{say_it("late_interest.to_confirm")}"'
    style = page.theme.style("total", align="left", indent=1)
    formula = f'=IF(OR({chosen}="",{sums["documents"]}=0),"",{words})'
    page.formula(TOTAL_ROW, NAMES.index("interest_rule"), formula, "", style)
    none = f'IF(SUM({ref(table, "documents")})=0,"{say_it("late_interest.none")}","")'
    none = f'=IF(xlcredit_version="","",{none})'
    page.formula(TOTAL_ROW, 0, none, "", page.theme.style("section"))
