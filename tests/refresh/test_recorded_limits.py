"""Customers of a real order-to-cash export: recommended limits beside the recorded ones, breaches listed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from workbooks.sources import read_grids
from xlcredit.ledger import read_ledger
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh

pytestmark = pytest.mark.shared
AS_OF = date(2025, 12, 31)
FILES = ("Invoices", "Payments", "Customer_Master", "Credit_Limits")


@pytest.fixture(scope="module")
def found(shared_data):
    grids = [grid for name in FILES for grid in read_grids(shared_data / "o2c" / f"{name}.csv")]
    ledger = read_ledger(grids, today=date(2026, 7, 1))
    result = refresh(ledger, default_policy(), today=date(2026, 7, 1), as_of=AS_OF, language="en")
    return {name: table.set_index("customer_id") for name, table in result.tables.items()
            if name in ("scores", "limits", "reviews")}  # fmt: skip


@pytest.fixture(scope="module")
def counted(shared_data):
    """Exposure and recorded limit of every customer by pandas alone: invoices less payments to the day."""
    read = {name: pd.read_csv(shared_data / "o2c" / f"{name}.csv") for name in FILES}
    invoices = read["Invoices"].drop_duplicates().dropna(subset="Invoice_Amount")
    iso, slashed = (
        pd.to_datetime(invoices["Invoice_Date"], format=layout, errors="coerce")
        for layout in ("%Y-%m-%d", "%d/%m/%Y")
    )
    payments = read["Payments"][pd.to_datetime(read["Payments"]["Payment_Date"]) <= pd.Timestamp(AS_OF)]
    paid = payments.groupby("Invoice_ID")["Amount_Paid"].sum()
    known = invoices[iso.fillna(slashed) <= pd.Timestamp(AS_OF)]
    left = known["Invoice_Amount"] - known["Invoice_ID"].map(paid).fillna(0)
    limits = read["Credit_Limits"].set_index("Customer_ID")["Credit_Limit"]
    exposure = left.groupby(known["Customer_ID"]).sum().reindex(limits.index).fillna(0)
    return pd.DataFrame({"exposure": exposure, "limit": limits, "over": (exposure - limits).clip(lower=0)})


def test_exposure_and_recorded_limit_of_every_customer_are_those_of_the_files(found, counted):
    ours = found["limits"].reindex(counted.index)
    np.testing.assert_allclose(ours["exposure"], counted["exposure"], atol=0.005)
    np.testing.assert_array_equal(ours["credit_limit"], counted["limit"])


def test_every_breach_of_a_recorded_limit_is_listed_with_its_amount(found, counted):
    over = counted.loc[counted["over"] > 0, "over"]
    assert (len(over), over.sum()) == (68, 3_104_298.0)  # counted from the files as above
    listed = found["reviews"]["review_reason"].str.extract(r"over the limit by ([\d,]+)")[0].dropna()
    assert sorted(listed.index) == sorted(over.index)
    amounts = listed.str.replace(",", "").astype(float)
    np.testing.assert_allclose(amounts, over.reindex(amounts.index), atol=0.5)


def test_without_accounts_a_month_of_sales_and_no_grade_above_b(found):
    limits, scores = found["limits"], found["scores"]
    assert limits["capacity"].isna().all()  # the files hold no accounts
    assert scores["grade"].isin(["B", "C", "D", "E", "NR"]).all()
    month = limits["peak_purchases"] / 12
    assert (limits["recommended_limit"] <= month * (1 + 1e-9)).all()
    rated = scores["grade"] != "NR"
    assert (int(rated.sum()), len(scores)) == (497, 500)
