from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import customer_action, order_decision
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.texts import topic


@pytest.mark.parametrize(
    ("arguments", "verdict", "reason"),
    [
        ((100, 60, 40), "release", "Within the limit and no late item"),
        ((100, 60, 40, 29, "A"), "release", "Within the limit and no late item"),
        ((100, 60, 50), "review", "Over the limit by 10.00 (10.0%)"),
        ((100, 60, 50.01), "hold", "Over the limit by 10.01"),
        ((0, 0, 1), "hold", "Over the limit by 1.00"),
        ((100, 10, 10, 30), "review", "Oldest item 30 days past due"),
        ((100, 10, 10, 60), "review", "Oldest item 60 days past due"),
        ((100, 10, 10, 61), "hold", "Oldest item 61 days past due"),
        ((100, 10, 10, None, "D"), "review", "Grade D"),
        ((100, 10, 10, None, "E"), "hold", "Grade E: no open credit"),
        ((100, 10, 10, None, 39.0), "hold", "Grade E: no open credit"),
        ((100, 10, 10, None, "NR"), "review", "Not rated"),
        (
            (100, 95, 10, 70, "D"),
            "hold",
            "Oldest item 70 days past due; Over the limit by 5.00 (5.0%); Grade D",
        ),
    ],
)
def test_verdict_and_reason(arguments, verdict, reason):
    found = order_decision(*arguments)
    assert (found.verdict, found.reason("en")) == (verdict, reason)


@pytest.mark.parametrize(("exposure", "order"), [(80_000.10, 19_999.90), (70_000.70, 29_999.30)])
def test_an_order_up_to_the_limit_to_the_cent_is_within_it(exposure, order):
    decision = order_decision(100_000, exposure, order, grade="A")  # the first is 7e-12 more in binary
    assert (decision.verdict, decision.over_limit) == ("release", 0.0)
    assert order_decision(100_000, exposure, order + 0.01, grade="A").verdict == "review"


def test_an_order_of_a_new_customer_is_shown_to_a_person():
    words = "New customer: prepayment or letter of credit until 3 invoices are settled"
    found = order_decision(100, 0, 10, settled_invoices=2)
    assert (found.verdict, found.reason("en")) == ("review", words)
    assert order_decision(100, 0, 10, settled_invoices=3).verdict == "release"
    assert order_decision(100, 0, 10, settled_invoices=0, months_as_customer=6).verdict == "release"
    assert order_decision(100, 95, 50, settled_invoices=0).verdict == "hold"
    assert customer_action("B", is_new=True) == "secure_orders"
    assert customer_action("NR", is_new=True) == "secure_orders"
    assert customer_action("E", is_new=True) == "prepayment"


def test_reason_in_chinese_and_a_stop():
    found = order_decision(100, 60, 50, 61, "D", stops_supply=True)
    assert found.verdict_text("zh") == "冻结"
    assert found.reason("zh") == "最早款项已逾期 61 天；触及红线：停止供货；超额度 10.00（10.0%）；等级 D"
    assert found.over_limit == 10


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e5), st.integers(0, 120))
@settings(max_examples=50)
def test_a_larger_order_is_never_treated_better(limit, exposure, order, more, days):
    severity = ["release", "review", "hold"]
    small, large = (
        order_decision(limit, exposure, order, days),
        order_decision(limit, exposure, order + more, days),
    )
    assert severity.index(large.verdict) >= severity.index(small.verdict)


@pytest.mark.parametrize(
    ("arguments", "error", "english", "chinese"),
    [
        ((None, 1, 1), MissingDataError, "limit: it is blank", "limit：为空"),
        ((1, 1, -1), ImpossibleNumberError, "order_amount: got -1", "零或正数"),
        ((1, 1, 1, None, "X"), ArgumentError, "grade: got 'X'", "收到 'X'"),
    ],
)
def test_wrong_inputs_are_named(arguments, error, english, chinese):
    with pytest.raises(error, match=english) as caught:
        order_decision(*arguments)
    assert chinese in caught.value.text("zh")


@pytest.mark.parametrize(
    ("grade", "facts", "action"),
    [
        ("A", {}, "continue"),
        ("A", {"stops_supply": True}, "stop_supply"),
        ("E", {"oldest_days_past_due": 45}, "prepayment"),
        ("B", {"oldest_days_past_due": 30}, "collect"),
        ("NR", {}, "complete_file"),
        ("B", {"exposure": 120, "credit_limit": 100, "recommended_limit": 110}, "reduce_exposure"),
        ("B", {"exposure": 105, "credit_limit": 100, "recommended_limit": 110}, "raise_limit"),
        ("B", {"exposure": 90, "credit_limit": 100}, "continue"),
    ],
)
def test_next_action(grade, facts, action):
    assert customer_action(grade, **facts) == action
    assert action in topic("credit")["action"]
