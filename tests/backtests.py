"""A ledger of two years whose past and whose outcomes can be told by hand, and how to look at it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from xlcredit.ledger import Grid, Ledger, read_ledger
from xlcredit.policy import Policy, default_policy
from xlcredit.refresh.customers import customer_frame
from xlcredit.refresh.position import Position, open_position
from xlcredit.refresh.valuation import value_at

if TYPE_CHECKING:
    import pandas as pd

AS_OF, THEN = date(2026, 6, 30), date(2025, 6, 30)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Paid on"]

# The score of 30 June 2025, and what came of it until 30 June 2026 (bad: more than 60 days late):
#   A  paid one invoice 10 days late before; paid one on time after                         -> good
#   B  always on time before; one due 31 Aug 2025 paid 76 days late, late on 31 Oct         -> bad, 300
#   C  an invoice due 3 March 2025 is open: 119 days late on the day of the score already   -> was bad
#   D  bought and paid before, nothing after                                                -> nobody can tell
#   E  first invoice in December 2025                                                       -> was not there
#   F  paid on time before; one due 20 July 2025 paid on 18 September, 60 days late         -> good
#   G  paid 20 days late before; the same paid on 19 September, 61 days late                -> bad, 50
ROWS: list[list[Any]] = [
    ["A", "1", date(2025, 1, 10), date(2025, 2, 9), "EUR", 100, date(2025, 2, 19)],
    ["A", "2", date(2025, 9, 1), date(2025, 10, 1), "EUR", 100, date(2025, 9, 30)],
    ["B", "3", date(2025, 2, 1), date(2025, 3, 3), "EUR", 200, date(2025, 3, 3)],
    ["B", "4", date(2025, 8, 1), date(2025, 8, 31), "EUR", 300, date(2025, 11, 15)],
    ["C", "5", date(2025, 2, 1), date(2025, 3, 3), "EUR", 400, None],
    ["D", "6", date(2025, 3, 1), date(2025, 3, 31), "EUR", 70, date(2025, 4, 1)],
    ["E", "7", date(2025, 12, 1), date(2025, 12, 31), "EUR", 80, date(2025, 12, 31)],
    ["F", "10", date(2025, 2, 1), date(2025, 3, 3), "EUR", 60, date(2025, 3, 3)],
    ["G", "11", date(2025, 2, 1), date(2025, 3, 3), "EUR", 60, date(2025, 3, 23)],
    ["F", "8", date(2025, 6, 20), date(2025, 7, 20), "EUR", 90, date(2025, 9, 18)],
    ["G", "9", date(2025, 6, 20), date(2025, 7, 20), "EUR", 50, date(2025, 9, 19)],
]


def ledger_of(rows: list[list[Any]] = ROWS, *others: Grid, today: date = AS_OF) -> Ledger:
    """Return rows as a ledger."""
    return read_ledger([Grid("Items", [HEADINGS, *rows]), *others], today=today)


def opened(
    ledger: Ledger, as_of: date = AS_OF, policy: Policy | None = None
) -> tuple[Position, pd.DataFrame]:
    """Return the open position of a ledger, and its customer frame."""
    rules = policy or default_policy()
    valuation = value_at(ledger, today=as_of, as_of=as_of, base_currency="EUR", stale_after_days=10_000)
    position = open_position(ledger, valuation, rules, "en")
    return position, customer_frame(ledger, position, rules.limits.peak_months)
