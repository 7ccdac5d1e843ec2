"""A single limit without arrays is the limit of the table, to the last bit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit.limit_row import recommended_limit
from xlcredit.credit.limits import credit_limit
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy

AMOUNTS = st.one_of(
    st.none(), st.just(math.nan), st.just(0.0), st.floats(0, 1e9), st.integers(0, 40).map(float)
)


def with_rules(**rules: object):
    policy = default_policy()
    return policy.model_copy(update={"limits": policy.limits.model_copy(update=rules)})


POLICIES = {
    "as published": default_policy(),
    "insurance caps": with_rules(insurance_rule="caps"),
    "no rounding": with_rules(step=0.0),
    "small steps": with_rules(step=0.5),
    "own risk of a year": with_rules(without_accounts_months=12.0),
    "terms alone, factor on both": with_rules(need_method="terms", grade_factor_on="both"),
    "months, mean": with_rules(need_method="months_of_purchases", capacity_method="mean"),
    "half of worth": with_rules(capacity_method="half_of_worth_and_profit", grade_factor_on="capacity"),
    "net worth": with_rules(capacity_method="net_worth"),
}


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=60)
@given(
    grade=st.sampled_from(["A", "b", "C", "D", "E", "NR", None, 72.5, 0.0, math.nan]),
    purchases=st.one_of(st.just(0.0), st.floats(0, 1e10), st.integers(0, 10**7).map(float)),
    terms=st.sampled_from([0.0, 1.0, 30.0, 60.0, 90.5]),
    net_worth=st.one_of(AMOUNTS, st.floats(-1e9, 0)),
    insured=AMOUNTS,
    late=st.one_of(st.none(), st.floats(-30, 90)),
)
def test_one_limit_equals_that_of_the_table(  # noqa: PLR0917  as many as the limit has
    name, grade, purchases, terms, net_worth, insured, late
):
    policy = POLICIES[name]
    whole = credit_limit(
        grade, purchases, terms, days_late=late, net_worth=net_worth, insured_limit=insured, policy=policy
    )
    alone = recommended_limit(grade, purchases, terms, net_worth, insured, late, policy)
    assert alone == whole.recommended_limit


def test_a_whole_number_of_steps_keeps_its_last_one_as_in_the_table():
    policy = with_rules(net_worth_share=0.29)  # 0.29 x 100,000 is a hair less than 29,000
    worth = [100_000.0 * number for number in range(1, 60)]
    table = credit_limit(["A"] * 59, [1e9] * 59, [365.0] * 59, net_worth=worth, policy=policy)
    alone = [recommended_limit("A", 1e9, 365.0, one, policy=policy) for one in worth]
    assert alone == table.recommended_limit.tolist()
    assert any(one * 0.29 < limit for one, limit in zip(worth, alone, strict=True))


def test_one_limit_by_hand():
    # need 1,200,000 x 60 / 365 = 197,260.27 at factor 1 for B; own risk 10 % of 2,000,000 = 200,000
    assert recommended_limit("B", 1_200_000.0, 60.0, 2_000_000.0) == 197_000.0


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        (("B", math.nan, 60.0), MissingDataError, "annual_purchases"),
        (("B", 1.0, math.nan), MissingDataError, "terms_days"),
        (("B", -1.0, 60.0), ImpossibleNumberError, "annual_purchases"),
        (("B", 1.0, 60.0, None, -5.0), ImpossibleNumberError, "insured_limit"),
    ],
)
def test_what_the_need_is_made_of_must_be_there(given, error, match):
    with pytest.raises(error, match=match):
        recommended_limit(*given)
