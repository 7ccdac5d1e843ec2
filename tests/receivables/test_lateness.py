import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError
from xlcredit.receivables.lateness import late_documents
from xlcredit.receivables.open_items import dated_ledger

DAY = np.datetime64("2026-01-01", "D")


def ledger_of(items, payments=None):
    return dated_ledger(items, payments)


def test_late_documents_sixty_days_is_not_more_than_sixty():
    # Due on 31 January: the 60th day after it is 1 April, the 61st is 2 April.
    items = {
        "invoice_date": ["2026-01-01"] * 3,
        "due_date": ["2026-01-31"] * 3,
        "amount": [100, 100, 100],
        "paid_date": ["2026-04-01", "2026-04-02", None],
    }
    found = late_documents(ledger_of(items), "2026-06-30", 60)
    assert np.isnat(found.day).tolist() == [True, False, False]
    assert found.day[1:].astype(str).tolist() == ["2026-04-02", "2026-04-02"]
    assert found.amount.tolist() == [0, 100, 100]


def test_late_documents_counts_what_part_payments_left_open():
    items = {"document_no": ["1"], "invoice_date": [DAY], "due_date": ["2026-01-31"], "amount": [100]}
    payments = {"document_no": ["1", "1"], "payment_date": ["2026-03-31", "2026-05-01"], "amount": [70, 30]}
    assert late_documents(ledger_of(items, payments), "2026-06-30", 60).amount.tolist() == [30]


def test_late_documents_does_not_look_past_its_date():
    items = {"invoice_date": [DAY], "due_date": ["2026-01-31"], "amount": [100]}
    # On 1 April it is 60 days late; the day on which it will be 61 has not come.
    assert np.isnat(late_documents(ledger_of(items), "2026-04-01", 60).day).all()
    assert late_documents(ledger_of(items), "2026-04-02", 60).day.astype(str).tolist() == ["2026-04-02"]


def test_late_documents_money_settles_the_earlier_instalment_first():
    items = {
        "document_no": ["1", "1"],
        "invoice_date": [DAY, DAY],
        "due_date": ["2026-01-31", "2026-02-28"],
        "amount": [60, 40],
    }
    payments = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [70]}
    # 60 settle the first, 10 the second: 30 of it are late from 30 April on, 61 days after 28 February.
    found = late_documents(ledger_of(items, payments), "2026-06-30", 60)
    assert (found.amount.tolist(), str(found.day[1])) == ([0, 30], "2026-04-30")


def test_late_documents_leaves_credits_and_unknown_due_dates_out():
    items = {"invoice_date": [DAY, DAY], "due_date": ["2026-01-31", None], "amount": [-50, 100]}
    found = late_documents(ledger_of(items), "2026-12-31", 60)
    assert np.isnat(found.day).all()
    assert found.can_tell.tolist() == [False, False]


def test_late_documents_cannot_tell_of_a_settlement_without_a_date():
    items = {
        "invoice_date": [DAY] * 2,
        "due_date": ["2026-01-31"] * 2,
        "amount": [100, 100],
        "status": ["paid", "open"],
    }
    found = late_documents(ledger_of(items), "2026-12-31", 60)
    assert found.can_tell.tolist() == [False, True]
    assert np.isnat(found.day).tolist() == [True, False]


def test_late_documents_refuses_what_is_no_date():
    with pytest.raises(ArgumentError, match="as_of"):
        late_documents(ledger_of({"amount": [1]}), "soon", 60)


@st.composite
def ledgers(draw):
    count = draw(st.integers(1, 6))
    numbers = [str(draw(st.integers(1, 4))) for _ in range(count)]
    payments = draw(st.integers(0, 6))
    return (
        {
            "document_no": numbers,
            "invoice_date": [DAY] * count,
            "due_date": [DAY + draw(st.integers(0, 40)) for _ in range(count)],
            "amount": [draw(st.integers(1, 9)) for _ in range(count)],
        },
        {
            "document_no": [str(draw(st.integers(1, 4))) for _ in range(payments)],
            "payment_date": [DAY + draw(st.integers(0, 120)) for _ in range(payments)],
            "amount": [draw(st.integers(1, 9)) for _ in range(payments)],
        },
    )


@settings(max_examples=60, deadline=None)
@given(ledgers(), st.integers(0, 70))
def test_late_documents_agrees_with_the_open_items_of_the_day_before(found, days):
    ledger = ledger_of(*found)
    late = late_documents(ledger, DAY + 200, days)
    for row, due in enumerate(ledger.due_date):
        then = ledger.open_at(due + days).open_amount[row]
        assert late.amount[row] == pytest.approx(max(then, 0.0))
        assert np.isnat(late.day[row]) == (then <= 0)
