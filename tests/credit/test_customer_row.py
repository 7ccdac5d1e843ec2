from __future__ import annotations

import datetime as dt
import math

import pytest

from xlcredit.credit import row_measures
from xlcredit.errors import ArgumentError


def value(name, **row):
    return row_measures(row).values[name]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("debt_ratio", {"total_liabilities": 5, "total_assets": 0}),
        ("debt_ratio", {"total_liabilities": -5, "total_assets": 10}),
        ("debt_ratio", {"total_liabilities": None, "total_assets": 10}),
        ("current_ratio", {"current_assets": 5, "current_liabilities": 0}),
        ("quick_ratio", {"current_assets": 5, "current_liabilities": 5}),  # inventory is blank, not zero
        ("quick_ratio", {"current_assets": 5, "inventory": 6, "current_liabilities": 5}),
        ("cash_flow_cover", {"net_profit": 5, "depreciation": 1, "total_liabilities": 0}),
        ("net_margin", {"net_profit": 5, "sales": 0}),
        ("sales_growth", {"sales": 5, "prior_sales": 0}),
        ("interest_cover", {"ebit": 5}),
        ("company_size", {"total_assets": 5}),  # its currency is not known
        ("judgments", {"open_judgments": 0}),
    ],
)
def test_what_cannot_be_is_unknown(name, row):
    assert math.isnan(value(name, **row))


def test_zero_is_a_value():
    assert value("debt_ratio", total_liabilities=0, total_assets=10) == 0
    assert value("quick_ratio", current_assets=5, inventory=0, current_liabilities=5) == 1
    assert value("cash_ratio", cash=0, current_liabilities=5) == 0


def test_no_interest_cost_is_marked_by_infinity():
    assert value("interest_cover", ebit=-5, interest_expense=0) == math.inf
    assert value("interest_cover", ebit=6, interest_expense=2) == 3


def test_a_ratio_given_wins_over_its_parts():
    assert value("debt_ratio", debt_ratio=0.5, total_liabilities=9, total_assets=10) == 0.5


def test_capital_is_converted_and_net_worth_stands_in_for_it():
    rates = {"USD": 7.0, "CNY": 1.0}
    row = {"currency": "USD", "paid_in_capital": 100, "total_assets": 900, "total_liabilities": 400}
    assert row_measures(row, currency_rates=rates).values["paid_in_capital"] == 700
    del row["paid_in_capital"]
    assert row_measures(row, currency_rates=rates).values["paid_in_capital"] == 3500
    assert math.isnan(row_measures(row, currency_rates={}).values["paid_in_capital"])
    assert row_measures({"paid_in_capital": 100}).values["paid_in_capital"] == 100


def test_payables_days_are_left_out_for_construction():
    row = {"current_liabilities": 100, "sales": 365}
    assert value("payables_days", **row) == 100
    assert math.isnan(value("payables_days", industry="房地产开发", **row))


def test_months_are_whole_and_never_negative():
    row = {"customer_since": dt.date(2024, 1, 31)}
    assert row_measures(row, as_of=dt.date(2026, 1, 30)).values["months_as_customer"] == 23
    assert row_measures(row, as_of=dt.date(2026, 1, 31)).values["months_as_customer"] == 24
    assert math.isnan(row_measures(row, as_of=dt.date(2023, 1, 1)).values["months_as_customer"])
    assert math.isnan(row_measures(row).values["months_as_customer"])


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        ({"sales": "#N/A", "prior_sales": 1}, "sales: got '#N/A'. A number", "须为数字"),
        ({"debt_ratio": True}, "debt_ratio: got True. A number", "须为数字"),
        ({"debt_ratio": [1]}, r"debt_ratio: got \[1\]. A number", "须为数字"),
        ({"legal_form": "club"}, "legal_form: got 'club'. Accepted are sole owner", "可接受的是"),
        ({"country_grade": "Z"}, "country_grade: got 'Z'. Accepted are A1, A2", "可接受的是 A1"),
        ({"is_blocked": "perhaps"}, "is_blocked: got 'perhaps'. Accepted are TRUE", "可接受的是 TRUE"),
    ],
)
def test_wrong_cells_are_named(row, english, chinese):
    with pytest.raises(ArgumentError, match=english) as caught:
        row_measures(row)
    assert chinese in caught.value.text("zh")
