"""Currencies without a rate are named on the sheets that leave them out."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh

AS_OF = date(2026, 6, 30)
LIMITS = Grid(
    "Insured limits",
    [["Customer no.", "Currency", "Insured limit", "In force from"], ["A", "CHF", 9, date(2026, 1, 1)]],
)


def words(make_ledger, *grids, language="en"):
    ledger = make_ledger(ROWS, *grids)
    return refresh(ledger, default_policy(), today=AS_OF, as_of=AS_OF, language=language, base_currency="EUR")


ROWS = [
    ["A", "1", date(2026, 6, 1), date(2026, 7, 15), "EUR", 100, None],
    ["B", "2", date(2026, 6, 1), date(2026, 7, 15), "USD", 10, None],
    ["C", "3", date(2026, 6, 1), date(2026, 7, 15), "USD", 1_000, None],
    ["C", "4", date(2026, 6, 1), date(2026, 7, 15), "GBP", 7, None],
]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "EUR: USD 1,010.00 (customers: 2); GBP 7.00 (customers: 1); limits in CHF"),
        ("zh", "汇率未计入：USD 1,010.00，涉及 2 户；GBP 7.00，涉及 1 户；CHF 保险额度"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_named_with_its_amounts(make_ledger, language, expected):
    result = words(make_ledger, LIMITS, language=language)
    assert result.cells["xlcredit_left_out"].endswith(expected)
    lacking = result.tables["issues"].query("currency in ['USD', 'GBP', 'CHF']")
    assert sorted(lacking["currency"].unique()) == ["CHF", "GBP", "USD"]


def test_nothing_is_said_where_every_currency_has_a_rate(make_ledger):
    chf = Grid("Rates", [["Currency", "Rate to base currency"], ["CHF", 1], ["GBP", 1.2], ["USD", 0.5]])
    assert words(make_ledger, LIMITS, chf).cells["xlcredit_left_out"] == ""


def test_a_limit_on_the_customer_list_in_a_currency_without_a_rate_is_said_at_its_customer():
    items = Grid("Items", [["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"],
                           ["A", "1", date(2026, 6, 1), date(2026, 7, 1), "EUR", 100]])  # fmt: skip
    listed = Grid(
        "Customers", [["Customer no.", "Customer name", "Currency", "Insured limit"], ["A", "Al", "GBP", 50]]
    )
    ledger = read_ledger([items, listed], today=AS_OF)
    result = refresh(ledger, default_policy(), today=AS_OF, as_of=AS_OF, language="en", base_currency="EUR")
    assert "no exchange rate" in result.tables["insurance"].loc[0, "limit_source"]
    assert result.cells["xlcredit_left_out"] == "Left out, no exchange rate to EUR: limits in GBP"


def test_a_ledger_of_which_nothing_has_a_rate_is_read_beside_a_payment_that_has(make_ledger):
    headings = ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"]
    paid = Grid("Payments", [headings, ["P1", "B", "", date(2026, 6, 20), "EUR", 50]])
    ledger = make_ledger(ROWS[1:2], paid)
    result = refresh(ledger, default_policy(), today=AS_OF, as_of=AS_OF, language="en", base_currency="EUR")
    assert result.figures["open_total"] == -50
