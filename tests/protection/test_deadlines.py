from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcredit.policy import default_policy, overlay
from xlcredit.protection import deadlines, urgency
from xlcredit.protection.deadlines import (
    CLAIM_CLOSES,
    CLAIM_LAPSED,
    CLAIM_OPEN,
    NOTIFY_LATE,
    NOTIFY_SOON,
    QUIET,
    STOP_NOW,
)

DUE = np.array(["2026-01-31"], dtype="M8[D]")


def rules(**changes):
    named = {f"protection.insurance.{name}": value for name, value in changes.items()}
    return overlay(default_policy(), named).protection.insurance


def test_days_count_from_the_due_date():
    # By a calendar: 31 January + 30, + 61, + 60 and + 240 days; deliveries stop the day after the extension.
    found = deadlines(DUE, rules())
    days = [found.notify_by, found.stop_from, found.claim_from, found.claim_by]
    assert [str(day[0]) for day in days] == ["2026-03-02", "2026-04-02", "2026-04-01", "2026-09-28"]


def test_an_insolvent_customer_needs_no_waiting_and_an_unknown_day_stays_unknown():
    due = np.array(["2026-01-31", "NaT"], dtype="M8[D]")
    found = deadlines(due, rules(), [True, True], "2026-02-05")
    assert [str(day) for day in found.claim_from] == ["2026-02-05", "NaT"]
    late = deadlines(due, rules(), [True, True], "2026-06-05")
    assert str(late.claim_from[0]) == "2026-04-01"


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_longer_waiting_period_never_makes_a_claim_earlier(first, second):
    shorter, longer = sorted((first, second))
    found = [
        deadlines(DUE, rules(waiting_days=days, claim_filing_days=240)).claim_from[0]
        for days in (shorter, longer)
    ]
    assert found[0] <= found[1]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-02-15", QUIET),  # 15 days before the notice is due
        ("2026-02-16", NOTIFY_SOON),  # 14
        ("2026-03-02", NOTIFY_SOON),  # its last day
        ("2026-03-03", NOTIFY_LATE),
        ("2026-04-01", CLAIM_OPEN),
        ("2026-09-13", CLAIM_OPEN),  # 15 days before the last one
        ("2026-09-14", CLAIM_CLOSES),
        ("2026-09-28", CLAIM_CLOSES),  # the last one
        ("2026-09-29", CLAIM_LAPSED),
    ],
)
def test_the_most_urgent_deadline_counts(as_of, expected):
    assert urgency(deadlines(DUE, rules()), as_of, 14).tolist() == [expected]


def test_deliveries_stop_before_a_long_waiting_period_is_over():
    found = deadlines(DUE, rules(waiting_days=180))
    assert urgency(found, "2026-04-02", 14).tolist() == [STOP_NOW]
    assert urgency(deadlines(np.array(["NaT"], "M8[D]"), rules()), "2026-04-02", 14).tolist() == [QUIET]
