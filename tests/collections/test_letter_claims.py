"""What letters ask for besides the principal, and whose law they cite, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xlcredit.collections.letters import letters_of, unwritten, with_particulars
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.refresh.late_claims import late_claims
from xlcredit.texts import LANGUAGES

AS_OF, DAY = date(2026, 6, 30), date(2026, 7, 10)
CHINESE_LAW = ("民法典", "法释", "中华人民共和国", "People's Republic")


def of(rows, country="", tongue="en", as_of=AS_OF, day=DAY, **changes):
    """Refresh rows of document, due date, currency and amount of one customer; letters, and what has none."""
    items = [["C", "Customer", no, due - timedelta(days=30), due, currency, amount]
             for no, due, currency, amount in rows]  # fmt: skip
    headings = ["Customer no.", "Customer", "Invoice no.", "Invoice date", "Due date", "Currency", "Amount"]
    grids = [
        Grid("Items", [headings, *items]),
        Grid("Customers", [["Customer no.", "Country"], ["C", country]]),
    ]
    policy = overlay(default_policy(), {name.replace("__", "."): value for name, value in changes.items()})
    ledger = read_ledger(grids, today=as_of)
    done = refresh(ledger, policy, today=as_of, as_of=as_of, base_currency="EUR", language="en")
    statements = done.dunning.statements
    letters = letters_of(
        statements, with_particulars(done.customers, "own: "), policy, as_of=as_of, day=day, language=tongue,
        only=tongue, claims={word: late_claims(done.position, done.customers, policy, word, day)
                             for word in LANGUAGES},
    )  # fmt: skip
    return letters, unwritten(statements)


def one(*rows, **more):
    (letter,), _ = of(list(rows), **more)
    return letter


def keys(letter):
    return [remark.key for remark in letter.remarks]


INVOICE = ("1", date(2026, 5, 31), "EUR", 36_500.0)


def test_interest_runs_until_the_day_of_the_letter_and_stands_apart_from_the_principal():
    letter = one(INVOICE, country="Germany")
    # BGB 288: 30 days of June at 10.27 % = 308.10, 10 days of July at 10.52 % = 105.20; 40 once
    assert (letter.interest, letter.fixed_fee, letter.rule) == (413.30, 40, "DE")
    assert (letter.total, letter.to_pay, letter.claim_total) == (36_500, 36_500, 36_953.30)
    assert [(i.interest, i.fixed_fee) for i in letter.items] == [(413.30, 40)]
    said = letter.values
    assert said["claim"] == "EUR 36,953.30"
    assert said["total_line"] == "Total overdue (principal): EUR 36,500.00"
    assert said["interest_line"] == "Late interest until 10 July 2026: EUR 413.30"
    assert said["fee_line"] == "Fixed sums for late payment: EUR 40.00"
    assert "section 288 of the German Civil Code (BGB): 9 percentage points" in said["interest"]
    assert "10.27 % to 10.52 % a year" in said["interest"]
    assert "until 10 July 2026 on the balances of 30 June 2026" in said["interest"]


def test_a_credit_reduces_the_principal_and_the_parts_are_named():
    credit = ("2", date(2026, 6, 1), "EUR", -500.0)
    letter = one(INVOICE, credit, country="Germany")
    assert (letter.to_pay, letter.claim_total) == (36_000, 36_453.30)
    assert letter.values["principal_line"] == "Principal payable: EUR 36,000.00"
    assert letter.values["claim_whole"] == (
        "EUR 36,453.30 (of which principal EUR 36,000.00, interest EUR 413.30, fixed sums EUR 40.00)"
    )
    assert [item.interest for item in letter.items] == [413.30, None]


def test_a_friendly_reminder_asks_for_no_interest_unless_the_policy_says_so():
    due = ("1", date(2026, 6, 20), "EUR", 36_500.0)  # 10 days late: the first stage
    letter = one(due, country="Germany")
    assert (letter.kind, letter.rule, letter.interest, keys(letter)) == ("friendly_reminder", "", 0, [])
    changed = one(due, country="Germany", dunning__claims_interest__friendly_reminder=True)
    assert changed.interest == 207.90  # 10 days at 10.27 % = 102.70, 10 at 10.52 % = 105.20


def test_a_stage_of_ones_own_is_as_the_stage_before_it():
    due = ("1", date(2026, 6, 5), "EUR", 36_500.0)  # 25 days late
    own = {"dunning__stages__second_demand": 20}
    assert one(due, country="DE", **own).stage == "second_demand"
    assert one(due, country="DE", **own).rule == "DE"
    assert one(due, country="DE", **own, dunning__claims_interest__second_demand=False).rule == ""


@pytest.mark.parametrize("basis", ["reserved", "contract"])
def test_a_basis_without_a_rate_gives_no_amount_and_says_so(basis):
    letter = one(INVOICE, country="DE", letters__interest_basis=basis)
    assert (letter.rule, letter.claim_total, keys(letter)) == ("", 36_500, ["basis"])
    assert "BGB" not in letter.values["interest"]


def test_one_rule_for_all_letters_leaves_the_customers_law_alone():
    letter = one(INVOICE, country="DE", letters__interest_basis="CN_SME")
    assert letter.interest == 730.0  # 0.05 % a day x 40 days x 36,500
    assert "0.05 % a day" in letter.values["interest"]
    assert not any(word in letter.values["rights"] for word in CHINESE_LAW)


@pytest.mark.parametrize("country", ["中国香港", "Macau", "TW", "Singapore", "Vietnam"])
@pytest.mark.parametrize("tongue", LANGUAGES)
def test_no_law_of_the_mainland_outside_it_in_any_language(country, tongue):
    letter = one(("1", date(2026, 5, 31), "CNY", 36_500.0), country=country, tongue=tongue)
    said = "".join(text for text in letter.values.values() if text)
    assert not any(word in said for word in CHINESE_LAW)
    assert (letter.rule, letter.claim_total) == ("", 36_500)
    assert keys(letter) == ["country_unlisted" if country == "Vietnam" else "no_rule"]


@pytest.mark.parametrize("country", ["China", "中国", "中国大陆", "PRC", ""])
@pytest.mark.parametrize(("tongue", "word"), [("en", "People's Republic of China"), ("zh", "民法典")])
def test_the_law_of_the_mainland_follows_country_or_currency_not_language(country, tongue, word):
    letter = one(("1", date(2026, 5, 31), "CNY", 36_500.0), country=country, tongue=tongue)
    assert word in letter.values["rights"]
    assert letter.interest == 180.0  # 3.00 % x 1.5 x 40 days
    assert not {"no_rule", "no_rate"}.intersection(keys(letter))


def test_a_general_rule_is_nobodys_law():
    letter = one(("1", date(2026, 5, 31), "JPY", 36_500.0))
    assert (letter.rule, keys(letter)) == ("", ["currency_unlisted"])
    assert "State the country" in letter.remarks[0].text("en")


def test_a_fixed_sum_of_another_currency_is_not_converted():
    letter = one(("1", date(2026, 5, 31), "USD", 36_500.0), country="DE")
    assert (letter.interest, letter.fixed_fee, keys(letter)) == (413.30, 0, ["fee_currency"])
    assert letter.values["fee_line"] == ""


def test_without_a_rate_there_is_no_line_of_interest_and_the_reason_is_told():
    known = {"late_interest__references__cn_lpr_1y__known_until": date(2026, 9, 20)}
    autumn = {"as_of": date(2026, 10, 31), "day": date(2026, 11, 10), "country": "China", **known}
    new, old = ("2", date(2026, 9, 25), "CNY", 100.0), ("1", date(2026, 8, 26), "CNY", 36_500.0)
    letter = one(new, **autumn)
    assert (letter.interest, letter.values["interest_line"], keys(letter)) == (0, "", ["no_rate"])
    assert "We reserve the right" in letter.values["interest"]
    assert "2026-09-20" in letter.remarks[0].text("en")
    both = one(old, new, **autumn)
    assert [item.interest for item in both.items] == [342.0, None]  # 4.5 % x 76 days
    assert "the right to it is reserved" in both.values["interest"]
    assert keys(both)[0] == "no_rate"


def test_a_statement_without_a_currency_gets_no_letter_and_is_listed():
    letters, left = of([INVOICE, ("2", date(2026, 5, 31), None, 500.0)], country="DE")
    assert [letter.currency for letter in letters] == ["EUR"]
    assert left["demanded"].tolist() == [500]
    assert not any("XXX" in (text or "") for letter in letters for text in letter.values.values())
