"""A company's statements over time: ratios with health, models of distress with zones, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.credit.distress_series import MARKET_MODEL, PRICE_BASE, DistressSeries, distress_series
from xlcredit.credit.statement_checks import PARTS, impossible_balance
from xlcredit.ledger import Issue, make_issue
from xlcredit.policy import default_policy
from xlcredit.texts import Language, current_language
from xlcredit.working_capital import ratio_health, trade_payables, trade_receivables
from xlcredit.working_capital.statement_series import (
    YearBehind,
    account_text,
    falling_periods,
    missing_periods,
    ratio_series,
    unbalanced_periods,
    year_behind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.policy import Policy
    from xlcredit.working_capital.statements import Statement

NEEDED: Final = (
    "cash", "accounts_receivable", "inventory", "current_assets", "total_assets", "accounts_payable",
    "current_liabilities", "total_liabilities", "retained_earnings", "equity", "sales", "cost_of_sales",
    "interest_expense", "profit_before_tax", "net_profit", "operating_cash_flow",
)  # fmt: skip
_STAND_INS: Final = {"sales": "total_revenue", "profit_before_tax": "ebit"}
_TRADE: Final = {"accounts_receivable": trade_receivables, "accounts_payable": trade_payables}
_NAMED: Final = 8  # periods that an issue names before it only counts


@dataclass(frozen=True)
class StatementReport:
    """What statements of many periods say.

    Attributes
    ----------
    statement : Statement
        As read: periods, accounts, the headings that gave them.
    year : YearBehind
        Accounts, flows of a year.
    ratios : dict of str to (ndarray of shape (periods,), str)
        Values and unit by measure.
    health : dict of str to tuple of str
        Level of each period by measure; "" without an agreed range, "unknown" without a value.
    distress : DistressSeries
        Scores and zones by model.
    issues : tuple of Issue
        What is missing, does not balance, or was taken from elsewhere.
    days_in_year : float
        Days that a year's flows stand for. [days]
    price_index : float
        Price level of Ohlson's size term.
    """

    statement: Statement
    year: YearBehind
    ratios: Mapping[str, tuple[Floats, str]]
    health: Mapping[str, tuple[str, ...]]
    distress: DistressSeries
    issues: tuple[Issue, ...]
    days_in_year: float
    price_index: float


def statement_report(
    statement: Statement,
    policy: Policy | None = None,
    language: Language | None = None,
    *,
    year_end_month: int = 12,
    price_index: float = PRICE_BASE,
) -> StatementReport:
    """Judge the statements of every period.

    Parameters
    ----------
    statement : Statement
        From `read_statements`.
    policy : Policy, optional
        Days in the year and healthy ranges; the default policy when None.
    language : {"en", "zh"}, optional
        Language of account names in issues; the current one when None.
    year_end_month : int
        Month in which the business year ends, 1 to 12.
    price_index : float
        Price level for Ohlson's size term, 1968 = 100.

    Returns
    -------
    StatementReport
        Period by period, in the order of the statement.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> from xlcredit.working_capital import read_statement
    >>> rows = [["", "2025", "2024"], ["Current assets", 300, 240], ["Current liabilities", 200, 300]]
    >>> report = statement_report(read_statement(Grid("BS", rows)), language="en")
    >>> report.health["current_ratio"]
    ('good', 'alarm')
    """
    rules = policy or default_policy()
    days = float(rules.dso.days_in_year)
    year = year_behind(statement, year_end_month=year_end_month, days_in_year=days)
    ratios = ratio_series(year, days=days)
    distress = distress_series(year, statement.period_ends, price_index=price_index)
    found = [*_issues(statement, year, distress, language or current_language())]
    if falls := falling_periods(statement, year_end_month):
        periods = _listed(falls, language or current_language())
        found.insert(0, make_issue("statement_not_cumulative", "", count=len(falls), periods=periods))
    if price_index == PRICE_BASE and not np.isnan(distress.scores["ohlson_o_1980"]).all():
        found.append(make_issue("statement_price_index", ""))
    issues = tuple(found)
    health = _health(ratios, rules)
    return StatementReport(statement, year, ratios, health, distress, issues, days, price_index)


def _health(ratios: Mapping[str, tuple[Floats, str]], policy: Policy) -> dict[str, tuple[str, ...]]:
    """Return the level of every ratio in every period."""
    ranges = dict(policy.working_capital.health)

    def level(name: str, value: float) -> str:
        if name not in ranges:
            return ""
        return "unknown" if np.isnan(value) else ratio_health(name, value, ranges)

    return {
        name: tuple(level(name, value) for value in column.tolist()) for name, (column, _) in ratios.items()
    }


def _issues(
    statement: Statement, year: YearBehind, distress: DistressSeries, language: Language
) -> Iterator[Issue]:
    """Tell what a reader should know before using the figures."""
    yield from _about_balance(statement, language)
    yield from _about_accounts(statement, language)
    yield from _about_periods(statement, year, language)
    if np.isnan(distress.scores[MARKET_MODEL]).all():
        yield make_issue("statement_no_market_value", "")
    if taken := distress.ebit_from.count("finance_cost"):
        yield make_issue("statement_finance_cost", "", count=taken)
    if taken := distress.funds_from.count("cash_flow"):
        yield make_issue("statement_funds", "", count=taken)


def _about_balance(statement: Statement, language: Language) -> Iterator[Issue]:
    """Tell which balance sheets do not balance or cannot be."""
    unbalanced = np.flatnonzero(unbalanced_periods(statement))
    if unbalanced.size:
        first = statement.at(statement.periods[unbalanced[0]])
        left = first["total_assets"] - first["total_liabilities"] - first["equity"]
        fields: dict[str, Any] = {"period": statement.periods[unbalanced[0]], "difference": left}
        yield make_issue("statement_unbalanced", "", count=unbalanced.size, **fields)
    flags = impossible_balance(statement.accounts)
    for part, whole in PARTS:
        bad = np.flatnonzero(flags.get(f"credit.{part}_impossible", np.zeros(0, dtype=bool)))
        if bad.size:
            fields = {"part": account_text(part, language), "whole": account_text(whole, language)}
            yield make_issue(
                "statement_impossible", "", count=bad.size, period=statement.periods[bad[0]], **fields
            )


def _about_accounts(statement: Statement, language: Language) -> Iterator[Issue]:
    """Tell which accounts are missing throughout, which have gaps, which stand twice."""
    for account in statement.conflicts:
        yield make_issue("statement_conflict", "", account=account_text(account, language))
    for account in NEEDED:
        known = _known(statement, account)
        name, total = account_text(account, language), len(statement.periods)
        if not known.any():
            yield make_issue("statement_account_missing", "", account=name)
        elif not known.all():
            gaps = np.flatnonzero(~known)
            example = statement.periods[gaps[0]]
            yield make_issue(
                "statement_account_gaps", "", account=name, count=gaps.size, total=total, period=example
            )


def _known(statement: Statement, account: str) -> Flags:
    """Tell in which periods an account, or what stands for it, has a figure."""
    if account in _TRADE:
        found = [_TRADE[account](statement.at(period)) for period in statement.periods]
        return ~np.isnan(np.array(found, dtype=np.float64))
    blank = np.full(len(statement.periods), np.nan)
    own = statement.accounts.get(account, blank)
    other = statement.accounts.get(_STAND_INS.get(account, ""), blank)
    known: Flags = ~(np.isnan(own) & np.isnan(other))
    return known


def _about_periods(statement: Statement, year: YearBehind, language: Language) -> Iterator[Issue]:
    """Tell which quarters are missing and which flows were brought up to a year."""
    missing = missing_periods(statement)
    if missing:
        yield make_issue(
            "statement_periods_missing", "", count=len(missing), periods=_listed(missing, language)
        )
    pairs = zip(year.periods, year.basis, strict=True)
    risen = tuple(period for period, basis in pairs if basis == "annualised")
    if risen:
        yield make_issue("statement_annualised", "", count=len(risen), periods=_listed(risen, language))


def _listed(periods: tuple[str, ...], language: Language) -> str:
    """Return the first periods of a list."""
    joint = "、" if language == "zh" else ", "
    return joint.join(periods[:_NAMED]) + (" …" if len(periods) > _NAMED else "")
