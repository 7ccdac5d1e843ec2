"""What stands below the tables: what to look at, accounts used, how it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbooks.statements.canvas import COLOURS, COLUMNS, SIGNS
from xlcredit.credit import MODELS
from xlcredit.credit.distress_series import MARKET_MODEL
from xlcredit.texts import say
from xlcredit.working_capital.statement_series import account_text

if TYPE_CHECKING:
    from workbooks.statements.canvas import Canvas
    from xlcredit.credit import Model

_LAST = COLUMNS - 1
_REASON_WIDTH, _REMEDY_WIDTH = 120, 95  # characters that fit on one line
_SEVERITY = {"error": "bad", "warning": "watch", "notice": "none"}


def write_issues(canvas: Canvas) -> None:
    """Write what a reader should know before using the figures.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    top, spans = canvas.issues_row, ((0, 0), (1, 9), (10, _LAST))
    for (left, right), key in zip(spans, ("severity", "reason", "remedy"), strict=True):
        canvas.text(top, left, canvas.say(f"statements.column.{key}"), "header", to=right)
    if not canvas.report.issues:
        canvas.text(top + 1, 0, canvas.say("statements.nothing"), "output", to=_LAST)
    rank = {"error": 0, "warning": 1, "notice": 2}
    for place, issue in enumerate(sorted(canvas.report.issues, key=lambda issue: rank[issue.severity])):
        row, meaning = top + 1 + place, _SEVERITY[issue.severity]
        severity = f"{SIGNS[meaning]} {say(f'ledger.severity.{issue.severity}', canvas.language)}".strip()
        canvas.text(row, 0, severity, "output", font_color=COLOURS[meaning], valign="top")
        reason, remedy = issue.reason(canvas.language), issue.remedy(canvas.language)
        canvas.text(row, 1, reason, "output", to=spans[1][1], text_wrap=True, valign="top")
        canvas.text(row, spans[2][0], remedy, "output", to=_LAST, text_wrap=True, valign="top")
        lines = max(_width(reason) / _REASON_WIDTH, _width(remedy) / _REMEDY_WIDTH)
        canvas.sheet.set_row(row, 17 if lines < 1 else 34)


def _width(text: str) -> int:
    """Return how wide a text is, in characters; a Chinese one counts twice."""
    return sum(1 if character.isascii() else 2 for character in text)


def write_accounts(canvas: Canvas) -> None:
    """Write which heading gave each account, and in how many periods it has a figure.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    statement, top = canvas.report.statement, canvas.accounts_row
    spans = ((0, 2), (3, 6), (7, 7))
    for (left, right), key in zip(spans, ("account", "heading", "known"), strict=True):
        align = "right" if key == "known" else "left"
        canvas.text(top, left, canvas.say(f"statements.column.{key}"), "header", to=right, align=align)
    count = canvas.theme.style("output", num_format="0", align="right")
    for place, (account, column) in enumerate(statement.accounts.items()):
        row = top + 1 + place
        canvas.text(row, 0, account_text(account, canvas.language), "output", to=2)
        canvas.text(row, 3, statement.headings[account], "output", to=6)
        canvas.number(row, 7, float((~np.isnan(column)).sum()), count)


def write_formulas(canvas: Canvas) -> None:
    """Write the formula of every measure and model, with zones and sources.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    top, spans = canvas.formulas_row, ((0, 2), (3, 9), (10, 11), (12, _LAST))
    for (left, right), key in zip(spans, ("measure", "formula", "zones", "source"), strict=True):
        canvas.text(top, left, canvas.say(f"statements.column.{key}"), "header", to=right)
    row, days = top + 1, f"{canvas.report.days_in_year:g}"
    for name in canvas.report.ratios:
        path = f"working_capital.measure.{name}"
        canvas.text(row, 0, say(f"{path}.name", canvas.language), "output", to=2)
        canvas.text(row, 3, say(f"{path}.formula", canvas.language, days=days), "output", to=9)
        row += 1
    for name, model in MODELS.items():
        formula, zones = _formula(canvas, name), _zones(canvas, model)
        cells = (canvas.say(f"statements.model.{name}"), formula, zones, model.source)
        for (left, right), text in zip(spans, cells, strict=True):
            canvas.text(row, left, text, "output", to=right, text_wrap=True, valign="top")
        canvas.sheet.set_row(row, 62 if len(model.coefficients) > 5 else 34)  # noqa: PLR2004  nine terms
        row += 1


def _formula(canvas: Canvas, name: str) -> str:
    """Return a model's constant and coefficients in words."""
    model = MODELS[name]

    def term(ratio: str) -> str:
        if ratio == "equity" and name == MARKET_MODEL:
            return canvas.say("statements.term.market_equity")
        fields = {"price_index": canvas.report.price_index} if ratio == "size" else {}
        return canvas.say(f"statements.term.{ratio}", **fields)

    terms = [
        f"{'-' if coefficient < 0 else '+'} {abs(coefficient):g} × {term(ratio)}"
        for ratio, coefficient in model.coefficients.items()
    ]
    constant = [f"{model.constant:g}"] if model.constant else []
    return " ".join([*constant, *terms]).removeprefix("+ ")


def _zones(canvas: Canvas, model: Model) -> str:
    """Return the zones of a model in words."""
    low, high = min(model.zones), max(model.zones)
    if model.high_is_bad:
        return canvas.say("statements.zones.high_is_bad", low=low)
    if low == high:
        return canvas.say("statements.zones.one_edge", low=low)
    return canvas.say("statements.zones.safe_above", low=low, high=high)
