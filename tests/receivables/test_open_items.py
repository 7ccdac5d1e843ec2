from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError
from xlcredit.receivables import RULES, dated_ledger, open_as_of

if TYPE_CHECKING:
    from xlcredit.receivables.open_items import OpenItems

DAY = np.datetime64("2026-01-01")


def invoice(**columns):
    return {"document_no": ["1"], "invoice_date": ["2026-01-10"], "amount": [100.0], **columns}


def rules(found: OpenItems) -> list[str]:
    return [RULES[rule] for rule in found.rule]


def test_open_as_of_document_dated_later_is_not_there():
    found = open_as_of(invoice(), None, "2026-01-09")
    assert found.open_amount.tolist() == [0.0]
    assert rules(found) == ["not_yet"]


def test_open_as_of_payment_on_the_day_counts_and_a_later_one_does_not():
    payments = {"document_no": ["1", "1"], "payment_date": ["2026-02-01", "2026-02-02"], "amount": [30, 70]}
    assert open_as_of(invoice(), payments, "2026-02-01").open_amount.tolist() == [70.0]
    assert open_as_of(invoice(), payments, "2026-02-02").open_amount.tolist() == [0.0]


def test_open_as_of_part_payments_are_counted_once():
    # odoo 16235: two part payments of one invoice, 1000 - 300 - 200 = 500, whatever the row says.
    items = invoice(amount=[1000], open_amount=[500], paid_date=["2026-02-05"], paid_amount=[500])
    payments = {"document_no": ["1"] * 2, "payment_date": ["2026-02-01", "2026-02-05"], "amount": [300, 200]}
    assert open_as_of(items, payments, "2026-02-28").open_amount.tolist() == [500.0]


@pytest.mark.parametrize(
    ("columns", "as_of", "expected", "rule"),
    [
        ({"paid_date": ["2026-02-10"]}, "2026-02-09", 100, "paid"),
        ({"paid_date": ["2026-02-10"]}, "2026-02-10", 0, "paid"),
        ({"paid_date": ["2026-02-10"], "paid_amount": [60]}, "2026-02-28", 40, "paid"),
        ({"paid_date": ["2026-02-10"], "open_amount": [25]}, "2026-02-28", 25, "paid"),
        ({"open_amount": [25]}, "2026-02-28", 25, "stated"),
        ({"paid_amount": [60]}, "2026-02-28", 40, "paid"),
        ({"status": ["paid"]}, "2026-02-28", 0, "status"),
        ({"status": ["open"]}, "2026-02-28", 100, "status"),
        ({"status": ["part_paid"]}, "2026-02-28", 100, "amount"),
        ({}, "2026-02-28", 100, "amount"),
    ],
)
def test_open_as_of_first_rule_that_applies(columns, as_of, expected, rule):
    found = open_as_of(invoice(**columns), None, as_of)
    assert (found.open_amount.tolist(), rules(found)) == ([expected], [rule])


def test_open_as_of_snapshot_cannot_be_rebuilt_for_an_earlier_date():
    items = {"invoice_date": ["2026-01-10"] * 3, "amount": [100] * 3}
    items |= {"open_amount": [25, None, None], "status": ["", "paid", ""]}
    earlier = open_as_of(items, None, "2026-02-28", snapshot_date="2026-03-31")
    assert earlier.cannot_rebuild.tolist() == [True, True, False]
    assert not open_as_of(items, None, "2026-03-31", snapshot_date="2026-03-31").cannot_rebuild.any()


def test_open_as_of_tells_a_stated_amount_that_contradicts_the_payments():
    payments = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [30]}
    assert open_as_of(invoice(open_amount=[60]), payments, "2026-02-28").differs_from_stated.tolist() == [
        True
    ]
    assert open_as_of(invoice(open_amount=[70]), payments, "2026-02-28").differs_from_stated.tolist() == [
        False
    ]


def test_open_as_of_overpayment_is_negative_on_its_document():
    payments = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [110]}
    assert open_as_of(invoice(), payments, "2026-02-28").open_amount.tolist() == [-10.0]


def test_open_as_of_unknown_document_becomes_an_unapplied_credit_in_the_customers_currency():
    items = invoice(customer_id=["C"], currency=["EUR"])
    payments = {
        "customer_id": ["C", "C"],
        "document_no": ["9", ""],
        "payment_date": ["2026-02-01"] * 2,
        "amount": [5, 7],
    }
    found = open_as_of(items, payments, "2026-02-28")
    assert found.open_amount.tolist() == [100.0]
    assert found.unapplied.open_amount.tolist() == [-5.0, -7.0]
    assert found.unapplied.currency.tolist() == ["EUR", "EUR"]
    assert found.unapplied.document_type.tolist() == ["payment", "payment"]


def test_open_as_of_payment_before_its_document_is_an_advance_until_then():
    payments = {"document_no": ["1"], "payment_date": ["2026-01-05"], "amount": [40]}
    before = open_as_of(invoice(), payments, "2026-01-08")
    assert before.unapplied.document_type.tolist() == ["advance"]
    assert before.unapplied.open_amount.tolist() == [-40.0]
    after = open_as_of(invoice(), payments, "2026-01-10")
    assert (after.open_amount.tolist(), len(after.unapplied.open_amount)) == ([60.0], 0)


def test_open_as_of_payment_in_another_currency_reduces_nothing():
    # ERPNext 52457: the wrong currency. 100 EUR stay open beside a credit of 40 USD.
    items = invoice(currency=["EUR"])
    payments = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [40], "currency": ["USD"]}
    found = open_as_of(items, payments, "2026-02-28")
    assert found.open_amount.tolist() == [100.0]
    assert found.unapplied.currency.tolist() == ["USD"]


def test_open_as_of_document_number_of_two_customers_needs_the_customer():
    items = {
        "customer_id": ["A", "B"],
        "document_no": ["1", "1"],
        "invoice_date": [None] * 2,
        "amount": [10, 20],
    }
    payments = {
        "customer_id": ["B", ""],
        "document_no": ["1", "1"],
        "payment_date": [None] * 2,
        "amount": [5, 3],
    }
    found = open_as_of(items, payments, "2026-02-28")
    assert found.open_amount.tolist() == [10.0, 15.0]
    assert found.unapplied.payment_row.tolist() == [1]


def test_open_as_of_instalments_are_settled_first_due_first():
    # OCA 487: 27000/27000/36000; 30000 received settles the first and 3000 of the second, total 60000.
    items = {"document_no": ["I"] * 3, "due_date": ["2018-12-26", "2018-11-26", "2019-01-25"]}
    items |= {"invoice_date": ["2018-10-27"] * 3, "amount": [27000, 27000, 36000]}
    payments = {"document_no": ["I"], "payment_date": ["2018-11-20"], "amount": [30000]}
    assert open_as_of(items, payments, "2018-11-28").open_amount.tolist() == [24000.0, 0.0, 36000.0]
    too_much = {**payments, "amount": [95000]}
    assert open_as_of(items, too_much, "2018-11-28").open_amount.tolist() == [0.0, 0.0, -5000.0]


def test_open_as_of_credit_note_stays_open_and_not_paid():
    # ERPNext 40347: a credit note is a debt of ours until it is used, not a paid document.
    items = {"document_no": ["I", "CN"], "invoice_date": ["2026-01-10"] * 2, "amount": [100, -30]}
    assert open_as_of(items, None, "2026-02-28").open_amount.tolist() == [100.0, -30.0]


def test_settled_on_is_the_day_the_money_first_covered_it():
    payments = {
        "document_no": ["1"] * 3,
        "payment_date": ["2026-03-09", "2026-02-01", "2026-02-20"],
        "amount": [5, 30, 70],
    }
    ledger = dated_ledger(invoice(), payments)
    assert np.isnat(ledger.settled_on("2026-02-19")).all()
    assert ledger.settled_on("2026-02-20").astype(str).tolist() == ["2026-02-20"]
    assert ledger.settled_on("2026-03-31").astype(str).tolist() == ["2026-02-20"]  # 5 too much came later


def test_settled_on_instalments_each_by_its_own_part():
    items = {"document_no": ["I"] * 2, "due_date": ["2026-02-01", "2026-03-01"], "amount": [60, 40]}
    items["invoice_date"] = ["2026-01-01"] * 2
    payments = {"document_no": ["I"] * 2, "payment_date": ["2026-02-05", "2026-03-09"], "amount": [60, 40]}
    found = dated_ledger(items, payments).settled_on("2026-03-31")
    assert found.astype(str).tolist() == ["2026-02-05", "2026-03-09"]


def test_settled_on_uses_the_paid_date_of_the_row():
    ledger = dated_ledger(invoice(paid_date=["2026-02-10"]))
    assert ledger.settled_on("2026-02-10").astype(str).tolist() == ["2026-02-10"]
    assert np.isnat(ledger.settled_on("2026-02-09")).all()


@pytest.mark.parametrize(
    ("items", "payments"), [({"due_date": []}, None), ({"amount": [1]}, {"document_no": ["1"]})]
)
def test_dated_ledger_without_amounts(items, payments):
    with pytest.raises(ArgumentError, match="there is no column 'amount'"):
        dated_ledger(items, payments)


def test_dated_ledger_text_for_a_number():
    with pytest.raises(ArgumentError, match="amount: got '1,234'"):
        dated_ledger({"amount": ["1,234"]})


def test_open_as_of_blank_date():
    with pytest.raises(ArgumentError, match="as_of: got None"):
        open_as_of(invoice(), None, None)


def test_open_as_of_empty_ledger_with_payments():
    empty = pd.DataFrame({"amount": pd.Series(dtype=float), "document_no": pd.Series(dtype="str")})
    found = open_as_of(empty, {"document_no": ["1"], "payment_date": [None], "amount": [3]}, "2026-01-01")
    assert (len(found.open_amount), found.unapplied.open_amount.tolist()) == (0, [-3.0])


def test_open_as_of_frames_and_mappings_agree():
    columns = invoice(customer_id=["C"])
    payments = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [30]}
    framed = open_as_of(pd.DataFrame(columns), pd.DataFrame(payments), "2026-02-28")
    assert framed.open_amount.tolist() == open_as_of(columns, payments, "2026-02-28").open_amount.tolist()


cents = st.integers(-99999, 99999).map(lambda whole: whole / 100)
days = st.integers(0, 400).map(lambda offset: DAY + offset)
item_rows = st.lists(st.tuples(st.sampled_from("12345"), days, days, cents), min_size=1, max_size=12)
payment_rows = st.lists(st.tuples(st.sampled_from(["1", "2", "3", "9", ""]), days, cents), max_size=12)


def ledger_of(items, payments):
    number, date, due, amount = zip(*items, strict=True)
    table = {"document_no": number, "invoice_date": date, "due_date": due, "amount": amount}
    columns = list(zip(*payments, strict=True)) or [(), (), ()]
    return table, dict(zip(("document_no", "payment_date", "amount"), columns, strict=True))


@settings(max_examples=60)
@given(item_rows, payment_rows, days)
def test_total_is_documents_less_payments_known_then(items, payments, as_of):
    found = open_as_of(*ledger_of(items, payments), as_of)
    owed = sum(amount for _, date, _, amount in items if date <= as_of)
    received = sum(amount for _, date, amount in payments if date <= as_of)
    total = found.open_amount.sum() + found.unapplied.open_amount.sum()
    assert total == pytest.approx(owed - received, abs=1e-6)


@settings(max_examples=60)
@given(item_rows, payment_rows, payment_rows, days)
def test_later_payments_change_nothing(items, payments, later, as_of):
    known = [row for row in payments if row[1] <= as_of]
    future = [row for row in later if row[1] > as_of]
    without = dated_ledger(*ledger_of(items, known))
    added = dated_ledger(*ledger_of(items, known + future))
    assert added.open_at(as_of).open_amount.tolist() == without.open_at(as_of).open_amount.tolist()
    assert added.settled_on(as_of).astype(str).tolist() == without.settled_on(as_of).astype(str).tolist()
    assert (
        added.open_at(as_of).unapplied.open_amount.tolist()
        == without.open_at(as_of).unapplied.open_amount.tolist()
    )


@settings(max_examples=60)
@given(item_rows, payment_rows, days, st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(items, payments, as_of, random):
    order = list(range(len(items)))
    random.shuffle(order)
    plain = open_as_of(*ledger_of(items, payments), as_of).open_amount
    mixed = open_as_of(*ledger_of([items[row] for row in order], payments[::-1]), as_of).open_amount
    # Equal rows of one document may swap their parts; everything else keeps its own.
    assert sorted(zip([items[row] for row in order], mixed.tolist(), strict=True)) == sorted(
        zip(items, plain.tolist(), strict=True)
    )


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 999), min_size=1, max_size=4),
    st.lists(st.integers(1, 999), min_size=1, max_size=6),
)
def test_settled_on_agrees_with_asking_every_day(amounts, paid):
    # The slow way: the first day on which the open amount is 0 or less.
    due = [DAY + 10 * place for place in range(len(amounts))]
    items = {
        "document_no": ["1"] * len(due),
        "invoice_date": [DAY] * len(due),
        "due_date": due,
        "amount": amounts,
    }
    dates = [DAY + 1 + place for place in range(len(paid))]
    ledger = dated_ledger(items, {"document_no": ["1"] * len(paid), "payment_date": dates, "amount": paid})
    found = ledger.settled_on(DAY + 50)
    by_day = np.array([ledger.open_at(day).open_amount for day in dates])
    for place, day in enumerate(found):
        covered = [date for date, row in zip(dates, by_day, strict=True) if row[place] <= 0]
        assert (None if np.isnat(day) else day) == (covered[0] if covered else None)


def test_a_document_wholly_open_in_a_later_snapshot_was_open_before():
    items = {"invoice_date": ["2026-01-01"] * 3, "amount": [100, 100, 100], "open_amount": [100, 40, 0]}
    found = open_as_of(items, None, "2026-02-01", snapshot_date="2026-03-01")
    assert found.cannot_rebuild.tolist() == [False, True, True]


def test_open_as_of_money_never_goes_to_an_instalment_that_is_not_there_yet():
    days = ["2026-01-01", "2026-03-01"]
    items = {"document_no": ["1", "1"], "invoice_date": days, "due_date": days, "amount": [100, 50]}
    paid = {"document_no": ["1"], "payment_date": ["2026-02-01"], "amount": [120]}
    assert open_as_of(items, paid, "2026-02-15").open_amount.tolist() == [-20, 0]  # 20 too much so far
    assert open_as_of(items, paid, "2026-03-15").open_amount.tolist() == [0, 30]


def test_open_as_of_tells_a_date_of_payment_that_the_payments_do_not_bear_out():
    items = {"document_no": ["1", "2"], "invoice_date": ["2026-01-01"] * 2, "amount": [100, 100]}
    items["paid_date"] = ["2026-02-10", "2026-02-10"]
    paid = {"document_no": ["1", "2"], "payment_date": ["2026-02-10"] * 2, "amount": [30, 100]}
    assert open_as_of(items, paid, "2026-02-28").differs_from_stated.tolist() == [True, False]
    assert not open_as_of(items, paid, "2026-01-31").differs_from_stated.any()
