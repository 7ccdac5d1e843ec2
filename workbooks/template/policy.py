"""The policy in force: every number the calculations use, with unit, source and date; values are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcredit.policy import default_policy, policy_rows

if TYPE_CHECKING:
    from workbooks.template.layout import Page


def build(page: Page) -> None:
    """Lay out the sheet, filled with the default policy."""
    page.head()
    body = [list(row) for row in policy_rows(default_policy(), page.edition.language)]
    page.table(
        "policy",
        body=body,
        typed=frozenset({"value"}),
        wrapped=frozenset({"label", "source"}),
        widths={"value": 18},
    )
    page.freeze(1)
    page.print_setup()
