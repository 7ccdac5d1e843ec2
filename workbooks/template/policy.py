"""The policy in force: every number the calculations use, with unit, source and date; values are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.policy import default_policy, policy_rows
from xlcredit.tables import POLICY

if TYPE_CHECKING:
    from workbooks.template.layout import Page


def build(page: Page) -> None:
    """Lay out the sheet, filled with the default policy."""
    page.head()
    body = [list(row) for row in policy_rows(default_policy(), page.edition.language)]
    _mark_sections(page)
    _explain_what_if(page)
    page.table(
        "policy",
        body=body,
        typed=frozenset({"value", "what_if"}),
        wrapped=frozenset({"label", "source"}),
        fine=frozenset({"path", "source"}),
        widths={"path": 44, "label": 46, "value": 22, "unit": 16, "source": 44, "what_if": 22},
    )
    page.freeze(1)
    page.print_setup()


def _explain_what_if(page: Page) -> None:
    """Say what the what-if column is for, above the table and at each of its cells."""
    column = POLICY.column_names.index("what_if")
    page.text(TOTAL_ROW, 0, page.edition.say("what_if.help"), "note")
    rule = {
        "validate": "any",
        "input_title": page.edition.label("what_if"),
        "input_message": page.edition.say("what_if.cell"),
    }
    page.sheet.data_validation(BODY_ROW, column, LAST_ROW, column, rule)
    filled = page.rule_format("input_column")
    shown = {"type": "formula", "criteria": f'=$A{BODY_ROW + 1}<>""', "format": filled}
    page.sheet.conditional_format(BODY_ROW, column, LAST_ROW, column, shown)


def _mark_sections(page: Page) -> None:
    """Rule off each section, the word before the first point of its items, and name it in bold."""
    here, above = f"$A{BODY_ROW + 1}", f"$A{BODY_ROW}"
    section = f'LEFT({here},FIND(".",{here}&"."))'
    new = f'=AND({here}<>"",{section}<>LEFT({above},FIND(".",{above}&".")))'
    shape = page.rule_format(top=1, top_color=theme.ACCENT, bg_color=theme.HEADER, bold=True)
    rule = {"type": "formula", "criteria": new, "format": shape}
    page.sheet.conditional_format(BODY_ROW, 0, LAST_ROW, 1, rule)
