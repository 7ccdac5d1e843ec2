"""Published models of financial distress from the accounts: a score, for one customer or a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.models import ALTMAN_MODELS, MODELS, linear_score
from xlcredit.credit.statement_checks import checked_statement
from xlcredit.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping


def altman_z(  # noqa: PLR0917  as many as the published formula has
    working_capital: Any,
    retained_earnings: Any,
    ebit: Any,
    equity: Any,
    sales: Any,
    total_assets: Any,
    total_liabilities: Any,
    model: str = "altman_z_1983_private",
) -> Any:
    """Return Altman's Z from the accounts.

    Parameters
    ----------
    working_capital : float, or array_like of shape (n,)
        Current assets less current liabilities. [money]
    retained_earnings, ebit, sales, total_assets, total_liabilities : float, or array_like of shape (n,)
        From the accounts, all in one unit; `sales` is not used by the 1995 models. [money]
    equity : float, or array_like of shape (n,)
        Market value for the 1968 model, book value for the others. [money]
    model : str
        One of `ALTMAN_MODELS`.

    Returns
    -------
    float or ndarray, shape (n,)
        Z. In a column, NaN where a value is missing or impossible.

    Raises
    ------
    ArgumentError
        When the model is unknown or a value is no number.
    MissingDataError
        When a single value that is needed is blank.
    ImpossibleNumberError
        When single values cannot be a balance sheet: assets or liabilities not above zero, working capital or
        retained earnings above total assets.

    Notes
    -----
    Z = constant + a working capital / assets + b retained earnings / assets + c EBIT / assets + d equity /
    liabilities + e sales / assets.

    Examples
    --------
    >>> round(altman_z(20, 30, 10, 60, 120, 100, 40, "altman_z_1968"), 2)
    3.09
    """
    if model not in ALTMAN_MODELS:
        raise ArgumentError("credit.unknown_model", got=model, accepted=", ".join(ALTMAN_MODELS))
    rules = MODELS[model]
    given = {
        "working_capital": working_capital,
        "retained_earnings": retained_earnings,
        "ebit": ebit,
        "equity": equity,
        "sales": sales,
        "total_assets": total_assets,
        "total_liabilities": total_liabilities,
    }
    if "sales" not in rules.coefficients:
        del given["sales"]
    columns = checked_statement(given, positive=("total_assets", "total_liabilities"))
    ratios = {
        name: columns[name] / columns["total_liabilities" if name == "equity" else "total_assets"]
        for name in rules.coefficients
    }
    return linear_score(rules.constant, rules.coefficients, ratios)


def altman_z_1968(  # noqa: PLR0917  as many as the published formula has
    working_capital: Any, retained_earnings: Any, ebit: Any, market_value: Any, sales: Any, total_assets: Any,
    total_liabilities: Any,
) -> Any:  # fmt: skip
    """Return Altman's Z of 1968 for listed manufacturers; see `altman_z`.

    Parameters
    ----------
    working_capital, retained_earnings, ebit, sales, total_assets, total_liabilities : float or array_like
        From the accounts, all in one unit. [money]
    market_value : float or array_like
        Market value of equity. [money]

    Returns
    -------
    float or ndarray
        Z; zones 1.81 and 2.99.

    Examples
    --------
    >>> round(altman_z_1968(2818, -3371, 0, 9000, 8470, 15765, 5980), 4)
    1.3554
    """
    return altman_z(
        working_capital, retained_earnings, ebit, market_value, sales, total_assets, total_liabilities,
        "altman_z_1968",
    )  # fmt: skip


def altman_z_1983_private(  # noqa: PLR0917  as many as the published formula has
    working_capital: Any, retained_earnings: Any, ebit: Any, book_equity: Any, sales: Any, total_assets: Any,
    total_liabilities: Any,
) -> Any:  # fmt: skip
    """Return Altman's Z' of 1983 for private firms; see `altman_z`.

    Parameters
    ----------
    working_capital, retained_earnings, ebit, sales, total_assets, total_liabilities : float or array_like
        From the accounts, all in one unit. [money]
    book_equity : float or array_like
        Book value of equity. [money]

    Returns
    -------
    float or ndarray
        Z'; zones 1.23 and 2.90.

    Examples
    --------
    >>> round(altman_z_1983_private(90, 30, 55, 100, 440, 620, 280), 5)
    1.27894
    """
    return altman_z(
        working_capital, retained_earnings, ebit, book_equity, sales, total_assets, total_liabilities,
        "altman_z_1983_private",
    )  # fmt: skip


def altman_z_1995(  # noqa: PLR0917  as many as the published formula has
    working_capital: Any, retained_earnings: Any, ebit: Any, book_equity: Any, total_assets: Any,
    total_liabilities: Any, *, emerging: bool = False,
) -> Any:  # fmt: skip
    """Return Altman's Z'' of 1995 for any industry; see `altman_z`.

    Parameters
    ----------
    working_capital, retained_earnings, ebit, total_assets, total_liabilities : float or array_like
        From the accounts, all in one unit. [money]
    book_equity : float or array_like
        Book value of equity. [money]
    emerging : bool
        Adds the constant 3.25.

    Returns
    -------
    float or ndarray
        Z''; zones 1.10 and 2.60, with the constant 4.35 and 5.85.

    Examples
    --------
    >>> round(altman_z_1995(90, 30, 55, 100, 620, 280), 4)
    2.0811
    """
    model = "altman_z_1995_emerging" if emerging else "altman_z_1995"
    return altman_z(
        working_capital, retained_earnings, ebit, book_equity, None, total_assets, total_liabilities, model
    )


def ohlson_o_1980(  # noqa: PLR0917  as many as the published formula has
    total_assets: Any, total_liabilities: Any, current_assets: Any, current_liabilities: Any, net_income: Any,
    prior_net_income: Any, funds_from_operations: Any, price_index: Any,
) -> Any:  # fmt: skip
    """Return Ohlson's O of 1980; its probability is `distress_probability`.

    Parameters
    ----------
    total_assets, total_liabilities, current_assets, current_liabilities : float or array_like
        From the balance sheet, all in one unit. [money]
    net_income, prior_net_income : float or array_like
        Of this year and the year before. [money]
    funds_from_operations : float or array_like
        Pre-tax income plus depreciation. [money]
    price_index : float or array_like
        GNP price level, 1968 = 100; the size term is ln(total assets / index), so the unit of money matters.

    Returns
    -------
    float or ndarray
        O; above 0 is distress. In a column, NaN where a value is missing or impossible.

    Raises
    ------
    MissingDataError
        When a single value is blank.
    ImpossibleNumberError
        When single values cannot be a balance sheet.

    Notes
    -----
    The change in income (NI - NI before) / (|NI| + |NI before|) is 0 where both are 0.

    Examples
    --------
    >>> round(ohlson_o_1980(1000, 600, 400, 200, 50, 40, 90, 100), 4)
    0.6618
    """
    columns = checked_statement(
        {
            "total_assets": total_assets,
            "total_liabilities": total_liabilities,
            "current_assets": current_assets,
            "current_liabilities": current_liabilities,
            "net_income": net_income,
            "prior_net_income": prior_net_income,
            "funds_from_operations": funds_from_operations,
            "price_index": price_index,
        },
        positive=("total_assets", "total_liabilities", "current_assets", "price_index"),
    )
    model = MODELS["ohlson_o_1980"]
    return linear_score(model.constant, model.coefficients, _ohlson_ratios(columns))


def _ohlson_ratios(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the nine ratios of Ohlson's model."""
    assets, liabilities = columns["total_assets"], columns["total_liabilities"]
    income, prior = columns["net_income"], columns["prior_net_income"]
    turnover = abs(income) + abs(prior)
    change = np.where(turnover > 0, (income - prior) / np.where(turnover > 0, turnover, 1.0), turnover)
    return {
        "size": np.log(assets / columns["price_index"]),
        "liabilities": liabilities / assets,
        "working_capital": (columns["current_assets"] - columns["current_liabilities"]) / assets,
        "current_liabilities": columns["current_liabilities"] / columns["current_assets"],
        "negative_equity": 1.0 * (liabilities > assets),
        "net_income": income / assets,
        "funds": columns["funds_from_operations"] / liabilities,
        "two_losses": 1.0 * ((income < 0) & (prior < 0)),
        "change": change,
    }


def zmijewski_1984(
    net_income: Any, total_assets: Any, total_liabilities: Any, current_assets: Any, current_liabilities: Any
) -> Any:
    """Return Zmijewski's X of 1984; its probability is `distress_probability`.

    Parameters
    ----------
    net_income, total_assets, total_liabilities, current_assets, current_liabilities : float or array_like
        From the accounts, all in one unit. [money]

    Returns
    -------
    float or ndarray
        X; above 0 is distress. In a column, NaN where a value is missing or impossible.

    Raises
    ------
    MissingDataError
        When a single value is blank.
    ImpossibleNumberError
        When single values cannot be a balance sheet.

    Notes
    -----
    X = -4.336 - 4.513 net income / assets + 5.679 liabilities / assets + 0.004 current assets / current
    liabilities. Some reprints give the last term the other sign.

    Examples
    --------
    >>> round(zmijewski_1984(50, 1000, 600, 300, 200), 5)
    -1.14825
    """
    columns = checked_statement(
        {
            "net_income": net_income,
            "total_assets": total_assets,
            "total_liabilities": total_liabilities,
            "current_assets": current_assets,
            "current_liabilities": current_liabilities,
        },
        positive=("total_assets", "current_liabilities"),
    )
    model = MODELS["zmijewski_1984"]
    ratios = {
        "net_income": columns["net_income"] / columns["total_assets"],
        "liabilities": columns["total_liabilities"] / columns["total_assets"],
        "current_ratio": columns["current_assets"] / columns["current_liabilities"],
    }
    return linear_score(model.constant, model.coefficients, ratios)


def springate_1978(  # noqa: PLR0917  as many as the published formula has
    working_capital: Any,
    ebit: Any,
    profit_before_tax: Any,
    sales: Any,
    total_assets: Any,
    current_liabilities: Any,
) -> Any:
    """Return Springate's S of 1978.

    Parameters
    ----------
    working_capital, ebit, profit_before_tax, sales, total_assets, current_liabilities : float or array_like
        From the accounts, all in one unit. [money]

    Returns
    -------
    float or ndarray
        S; below 0.862 is distress. In a column, NaN where a value is missing or impossible.

    Raises
    ------
    MissingDataError
        When a single value is blank.
    ImpossibleNumberError
        When single values cannot be a balance sheet.

    Examples
    --------
    >>> round(springate_1978(200, 100, 90, 1200, 1000, 300), 3)
    1.191
    """
    columns = checked_statement(
        {
            "working_capital": working_capital,
            "ebit": ebit,
            "profit_before_tax": profit_before_tax,
            "sales": sales,
            "total_assets": total_assets,
            "current_liabilities": current_liabilities,
        },
        positive=("total_assets", "current_liabilities"),
    )
    model = MODELS["springate_1978"]
    ratios = {
        "working_capital": columns["working_capital"] / columns["total_assets"],
        "ebit": columns["ebit"] / columns["total_assets"],
        "profit_before_tax": columns["profit_before_tax"] / columns["current_liabilities"],
        "sales": columns["sales"] / columns["total_assets"],
    }
    return linear_score(model.constant, model.coefficients, ratios)
