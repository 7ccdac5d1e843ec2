"""Financial statements, public records and limits of the sample company's customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbooks.template.sample.names import names_file
from workbooks.template.sample.profiles import RATES, Profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from workbooks.template.sample.draws import Draws, Floats

_THOUSAND = 1_000.0
_TAX_RATE = 0.25
_BORROWING_RATE = 0.045
_BORROWED_SHARE = 0.45  # of liabilities, what bears interest
_WITHOUT_ACCOUNTS = 0.14
_WITHOUT_BUREAU_SCORE = 0.22
_INSURED_AT_HOME, _INSURED_ABROAD = 0.18, 0.62
_OLD_ACCOUNTS = 0.06
# A listed company is seldom smaller than its suppliers, a sole owner seldom larger.
_SIZES = {
    "sole_owner": 0.3,
    "partnership": 0.6,
    "private_company": 1.0,
    "listed_company": 14.0,
    "state_owned": 9.0,
}
_AUDITED_ASSETS = 60_000_000.0  # nearly all larger companies are audited, few smaller ones [base currency]


def draw_statements(
    profiles: Profiles, purchases: Floats, as_of: np.datetime64, draws: Draws
) -> pd.DataFrame:
    """Draw the statements of every customer in its own currency, better ones for better quality.

    Parameters
    ----------
    profiles : Profiles
        The customers.
    purchases : ndarray of float, shape (n,)
        What each bought here in twelve months; its own size is a multiple of it. [base currency]
    as_of : datetime64[D]
        The statements are of the last year that ended at least four months before.
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    DataFrame
        One row per customer: paid_in_capital and the statement columns of the customers table. NaN and NaT
        where a customer has given no accounts.
    """
    count = len(profiles)
    quality = np.clip(profiles.quality + 0.1 * draws.normal(count), 0.0, 1.0)
    rate = np.array([RATES[currency] for currency in profiles.currency])
    size = np.array([_SIZES[company.legal_form] for company in profiles.companies])
    multiple = (9 + 60 * draws.uniform(count) * draws.uniform(count)) * size
    sales = np.maximum(purchases, 60_000) * multiple / rate
    balance = _balance_sheet(quality, sales, profiles.is_kind("insolvent"), draws)
    income = _income(quality, sales, balance, draws)
    table = pd.DataFrame({"sales": _thousands(sales), **income, **balance})
    table = _with_dates(table, rate, as_of, draws)
    is_missing = draws.chance(np.where(profiles.is_kind("new"), 0.5, _WITHOUT_ACCOUNTS), count)
    return table.mask(pd.Series(is_missing), other=np.nan).assign(paid_in_capital=table["paid_in_capital"])


def _balance_sheet(
    quality: Floats, sales: Floats, insolvent: npt.NDArray[np.bool_], draws: Draws
) -> dict[str, Floats]:
    """Draw a balance sheet that adds up; what equity is neither paid in nor retained is reserves."""
    count = len(quality)
    total_assets = _thousands(sales / draws.between(0.8, 1.7, count))
    debt_ratio = np.clip(0.88 - 0.48 * quality + 0.07 * draws.normal(count), 0.15, 0.97)
    debt_ratio = np.where(insolvent, draws.between(1.04, 1.2, count), debt_ratio)
    total_liabilities = _thousands(total_assets * debt_ratio)
    current_liabilities = total_liabilities * draws.between(0.6, 0.92, count)
    current_ratio = np.clip(0.62 + 1.35 * quality + 0.22 * draws.normal(count), 0.42, 3.0)
    current_assets = np.minimum(current_liabilities * current_ratio, 0.9 * total_assets)
    cash = np.minimum(
        current_liabilities * (0.02 + 0.42 * quality * draws.uniform(count)), 0.45 * current_assets
    )
    inventory = current_assets * draws.between(0.14, 0.4, count)
    equity = total_assets - total_liabilities
    paid_in = np.maximum(np.round(total_assets * draws.between(0.06, 0.22, count) / 500_000), 1) * 500_000
    paid_in = np.where(paid_in > total_assets, np.round(total_assets / 100_000 + 1) * 50_000, paid_in)
    left = equity - paid_in
    kept = _thousands(left * draws.between(0.7, 0.98, count))
    return {
        "paid_in_capital": paid_in,
        "total_assets": total_assets,
        "current_assets": _thousands(current_assets),
        "cash": _thousands(cash),
        "inventory": _thousands(inventory),
        "total_liabilities": total_liabilities,
        "current_liabilities": _thousands(current_liabilities),
        "retained_earnings": np.where(left > 0, np.minimum(kept, left), left),
    }


def _thousands(money: Floats) -> Floats:
    """Round money to thousands, as statements are printed."""
    return np.asarray(np.floor(money / _THOUSAND + 0.5) * _THOUSAND)


def _income(quality: Floats, sales: Floats, balance: Mapping[str, Floats], draws: Draws) -> dict[str, Floats]:
    """Draw an income statement and a cash flow that fit the balance sheet."""
    count = len(quality)
    margin = -0.045 + 0.115 * quality + 0.014 * draws.normal(count)
    growth = np.clip(-0.2 + 0.36 * quality + 0.07 * draws.normal(count), -0.55, 0.6)
    net_profit = sales * margin
    interest = balance["total_liabilities"] * _BORROWED_SHARE * _BORROWING_RATE
    before_tax = np.where(net_profit > 0, net_profit / (1 - _TAX_RATE), net_profit)
    depreciation = (balance["total_assets"] - balance["current_assets"]) * draws.between(0.05, 0.1, count)
    prior_sales = sales / (1 + growth)
    lines = {
        "prior_sales": prior_sales,
        "net_profit": net_profit,
        "prior_net_profit": prior_sales * (margin + 0.012 * draws.normal(count)),
        "depreciation": depreciation,
        "ebit": before_tax + interest,
        "interest_expense": interest,
        "operating_cash_flow": net_profit + depreciation + sales * 0.018 * draws.normal(count),
    }
    return {account: _thousands(money) for account, money in lines.items()}


def _with_dates(table: pd.DataFrame, rate: Floats, as_of: np.datetime64, draws: Draws) -> pd.DataFrame:
    """Add the date of the statements and whether they are audited."""
    count = len(table)
    year_end = (as_of - np.timedelta64(120, "D")).astype("datetime64[Y]").astype("datetime64[D]")
    years_old = draws.chance(_OLD_ACCOUNTS, count).astype(int)
    dates = [np.datetime64(year_end.astype("datetime64[Y]") - old, "D") - 1 for old in years_old.tolist()]
    is_large = table["total_assets"].to_numpy() * rate > _AUDITED_ASSETS
    audited = draws.chance(np.where(is_large, 0.94, 0.45), count)
    return table.assign(
        statement_date=np.array(dates, dtype="datetime64[D]"), is_audited=audited.astype(object)
    )


def draw_records(profiles: Profiles, draws: Draws) -> pd.DataFrame:
    """Draw what public records and bureaus say of every customer.

    Parameters
    ----------
    profiles : Profiles
        The customers.
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    DataFrame
        One row per customer: open_judgments, closed_judgments, bureau_score, country_grade, is_insolvent,
        is_blocked.
    """
    count = len(profiles)
    badness = 1 - profiles.quality
    score = np.floor(np.clip(34 + 60 * profiles.quality + 8 * draws.normal(count), 4, 99))
    countries = names_file()["countries"]
    chronic = np.flatnonzero(profiles.is_kind("chronic"))
    open_judgments = draws.chance(badness**4 * 1.5, count).astype(int) * (1 + draws.chance(0.3, count))
    is_insolvent = profiles.is_kind("insolvent")
    return pd.DataFrame(
        {
            "open_judgments": np.where(is_insolvent, 3, open_judgments).astype(np.float64),
            "closed_judgments": draws.chance(badness**2 * 0.7, count).astype(np.float64),
            "bureau_score": np.where(draws.chance(_WITHOUT_BUREAU_SCORE, count), np.nan, score),
            "country_grade": [countries[company.country]["grade"] for company in profiles.companies],
            "is_insolvent": is_insolvent,
            "is_blocked": np.arange(count) == chronic[0],
        }
    )


def draw_limits(profiles: Profiles, purchases: Floats, draws: Draws) -> pd.DataFrame:
    """Draw the limits in force: set once by need, by now too low for some, missing for a few.

    Parameters
    ----------
    profiles : Profiles
        The customers.
    purchases : ndarray of float, shape (n,)
        What each bought in twelve months. [base currency]
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    DataFrame
        One row per customer: credit_limit, insured_limit, in its currency; NaN where none is set.
    """
    count = len(profiles)
    rate = np.array([RATES[currency] for currency in profiles.currency])
    need = np.maximum(purchases, 80_000) * (profiles.terms_days + 25) / 365
    need = np.maximum(need, 1.4 * profiles.invoice_size) / rate
    limit = np.maximum(np.floor(need * draws.between(0.85, 2.6, count) / 5_000), 1) * 5_000
    limit = np.where(profiles.is_kind("insolvent"), 0.0, limit)
    limit = np.where(draws.chance(0.04, count), np.nan, limit)
    is_abroad = np.array([company.is_abroad for company in profiles.companies])
    is_insured = draws.chance(np.where(is_abroad, _INSURED_ABROAD, _INSURED_AT_HOME), count) & (limit > 0)
    part = np.floor(limit * draws.between(0.5, 1.0, count) / 5_000) * 5_000
    return pd.DataFrame(
        {"credit_limit": limit, "insured_limit": np.where(is_insured & (part > 0), part, np.nan)}
    )
