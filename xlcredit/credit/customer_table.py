"""A table of customers, measured column by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Dates, Flags, Floats, as_dates, as_floats
from xlcredit.credit.card import card_of
from xlcredit.credit.factors import (
    FACTORS,
    FLAGS,
    LEVELED,
    MONTHS_IN_YEAR,
    Measures,
    conversion,
    finance_ratios,
    holds_word,
)
from xlcredit.credit.risk_grades import worse_grades
from xlcredit.credit.words import JUDGMENT_LEVELS, is_blank, read_flag, read_level
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from xlcredit.policy import Policy


_FACTORS = frozenset(FACTORS)


def customer_measures(
    columns: Mapping[str, Any],
    policy: Policy | None = None,
    *,
    as_of: dt.date | None = None,
    trading: Mapping[str, Any] | None = None,
    currency_rates: Mapping[str, float] | None = None,
) -> Measures:
    """Measure every customer of a table.

    Parameters
    ----------
    columns : mapping of str to array_like, shape (n,)
        Columns of the Customers table, factors, columns that a fitted card names, by canonical name; what is
        absent is unknown. A factor given wins over the one its parts would give.
    policy : Policy, optional
        The default policy when None.
    as_of : datetime.date, optional
        Date that ages are counted to; without it they are unknown.
    trading : mapping of str to array_like, shape (n,), optional
        Trading factors from the ledger, and ``settled_count`` and ``exposure``.
    currency_rates : mapping of str to float, optional
        Value of one unit of each currency in the base currency; needed to hold money against the bands'
        currency.

    Returns
    -------
    Measures
        Factors and facts, shape (n,) each.

    Raises
    ------
    ArgumentError
        When columns differ in length, or a number column holds something else.

    Examples
    --------
    >>> found = customer_measures({"total_liabilities": [60.0, 0.0], "total_assets": [100.0, 0.0]})
    >>> found.values["debt_ratio"]
    array([0.6, nan])
    """
    card = policy or default_policy()
    rates = currency_rates or {}
    table = _Table({**columns, **(trading or {})})
    values = {name: table.numbers(name) for name in FACTORS if name not in LEVELED}
    values["paid_in_capital"] = table.paid_in_capital(card.scorecard.standing.paid_in_capital.currency, rates)
    values |= {name: table.levels(name) for name in LEVELED}
    country, industry = table.cells("country"), table.cells("industry")
    values["country_grade"] = worse_grades(values["country_grade"], country, industry, card)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        derived = finance_ratios(table.numbers, _divide, _stock, card.dso.days_in_year)
        derived |= table.derived(card, as_of, rates)
        values = {name: _first(values[name], derived.get(name)) for name in FACTORS}
        facts = {name: table.flags(name) for name in FLAGS} | table.facts(values, as_of)
    off = table.has_word("industry", card.scorecard.finance.payables_days.off_for_industries)
    values["payables_days"] = np.where(off, np.nan, values["payables_days"])
    values |= {name: table.numbers(column) for name, column in card_of(card).own.items()}
    return Measures(values, facts, tuple(table.unread))


def customer_factors(
    columns: Mapping[str, Any], policy: Policy | None = None, *, as_of: dt.date | None = None
) -> tuple[dict[str, Floats], tuple[tuple[str, int, Any], ...]]:
    """Return the factors of every customer: what scores need, without the facts.

    Parameters
    ----------
    columns : mapping of str to array_like, shape (n,)
        As for `customer_measures`.
    policy : Policy, optional
        The default policy when None.
    as_of : datetime.date, optional
        Date that ages are counted to; without it they are unknown.

    Returns
    -------
    factors : dict of str to ndarray, shape (n,)
        Only those of which something may be known.
    unread : tuple of (str, int, object)
        Column, row (from 0) and value of every word that is not known; it counts as unknown.

    Raises
    ------
    ArgumentError
        When columns differ in length, or a number column holds something else.

    Examples
    --------
    >>> customer_factors({"debt_ratio": [0.65, None]})
    ({'debt_ratio': array([0.65,  nan])}, ())
    """
    strangers = columns.keys() - _FACTORS
    if strangers and not strangers.issubset(card_of(policy or default_policy()).own_columns):
        measured = customer_measures(columns, policy, as_of=as_of)
        return measured.values, measured.unread
    table = _Table(columns)
    factors = {name: table.levels(name) if name in LEVELED else table.numbers(name) for name in columns}
    return factors, tuple(table.unread)


def _first(given: Floats, derived: Floats | None) -> Floats:
    """Return what is given, and what is derived where nothing is given."""
    return given if derived is None else np.where(np.isnan(given), derived, given)


def _divide(numerator: Floats, denominator: Floats) -> Floats:
    """Divide columns; unknown where the denominator is not above zero."""
    safe = np.where(denominator > 0, denominator, np.nan)
    return np.asarray(numerator / safe)


def _stock(amount: Floats) -> Floats:
    """Return amounts that cannot be negative; unknown where they are."""
    return np.where(amount >= 0, amount, np.nan)


def _months(start: Dates, end: np.datetime64) -> Floats:
    """Return whole months from each date to the end; unknown where a date is missing or later."""
    first, last = start.astype("datetime64[M]"), end.astype("datetime64[M]")
    day = (start - first).astype(np.float64)
    last_day = (end - last.astype("datetime64[D]")).astype(np.float64)
    months = (last - first).astype(np.float64)
    months = np.where(np.isnat(start) | np.isnat(end), np.nan, months - (last_day < day))
    return np.where(months >= 0, months, np.nan)


def _below_zero(amount: Floats) -> Floats:
    """Return 1 where an amount is below zero, 0 where not, unknown where it is."""
    return np.where(np.isnan(amount), np.nan, amount < 0)


def _judgments(open_ones: Floats, closed_ones: Floats) -> Floats:
    """Return the level of judgments; unknown unless the counts settle it."""
    none, closed, one, several = (float(code) for code in range(len(JUDGMENT_LEVELS)))
    settled = np.where(closed_ones > 0, closed, np.where(closed_ones == 0, none, np.nan))
    return np.where(
        open_ones > 1, several, np.where(open_ones > 0, one, np.where(open_ones == 0, settled, np.nan))
    )


def _array(column: Any) -> np.ndarray[Any, Any]:
    """Return a column as an array; words stay words."""
    if hasattr(column, "to_numpy"):
        return np.asarray(column.to_numpy())
    if isinstance(column, str) or not hasattr(column, "__len__"):
        return np.asarray(column, dtype=object)
    found = np.asarray(column)
    return np.array(list(column), dtype=object) if found.dtype.kind in "US" else found


class _Table:
    """Columns of one length, read as what they are asked for."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = {name: _array(column) for name, column in columns.items() if column is not None}
        sizes = {name: column.size for name, column in self._columns.items() if column.ndim}
        self.size = max(sizes.values(), default=1)
        for name, size in sizes.items():
            if size != self.size:
                raise ArgumentError("credit.lengths_differ", name=name, got=size, needed=self.size)
        self.unread: list[tuple[str, int, Any]] = []

    def numbers(self, name: str) -> Floats:
        """Return a column of numbers, all unknown when it is absent."""
        if name not in self._columns:
            return np.full(self.size, np.nan)
        found = as_floats(self._columns[name], name)
        return found if found.size == self.size else np.broadcast_to(found, self.size).astype(np.float64)

    def levels(self, name: str) -> Floats:
        """Return the levels of a column of words."""
        return self._read(name, lambda word: read_level(name, word))

    def flags(self, name: str) -> Floats:
        """Return yes, no and unknown of a column."""
        column = self._columns.get(name)
        if column is not None and column.dtype.kind in "bf":
            return np.array(np.broadcast_to(column, self.size), dtype=np.float64)
        return self._read(name, read_flag)

    def _read(self, name: str, reader: Callable[[Any], float | None]) -> Floats:
        """Read a column cell by cell, each distinct word once; note what is not understood."""
        if name not in self._columns:
            return np.full(self.size, np.nan)
        cells = np.broadcast_to(self._columns[name], self.size).tolist()
        blanks = [is_blank(cell) for cell in cells]
        words = {cell for cell, blank in zip(cells, blanks, strict=True) if not blank}
        meaning = {cell: reader(cell) for cell in words}
        found = [math.nan if blank else meaning[cell] for cell, blank in zip(cells, blanks, strict=True)]
        self.unread += [(name, row, cells[row]) for row, value in enumerate(found) if value is None]
        return np.array([math.nan if value is None else value for value in found])

    def cells(self, name: str) -> list[Any] | None:
        """Return the cells of a column as they stand, None when it is absent."""
        if name not in self._columns:
            return None
        found: list[Any] = np.broadcast_to(self._columns[name], self.size).tolist()
        return found

    def has_word(self, name: str, words: tuple[str, ...]) -> Flags:
        """Tell in which rows a text holds one of the words."""
        if name not in self._columns:
            return np.zeros(self.size, dtype=bool)
        cells = np.broadcast_to(self._columns[name], self.size).tolist()
        meaning = {cell: holds_word(cell, words) for cell in set(cells)}
        return np.array([meaning[cell] for cell in cells], dtype=bool)

    def months_to(self, name: str, as_of: dt.date | None) -> Floats:
        """Return whole months from a date column to the as-of date."""
        if name not in self._columns or as_of is None:
            return np.full(self.size, np.nan)
        start = np.broadcast_to(as_dates(self._columns[name], name), self.size)
        return _months(start, np.datetime64(as_of, "D"))

    def money_in(self, amount: Floats, currency: str, rates: Mapping[str, float]) -> Floats:
        """Return amounts in one currency; unknown where the rate is."""
        if "currency" not in self._columns:
            return np.full(self.size, np.nan)
        cells = np.broadcast_to(self._columns["currency"], self.size).tolist()
        factor = {cell: conversion(cell, currency, rates) for cell in set(cells)}
        rates_of_rows: Floats = np.array([factor[cell] for cell in cells], dtype=np.float64)
        return np.asarray(amount * rates_of_rows)

    def paid_in_capital(self, currency: str, rates: Mapping[str, float]) -> Floats:
        """Return paid-in capital in the bands' currency; without a currency column it is in it already."""
        amount = self.numbers("paid_in_capital")
        return self.money_in(amount, currency, rates) if "currency" in self._columns else amount

    def derived(self, policy: Policy, as_of: dt.date | None, rates: Mapping[str, float]) -> dict[str, Floats]:
        """Return the factors that are no plain ratio."""
        ebit, interest = self.numbers("ebit"), self.numbers("interest_expense")
        open_ones, closed_ones = self.numbers("open_judgments"), self.numbers("closed_judgments")
        assets = self.numbers("total_assets")
        size, capital = policy.scorecard.finance.company_size, policy.scorecard.standing.paid_in_capital
        net_worth = assets - self.numbers("total_liabilities")
        return {
            "interest_cover": np.where(
                interest <= 0, np.inf, ebit / np.where(interest > 0, interest, np.nan)
            ),
            "judgments": _judgments(open_ones, closed_ones),
            "years_in_business": self.months_to("registered_on", as_of) / MONTHS_IN_YEAR,
            "months_as_customer": self.months_to("customer_since", as_of),
            "company_size": self.money_in(_stock(assets), size.currency, rates),
            "paid_in_capital": self.money_in(net_worth, capital.currency, rates),
        }

    def facts(self, values: Mapping[str, Floats], as_of: dt.date | None) -> dict[str, Floats]:
        """Return what only the red flags need."""
        profit = _first(_first(self.numbers("net_profit"), values["net_margin"]), values["return_on_assets"])
        return {
            "has_loss": _below_zero(profit),
            "had_loss": _below_zero(self.numbers("prior_net_profit")),
            "statement_age_months": self.months_to("statement_date", as_of),
            "settled_count": self.numbers("settled_count"),
            "exposure": self.numbers("exposure"),
            "group_default": self.numbers("group_default"),
        }
