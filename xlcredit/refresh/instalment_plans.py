"""Plans that were agreed: while one is kept, its documents are late by the due dates of the instalments.

The ledger stays as it is. Only the open rows of the documents of a kept plan are replaced by parts with the
due dates of the instalments, document by document, so that every total of open amounts is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.collections.agreements import DUST, laid_over, late_beyond, open_of_instalments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.ledger import Issue
    from xlcredit.receivables.open_items import DatedLedger, OpenItems

FINEST = 6


@dataclass(frozen=True)
class Plan:
    """One agreement with its documents.

    Attributes
    ----------
    customer_id, currency, sheet_name, cell : str
        Whose it is, in what, and where it stands.
    agreed_on : datetime64[D]
        Known from this day on.
    items : ndarray of int64, shape (k,)
        Rows of the ledger under it, the earliest due first.
    documents : tuple of str
        Their numbers, each once.
    agreed : ndarray of float64, shape (k,)
        What was open of each when it was agreed. [currency]
    number : ndarray of int64, shape (n,)
        Number of each instalment; 0 is a first share.
    due_date : ndarray of datetime64[D], shape (n,)
        Rising.
    principal, interest : ndarray of float64, shape (n,)
        Of each instalment; the principals add up to what was agreed. [currency]
    """

    customer_id: str
    currency: str
    sheet_name: str
    cell: str
    agreed_on: np.datetime64
    items: Codes
    documents: tuple[str, ...]
    agreed: Floats
    number: Codes
    due_date: Dates
    principal: Floats
    interest: Floats


@dataclass(frozen=True)
class Standing:
    """What became of a plan by a date.

    Attributes
    ----------
    open_amount : ndarray of float64, shape (n,)
        What is open of each instalment's principal. [currency]
    documents : ndarray of float64, shape (k,)
        What is open of each document under the plan, never more than was agreed. [currency]
    late : float
        Open of instalments late by more than the days of grace. [currency]
    is_kept : bool
        Nothing is, or credits of the customer received since cover it.
    """

    open_amount: Floats
    documents: Floats
    late: float
    is_kept: bool


@dataclass(frozen=True)
class Plans:
    """Every plan of a ledger that stands.

    Attributes
    ----------
    plans : tuple of Plan
        Their documents do not overlap.
    own : DatedLedger
        The ledger in the currencies of its rows.
    customer, currency : ndarray of object
        Customer and currency of every row of it.
    to_base : ndarray of float64
        Rate of every row of it; NaN where there is none.
    grace_days, first_overdue_day : int
        From the policy. [days]
    issues : tuple of Issue
        Plans that could not count, and those that are broken.
    """

    plans: tuple[Plan, ...]
    own: DatedLedger
    customer: NDArray[np.object_]
    currency: NDArray[np.object_]
    to_base: Floats
    grace_days: int
    first_overdue_day: int
    issues: tuple[Issue, ...]

    def standing(self, found: OpenItems) -> list[tuple[Plan, Standing]]:
        """Return the plans that were agreed by a date, with what became of them.

        Parameters
        ----------
        found : OpenItems
            What the ledger says of the date, in the currencies of its rows.

        Returns
        -------
        list of tuple
            Plan and standing, in the order of the plans.
        """
        credit = _Credit(self, found)
        rows: list[tuple[Plan, Standing]] = []
        for plan in self.plans:
            if plan.agreed_on > found.as_of:
                continue
            owed = found.open_amount[plan.items]
            documents = np.clip(owed, 0.0, plan.agreed)
            received = max(float((plan.agreed - documents).sum()), 0.0)
            left = open_of_instalments(plan.principal, received)
            late = late_beyond(plan.due_date, left, found.as_of, self.grace_days)
            rest = credit.take(plan, max(late + float(np.minimum(owed, 0.0).sum()), 0.0))
            rows.append((plan, Standing(left, documents, late, rest <= DUST)))
        return rows

    def as_agreed(self, rows: pd.DataFrame, found: OpenItems) -> pd.DataFrame:
        """Return open rows with the documents of kept plans divided into instalments.

        Parameters
        ----------
        rows : DataFrame
            ``place`` (row of the ledger, -1 for none), ``due_date``, ``open_amount`` and any other columns.
        found : OpenItems
            What the ledger says of the date, in the currencies of its rows.

        Returns
        -------
        DataFrame
            The parts stand at the end and have the place -1; open amounts of a document add up as before.
        """
        parts = [self._parts(plan, now) for plan, now in self.standing(found) if now.is_kept]
        if not parts:
            return rows
        place, due, amount = (np.concatenate(column) for column in zip(*parts, strict=True))
        of_row = rows["place"].to_numpy()
        row_of = np.full(len(self.own.amount), -1, dtype=np.int64)
        row_of[of_row[of_row >= 0]] = np.flatnonzero(of_row >= 0)
        is_there = row_of[place] >= 0
        source, due, amount = row_of[place[is_there]], due[is_there], amount[is_there]
        added = rows.iloc[source].copy()
        added["due_date"] = due.astype("datetime64[s]")
        added["open_amount"] = amount
        if "amount" in added:
            added["amount"] = amount
        added["place"] = -1
        left = rows["open_amount"].to_numpy(dtype=float).copy()
        np.subtract.at(left, source, amount)
        left = np.round(left, FINEST)
        touched = np.zeros(len(rows), dtype=bool)
        touched[source] = True
        kept = rows.assign(open_amount=left)[~touched | (left != 0)]
        joined: pd.DataFrame = pd.concat([kept, added], ignore_index=True)
        return joined

    def overdue_change(self, found: OpenItems) -> tuple[Codes, Floats]:
        """Return by how much plans change what is overdue on a date, in base currency.

        Parameters
        ----------
        found : OpenItems
            What the ledger says of the date, in the currencies of its rows.

        Returns
        -------
        items : ndarray of int64
            A row of the ledger for each entry.
        change : ndarray of float64
            Overdue as agreed less overdue as invoiced; what has no rate is left out. [base currency]
        """
        items: list[Codes] = [np.zeros(0, dtype=np.int64)]
        change: list[Floats] = [np.zeros(0)]
        for plan, now in self.standing(found):
            if now.is_kept:
                place, due, amount = self._parts(plan, now)
                items += [place, plan.items]
                change += [np.where(self._is_late(due, found.as_of), amount, 0.0),
                           -self._invoiced(plan, now, found.as_of)]  # fmt: skip
        where, amounts = np.concatenate(items), np.concatenate(change)
        return where, np.nan_to_num(amounts * self.to_base[where])

    def deferred(self, plan: Plan, now: Standing, day: np.datetime64) -> float:
        """Return what a plan takes out of the overdue amounts of a date.

        Parameters
        ----------
        plan, now : Plan, Standing
            From `standing`.
        day : datetime64[D]
            The date.

        Returns
        -------
        float
            0 for a plan that is broken. [currency of the plan]
        """
        if not now.is_kept:
            return 0.0
        _, due, amount = self._parts(plan, now)
        late = float(amount[self._is_late(due, day)].sum())
        return round(float(self._invoiced(plan, now, day).sum()) - late, FINEST)

    def _invoiced(self, plan: Plan, now: Standing, day: np.datetime64) -> Floats:
        """Return what is overdue of each document of a plan by its own due date."""
        return np.where(self._is_late(self.own.due_date[plan.items], day), now.documents, 0.0)

    def _is_late(self, due: Dates, day: np.datetime64) -> Flags:
        """Say which due dates are past on a date; one that is not known never is."""
        return np.asarray(day - due >= np.timedelta64(self.first_overdue_day, "D"))

    def _parts(self, plan: Plan, now: Standing) -> tuple[Codes, Dates, Floats]:
        """Return the parts of a plan's documents: row of the ledger, due date, open amount.

        A plan gives time and takes none: a document is never due before its own day.
        """
        instalment, document, amount = laid_over(now.open_amount, now.documents)
        place = plan.items[document]
        return place, np.fmax(plan.due_date[instalment], self.own.due_date[place]), amount


class _Credit:
    """What customers have to their credit beside the documents of plans, each amount used once."""

    def __init__(self, plans: Plans, found: OpenItems) -> None:
        unapplied = found.unapplied
        is_credit = found.open_amount < 0
        for plan in plans.plans:
            is_credit[plan.items] = False  # overpaid: its own plan has it
        own = np.flatnonzero(is_credit)
        self.customer = np.concatenate([unapplied.customer_id, plans.customer[own]])
        self.currency = np.concatenate([unapplied.currency, plans.currency[own]])
        self.day = np.concatenate([unapplied.payment_date, plans.own.known_from[own]])
        self.left = -np.concatenate([unapplied.open_amount, found.open_amount[own]])

    def take(self, plan: Plan, wanted: float) -> float:
        """Return what is still wanted once credits of the customer since the agreement are used for it."""
        if wanted <= DUST or not self.left.size:
            return wanted
        fits = (self.customer == plan.customer_id) & (self.day >= plan.agreed_on) & (self.left > 0)
        fits &= (self.currency == plan.currency) | (self.currency == "")
        for place in np.flatnonzero(fits).tolist():
            used = min(wanted, float(self.left[place]))
            self.left[place] -= used
            wanted -= used
        return wanted
