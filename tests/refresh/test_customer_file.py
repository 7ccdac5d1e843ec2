"""The wide table behind the credit file, by hand from a ledger of six rows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from xlcredit import tables
from xlcredit.ledger import Grid
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh

AS_OF = date(2026, 6, 15)


@pytest.fixture
def history(make_ledger):
    rows = [
        # A: 100 settled 10 days late and 300 settled 2 days late, both in May: (100 x 10 + 300 x 2) / 400 = 4
        ["A", "1", date(2026, 3, 1), date(2026, 5, 1), "EUR", 100, date(2026, 5, 11)],
        ["A", "2", date(2026, 4, 10), date(2026, 5, 10), "EUR", 300, date(2026, 5, 12)],
        # early is 0 days late; settled on 31 March, so it belongs to March
        ["A", "3", date(2026, 3, 1), date(2026, 4, 10), "EUR", 50, date(2026, 3, 31)],
        ["A", "4", date(2026, 6, 2), date(2026, 6, 12), "EUR", 70, None],  # 3 days past due
        ["B", "5", date(2026, 6, 1), date(2026, 7, 1), "EUR", -20, None],  # a credit
        ["D", "6", date(2026, 6, 1), date(2026, 6, 20), "USD", 10, None],  # no rate
    ]
    customers = Grid("Customers", [
        ["Customer no.", "Customer", "Country", "Currency", "Sales", "Total assets", "Audited"],
        ["A", "Alpha", "Germany", "EUR", 900, 400, "yes"],
        ["N", "Never bought", "", "EUR", None, None, None],
    ])  # fmt: skip
    found = refresh(
        make_ledger(rows, customers), default_policy(), today=date(2026, 6, 20), as_of=AS_OF,
        base_currency="EUR", language="en",
    )  # fmt: skip
    return found.tables["customer_history"].set_index("customer_id", drop=False), found


def test_columns_are_those_of_the_table_and_one_per_bucket(history):
    frame, found = history
    buckets = found.tables["aging_buckets"]["bucket"].tolist()
    assert frame.columns.tolist() == [*tables.CUSTOMER_HISTORY.column_names, *buckets]
    assert frame["customer_id"].tolist() == found.tables["scores"]["customer_id"].tolist()


def test_exposure_stands_month_by_month_the_latest_first(history):
    frame, _ = history
    # 15 June 70; 31 May nothing; 30 April 100 + 300; 31 March 100, as 50 was settled that day
    assert frame.loc["A", [f"exposure_{month}" for month in range(1, 6)]].tolist() == [70, 0, 400, 100, 0]
    assert frame.loc["B", "exposure_1"] == -20
    assert frame.loc["N", [f"exposure_{month}" for month in range(1, 13)]].tolist() == [0.0] * 12


def test_days_late_are_weighted_by_amount_in_the_month_of_settlement(history):
    frame, _ = history
    days = frame.loc["A", [f"days_late_{month}" for month in range(1, 13)]].to_numpy(dtype=float)
    assert days[[1, 3]].tolist() == [4.0, 0.0]  # May, March
    assert np.isnan(np.delete(days, [1, 3])).all()
    assert frame.loc["N", [f"days_late_{month}" for month in range(1, 13)]].isna().all()


def test_buckets_add_up_to_the_exposure(history):
    frame, found = history
    buckets = found.tables["aging_buckets"]["bucket"].tolist()
    assert frame.loc["A", "1-30"] == 70
    assert frame.loc["B", "Not due"] == -20
    assert (frame[buckets].sum(axis=1) == frame["exposure_1"]).all()
    assert frame.loc["D", buckets].sum() == 0  # dollars without a rate stand in their own currency elsewhere


def test_accounts_and_loss_are_those_of_the_customer(history):
    frame, found = history
    assert frame.loc["A", ["customer_name", "country", "sales", "total_assets", "overdue"]].tolist() == [
        "Alpha", "Germany", 900.0, 400.0, 70.0,
    ]  # fmt: skip
    assert frame.loc["N", "sales"] != frame.loc["N", "sales"]
    scores = found.tables["scores"].set_index("customer_id")
    rule = default_policy().grades.loss_given_default
    wanted = 70 * scores.loc["A", "probability_of_default"] * rule
    assert frame.loc["A", "expected_loss"] == pytest.approx(wanted, nan_ok=True)
