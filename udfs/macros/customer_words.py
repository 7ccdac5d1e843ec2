"""A customer in words: the score with its reasons, and the way from need to recommended limit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from udfs.books.tables import rows_of_table
from xlcredit.credit.scores import FULL_POINTS
from xlcredit.tables import TABLES
from xlcredit.texts import say

WHOLE_FROM = 1000.0
"""Larger amounts are shown without cents."""
STRONGEST = 4
"""How many factors that carry a score are named."""
WATERFALL = (
    "annual_purchases", "peak_purchases", "need_days", "need", "grade_need", "capacity",
    "without_accounts_cap", "sales_cap", "own_retention", "insured_part", "concentration_cap",
)  # fmt: skip
_KINDS = {column.name: column.kind for table in TABLES.values() for column in table.columns}


def shown(value: Any, kind: str = "") -> str:
    """Return a value as a person reads it.

    Parameters
    ----------
    value : object
        Number, text, flag or date.
    kind : str
        What it is, as in `xlcredit.tables`; a percent is a share of one.

    Returns
    -------
    str
        With thousands separators.

    Examples
    --------
    >>> shown(1234567.8), shown(0.125, "percent"), shown(12.5), shown(date(2026, 1, 5))
    ('1,234,568', '12.5%', '12.50', '2026-01-05')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value.strftime("%Y-%m-%d") if isinstance(value, date | datetime) else str(value)
    if kind == "percent":
        return f"{value:.1%}"
    if kind in ("score", "days"):
        return f"{value:,.1f}"
    is_whole = float(value).is_integer() or abs(value) >= WHOLE_FROM
    return f"{value:,.0f}" if is_whole else f"{value:,.2f}" if abs(value) >= 1 else f"{value:,.4g}"


def customer_words(found: dict[str, Any], customer_id: str) -> str:
    """Return what the reports of a workbook say of a customer.

    Parameters
    ----------
    found : dict
        Tables of the workbook.
    customer_id : str
        The customer.

    Returns
    -------
    str
        Several lines; a sentence when the customer is in no report yet.
    """
    scores = _of_customer(found, "scores", customer_id)
    limits = _of_customer(found, "limits", customer_id)
    if not scores and not limits:
        return say("macros.customer.unknown", customer=customer_id, action=say("actions.refresh_all.label"))
    lines = [say("macros.customer.name", name=(scores or limits)[0]["customer_name"], customer=customer_id)]
    if scores:
        lines += _score_lines(scores[0], _of_customer(found, "score_reasons", customer_id))
    if limits:
        lines += ["", *_limit_lines(limits[0])]
    if scores and scores[0].get("action"):
        lines += ["", say("macros.customer.action", action=scores[0]["action"])]
    return "\n".join(lines)


def _of_customer(found: dict[str, Any], table: str, customer_id: str) -> list[dict[str, Any]]:
    """Return the rows of a table that belong to a customer."""
    if table not in found:
        return []
    return [row for row in rows_of_table(found[table]) if str(row.get("customer_id")) == customer_id]


def _known(value: Any) -> bool:
    """Tell a value from a blank."""
    return value is not None and value != ""


def _best(factors: list[dict[str, Any]]) -> str:
    """Return the most points that a score can have: 100, or what the bands of a fitted card add up to."""
    best = sum(float(row["maximum"] or 0) for row in factors) if factors else FULL_POINTS
    return f"{best:.1f}".removesuffix(".0")


def _score_lines(score: dict[str, Any], factors: list[dict[str, Any]]) -> list[str]:
    """Return the lines on the score: what it is, what holds it down, what carries it."""
    if not _known(score["score"]):
        return [say("macros.customer.not_scored")]
    lines = [
        say(
            "macros.customer.score", score=shown(score["score"], "score"), best=_best(factors),
            grade=score["grade"], risk=_field(score, "probability_of_default"),
            coverage=_field(score, "coverage"),
        )
    ]  # fmt: skip
    if _known(score["cap_reason"]):
        lines.append(
            say("macros.customer.capped", grade=score["grade_by_points"], reason=score["cap_reason"])
        )
    worst = [str(score[f"reason_{place}"]) for place in (1, 2, 3) if _known(score[f"reason_{place}"])]
    if worst:
        lines.append(say("macros.customer.worst", reasons=say("macros.say.semicolon").join(worst)))
    strong = sorted(factors, key=lambda row: -float(row["contribution"] or 0))[:STRONGEST]
    named = [f"{row['factor']} ({row['band']}) +{row['contribution']:.1f}" for row in strong]
    if named:
        lines.append(say("macros.customer.strongest", factors=say("macros.say.semicolon").join(named)))
        total = sum(float(row["contribution"] or 0) for row in factors)
        lines.append(say("macros.customer.adds_up", count=len(factors), total=f"{total:.1f}"))
    return lines


def _limit_lines(limit: dict[str, Any]) -> list[str]:
    """Return the lines on the limit: every known part from need to recommended limit, and what binds."""
    if not _known(limit["recommended_limit"]):
        return [say("macros.customer.no_limit", reason=limit["binding_limit"] or "-")]
    lines = [say("macros.customer.limit_head")]
    lines += [
        f"  {say(f'labels.{name}')}: {_field(limit, name)}" for name in WATERFALL if _known(limit.get(name))
    ]
    lines.append(
        say("macros.customer.limit", limit=_field(limit, "recommended_limit"), binding=limit["binding_limit"])
    )
    lines.append(
        say(
            "macros.customer.headroom", exposure=_field(limit, "exposure"),
            headroom=_field(limit, "headroom"), granted=_field(limit, "credit_limit"),
        )
    )  # fmt: skip
    return lines


def _field(record: dict[str, Any], name: str) -> str:
    """Return a field of a record as a person reads it; a blank is a dash."""
    return shown(record[name], _KINDS.get(name, "")) if _known(record.get(name)) else "-"
