"""Published cases of exposure and limits."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from xlcredit.credit import exposure_check, is_unpaid, limit_by_condition, limit_sum

CASES = json.loads(Path(__file__).with_name("credit_limit_exposure.json").read_text(encoding="utf-8"))


def cases(method):
    found = [case for case in CASES if case["method"] == method]
    return [pytest.param(case["inputs"], case["expected"], id=case["id"]) for case in found]


@pytest.mark.parametrize(("given", "expected"), cases("exposure_check"))
def test_exposure_check(given, expected):
    found = exposure_check(**given)
    assert (found.risk_total, found.is_exceeded) == (expected["risk_total"], expected["exception"])


@pytest.mark.parametrize(("given", "expected"), cases("limit_sum"))
def test_limit_sum(given, expected):
    assert limit_sum(given["company_limit"], given["insurance_limit"]) == expected["credit_limit"]


@pytest.mark.parametrize(("given", "expected"), cases("unpaid_margin"))
def test_unpaid_margin(given, expected):
    due, as_of = dt.date.fromisoformat(given["maturity"]), dt.date.fromisoformat(given["as_of"])
    found = [is_unpaid(due, as_of, margin) for margin in given["margins"]]
    assert found == expected["counted_as_unpaid"]


@pytest.mark.parametrize(("given", "expected"), cases("limit_condition"))
def test_limit_by_condition(given, expected):
    # The source: if class is A and rating above 70 and sector Z4 then 100,000, else 1,000 x rating.
    found = [
        limit_by_condition(
            case["rating"],
            is_met=case["risk_class"] == "A" and case["rating"] > 70 and case["sector"] == "Z4",
            fixed_limit=100_000,
            per_point=1_000,
        )
        for case in given["cases"]
    ]
    assert found == expected["limit"]


def test_every_case_is_used():
    used = {"exposure_check", "limit_sum", "unpaid_margin", "limit_condition"}
    assert {case["method"] for case in CASES} == used
