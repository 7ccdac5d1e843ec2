from datetime import date

from xlcredit.ledger import Grid, read_ledger

HEAD = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]
PAYMENTS_HEAD = ["Payment no.", "Customer no.", "Document no.", "Payment date", "Amount"]


def paid_by(*payments, rows):
    sheets = [Grid("S", [HEAD, *rows]), Grid("Payments", [PAYMENTS_HEAD, *payments])]
    return read_ledger(sheets, today=date(2026, 6, 30))


def test_a_payment_takes_the_currency_of_its_own_customer_s_document():
    day, due = "2026-04-01", "2026-05-01"
    rows = [["A", "1", day, due, "EUR", 100], ["B", "1", day, due, "USD", 70]]
    ledger = paid_by(["p1", "B", "1", "2026-05-10", 70], ["p2", "B", "", "2026-05-10", 5], rows=rows)
    assert ledger.payments["currency"].tolist() == ["USD", "USD"]


def test_a_payment_for_a_number_of_two_customers_is_nobody_s_and_said():
    day, due = "2026-04-01", "2026-05-01"
    rows = [["A", "1", day, due, "EUR", 100], ["B", "1", day, due, "EUR", 70]]
    ledger = paid_by(["p1", "", "1", "2026-05-10", 70], rows=rows)
    assert ledger.payments.loc[0, ["customer_id", "currency"]].tolist() == ["(no customer)", "EUR"]
    assert "payment_unassigned" in [issue.code for issue in ledger.issues]
