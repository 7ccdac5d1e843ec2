"""What came of every customer after a date: bad, good, or nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.columns import add_months, as_day
from xlcredit.receivables.lateness import late_documents
from xlcredit.refresh.history import customer_rows

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.policy.validation import Target
    from xlcredit.receivables.lateness import Lateness
    from xlcredit.refresh.position import Position


@dataclass(frozen=True)
class Outcome:
    """What came of the customers within a window, one entry per row of the customer frame.

    Attributes
    ----------
    after, until : date
        The window: after the one day up to and including the other.
    is_bad : ndarray of bool, shape (n,)
        A document became too late within the window, wherever the customer stood before.
    is_good : ndarray of bool, shape (n,)
        None did or was, though one was open or invoiced whose lateness can be told, and the window is over.
    was_bad : ndarray of bool, shape (n,)
        A document was too late on the first day already: what a score says of it is no foresight.
    bad_amount : ndarray of float64, shape (n,)
        Open on the days on which its documents became too late. [base currency]
    untold : int
        Documents of the window that are settled without a date, or have no due date: they say nothing.
    """

    after: date
    until: date
    is_bad: Flags
    is_good: Flags
    was_bad: Flags
    bad_amount: Floats
    untold: int

    @property
    def is_known(self) -> Flags:
        """Customers whose outcome can be held against their score."""
        return np.asarray((self.is_bad | self.is_good) & ~self.was_bad)


@dataclass(frozen=True)
class OutcomeReader:
    """A ledger prepared to be asked what came of its customers after any date; made by `outcome_reader`.

    Attributes
    ----------
    position : Position
        The ledger in base currency.
    rows : ndarray of int64, shape (documents,)
        Row of the customer frame of each document.
    count : int
        Rows of the customer frame.
    late : Lateness
        When each document became too late.
    target : Target
        What counts as bad.
    """

    position: Position
    rows: Codes
    count: int
    late: Lateness
    target: Target

    def after(self, day: date) -> Outcome:
        """Return what came of every customer in the window after a date.

        Parameters
        ----------
        day : date
            The date.

        Returns
        -------
        Outcome
            One entry per row of the customer frame.
        """
        ledger, late, start = self.position.ledger, self.late, as_day(day)
        end = add_months(start, self.target.window_months)
        then = ledger.open_at(day).open_amount
        least = np.maximum(self.target.minimum_amount, self.target.minimum_share * ledger.amount)
        counts = late.amount >= least
        came = counts & (late.day > start) & (late.day <= end)
        was = counts & (late.day <= start) & (then > 0) & (then >= least)
        invoiced = (ledger.known_from > start) & (ledger.known_from <= end) & (ledger.amount > 0)
        seen = (then > 0) | invoiced
        is_over = end <= as_day(self.position.valuation.as_of)
        is_bad, was_bad = self._any(came), self._any(was)
        return Outcome(
            after=day,
            until=end.item(),
            is_bad=is_bad,
            is_good=self._any(seen & late.can_tell) & ~is_bad & ~was_bad & is_over,
            was_bad=was_bad,
            bad_amount=np.bincount(self.rows[came], late.amount[came], self.count),
            untold=int(np.count_nonzero(seen & ~late.can_tell)),
        )

    def _any(self, documents: Flags) -> Flags:
        """Say which customers have a document among some."""
        return np.bincount(self.rows[documents], minlength=self.count) > 0


def outcome_reader(position: Position, customers: pd.DataFrame, target: Target) -> OutcomeReader:
    """Prepare a ledger to be asked what came of its customers.

    Parameters
    ----------
    position : Position
        The ledger in base currency; what is dated after its date of valuation does not count.
    customers : DataFrame
        The customer frame.
    target : Target
        What counts as bad, from the policy.

    Returns
    -------
    OutcomeReader
        To be asked by its `after`.

    Notes
    -----
    A debt that was written off stays open in the ledger and becomes too late by itself; one that was taken
    out of the ledger without a date cannot be seen.
    """
    return OutcomeReader(
        position=position,
        rows=customer_rows(position, customers),
        count=len(customers),
        late=late_documents(position.ledger, position.valuation.as_of, target.more_than_days),
        target=target,
    )
