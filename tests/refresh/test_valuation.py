from datetime import date

from xlcredit.ledger import Grid
from xlcredit.refresh.valuation import value_at


def codes(valuation):
    return [issue.code for issue in valuation.issues]


def test_value_at_takes_today_for_a_fresh_ledger(make_ledger):
    found = value_at(
        make_ledger(), today=date(2026, 7, 1), as_of=None, base_currency="EUR", stale_after_days=62
    )
    assert found.as_of == date(2026, 7, 1)


def test_value_at_takes_the_newest_document_of_an_old_ledger_and_says_so(make_ledger):
    found = value_at(
        make_ledger(), today=date(2027, 1, 1), as_of=None, base_currency="EUR", stale_after_days=62
    )
    assert found.as_of == date(2026, 6, 5)
    assert "as_of_from_ledger" in codes(found)


def test_value_at_takes_the_currency_of_most_documents_and_says_so(make_ledger):
    found = value_at(
        make_ledger(),
        today=date(2026, 7, 1),
        as_of=date(2026, 6, 30),
        base_currency=None,
        stale_after_days=62,
    )
    assert found.base_currency == "EUR"
    assert "base_from_ledger" in codes(found)


def test_value_at_reports_a_currency_without_a_rate(make_ledger):
    found = value_at(
        make_ledger(), today=date(2026, 7, 1), as_of=None, base_currency="EUR", stale_after_days=62
    )
    (issue,) = [issue for issue in found.issues if issue.code == "no_rate"]
    assert (issue.currency, issue.amount) == ("USD", 10.0)
    assert "USD" in issue.reason("zh")


def test_value_at_uses_the_rates_of_the_workbook(make_ledger, rates, rows):
    found = value_at(
        make_ledger(rows, rates), today=date(2026, 7, 1), as_of=None, base_currency="EUR", stale_after_days=62
    )
    assert found.rates == {"USD": 0.5, "EUR": 1.0}
    assert "no_rate" not in codes(found)


def rated(make_ledger, rows, *lines, as_of=date(2026, 6, 30), base="EUR"):
    table = Grid("Rates", [["Currency", "Rate to base currency", "Rate date"], *map(list, lines)])
    return value_at(
        make_ledger(rows, table), today=date(2026, 7, 1), as_of=as_of, base_currency=base, stale_after_days=62
    ).rates


def test_value_at_takes_the_newest_rate_known_on_the_day(make_ledger, rows):
    given = ((0.4, date(2026, 1, 31)), (0.5, date(2026, 6, 30)), (0.9, date(2026, 12, 31)))
    lines = [("USD", *line) for line in given]
    assert rated(make_ledger, rows, *lines)["USD"] == 0.5
    assert rated(make_ledger, rows, *lines[::-1])["USD"] == 0.5
    assert rated(make_ledger, rows, *lines, as_of=date(2025, 1, 1))["USD"] == 0.4  # the first that is known


def test_value_at_crosses_rates_when_another_base_is_asked(make_ledger, rows):
    # The table is in euros: one dollar is half a euro, so one euro is two dollars.
    lines = [("EUR", 1.0, date(2026, 6, 1)), ("USD", 0.5, date(2026, 6, 1))]
    assert rated(make_ledger, rows, *lines, base="USD") == {"EUR": 2.0, "USD": 1.0}


def test_value_at_reports_currencies_of_payments_and_customers_without_a_rate(make_ledger, rows):
    payments = Grid(
        "Payments",
        [["Payment no.", "Customer no.", "Document no.", "Payment date", "Currency", "Amount"],
         ["p", "A", "9", date(2026, 5, 1), "JPY", 500]],
    )  # fmt: skip
    customers = Grid(
        "Customers", [["Customer no.", "Customer name", "Currency", "Credit limit"], ["A", "Alpha", "CNY", 5]]
    )
    found = value_at(
        make_ledger(rows, payments, customers),
        today=date(2026, 7, 1),
        as_of=date(2026, 6, 30),
        base_currency="EUR",
        stale_after_days=62,
    )
    lacking = {issue.currency: issue.amount for issue in found.issues if issue.code == "no_rate"}
    assert lacking == {"USD": 10.0, "JPY": 500.0, "CNY": None}
