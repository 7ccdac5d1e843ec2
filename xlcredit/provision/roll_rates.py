"""Loss rates from history: what share of each bucket rolls on, and what of it ends as a loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Floats
    from xlcredit.policy import Policy

FEWEST = 2  # periods, and buckets: one roll needs two of each


@dataclass(frozen=True)
class LossRates:
    """Roll rates and loss rates by bucket, from the current one to the last.

    Attributes
    ----------
    roll_rate : ndarray, shape (buckets,)
        Share of a bucket that stands in the next one a period later, as measured, also above 1; NaN for the
        last bucket and for one that never held anything. [share]
    loss_rate : ndarray, shape (buckets,)
        Share of a bucket that ends as a loss, 0 to 1; NaN where it cannot be known. [share]
    periods : ndarray of int64, shape (buckets,)
        Periods that the roll rate rests on.
    """

    roll_rate: Floats
    loss_rate: Floats
    periods: Codes


def loss_rates(
    balances: Any, write_offs: Any = None, policy: Policy | None = None, *, may_be_empty: bool = False
) -> LossRates:
    """Return roll rates from snapshots of the aging, and the loss rates that are their products.

    Parameters
    ----------
    balances : array_like, shape (periods, buckets)
        One row per period, the oldest first; one column per bucket, from current to the last. The last column
        is what was lost: the amounts written off in the period, or what newly came into the oldest bucket.
        Zero or more. [money]
    write_offs : array_like, shape (periods, buckets), optional
        Amounts written off in each period that would otherwise stand in the cell: they count as rolled on.
        [money]
    policy : Policy, optional
        Says how periods are averaged and what of the last bucket is lost; the default policy when None.
    may_be_empty : bool, optional
        A period in which nothing was owed at all counts; else it is refused: of a snapshot that somebody
        typed it is a month that was not filled in, and would pass for one in which everybody paid.

    Returns
    -------
    LossRates
        One entry per bucket.

    Raises
    ------
    ArgumentError
        When the tables are smaller than 2 by 2 or not of the same size.
    MissingDataError
        When a balance is blank: blank is not zero; or when all balances of a period are zero.
    ImpossibleNumberError
        When a balance is below 0.

    Notes
    -----
    Roll rate of bucket k = (balance k+1 + written off there) / balance k one period before; periods in which
    bucket k was empty say nothing. Loss rate k = product of the roll rates from k on, each at most 1, x loss
    rate of the last bucket. Where nothing rolls on, nothing is lost, whatever later buckets would lose.

    References
    ----------
    IFRS 9, B5.5.35 and IE74-IE77; 北京注册会计师协会专家提示 2020 年第 3 号 (migration rates).

    Examples
    --------
    >>> rates = loss_rates([[100, 0, 0], [120, 50, 0], [90, 60, 20]])
    >>> rates.roll_rate.tolist(), rates.loss_rate.tolist()
    ([0.5, 0.4, nan], [0.2, 0.4, 1.0])
    """
    rules = (policy or default_policy()).provision
    held = _checked(balances, "balances_by_period")
    empty = np.flatnonzero(~held.any(axis=1))
    if empty.size and not may_be_empty:
        raise MissingDataError("provision.empty_period", name="balances_by_period", row=empty[0].item() + 1)
    arrived = held if write_offs is None else held + _checked(write_offs, "write_offs", held.shape)
    roll, periods = _roll_rates(held[:-1, :-1], arrived[1:, 1:], weighted=rules.roll_average == "weighted")
    loss = np.full(held.shape[1], rules.last_loss_rate)
    for place in range(len(roll) - 1, -1, -1):
        passed = min(roll[place], 1.0)
        loss[place] = 0.0 if passed == 0 else passed * loss[place + 1]
    return LossRates(np.append(roll, np.nan), loss, np.append(periods, 0))


def _roll_rates(before: Floats, after: Floats, *, weighted: bool) -> tuple[Floats, Codes]:
    """Return the roll rate of each bucket but the last, and how many periods it rests on."""
    counts = before > 0
    periods = counts.sum(axis=0)
    if weighted:
        above, below = np.where(counts, after, 0.0).sum(axis=0), before.sum(axis=0)
    else:
        above, below = np.divide(after, before, out=np.zeros_like(after), where=counts).sum(axis=0), periods
    return np.divide(above, below, out=np.full(len(periods), np.nan), where=periods > 0), periods


def _checked(table: Any, name: str, shape: tuple[int, ...] | None = None) -> Floats:
    """Return a table of amounts, or say what is wrong with it."""
    found = as_floats(table, name)
    if found.ndim != FEWEST or min(found.shape) < FEWEST or found.shape != (shape or found.shape):
        wanted = f"{shape[0]} x {shape[1]}" if shape else f"{FEWEST} x {FEWEST}"
        raise ArgumentError(
            "provision.table_size", name=name, got=" x ".join(map(str, found.shape)), wanted=wanted
        )
    if np.isnan(found).any():
        row, place = np.argwhere(np.isnan(found))[0].tolist()
        raise MissingDataError("provision.blank_balance", name=name, row=row + 1, column=place + 1)
    if (found < 0).any():
        row, place = np.argwhere(found < 0)[0].tolist()
        raise ImpossibleNumberError(
            "provision.negative_balance", name=name, row=row + 1, column=place + 1, got=found[row, place]
        )
    return found
