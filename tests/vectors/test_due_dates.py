"""Published due dates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from udfs.catalogue import catalogue
from xlcredit.receivables import due_date_after_days, due_date_end_of_next_month

CASES = json.loads(Path(__file__).with_name("due_dates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_due_dates(case):
    dates = case["inputs"]["dates"]
    methods = {
        "due_date_days": lambda: due_date_after_days(dates, case["inputs"]["days"]),
        "due_date_eom_next": lambda: due_date_end_of_next_month(dates),
    }
    assert methods[case["method"]]().astype(str).tolist() == case["expected"]["due"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_due_dates_in_a_cell(case):
    dates = tuple((day,) for day in case["inputs"]["dates"])
    rule = {"due_date_days": "days", "due_date_eom_next": "end_of_next_month"}[case["method"]]
    found = catalogue()["DUEDATE"](dates, case["inputs"].get("days", 0), rule)
    assert [row[0].isoformat() for row in found] == case["expected"]["due"]
