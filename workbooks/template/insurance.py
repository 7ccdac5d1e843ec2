"""Credit insurance: what is insured, whose deadline is next, and what the offers of insurers come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import FLAG_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.policy import default_policy
from xlcredit.policy.protection import MOST_OFFERS
from xlcredit.tables import INSURANCE, INSURANCE_OFFERS

if TYPE_CHECKING:
    from workbooks.template.layout import Page

OFFERS_COLUMN = 1  # under the names: the offers share the columns of the list below
OFFERS_SHOWN = len(default_policy().protection.insurance.offers) + 1
OFFER_ROWS = MOST_OFFERS + 1
LEFT_OUT_ROW = HEADER_ROW + OFFER_ROWS + 1
TERMS_ROW = LEFT_OUT_ROW + 3
TOTALS_ROW = TERMS_ROW + 1
LIST_ROW = TOTALS_ROW + 1
BODY = LIST_ROW + 1
MONEY_WIDTH = 13.5
WIDTHS = {
    "customer_id": 12.0, "customer_name": 32.0, "insurance_offer": 32.0, "cover_share": 9.5,
    "premium_rate": 11.0, "undisputed_days_past_due": 11.0, "insurance_alarm": 46.0, "offer_note": 46.0,
    "limit_source": 24.0, "days_left": 8.5,
    # Over these days stand the amounts of the offers: a yearly turnover needs the room.
    **dict.fromkeys(("notify_by", "stop_from", "claim_from", "claim_by"), MONEY_WIDTH),
}  # fmt: skip
SUMMED = (
    "exposure", "not_covered", "insured_amount", "uninsured_amount", "expected_recovery", "within_limit",
)  # fmt: skip
DATES = ("notify_by", "stop_from", "claim_from", "claim_by")


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    _sentence(page)
    money = [column.name for table in (INSURANCE, INSURANCE_OFFERS) for column in table.columns
             if column.kind == "money"]  # fmt: skip
    widths = dict.fromkeys(money, MONEY_WIDTH)
    page.table(
        "insurance_offers", HEADER_ROW, OFFERS_COLUMN, rows=OFFERS_SHOWN, reserve=OFFER_ROWS,
        widths={**widths, **WIDTHS}, valign="bottom", wrapped=frozenset({"offer_note"}),
    )  # fmt: skip
    page.section(TERMS_ROW - 1, 0, "insured_customers")
    _words_of_refresh(page)
    _mark_alarms(page)
    page.table(
        "insurance", LIST_ROW, widths={**widths, **WIDTHS},
        wrapped=frozenset({"insurance_alarm", "limit_source"}), fine=frozenset({"limit_source"}),
    )  # fmt: skip
    _totals(page)
    for row in range(HEADER_ROW + 1, HEADER_ROW + 1 + OFFERS_SHOWN):
        page.sheet.set_row(row, 30)
    page.sheet.freeze_panes(HEADER_ROW, 2)
    for row in (HEADER_ROW, LIST_ROW):
        page.sheet.set_row(row, theme.HEADER_HEIGHTS[page.edition.language])
    page.print_setup(repeat_to=FLAG_ROW)


def _words_of_refresh(page: Page) -> None:
    """Give the refresh a place for the terms behind the figures, and for the currencies it left out."""
    warning = page.theme.style("flag", font_color=theme.WATCH)
    places = (
        ("xlcredit_insurance_terms", TERMS_ROW, page.theme.style("note")),
        ("xlcredit_left_out", LEFT_OUT_ROW, warning),
    )
    for name, row, shape in places:
        page.sheet.write_blank(row, 0, None, shape)
        page.edition.name(name, page.key, row, 0)


def _letter(column: str) -> str:
    """Return the letter of a column of the list."""
    return str(xl_col_to_name(INSURANCE.column_names.index(column)))


def _mark_alarms(page: Page) -> None:
    """Colour days that are over, and the words about them; call it before the table."""
    shape = page.rule_format(font_color=theme.BAD)
    for name in DATES:
        place = INSURANCE.column_names.index(name)
        cell = f"${_letter(name)}{BODY + 1}"
        rule = {"type": "formula", "criteria": f'=AND({cell}<>"",{cell}<=AsOf)', "format": shape}
        page.sheet.conditional_format(BODY, place, LAST_ROW, place, rule)
    left, shown = INSURANCE.column_names.index("days_left"), f"${_letter('insurance_alarm')}{BODY + 1}"
    rule = {"type": "formula", "criteria": f'={shown}<>""', "format": shape}
    page.sheet.conditional_format(BODY, left, LAST_ROW, left, rule)
    place, cell = INSURANCE.column_names.index("insurance_alarm"), f"${_letter('insurance_alarm')}{BODY + 1}"
    bold = page.rule_format(font_color=theme.BAD, bold=True)
    rule = {"type": "formula", "criteria": f'={cell}<>""', "format": bold}
    page.sheet.conditional_format(BODY, place, LAST_ROW, place, rule)


def _totals(page: Page) -> None:
    """Write sums above the list; a filter changes them."""
    page.text(TOTALS_ROW, 0, page.edition.say("total.shown"), "total")
    count = f"SUBTOTAL(103,{page.edition.ref('insurance', 'customer_name')})"
    shape = page.theme.style("total", num_format=page.edition.say("total.customers"), align="left")
    page.formula(TOTALS_ROW, 1, f'=IF({count}=0,"",{count})', "", shape)
    money = page.theme.style("total", num_format=theme.MONEY, align="right")
    for name in SUMMED:
        sums = f"SUBTOTAL(109,{page.edition.ref('insurance', name)})"
        place = INSURANCE.column_names.index(name)
        page.formula(TOTALS_ROW, place, f'=IF({count}=0,"",{sums})', "", money)
    page.sheet.set_row(TOTALS_ROW, 22)


def _sentence(page: Page) -> None:
    """Write in words how much is insured and how many deadlines are near."""
    ref = page.edition.ref
    owed, insured = ref("insurance", "exposure"), ref("insurance", "insured_amount")
    pieces = {
        "exposure": f'TEXT(SUM({owed}),"#,##0")',
        "insured": f'TEXT(SUM({insured}),"#,##0")',
        "share": f'IF(SUM({owed})=0,"0",TEXT(100*SUM({insured})/SUM({owed}),"0.0"))',
        "uninsured": f'TEXT(SUM({ref("insurance", "uninsured_amount")}),"#,##0")',
        "alarms": f'SUMPRODUCT(--({ref("insurance", "insurance_alarm")}<>""))',
        "currency": "BaseCurrency",
    }
    marked = page.edition.say("insurance.split", **{name: f"\x00{name}\x00" for name in pieces})
    parts = [
        str(pieces[part]) if place % 2 else f'"{part}"' for place, part in enumerate(marked.split("\x00"))
    ]
    joined = "&".join(part for part in parts if part != '""')
    empty = page.edition.say("insurance.empty")
    who = ref("insurance", "customer_name")
    formula = f'=IF(COUNTA({who})=0,"{empty}",{joined})'
    page.formula(TOTAL_ROW, 0, formula, empty, page.theme.style("section"))
