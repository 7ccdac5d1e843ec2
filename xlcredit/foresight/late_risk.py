"""How likely a customer's next payment comes late."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_dates, as_day, as_sizes, check_lengths
from xlcredit.errors import MissingDataError
from xlcredit.foresight.payment_dates import paid_until

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from xlcredit.columns import Dates, Flags
    from xlcredit.policy.foresight import Foresight


def late_risk(
    due_dates: ArrayLike,
    paid_dates: ArrayLike,
    more_than_days: float | None = None,
    as_of: Any = None,
    *,
    rules: Foresight,
    minimum: int = 1,
) -> float:
    """Return the share of a customer's payments that come later than some days, as expected of the next one.

    Parameters
    ----------
    due_dates, paid_dates : array_like of dates, shape (n,)
        Documents of the past; blank where not paid.
    more_than_days : float, optional
        Later than this many days after the due date is late, not negative; the policy's when None. [days]
    as_of : date, optional
        Date the history is known at; without it only paid documents count.
    rules : Foresight
        The prior, from the policy.
    minimum : int
        Fewer documents than this are no history.

    Returns
    -------
    float
        0 to 1. [share of one]

    Raises
    ------
    ArgumentError
        When the columns differ in length.
    ImpossibleNumberError
        When `more_than_days` is below 0.
    MissingDataError
        When fewer than `minimum` documents count.

    Notes
    -----
    ``(late + k x prior) / (documents + k)``: the customer's own share, drawn towards the prior as if ``k``
    (``rules.prior_payments``) more documents had been late in the share of the prior. With few documents the
    prior tells, with many the customer.

    With `as_of`, the documents that count are those due more than `more_than_days` before it: of these it is
    known whether they were paid in time, and an unpaid one is late. Younger ones are left out, or those paid
    quickly would count and those still open would not.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> late_risk(["2026-01-31"] * 2, ["2026-02-10", "2026-01-21"], rules=default_policy().foresight)
    0.4533333333333333
    """
    days = float(
        as_sizes(rules.late_from_days if more_than_days is None else more_than_days, "more_than_days")
    )
    due, paid = as_dates(due_dates, "due_dates"), paid_until(paid_dates, as_of)
    check_lengths(due_dates=due, paid_dates=paid)
    counts = _decided(due, paid, days, as_of)
    documents = int(counts.sum())
    if documents < minimum:
        raise MissingDataError("foresight.too_little_history", got=documents, needed=minimum)
    late = int((counts & ~(_days(paid, due) <= days)).sum())
    prior = rules.prior_late_shares[bisect_right(rules.prior_edges, days)]
    return (late + rules.prior_payments * prior) / (documents + rules.prior_payments)


def _decided(due: Dates, paid: Dates, days: float, as_of: Any) -> Flags:
    """Tell of which documents it is known whether they were paid in time."""
    if as_of is None:
        return ~(np.isnat(due) | np.isnat(paid))
    return np.asarray(_days(as_day(as_of), due) > days)


def _days(later: Any, earlier: Any) -> Any:
    """Return the days between dates; NaN where one is unknown."""
    between = later - earlier
    return np.where(np.isnat(between), np.nan, between.astype(np.float64))
