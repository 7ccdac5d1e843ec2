from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.collections import interest_lines, late_interest
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay

DUE = date(2026, 1, 31)
RULES = ["UK", "EU", "DE", "FR", "AT", "BE", "CN_LPR", "CN_SME", 0.1]


def test_interest_begins_the_day_after_the_due_date():
    assert late_interest(36_500, DUE, DUE, 0.1) == 0.0
    assert late_interest(36_500, DUE, DUE - timedelta(days=9), 0.1) == 0.0
    assert late_interest(36_500, DUE, DUE + timedelta(days=1), 0.1) == pytest.approx(
        10.0
    )  # 36,500 x 10 %/365


def test_german_rate_moves_inside_a_claim():
    # BGB 247, 288(2): 10.27 % to 30 June 2026 (30 days from 31 May), 10.52 % after (31 days)
    expected = 36_500 * (0.1027 * 30 + 0.1052 * 31) / 365
    assert late_interest(36_500, date(2026, 5, 31), date(2026, 7, 31), "DE") == pytest.approx(expected)


def test_british_rate_stays_for_the_debt():
    # Act of 1998 and SI 2002/1675: interest that starts on 1 June 2025 keeps 4.75 + 8 = 12.75 %
    assert late_interest(36_500, date(2025, 5, 31), date(2025, 7, 31), "UK") == pytest.approx(12.75 * 61)


def test_chinese_rate_is_that_of_the_breach():
    # breach on 21 October 2024: LPR 3.10 % x 1.5 = 4.65 %; on the day before: 3.35 % x 1.5 = 5.025 %
    assert late_interest(36_500, date(2024, 10, 20), date(2024, 10, 30), "CN_LPR") == pytest.approx(46.5)
    assert late_interest(36_500, date(2024, 10, 19), date(2024, 10, 29), "CN_LPR") == pytest.approx(50.25)


def test_small_company_rate_is_five_hundredths_of_a_percent_a_day():
    # 条例 art. 17: 10,000 x 0.05 % x 10 days
    assert late_interest(10_000, DUE, DUE + timedelta(days=10), "CN_SME") == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("rule", "due", "until", "english", "chinese"),
    [
        ("EU", date(2026, 12, 1), date(2027, 1, 1), "EU: its rates are known until 2026-12-31", "2026-12-31"),
        ("UK", date(2026, 12, 31), date(2027, 1, 5), "UK: its rates are known until 2026-12-31", "已知截至"),
        ("CN_LPR", date(2026, 9, 20), date(2026, 9, 30), "interest from 2026-09-21", "2026-09-21"),
        ("CN_SME", date(2020, 8, 30), date(2020, 9, 30), "rates are known from 2020-09-01 only", "仅自"),
        ("FR", date(2014, 12, 30), date(2015, 2, 1), "begins on 2014-12-31", "2014-12-31"),
    ],
)
def test_dates_beyond_the_rates_are_refused(rule, due, until, english, chinese):
    with pytest.raises(MissingDataError, match=english) as caught:
        late_interest(100, due, until, rule)
    assert chinese in caught.value.text("zh")
    assert np.isnan(late_interest([100.0], due, until, rule)).all()


@pytest.mark.parametrize(
    ("rule", "due", "until"),
    [
        ("EU", date(2026, 12, 1), date(2026, 12, 31)),
        ("UK", date(2026, 12, 30), date(2027, 6, 30)),  # the rate of its first day stays
        ("CN_LPR", date(2026, 9, 19), date(2027, 6, 30)),
        ("CN_SME", date(2020, 8, 31), date(2030, 1, 1)),
        ("EU", date(2027, 3, 1), date(2027, 1, 1)),  # not due: no rate is needed
        ("EU", date(2027, 3, 1), date(2027, 3, 1)),
    ],
)
def test_dates_up_to_the_last_known_rate_are_accepted(rule, due, until):
    assert late_interest(100, due, until, rule) >= 0


def test_rule_left_out_is_the_policy_s():
    french = overlay(default_policy(), {"late_interest.rule": "FR"})
    days = (date(2026, 1, 31), date(2026, 3, 2))
    assert late_interest(100, *days, policy=french) == late_interest(100, *days, "FR")
    assert late_interest(100, *days) == late_interest(100, *days, "EU")


def test_negative_amounts_are_refused():
    with pytest.raises(ImpossibleNumberError, match=r"amount: got -1"):
        late_interest(-1.0, DUE, DUE)
    assert np.isnan(late_interest([-1.0], DUE, DUE)).all()


def test_a_column_may_name_a_rule_per_row():
    days = (date(2026, 1, 31), date(2026, 3, 2))
    rules = np.array(["DE", 0.12, None, "de", 7.0], dtype=object)
    column = late_interest(np.full(5, 1000.0), *days, rules)
    alone = [late_interest(1000.0, *days, rule) for rule in rules[:4]]
    assert column[:4].tolist() == pytest.approx(alone, abs=1e-12)
    assert np.isnan(column[4])


dates = st.dates(date(2019, 12, 1), date(2026, 9, 1))


@given(
    amount=st.floats(0, 1e7),
    due=dates,
    length=st.integers(-30, 900),
    rule=st.sampled_from(RULES),
)
@settings(max_examples=60)
def test_lines_add_up_to_the_interest_and_column_equals_scalar(amount, due, length, rule):
    until = min(due + timedelta(days=length), date(2026, 12, 31))
    due = max(due, date(2020, 9, 1))
    whole = late_interest(amount, due, until, rule)
    lines = interest_lines(amount, due, until, (), rule)
    assert sum(line.interest for line in lines) == pytest.approx(whole, rel=1e-9, abs=1e-6)
    assert sum(line.days for line in lines) == (max((until - due).days, 0) if amount else 0)
    assert late_interest([amount], due, until, rule)[0] == pytest.approx(whole, rel=1e-12)


@given(cut=st.integers(1, 300), rule=st.sampled_from(["EU", "DE", "FR", "BE", 0.12]))
@settings(max_examples=30)
def test_interest_of_two_stretches_is_that_of_the_whole(cut, rule):
    first, last = date(2025, 10, 1), date(2025, 10, 1) + timedelta(days=300)
    middle = first + timedelta(days=cut)
    parts = late_interest(1000, first, middle, rule) + late_interest(1000, middle, last, rule)
    assert parts == pytest.approx(late_interest(1000, first, last, rule), rel=1e-9)


# ------------------------------------------------------------------------------------------- part payments


def test_payments_reduce_the_balance_from_the_next_day():
    # 36,500 at 10 %: 10 a day. 10 days at 10, then 18,250 for 5 days at 5, then nothing is left.
    paid = [(DUE + timedelta(days=15), 18_250.0), (DUE + timedelta(days=10), 18_250.0)]
    lines = interest_lines(36_500, DUE, DUE + timedelta(days=40), paid, 0.1)
    assert [(line.days, line.balance) for line in lines] == [(10, 36_500), (5, 18_250)]
    assert sum(line.interest for line in lines) == pytest.approx(125.0)


def test_payments_before_the_due_date_and_after_the_end():
    paid = [(DUE - timedelta(days=5), 26_500.0), (DUE, 5_000.0), (DUE + timedelta(days=90), 1.0)]
    (line,) = interest_lines(36_500, DUE, DUE + timedelta(days=73), paid, 0.1)
    assert (line.balance, line.interest) == (5_000, pytest.approx(100.0))  # 5,000 x 10 % x 73/365


def test_too_much_paid_earns_the_customer_nothing():
    (line,) = interest_lines(3_650, DUE, DUE + timedelta(days=30), [(DUE + timedelta(days=10), 9_999.0)], 0.1)
    assert line.interest == pytest.approx(10.0)


def test_interest_first_pays_the_interest_run_up_before_the_principal():
    # BGB 367: after 10 days 100 of interest stand; 200 pay these and 100 of principal: 36,400 for 10 days.
    own = overlay(default_policy(), {"late_interest.payments_reduce": "interest_first"})
    paid = [(DUE + timedelta(days=10), 200.0)]
    lines = interest_lines(36_500, DUE, DUE + timedelta(days=20), paid, 0.1, own)
    assert [line.balance for line in lines] == pytest.approx([36_500, 36_400])
    assert lines[1].interest == pytest.approx(36_400 * 0.1 * 10 / 365)


def test_interest_first_keeps_the_principal_when_too_little_is_paid():
    own = overlay(default_policy(), {"late_interest.payments_reduce": "interest_first"})
    paid = [(DUE + timedelta(days=10), 40.0), (DUE + timedelta(days=11), 80.0)]
    lines = interest_lines(36_500, DUE, DUE + timedelta(days=12), paid, 0.1, own)
    # 100 run up, 40 paid: 60 left; 10 more on day 11: 70, of 80 paid 10 reduce the principal
    assert [line.balance for line in lines] == pytest.approx([36_500, 36_500, 36_490])


def test_lines_carry_the_mark_of_unconfirmed_rates():
    (line,) = interest_lines(100, date(2025, 6, 1), date(2025, 7, 1), (), "CN_LPR")
    assert not line.is_confirmed
    (line,) = interest_lines(100, date(2025, 6, 1), date(2025, 6, 15), (), "DE")
    assert line.is_confirmed


def test_negative_payments_are_refused():
    with pytest.raises(ImpossibleNumberError, match=r"payments: got -5"):
        interest_lines(100, DUE, DUE, [(DUE, -5.0)], 0.1)
