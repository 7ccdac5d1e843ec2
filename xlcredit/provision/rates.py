"""Loss rates in use: what history gives, what a table gives, and which of the two counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.errors import ImpossibleNumberError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Floats

RatesFrom = Literal["roll_rates", "table", "higher"]
Source = Literal["roll_rates", "table", "unknown"]

RATE_STEP: Final = Decimal("0.000001")  # rates count as they are shown: to a ten-thousandth of a percent
CENT: Final = Decimal("0.01")
ONE: Final = Decimal(1)


@dataclass(frozen=True)
class RatesInUse:
    """The rate of each bucket and where it comes from.

    Attributes
    ----------
    rates : tuple of Decimal or None
        Share that is lost, 0 to 1, to six decimals; None where no rate is known. [share]
    sources : tuple of str
        ``"roll_rates"``, ``"table"`` or ``"unknown"``.
    """

    rates: tuple[Decimal | None, ...]
    sources: tuple[Source, ...]


def products_of(roll_rates: Any, last_loss_rate: float) -> Floats:
    """Return the loss rate of every bucket as the product of the roll rates from it on.

    Parameters
    ----------
    roll_rates : array_like, shape (buckets - 1,)
        Share of each bucket that rolls on into the next; NaN where a bucket never held anything: all of it is
        taken to roll on. [share]
    last_loss_rate : float
        Share of the last bucket that is lost. [share]

    Returns
    -------
    ndarray, shape (buckets,)
        0 to 1, never falling from one bucket to the next. [share]

    Notes
    -----
    A roll rate above 1 counts as 1. What was never seen is taken to be as bad as the next older bucket, so
    that a debt that becomes older never needs less.

    Examples
    --------
    >>> products_of([0.1, float("nan"), 0.5], 1.0).tolist()
    [0.05, 0.5, 0.5, 1.0]
    """
    passed = np.minimum(np.nan_to_num(as_floats(roll_rates, "roll_rates"), nan=1.0), 1.0)
    found: Floats = np.append(np.cumprod(passed[::-1])[::-1] * last_loss_rate, last_loss_rate)
    return found


def rates_in_use(
    derived: Sequence[float] | None,
    table: Sequence[float] | None,
    factor: Decimal,
    rates_from: RatesFrom,
    table_factor: Decimal = ONE,
) -> RatesInUse:
    """Choose the rate of every bucket.

    Parameters
    ----------
    derived : sequence of float or None
        Loss rates of the past; None where the ledger tells none. [share]
    table : sequence of float or None
        Rates of a table; None where there is none. [share]
    factor : Decimal
        What rates of the past are multiplied by. [times]
    rates_from : {"roll_rates", "table", "higher"}
        Which counts; where one of the two is unknown "higher" is the other.
    table_factor : Decimal, optional
        What the rates of the table are multiplied by: 1 where they look ahead already. [times]

    Returns
    -------
    RatesInUse
        One entry per bucket.

    Examples
    --------
    >>> found = rates_in_use([0.01, 0.4], [0.05, 0.1], Decimal("1.05"), "higher")
    >>> [str(rate) for rate in found.rates], found.sources
    (['0.050000', '0.420000'], ('table', 'roll_rates'))
    """
    count = len(derived if derived is not None else table if table is not None else ())
    past = [None] * count if derived is None else [_rounded(rate, factor) for rate in derived]
    fixed = [None] * count if table is None else [_rounded(rate, table_factor) for rate in table]
    if rates_from == "roll_rates":
        fixed = [None] * count
    elif rates_from == "table":
        past = [None] * count
    rates: list[Decimal | None] = []
    sources: list[Source] = []
    for one, other in zip(past, fixed, strict=True):
        if other is not None and (one is None or other > one):
            rates.append(other)
            sources.append("table")
        else:
            rates.append(one)
            sources.append("unknown" if one is None else "roll_rates")
    return RatesInUse(tuple(rates), tuple(sources))


def _rounded(rate: float, factor: Decimal) -> Decimal:
    """Return a rate times a factor, at most 1, as it is shown."""
    return min(exact(rate) * factor, Decimal(1)).quantize(RATE_STEP, ROUND_HALF_UP)


def exact(number: float) -> Decimal:
    """Return a number as it is written, without its binary tail.

    Parameters
    ----------
    number : float
        Any number.

    Returns
    -------
    Decimal
        Its shortest decimal.

    Examples
    --------
    >>> exact(0.1) * 3
    Decimal('0.3')
    """
    return Decimal(repr(float(number)))


def in_cents(amount: float, rate: Decimal | None) -> Decimal | None:
    """Return the allowance on an amount in whole cents.

    Parameters
    ----------
    amount : float
        Open amount, zero or more. [money]
    rate : Decimal or None
        Share that is lost; None where it is not known. [share]

    Returns
    -------
    Decimal or None
        Amount x rate, halves of a cent upwards: never above the amount to the cent.

    Raises
    ------
    ImpossibleNumberError
        When the amount is below zero: a credit carries no loss.

    Examples
    --------
    >>> in_cents(1234.56, Decimal("0.028350")), in_cents(10, None)
    (Decimal('35.00'), None)
    """
    if amount < 0:
        raise ImpossibleNumberError("provision.negative_number", name="open_amount", row=1, got=amount)
    if rate is None:
        return None
    return (exact(amount) * rate).quantize(CENT, ROUND_HALF_UP)


def expected_factor(forward_factor: float, cases: Mapping[str, tuple[float, float]]) -> Decimal:
    """Return the factor that loss rates are multiplied by: the mean of the cases, by their probabilities.

    Parameters
    ----------
    forward_factor : float
        What all cases are multiplied by. [times]
    cases : mapping of str to (float, float)
        Factor and probability of each case. [times, share]

    Returns
    -------
    Decimal
        Times.

    Examples
    --------
    >>> str(expected_factor(1.05, {"base": (1.0, 0.6), "better": (0.9, 0.2), "worse": (1.2, 0.2)}))
    '1.0710'
    """
    mean = sum((exact(factor) * exact(chance) for factor, chance in cases.values()), Decimal(0))
    return exact(forward_factor) * mean
