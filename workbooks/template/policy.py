"""The policy in force: every number the calculations use, with unit, source and date; values are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW
from xlcredit.policy import default_policy, policy_rows

if TYPE_CHECKING:
    from workbooks.template.layout import Page


def build(page: Page) -> None:
    """Lay out the sheet, filled with the default policy."""
    page.head()
    body = [list(row) for row in policy_rows(default_policy(), page.edition.language)]
    _mark_sections(page)
    page.table(
        "policy",
        body=body,
        typed=frozenset({"value"}),
        wrapped=frozenset({"label", "source"}),
        fine=frozenset({"path", "source"}),
        widths={"path": 52, "label": 50, "value": 24, "unit": 20, "source": 60},
    )
    page.freeze(1)
    page.print_setup()


def _mark_sections(page: Page) -> None:
    """Rule off each section, the word before the first point of its items, and name it in bold."""
    here, above = f"$A{BODY_ROW + 1}", f"$A{BODY_ROW}"
    section = f'LEFT({here},FIND(".",{here}&"."))'
    new = f'=AND({here}<>"",{section}<>LEFT({above},FIND(".",{above}&".")))'
    shape = page.rule_format(top=1, top_color=theme.ACCENT, bg_color=theme.HEADER, bold=True)
    rule = {"type": "formula", "criteria": new, "format": shape}
    page.sheet.conditional_format(BODY_ROW, 0, LAST_ROW, 1, rule)
