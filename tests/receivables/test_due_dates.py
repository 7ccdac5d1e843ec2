from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from xlcredit.errors import ArgumentError
from xlcredit.receivables import due_date_after_days, due_date_by_rule, due_date_end_of_next_month


def test_unknown_stays_unknown():
    assert due_date_after_days(None, 30) is None
    assert np.isnat(due_date_after_days(["2026-01-01"], [None])).all()
    assert due_date_end_of_next_month(None) is None


def test_months_after_the_invoices_own():
    assert due_date_end_of_next_month("2026-01-31", 0) == dt.date(2026, 1, 31)
    assert due_date_end_of_next_month("2025-11-30", 3) == dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("days", dt.date(2026, 3, 2)),  # 31 January + 30 days
        ("end_of_month", dt.date(2026, 3, 31)),
        ("end_of_next_month", dt.date(2026, 2, 28)),
    ],
)
def test_due_date_by_rule(rule, expected):
    assert due_date_by_rule("2026-01-31", 30, rule) == expected


def test_due_date_by_rule_keeps_unknown_and_looks_at_no_terms_for_the_next_month():
    assert due_date_by_rule("2026-01-31", None) is None
    assert due_date_by_rule("2026-01-31", None, "end_of_next_month") == dt.date(2026, 2, 28)
    assert np.isnat(due_date_by_rule([None], [30.0], "end_of_month")).all()


def test_unknown_rule_is_refused():
    with pytest.raises(ArgumentError, match=r"rule: got 'eom'.*end_of_next_month") as caught:
        due_date_by_rule("2026-01-31", 30, "eom")
    assert "只接受" in caught.value.text("zh")


@pytest.mark.parametrize("rule", ["month_end_and_days", "EOM", "月结"])
def test_days_count_from_the_end_of_the_invoices_month(rule):
    # By the calendar: 31 January 2026 + 30 days = 2 March; 29 February 2028 + 60 days = 29 April.
    assert due_date_by_rule("2026-01-05", 30, rule) == dt.date(2026, 3, 2)
    assert due_date_by_rule("2028-02-29", 60, rule) == dt.date(2028, 4, 29)
