"""The finance family against firms whose fate is known: UCI 365, Polish companies.

The expected figures were computed before and apart from this code, from the same bands and weights.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from xlcredit.credit import altman_z_1995, score_columns


def firms(path):
    """Return the attributes X1..X64 and the class; a question mark is unknown."""
    lines = [line for line in path.read_text(encoding="ascii").splitlines() if line and line[0] not in "@%"]
    table = np.array([[np.nan if cell == "?" else float(cell) for cell in line.split(",")] for line in lines])
    return {f"X{number + 1}": table[:, number] for number in range(64)}, table[:, 64] == 1


def finance_factors(x):
    """Return the factors from the set's ratios; a zero in X6 is a placeholder, size is in 1,000 PLN at 4."""
    expense = x["X11"] - x["X18"]
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.where(expense <= 0, np.inf, x["X11"] / expense)
    return {
        "debt_ratio": x["X2"],
        "current_ratio": x["X4"],
        "quick_ratio": x["X46"],
        "cash_ratio": x["X40"],
        "cash_flow_cover": x["X26"],
        "interest_cover": np.where(np.isnan(expense), np.nan, cover),
        "net_margin": x["X23"],
        "return_on_assets": x["X1"],
        "sales_growth": x["X21"] - 1,
        "retained_earnings_ratio": np.where(x["X6"] == 0, np.nan, x["X6"]),
        "payables_days": x["X62"],
        "company_size": 10 ** x["X29"] * 1000 / 4,
    }


def area_under_curve(score, is_bad):
    """Return the chance that a bad firm scores below a good one."""
    known = ~np.isnan(score)
    rank = pd.Series(-score[known]).rank().to_numpy()
    bad = is_bad[known]
    above = rank[bad].sum() - bad.sum() * (bad.sum() + 1) / 2
    return above / (bad.sum() * (~bad).sum())


@pytest.mark.parametrize(("year", "expected"), [("5year", 0.842), ("1year", 0.740)])
def test_finance_family_ranks_firms_as_published(shared_data, year, expected):
    attributes, is_bad = firms(shared_data / "bankruptcy" / f"{year}.arff")
    finance = score_columns(finance_factors(attributes)).family_scores["finance"]
    assert area_under_curve(finance, is_bad) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(("year", "expected"), [("1year", 0.690), ("5year", 0.764)])
def test_altman_z_ranks_firms_as_published(shared_data, year, expected):
    x, is_bad = firms(shared_data / "bankruptcy" / f"{year}.arff")
    z = altman_z_1995(
        working_capital=x["X3"], retained_earnings=x["X6"], ebit=x["X7"], book_equity=x["X8"],
        total_assets=np.ones(is_bad.size), total_liabilities=np.ones(is_bad.size),
    )  # fmt: skip
    in_the_middle = np.where(np.isnan(z), np.nanmedian(z), z)  # the published figure is of every firm
    assert area_under_curve(in_the_middle, is_bad) == pytest.approx(expected, abs=0.0005)


def test_default_rates_of_the_grades_are_those_of_the_policy(shared_data):
    # A 37 % of the firms and 1.0 % bankrupt, B 27 % 2.9 %, C 21 % 7.5 %, D 6 % 14.9 %, E 9 % 36.0 %
    attributes, is_bad = firms(shared_data / "bankruptcy" / "5year.arff")
    finance = score_columns(finance_factors(attributes)).family_scores["finance"]
    place = np.digitize(finance, [40, 50, 70, 85])
    shares = [np.mean(place == grade) for grade in (4, 3, 2, 1, 0)]
    rates = [is_bad[place == grade].mean() for grade in (4, 3, 2, 1, 0)]
    assert shares == pytest.approx([0.37, 0.27, 0.21, 0.06, 0.09], abs=0.005)
    assert rates == pytest.approx([0.010, 0.029, 0.075, 0.149, 0.360], abs=0.0005)
