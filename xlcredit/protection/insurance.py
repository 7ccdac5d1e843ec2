"""Trade credit insurance: what is paid for a loss, what stays with us, when to claim, what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import as_floats, as_shares, as_sizes, days_after, given_back
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlcredit.columns import Floats

_ORDERS: Final[Mapping[str, Callable[[Floats, Floats, Floats, Floats], Floats]]] = {
    "limit_cover_deductible": lambda loss, limit, cover, own: np.minimum(loss, limit) * cover - own,
    "cover_limit_deductible": lambda loss, limit, cover, own: np.minimum(loss * cover, limit) - own,
    "limit_deductible_cover": lambda loss, limit, cover, own: (np.minimum(loss, limit) - own) * cover,
}


def indemnity(
    loss: Any,
    insured_limit: Any,
    cover_share: Any,
    deductible: Any = 0.0,
    order: str = "limit_cover_deductible",
) -> Any:
    """Return what the insurer pays for a loss.

    Parameters
    ----------
    loss : float or array_like, shape (n,)
        Unpaid amount; below 0 (a credit) counts as 0. [money]
    insured_limit : float or array_like, shape (n,)
        Limit granted for the customer, not negative; 0 where none is. [money]
    cover_share : float or array_like, shape (n,)
        Share of a loss that the insurer pays, 0 to 1. [share of one]
    deductible : float or array_like, shape (n,)
        What we bear of each loss, not negative. [money]
    order : {"limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"}
        What cuts the loss first, second and third.

    Returns
    -------
    float or ndarray
        Indemnity, never below 0; in a column NaN where a number is impossible. [money]

    Raises
    ------
    ArgumentError
        When `order` is another word.
    ImpossibleNumberError
        When a scalar limit or deductible is below 0, or a scalar share lies outside 0 to 1.

    Notes
    -----
    ``limit_cover_deductible``: ``min(loss, limit) x cover - deductible``.
    ``cover_limit_deductible``: ``min(loss x cover, limit) - deductible``.
    ``limit_deductible_cover``: ``(min(loss, limit) - deductible) x cover``.

    References
    ----------
    Coface, glossary, "Indemnification": indemnifiable loss x cover - deductible.

    Examples
    --------
    >>> indemnity(100_000, 100_000, 0.9, 5_000)
    85000.0
    """
    if order not in _ORDERS:
        raise ArgumentError("receivables.unknown_word", name="order", got=order, accepted=", ".join(_ORDERS))
    limit, cover = as_sizes(insured_limit, "insured_limit"), as_shares(cover_share, "cover_share")
    at_risk, own = as_floats(loss, "loss"), as_sizes(deductible, "deductible")
    return given_back(np.maximum(_ORDERS[order](at_risk, limit, cover, own), 0.0))


def uninsured(
    exposure: Any,
    insured_limit: Any,
    cover_share: Any,
    deductible: Any = 0.0,
    order: str = "limit_cover_deductible",
) -> Any:
    """Return what of an exposure stays with us if all of it were lost.

    Parameters
    ----------
    exposure : float or array_like, shape (n,)
        What the customer owes; below 0 (in credit) counts as 0. [money]
    insured_limit, cover_share, deductible, order
        As in `indemnity`.

    Returns
    -------
    float or ndarray
        Exposure less indemnity, never below 0. [money]

    Raises
    ------
    ArgumentError
        When `order` is another word.
    ImpossibleNumberError
        As in `indemnity`.

    Examples
    --------
    >>> uninsured(150_000, 100_000, 0.9)
    60000.0
    """
    at_risk = np.maximum(as_floats(exposure, "exposure"), 0.0)
    return given_back(at_risk - as_floats(indemnity(at_risk, insured_limit, cover_share, deductible, order)))


def claim_date(due_date: Any, waiting_days: Any) -> Any:
    """Return the day from which a claim for protracted default can be made.

    Parameters
    ----------
    due_date : date or array_like, shape (n,)
        Due date of the invoice, after any extension that the insurer knows of.
    waiting_days : float or array_like, shape (n,)
        Waiting period of the insurance, not negative; parts of a day are dropped. [days]

    Returns
    -------
    date or ndarray of datetime64[D]
        Days; unknown where the due date or the days are.

    Raises
    ------
    ImpossibleNumberError
        When scalar days are below 0, or the day lies outside the years 1900 to 9999.

    Examples
    --------
    >>> claim_date("2026-01-31", 60)
    datetime.date(2026, 4, 1)
    """
    return given_back(days_after(due_date, as_sizes(waiting_days, "waiting_days"), "due_date"))


def premium(insured_amount: Any, rate: Any, minimum: Any = 0.0, limit_fees: Any = 0.0) -> Any:
    """Return the premium of a period.

    Parameters
    ----------
    insured_amount : float or array_like, shape (n,)
        Insured turnover of the period, or the balances declared in it, not negative. [money]
    rate : float or array_like, shape (n,)
        Premium as a share of it, 0 to 1. [share of one]
    minimum : float or array_like, shape (n,)
        Minimum premium of the period, not negative. [money]
    limit_fees : float or array_like, shape (n,)
        Fees for credit limits, on top of premium and minimum, not negative. [money]

    Returns
    -------
    float or ndarray
        ``max(insured_amount x rate, minimum) + limit_fees``. [money]

    Raises
    ------
    ImpossibleNumberError
        When a scalar amount is below 0, or a scalar rate lies outside 0 to 1.

    Examples
    --------
    >>> premium(20_000_000, 0.0025, 30_000)
    50000.0
    """
    turnover = as_sizes(insured_amount, "insured_amount") * as_shares(rate, "rate")
    least, fees = as_sizes(minimum, "minimum"), as_sizes(limit_fees, "limit_fees")
    return given_back(np.asarray(np.maximum(turnover, least) + fees))
