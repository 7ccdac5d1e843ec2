"""How money is laid against what it settles, where the ledger does not say: the conventions, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import Codes, Floats, as_codes, as_dates, as_day, as_floats, given_back
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_DECIMALS = 6


@dataclass(frozen=True)
class Instalments:
    """The terms of one invoice with what has been laid against each.

    Attributes
    ----------
    invoiced, paid, credited, open_amount : ndarray of float64, shape (n,)
        Per term; ``invoiced - paid - credited = open_amount``. [invoice currency]
    """

    invoiced: Floats
    paid: Floats
    credited: Floats
    open_amount: Floats


def allocate_to_instalments(
    invoiced: ArrayLike,
    paid: float = 0.0,
    credited: float = 0.0,
    *,
    rule: Literal["first_in_first_out", "pro_rata"] = "first_in_first_out",
) -> Instalments:
    """Lay payments, then credit notes, against the terms of one invoice.

    Parameters
    ----------
    invoiced : array_like, shape (n,)
        Amount of each term, first due first, not negative. [invoice currency]
    paid, credited : float
        Money received and credit notes, not negative. [invoice currency]
    rule : {"first_in_first_out", "pro_rata"}
        Fill the first term first, or every term by its share.

    Returns
    -------
    Instalments
        One row per term. What exceeds the terms makes the last one negative: it is owed to the customer.

    Raises
    ------
    ArgumentError
        When `rule` is another word.

    Examples
    --------
    >>> allocate_to_instalments([60, 100, 40], paid=40).open_amount
    array([ 20., 100.,  40.])
    """
    if rule not in ("first_in_first_out", "pro_rata"):
        raise ArgumentError(
            "receivables.unknown_word", name="rule", got=rule, accepted="first_in_first_out, pro_rata"
        )
    terms = as_floats(invoiced, "invoiced")
    by_payment = _laid(terms, float(paid), rule)
    by_credit = _laid(terms - by_payment, float(credited), rule)
    return Instalments(terms, by_payment, by_credit, np.round(terms - by_payment - by_credit, _DECIMALS))


def _laid(terms: Floats, money: float, rule: str) -> Floats:
    """Lay one sum over terms; an excess goes to the last."""
    takes = np.maximum(terms, 0.0)
    if rule == "pro_rata":
        total = takes.sum()
        laid = takes * (min(money, total) / total) if total else takes * 0.0
    else:
        laid = np.clip(money - (np.cumsum(takes) - takes), 0.0, takes)
    if len(laid):
        laid[-1] += max(money - takes.sum(), 0.0)
    return laid


def open_after_allocations(
    as_of: Any,
    document_no: ArrayLike,
    document_date: ArrayLike,
    amount: ArrayLike,
    allocations: tuple[ArrayLike, ArrayLike, ArrayLike],
    *,
    made_on: ArrayLike | None = None,
) -> Floats:
    """Return the open amount of documents that are settled against each other, as known on a date.

    Parameters
    ----------
    as_of : date
        The date.
    document_no : array_like of str, shape (n,)
        Distinct numbers of invoices, credit notes and payments.
    document_date : array_like of dates, shape (n,)
        Their dates.
    amount : array_like, shape (n,)
        Owed to us is positive; payments and credit notes are negative. [one currency]
    allocations : tuple of three array_like, shape (k,)
        Number of the debt, number of the credit, amount of each allocation (positive).
    made_on : array_like of dates, shape (k,), optional
        The day each allocation was made. Given, an allocation counts from that day; else from the day on
        which both documents exist.

    Returns
    -------
    ndarray of float64, shape (n,)
        Open amounts; 0 for a document dated later. The total is the same under both conventions.

    Raises
    ------
    ArgumentError
        When an allocation names a document that is not there.

    Examples
    --------
    >>> open_after_allocations(
    ...     "2020-05-31", ["I", "P"], ["2020-04-30", "2020-06-30"], [100, -100], (["I"], ["P"], [100])
    ... )
    array([100.,   0.])
    """
    day, dates = as_day(as_of), as_dates(document_date, "document_date")
    numbers = [str(number) for number in np.asarray(document_no, dtype=object)]
    place = {number: row for row, number in enumerate(numbers)}
    debt, credit = (_places(side, place) for side in allocations[:2])
    counts = (dates[debt] <= day) & (dates[credit] <= day)
    if made_on is not None:
        counts &= as_dates(made_on, "made_on") <= day
    part = np.where(counts, as_floats(allocations[2], "allocation"), 0.0)
    n = len(numbers)
    open_amount = as_floats(amount, "amount") - np.bincount(debt, part, n) + np.bincount(credit, part, n)
    return np.round(np.where(dates <= day, open_amount, 0.0), _DECIMALS)


def _places(side: ArrayLike, place: dict[str, int]) -> Codes:
    """Return the rows of the documents that allocations name."""
    numbers = [str(number) for number in np.asarray(side, dtype=object)]
    for number in numbers:
        if number not in place:
            raise ArgumentError("receivables.allocation_without_document", got=number)
    return np.array([place[number] for number in numbers], dtype=np.int64)


def open_by_document(
    document_no: ArrayLike,
    amount: ArrayLike,
    *,
    settles: ArrayLike | None = None,
    credits_as: Literal["own_row", "folded"] = "own_row",
) -> tuple[NDArray[np.object_], Floats]:
    """Sum entries by document and leave out what is settled.

    Parameters
    ----------
    document_no : array_like of str, shape (n,)
        Document of each entry.
    amount : array_like, shape (n,)
        Owed to us is positive; payments, credit notes and returns are negative. [one currency]
    settles : array_like of str, shape (n,), optional
        Document an entry was issued against, "" for none.
    credits_as : {"own_row", "folded"}
        Keep a credit note as a row of its own, or fold it onto the document it settles.

    Returns
    -------
    document_no : ndarray of object, shape (m,)
        Documents with something open, sorted.
    open_amount : ndarray of float64, shape (m,)
        Their open amounts. The total is the same either way.

    Raises
    ------
    ArgumentError
        When `credits_as` is another word.

    Examples
    --------
    >>> numbers, amounts = open_by_document(["I", "CN"], [200, -100], settles=["", "I"], credits_as="folded")
    >>> numbers.tolist(), amounts.tolist()
    (['I'], [100.0])
    """
    if credits_as not in ("own_row", "folded"):
        raise ArgumentError(
            "receivables.unknown_word", name="credits_as", got=credits_as, accepted="own_row, folded"
        )
    number = np.asarray(document_no, dtype=object)
    if settles is not None and credits_as == "folded":
        against = np.asarray(settles, dtype=object)
        number = np.where((against == "") | (against == None), number, against)  # noqa: E711  elementwise
    codes, names = as_codes(number)
    total = np.round(np.bincount(codes, as_floats(amount, "amount"), len(names)), _DECIMALS)
    return names[total != 0], total[total != 0]


def remaining_after_future(open_amount: Any, future_payments: Any) -> Any:
    """Return what stays open once payments that are already known for later dates have come.

    Parameters
    ----------
    open_amount : float or array_like, shape (n,)
        Open on the date of the report, each document or credit its own row. [invoice currency]
    future_payments : float or array_like, shape (n,)
        Payments dated after it, positive; 0 for none. [invoice currency]

    Returns
    -------
    float or ndarray
        Remaining amounts. The open amount itself never counts later payments.

    Examples
    --------
    >>> remaining_after_future(8000, 6750)
    1250.0
    """
    remaining = as_floats(open_amount, "open_amount") - as_floats(future_payments, "future_payments")
    return given_back(np.round(remaining, _DECIMALS))


def fx_open(open_amount: Any, rate: Any) -> Any:
    """Return open amounts in the base currency.

    Parameters
    ----------
    open_amount : float or array_like, shape (n,)
        Open amounts. [invoice currency]
    rate : float or array_like, shape (n,)
        Units of the base currency for one unit of the invoice currency; NaN where there is no rate.

    Returns
    -------
    float or ndarray
        Open amounts, unknown where the rate is. [base currency]

    Examples
    --------
    >>> fx_open(100, 80)
    8000.0
    """
    return given_back(np.asarray(as_floats(open_amount, "open_amount") * as_floats(rate, "rate")))
