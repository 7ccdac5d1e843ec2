"""The borrowing base of a ledger, what funding it costs, and whom a discount pays for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.texts import LANGUAGES

AS_OF = date(2026, 6, 30)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Disputed"]
BASE = "protection.borrowing_base"


def item(customer, number, amount, past_due=-5, disputed="no"):
    due = AS_OF - timedelta(days=past_due)
    return [customer, number, due - timedelta(days=20), due, "EUR", amount, disputed]


def result(rows, customers=(), language="en", **changes):
    grids = [Grid("Items", [HEADINGS, *rows])]
    if customers:
        names = ["Customer no.", "Customer name", "Group", "Country", "Insured limit"]
        grids.append(Grid("Customers", [names, *customers]))
    ledger = read_ledger(grids, today=AS_OF)
    policy = overlay(default_policy(), changes)
    return refresh(ledger, policy, today=AS_OF, as_of=AS_OF, language=language, base_currency="EUR")


def base(*arguments, **changes):
    table = result(*arguments, **changes).tables["borrowing_base"]
    return dict(zip(table["base_step"], table["amount"], strict=True))


def test_the_published_waterfall_comes_out_of_a_ledger():
    # 1,000,000; over 90 days past due 120,000; cross-aged rest 24,000; foreign 50,000; affiliate 30,000;
    # contra 20,000: 756,000; one debtor 220,000 above 25 % of it: 31,000 -> 725,000, x 85 % = 616,250.
    rows = [item("Old", 1, 36_000, 91), item("Old", 2, 24_000), item("Large", 3, 220_000)]
    rows += [item("Foreign", 4, 50_000), item("Sister", 5, 30_000), item("Supplier", 6, 20_000)]
    rows += [item("Supplier", "C", -20_000), item("Part", 7, 84_000, 91), item("Part", 8, 136_000)]
    rows += [item(f"Other {place}", f"9{place}", 100_000) for place in range(4)]
    customers = [
        ["Foreign", "F", "", "US", None],
        ["Sister", "S", "G1", "DE", None],
        ["Large", "L", "", "DE", None],
    ]
    rules = {
        f"{BASE}.home_countries": "DE | AT",
        f"{BASE}.affiliate_groups": "G1",
        f"{BASE}.past_due_days": 90,
    }
    found = base(rows, customers, **rules, **{f"{BASE}.past_invoice_days": 120})
    steps = [
        "Gross receivables",
        "Past due",
        "Cross-aged",
        "Affiliates",
        "Foreign",
        "Credits",
        "Concentration",
    ]
    assert [found[step] for step in steps] == [
        1_000_000,
        -120_000,
        -24_000,
        -30_000,
        -50_000,
        -20_000,
        -31_000,
    ]
    assert (found["Eligible receivables"], found["Borrowing base"]) == (725_000, 616_250)


def test_the_age_of_the_invoice_and_a_dispute_count_and_the_running_total_ends_at_the_base():
    # 95 days past invoice, 75 past due with terms of 20 days: past due first; 81 past invoice is fine.
    rows = [
        item("A", 1, 100, 61),
        item("B", 2, 50, 0, "yes"),
        *(item(f"C{n}", f"3{n}", 100) for n in range(5)),
    ]
    table = result(rows, **{f"{BASE}.past_invoice_days": 24}).tables["borrowing_base"]
    found = dict(zip(table["base_step"], table["amount"], strict=True))
    assert (found["Past due"], found["Past invoice"], found["In dispute"]) == (-100, 0, -50)
    tight = base(rows, **{f"{BASE}.past_invoice_days": 14})
    assert (tight["Past due"], tight["Past invoice"]) == (-100, -550)
    assert table["running_total"].iloc[-1] == found["Borrowing base"] == 425
    assert table["customers"].iloc[0] == 7


def test_an_insured_foreign_customer_counts_when_the_limit_covers_all():
    rows = [item("A", 1, 100), item("B", 2, 100), item("C", 3, 100)]
    customers = [["A", "A", "", "US", 100], ["B", "B", "", "US", 99], ["C", "C", "", "DE", None]]
    home = {f"{BASE}.home_countries": "de"}
    assert base(rows, customers, **home)["Foreign"] == -100
    assert base(rows, customers, **home, **{f"{BASE}.insured_foreign": False})["Foreign"] == -200
    assert base(rows, customers)["Foreign"] == 0


def test_offers_by_hand():
    # 425 eligible; factoring: 90 % = 382.50 for 45 days, fee 3 % of 425 = 12.75, 12.75 / 382.50 x 365 / 45.
    offers = result([item(f"C{n}", f"3{n}", 85) for n in range(5)]).tables["funding_offers"]
    found = offers.set_index("funding_offer").loc["Factoring"]
    assert (found["face_amount"], found["money_in_hand"], found["funding_cost"]) == (425, 382.5, 12.75)
    assert found["yearly_cost"] == pytest.approx(0.27037, abs=1e-5)  # factorflow.net prints 27.0 %
    assert found["saving"] == pytest.approx(382.5 * 0.08 * 45 / 365 - 12.75, abs=0.005)
    assert offers["yearly_cost"].dropna().is_monotonic_increasing


def test_a_fee_for_each_period_begun():
    terms = {"protection.financing.offers.factoring.fee_days": 30}
    offers = result([item("A", 1, 100), item("B", 2, 300), item("C", 3, 100)], **terms).tables[
        "funding_offers"
    ]
    found = offers.set_index("funding_offer").loc["Factoring"]
    assert found["funding_cost"] == pytest.approx(found["face_amount"] * 0.06)  # 45 days: two periods


def test_a_discount_pays_for_who_pays_late():
    # g = 50 % x (20 - 10) / 365 days: the largest discount is g / (1 + g).
    rows = [item("A", 1, 100)]
    table = result(rows, **{"protection.financing.cost_of_capital": 0.5}).tables["early_discounts"]
    cheap = result(rows, **{"protection.financing.cost_of_capital": 0.001}).tables["early_discounts"]
    gain = 0.5 * 10 / 365
    assert table.loc[0, "days_to_pay"] == 20
    assert table.loc[0, "break_even_discount"] == pytest.approx(gain / (1 + gain))
    assert (cheap["best_discount"] == "none pays off").all()
    assert cheap["yearly_gain"].isna().all()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_have_every_column(language):
    found = result([item("A", 1, 100)], language=language).tables
    for name in ("borrowing_base", "funding_offers", "early_discounts"):
        assert list(found[name].columns) == list(tables.TABLES[name].column_names)


def test_a_discount_for_customers_that_pay_sooner_gains_no_day():
    # terms of 5 days against a discount within 10
    due = AS_OF + timedelta(days=2)
    rows = [["A", 1, due - timedelta(days=5), due, "EUR", 100, "no"]]
    found = result(rows).tables["funding_offers"].set_index("funding_offer")
    early = found[found.index.str.startswith("Early payment")]
    assert early["funded_days"].eq(0).all()
    assert early["verdict"].str.startswith("no day gained").all()


def test_a_ledger_in_credit_lends_nothing_and_breaks_nothing():
    found = result([item("A", 1, -100)]).tables
    assert found["borrowing_base"]["amount"].iloc[-1] == 0
    assert found["funding_offers"]["yearly_cost"].dropna().ge(0).all()
