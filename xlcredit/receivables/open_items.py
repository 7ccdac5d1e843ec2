"""The open amount of every document as it was known on a date.

A ledger is prepared once (`dated_ledger`) and then asked for any date (`DatedLedger.open_at`): twelve month
ends cost twelve cheap questions, not twelve readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import Codes, Dates, Flags, Floats, as_codes, as_day
from xlcredit.errors import ArgumentError
from xlcredit.receivables.documents import (
    ALWAYS,
    MatchedPayments,
    column,
    date_column,
    float_column,
    instalment_rows,
    match_payments,
)
from xlcredit.receivables.settlement import DECIMALS, first_cover, running_before

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.receivables.documents import Columns

RULES: Final = ("not_yet", "payments", "paid", "stated", "status", "amount")
_NOT_YET, _PAYMENTS, _PAID, _STATED, _STATUS, _AMOUNT = range(len(RULES))
_NEVER: Final = np.datetime64("9999-12-31", "D")
_UNKNOWN: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class UnappliedCredits:
    """Payments that reduce no document of the ledger on that date: advances, or money without a reference.

    Attributes
    ----------
    payment_row : ndarray of int64, shape (k,)
        Position of each in the payments.
    customer_id, document_no, currency : ndarray of object, shape (k,)
        As given; a blank currency is the one of the customer's documents.
    payment_date : ndarray of datetime64[D], shape (k,)
        When the money came.
    open_amount : ndarray of float64, shape (k,)
        Minus the payment: a debt of ours. [currency of the row]
    document_type : ndarray of object, shape (k,)
        ``"advance"`` when its document is dated later, else ``"payment"``.
    """

    payment_row: Codes
    customer_id: NDArray[np.object_]
    document_no: NDArray[np.object_]
    currency: NDArray[np.object_]
    payment_date: Dates
    open_amount: Floats
    document_type: NDArray[np.object_]


@dataclass(frozen=True)
class OpenItems:
    """What was open on a date, one entry per row of the ledger.

    Attributes
    ----------
    as_of : datetime64[D]
        The date.
    open_amount : ndarray of float64, shape (n,)
        Owed to us is positive; 0 for a settled document and for one not dated yet. [currency of the row]
    is_known : ndarray of bool, shape (n,)
        The document was there: dated on or before `as_of`, or without a date.
    rule : ndarray of int8, shape (n,)
        Position in `RULES` of what decided the open amount.
    cannot_rebuild : ndarray of bool, shape (n,)
        What is settled rests on a snapshot taken after `as_of`: the best known, but not what was seen then.
        A document that is still wholly open in the snapshot was open before it.
    differs_from_stated : ndarray of bool, shape (n,)
        The ledger states another open amount, or a date of payment, than its own payments give.
    unapplied : UnappliedCredits
        Payments without a document, negative, to be shown as rows of their own.
    """

    as_of: np.datetime64
    open_amount: Floats
    is_known: Flags
    rule: NDArray[np.int8]
    cannot_rebuild: Flags
    differs_from_stated: Flags
    unapplied: UnappliedCredits


@dataclass(frozen=True)
class DatedLedger:
    """A ledger prepared for questions about any date; made by `dated_ledger`.

    Attributes
    ----------
    known_from, due_date : ndarray of datetime64[D], shape (n,)
        First day each document is there; when it falls due (NaT unknown).
    amount, stated : ndarray of float64, shape (n,)
        Full and stated open amount, NaN where not stated.
    rule : ndarray of int8, shape (n,)
        Position in `RULES` of the rule that decides the row, once it is there.
    settled, settled_from : ndarray, shape (n,)
        What rules other than payments settle of each row, and the day from which.
    document : ndarray of int64, shape (n,)
        Number of the row's document; instalments share it.
    document_from : ndarray of datetime64[D], shape (documents + 1,)
        First day of each document; the spare last place is for payments without one.
    instalments : ndarray of int64
        Rows that share a document with payments, in the order in which money settles them.
    payments : MatchedPayments
        The payments.
    snapshot_date : datetime64[D] or None
        When stated open amounts, undated payments and statuses were true.
    """

    known_from: Dates
    due_date: Dates
    amount: Floats
    stated: Floats
    rule: NDArray[np.int8]
    settled: Floats
    settled_from: Dates
    document: Codes
    document_from: Dates
    instalments: Codes
    payments: MatchedPayments
    snapshot_date: np.datetime64 | None

    def open_at(self, as_of: Any) -> OpenItems:
        """Return the open amount of every document as known on a date.

        Parameters
        ----------
        as_of : date
            The date; its own documents and payments count.

        Returns
        -------
        OpenItems
            Arrays aligned to the rows of the ledger.

        Raises
        ------
        ArgumentError
            When `as_of` is not a date.

        Notes
        -----
        A row is decided by the first rule that applies: not there yet; payments rows for its document; the
        payment date in the row; a stated open amount; an undated paid amount; a status; the amount itself.
        """
        day = as_day(as_of)
        is_known = self.known_from <= day
        counted = self._counted(day)
        settled = np.where(self.settled_from <= day, self.settled, 0.0)
        if len(counted):
            by_payments = self.rule == _PAYMENTS
            settled = np.where(by_payments, self._received(counted, is_known), settled)
        open_amount = np.round(np.where(is_known, self.amount - settled, 0.0), DECIMALS)
        rule = np.where(is_known, self.rule, np.int8(_NOT_YET))
        is_past = self.snapshot_date is not None and day < self.snapshot_date
        return OpenItems(
            as_of=day,
            open_amount=open_amount,
            is_known=is_known,
            rule=rule,
            cannot_rebuild=self._rests_on_snapshot(rule) if is_past else np.zeros(len(rule), dtype=bool),
            differs_from_stated=np.zeros(len(rule), dtype=bool)
            if is_past
            else self._differs(rule, open_amount, day),
            unapplied=self._unapplied(day, counted),
        )

    def settled_on(self, as_of: Any) -> Dates:
        """Return the day on which each document was settled, as known on a date.

        Parameters
        ----------
        as_of : date
            The date; its own payments count.

        Returns
        -------
        ndarray of datetime64[D], shape (n,)
            The day on which money first covered the document (an instalment: itself and those before it);
            NaT while it is open, and where no payment date is known.

        Raises
        ------
        ArgumentError
            When `as_of` is not a date.
        """
        found = self.open_at(as_of)
        is_settled = found.is_known & ~(np.sign(self.amount) * found.open_amount > 0)
        has_date = (self.rule == _PAID) & (self.settled_from > ALWAYS)
        day = np.where(has_date, self.settled_from, _UNKNOWN)
        if len(self.payments.amount):
            by_payments = np.flatnonzero(is_settled & (self.rule == _PAYMENTS))
            day[by_payments] = self._covered_on(by_payments, self._counted(found.as_of))
        return np.where(is_settled, day, _UNKNOWN)

    def _counted(self, day: np.datetime64) -> Flags:
        """Say which payments reduce a document on a date: both are there."""
        paid = self.payments
        return (paid.payment_date <= day) & (self.document_from[paid.document] <= day)

    def _received(self, counted: Flags, is_known: Flags) -> Floats:
        """Return what counted payments settle of each row."""
        weights = np.where(counted, self.payments.amount, 0.0)
        size = len(self.document_from)
        received = np.bincount(np.where(counted, self.payments.document, size - 1), weights, size)
        settled = received[self.document]
        if self.instalments.size:
            settled[self.instalments] = self._over_instalments(received, is_known)
        return settled

    def _over_instalments(self, received: Floats, is_known: Flags) -> Floats:
        """Allocate what each document received to its instalments, first due first, the rest to the last.

        An instalment that is not there yet takes nothing: what it took would be lost.
        """
        document, amount = self.document[self.instalments], self.amount[self.instalments]
        paid, known = received[document], is_known[self.instalments]
        # Money from the customer settles what the customer owes; a refund settles what we owe.
        takes = np.where(((amount < 0) == (paid < 0)) & known, np.abs(amount), 0.0)
        starts = np.r_[True, document[1:] != document[:-1]]
        first = np.flatnonzero(starts)
        settled = np.clip(np.abs(paid) - running_before(takes, starts), 0.0, takes)
        total = np.add.reduceat(settled, first)
        place = np.where(known, np.arange(len(known)), 0)
        last = np.maximum(np.maximum.reduceat(place, first), first)
        settled[last] += np.abs(paid[last]) - total
        signed: Floats = np.where(paid < 0, -settled, settled)
        return signed

    def _covered_on(self, rows: Codes, counted: Flags) -> Dates:
        """Return the day on which the counted payments first reached what each row needs."""
        paid = np.flatnonzero(counted)
        document, day = self.payments.document[paid], self.payments.payment_date[paid]
        last = np.full(len(self.document_from), ALWAYS).view(np.int64)
        np.maximum.at(last, document, day.view(np.int64))
        found: Dates = last[self.document[rows]].view("datetime64[D]")
        # One payment, or several that meet the amount exactly: the last one is the day. Else look closer.
        many = np.bincount(document, minlength=len(last)) > 1
        received = np.bincount(document, self.payments.amount[paid], len(last))
        owed = np.bincount(self.document, self.amount, len(last))
        closer = many & (np.abs(received - owed) > 10.0**-DECIMALS)
        closer[self.document[self.instalments]] |= many[self.document[self.instalments]]
        look = np.flatnonzero(closer[self.document[rows]])
        if look.size:
            found[look] = self._first_cover(rows[look], paid[closer[document]])
        return np.where(found == ALWAYS, _UNKNOWN, found)

    def _first_cover(self, rows: Codes, paid: Codes) -> Dates:
        """Return for each row the first payment day that covers it and what comes before it."""
        needs = np.abs(self.amount)
        if self.instalments.size:
            document = self.document[self.instalments]
            starts = np.r_[True, document[1:] != document[:-1]]
            needs[self.instalments] += running_before(needs[self.instalments], starts)
        of, day = self.payments.document[paid], self.payments.payment_date[paid]
        order = np.lexsort((day, of))
        amount = np.abs(self.payments.amount[paid])
        return first_cover(self.document[rows], needs[rows], of[order], day[order], amount[order])

    def _rests_on_snapshot(self, rule: NDArray[np.int8]) -> Flags:
        """Mark rows decided by what has no date of its own."""
        undated = (rule == _PAID) & (self.settled_from == ALWAYS)
        rests: Flags = (rule == _STATED) | (rule == _STATUS) | undated
        return rests & (np.abs(self.settled) > 10.0**-DECIMALS)

    def _differs(self, rule: NDArray[np.int8], open_amount: Floats, day: np.datetime64) -> Flags:
        """Mark rows where the ledger's own open amount or date of payment contradicts its payments."""
        is_paid = (self.settled_from > ALWAYS) & (self.settled_from <= day)
        told = np.where(is_paid, self.amount - self.settled, self.stated)
        differs: Flags = (rule == _PAYMENTS) & (np.abs(told - open_amount) > 10.0**-DECIMALS)
        return differs

    def _unapplied(self, day: np.datetime64, counted: Flags) -> UnappliedCredits:
        """Collect the payments received by a date that reduced no document."""
        paid = self.payments
        row = np.flatnonzero((paid.payment_date <= day) & ~counted)
        return UnappliedCredits(
            payment_row=row,
            customer_id=paid.customer_id.at(row),
            document_no=paid.document_no.at(row),
            currency=paid.currency.at(row),
            payment_date=paid.payment_date[row],
            open_amount=np.round(-paid.amount[row], DECIMALS),
            document_type=np.where(paid.document[row] < 0, "payment", "advance").astype(object),
        )


def dated_ledger(
    items: Columns, payments: Columns | None = None, *, snapshot_date: Any = None
) -> DatedLedger:
    """Prepare a ledger for questions about any date.

    Parameters
    ----------
    items : DataFrame or mapping of columns, n rows
        ``amount`` is needed; ``customer_id, document_no, invoice_date, due_date, currency, open_amount,
        paid_date, paid_amount, status`` are used where present. Positive = owed to us. Rows with one document
        number (of one customer) are instalments of one document.
    payments : DataFrame or mapping of columns, optional
        ``amount`` is needed; ``payment_date, customer_id, document_no, currency`` are used where present.
        Money received is positive. A payment without a date counts from the beginning.
    snapshot_date : date, optional
        When stated open amounts and statuses were true; None when they are true on every date asked.

    Returns
    -------
    DatedLedger
        To be asked by its `open_at`.

    Raises
    ------
    ArgumentError
        When ``amount`` is missing, or a column holds what is neither number nor date.

    Notes
    -----
    Credit notes, payments and advances that stand in `items` are documents of their own with a negative open
    amount; nothing is netted that the ledger does not net.

    Examples
    --------
    >>> ledger = dated_ledger(
    ...     {"document_no": ["1"], "invoice_date": ["2026-01-10"], "amount": [100]},
    ...     {"document_no": ["1"], "payment_date": ["2026-02-10"], "amount": [40]},
    ... )
    >>> ledger.open_at("2026-01-31").open_amount, ledger.open_at("2026-02-28").open_amount
    (array([100.]), array([60.]))
    """
    for table, columns in (("items", items), ("payments", payments)):
        if columns is not None and column(columns, "amount") is None:
            raise ArgumentError("receivables.no_amounts", table=table)
    n = len(items["amount"])
    stated, amount = float_column(items, "open_amount", n), float_column(items, "amount", n)
    amount = np.where(np.isnan(amount), stated, amount)
    due_date, invoice_date = date_column(items, "due_date", n), date_column(items, "invoice_date", n)
    known_from = np.where(np.isnat(invoice_date), ALWAYS, invoice_date)
    document, count, paid = match_payments(items, payments)
    document_from = np.full(count + 1, _NEVER)
    np.minimum.at(document_from.view(np.int64), document, known_from.view(np.int64))
    has_payments = np.zeros(count + 1, dtype=bool)
    has_payments[paid.document] = True
    has_payments[-1] = False
    rule, settled, settled_from = _undated_rules(items, amount, stated)
    return DatedLedger(
        known_from=known_from,
        due_date=due_date,
        amount=amount,
        stated=stated,
        rule=np.where(has_payments[document], np.int8(_PAYMENTS), rule),
        settled=settled,
        settled_from=settled_from,
        document=document,
        document_from=document_from,
        instalments=instalment_rows(document, count, due_date, amount, has_payments),
        payments=paid,
        snapshot_date=None if snapshot_date is None else as_day(snapshot_date, "snapshot_date"),
    )


def open_as_of(
    items: Columns, payments: Columns | None, as_of: Any, *, snapshot_date: Any = None
) -> OpenItems:
    """Return the open amount of every document as known on one date.

    Parameters
    ----------
    items, payments : DataFrame or mapping of columns
        As in `dated_ledger`.
    as_of : date
        The date; its own documents and payments count.
    snapshot_date : date, optional
        When stated open amounts and statuses were true.

    Returns
    -------
    OpenItems
        Arrays aligned to the rows of `items`, with flags and unapplied payments.

    Raises
    ------
    ArgumentError
        As in `dated_ledger`, and when `as_of` is not a date.

    Examples
    --------
    >>> items = {"invoice_date": ["2026-01-10"], "amount": [100], "paid_date": ["2026-03-01"]}
    >>> open_as_of(items, None, "2026-02-28").open_amount
    array([100.])
    """
    return dated_ledger(items, payments, snapshot_date=snapshot_date).open_at(as_of)


def _undated_rules(items: Columns, amount: Floats, stated: Floats) -> tuple[NDArray[np.int8], Floats, Dates]:
    """Decide every row as if there were no payments rows: its rule, what is settled of it, from when."""
    n = len(amount)
    paid_date, paid_amount = date_column(items, "paid_date", n), float_column(items, "paid_amount", n)
    has_date, has_stated, has_paid = ~np.isnat(paid_date), np.isfinite(stated), np.isfinite(paid_amount)
    is_paid, is_open = _statuses(items, n)
    by_stated = np.where(has_stated, amount - stated, amount)
    paid = np.where(has_paid, paid_amount, by_stated)
    rule = np.full(n, _AMOUNT, dtype=np.int8)
    settled = np.zeros(n)
    # From the weakest rule to the strongest, each laid over the one before.
    for applies, number, part in (
        (is_paid | is_open, _STATUS, np.where(is_paid, amount, 0.0)),
        (has_paid, _PAID, paid),
        (has_stated, _STATED, by_stated),
        (has_date, _PAID, paid),
    ):
        rule[applies] = number
        settled[applies] = part[applies]
    return rule, settled, np.where(has_date, paid_date, ALWAYS)


def _statuses(items: Columns, n: int) -> tuple[Flags, Flags]:
    """Say which rows are paid by their status, and which are open by it."""
    found = column(items, "status")
    if found is None or n == 0:
        return np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    codes, names = as_codes(found)
    return (names == "paid")[codes], (names == "open")[codes]
