"""One buyer whose claim can be worked out by hand, as sheets of a ledger file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh
from xlcredit.refresh.claim import claim_pack

AS_OF = DAY = date(2026, 6, 30)
FORMULA = '=HYPERLINK("http://x","click")'
ITEMS = ["Customer no.", "Customer", "Document no.", "Document type", "Invoice date", "Due date", "Currency",
         "Amount", "Disputed"]  # fmt: skip
CUSTOMERS = ["Customer no.", "Customer", "Country", "Currency", "Insured limit", "Insolvent", "Address"]
CONTACTS = ["Customer no.", "Contacted on", "Stage", "Channel", "By", "Currency", "Promised amount",
            "Promised for", "Note"]  # fmt: skip
LIMITS = ["Customer no.", "Currency", "Insured limit", "In force from", "In force until", "Cover",
          "Reference of the insurer"]  # fmt: skip
PLANS = ["Customer no.", "Document no.", "Agreed on", "Kind of plan", "Number of instalments",
         "First instalment due"]  # fmt: skip

# Limits: 60,000 at 90 % until the end of March, then 70,000 at 85 %. The oldest debt is due on 1 April, so
# deliveries are covered until 31 May. By invoice date: 1 takes 40,000 and 2 the other 20,000 of the first
# limit; 3 (USD 30,000 = EUR 27,000) the 10,000 that the second limit adds; 7 finds nothing left. 0 was
# delivered before the first limit, 5 after 31 May, 4 is in dispute.
ROWS: list[list[Any]] = [
    ["1", "invoice", date(2026, 3, 2), date(2026, 4, 1), "EUR", 40_000, "no"],
    ["2", "invoice", date(2026, 3, 20), date(2026, 4, 19), "EUR", 25_000.55, "no"],
    [FORMULA, "invoice", date(2026, 4, 10), date(2026, 5, 10), "USD", 30_000, "no"],
    ["4", "invoice", date(2026, 4, 15), date(2026, 5, 15), "EUR", 12_000, "yes"],
    ["5", "invoice", date(2026, 6, 20), date(2026, 7, 20), "EUR", 9_000, "no"],
    ["6", "credit note", date(2026, 4, 20), date(2026, 4, 20), "EUR", -1_500, "no"],
    ["7", "invoice", date(2026, 5, 25), date(2026, 7, 25), "EUR", 8_000, "no"],
    ["0", "invoice", date(2025, 12, 5), date(2026, 4, 3), "EUR", 2_000, "no"],
]
TALKS: list[list[Any]] = [
    [date(2026, 4, 8), "Friendly reminder", "mail", "Ann", None, None, None, "sent"],
    [date(2026, 4, 28), None, "telephone", "Ann", "EUR", 30_000, date(2026, 5, 15), "promised"],
    [date(2026, 6, 22), None, "telephone", "Ann", None, None, date(2026, 7, 10), "promised all"],
]


def sheets(name="A&B <x>", rows=ROWS, talks=TALKS, plans=(), *, limits=True, insolvent=None):
    """The sheets of a ledger file: name to rows with headings."""
    granted = [
        ["K/7", "EUR", 60_000, date(2026, 1, 1), date(2026, 3, 31), 0.9, "CI-1"],
        ["K/7", "EUR", 70_000, date(2026, 4, 1), None, 0.85, "CI-2"],
    ]
    return {
        "Items": [ITEMS, *(["K/7", name, *row] for row in rows),
                  ["Z", "Other", "9", "invoice", date(2026, 6, 1), date(2026, 7, 1), "EUR", 10, "no"]],
        "Customers": [CUSTOMERS, ["K/7", name, "GB", "EUR", None, insolvent, "1 Road"]],
        "Contacts": [CONTACTS, *(["K/7", *talk] for talk in talks)],
        "Insured limits": [LIMITS, *(granted if limits else [])],
        "Plans": [PLANS, *plans],
        "Rates": [["Currency", "Rate to base currency", "Rate date"], ["USD", 0.9, date(2026, 6, 30)]],
    }  # fmt: skip


def pack_of(policy=None, as_of=AS_OF, customer="K/7", language="en", **changes):
    """The claim of the buyer."""
    grids = [Grid(name, rows) for name, rows in sheets(**changes).items() if len(rows) > 1]
    ledger = read_ledger(grids, today=DAY, default_currency="EUR")
    how = {"today": DAY, "language": language, "as_of": as_of, "base_currency": "EUR"}
    result = refresh(ledger, policy or default_policy(), **how)
    return claim_pack(ledger, result, customer, day=DAY, language=language), result


@pytest.fixture
def rows():
    """The rows of the buyer."""
    return ROWS


@pytest.fixture
def make_pack():
    """A function **changes -> claim, what was computed."""
    return pack_of
