"""Groups: caps laid on all members together, cross-default, and what no group may do to a limit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import credit_limit, customer_measures, score_columns
from xlcredit.credit.groups import defaulted_member, grade_groups, group_caps, group_codes, group_totals
from xlcredit.policy import default_policy, overlay

TIGHT = overlay(
    default_policy(), {"limits.group.own_sales_share": 0.01, "limits.group.concentration_share": 0.02}
)
ALL = np.array([True, True, True])


def test_blanks_are_no_group_and_edges_of_names_do_not_count():
    codes, names = group_codes(["G1", None, " G1 ", "", "G2", float("nan"), "G3"])
    assert codes.tolist() == [0, -1, 0, -1, -1, -1, -1]  # one customer alone is no group
    assert names.tolist() == ["G1"]


def test_a_number_of_zeros_alone_is_no_group():
    codes, names = group_codes(["0", "0", "0000", "0000", "10", "10"])  # what systems export for none
    assert (codes.tolist(), names.tolist()) == ([-1, -1, -1, -1, 0, 0], ["10"])


def test_cap_of_a_group_by_hand():
    codes = np.array([0, 0, -1])
    # 10 % of 2,000,000 + 90 % of 100,000 = 290,000; 25 % of 1,000,000 = 250,000
    caps = group_caps(codes, [100_000, None, 5], ALL, own_sales=2_000_000, open_total=1_000_000)
    np.testing.assert_equal(caps, [250_000, 250_000, np.nan])
    # the insured member is stopped: 200,000 is left
    stopped = np.array([False, True, True])
    caps = group_caps(codes, [100_000, None, 5], stopped, own_sales=2_000_000, open_total=1_000_000)
    np.testing.assert_equal(caps[:2], [200_000, 200_000])
    capping = overlay(default_policy(), {"limits.insurance_rule": "caps"})
    caps = group_caps(codes, [1e6, 0, 0], ALL, own_sales=2e6, open_total=np.nan, policy=capping)
    np.testing.assert_equal(caps[:2], [200_000, 200_000])


def test_totals_by_hand():
    found = group_totals(np.array([0, 1, 0]), [60, 7, 50], [80, 5, np.nan], [1000, 3, 1000])
    assert found.exposure.tolist() == [110, 7, 110]
    assert found.limit.tolist() == [80, 3, 80]  # an unknown limit is none; the cap of 3 binds
    assert found.headroom.tolist() == [-30, -4, -30]


def test_a_member_is_flagged_by_another_one_never_by_itself():
    codes = np.array([0, 0, 0, 1, -1, -1])
    found = defaulted_member(codes, np.array([False, True, True, True, True, False]))
    assert found.tolist() == [1, 2, 1, -1, -1, -1]


# Two customers with nothing against them, as in the tests of grading.
CLEAN = {
    "on_time_rate": 1.0, "weighted_days_late": 0.0, "last_paid_days_late": 0.0, "oldest_days_past_due": 0.0,
    "disputed_share": 0.0, "months_as_customer": 48.0, "peak_limit_use": 0.1, "settled_count": 20,
    "debt_ratio": 0.2, "current_ratio": 3.0, "quick_ratio": 2.0, "cash_ratio": 1.0, "cash_flow_cover": 1.0,
    "interest_cover": 20.0, "net_margin": 0.2, "return_on_assets": 0.2, "sales_growth": 0.2,
    "retained_earnings_ratio": 0.5, "payables_days": 10.0,
}  # fmt: skip


def graded(policy=None, **first):
    table = {name: [first.get(name, value), value, value] for name, value in CLEAN.items()}
    table["is_insolvent"] = [first.get("is_insolvent", False), False, False]
    measures = customer_measures(table)
    scores = score_columns(measures.values)
    return grade_groups(measures, scores, np.array([0, 0, 1]), policy)


@pytest.mark.parametrize("first", [{"is_insolvent": True}, {"oldest_days_past_due": 91.0}])
def test_default_of_one_member_flags_the_others_of_its_group(first):
    grades, member = graded(**first)
    assert grades.grade.tolist()[1:] == ["D", "A"]
    assert grades.cap.tolist()[1:] == ["group_default", ""]
    assert grades.stops_supply.tolist() == [True, False, False]
    assert member.tolist() == [-1, 0, -1]  # the one that defaulted is not flagged by the one it flags


def test_ninety_days_are_no_default_and_the_flag_can_be_switched_off():
    assert graded(oldest_days_past_due=90.0)[0].grade.tolist()[1] == "A"
    off = overlay(default_policy(), {"caps.group_default.enabled": False})
    assert graded(off, is_insolvent=True)[0].grade.tolist() == ["E", "A", "A"]
    strict = overlay(default_policy(), {"caps.group_default.stops_supply": True})
    assert graded(strict, is_insolvent=True)[0].stops_supply.tolist() == [True, True, False]


companies = st.lists(
    st.tuples(st.floats(0, 1e8), st.floats(0, 1e7), st.sampled_from("ABCDE"), st.integers(-1, 2)),
    min_size=1,
    max_size=8,
)


def limits_of(table, policy, stopped=()):
    purchases, insured, grades, codes = (np.array(column) for column in zip(*table, strict=True))
    stops = np.isin(np.arange(len(table)), stopped)
    gets = ~stops & (grades != "E")
    own = float(purchases.sum()) or float("nan")
    caps = group_caps(codes, insured, gets, own_sales=own, open_total=own / 4, policy=policy)
    found = credit_limit(
        grades, purchases, np.full(len(table), 60.0), net_worth=purchases, insured_limit=insured,
        own_sales=own, open_total=own / 4, group_cap=caps, stops_supply=stops, policy=policy,
    )  # fmt: skip
    return found, caps, codes


@given(companies, st.sampled_from([default_policy(), TIGHT]))
@settings(max_examples=60)
def test_no_limit_is_above_the_cap_of_its_group(table, policy):
    found, caps, codes = limits_of(table, policy)
    inside = ~np.isnan(caps)
    assert (found.recommended_limit[inside] <= caps[inside] * (1 + 1e-9) + 0.01).all()
    totals = group_totals(codes, np.zeros(codes.size), found.recommended_limit, caps)
    assert (totals.limit[inside] <= caps[inside]).all()


@given(companies, st.integers(0, 7), st.sampled_from([default_policy(), TIGHT]))
@settings(max_examples=60)
def test_a_stopped_member_never_raises_the_limit_of_another(table, who, policy):
    before, after = limits_of(table, policy)[0], limits_of(table, policy, [who % len(table)])[0]
    assert (after.recommended_limit <= before.recommended_limit).all()


@given(companies)
@settings(max_examples=60)
def test_the_default_group_rule_moves_no_limit(table):
    with_group, without = limits_of(table, None)[0], limits_of([(*row[:3], -1) for row in table], None)[0]
    np.testing.assert_array_equal(with_group.recommended_limit, without.recommended_limit)
