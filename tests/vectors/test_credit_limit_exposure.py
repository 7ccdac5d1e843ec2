"""Published cases of exposure and limits; one vendor's "limit_condition" is no rule of ours."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from xlcredit.credit import exposure_check, is_unpaid, limit_sum

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


def test_every_case_is_used_but_the_named_one():
    used = {"exposure_check", "limit_sum", "unpaid_margin"}
    assert {case["method"] for case in CASES} - used == {"limit_condition"}
