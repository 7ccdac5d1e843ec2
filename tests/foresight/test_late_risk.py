from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.foresight import late_risk
from xlcredit.policy import default_policy, overlay

RULES = default_policy().foresight
DUE = date(2026, 1, 31)


def paid(*days):
    return [None if late is None else DUE + timedelta(late) for late in days]


def risk(*late, **more):
    return late_risk([DUE] * len(late), paid(*late), rules=RULES, **more)


def test_few_documents_are_drawn_towards_the_prior():
    # one of one late, prior 36 % weighing as one document: (1 + 0.36) / 2; none of one: 0.36 / 2
    assert risk(10) == pytest.approx(0.68)
    assert risk(0) == pytest.approx(0.18)


def test_many_documents_tell_for_themselves():
    assert risk(*[10] * 60, *[0] * 40) == pytest.approx(60.36 / 101)


@pytest.mark.parametrize(
    ("days", "late", "prior"),
    [(0, 2, 0.36), (4, 1, 0.36), (5, 1, 0.23), (15, 1, 0.07), (30, 1, 0.003), (90, 0, 0.003)],
)
def test_the_prior_is_that_of_the_days_asked_for(days, late, prior):
    # documents 3 and 50 days late; bands of the prior 0-4, 5-14, 15-29 and from 30 days
    assert risk(3, 50, more_than_days=days) == pytest.approx((late + prior) / 3)


def test_a_policy_without_prior_gives_the_plain_share():
    own = overlay(default_policy(), {"foresight.prior_payments": 0}).foresight
    assert late_risk([DUE] * 4, paid(1, 0, -5, 9), rules=own) == 0.5


@given(late=st.lists(st.integers(-30, 90), min_size=1, max_size=30), days=st.integers(0, 60))
@settings(max_examples=60)
def test_risk_falls_with_the_days_allowed_and_lies_between_0_and_1(late, days):
    more = risk(*late, more_than_days=days)
    assert 0 < more < 1
    assert risk(*late, more_than_days=days + 1) <= more
    assert risk(*late, 100, more_than_days=days) >= more


def test_with_an_as_of_date_long_open_documents_are_late_and_young_ones_do_not_count():
    due = [date(2026, 1, 31), date(2026, 1, 31), date(2026, 3, 1), date(2026, 3, 1)]
    known = [date(2026, 2, 1), None, date(2026, 3, 2), None]
    # of 10 March, 30 days: the first in time, the second still open after 38 days, the others undecided
    found = late_risk(due, known, 30, date(2026, 3, 10), rules=RULES)
    assert found == pytest.approx((1 + 0.003) / 3)


def test_a_payment_after_the_as_of_date_is_not_known():
    found = late_risk([DUE], [date(2026, 2, 20)], 10, date(2026, 2, 15), rules=RULES)
    assert found == pytest.approx((1 + 0.23) / 2)


def test_no_history_is_unknown():
    with pytest.raises(MissingDataError, match="0 documents count, 1 are needed"):
        risk(None, None)
    with pytest.raises(MissingDataError, match="2 documents count, 3 are needed"):
        risk(1, 2, minimum=3)


def test_days_below_zero_and_columns_of_another_length_are_refused():
    with pytest.raises(ImpossibleNumberError, match="more_than_days: got -1"):
        risk(1, more_than_days=-1)
    with pytest.raises(ArgumentError, match="paid_dates: has 1 rows where 2 are needed"):
        late_risk([DUE] * 2, paid(1), rules=RULES)


def day(text):
    month, day_of_month, year = map(int, text.split("/"))
    return date(year, month, day_of_month)


@pytest.mark.shared
def test_the_prior_is_the_share_seen_in_the_sample(shared_data):
    path = shared_data / "ibm_ar" / "WA_Fn-UseC_-Accounts-Receivable.csv"
    with path.open(encoding="utf-8") as file:
        late = [(day(row["SettledDate"]) - day(row["DueDate"])).days for row in csv.DictReader(file)]
    for days, prior in zip((0, *RULES.prior_edges), RULES.prior_late_shares, strict=True):
        assert sum(one > days for one in late) / len(late) == pytest.approx(prior, abs=0.005)
    assert sum(max(one, 0) for one in late) / len(late) == pytest.approx(3.44, abs=0.005)
    assert RULES.days_late_without_history == 4  # its mean, the next whole day
