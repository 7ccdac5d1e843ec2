"""The cycle of money through stock, receivables and payables, in days and in money."""

from __future__ import annotations

from typing import Any

from xlcredit.columns import as_floats, given_back, quotient
from xlcredit.receivables.dso import dso_simple


def days_inventory_outstanding(inventory: Any, cost_of_sales: Any, days: Any = 365.0) -> Any:
    """Return the days that stock stands for.

    Parameters
    ----------
    inventory : float or array_like, shape (n,)
        At the end of the period, or on average. [money]
    cost_of_sales : float or array_like, shape (n,)
        Of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where cost is 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `cost_of_sales` is 0.

    Examples
    --------
    >>> days_inventory_outstanding(100, 365)
    100.0
    """
    return quotient(inventory, cost_of_sales, "inventory", "cost_of_sales", days)


def days_sales_outstanding(receivables: Any, sales: Any, days: Any = 365.0) -> Any:
    """Return the days that receivables stand for.

    Parameters
    ----------
    receivables : float or array_like, shape (n,)
        At the end of the period, or on average. [money]
    sales : float or array_like, shape (n,)
        Of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where sales are 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `sales` is 0.

    Examples
    --------
    >>> days_sales_outstanding(50, 365)
    50.0
    """
    return dso_simple(receivables, sales, days)


def days_payables_outstanding(payables: Any, cost_of_sales: Any, days: Any = 365.0) -> Any:
    """Return the days that payables stand for.

    Parameters
    ----------
    payables : float or array_like, shape (n,)
        At the end of the period, or on average. [money]
    cost_of_sales : float or array_like, shape (n,)
        Of the period; purchases where they are known. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days; in a column NaN where cost is 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `cost_of_sales` is 0.

    Examples
    --------
    >>> days_payables_outstanding(30, 365)
    30.0
    """
    return quotient(payables, cost_of_sales, "payables", "cost_of_sales", days)


def payables_turnover(cost_of_sales: Any, payables: Any) -> Any:
    """Return how many times a period payables turn over.

    Parameters
    ----------
    cost_of_sales : float or array_like, shape (n,)
        Of the period. [money]
    payables : float or array_like, shape (n,)
        At the end of the period, or on average. [money]

    Returns
    -------
    float or ndarray
        Turns; in a column NaN where payables are 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `payables` is 0.

    Examples
    --------
    >>> payables_turnover(120, 60)
    2.0
    """
    return quotient(cost_of_sales, payables, "cost_of_sales", "payables")


def inventory_turnover(cost_of_sales: Any, inventory: Any) -> Any:
    """Return how many times a period stock turns over.

    Parameters
    ----------
    cost_of_sales : float or array_like, shape (n,)
        Of the period. [money]
    inventory : float or array_like, shape (n,)
        At the end of the period, or on average. [money]

    Returns
    -------
    float or ndarray
        Turns; in a column NaN where inventory is 0. [times]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `inventory` is 0.

    Examples
    --------
    >>> inventory_turnover(120, 40)
    3.0
    """
    return quotient(cost_of_sales, inventory, "cost_of_sales", "inventory")


def operating_cycle(days_inventory: Any, days_sales: Any) -> Any:
    """Return the days from buying stock to being paid.

    Parameters
    ----------
    days_inventory, days_sales : float or array_like, shape (n,)
        Days inventory and days sales outstanding. [days]

    Returns
    -------
    float or ndarray
        Days. [days]

    Examples
    --------
    >>> operating_cycle(70, 40)
    110.0
    """
    return given_back(as_floats(days_inventory, "days_inventory") + as_floats(days_sales, "days_sales"))


def cash_conversion_cycle(days_inventory: Any, days_sales: Any, days_payables: Any) -> Any:
    """Return the days from paying for stock to being paid for it.

    Parameters
    ----------
    days_inventory, days_sales, days_payables : float or array_like, shape (n,)
        Days inventory, sales and payables outstanding. [days]

    Returns
    -------
    float or ndarray
        Days; negative when suppliers fund the business. [days]

    Examples
    --------
    >>> cash_conversion_cycle(70, 40, 30)
    80.0
    """
    cycle = as_floats(operating_cycle(days_inventory, days_sales))
    return given_back(cycle - as_floats(days_payables, "days_payables"))


def working_capital_requirement(receivables: Any, inventory: Any, payables: Any) -> Any:
    """Return the money bound in trade: receivables and stock less payables.

    Parameters
    ----------
    receivables, inventory, payables : float or array_like, shape (n,)
        Trade receivables, stock, trade payables at the end of the period. [money]

    Returns
    -------
    float or ndarray
        Money; negative when suppliers and customers fund the business. [money]

    Examples
    --------
    >>> working_capital_requirement(50, 80, 30)
    100.0
    """
    bound = as_floats(receivables, "receivables") + as_floats(inventory, "inventory")
    return given_back(bound - as_floats(payables, "payables"))


def working_capital_requirement_days(
    receivables: Any, inventory: Any, payables: Any, sales: Any, days: Any = 365.0
) -> Any:
    """Return the working capital requirement in days of sales.

    Parameters
    ----------
    receivables, inventory, payables : float or array_like, shape (n,)
        At the end of the period. [money]
    sales : float or array_like, shape (n,)
        Of the period. [money]
    days : float or array_like, shape (n,)
        Length of the period. [days]

    Returns
    -------
    float or ndarray
        Days of sales; in a column NaN where sales are 0. [days]

    Raises
    ------
    ImpossibleNumberError
        When scalars are given and `sales` is 0.

    Examples
    --------
    >>> working_capital_requirement_days(50, 80, 30, 365)
    100.0
    """
    money = working_capital_requirement(receivables, inventory, payables)
    return quotient(money, sales, "working_capital_requirement", "sales", days)
