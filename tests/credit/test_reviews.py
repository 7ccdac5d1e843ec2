"""Reviews: dates counted by hand, every signal, and what a signal may never do."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit.reviews import ReviewFacts, review_reasons, review_signals, reviews
from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay
from xlcredit.policy.reviews import Triggers
from xlcredit.texts import topic

AS_OF = dt.date(2026, 6, 30)
QUIET = {
    "grade": "A", "grade_before": "", "is_insolvent": False, "group_default": False,
    "oldest_days_past_due": 0.0, "trend": np.nan, "exposure": 50.0, "credit_limit": 100.0,
    "group_headroom": np.nan, "open_judgments": np.nan, "requests": 0.0, "statement_age_months": np.nan,
}  # fmt: skip


def facts(**changes):
    return ReviewFacts(**{name: np.array([value]) for name, value in (QUIET | changes).items()})


def review(last=None, agreed=None, policy=None, **changes):
    found = reviews(facts(**changes), [last], [agreed], AS_OF, policy)
    return found.review_on[0].item(), str(found.cause[0])


@pytest.mark.parametrize(
    ("last", "changes", "day", "cause"),
    [
        (dt.date(2026, 1, 15), {}, dt.date(2027, 1, 15), "regular"),  # A: 12 months
        (dt.date(2026, 1, 15), {"grade": "C"}, dt.date(2026, 7, 15), "regular"),  # 6 months
        (dt.date(2026, 6, 15), {"grade": "D"}, dt.date(2026, 9, 15), "regular"),  # 3 months
        (dt.date(2026, 6, 15), {"grade": "E"}, dt.date(2026, 7, 15), "regular"),  # 1 month
        (None, {}, dt.date(2027, 6, 30), "unrecorded"),  # never looked at: from the date of valuation
        (None, {"grade": "NR"}, dt.date(2026, 7, 31), "unrecorded"),  # the last day of a month stays the last
        (dt.date(2025, 5, 20), {}, dt.date(2026, 5, 20), "overdue"),
        (None, {"open_judgments": 1.0}, AS_OF, "at_once"),
        (dt.date(2026, 1, 15), {"open_judgments": 1.0}, AS_OF, "at_once"),
        (dt.date(2026, 6, 20), {"open_judgments": 1.0}, dt.date(2026, 7, 20), "again"),  # 30 days on
        (dt.date(2026, 5, 31), {"open_judgments": 1.0}, AS_OF, "at_once"),  # 30 days ago
        (dt.date(2025, 5, 20), {"open_judgments": 1.0}, dt.date(2026, 5, 20), "at_once"),  # it was due before
    ],
)
def test_the_date_by_hand(last, changes, day, cause):
    assert review(last, **changes) == (day, cause)


def test_an_agreed_date_brings_a_review_forward_and_never_puts_it_off():
    last = dt.date(2026, 1, 15)
    assert review(last, dt.date(2026, 9, 1)) == (dt.date(2026, 9, 1), "agreed")
    assert review(last, dt.date(2028, 9, 1)) == (dt.date(2027, 1, 15), "regular")
    assert review(last, dt.date(2025, 9, 1)) == (dt.date(2027, 1, 15), "regular")  # a slip of the pen


SIGNALS = [
    ("insolvent", {"is_insolvent": True}, {"is_insolvent": False}),
    ("group_default", {"group_default": True}, {"group_default": False}),
    ("overdue", {"oldest_days_past_due": 31.0}, {"oldest_days_past_due": 30.0}),
    ("over_limit", {"exposure": 100.01}, {"exposure": 90.0}),
    ("group_over_limit", {"group_headroom": -1.0}, {"group_headroom": 0.0}),
    ("judgments", {"open_judgments": 1.0}, {"open_judgments": 0.0}),
    ("longer_terms", {"requests": 2.0}, {"requests": 1.0}),
    ("grade_fell", {"grade_before": "A", "grade": "B"}, {"grade_before": "B", "grade": "A"}),
    ("limit_use", {"exposure": 90.01}, {"exposure": 90.0}),
    ("slower_payment", {"trend": 10.0}, {"trend": 9.9}),
    ("old_accounts", {"statement_age_months": 19.0}, {"statement_age_months": 18.0}),
]


@pytest.mark.parametrize(("name", "raised", "quiet"), SIGNALS)
def test_every_signal_at_its_edge_and_switched_off(name, raised, quiet):
    assert [found for found, flag in review_signals(facts(**raised)).items() if flag[0]] == [name]
    assert not any(flag[0] for flag in review_signals(facts(**quiet)).values())
    off = overlay(default_policy(), {f"reviews.triggers.{name}.enabled": False})
    assert name not in review_signals(facts(**raised), off)


def test_every_signal_of_the_policy_is_tried_and_has_its_words():
    assert [name for name, *_ in SIGNALS] == list(Triggers.model_fields)
    assert set(topic("credit")["review"]["signal"]) == set(Triggers.model_fields)


def test_dust_of_binary_fractions_is_not_over_the_limit():
    used = 0.1 + 0.2  # 5.6e-17 more than 0.3
    found = review_signals(facts(exposure=used, credit_limit=0.3, group_headroom=0.3 - used))
    raised = [name for name, flag in found.items() if flag[0]]
    assert raised == ["limit_use"]


def test_reasons_begin_with_how_urgent_it_is_and_name_the_gravest_first():
    given_facts = facts(grade="D", oldest_days_past_due=45.0, group_default=True, exposure=120.0)
    found = reviews(given_facts, [None], [None], AS_OF)
    english = review_reasons(found, given_facts, {0: "Mother Ltd"}, language="en")
    assert english == [
        "Now: a member of the group defaulted (Mother Ltd); item 45 days past due; over the limit by 20"
    ]
    chinese = review_reasons(found, given_facts, {0: "母公司"}, language="zh")
    assert chinese == ["立即复审：集团成员违约（母公司）；最早款项已逾期 45 天；超额度 20"]
    quiet = reviews(facts(), [dt.date(2026, 1, 15)], [None], AS_OF)
    assert review_reasons(quiet, facts(), {}, language="en") == ["Regular: every 12 months (grade A)"]
    never = reviews(facts(), [None], [None], AS_OF)
    assert review_reasons(never, facts(), {}, language="en") == [
        "No review on record, counted from today: every 12 months (grade A)"
    ]
    assert quiet.urgency.tolist() == [len(SIGNALS)]
    assert found.urgency.tolist() == [1]


days = st.dates(dt.date(2024, 1, 1), AS_OF)


@given(
    st.one_of(st.none(), days), st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1))),
    st.sampled_from(["A", "B", "C", "D", "E", "NR"]), st.sampled_from(SIGNALS), st.integers(0, 400),
)  # fmt: skip
@settings(max_examples=60)
def test_a_signal_never_delays_a_review_and_none_is_later_than_a_year(last, agreed, grade, signal, repeat):
    policy = overlay(default_policy(), {"reviews.repeat_days": repeat})
    changes = {"grade": grade, **{name: value for name, value in signal[1].items() if name != "grade"}}
    calm, _ = review(last, agreed, policy, grade=grade)
    alarmed, _ = review(last, agreed, policy, **changes)
    assert alarmed <= calm
    assert (calm - (last or AS_OF)).days <= 366


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("reviews.interval_months.A", 13, "12"),
        ("reviews.interval_months.E", 6, "looked at less often"),
        ("terms.requests.most_days.E", 90, "A worse grade never gets more"),
    ],
)
def test_a_policy_that_looks_too_seldom_is_refused(path, value, message):
    with pytest.raises(PolicyError, match=message):
        overlay(default_policy(), {path: value})
