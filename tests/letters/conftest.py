"""Letters made by hand, with the worst that a ledger can hold in its names."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.collections.letters import Letter, LetterItem

NASTY = 'A&B <x> "y"\r\nBcc: thief@example.com\x00\x0b\ud800{{sender_account}}'
FORMULA = '=HYPERLINK("http://x","click")'


@pytest.fixture
def make_letter(make_letters):
    """A function kind, language, **changes -> letter over 100 + 200 less a credit of 50."""
    return make_letters


@pytest.fixture(scope="session")
def make_letters():
    """The same for fixtures that live longer than a test."""

    def made(kind="formal_demand", language="en", **changes):
        items = (
            LetterItem(FORMULA, "invoice", date(2026, 5, 1), date(2026, 6, 1), 100.0, 100.0, 29),
            LetterItem("INV\x01 2", "invoice", None, date(2026, 6, 2), 250.0, 200.0, 28),
            LetterItem("CN1", "credit note", date(2026, 6, 5), None, -50.0, -50.0, None),
        )
        values = {
            "sender_name": "Us Ltd", "sender_registration": None, "sender_address": "1 Road",
            "sender_contact": "Ann", "sender_account": "IBAN 1", "agency_name": None, "insurer_name": "Sure",
            "insurance_policy_no": "P1", "customer_name": NASTY, "customer_id": "10/2026",
            "customer_registration": "R1", "customer_address": "2 Road", "as_of": "30 June 2026",
            "letter_date": "1 July 2026", "pay_by": "15 July 2026", "currency": "EUR", "total": "EUR 300.00",
            "to_pay": "EUR 250.00", "oldest_days": "29", "credit_line": "Less credits: EUR -50.00",
            "claim": "EUR 250.00", "claim_whole": "EUR 250.00", "total_line": "Total overdue: EUR 300.00",
            "principal_line": "", "interest_line": "", "fee_line": "", "interest_claimed": "",
            "rights": "We keep our rights.",
            "interest": "Interest is reserved.", "credits_note": "", "disputed_note": "", "before": "",
        }  # fmt: skip
        fields = {
            "kind": kind, "language": language, "stage": "formal_demand", "customer_id": "10/2026",
            "customer_name": NASTY, "currency": "EUR", "country": "", "mail": "ann@example.com",
            "values": values, "items": items, "total": 300.0, "credit": -50.0, "to_pay": 250.0,
        }  # fmt: skip
        return Letter(**{**fields, **changes})

    return made
