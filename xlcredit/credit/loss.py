"""Expected loss of an exposure, and how much of a limit is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats, as_shares, as_sizes, given_back
from xlcredit.errors import ImpossibleNumberError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from xlcredit.policy import Policy


def expected_loss(
    exposure: Any, probability_of_default: Any, loss_given_default: Any = None, policy: Policy | None = None
) -> Any:
    """Return what is lost on an exposure on average.

    Parameters
    ----------
    exposure : float, or array_like of shape (n,)
        Owed to us is positive; a customer in credit loses us nothing. [money]
    probability_of_default : float, or array_like of shape (n,)
        Within the time looked at, for instance a year; 0 to 1. [share]
    loss_given_default : float, or array_like of shape (n,), optional
        Share of the exposure that a default costs, 0 to 1; the policy's when None. [share]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float or ndarray
        exposure x probability_of_default x loss_given_default, 0 or more; NaN where a part is unknown, and in
        a column where a share lies outside 0 to 1. [money]

    Raises
    ------
    ImpossibleNumberError
        When a scalar share lies outside 0 to 1.

    Examples
    --------
    >>> expected_loss(100_000, 0.02, 0.45)
    900.0
    """
    owed = np.maximum(as_floats(exposure, "exposure"), 0.0)
    default = as_shares(probability_of_default, "probability_of_default")
    given = (policy or default_policy()).grades.loss_given_default
    lost = as_shares(given if loss_given_default is None else loss_given_default, "loss_given_default")
    return given_back(np.asarray(owed * default * lost))


def limit_use(exposure: Any, limit: Any) -> Any:
    """Return the share of a limit that is used.

    Parameters
    ----------
    exposure : float, or array_like of shape (n,)
        Negative when the customer is in credit. [money]
    limit : float, or array_like of shape (n,)
        Zero or more. [money]

    Returns
    -------
    float or ndarray
        exposure / limit; above 1 the limit is exceeded; NaN where a part is unknown, and in a column where
        the limit is 0 or below. [share]

    Raises
    ------
    ImpossibleNumberError
        When a scalar limit is 0 or below.

    Examples
    --------
    >>> limit_use(75_000, 100_000)
    0.75
    """
    used, granted = as_floats(exposure, "exposure"), as_sizes(limit, "limit")
    if not (used.ndim or granted.ndim) and granted == 0:
        raise ImpossibleNumberError("credit.no_limit", exposure=used.item())
    with np.errstate(divide="ignore", invalid="ignore"):
        return given_back(np.asarray(np.where(granted == 0, np.nan, used / granted)))
