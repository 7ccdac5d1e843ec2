"""The points table of a fitted card: factor, band and points; empty while the expert card is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, LAST_ROW, TOTAL_ROW
from xlcredit.policy import default_policy, points_rows
from xlcredit.tables import POINTS
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from workbooks.template.layout import Page
    from xlcredit.policy import Policy

_METHOD = "scorecard.method"


def build(page: Page, policy: Policy | None = None) -> None:
    """Lay out the sheet; a line above the table says which card is in use."""
    page.head()
    _say_which_card(page)
    _mark_factors(page)
    page.table(
        "points",
        body=points_rows(policy or default_policy(), page.edition.language),
        typed=frozenset({"band_from", "points"}),
        wrapped=frozenset({"factor", "band"}),
        widths={"factor": 44, "band": 32, "band_from": 15, "points": 12, "sample_count": 13, "bad_share": 12},
    )
    page.freeze(1)
    page.print_setup(portrait=True)


def _say_which_card(page: Page) -> None:
    """Write which card is in use and what this table has to do with it: empty, in use, or not in use."""
    edition = page.edition
    bands = edition.ref("points", "band")
    words = entry("policy.points_table.missing").values()
    factors = "+".join(f'COUNTIF({bands},"{word}")' for word in words)
    path, value = edition.ref("policy", "path"), edition.ref("policy", "value")
    method = f'IFERROR(INDEX({value},MATCH("{_METHOD}",{path},0)),"")'
    used = f'({factors})&"{edition.say("points.used")}"'
    empty, unused = edition.say("points.empty"), edition.say("points.unused")
    formula = f'=IF(({factors})=0,"{empty}",IF({method}="fitted",{used},"{unused}"))'
    page.formula(TOTAL_ROW, 0, formula, empty, page.theme.style("section"))


def _mark_factors(page: Page) -> None:
    """Rule off each factor, name it once in ink, and let the row of missing values stand back."""
    here, above = f"$A{BODY_ROW + 1}", f"$A{BODY_ROW}"
    last = len(POINTS.columns) - 1
    new = page.rule_format(top=1, top_color=theme.ACCENT, bold=True)
    rule = {"type": "formula", "criteria": f'=AND({here}<>"",{here}<>{above})', "format": new}
    page.sheet.conditional_format(BODY_ROW, 0, LAST_ROW, 0, rule)
    ruled = page.rule_format(top=1, top_color=theme.ACCENT)
    page.sheet.conditional_format(BODY_ROW, 1, LAST_ROW, last, {**rule, "format": ruled})
    quiet = page.rule_format(font_color=theme.GREY)
    same = {"type": "formula", "criteria": f'=AND({here}<>"",{here}={above})', "format": quiet}
    page.sheet.conditional_format(BODY_ROW, 0, LAST_ROW, 0, same)
    missing = say("policy.points_table.missing", page.edition.language)
    muted = page.rule_format(font_color=theme.MUTED, italic=True)
    blank = {"type": "formula", "criteria": f'=$B{BODY_ROW + 1}="{missing}"', "format": muted}
    page.sheet.conditional_format(BODY_ROW, 1, LAST_ROW, last, blank)
