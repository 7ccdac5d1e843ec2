"""Columns of the user's own in the customer list, read as the numbers that a fitted card asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.card import card_of
from xlcredit.credit.factors import LEVELED
from xlcredit.credit.words import factor_of_heading, is_blank
from xlcredit.ledger import make_issue
from xlcredit.ledger.amounts import FINE, MISSING, read_amounts
from xlcredit.ledger.cells import cells_of
from xlcredit.ledger.side_tables import OWN_PREFIX
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    import pandas as pd

    from xlcredit.ledger import Issue
    from xlcredit.policy import Policy


def own_figures(customers: pd.DataFrame, policy: Policy) -> dict[str, np.ndarray[Any, Any]]:
    """Return what a fitted card reads from columns of the user's own.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    policy : Policy
        With a fitted card; any other reads nothing.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        Factor or heading to numbers, or to words where the factor has levels; a cell that is no number is
        unknown.
    """
    return {
        name: cells.to_numpy() if name in LEVELED else _read(cells).numbers
        for name, (_, cells) in _asked_for(customers, policy).items()
    }


def unreadable_figures(customers: pd.DataFrame, policy: Policy) -> tuple[Issue, ...]:
    """Return an issue for every column that a fitted card reads and that holds something else than numbers.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    policy : Policy
        The policy.

    Returns
    -------
    tuple of Issue
        With the first such value and their count.
    """
    issues = []
    for name, (heading, cells) in _asked_for(customers, policy).items():
        problems = [] if name in LEVELED else _read(cells).problems
        wrong = np.flatnonzero(~np.isin(problems, (FINE, MISSING)))
        if wrong.size:
            value = cells.iloc[int(wrong[0])]
            issues.append(make_issue("value_unreadable", "", "", value, heading=heading, count=wrong.size))
    return tuple(issues)


def _asked_for(customers: pd.DataFrame, policy: Policy) -> dict[str, tuple[str, pd.Series[Any]]]:
    """Return the factors of a fitted card that columns of the user's own give, with heading and cells."""
    if policy.scorecard.method != "fitted":
        return {}
    card = card_of(policy)
    own = {plain_word(name): name for name in card.own_columns}
    wanted = {factor.name for factor in card.factors} | set(card.own.values())
    found: dict[str, tuple[str, pd.Series[Any]]] = {}
    for column in customers.columns:
        heading = column.removeprefix(OWN_PREFIX)
        name = factor_of_heading(heading) or own.get(plain_word(heading))
        if column.startswith(OWN_PREFIX) and name in wanted:
            first, cells = found.get(str(name), (heading, customers[column]))
            found[str(name)] = first, cells.where(cells.notna(), customers[column])
    return found


def _read(column: pd.Series[Any]) -> Any:
    """Return a column of cells as numbers."""
    return read_amounts(cells_of([None if is_blank(cell) else cell for cell in column.tolist()]))
