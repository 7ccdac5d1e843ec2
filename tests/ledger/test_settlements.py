from datetime import date

import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.receivables import open_as_of

HEAD = ["Customer", "Document no.", "Document type", "Invoice date", "Due date", "Amount"]
INVOICE = ["A", "1", "Invoice", date(2026, 1, 1), date(2026, 1, 31), 100]
PAYMENT = ["A", "1", "Payment", date(2026, 2, 10), None, -40]


def ledger_of(*rows):
    return read_ledger([Grid("S", [HEAD, *rows])], today=date(2026, 3, 1))


@pytest.mark.parametrize(("as_of", "expected"), [("2026-02-09", [100, 0]), ("2026-02-10", [60, 0])])
def test_apply_payment_rows_reduces_the_invoice_from_its_date_on(as_of, expected):
    ledger = ledger_of(INVOICE, PAYMENT)
    assert open_as_of(ledger.items, ledger.payments, as_of).open_amount.tolist() == expected
    assert "payment_rows_applied" in [issue.code for issue in ledger.issues]


def test_apply_payment_rows_keeps_the_control_total():
    control = ledger_of(INVOICE, PAYMENT).control.iloc[0]
    assert (control["sheet_total"], control["accepted"], control["rows_accepted"]) == (60.0, 60.0, 2)


def test_apply_payment_rows_leaves_a_payment_of_another_number_as_a_credit():
    ledger = ledger_of(INVOICE, ["A", "9", "Payment", date(2026, 2, 10), None, -40])
    assert open_as_of(ledger.items, ledger.payments, "2026-02-28").open_amount.tolist() == [100, -40]


def test_apply_payment_rows_counts_nothing_twice():
    paid = Grid("P", [["Payment no.", "Customer no.", "Document no.", "Payment date", "Amount"],
                      ["R1", "A", "1", date(2026, 2, 10), 40]])  # fmt: skip
    ledger = read_ledger([Grid("S", [HEAD, INVOICE, PAYMENT]), paid], today=date(2026, 3, 1))
    assert len(ledger.payments) == 1
