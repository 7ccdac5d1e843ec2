"""How much hangs on few customers. Customers in net credit owe nothing and are left out of every share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Codes, Floats, as_codes, as_floats
from xlcredit.errors import MissingDataError
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def shares(open_amount: ArrayLike) -> Floats:
    """Return each customer's share of what is owed to us.

    Parameters
    ----------
    open_amount : array_like, shape (m,)
        Net balance of each customer. [one currency]

    Returns
    -------
    ndarray of float64, shape (m,)
        0 for a customer in net credit; sums to 1. [share of one]

    Raises
    ------
    MissingDataError
        When nobody owes anything.

    Examples
    --------
    >>> shares([75, 25, -50])
    array([0.75, 0.25, 0.  ])
    """
    amounts = np.atleast_1d(as_floats(open_amount, "open_amount"))
    debts = np.where(amounts > 0, amounts, 0.0)
    if not debts.sum():
        raise MissingDataError("receivables.negative_shares", name="open_amount")
    share: Floats = debts / debts.sum()
    return share


def herfindahl_index(open_amount: ArrayLike) -> float:
    """Return the Herfindahl index of balances.

    Parameters
    ----------
    open_amount : array_like, shape (m,)
        Net balance of each customer, or any sizes in proportion to it.

    Returns
    -------
    float
        0 to 10,000; 10,000 = one customer only.

    Raises
    ------
    MissingDataError
        When nobody owes anything.

    Notes
    -----
    Sum of squared shares in percent.

    Examples
    --------
    >>> round(herfindahl_index([30, 30, 20, 20]), 6)
    2600.0
    """
    return float((shares(open_amount) ** 2).sum() * 100**2)


def effective_number(open_amount: ArrayLike) -> float:
    """Return how many customers of equal size would give the same Herfindahl index.

    Parameters
    ----------
    open_amount : array_like, shape (m,)
        Net balance of each customer.

    Returns
    -------
    float
        1 or more.

    Raises
    ------
    MissingDataError
        When nobody owes anything.

    Examples
    --------
    >>> effective_number([50, 50])
    2.0
    """
    return float(1.0 / (shares(open_amount) ** 2).sum())


def top_share(open_amount: ArrayLike, n: int = 10) -> float:
    """Return the share of the largest customers.

    Parameters
    ----------
    open_amount : array_like, shape (m,)
        Net balance of each customer.
    n : int
        How many.

    Returns
    -------
    float
        0 to 1. [share of one]

    Raises
    ------
    MissingDataError
        When nobody owes anything.

    Examples
    --------
    >>> round(top_share([50, 30, 20], 2), 6)
    0.8
    """
    return float(np.sort(shares(open_amount))[::-1][:n].sum())


def sum_by_group(
    customer_id: ArrayLike, group_id: ArrayLike, open_amount: ArrayLike
) -> tuple[NDArray[np.object_], Floats]:
    """Sum the balances of customers that belong together.

    Parameters
    ----------
    customer_id, group_id : array_like of str, shape (m,)
        A customer without a group stands alone, under its own number.
    open_amount : array_like, shape (m,)
        Net balance of each customer. [one currency]

    Returns
    -------
    groups : ndarray of object, shape (g,)
        Groups and lone customers, sorted.
    open_amount : ndarray of float64, shape (g,)
        Their balances.

    Examples
    --------
    >>> groups, amounts = sum_by_group(["A", "B", "C"], ["G", "G", ""], [1, 2, 4])
    >>> groups.tolist(), amounts.tolist()
    (['C', 'G'], [4.0, 3.0])
    """
    group_codes, group_names = as_codes(group_id)
    customer_codes, customer_names = as_codes(customer_id)
    group, customer = group_names[group_codes], customer_names[customer_codes]
    codes, names = as_codes(np.where(group == "", customer, group))
    return names, np.round(np.bincount(codes, as_floats(open_amount, "open_amount"), len(names)), 6)


@dataclass(frozen=True)
class ConcentrationMeasure:
    """One row of the concentration table.

    Attributes
    ----------
    measure, meaning : str
        Texts.
    value : float
        Index, number or share of one.
    """

    measure: str
    value: float
    meaning: str


def concentration_measures(
    customer_id: ArrayLike,
    group_id: ArrayLike,
    open_amount: ArrayLike,
    *,
    top: Sequence[int] = (1, 5, 10),
    language: Language | None = None,
) -> tuple[ConcentrationMeasure, ...]:
    """Return every measure of concentration with its meaning.

    Parameters
    ----------
    customer_id, group_id : array_like of str, shape (m,)
        Customers and their groups ("" for none).
    open_amount : array_like, shape (m,)
        Net balance of each customer. [one currency]
    top : sequence of int
        How many largest customers to look at.
    language : {"en", "zh"}, optional
        Language of the texts.

    Returns
    -------
    tuple of ConcentrationMeasure
        Rows of the table.

    Raises
    ------
    MissingDataError
        When nobody owes anything.

    Examples
    --------
    >>> rows = concentration_measures(["A", "B"], ["", ""], [50, 50], top=(1,), language="en")
    >>> [(row.measure, row.value) for row in rows][:2]
    [('Herfindahl index (0-10,000)', 5000.0), ('Effective number of customers', 2.0)]
    """

    def row(key: str, value: float, **fields: object) -> ConcentrationMeasure:
        path = f"receivables.concentration.{key}"
        measure, meaning = (say(f"{path}.{part}", language, **fields) for part in ("measure", "meaning"))
        return ConcentrationMeasure(measure, value, meaning)

    return (
        row("herfindahl", herfindahl_index(open_amount)),
        row("effective_number", effective_number(open_amount)),
        *(row("top", top_share(open_amount, n), n=n) for n in top),
        row("groups", top_share(sum_by_group(customer_id, group_id, open_amount)[1], 1)),
    )


@dataclass(frozen=True)
class TopExposures:
    """The largest balances; each attribute is a column.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Position of each customer in the columns given.
    rank : ndarray of int64, shape (n,)
        1 for the largest.
    open_amount, share, over_limit : ndarray of float64, shape (n,)
        Balance, share of what is owed, what exceeds the limit (NaN without one).
    """

    row: Codes
    rank: Codes
    open_amount: Floats
    share: Floats
    over_limit: Floats


def top_exposures(
    customer_id: ArrayLike, open_amount: ArrayLike, credit_limit: ArrayLike | None = None, n: int = 10
) -> TopExposures:
    """Return the largest balances against their limits.

    Parameters
    ----------
    customer_id : array_like of str, shape (m,)
        Customers; equal balances stand in their order.
    open_amount : array_like, shape (m,)
        Net balance of each customer. [one currency]
    credit_limit : array_like, shape (m,), optional
        Limits; NaN for none. [same currency]
    n : int
        How many.

    Returns
    -------
    TopExposures
        At most n rows, none in net credit; no row at all when nobody owes anything.

    Examples
    --------
    >>> top_exposures(["A", "B"], [40, 60], [100, 50]).over_limit
    array([10.,  0.])
    """
    amounts = as_floats(open_amount, "open_amount")
    limits: Any = np.full(len(amounts), np.nan) if credit_limit is None else as_floats(credit_limit)
    order = np.lexsort((as_codes(customer_id)[0], -np.nan_to_num(amounts)))
    row = order[amounts[order] > 0][:n]
    share = shares(amounts)[row] if len(row) else np.zeros(0)
    return TopExposures(
        row=row,
        rank=np.arange(1, len(row) + 1),
        open_amount=amounts[row],
        share=share,
        over_limit=np.maximum(amounts[row] - limits[row], 0.0),
    )
