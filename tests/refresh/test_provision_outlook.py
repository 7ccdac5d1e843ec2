"""Tables of loss rates that look back take the outlook factor; those that look ahead do not."""

from __future__ import annotations

from datetime import date, timedelta

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh

AS_OF = date(2026, 6, 30)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]
# ASC 326-20-55-38 to 40 (example 5): balances by days past due 0, 1-30, 31-60, 61-90, more than 90
BALANCES = ((0, 5_984_698), (10, 8_272), (40, 2_882), (70, 842), (100, 1_100))


def provided(language="en", **changes):
    """Return matrix and sentences of the example's receivables."""
    rows = [
        ["A", f"N{days}", AS_OF - timedelta(days=days + 30), AS_OF - timedelta(days=days), "USD", amount]
        for days, amount in BALANCES
    ]
    ledger = read_ledger([Grid("Items", [HEADINGS, *rows])], today=AS_OF)
    named = {"provision.rates_from": "table", "provision.table": "us_cecl"}
    named |= {name.replace("__", "."): value for name, value in changes.items()}
    policy = overlay(default_policy(), named)
    result = refresh(ledger, policy, today=AS_OF, as_of=AS_OF, base_currency="USD", language=language)
    return result.tables["provision_matrix"], result.cells


def test_example_5_of_the_standard_with_its_outlook():
    matrix, cells = provided(provision__forward_factor=0.9)
    # 0.27, 7.2, 23.4, 52.2, 73.8 %: 16,159 + 596 + 674 + 440 + 812 = 18,681
    assert [round(part) for part in matrix["allowance"]] == [16_159, 596, 674, 440, 812]
    assert sum(round(part) for part in matrix["allowance"]) == 18_681
    assert matrix["forward_factor"].tolist() == [0.9] * 5
    assert "the outlook factor multiplies them" in cells["xlcredit_provision_rates"]
    _, chinese = provided("zh", provision__forward_factor=0.9)
    assert "再乘前瞻系数" in chinese["xlcredit_provision_rates"]


def test_the_switch_takes_the_outlook_out_again():
    matrix, cells = provided(provision__forward_factor=0.9, provision__tables__us_cecl__looks_ahead=True)
    # 0.3 % of 5,984,698 = 17,954.09; 8 % of 8,272 = 661.76
    assert matrix["allowance"].tolist()[:2] == [17_954.09, 661.76]
    assert matrix["forward_factor"].isna().all()
    assert "takes no outlook factor" in cells["xlcredit_provision_rates"]


def test_a_table_that_looks_ahead_never_takes_it():
    matrix, _ = provided(provision__forward_factor=0.9, provision__table="ifrs_ie12")
    assert matrix["rate_used"].tolist() == [0.003, 0.016, 0.036, 0.066, 0.106]


def test_cases_of_the_outlook_move_a_table_that_looks_back():
    policy = {"provision__rates_from": "table"}
    matrix, _ = provided(**policy, provision__outlook__worse_case__factor=2.0)
    # 0.6 x 1 + 0.2 x 0.9 + 0.2 x 2 = 1.18; 0.3 % x 1.18 = 0.354 %; 82 % x 1.18 = 96.76 %
    assert matrix["rate_used"].tolist() == [0.00354, 0.0944, 0.3068, 0.6844, 0.9676]


def test_one_month_of_history_gives_a_reason_and_no_rate():
    rows = [["A", "N1", AS_OF - timedelta(days=20), AS_OF + timedelta(days=10), "USD", 100]]
    ledger = read_ledger([Grid("Items", [HEADINGS, *rows])], today=AS_OF)
    policy = overlay(default_policy(), {"provision.fewest_settled": 0})
    result = refresh(ledger, policy, today=AS_OF, as_of=AS_OF, base_currency="USD", language="en")
    assert result.tables["provision_matrix"]["rate_used"].isna().all()
    assert "tells no roll rates" in result.cells["xlcredit_provision_rates"]
    assert "no loss rate is known" in result.cells["xlcredit_provision_verdict"]
