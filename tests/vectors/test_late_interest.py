"""Published rates and amounts of late interest, through the worksheet function."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from udfs.catalogue import catalogue
from xlcredit.collections import rate_table
from xlcredit.policy import default_policy, overlay, policy_rows

HERE = Path(__file__).parent
CASES = {case["id"]: case for case in json.loads((HERE / "late_interest.json").read_text("utf-8"))}
HALF_YEARS = json.loads((HERE / "late_interest_by_half_year.json").read_text("utf-8"))
SIMPLE = [case for case in CASES.values() if case["method"] == "simple_interest"]


@pytest.mark.parametrize("case", SIMPLE, ids=lambda case: case["id"])
def test_simple_interest(case):
    given = case["inputs"]
    thirty = given["year_days"] == 360  # 210 days of 30/360 are seven months
    due = date(2026, 1, 1)
    until = date(2026, 8, 1) if thirty else due + timedelta(days=given["days"])
    policy = overlay(
        default_policy(), {"late_interest.contract_day_count": "30_360" if thirty else "actual_365"}
    )
    found = catalogue()["LATEINTEREST"](
        given["principal"], due, until, given["rate_pct"] / 100, None, policy_rows(policy)
    )
    assert found == pytest.approx(case["expected"]["interest"], abs=case["tolerance"])


def interest_of_a_year(rule, due):
    """Interest on 100 over the 365 days after a due date: the rate in percent, where it does not change."""
    return catalogue()["LATEINTEREST"](100.0, due, due + timedelta(days=365), rule)


@pytest.mark.parametrize(
    ("name", "rule", "due"),
    [
        ("uk-rate", "UK", date(2025, 7, 31)),  # 4.25 % on 30 June 2025
        ("de-b2b-plus9", "DE", date(2017, 3, 1)),
        ("cn-penalty-50", "CN_LPR", date(2024, 5, 1)),  # 3.45 % from 2023-08-21 to 2024-07-21
    ],
)
def test_rate_of_a_rule(name, rule, due):
    case = CASES[name]
    assert interest_of_a_year(rule, due) == pytest.approx(case["expected"]["rate_pct"], abs=1e-6)


def test_austrian_rate_of_a_base_rate_of_one_s_own():
    case = CASES["at-b2b"]
    base = case["inputs"]["base_pct"] / 100
    changes = {"late_interest.references.at_basiszinssatz.rates.2026-01-01": base}
    table = rate_table("AT", overlay(default_policy(), changes))
    found = table.rates[table.first_days.index(date(2026, 1, 1))]
    assert found == pytest.approx(case["expected"]["rate_pct"] / 100, abs=1e-12)


@pytest.mark.parametrize("case", HALF_YEARS, ids=lambda case: case["id"])
def test_rate_of_every_half_year(case):
    table = rate_table(case["id"])
    rates = dict(zip(table.first_days, table.rates, strict=True))
    for day, percent in zip(case["inputs"]["from"], case["expected"]["rate_pct"], strict=True):
        if date.fromisoformat(day).day == 1 and day[5:7] in ("01", "07"):  # Belgium lists 16 March 2015 apart
            assert rates.pop(date.fromisoformat(day)) == pytest.approx(percent / 100, abs=1e-12), day
    assert rates == {}
    assert table.last_day == date(2026, 12, 31)


def test_every_case_is_used():
    used = {"uk-rate", "de-b2b-plus9", "cn-penalty-50", "at-b2b", *(case["id"] for case in SIMPLE)}
    assert set(CASES) == used
