from __future__ import annotations

import datetime as dt

import numpy as np

from xlcredit.receivables import due_date_after_days, due_date_end_of_next_month


def test_unknown_stays_unknown():
    assert due_date_after_days(None, 30) is None
    assert np.isnat(due_date_after_days(["2026-01-01"], [None])).all()
    assert due_date_end_of_next_month(None) is None


def test_months_after_the_invoices_own():
    assert due_date_end_of_next_month("2026-01-31", 0) == dt.date(2026, 1, 31)
    assert due_date_end_of_next_month("2025-11-30", 3) == dt.date(2026, 2, 28)
