"""Aging tables that prove themselves: the buckets of every row sum to its total, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.columns import Codes, Flags, Floats, as_codes, as_floats
from xlcredit.errors import ArgumentError, MissingDataError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class AgingTable:
    """Open amounts by customer and currency and bucket.

    Attributes
    ----------
    customer_id, currency : ndarray of object, shape (m,)
        One row per customer and currency with something open; customers are "" in the totals.
    buckets : ndarray of float64, shape (m, k + 3)
        Open amounts by bucket; they sum to `total`. [currency of the row]
    total, overdue : ndarray of float64, shape (m,)
        Everything open; what stands in buckets past due.
    overdue_share : ndarray of float64, shape (m,)
        Overdue / debts, where debts = total - unapplied credit; NaN without debts. [share of one]
    oldest_days_past_due : ndarray of float64, shape (m,)
        Of the debts; 0 when none is late, NaN when none has a due date. [days]
    unapplied_credit : ndarray of float64, shape (m,)
        Sum of negative open amounts, part of `total`.
    documents : ndarray of int64, shape (m,)
        Documents with something open.
    """

    customer_id: NDArray[np.object_]
    currency: NDArray[np.object_]
    buckets: Floats
    total: Floats
    overdue: Floats
    overdue_share: Floats
    oldest_days_past_due: Floats
    unapplied_credit: Floats
    documents: Codes


def aging_table(
    customer_id: ArrayLike,
    currency: ArrayLike,
    open_amount: ArrayLike,
    days: ArrayLike,
    *,
    codes: ArrayLike,
    bucket_count: int,
    is_late: ArrayLike | None = None,
    decimals: int = 2,
) -> AgingTable:
    """Sum open amounts by customer, currency and bucket.

    Parameters
    ----------
    customer_id, currency : array_like, shape (n,)
        Of each open document or unapplied credit.
    open_amount : array_like, shape (n,)
        Owed to us is positive; rows with 0 are left out. [currency of the row]
    days : array_like, shape (n,)
        Days past due. [days]
    codes : array_like of int, shape (n,)
        Buckets from `age_open_amounts`.
    bucket_count : int
        Number of edges + 3.
    is_late : array_like of bool, shape (n,), optional
        Which rows are past due, when buckets count from another date; else those in buckets past due.
    decimals : int
        Places of the smallest unit of money; sums are exact in it.

    Returns
    -------
    AgingTable
        Sorted by currency and customer.

    Raises
    ------
    ArgumentError
        When columns differ in length.

    Examples
    --------
    >>> table = aging_table(["A", "A"], ["CNY", "CNY"], [100.1, -0.2], [45, 0], codes=[2, 0], bucket_count=5)
    >>> table.buckets.tolist(), table.total.tolist(), table.overdue.tolist()
    ([[-0.2, 0.0, 100.1, 0.0, 0.0]], [99.9], [100.1])
    """
    customers, customer_names = as_codes(customer_id)
    currencies, currency_names = as_codes(currency)
    cells = currencies * len(customer_names) + customers
    cell_count = len(currency_names) * len(customer_names)
    summed = _summed(
        cells, cell_count, open_amount, days, codes=codes, bucket_count=bucket_count, decimals=decimals
    )
    rows = np.flatnonzero(summed.documents)
    name, unit = (
        customer_names[rows % max(len(customer_names), 1)],
        currency_names[rows // max(len(customer_names), 1)],
    )
    overdue = np.round(summed.buckets[:, 1:-1].sum(axis=1), 6)
    if is_late is not None:
        debts = np.where(np.asarray(is_late, dtype=bool), np.maximum(as_floats(open_amount), 0.0), 0.0)
        overdue = _exact(cells, debts, cell_count, decimals)
    return _table(name, unit, summed, overdue, rows)


def aging_totals(table: AgingTable) -> AgingTable:
    """Sum an aging table by currency; currencies are never added to each other.

    Parameters
    ----------
    table : AgingTable
        From `aging_table`.

    Returns
    -------
    AgingTable
        One row per currency, customers "".

    Examples
    --------
    >>> table = aging_table(["A", "B"], ["CNY", "CNY"], [1, 2], [0, 45], codes=[0, 2], bucket_count=5)
    >>> aging_totals(table).total
    array([3.])
    """
    codes, names = as_codes(table.currency)
    n = len(names)

    def total(column: Floats) -> Floats:
        return np.round(np.bincount(codes, column, n), 6)

    buckets = np.stack([total(column) for column in table.buckets.T], axis=1)
    oldest = np.full(n, -np.inf)
    np.fmax.at(oldest, codes, table.oldest_days_past_due)
    overdue, credit, everything = total(table.overdue), total(table.unapplied_credit), total(table.total)
    return AgingTable(
        customer_id=np.full(n, "", dtype=object),
        currency=names,
        buckets=buckets,
        total=everything,
        overdue=overdue,
        overdue_share=_share(overdue, everything - credit),
        oldest_days_past_due=np.where(np.isinf(oldest), np.nan, oldest),
        unapplied_credit=credit,
        documents=np.bincount(codes, table.documents, n).astype(np.int64),
    )


@dataclass(frozen=True)
class AgingBuckets:
    """The open total of one currency by bucket.

    Attributes
    ----------
    open_amount : ndarray of float64, shape (k + 3,)
        By bucket; sums to the open total. [one currency]
    share : ndarray of float64, shape (k + 3,)
        Share of the total; NaN when the total is 0. [share of one]
    documents : ndarray of int64, shape (k + 3,)
        Documents with something open.
    """

    open_amount: Floats
    share: Floats
    documents: Codes


def aging_buckets(
    open_amount: ArrayLike, codes: ArrayLike, bucket_count: int, *, decimals: int = 2
) -> AgingBuckets:
    """Sum open amounts of one currency by bucket.

    Parameters
    ----------
    open_amount : array_like, shape (n,)
        Owed to us is positive. [one currency]
    codes : array_like of int, shape (n,)
        Buckets from `age_open_amounts`.
    bucket_count : int
        Number of edges + 3.
    decimals : int
        Places of the smallest unit of money; sums are exact in it.

    Returns
    -------
    AgingBuckets
        One entry per bucket.

    Examples
    --------
    >>> aging_buckets([30, 10], [0, 2], 5).share.tolist()
    [0.75, 0.0, 0.25, 0.0, 0.0]
    """
    amounts, where = as_floats(open_amount, "open_amount"), np.asarray(codes, dtype=np.int64)
    total = _exact(where, amounts, bucket_count, decimals)
    count = np.bincount(where[amounts != 0], minlength=bucket_count)
    return AgingBuckets(total, _share(total, np.full(bucket_count, total.sum())), count)


def overdue_share(open_amount: ArrayLike, days: ArrayLike, more_than_days: float = 0.0) -> float:
    """Return the share of debts that is more than some days past due.

    Parameters
    ----------
    open_amount : array_like, shape (n,)
        Owed to us is positive; credits are left out of both sides. [one currency]
    days : array_like, shape (n,)
        Days past due; an amount without a due date is not overdue. [days]
    more_than_days : float
        Days that are not counted yet. [days]

    Returns
    -------
    float
        0 to 1. [share of one]

    Raises
    ------
    MissingDataError
        When nothing is owed.

    Examples
    --------
    >>> overdue_share([60, 30, 10], [0, 31, 150])
    0.4
    """
    amounts, age = as_floats(open_amount, "open_amount"), as_floats(days, "days")
    debts = np.where(amounts > 0, amounts, 0.0)
    if not debts.sum():
        raise MissingDataError("receivables.negative_shares", name="open_amount")
    return float(debts[age > more_than_days].sum() / debts.sum())


def oldest_days_past_due(open_amount: ArrayLike, days: ArrayLike) -> float:
    """Return the age of the oldest debt.

    Parameters
    ----------
    open_amount : array_like, shape (n,)
        Owed to us is positive; credits and settled documents are left out.
    days : array_like, shape (n,)
        Days past due. [days]

    Returns
    -------
    float
        0 when no debt is late, NaN when no debt has a due date. [days]

    Examples
    --------
    >>> oldest_days_past_due([60, 0, 10], [-3, 400, 12])
    12.0
    """
    ages = as_floats(days, "days")[as_floats(open_amount, "open_amount") > 0]
    ages = ages[~np.isnan(ages)]
    return float(max(ages.max(), 0.0)) if ages.size else float("nan")


@dataclass(frozen=True)
class _Sums:
    """Sums by cell, a cell being one customer in one currency."""

    buckets: Floats
    credit: Floats
    oldest: Floats
    documents: Codes


def _summed(
    cells: Codes,
    cell_count: int,
    open_amount: ArrayLike,
    days: ArrayLike,
    *,
    codes: ArrayLike,
    bucket_count: int,
    decimals: int,
) -> _Sums:
    """Sum everything by cell."""
    amounts, age = as_floats(open_amount, "open_amount"), as_floats(days, "days")
    where = np.asarray(codes, dtype=np.int64)
    for name, column in (("open_amount", amounts), ("days", age), ("codes", where)):
        if len(column) != len(cells):
            raise ArgumentError("receivables.lengths_differ", name=name, got=len(column), wanted=len(cells))
    is_open: Flags = amounts != 0
    flat = _exact(cells * bucket_count + where, amounts, cell_count * bucket_count, decimals)
    debts = np.flatnonzero((amounts > 0) & ~np.isnan(age))
    oldest = np.full(cell_count, -np.inf)
    np.maximum.at(oldest, cells[debts], np.maximum(age[debts], 0.0))
    return _Sums(
        buckets=flat.reshape(cell_count, bucket_count),
        credit=_exact(cells, np.minimum(amounts, 0.0), cell_count, decimals),
        oldest=np.where(np.isinf(oldest), np.nan, oldest),
        documents=np.bincount(cells[is_open], minlength=cell_count),
    )


def _table(
    customer_id: NDArray[np.object_], currency: NDArray[np.object_], sums: _Sums, late: Floats, rows: Codes
) -> AgingTable:
    """Make the table from the cells that have something open."""
    buckets, credit, overdue = sums.buckets[rows], sums.credit[rows], late[rows]
    total = np.round(buckets.sum(axis=1), 6)
    return AgingTable(
        customer_id=customer_id,
        currency=currency,
        buckets=buckets,
        total=total,
        overdue=overdue,
        overdue_share=_share(overdue, np.round(total - credit, 6)),
        oldest_days_past_due=sums.oldest[rows],
        unapplied_credit=credit,
        documents=sums.documents[rows],
    )


def _exact(cells: Codes, amounts: Floats, count: int, decimals: int) -> Floats:
    """Sum amounts by cell in whole smallest units, so that no order of rows changes a cent."""
    scale = 10.0**decimals
    return np.bincount(cells, np.rint(amounts * scale), count) / scale


def _share(part: Floats, whole: Floats) -> Floats:
    """Divide, unknown where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole == 0, np.nan, part / whole)
