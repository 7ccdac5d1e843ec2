"""A request for longer terms: verdicts and amounts by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit.terms_request import terms_request
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.texts import topic

# The policy: half paid first; A 60, B 45, C 30, D 15 days; security from B down and above 250,000 extended;
# refused to E and beyond 60 days past due; a higher level from the second request of 12 months on.


@pytest.mark.parametrize(
    ("grade", "days", "more", "verdict", "reasons"),
    [
        ("A", 60, {}, "accept", ["within_rules"]),
        ("A", 61, {}, "escalate", ["too_long"]),
        ("B", 45, {}, "accept_against_security", ["security"]),
        ("B", 45, {"security": 50_000}, "accept", ["within_rules"]),
        ("B", 45, {"security": 49_999.99}, "accept_against_security", ["security"]),
        ("C", 31, {"security": 50_000}, "escalate", ["too_long"]),
        ("A", 30, {"earlier_requests": 1}, "escalate", ["repeated"]),
        ("A", 30, {"days_past_due": 60}, "accept", ["within_rules"]),
        ("A", 30, {"days_past_due": 61}, "refuse", ["late"]),
        ("E", 5, {"security": 1e6}, "refuse", ["grade"]),
        ("NR", 5, {"security": 1e6}, "refuse", ["not_rated"]),
        (87.0, 60, {}, "accept", ["within_rules"]),
        ("D", 90, {"stops_supply": True}, "refuse", ["stops_supply", "too_long"]),
    ],
)
def test_the_verdict_and_its_grounds(grade, days, more, verdict, reasons):
    answer = terms_request(100_000, days, grade, **more)
    assert answer.verdict == verdict
    assert [key for _, key, _ in answer.grounds] == reasons


def test_amounts_dates_and_approval_by_hand():
    answer = terms_request(100_000.01, 45, "B", due_date=dt.date(2026, 6, 30), security=60_000)
    # half of 100,000.01 is 50,000.005: halves of a cent go up as on a sheet, the rest makes up the sum
    assert (answer.first_payment, answer.extended_amount) == (50_000.01, 50_000.00)
    assert (answer.granted_days, answer.new_due_date) == (45, dt.date(2026, 8, 14))  # 30 June + 45 days
    assert (answer.approval, answer.limit_factor) == ("credit_manager", 1.0)  # above 25,000, up to 250,000
    late = terms_request(40_000, 30, "A", days_past_due=10, due_date=dt.date(2026, 6, 20))
    assert late.new_due_date == dt.date(2026, 7, 30)  # today is 30 June: 30 days on
    assert late.approval == "assistant"  # 20,000 extended


def test_a_large_amount_needs_security_whatever_the_grade():
    answer = terms_request(500_002, 30, "A")  # 250,001 extended
    assert (answer.verdict, answer.security_needed) == ("accept_against_security", 250_001)
    assert terms_request(500_000, 30, "A").verdict == "accept"


def test_a_repeated_request_lowers_the_limit_and_goes_one_level_up():
    answer = terms_request(100_000, 30, "B", earlier_requests=1, security=50_000)
    assert answer.limit_factor == pytest.approx(0.8)  # factors B 1.0, C 0.8
    assert answer.approval == "controller"  # 50,000 is the credit manager's, one level up
    assert terms_request(100_000, 10, "D", earlier_requests=1).limit_factor == 0.0  # that of E
    assert terms_request(4e9, 30, "A", earlier_requests=1).approval == "president"  # nobody stands higher


def test_a_refusal_leaves_all_of_it_due():
    answer = terms_request(80_000, 30, "E", due_date=dt.date(2026, 6, 30))
    assert (answer.first_payment, answer.extended_amount, answer.granted_days) == (80_000, 0, 0)
    assert (answer.new_due_date, answer.approval, answer.approval_text()) == (None, "", "")


def test_an_escalated_request_is_a_proposal_within_the_rules():
    answer = terms_request(80_000, 90, "C", due_date=dt.date(2026, 6, 30), security=40_000)
    assert (answer.granted_days, answer.new_due_date) == (30, dt.date(2026, 7, 30))
    assert answer.reason("en") == "90 days asked for, grade C allows 30"
    assert answer.reason("zh") == "申请延期 90 天，等级 C 最多 30 天"


def test_every_verdict_and_ground_has_its_words():
    texts = topic("credit")["request"]
    assert set(texts["verdict"]) == {"accept", "accept_against_security", "escalate", "refuse"}
    for language, refused in (("en", "refuse"), ("zh", "不同意")):
        assert terms_request(1, 1, "E").verdict_text(language) == refused
    assert terms_request(1, 1, "A").approval_text("zh") == "信用专员"


@given(
    st.floats(0, 1e9), st.floats(0, 365), st.sampled_from("ABCDE"), st.floats(0, 90), st.integers(0, 5),
    st.floats(0, 1e9), st.floats(0, 1),
)  # fmt: skip
@settings(max_examples=60)
def test_payments_add_up_and_a_worse_case_never_gets_more(  # noqa: PLR0917  as many as the request has
    amount, days, grade, late, earlier, security, share
):
    policy = overlay(default_policy(), {"terms.requests.first_payment_share": share})

    def ask(letter, asked_before):
        return terms_request(
            amount, days, letter, days_past_due=late, earlier_requests=asked_before, security=security,
            policy=policy,
        )  # fmt: skip

    answer = ask(grade, earlier)
    assert answer.first_payment + answer.extended_amount == pytest.approx(amount, abs=0.02)
    assert min(answer.first_payment, answer.extended_amount, answer.granted_days) >= 0
    order = ["refuse", "escalate", "accept_against_security", "accept"]
    worse = ask("ABCDE"["ABCDE".index(grade) + 1 :][:1] or "E", earlier + 1)
    assert order.index(worse.verdict) <= order.index(answer.verdict)
    assert worse.granted_days <= answer.granted_days


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: terms_request(None, 30, "A"), MissingDataError, "amount_due: it is blank"),
        (lambda: terms_request(1, None, "A"), MissingDataError, "requested_days: it is blank"),
        (lambda: terms_request(-1, 30, "A"), ImpossibleNumberError, "amount_due: got -1"),
        (lambda: terms_request(1, -30, "A"), ImpossibleNumberError, "requested_days: got -30"),
        (lambda: terms_request(1, 30, "A", security=-5), ImpossibleNumberError, "security: got -5"),
        (lambda: terms_request(1, 30, "A", earlier_requests=-1), ImpossibleNumberError, "earlier_requests"),
        (lambda: terms_request(1, 30, "Q"), ArgumentError, "grade: got 'Q'"),
        (lambda: terms_request(1, 3, "A", due_date=dt.date(9999, 12, 31)), ImpossibleNumberError, "due_"),
    ],
)
def test_wrong_inputs_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
