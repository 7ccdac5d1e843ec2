"""Collection: the ladder with what stands on each step, below it the worklist to go through from the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import FLAG_ROW, HEADER_ROW, LAST_ROW, NOTE_ROW, TOTAL_ROW
from workbooks.template.receivables import write_currency_picker
from xlcredit.policy import default_policy
from xlcredit.policy.collections import MOST_STAGES
from xlcredit.tables import WORKLIST

if TYPE_CHECKING:
    from workbooks.template.layout import Page

LADDER_ROWS = MOST_STAGES + 3  # the step before them; what was handed over and what is held back below
LADDER_SHOWN = len(default_policy().dunning.ladder) + 3
LADDER_COLUMN = 1  # under the names: the ladder shares the columns of the worklist
TOTALS_ROW = HEADER_ROW + LADDER_ROWS + 2
WORKLIST_ROW = TOTALS_ROW + 1
BODY = WORKLIST_ROW + 1
SUMMED = (
    "overdue", "demanded_amount", "unapplied_credit", "amount_to_pay", "promised_open", "disputed_open",
    "resting_amount", "handed_over_amount",
)  # fmt: skip
PARTS = {
    "overdue": "overdue", "demanded": "demanded_amount", "promised": "promised_open",
    "disputed": "disputed_open", "resting": "resting_amount",
    "handed": "handed_over_amount",
}  # fmt: skip
WIDTHS = {
    "customer_name": 36.0, "currency": 9.0, "overdue": 15.0, "oldest_days_past_due": 11.0, "stage_now": 34.0,
    "next_action": 50.0, "statements": 11.0, "unapplied_credit": 17.0, "amount_to_pay": 19.0,
    "resting_amount": 17.0, "handed_over_amount": 17.0, "stage_last": 34.0,
}  # fmt: skip
WRAPPED = frozenset({"next_action", "stage_now", "stage_last"})


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    page.sheet.set_row(NOTE_ROW, 16)
    _sentence(page)
    page.table(
        "ladder", HEADER_ROW, LADDER_COLUMN, rows=LADDER_SHOWN, reserve=LADDER_ROWS, widths=WIDTHS,
        valign="bottom",
    )  # fmt: skip
    _mark(page, "oldest_days_past_due", f"${_letter('is_alarm')}{BODY + 1}=TRUE")
    _mark(page, "next_action", f"${_letter('is_alarm')}{BODY + 1}=TRUE", bold=False)
    page.table("worklist", WORKLIST_ROW, widths=WIDTHS, wrapped=WRAPPED)
    _totals(page)
    page.sheet.freeze_panes(BODY, 2)
    page.sheet.set_row(WORKLIST_ROW, theme.HEADER_HEIGHTS[page.edition.language])
    page.sheet.set_row(HEADER_ROW, theme.HEADER_HEIGHTS[page.edition.language])
    page.print_setup(repeat_to=FLAG_ROW, pages_wide=2, repeat_columns=2)
    page.sheet.set_v_pagebreaks([WORKLIST.column_names.index("next_action") + 1])


def _letter(column: str) -> str:
    """Return the letter of a column of the worklist."""
    return str(xl_col_to_name(WORKLIST.column_names.index(column)))


def _mark(page: Page, column: str, test: str, *, bold: bool = True) -> None:
    """Colour a column of the worklist where a test holds; call it before the table."""
    position = WORKLIST.column_names.index(column)
    shape = page.rule_format(font_color=theme.BAD, bold=bold)
    rule = {"type": "formula", "criteria": f"={test}", "format": shape}
    page.sheet.conditional_format(BODY, position, LAST_ROW, position, rule)


def _totals(page: Page) -> None:
    """Write the totals of one currency above the worklist, and money at risk in base currency."""
    write_currency_picker(page, TOTALS_ROW, WORKLIST.column_names.index("currency"))
    chosen = f"${_letter('currency')}${TOTALS_ROW + 1}"
    currencies = page.edition.ref("worklist", "currency")
    shape = page.theme.style("total", num_format=theme.MONEY, align="right")
    for name in SUMMED:
        sums = f"SUMIFS({page.edition.ref('worklist', name)},{currencies},{chosen})"
        formula = f'=IF({chosen}="","",{sums})'
        page.formula(TOTALS_ROW, WORKLIST.column_names.index(name), formula, "", shape)
    risk = f"SUM({page.edition.ref('worklist', 'money_at_risk')})"
    place = WORKLIST.column_names.index("money_at_risk")
    page.formula(TOTALS_ROW, place, f"={risk}", 0, shape)
    page.sheet.set_row(TOTALS_ROW, 22)


def _sentence(page: Page) -> None:
    """Write in words what the worklist comes to, in the currency chosen."""
    chosen = f"${_letter('currency')}${TOTALS_ROW + 1}"
    currencies = page.edition.ref("worklist", "currency")
    pieces: dict[str, Any] = {
        name: f'TEXT(SUMIFS({page.edition.ref("worklist", column)},{currencies},{chosen}),"#,##0")'
        for name, column in PARTS.items()
    }
    pieces["currency"] = chosen
    pieces["count"] = f"COUNTIFS({currencies},{chosen})"
    pieces["alarms"] = f"COUNTIFS({currencies},{chosen},{page.edition.ref('worklist', 'is_alarm')},TRUE)"
    marked = page.edition.say("dunning.split", **{name: f"\x00{name}\x00" for name in pieces})
    parts = [
        str(pieces[part]) if place % 2 else f'"{part}"' for place, part in enumerate(marked.split("\x00"))
    ]
    joined = "&".join(part for part in parts if part != '""')
    empty = page.edition.say("dunning.empty")
    formula = f'=IF(COUNTA({currencies})=0,"{empty}",{joined})'
    page.formula(TOTAL_ROW, 0, formula, empty, page.theme.style("section"))
