"""The list of reviews, the earliest first, and the groups of customers that count as one debtor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.tables import GROUPS, REVIEWS

if TYPE_CHECKING:
    from workbooks.template.layout import Page
    from xlcredit.tables import Table


def build_reviews(page: Page) -> None:
    """Lay out which limit is looked at when and why: a list to work through from the top."""
    page.head()
    _stand_out(page, REVIEWS, "review_on", 'AND({cell}<>"",{cell}<=AsOf)')
    _stand_out(page, REVIEWS, "limit_use", 'AND({cell}<>"",{cell}>1)')
    widths = {"customer_name": 30, "approval": 18}
    widths |= {"review_reason": 62, "review_on": 14, "limit_use": 12}  # the last two may be bold
    page.table("reviews", wrapped=frozenset({"review_reason"}), widths=widths)
    _count(page, REVIEWS, "customer_name", "total.customers")
    _due(page)
    page.freeze(2)
    page.print_setup()


def build_groups(page: Page) -> None:
    """Lay out every group: what its members owe together, what they may owe, who has defaulted."""
    page.head()
    _stand_out(page, GROUPS, "headroom", 'AND({cell}<>"",{cell}<0)')
    _stand_out(page, GROUPS, "defaulted_member", '{cell}<>""')
    widths = {"weakest_member": 30, "defaulted_member": 30, "member_names": 58}
    wrapped = frozenset({"weakest_member", "defaulted_member", "member_names"})
    page.table("groups", wrapped=wrapped, widths=widths)
    _count(page, GROUPS, "group_id", "total.groups")
    page.freeze(1)
    page.print_setup()


def _stand_out(page: Page, table: Table, column: str, test: str) -> None:
    """Colour the cells of a column that a test holds for; call it before the table."""
    position = table.column_names.index(column)
    cell = f"${xl_col_to_name(position)}{BODY_ROW + 1}"
    shape = page.rule_format(font_color=theme.BAD, bold=True)
    rule = {"type": "formula", "criteria": f"={test.format(cell=cell)}", "format": shape}
    page.sheet.conditional_format(BODY_ROW, position, LAST_ROW, position, rule)


def _count(page: Page, table: Table, column: str, key: str) -> None:
    """Write how many rows are shown; a filter changes it."""
    shown = f"SUBTOTAL(103,{page.edition.ref(table.name, column)})"
    shape = page.theme.style("total", num_format=page.edition.say(key), align="left")
    page.text(TOTAL_ROW, 0, page.edition.say("total.shown"), "total")
    page.formula(TOTAL_ROW, 1, f'=IF({shown}=0,"",{shown})', "", shape)


def _due(page: Page) -> None:
    """Write how many reviews are due by the as-of date."""
    column = page.edition.ref("reviews", "review_on")
    due = f'COUNTIFS({column},"<="&AsOf)'
    position = REVIEWS.column_names.index("review_on")
    shape = page.theme.style("total", num_format=page.edition.say("total.due"), align="left", indent=1)
    page.formula(TOTAL_ROW, position, f'=IF(SUBTOTAL(103,{column})=0,"",{due})', "", shape)
