"""When each document had been due for too long, and how much of it was still open then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import as_day
from xlcredit.receivables.documents import ALWAYS
from xlcredit.receivables.open_items import RULES
from xlcredit.receivables.settlement import DECIMALS, running_before

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.receivables.open_items import DatedLedger

_BY_PAYMENTS: Final = RULES.index("payments")
_UNKNOWN: Final = np.datetime64("NaT", "D")
_DAYS_BITS: Final = 24  # of a date packed beside the number of its document; day 0 of the year 1 fits


@dataclass(frozen=True)
class Lateness:
    """Which documents were open too long after their due date, one entry per row of the ledger.

    Attributes
    ----------
    day : ndarray of datetime64[D], shape (n,)
        First day on which the document was more than so many days late; NaT where it never was.
    amount : ndarray of float64, shape (n,)
        What was still open on that day; 0 where there is none. [currency of the row]
    can_tell : ndarray of bool, shape (n,)
        Whether that can be known: a due date, and no settlement without a date.
    """

    day: Dates
    amount: Floats
    can_tell: Flags


def late_documents(ledger: DatedLedger, as_of: Any, more_than_days: int) -> Lateness:
    """Return when each debt had been late for more than a number of days, as known on a date.

    Parameters
    ----------
    ledger : DatedLedger
        The ledger.
    as_of : date
        The date; later documents, payments and days do not count.
    more_than_days : int
        A document paid this many days after its due date is not late yet. [days]

    Returns
    -------
    Lateness
        Arrays aligned to the rows of the ledger; credits are never late.

    Raises
    ------
    ArgumentError
        When `as_of` is not a date.

    Notes
    -----
    A document dated after the day on which it would have been late is late on the day after its own. Of a
    document in instalments money settles the one that falls due first.

    Examples
    --------
    >>> from xlcredit.receivables.open_items import dated_ledger
    >>> ledger = dated_ledger(
    ...     {
    ...         "invoice_date": ["2026-01-01"],
    ...         "due_date": ["2026-01-31"],
    ...         "amount": [100],
    ...         "document_no": ["1"],
    ...     },
    ...     {"document_no": ["1"], "payment_date": ["2026-03-01"], "amount": [40]},
    ... )
    >>> found = late_documents(ledger, "2026-06-30", 60)
    >>> found.day, found.amount
    (array(['2026-04-02'], dtype='datetime64[D]'), array([60.]))
    """
    today = as_day(as_of)
    last_day = np.maximum(ledger.due_date + more_than_days, ledger.known_from)
    is_debt = (ledger.amount > 0) & ~np.isnat(ledger.due_date) & (ledger.known_from <= today)
    rows = np.flatnonzero(is_debt & (last_day < today))
    still_open = np.zeros(len(ledger.amount))
    still_open[rows] = _open_on(ledger, rows, last_day[rows])
    is_late = still_open > 0
    undated = (ledger.settled_from == ALWAYS) & (np.abs(ledger.settled) > 10.0**-DECIMALS)
    return Lateness(
        day=np.where(is_late, last_day + 1, _UNKNOWN),
        amount=np.where(is_late, still_open, 0.0),
        can_tell=is_debt & ~(undated & (ledger.rule != _BY_PAYMENTS)),
    )


def _open_on(ledger: DatedLedger, rows: Codes, day: Dates) -> Floats:
    """Return what is open of some rows, each at the end of a day of its own."""
    settled = np.where(ledger.settled_from[rows] <= day, ledger.settled[rows], 0.0)
    if len(ledger.payments.amount):
        received = _received(ledger, ledger.document[rows], day) - _before(ledger)[rows]
        by_payments = ledger.rule[rows] == _BY_PAYMENTS
        settled = np.where(by_payments, np.maximum(received, 0.0), settled)
    return np.round(ledger.amount[rows] - settled, DECIMALS)


def _received(ledger: DatedLedger, document: Codes, day: Dates) -> Floats:
    """Return the payments of each document up to a day of its own."""
    paid = ledger.payments
    order = np.argsort(_packed(paid.document, paid.payment_date), kind="stable")
    keys = _packed(paid.document, paid.payment_date)[order]
    running = np.concatenate(([0.0], np.cumsum(paid.amount[order])))
    until = np.searchsorted(keys, _packed(document, day), side="right")
    before = np.searchsorted(keys, _packed(document, np.full(len(day), ALWAYS)), side="left")
    return np.asarray(running[until] - running[before])


def _packed(document: Codes, day: Dates) -> Codes:
    """Pack documents and days into whole numbers that sort by document, then day."""
    return (document << _DAYS_BITS) + (day - ALWAYS).astype(np.int64)


def _before(ledger: DatedLedger) -> Floats:
    """Return what the instalments due before each row take of the money of their document."""
    before = np.zeros(len(ledger.amount))
    rows = ledger.instalments
    if rows.size:
        document = ledger.document[rows]
        starts = np.concatenate(([True], document[1:] != document[:-1]))
        before[rows] = running_before(np.maximum(ledger.amount[rows], 0.0), starts)
    return before
