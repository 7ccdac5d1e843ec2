"""A plan that stands in the ledger as rows of its invoice's number: it ages by its own dates."""

from datetime import date

import pytest

from xlcredit.ledger import Grid
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh

# 1,000 due 2026-03-31, agreed 50 % on 2026-05-15, then two level payments.
PLAN = [
    ["A", "1", date(2026, 3, 1), date(2026, 5, 15), "EUR", 500, None],
    ["A", "1", date(2026, 3, 1), date(2026, 6, 15), "EUR", 250, None],
    ["A", "1", date(2026, 3, 1), date(2026, 7, 15), "EUR", 250, None],
]
PAID = Grid(
    "Payments",
    [
        ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"],
        ["P1", "A", "1", date(2026, 5, 15), "EUR", 600],
    ],
)


def test_instalments_age_by_their_own_dates_and_payments_settle_the_earliest_first(make_ledger):
    day = date(2026, 6, 30)
    ledger = make_ledger(PLAN, PAID)
    found = refresh(ledger, default_policy(), today=day, as_of=day, base_currency="EUR", language="en").tables
    (aged,) = found["aging"].to_dict("records")
    assert (aged["total"], aged["overdue"]) == (400, 150)  # 600 paid: 500 + 100 of the 250 due on 15 June
    items = found["open_items"].set_index("due_date")["open_amount"].to_dict()
    assert items == {date(2026, 6, 15): 150, date(2026, 7, 15): 250} or list(items.values()) == [150, 250]
    (control,) = found["control"].to_dict("records")
    assert control["open_total"] == control["bucket_total"] == 400
    assert control["sheet_total"] == control["accepted"] == 1_000
    # EU, first half of 2026: 2.15 + 8 = 10.15 %, 15 days on what is open of the instalment that is late
    (late,) = found["late_interest"].to_dict("records")
    assert late["interest"] == pytest.approx(150 * 0.1015 * 15 / 365, abs=0.005)
