from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.columns import as_codes
from xlcredit.errors import ArgumentError
from xlcredit.receivables import balances_at, dated_ledger, dso_by_month, dso_family, sales_curve

# Three months: sales 3100, 2800, 3100 (100 a day); invoice 1 is paid in full in March, the others are open.
ITEMS = {
    "customer_id": ["A", "B", "A"],
    "document_no": ["1", "2", "3"],
    "document_type": ["invoice"] * 3,
    "invoice_date": ["2026-01-10", "2026-02-10", "2026-03-10"],
    "due_date": ["2026-02-09", "2026-03-12", "2026-04-09"],
    "amount": [3100, 2800, 3100],
}
PAYMENTS = {"customer_id": ["A"], "document_no": ["1"], "payment_date": ["2026-03-05"], "amount": [3100]}
ENDS = ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_balances_at_as_known_then():
    found = balances_at(dated_ledger(ITEMS, PAYMENTS), ENDS, customers=as_codes(ITEMS["customer_id"]))
    assert found.receivables.tolist() == [3100, 5900, 5900]
    assert found.overdue.tolist() == [0, 3100, 2800]
    assert found.exposure.tolist() == [[3100, 3100, 3100], [0, 2800, 2800]]


def test_balances_at_unapplied_payments_lower_the_customer_and_the_total():
    payments = {
        "customer_id": ["B", "Z"],
        "document_no": ["", ""],
        "payment_date": ENDS[:1] * 2,
        "amount": [50, 7],
    }
    found = balances_at(dated_ledger(ITEMS, payments), ENDS[:1], customers=as_codes(ITEMS["customer_id"]))
    assert found.receivables.tolist() == [3043]
    assert found.exposure.tolist() == [[3100], [-50]]


def test_sales_curve_counts_credit_notes_and_leaves_payments_out():
    items = {"amount": [100, -30, -50, 20], "invoice_date": ["2026-01-10"] * 4}
    items["document_type"] = ["invoice", "credit_note", "payment", "debit_note"]
    assert sales_curve(items, "2026-01-31").between("2025-12-31", "2026-01-31") == 90


def test_dso_by_month_by_hand():
    found = dso_by_month(ITEMS, PAYMENTS, ENDS, window_months=1)
    assert found.credit_sales.tolist() == [3100, 2800, 3100]
    # January begins with the first sale on the 10th: 22 days. February 5900 / 2800 x 28 = 59.
    assert found.dso.tolist() == [22.0, 59.0, 59.0]
    # Count-back in February: 28 days, then the 3100 left of January's 3100: 31 days.
    assert found.dso_count_back.tolist() == [31.0, 59.0, 59.0]
    assert found.best_possible_dso.tolist() == [22.0, 28.0, 31.0]
    assert found.average_days_delinquent.tolist() == [0.0, 31.0, 28.0]
    # In March 3100 of the 5900 that could be collected were (5900 + 3100 - 5900 of 5900 + 3100 - 3100).
    assert found.collection_effectiveness[2] == pytest.approx(3100 / 5900)
    assert found.overdue_share.tolist() == pytest.approx([0, 3100 / 5900, 2800 / 5900])


def test_dso_by_month_later_payment_changes_no_earlier_month():
    # OCA 707 and odoo 16016: a report of the past that later payments change.
    later = {
        key: [*PAYMENTS[key], value]
        for key, value in zip(PAYMENTS, ["B", "2", "2026-04-20", 2800], strict=True)
    }
    before, after = (dso_by_month(ITEMS, payments, ENDS, window_months=2) for payments in (PAYMENTS, later))
    for name in ("receivables", "dso", "dso_count_back", "overdue_share"):
        assert getattr(before, name).tolist() == getattr(after, name).tolist()


def test_dso_family_sets_every_definition_side_by_side():
    found = {row.key: row for row in dso_family(ITEMS, PAYMENTS, "2026-03-31", windows=(1,), window_months=1)}
    assert found["simple"].value == 59.0
    assert found["count_back"].value == 59.0
    assert found["best_possible"].value + found["delinquent"].value == found["simple"].value
    # Open 2800 of February's 2800 and 3100 of March's 3100: 28 + 31 days.
    assert found["sales_weighted"].value == 59.0
    # On 31 March one invoice is 49 days old and the other 21.
    assert found["open_age"].value == pytest.approx((2800 * 49 + 3100 * 21) / 5900)
    # Opening 5900 on 28 February, closing 5900.
    assert found["average_balance"].value == 59.0
    assert "0.00" in found["count_back"].convention


def test_dso_family_in_chinese():
    rows = dso_family(ITEMS, PAYMENTS, "2026-03-31", language="zh")
    assert rows[0].measure == "DSO（简单法，3个月）"
    assert all(row.formula and row.convention for row in rows)


def test_dso_family_of_an_empty_ledger():
    empty = {"amount": [], "invoice_date": [], "due_date": []}
    found = {row.key: row.value for row in dso_family(empty, None, "2026-03-31")}
    assert found.pop("count_back") == 0  # nothing is open, so no sales are needed to explain it
    assert np.isnan(list(found.values())).all()


def test_dso_refuses_several_currencies():
    with pytest.raises(ArgumentError, match="currency: got CNY, EUR"):
        dso_by_month({**ITEMS, "currency": ["CNY", "EUR", "CNY"]}, None, ENDS)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 10**6)), min_size=1, max_size=20))
def test_monthly_sales_sum_to_all_sales(sales):
    first = np.datetime64("2025-01-15")
    items = {"invoice_date": [first + day for day, _ in sales], "amount": [cents / 100 for _, cents in sales]}
    ends = (np.datetime64("2025-01") + np.arange(12) + 1).astype("datetime64[D]") - 1
    monthly = dso_by_month(items, None, ends).credit_sales
    assert monthly.sum() == pytest.approx(sum(cents for _, cents in sales) / 100)
