"""Recommended limits held against what came: who went beyond, what was lost inside and outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats, check_lengths
from xlcredit.errors import ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from xlcredit.columns import Flags, Floats


@dataclass(frozen=True)
class LimitTest:
    """Limits and what came of them, one entry per customer and in sum.

    Attributes
    ----------
    over_recommended, over_actual : ndarray of bool, shape (n,)
        Whether the peak exposure went beyond the limit; False where either is unknown.
    loss_inside, loss_outside : ndarray, shape (n,)
        What went bad up to the recommended limit, and beyond it: with the recommended limit in force the
        latter would not have been lent. NaN without a recommended limit. [money]
    more_at_risk : ndarray, shape (n,)
        What the recommended limit would have allowed beyond both the limit of the time and the peak, to a
        customer that went bad: at most so much more would have been lost. [money]
    business_cut : ndarray, shape (n,)
        Peak exposure beyond the recommended limit of a customer that paid: what the limit would have cost
        in business. [money]
    """

    over_recommended: Flags
    over_actual: Flags
    loss_inside: Floats
    loss_outside: Floats
    more_at_risk: Floats
    business_cut: Floats
    summary: LimitTestSummary


@dataclass(frozen=True)
class LimitTestSummary:
    """The whole of a limit test; unknown parts are counted beside it and no part of a sum.

    Attributes
    ----------
    customers : int
        Customers whose loss is known. [count]
    outcome_unknown : int
        Customers left out because it is not. [count]
    without_recommended, without_actual, without_peak : int
        Customers of the former whose recommended limit, limit of the time, peak exposure is unknown. [count]
    breaches_recommended, breaches_actual : int
        Customers whose peak exposure went beyond the limit. [count]
    went_bad : int
        Customers with a loss. [count]
    loss : float
        All that went bad; the sum of the next three. [money]
    loss_inside, loss_outside, loss_without_recommended : float
        Up to the recommended limit, beyond it, and of customers without one. [money]
    more_at_risk, business_cut : float
        Sums of the columns. [money]
    saved_share : float
        Loss outside / all losses; NaN without a loss. [share]
    """

    customers: int
    outcome_unknown: int
    without_recommended: int
    without_actual: int
    without_peak: int
    breaches_recommended: int
    breaches_actual: int
    went_bad: int
    loss: float
    loss_inside: float
    loss_outside: float
    loss_without_recommended: float
    more_at_risk: float
    business_cut: float

    @property
    def saved_share(self) -> float:
        """Share of all losses that the recommended limits would have kept out."""
        return self.loss_outside / self.loss if self.loss else np.nan


def limit_test(recommended: Any, actual: Any, peak_exposure: Any, bad_amount: Any) -> LimitTest:
    """Return how recommended limits would have done.

    Parameters
    ----------
    recommended : array_like, shape (n,)
        Limit recommended then; blank where the customer could not be rated. Zero or more. [money]
    actual : array_like, shape (n,)
        Limit in force then; blank is unknown. Zero or more. [money]
    peak_exposure : array_like, shape (n,)
        Highest exposure since; blank is unknown; below 0 (the customer in credit) counts as 0. [money]
    bad_amount : array_like, shape (n,)
        What went bad since, 0 for a customer that paid; blank is unknown and left out. [money]

    Returns
    -------
    LimitTest
        One entry per customer, and their summary. One currency.

    Raises
    ------
    ArgumentError
        When the columns differ in length.
    ImpossibleNumberError
        When a limit or a loss is below 0 or infinite.
    MissingDataError
        When no customer's loss is known.

    Notes
    -----
    Loss inside = min(loss, recommended limit); loss outside = the rest. This takes the loss to be what is
    lent last: a customer that goes bad leaves up to the limit unpaid whatever the limit is.

    Examples
    --------
    >>> found = limit_test([100, 50], [200, 50], [180, 40], [150, 0]).summary
    >>> found.loss_inside, found.loss_outside, found.breaches_recommended, found.breaches_actual
    (100.0, 50.0, 1, 0)
    """
    limit, granted = _sizes(recommended, "recommended"), _sizes(actual, "actual")
    loss = _sizes(bad_amount, "bad_amount")
    peak = np.maximum(as_floats(peak_exposure, "peak_exposure").ravel(), 0.0)
    check_lengths(recommended=limit, actual=granted, peak_exposure=peak, bad_amount=loss)
    if np.isnan(loss).all():
        raise MissingDataError("validation.no_loss_known", customers=len(loss))
    columns = _columns(limit, granted, peak, loss)
    return LimitTest(**columns, summary=_summary(limit, granted, peak, loss, columns))


def _columns(limit: Floats, granted: Floats, peak: Floats, loss: Floats) -> dict[str, Any]:
    """Return the columns of the test."""
    inside = np.minimum(loss, limit)
    unused = limit - np.fmax(granted, peak)
    return {
        "over_recommended": peak > limit,
        "over_actual": peak > granted,
        "loss_inside": inside,
        "loss_outside": loss - inside,
        "more_at_risk": np.where(loss > 0, np.maximum(unused, 0.0), np.where(np.isnan(loss), np.nan, 0.0)),
        "business_cut": np.where(loss == 0, np.maximum(peak - limit, 0.0), np.where(loss > 0, 0.0, np.nan)),
    }


def _summary(
    limit: Floats, granted: Floats, peak: Floats, loss: Floats, columns: dict[str, Any]
) -> LimitTestSummary:
    """Return the whole of the customers whose loss is known."""
    known = ~np.isnan(loss)
    sums = {name: float(np.nansum(columns[name][known])) for name in list(columns)[2:]}
    return LimitTestSummary(
        customers=int(known.sum()),
        outcome_unknown=int((~known).sum()),
        without_recommended=int((np.isnan(limit) & known).sum()),
        without_actual=int((np.isnan(granted) & known).sum()),
        without_peak=int((np.isnan(peak) & known).sum()),
        breaches_recommended=int((columns["over_recommended"] & known).sum()),
        breaches_actual=int((columns["over_actual"] & known).sum()),
        went_bad=int((loss > 0).sum()),
        loss=float(loss[known].sum()),
        loss_without_recommended=float(loss[known & np.isnan(limit)].sum()),
        **sums,
    )


def _sizes(amounts: Any, name: str) -> Floats:
    """Return amounts, or refuse the first that no limit or loss can be."""
    found = as_floats(amounts, name).ravel()
    wrong = (found < 0) | np.isinf(found)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ImpossibleNumberError("validation.no_amount", name=name, row=row + 1, got=found[row])
    return found
