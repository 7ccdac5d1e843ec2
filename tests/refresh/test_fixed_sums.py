"""The fixed sum is owed once for an invoice, however many rows of the ledger it takes; all by hand."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.ledger import Grid
from xlcredit.policy import default_policy, overlay, policy_from_rows
from xlcredit.refresh import refresh

AS_OF = date(2026, 7, 31)
CUSTOMERS = Grid(
    "Customers",
    [
        ["Customer no.", "Customer", "Country"],
        ["F", "Fleur SA", "France"],
        ["D", "Delta GmbH", "Germany"],
        ["U", "Union Ltd", "GB"],
        ["G", "Gamma SA", "France"],
    ],
)


def row(customer, number, day, currency, amount):
    return [customer, number, date(2026, 4, 1), day, currency, amount, None]


def listed(ledger, language="en", policy=None, as_of=AS_OF):
    found = refresh(
        ledger, policy or default_policy(), today=as_of, as_of=as_of, base_currency="EUR", language=language
    )
    return found.tables["late_interest"].sort_values(["customer_id", "document_no", "due_date"]), found


def test_rows_of_one_invoice_bear_one_fixed_sum_with_the_row_due_first(make_ledger):
    june, july = date(2026, 6, 30), date(2026, 7, 15)
    rows = [
        row("F", "1", july, "EUR", 900), row("F", "1", june, "EUR", 100),  # one invoice: 40, not 80
        row("F", "2", june, "EUR", 100),  # another invoice
        row("G", "1", june, "EUR", 100),  # the same number of another customer
    ]  # fmt: skip
    items, found = listed(make_ledger(rows, CUSTOMERS))
    assert items["fixed_fee"].tolist() == [40, 0, 40, 40]
    assert items["claim_note"].tolist() == ["", "fixed sum once per invoice: in another row of it", "", ""]
    assert found.tables["late_interest_totals"]["fixed_fee"].tolist() == [120]
    chinese, _ = listed(make_ledger(rows, CUSTOMERS), "zh")
    assert "每张发票计一次" in chinese["claim_note"].iloc[1]


def test_the_british_sum_goes_by_the_whole_invoice(make_ledger):
    # 550 + 650 = 1,200, from 1,000 on: 70 once, not 40 twice
    day = date(2026, 6, 30)
    rows = [row("U", "1", day, "GBP", 550), row("U", "1", day, "GBP", 650)]
    items, _ = listed(make_ledger(rows, CUSTOMERS))
    assert sorted(items["fixed_fee"]) == [0, 70]


def test_germany_grants_it_for_each_instalment_and_the_switch_takes_that_back(make_ledger):
    # BGB 288(5): instalments too. Two rows due on one day are one instalment.
    june, july = date(2026, 6, 30), date(2026, 7, 15)
    rows = [row("D", "1", day, "EUR", sum_) for day, sum_ in ((june, 100), (june, 90), (july, 80))]
    items, _ = listed(make_ledger(rows, CUSTOMERS))
    assert items["fixed_fee"].tolist() == [40, 0, 40]
    once = overlay(default_policy(), {"late_interest.fees.DE.each_instalment": False})
    items, _ = listed(make_ledger(rows, CUSTOMERS), policy=once)
    assert items["fixed_fee"].tolist() == [40, 0, 0]


def test_rows_in_two_currencies_and_rows_without_a_number_stay_apart(make_ledger):
    day = date(2026, 6, 30)
    rows = [row("F", "", day, "EUR", 100), row("F", "", day, "EUR", 100)]
    items, _ = listed(make_ledger(rows, CUSTOMERS))
    assert items["fixed_fee"].tolist() == [40, 40]
    rows = [row("F", "1", day, "EUR", 100), row("F", "1", day, "USD", 100)]
    items, _ = listed(make_ledger(rows, CUSTOMERS))
    assert items["fixed_fee"].dropna().tolist() == [40]  # the sum is in EUR: none for the debt in USD


def test_a_row_on_the_policy_sheet_carries_a_rate_on(make_ledger):
    # due 31 December 2026, 31 days of January at 1.77 + 9 = 10.77 %: 36,500 x 10.77 % x 31 / 365 = 333.87
    ledger = make_ledger([row("D", "1", date(2026, 12, 31), "EUR", 36_500)], CUSTOMERS)
    items, found = listed(ledger, as_of=date(2027, 1, 31))
    assert items["interest"].isna().all()
    (reason,) = found.tables["issues"].query("reason.str.contains('rule DE')")["reason"]
    assert "known from 2015-01-01 to 2026-12-31, valued at 2027-01-31" in reason
    base = "late_interest.references.de_basiszinssatz"
    rows = [[f"{base}.known_until", "", date(2027, 1, 1)], [f"{base}.rates.2027-01-01", "", 0.0177]]
    items, found = listed(ledger, policy=policy_from_rows(rows), as_of=date(2027, 1, 31))
    assert items["interest"].tolist() == [pytest.approx(333.87, abs=0.001)]
    assert not found.tables["issues"]["reason"].str.contains("rule DE").any()
