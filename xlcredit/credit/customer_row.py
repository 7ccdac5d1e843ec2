"""One customer's row of values, measured without building a table: what a single cell function calls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from xlcredit.credit.card import card_of
from xlcredit.credit.factors import (
    FACTORS,
    FLAGS,
    LEVELED,
    MONTHS_IN_YEAR,
    STATEMENT_COLUMNS,
    RowMeasures,
    conversion,
    cover_one,
    divide_one,
    finance_ratios,
    holds_word,
    judgment_one,
    months_one,
    stock_one,
)
from xlcredit.credit.risk_grades import worse_grade
from xlcredit.credit.words import LEVELS, is_blank, read_flag, read_level
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy
from xlcredit.texts import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from xlcredit.policy import Policy

_NUMBERS = tuple(name for name in FACTORS if name not in LEVELED)
_FACTORS_ONLY = frozenset(FACTORS)
_PARTS = frozenset(
    (*STATEMENT_COLUMNS, "open_judgments", "closed_judgments", "registered_on", "customer_since")
)


def row_measures(
    row: Mapping[str, Any],
    policy: Policy | None = None,
    *,
    as_of: dt.date | None = None,
    currency_rates: Mapping[str, float] | None = None,
) -> RowMeasures:
    """Measure one customer.

    Parameters
    ----------
    row : mapping of str to value
        Columns of the Customers table, factors, columns that a fitted card names, by canonical name; a blank
        is unknown. A factor given wins over the one its parts would give.
    policy : Policy, optional
        The default policy when None.
    as_of : datetime.date, optional
        Date that ages are counted to; without it they are unknown.
    currency_rates : mapping of str to float, optional
        Value of one unit of each currency in the base currency.

    Returns
    -------
    RowMeasures
        Factors and facts.

    Raises
    ------
    ArgumentError
        When a number is text or an Excel error, or a word is not known.

    Examples
    --------
    >>> row_measures({"total_liabilities": 60, "total_assets": 100}).values["debt_ratio"]
    0.6
    """
    card = policy or default_policy()
    values = {name: number(row, name) for name in _NUMBERS}
    for name in LEVELED:
        values[name] = _level(row, name)
    if card.risk_tables.is_filled:
        country, industry = row.get("country"), row.get("industry")
        values["country_grade"] = worse_grade(values["country_grade"], country, industry, card)
    if not _PARTS.isdisjoint(row):
        _derive(values, row, card, as_of, currency_rates or {})
    elif "currency" in row:
        values["paid_in_capital"] *= _rate(row, card, currency_rates or {})
    if holds_word(row.get("industry"), card.scorecard.finance.payables_days.off_for_industries):
        values["payables_days"] = math.nan
    for name, column in card_of(card).own.items():
        values[name] = number(row, column)
    return RowMeasures(values, _facts(values, row, as_of))


def row_factors(
    row: Mapping[str, Any], policy: Policy | None = None, *, as_of: dt.date | None = None
) -> dict[str, float]:
    """Return the factors of one customer that are known: what a score needs, without the facts.

    Parameters
    ----------
    row : mapping of str to value
        As for `row_measures`.
    policy : Policy, optional
        The default policy when None.
    as_of : datetime.date, optional
        Date that ages are counted to; without it they are unknown.

    Returns
    -------
    dict of str to float
        The values of `row_measures` that are not NaN.

    Raises
    ------
    ArgumentError
        When a number is text or an Excel error, or a word is not known.

    Examples
    --------
    >>> row_factors({"debt_ratio": 0.65, "current_ratio": None})
    {'debt_ratio': 0.65}
    """
    strangers = row.keys() - _FACTORS_ONLY
    if strangers and not strangers.issubset(card_of(policy or default_policy()).own_columns):
        measured = row_measures(row, policy, as_of=as_of).values
        return {name: value for name, value in measured.items() if not math.isnan(value)}
    found = {
        name: value if type(value) is float and name not in LEVELED else _factor(row, name)
        for name, value in row.items()
    }
    return {name: value for name, value in found.items() if value == value}  # noqa: PLR0124  NaN is not itself


def _factor(row: Mapping[str, Any], name: str) -> float:
    """Return a factor of a row, a level or a number."""
    return _level(row, name) if name in LEVELED else number(row, name)


def number(row: Mapping[str, Any], name: str) -> float:
    """Return a number of a row, not-a-number for a blank.

    Parameters
    ----------
    row : mapping of str to value
        The row.
    name : str
        Canonical name.

    Returns
    -------
    float
        The number.

    Raises
    ------
    ArgumentError
        When the value is text, a truth value or an Excel error.

    Examples
    --------
    >>> number({"sales": 5}, "sales"), number({}, "sales")
    (5.0, nan)
    """
    value = row.get(name)
    if type(value) is float:
        return value
    if value is None or is_blank(value):
        return math.nan
    if isinstance(value, bool | str):
        raise ArgumentError("credit.not_a_number", name=name, got=value)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ArgumentError("credit.not_a_number", name=name, got=value) from None


def _level(row: Mapping[str, Any], name: str) -> float:
    """Return the level of a leveled factor; an unknown word is refused."""
    code = read_level(name, row.get(name))
    if code is None:
        accepted = [_level_word(name, level) for level in LEVELS[name]]
        raise ArgumentError("credit.unknown_word", name=name, got=row[name], accepted=", ".join(accepted))
    return code


def _level_word(name: str, level: str) -> str:
    """Return a level in words."""
    return level if name == "country_grade" else say(f"policy.words.{level}")


def _flag(row: Mapping[str, Any], name: str) -> float:
    """Return yes, no or unknown; another word is refused."""
    found = read_flag(row.get(name))
    if found is None:
        raise ArgumentError("credit.unknown_word", name=name, got=row[name], accepted="TRUE, FALSE")
    return found


def _rate(row: Mapping[str, Any], policy: Policy, rates: Mapping[str, float]) -> float:
    """Return the factor from the row's currency to that of the bands for capital."""
    return conversion(row.get("currency"), policy.scorecard.standing.paid_in_capital.currency, rates)


def _derive(
    values: dict[str, float],
    row: Mapping[str, Any],
    policy: Policy,
    as_of: dt.date | None,
    rates: Mapping[str, float],
) -> None:
    """Fill the factors that are not given from their parts."""
    parts = {name: number(row, name) for name in (*STATEMENT_COLUMNS, "open_judgments", "closed_judgments")}
    found = finance_ratios(parts.__getitem__, divide_one, stock_one, float(policy.dso.days_in_year))
    found["interest_cover"] = cover_one(parts["ebit"], parts["interest_expense"])
    found["judgments"] = judgment_one(parts["open_judgments"], parts["closed_judgments"])
    found["years_in_business"] = months_one(row.get("registered_on"), as_of) / MONTHS_IN_YEAR
    found["months_as_customer"] = months_one(row.get("customer_since"), as_of)
    if "currency" in row:
        rate = _rate(row, policy, rates)
        size = policy.scorecard.finance.company_size
        values["paid_in_capital"] *= rate
        found["paid_in_capital"] = (parts["total_assets"] - parts["total_liabilities"]) * rate
        found["company_size"] = stock_one(parts["total_assets"]) * conversion(
            row["currency"], size.currency, rates
        )
    for name, value in found.items():
        if math.isnan(values[name]):
            values[name] = value


def _facts(values: Mapping[str, float], row: Mapping[str, Any], as_of: dt.date | None) -> dict[str, float]:
    """Return what only the red flags need."""
    profits = (number(row, "net_profit"), values["net_margin"], values["return_on_assets"])
    profit = next((value for value in profits if not math.isnan(value)), math.nan)
    prior = number(row, "prior_net_profit")
    facts = {name: _flag(row, name) for name in FLAGS}
    return facts | {
        "has_loss": math.nan if math.isnan(profit) else float(profit < 0),
        "had_loss": math.nan if math.isnan(prior) else float(prior < 0),
        "statement_age_months": months_one(row.get("statement_date"), as_of),
        "settled_count": number(row, "settled_count"),
        "exposure": number(row, "exposure"),
        "group_default": number(row, "group_default"),
    }
