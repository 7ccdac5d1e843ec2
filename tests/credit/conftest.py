"""One customer worked through by hand; every expected figure of it stands in test_worked_customer.py."""

from __future__ import annotations

import datetime as dt

import pytest

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture
def customer():
    """A row of the Customers table with its trading measures, in CNY."""
    return {
        "currency": "CNY",
        "registered_on": dt.date(2015, 6, 1),
        "customer_since": dt.date(2024, 1, 15),
        "statement_date": dt.date(2025, 12, 31),
        "is_audited": True,
        "legal_form": "有限公司",
        "open_judgments": 0,
        "closed_judgments": 1,
        "bureau_score": 65,
        "country_grade": "A3",
        "paid_in_capital": 6_000_000,
        "sales": 12_000_000,
        "prior_sales": 11_000_000,
        "net_profit": 360_000,
        "prior_net_profit": -1,
        "depreciation": 240_000,
        "ebit": 600_000,
        "interest_expense": 150_000,
        "total_assets": 9_000_000,
        "current_assets": 5_000_000,
        "cash": 600_000,
        "inventory": 1_500_000,
        "total_liabilities": 5_850_000,
        "current_liabilities": 3_600_000,
        "retained_earnings": 900_000,
        "is_insolvent": False,
        "is_blocked": None,
        "on_time_rate": 0.80,
        "weighted_days_late": 8.0,
        "last_paid_days_late": 0.0,
        "oldest_days_past_due": 20.0,
        "disputed_share": 0.03,
        "peak_limit_use": 0.90,
        "settled_count": 12,
    }


@pytest.fixture
def as_of():
    """The day the customer is looked at."""
    return AS_OF


@pytest.fixture
def rates():
    """Value of one unit in CNY."""
    return {"CNY": 1.0, "EUR": 7.5}
