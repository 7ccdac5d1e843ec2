"""The claim for one debt: fixed sums and the order of payments, worked out by hand."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.collections import interest_lines, late_claim, late_fee, late_interest
from xlcredit.errors import ImpossibleNumberError
from xlcredit.policy import default_policy, overlay

DUE, UNTIL = date(2026, 5, 31), date(2026, 7, 31)


def test_german_claim_costs_then_interest_then_principal():
    # 36,500 at 10.27 % is 10.27 a day: 20 days 205.40; of 18,250 on 20 June 40 + 205.40 are not principal:
    # 36,500 - 18,004.60 = 18,495.40; 10 days at 10.27 % = 52.0404, 31 days at 10.52 % = 165.2526
    claim = late_claim(36_500.0, DUE, UNTIL, "DE", [(date(2026, 6, 20), 18_250.0)])
    assert [line.days for line in claim.lines] == [20, 10, 31]
    assert [line.balance for line in claim.lines] == pytest.approx([36_500, 18_495.40, 18_495.40])
    assert [line.interest for line in claim.lines] == pytest.approx([205.40, 52.0404, 165.2526], abs=1e-4)
    assert (claim.fee, claim.fee_currency) == (40, "EUR")
    assert claim.total == pytest.approx(36_500 - 18_250 + 40 + 422.6930, abs=1e-4)


def test_chinese_claim_interest_before_principal_and_no_fixed_sum():
    # 0.05 % a day of 10,000 is 5.00: 20 days 100; of 5,100 then 100 are interest: 5,000 x 0.05 % x 10 = 25
    claim = late_claim(10_000.0, DUE, date(2026, 6, 30), "CN_SME", [(date(2026, 6, 20), 5_100.0)])
    assert [line.interest for line in claim.lines] == pytest.approx([100, 25])
    assert (claim.fee, claim.fee_currency) == (0, "")
    assert claim.total == pytest.approx(5_025)


def test_british_claim_principal_first_and_a_fixed_sum_by_the_debt():
    # 11.75 %: 3,650 x 0.1175 x 10 / 365 = 11.75; 1,825 for 20 days the same; 70 for 1,000 to 9,999.99
    claim = late_claim(3_650.0, date(2026, 7, 1), UNTIL, "UK", [(date(2026, 7, 11), 1_825.0)])
    assert claim.interest == pytest.approx(11.75 * 2)
    assert claim.total == pytest.approx(3_650 - 1_825 + 23.50 + 70)


def test_the_policy_s_word_holds_for_every_rule():
    paid = [(date(2026, 6, 20), 18_250.0)]
    for order, balance in (("principal", 18_250), ("interest_first", 18_455.40), ("costs_first", 18_495.40)):
        own = overlay(default_policy(), {"late_interest.payments_reduce": order})
        lines = interest_lines(36_500.0, DUE, UNTIL, paid, "DE", own, 40.0)
        assert lines[1].balance == pytest.approx(balance)


@pytest.mark.parametrize(
    ("amount", "rule", "fee"),
    [
        (0.01, "UK", 40), (999.99, "UK", 40), (1_000, "UK", 70), (9_999.99, "UK", 70), (10_000, "UK", 100),
        (1, "EU", 40), (1, "DE", 40), (1, "FR", 40), (1, "AT", 40), (1, "BE", 40), (1, "CN_LPR", 0),
        (1, "CN_SME", 0), (1, 0.1, 0), (0, "DE", 0),
    ],
)  # fmt: skip
def test_fixed_sums(amount, rule, fee):
    assert late_fee(amount, DUE, rule) == fee
    assert late_fee([amount], DUE, rule).tolist() == [fee]


def test_fixed_sums_begin_with_their_law():
    assert late_fee(100, date(2014, 7, 27), "DE") == 0
    assert late_fee(100, date(2014, 7, 28), "DE") == 40  # interest from 29 July 2014


def test_unknown_and_negative_debts():
    with pytest.raises(ImpossibleNumberError, match="got -1"):
        late_fee(-1, DUE, "UK")
    assert np.isnan(late_fee([-1, None], [DUE, DUE], "UK")).all()
    assert np.isnan(late_fee(1, None, "UK"))


def test_before_the_due_date_has_passed_only_the_debt_is_owed():
    claim = late_claim(100.0, DUE, DUE, "DE")
    assert (claim.lines, claim.fee, claim.total) == ((), 0, 100)


def test_marks_of_memory_are_carried():
    assert not late_claim(100.0, DUE, UNTIL, "BE").is_fee_confirmed
    assert late_claim(100.0, DUE, UNTIL, "DE").is_fee_confirmed
    assert not late_claim(100.0, DUE, UNTIL, "CN_LPR").lines[0].is_confirmed


@settings(max_examples=40)
@given(
    st.sampled_from(["UK", "EU", "DE", "FR", "AT", "BE", "CN_LPR", "CN_SME", 0.12]),
    st.integers(1, 60), st.floats(0, 2000), st.floats(1, 1000),
)  # fmt: skip
def test_a_payment_saves_no_more_than_the_interest_on_it_and_total_is_the_sum(rule, day, paid, amount):
    received = [(date.fromordinal(DUE.toordinal() + day), paid)]
    claim = late_claim(amount, DUE, UNTIL, rule, received)
    whole = late_interest(amount, DUE, UNTIL, rule)
    assert claim.total == pytest.approx(amount + claim.interest + claim.fee - claim.paid)
    assert -1e-9 <= claim.interest <= whole + 1e-9
    if paid <= amount:  # what is paid first to interest or costs leaves more principal, never less
        of_payment = [late_interest(paid, DUE, day, rule) for day in (received[0][0], UNTIL)]
        assert claim.interest >= whole - of_payment[1] + of_payment[0] - 1e-9
