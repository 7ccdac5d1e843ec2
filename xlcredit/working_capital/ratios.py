"""Ratios of a balance sheet and income statement, and what they say about health."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from xlcredit.columns import as_floats, given_back, quotient
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def current_ratio(current_assets: Any, current_liabilities: Any) -> Any:
    """Return current assets over current liabilities.

    Parameters
    ----------
    current_assets, current_liabilities : float or array_like, shape (n,)
        At the end of the period. [money]

    Returns
    -------
    float or ndarray
        Times; in a column NaN where liabilities are 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `current_liabilities` is 0.

    Examples
    --------
    >>> current_ratio(300, 200)
    1.5
    """
    return quotient(current_assets, current_liabilities, "current_assets", "current_liabilities")


def quick_ratio(current_assets: Any, inventory: Any, current_liabilities: Any, prepayments: Any = 0.0) -> Any:
    """Return quickly available assets over current liabilities.

    Parameters
    ----------
    current_assets, inventory, current_liabilities : float or array_like, shape (n,)
        At the end of the period. [money]
    prepayments : float or array_like, shape (n,)
        Left out too by the stricter convention; 0 for the usual one. [money]

    Returns
    -------
    float or ndarray
        Times; in a column NaN where liabilities are 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `current_liabilities` is 0.

    Notes
    -----
    ``(current_assets - inventory - prepayments) / current_liabilities``.

    Examples
    --------
    >>> quick_ratio(300, 100, 200)
    1.0
    """
    assets, stock = as_floats(current_assets, "current_assets"), as_floats(inventory, "inventory")
    quick = assets - stock - as_floats(prepayments, "prepayments")
    return quotient(quick, current_liabilities, "quick_assets", "current_liabilities")


def cash_ratio(cash: Any, current_liabilities: Any, securities: Any = 0.0) -> Any:
    """Return cash over current liabilities.

    Parameters
    ----------
    cash, current_liabilities : float or array_like, shape (n,)
        At the end of the period. [money]
    securities : float or array_like, shape (n,)
        Securities held for trading, where they count as cash; 0 for the strict convention. [money]

    Returns
    -------
    float or ndarray
        Times; in a column NaN where liabilities are 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `current_liabilities` is 0.

    Examples
    --------
    >>> cash_ratio(40, 200)
    0.2
    """
    ready = as_floats(cash, "cash") + as_floats(securities, "securities")
    return quotient(ready, current_liabilities, "cash", "current_liabilities")


def net_working_capital(current_assets: Any, current_liabilities: Any) -> Any:
    """Return current assets less current liabilities.

    Parameters
    ----------
    current_assets, current_liabilities : float or array_like, shape (n,)
        At the end of the period. [money]

    Returns
    -------
    float or ndarray
        Money; negative when short-term debts exceed short-term assets. [money]

    Examples
    --------
    >>> net_working_capital(300, 200)
    100.0
    """
    assets = as_floats(current_assets, "current_assets")
    return given_back(assets - as_floats(current_liabilities, "current_liabilities"))


def debt_ratio(total_liabilities: Any, total_assets: Any) -> Any:
    """Return liabilities over assets.

    Parameters
    ----------
    total_liabilities, total_assets : float or array_like, shape (n,)
        At the end of the period. [money]

    Returns
    -------
    float or ndarray
        Above 1 when equity is negative; in a column NaN where assets are 0. [share of one]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `total_assets` is 0.

    Examples
    --------
    >>> debt_ratio(100, 200)
    0.5
    """
    return quotient(total_liabilities, total_assets, "total_liabilities", "total_assets")


def interest_cover(ebit: Any, interest_expense: Any) -> Any:
    """Return earnings before interest and tax over interest.

    Parameters
    ----------
    ebit : float or array_like, shape (n,)
        Earnings before interest and tax of the period. [money]
    interest_expense : float or array_like, shape (n,)
        Interest of the period, a cost is positive. [money]

    Returns
    -------
    float or ndarray
        Times; in a column NaN where `interest_expense` is 0 or below: nothing to cover is not a number.
        [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `interest_expense` is 0 or below.

    Notes
    -----
    Interest earned is no cost: over it, a loss would look covered and a profit would not.

    Examples
    --------
    >>> interest_cover(900, 300)
    3.0
    """
    cost = as_floats(interest_expense, "interest_expense")
    if not (np.ndim(ebit) or cost.ndim) and cost <= 0:
        raise ImpossibleNumberError("working_capital.no_interest_cost", got=cost.item())
    return quotient(ebit, np.maximum(cost, 0.0), "ebit", "interest_expense")


def net_debt_to_ebitda(net_debt: Any, ebit: Any, depreciation: Any) -> Any:
    """Return net debt in years of earnings before interest, tax, depreciation and amortisation.

    Parameters
    ----------
    net_debt : float or array_like, shape (n,)
        Interest-bearing debt less cash. [money]
    ebit, depreciation : float or array_like, shape (n,)
        Of the year. [money]

    Returns
    -------
    float or ndarray
        Years; in a column NaN where EBITDA is 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and EBITDA is 0.

    Examples
    --------
    >>> net_debt_to_ebitda(300, 80, 20)
    3.0
    """
    ebitda = as_floats(ebit, "ebit") + as_floats(depreciation, "depreciation")
    return quotient(net_debt, ebitda, "net_debt", "ebitda")


def operating_cash_flow_ratio(operating_cash_flow: Any, current_liabilities: Any) -> Any:
    """Return operating cash flow over current liabilities.

    Parameters
    ----------
    operating_cash_flow : float or array_like, shape (n,)
        Of the year. [money]
    current_liabilities : float or array_like, shape (n,)
        At its end. [money]

    Returns
    -------
    float or ndarray
        In a column NaN where liabilities are 0. [share of one]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `current_liabilities` is 0.

    Examples
    --------
    >>> operating_cash_flow_ratio(50, 200)
    0.25
    """
    return quotient(operating_cash_flow, current_liabilities, "operating_cash_flow", "current_liabilities")


def net_margin(net_profit: Any, sales: Any) -> Any:
    """Return net profit over sales.

    Parameters
    ----------
    net_profit, sales : float or array_like, shape (n,)
        Of one period. [money]

    Returns
    -------
    float or ndarray
        In a column NaN where sales are 0. [share of one]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `sales` is 0.

    Examples
    --------
    >>> net_margin(5, 100)
    0.05
    """
    return quotient(net_profit, sales, "net_profit", "sales")


def return_on_assets(net_profit: Any, total_assets: Any) -> Any:
    """Return net profit over assets.

    Parameters
    ----------
    net_profit, total_assets : float or array_like, shape (n,)
        Of the year, and at its end or on average. [money]

    Returns
    -------
    float or ndarray
        In a column NaN where assets are 0. [share of one]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `total_assets` is 0.

    Examples
    --------
    >>> return_on_assets(5, 100)
    0.05
    """
    return quotient(net_profit, total_assets, "net_profit", "total_assets")


class HealthBands(Protocol):
    """Bands of one ratio: an edge belongs to the band above it.

    Attributes
    ----------
    edges : sequence of float, length k
        Rising.
    levels : sequence of str, length k + 1
        Words from the lowest band to the highest: alarm, watch, fair, good or idle.
    """

    @property
    def edges(self) -> Sequence[float]:
        """Rising edges."""

    @property
    def levels(self) -> Sequence[str]:
        """Words from the lowest band to the highest."""


def ratio_health(name: str, value: float, ranges: Mapping[str, HealthBands]) -> str:
    """Return the word for a ratio's health.

    Parameters
    ----------
    name : str
        Name of the ratio.
    value : float
        The ratio.
    ranges : mapping of str to bands
        The policy's bands by ratio, each with ``edges`` and ``levels``.

    Returns
    -------
    str
        One of the levels; its text is ``working_capital.health.<level>``.

    Raises
    ------
    ArgumentError
        When no bands stand under `name`.
    MissingDataError
        When `value` is unknown.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bands = {"current_ratio": SimpleNamespace(edges=[1, 1.5], levels=["alarm", "watch", "good"])}
    >>> ratio_health("current_ratio", 1.5, bands)
    'good'
    """
    if name not in ranges:
        raise ArgumentError("working_capital.unknown_ratio", got=name, accepted=", ".join(sorted(ranges)))
    number = float(as_floats(value, name))
    if number != number:  # noqa: PLR0124  NaN is not itself
        raise MissingDataError("working_capital.unknown_value", name=name)
    bands = ranges[name]
    return bands.levels[bisect_right(list(bands.edges), number)]


def health_range_text(bands: HealthBands, level: str = "good") -> str:
    """Write the range of one level of health.

    Parameters
    ----------
    bands : HealthBands
        Bands of one ratio.
    level : str
        The level.

    Returns
    -------
    str
        For instance ``"1.5 - 2"`` or ``">= 3"``; "" when the level does not occur.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bands = SimpleNamespace(edges=[1, 1.5, 2], levels=["alarm", "watch", "good", "idle"])
    >>> health_range_text(bands), health_range_text(bands, "idle"), health_range_text(bands, "alarm")
    ('1.5 - 2', '>= 2', '< 1')
    """
    if level not in bands.levels:
        return ""
    place, edges = list(bands.levels).index(level), list(bands.edges)
    if place == 0:
        return f"< {edges[0]:g}"
    return f">= {edges[-1]:g}" if place == len(edges) else f"{edges[place - 1]:g} - {edges[place]:g}"
