from datetime import date

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh

HEAD = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]


def read(rows, *others, head=HEAD):
    return read_ledger([Grid("Items", [head, *rows]), *others], today=date(2026, 7, 1))


def refreshed(ledger, as_of=date(2026, 6, 30)):
    options = {"today": date(2026, 7, 1), "as_of": as_of, "base_currency": "EUR", "language": "en"}
    return refresh(ledger, default_policy(), **options)


def reasons(result):
    return " ".join(result.tables["issues"]["reason"])


def test_refresh_says_when_open_amounts_contradict_the_payments():
    rows = [["A", "7", date(2026, 4, 1), date(2026, 5, 1), "EUR", 100, 90]]
    head = ["Payment no.", "Customer no.", "Document no.", "Payment date", "Currency", "Amount"]
    paid = Grid("Payments", [head, ["p", "A", "7", date(2026, 5, 10), "EUR", 40]])
    result = refreshed(read(rows, paid, head=[*HEAD, "Open amount"]))
    assert "1 documents state another open amount" in reasons(result)
    assert "the first is 7" in " ".join(result.tables["issues"]["remedy"])


def test_refresh_says_from_when_back_the_past_cannot_be_rebuilt():
    rows = [
        ["A", "1", date(2026, 4, 1), date(2026, 5, 1), "EUR", 100, 0],
        ["A", "2", date(2026, 6, 20), date(2026, 7, 20), "EUR", 100, 100],
    ]
    ledger = read(rows, head=[*HEAD, "Open amount"])
    assert "1 documents state what is open or paid without a date: at 2026-05-31" in reasons(
        refreshed(ledger)
    )
    assert "without a date: at 2026-05-02" in reasons(refreshed(ledger, as_of=date(2026, 5, 2)))
    assert refreshed(ledger).cells["xlcredit_headline"] == "0.0% of what customers owe is overdue."
