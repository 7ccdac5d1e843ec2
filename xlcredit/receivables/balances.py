"""Balances re-built at several dates from one ledger, and its credit sales between any two dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import Codes, Dates, Floats, as_codes, as_dates, as_day, as_floats
from xlcredit.errors import ArgumentError
from xlcredit.receivables.documents import column, date_column

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from xlcredit.receivables.documents import Columns
    from xlcredit.receivables.open_items import DatedLedger, OpenItems

# Document types whose amounts make up credit sales; credit notes stand in the ledger with a minus.
SALES_TYPES: Final = ("invoice", "debit_note", "credit_note")


@dataclass(frozen=True)
class Balances:
    """What was open at several dates, each as it was known then.

    Attributes
    ----------
    dates : ndarray of datetime64[D], shape (d,)
        The dates.
    receivables : ndarray of float64, shape (d,)
        Net: debts less credits and unapplied payments. [one currency]
    debts : ndarray of float64, shape (d,)
        Positive open amounts only.
    overdue : ndarray of float64, shape (d,)
        Debts past their due date.
    exposure : ndarray of float64, shape (customers, d)
        Net open amount of each customer; shape (0, d) when no customers were asked for.
    """

    dates: Dates
    receivables: Floats
    debts: Floats
    overdue: Floats
    exposure: Floats

    @property
    def current(self) -> Floats:
        """Receivables less overdue: what is not due yet, net of credits."""
        return self.receivables - self.overdue

    @property
    def overdue_share(self) -> Floats:
        """Overdue / debts, NaN without debts."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.debts > 0, self.overdue / self.debts, np.nan)


def balances_at(
    ledger: DatedLedger,
    dates: ArrayLike,
    *,
    customers: tuple[Codes, NDArray[np.object_]] | None = None,
    first_overdue_day: int = 1,
) -> Balances:
    """Re-build the balances of a ledger at several dates.

    Parameters
    ----------
    ledger : DatedLedger
        In one currency: convert the amounts first, currencies are never summed.
    dates : array_like of dates, shape (d,)
        For instance month ends.
    customers : tuple of codes and names, optional
        From ``as_codes(items["customer_id"])``, for the exposure of each customer.
    first_overdue_day : int
        1 when what is due on the date itself is not overdue, 0 when it is. [days past due]

    Returns
    -------
    Balances
        One entry per date.

    Notes
    -----
    Every date is answered by the same rule as the aging of that date, so both always agree.

    Examples
    --------
    >>> from xlcredit.receivables.open_items import dated_ledger
    >>> ledger = dated_ledger({"invoice_date": ["2026-01-10"], "due_date": ["2026-02-10"], "amount": [100]})
    >>> balances_at(ledger, ["2026-01-31", "2026-02-28"]).overdue
    array([  0., 100.])
    """
    days = as_dates(dates, "dates").ravel()
    count = len(customers[1]) if customers else 0
    receivables, debts, overdue = np.zeros((3, len(days)))
    exposure = np.zeros((count, len(days)))
    for place, day in enumerate(days):
        found = ledger.open_at(day)
        debt = np.maximum(found.open_amount, 0.0)
        is_late = day - ledger.due_date >= np.timedelta64(first_overdue_day, "D")
        receivables[place] = found.open_amount.sum() + found.unapplied.open_amount.sum()
        debts[place], overdue[place] = debt.sum(), debt[is_late].sum()
        if customers:
            exposure[:, place] = _exposure(found, *customers)
    return Balances(days, *(np.round(sums, 6) for sums in (receivables, debts, overdue, exposure)))


def _exposure(found: OpenItems, codes: Codes, names: NDArray[np.object_]) -> Floats:
    """Sum open amounts and unapplied payments by customer; payments of strangers belong to nobody here."""
    total = np.bincount(codes, found.open_amount, len(names))
    credit = found.unapplied
    if len(names) and len(credit.open_amount):
        given, given_names = as_codes(credit.customer_id)
        place = np.searchsorted(names, given_names)
        is_ours = names[np.minimum(place, len(names) - 1)] == given_names
        rows = np.flatnonzero(is_ours[given])
        total += np.bincount(place[given[rows]], credit.open_amount[rows], len(names))
    return total


@dataclass(frozen=True)
class SalesCurve:
    """Credit sales summed up day by day; made by `sales_curve`.

    Attributes
    ----------
    first_day : datetime64[D]
        Day of the first sale.
    running : ndarray of float64
        Sales up to and including each day from the first; entry 0 is the day before it.
    """

    first_day: np.datetime64
    running: Floats

    def between(self, after: Any, until: Any) -> Any:
        """Return the sales after one date up to and including another.

        Parameters
        ----------
        after, until : date or array_like of dates
            Bounds.

        Returns
        -------
        float or ndarray
            Sales. [money]
        """
        return np.round(self._up_to(until) - self._up_to(after), 6)

    def _up_to(self, days: Any) -> Any:
        """Return the sales up to and including dates."""
        offset = (as_dates(days) - self.first_day).astype(np.int64) + 1
        return self.running[np.clip(offset, 0, len(self.running) - 1)]


def sales_curve(items: Columns, as_of: Any) -> SalesCurve:
    """Sum the credit sales of a ledger day by day, as known on a date.

    Parameters
    ----------
    items : DataFrame or mapping of columns
        ``amount, invoice_date`` and, where present, ``document_type``. [one currency]
    as_of : date
        Documents dated later are not there.

    Returns
    -------
    SalesCurve
        To be asked for the sales between two dates.

    Raises
    ------
    ArgumentError
        When the ledger holds several currencies.

    Notes
    -----
    Credit sales = invoices + debit notes - credit notes dated in the period; payments and advances are none.

    Examples
    --------
    >>> items = {"amount": [100, -20], "invoice_date": ["2026-01-10", "2026-02-01"]}
    >>> float(sales_curve(items, "2026-02-28").between("2025-12-31", "2026-01-31"))
    100.0
    """
    check_one_currency(items)
    amount = as_floats(items["amount"], "amount")
    day = date_column(items, "invoice_date", len(amount))
    counts = (day <= as_day(as_of)) & ~np.isnan(amount)
    kind = column(items, "document_type")
    if kind is not None and len(amount):
        codes, names = as_codes(kind)
        counts &= np.isin(names, SALES_TYPES)[codes]
    if not counts.any():
        return SalesCurve(as_day(as_of), np.zeros(1))
    first = day[counts].min()
    daily = np.bincount((day[counts] - first).astype(np.int64) + 1, amount[counts])
    return SalesCurve(first, np.cumsum(daily))


def check_one_currency(items: Columns) -> None:
    """Refuse a ledger in several currencies.

    Parameters
    ----------
    items : DataFrame or mapping of columns
        ``currency`` where present.

    Raises
    ------
    ArgumentError
        When there are several.

    Examples
    --------
    >>> check_one_currency({"currency": ["CNY", "CNY"]})
    """
    currency = column(items, "currency")
    if currency is None or not len(currency):
        return
    names = [name for name in as_codes(currency)[1].tolist() if name]
    if len(names) > 1:
        raise ArgumentError("receivables.several_currencies", got=", ".join(names))
