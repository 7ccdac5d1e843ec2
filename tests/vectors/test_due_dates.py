"""Published due dates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
