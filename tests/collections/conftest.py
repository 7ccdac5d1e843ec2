"""A hand-made ledger of late items, and the memory of collection beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlcredit.refresh import Refreshed

HEADINGS = [
    "Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Disputed", "Paid on",
]  # fmt: skip
CONTACTS = ["Customer no.", "Contacted on", "Stage", "Currency", "Promised amount", "Promised for"]
CUSTOMERS = ["Customer no.", "Customer", "Country", "Insured limit", "Registration no."]

# Days past due on 30 June 2026 in brackets.
LATE: list[list[Any]] = [
    ["A", "A1", date(2026, 4, 1), date(2026, 5, 1), "EUR", 1000, "no", None],  # 60
    ["A", "A2", date(2026, 5, 1), date(2026, 6, 10), "EUR", 500, "no", None],  # 20
    ["A", "A3", date(2026, 5, 1), date(2026, 5, 31), "EUR", 70, "yes", None],  # 30, disputed
    ["A", "A4", date(2026, 6, 1), date(2026, 8, 1), "EUR", 9999, "no", None],  # not due
    ["A", "A5", date(2026, 5, 1), date(2026, 6, 26), "USD", 300, "no", None],  # 4, another statement
    ["B", "B1", date(2026, 5, 1), date(2026, 6, 14), "EUR", 700, "no", None],  # 16
    ["B", "B2", date(2026, 6, 5), date(2026, 6, 5), "EUR", -50, "no", None],  # a credit
    ["C", "C1", date(2026, 5, 1), date(2026, 6, 15), "EUR", 4, "no", None],  # 15, below 10 euros
    ["D", "D1", date(2026, 5, 1), date(2026, 6, 28), "EUR", 80, "no", None],  # 2, before the first stage
    ["E", "E1", date(2026, 5, 1), date(2026, 6, 1), "EUR", 60, "no", None],  # 29
    ["E", "E2", date(2026, 5, 1), date(2026, 6, 1), "EUR", -60, "no", None],  # covers it
    ["F", "F1", date(2026, 5, 1), date(2026, 6, 25), "EUR", 900, "yes", None],  # 5, disputed
]


@pytest.fixture
def as_of() -> date:
    return date(2026, 6, 30)


@pytest.fixture
def late_rows() -> list[list[Any]]:
    return LATE


@pytest.fixture
def dunned() -> Callable[..., Refreshed]:
    """A function contacts, rows, customers, **policy changes -> what a refresh computes on 30 June 2026."""

    def computed(
        contacts: list[list[Any]] = (),
        rows: list[list[Any]] = LATE,
        customers: list[list[Any]] = (),
        more_headings: list[str] = (),
        **changes: Any,
    ) -> Refreshed:
        grids = [Grid("Items", [[*HEADINGS, *more_headings], *rows])]
        if contacts:
            grids.append(Grid("Contacts", [CONTACTS, *contacts]))
        if customers:
            grids.append(Grid("Customers", [CUSTOMERS, *customers]))
        policy = overlay(
            default_policy(), {name.replace("__", "."): value for name, value in changes.items()}
        )
        ledger = read_ledger(grids, today=date(2026, 7, 1))
        return refresh(
            ledger,
            policy,
            today=date(2026, 7, 1),
            as_of=date(2026, 6, 30),
            base_currency="EUR",
            language="en",
        )

    return computed
