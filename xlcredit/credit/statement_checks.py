"""Which balance sheets cannot be: a ratio of them would be a plausible number without meaning."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Flags, as_floats
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = (
    ("working_capital", "total_assets"),
    ("retained_earnings", "total_assets"),
    ("current_assets", "total_assets"),
    ("current_liabilities", "total_liabilities"),
)


def impossible_balance(columns: Mapping[str, Any]) -> dict[str, Flags]:
    """Tell which balance sheets cannot be.

    Parameters
    ----------
    columns : mapping of str to float, or to array_like of shape (n,)
        Any of working_capital, retained_earnings, current_assets, current_liabilities, total_assets and
        total_liabilities; what is absent is not checked.

    Returns
    -------
    dict of str to ndarray of bool, shape (n,)
        Text key of each fault to the rows that have it.

    Examples
    --------
    >>> impossible_balance({"working_capital": [4.2, 2.0], "total_assets": [3.5, 3.5]})
    {'credit.working_capital_impossible': array([ True, False])}
    """
    found = {}
    for part, whole in PARTS:
        if part in columns and whole in columns:
            above = as_floats(columns[part], part) > as_floats(columns[whole], whole)
            found[f"credit.{part}_impossible"] = above
    return found


def checked_statement(given: Mapping[str, Any], positive: tuple[str, ...]) -> dict[str, Any]:
    """Return statement values as columns of one shape, without what cannot be.

    Parameters
    ----------
    given : mapping of str to float, or to array_like of shape (n,)
        Values by name.
    positive : tuple of str
        Names of the denominators.

    Returns
    -------
    dict of str to float or ndarray
        The columns; a row that is impossible is NaN throughout.

    Raises
    ------
    ArgumentError
        When columns differ in length or hold no numbers.
    MissingDataError
        When all values are single and one is blank.
    ImpossibleNumberError
        When all values are single and cannot be a balance sheet.

    Examples
    --------
    >>> checked_statement({"total_assets": [5.0, 0.0]}, ("total_assets",))["total_assets"]
    array([ 5., nan])
    """
    if all(type(value) is float for value in given.values()):
        _refuse(given, positive)
        return dict(given)
    columns = {name: as_floats(value, name) for name, value in given.items()}
    sizes = {column.size for column in columns.values() if column.ndim}
    if len(sizes) > 1:
        name = next(name for name, column in columns.items() if column.ndim and column.size != max(sizes))
        raise ArgumentError("credit.lengths_differ", name=name, got=columns[name].size, needed=max(sizes))
    if not sizes:
        _refuse({name: float(column) for name, column in columns.items()}, positive)
    bad = np.zeros(max(sizes, default=1), dtype=bool)
    for name in positive:
        bad |= ~(columns[name] > 0)
    for flag in impossible_balance(columns).values():
        bad |= flag
    shape = next((column.shape for column in columns.values() if column.ndim), ())
    bad = bad.reshape(shape)
    return {name: np.where(bad, np.nan, column) for name, column in columns.items()}


def _refuse(values: Mapping[str, Any], positive: tuple[str, ...]) -> None:
    """Refuse single values that are missing or cannot be a balance sheet."""
    for name, value in values.items():
        if math.isnan(value):
            raise MissingDataError("credit.amount_missing", name=name)
    for name in positive:
        if values[name] <= 0:
            raise ImpossibleNumberError("credit.assets_not_positive", name=name, got=values[name])
    for part, whole in PARTS:
        if part in values and whole in values and values[part] > values[whole]:
            fields = {"got": values[part], whole: values[whole]}
            raise ImpossibleNumberError(f"credit.{part}_impossible", **fields)
