"""Late interest of a small ledger whose every figure is worked out by hand."""

from datetime import date

import numpy as np
import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.texts import say

AS_OF = date(2026, 7, 31)
CUSTOMERS = Grid(
    "Customers",
    [
        ["Customer no.", "Customer", "Country"],
        ["D", "Delta GmbH", "Germany"],
        ["U", "Union Ltd", "GB"],
        ["C", "中华公司", "中国"],
        ["S", "States Inc", "United States"],
        ["X", "Unlisted", ""],
    ],
)
LEDGER = [
    ["D", "1", date(2026, 5, 1), date(2026, 5, 31), "EUR", 36_500, None],
    ["D", "2", date(2026, 5, 1), date(2026, 5, 31), "USD", 3_650, None],
    ["U", "3", date(2026, 6, 1), date(2026, 7, 1), "GBP", 3_650, None],
    ["C", "4", date(2024, 4, 1), date(2024, 5, 1), "CNY", 73_000, None],
    ["S", "5", date(2026, 6, 1), date(2026, 7, 1), "USD", 100, None],
    ["X", "6", date(2026, 6, 1), date(2026, 7, 1), "EUR", 3_650, None],
    ["X", "7", date(2026, 7, 1), date(2026, 8, 31), "EUR", 777, None],
    ["X", "8", date(2026, 6, 1), date(2026, 7, 1), "EUR", -500, None],
]
PAYMENTS = Grid(
    "Payments",
    [
        ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"],
        ["P1", "D", "1", date(2026, 6, 20), "EUR", 18_250],
        ["P2", "X", "6", date(2026, 7, 11), "EUR", 1_825],
    ],
)


def refreshed(ledger, language="en", as_of=AS_OF, **changes):
    policy = overlay(default_policy(), changes)
    return refresh(ledger, policy, today=as_of, as_of=as_of, base_currency="EUR", language=language)


def by_document(result):
    return result.tables["late_interest"].set_index("document_no")


def test_part_payments_and_rules_of_each_country_by_hand(make_ledger):
    found = by_document(refreshed(make_ledger(LEDGER, CUSTOMERS, PAYMENTS)))
    assert set(found.index) == {"1", "2", "3", "4", "5", "6"}  # 7 is not due, 8 is a credit
    # DE, costs first: 36,500 x 10.27 % x 20 / 365 = 205.40 by 20 June; of 18,250 the fixed sum takes 40 and
    # interest 205.40, so 18,495.40 bears 10.27 % for 10 days (52.0404) and 10.52 % for 31 (165.2526).
    one = found.loc["1"]
    assert one["interest"] == pytest.approx(205.40 + 52.0404 + 165.2526, abs=0.005)
    assert (one["open_amount"], one["fixed_fee"]) == (18_250, 40)
    assert one["claim_total"] == pytest.approx(18_250 + 422.69 + 40, abs=0.005)
    assert one["rates_in_words"] == "10.27 %, from 2026-07-01 10.52 %"
    # UK: Bank Rate 3.75 % + 8 = 11.75 %, 30 days: 3,650 x 0.1175 x 30 / 365 = 35.25; 70 for 1,000 to 9,999.99
    assert (found.loc["3", "interest"], found.loc["3", "fixed_fee"]) == (35.25, 70)
    # CN: LPR of 2 May 2024 is 3.45 %, x 1.5 = 5.175 %; 2 May 2024 to 31 July 2026 are 821 days; no fixed sum
    assert found.loc["4", "interest"] == pytest.approx(73_000 * 0.05175 * 821 / 365, abs=0.001)  # 8,497.35
    assert found.loc["4", "fixed_fee"] == 0
    # no country: the policy's rule, EU; second half of 2026 2.40 + 8 = 10.40 %; the principal falls at once:
    # 3,650 x 10.40 % x 10 / 365 = 10.40 and 1,825 x 10.40 % x 20 / 365 = 10.40
    assert found.loc["6", "interest"] == pytest.approx(20.80, abs=0.005)


def test_a_payment_that_bounced_stops_no_interest(make_ledger):
    # DE, costs first: 1,000 of 31 January at 10.27 % to 30 June, 150 days, and 10.52 % for 31 days of July,
    # as if the 1,000 of 10 February, taken back on the 12th, had never come: 42.2055 + 8.9348 = 51.14. Of the
    # other 600 went back: 400 stay, 40 of them for the fixed sum and 2.8137 for the interest of 10 days.
    rows = [["D", number, date(2026, 1, 1), date(2026, 1, 31), "EUR", 1000, None] for number in "12"]
    heads = ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"]
    paid = [("1", 10, 1000), ("1", 12, -1000), ("2", 10, 1000), ("2", 12, -600)]
    payments = [
        [f"P{n}", "D", one, date(2026, 2, day), "EUR", sum_] for n, (one, day, sum_) in enumerate(paid)
    ]
    found = by_document(refreshed(make_ledger(rows, CUSTOMERS, Grid("Payments", [heads, *payments]))))
    assert found.loc["1", "interest"] == pytest.approx(51.14, abs=0.005)
    rest = 1000 - (400 - 40 - 2.8137)
    by_hand = 2.8137 + rest * (0.1027 * 140 + 0.1052 * 31) / 365
    assert found.loc["2", "interest"] == pytest.approx(by_hand, abs=0.006)


def test_a_disputed_item_says_so_beside_its_claim():
    heads = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Disputed"]
    rows = [[*LEDGER[1][:6], "yes"], [*LEDGER[2][:6], "yes"], [*LEDGER[0][:6], "no"]]
    ledger = read_ledger([Grid("Items", [heads, *rows]), CUSTOMERS], today=AS_OF)
    found = by_document(refreshed(ledger))
    assert found.loc["2", "claim_note"] == "in dispute; fixed sum is in EUR: not converted"
    assert (found.loc["3", "claim_note"], found.loc["1", "claim_note"]) == ("in dispute", "")


def test_what_has_no_legal_rate_bears_no_number(make_ledger):
    found = by_document(refreshed(make_ledger(LEDGER, CUSTOMERS, PAYMENTS)))
    assert np.isnan(found.loc["5", "interest"])
    assert np.isnan(found.loc["5", "claim_total"])
    assert "no rate is kept" in found.loc["5", "claim_note"]


def test_a_fixed_sum_is_not_turned_into_another_currency(make_ledger):
    found = by_document(refreshed(make_ledger(LEDGER, CUSTOMERS, PAYMENTS))).loc["2"]
    assert np.isnan(found["fixed_fee"])
    assert "EUR" in found["claim_note"]
    assert found["claim_total"] == pytest.approx(3_650 + found["interest"])


def test_totals_are_the_overdue_amounts_of_the_aging_whatever_is_listed(make_ledger):
    for shown in (2000, 1):
        result = refreshed(make_ledger(LEDGER, CUSTOMERS, PAYMENTS), **{"late_interest.rows_shown": shown})
        assert len(result.tables["late_interest"]) == min(shown, 6)
        totals = result.tables["late_interest_totals"]
        aged = result.tables["aging"].groupby("currency")["overdue"].sum()
        assert totals.set_index("currency")["overdue"].to_dict() == aged[aged > 0].to_dict()
        parts = totals["overdue"] + totals["interest"] + totals["fixed_fee"]
        assert totals["claim_total"].to_list() == pytest.approx(parts.to_list())
        assert totals.set_index("currency").loc["USD", "overdue_without_rate"] == 100


def test_rates_that_do_not_reach_are_an_issue_and_no_number(make_ledger):
    result = refreshed(make_ledger(LEDGER[:1], CUSTOMERS), as_of=date(2027, 1, 31))
    (item,) = result.tables["late_interest"].to_dict("records")
    assert np.isnan(item["interest"])
    assert item["rates_in_words"] == ""
    issues = result.tables["issues"]
    (issue,) = issues[issues["reason"].str.contains("rule DE")].to_dict("records")
    assert "known from 2015-01-01 to 2026-12-31" in issue["reason"]
    assert "late_interest.references.de_basiszinssatz.rates.<day>" in issue["remedy"]
    assert (issue["currency"], issue["amount"]) == ("EUR", 36_500)


def test_rates_from_memory_are_to_be_confirmed(make_ledger):
    # the LPR since 2025-05-20 carries the mark
    found = make_ledger([["C", "1", date(2026, 5, 1), date(2026, 5, 31), "CNY", 1000, None]], CUSTOMERS)
    for language, word in (("en", "to be confirmed"), ("zh", "待确认")):
        (item,) = refreshed(found, language).tables["late_interest"].to_dict("records")
        assert item["to_confirm"] is True
        assert item["claim_note"] == word


def test_due_dates_move_only_when_asked(make_ledger):
    # 31 May 2026 is a Sunday, 1 June a Monday that is no holiday in Germany: one day less
    stays = by_document(refreshed(make_ledger(LEDGER[1:2], CUSTOMERS))).loc["2"]
    asked = {"late_interest.move_due_dates": True}
    moves = by_document(refreshed(make_ledger(LEDGER[1:2], CUSTOMERS), **asked)).loc["2"]
    assert stays["interest"] - moves["interest"] == pytest.approx(3_650 * 0.1027 / 365, abs=0.011)


def test_tables_have_their_columns_also_when_nothing_is_late(make_ledger):
    result = refreshed(make_ledger(LEDGER[6:7], CUSTOMERS))
    for table in (tables.LATE_INTEREST, tables.LATE_INTEREST_TOTALS):
        assert tuple(result.tables[table.name].columns) == table.column_names
        assert result.tables[table.name].empty


@pytest.mark.parametrize(("currency", "rule"), [("CNY", "CN_LPR"), ("GBP", "UK"), ("SEK", "EU")])
def test_without_a_country_the_currency_of_the_debt_chooses_the_rule(make_ledger, currency, rule):
    rows = [["X", "9", date(2026, 5, 1), date(2026, 5, 31), currency, 1_000, None]]
    found = {
        language: refreshed(make_ledger(rows, CUSTOMERS), language).tables["late_interest"]["interest_rule"]
        for language in ("en", "zh")
    }
    assert {language: list(words) for language, words in found.items()} == {
        language: [say(f"collections.late.rule.{rule}", language)] for language in found
    }
