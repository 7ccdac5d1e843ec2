"""Small ledgers that can be added up by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from xlcredit.ledger import Grid, Ledger, read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 7, 1)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Paid on"]

# As of 30 June 2026: A owes 100 (not due) + 200 (46 days late); B owes 700 (16 days late) less a credit
# of 50; C has paid; D owes 10 dollars.
ROWS: list[list[Any]] = [
    ["A", "1", date(2026, 6, 1), date(2026, 7, 15), "EUR", 100, None],
    ["A", "2", date(2026, 4, 1), date(2026, 5, 15), "EUR", 200, None],
    ["B", "3", date(2026, 5, 1), date(2026, 6, 14), "EUR", 700, None],
    ["B", "4", date(2026, 6, 5), date(2026, 6, 5), "EUR", -50, None],
    ["C", "5", date(2026, 3, 1), date(2026, 4, 15), "EUR", 300, date(2026, 4, 25)],
    ["D", "6", date(2026, 6, 1), date(2026, 6, 20), "USD", 10, None],
]


@pytest.fixture
def make_ledger() -> Callable[..., Ledger]:
    """A function rows, *other grids -> ledger."""

    def made(rows: list[list[Any]] = ROWS, *others: Grid) -> Ledger:
        return read_ledger([Grid("Items", [HEADINGS, *rows]), *others], today=TODAY)

    return made


@pytest.fixture
def rows() -> list[list[Any]]:
    """The rows of the ledger that `make_ledger` makes."""
    return ROWS


@pytest.fixture
def rates() -> Grid:
    """One dollar is half a euro."""
    return Grid(
        "Rates",
        [
            ["Currency", "Rate to base currency", "Rate date"],
            ["USD", 0.5, date(2026, 6, 30)],
        ],
    )
