"""A development sample from one's own ledger: what was known on earlier dates, beside what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.credit.factors import FACTORS
from xlcredit.fitting.sample import DevelopmentSample
from xlcredit.refresh.customers import customer_frame
from xlcredit.refresh.history import snapshot_at, snapshot_dates
from xlcredit.refresh.outcomes import outcome_reader
from xlcredit.refresh.position import open_position
from xlcredit.refresh.valuation import value_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlcredit.columns import Flags
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.history import Snapshot
    from xlcredit.refresh.outcomes import Outcome


def development_sample(
    ledger: Ledger,
    policy: Policy,
    *,
    today: date,
    as_of: date | None = None,
    base_currency: str | None = None,
) -> DevelopmentSample:
    """Return the factors of every customer on earlier dates, and whether the customer turned bad after each.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    policy : Policy
        What counts as bad, the window, and the distance of the dates (section ``validation``).
    today : date
        The day it is.
    as_of : date, optional
        Nothing later counts; as in a refresh when None.
    base_currency : str, optional
        As in a refresh when None.

    Returns
    -------
    DevelopmentSample
        One row per customer and date, the newest date first; without rows when the ledger is too short. Left
        out are customers that were bad already, that nothing was sold to or open of in the window, or whose
        documents were settled without a date.

    Notes
    -----
    Only dates whose window is over are taken, so that a slow payer is not called good because time is short.
    Windows of one customer overlap: rows of one `customer_id` belong into one fold of a cross-validation.
    """
    valuation = value_at(
        ledger,
        today=today,
        as_of=as_of,
        base_currency=base_currency,
        stale_after_days=policy.as_of.stale_after_days,
    )
    position = open_position(ledger, valuation, policy, "en")
    customers = customer_frame(ledger, position, policy.limits.peak_months)
    reader = outcome_reader(position, customers, policy.validation.target)
    found = [
        (snapshot_at(ledger, position, policy, day), reader.after(day))
        for day in snapshot_dates(position, policy)
    ]
    return _joined([(snapshot, outcome, _usable(snapshot, outcome)) for snapshot, outcome in found])


def _usable(snapshot: Snapshot, outcome: Outcome) -> Flags:
    """Say which customers were there, and what came of them is known."""
    return np.asarray(snapshot.was_there & outcome.is_known)


def _joined(parts: Sequence[tuple[Snapshot, Outcome, Flags]]) -> DevelopmentSample:
    """Put the dates below one another."""
    days = [np.full(rows.sum(), np.datetime64(snapshot.as_of, "D")) for snapshot, _, rows in parts]
    ids = [snapshot.customers["customer_id"].to_numpy(dtype=object)[rows] for snapshot, _, rows in parts]
    return DevelopmentSample(
        values={
            name: np.concatenate(
                [np.empty(0), *(part.assessed.measures.values[name][rows] for part, _, rows in parts)]
            )
            for name in FACTORS
        },
        is_bad=np.concatenate([np.empty(0, dtype=bool), *(part.is_bad[rows] for _, part, rows in parts)]),
        observed_on=np.concatenate([np.empty(0, dtype="datetime64[D]"), *days]),
        customer_id=np.concatenate([np.empty(0, dtype=object), *ids]),
    )
