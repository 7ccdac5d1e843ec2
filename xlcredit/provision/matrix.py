"""The provision matrix: open amounts by bucket x loss rates = loss allowance."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats, check_lengths
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy


@dataclass(frozen=True)
class Allowance:
    """A loss allowance and its parts; exact decimals, not rounded.

    Attributes
    ----------
    rates : tuple of Decimal
        Loss rate of each bucket after the forward-looking factor, at most 1. [share]
    by_bucket : tuple of Decimal
        Allowance of each bucket. [money]
    total : Decimal
        Their sum. [money]
    """

    rates: tuple[Decimal, ...]
    by_bucket: tuple[Decimal, ...]
    total: Decimal


def provision_matrix(
    open_by_bucket: Any, loss_rates: Any, forward_factor: float | None = None, policy: Policy | None = None
) -> Allowance:
    """Return the loss allowance of receivables by bucket.

    Parameters
    ----------
    open_by_bucket : array_like, shape (buckets,)
        Open amounts, zero or more; credit balances are no exposure and are left out before. [money]
    loss_rates : array_like, shape (buckets,)
        Share that is lost over the lifetime, 0 to 1. [share]
    forward_factor : float, optional
        What the rates are multiplied by, zero or more; the policy's when None. [times]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Allowance
        By bucket and in total.

    Raises
    ------
    ArgumentError
        When the two have different lengths.
    MissingDataError
        When an amount or a rate is blank: blank is not zero.
    ImpossibleNumberError
        When an amount is below 0, a rate outside 0 to 1, or the factor below the policy's smallest.

    Notes
    -----
    Allowance of a bucket = open amount x min(loss rate x factor, 1). Reckoned in decimals, as the cells show
    their numbers, so that 15,000,000 x 0.3 % is 45,000 to the last digit.

    References
    ----------
    IFRS 9, 5.5.15, B5.5.35 and IE74-IE77 (example 12); CAS 22 (2017), article 63.

    Examples
    --------
    >>> float(provision_matrix([1000, 200], [0.01, 0.5], 1.05).total)
    115.5
    """
    amounts, rates = as_floats(open_by_bucket, "open_by_bucket"), as_floats(loss_rates, "loss_rates")
    check_lengths(open_by_bucket=amounts, loss_rates=rates)
    terms = (policy or default_policy()).provision
    factor = terms.forward_factor if forward_factor is None else forward_factor
    _check("open_by_bucket", amounts, np.inf)
    _check("loss_rates", rates, 1.0)
    _check("forward_factor", np.array([factor]), np.inf)
    if factor < terms.smallest_forward_factor:
        smallest = terms.smallest_forward_factor
        raise ImpossibleNumberError("provision.small_factor", got=factor, smallest=smallest)
    used = tuple(min(_exact(rate) * _exact(factor), Decimal(1)) for rate in rates.ravel().tolist())
    parts = tuple(_exact(amount) * rate for amount, rate in zip(amounts.ravel().tolist(), used, strict=True))
    return Allowance(used, parts, sum(parts, Decimal(0)))


def _check(name: str, numbers: Floats, highest: float) -> None:
    """Refuse blanks and numbers outside their range, naming the place."""
    for place, number in enumerate(numbers.ravel().tolist(), 1):
        if number != number:  # noqa: PLR0124  NaN is not itself
            raise MissingDataError("provision.blank_number", name=name, row=place)
        if not 0 <= number <= highest:
            key = "provision.rate_no_share" if np.isfinite(highest) else "provision.negative_number"
            raise ImpossibleNumberError(key, name=name, row=place, got=number)


def _exact(number: float) -> Decimal:
    """Return a number of a cell as it is shown, without its binary tail."""
    return Decimal(repr(float(number)))
