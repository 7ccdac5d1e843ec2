"""Currencies without an exchange rate, named where totals in base currency leave them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.ledger import make_issue
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.ledger import Issue, Ledger
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language


def left_out(ledger: Ledger, position: Position, language: Language) -> str:
    """Return in words what the sheets in base currency leave out for want of a rate.

    Parameters
    ----------
    ledger : Ledger
        What was read: customers and insured limits with their currencies.
    position : Position
        The open items.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    str
        Each currency with what is owed net in it and by how many customers, the most customers first; after
        them the currencies of limits alone. Blank where every currency has a rate.
    """
    owed = _owed(position)
    parts = [
        say("insurance.left_out.owed", language, unit=unit, amount=amount, customers=customers)
        for unit, amount, customers in owed
    ]
    named = {unit for unit, _, _ in owed}
    others = [unit for unit in _limits_without_rate(ledger, position) if unit not in named]
    parts += [say("insurance.left_out.limits", language, unit=unit) for unit in others]
    if not parts:
        return ""
    joined = say("insurance.join", language).join(parts)
    return say("insurance.left_out.all", language, base=position.valuation.base_currency, parts=joined)


def _owed(position: Position) -> list[tuple[str, float, int]]:
    """Return each currency without a rate, what is owed net in it, and by how many customers."""
    lacks = np.isnan(position.rows["rate"].to_numpy(dtype=float))
    if not lacks.any():
        return []
    by_unit = position.rows[lacks].groupby("currency")
    found = by_unit.agg(amount=("open_amount", "sum"), customers=("customer_id", "nunique"))
    return list(found.sort_values("customers", ascending=False, kind="stable").itertuples(name=None))


def rate_issues(ledger: Ledger, position: Position) -> tuple[Issue, ...]:
    """Return an issue for each currency of an insured limit that has no rate and that nothing else uses.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The open items; its valuation names the other currencies.

    Returns
    -------
    tuple of Issue
        None where every limit can be valued.
    """
    told = {issue.currency for issue in position.valuation.issues if issue.code == "no_rate"}
    base = position.valuation.base_currency
    return tuple(
        make_issue("no_rate", "", "", unit, currency=unit, unit=unit, base=base)
        for unit in _limits_without_rate(ledger, position)
        if unit not in told
    )


def _limits_without_rate(ledger: Ledger, position: Position) -> list[str]:
    """Return the currencies of insured limits, on their own sheet or the customer list, without a rate."""
    listed = ledger.customers.loc[(ledger.customers["insured_limit"] > 0).to_numpy(), "currency"]
    units = {str(unit) for column in (listed, ledger.insured_limits["currency"]) for unit in column.unique()}
    return sorted(units - {""} - set(position.valuation.rates))
