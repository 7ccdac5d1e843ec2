from datetime import date

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
