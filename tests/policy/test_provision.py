"""Rates that a provision cannot stand on are refused, with the item and the row of the Policy sheet named."""

from __future__ import annotations

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, policy_from_rows, policy_rows

TABLES = "provision.tables"


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        (
            {f"{TABLES}.own_table.loss_rates": [0.1, 0.2]},
            r"own_table: got 2 loss rates for 4 edges\. 6",
            "须为 6 个",
        ),
        (
            {f"{TABLES}.cn_usual.edges": [365, 730]},
            r"cn_usual: got 6 loss rates for 2 edges\. 3",
            "须为 3 个",
        ),
        ({f"{TABLES}.cn_usual.edges": [730, 365, 1, 2, 3]}, "365 follows 730", "分界值必须递增"),
        ({f"{TABLES}.cn_usual.edges": [0, 365, 730, 1095, 1460]}, r"edges\.1: got 0", "edges.1"),
        ({f"{TABLES}.ifrs_ie12.loss_rates": [-0.1, 0, 0, 0, 0]}, r"loss_rates\.1: got -0\.1", "不得小于 0"),
        ({f"{TABLES}.ifrs_ie12.loss_rates": [0, 0, 0, 0, 30]}, r"loss_rates\.5: got 30", "不得大于 1"),
        ({f"{TABLES}.ifrs_ie12.loss_rates": [0, None, 0, 0, 0]}, r"loss_rates\.2: got None", "loss_rates.2"),
        (
            {"provision.rates_from": "table", "provision.table": "own_table"},
            "table without loss rates",
            "尚无损失率",
        ),
        ({"provision.outlook.worse_case.probability": 0.5}, r"add up to 1\.3", "之和为 1.3"),
        ({"provision.forward_factor": 0.05}, r"forward_factor: got 0\.05.*0\.5 or more", "不得低于 0.5"),
        ({"provision.outlook.worse_case.factor": 0.1}, r"worse_case\.factor: got 0\.1\.", "不得低于 0.5"),
        ({"provision.specific.insolvent.specific_rate": 1.5}, r"specific_rate: got 1\.5", "不得大于 1"),
        ({"provision.backtest_months": 0}, "backtest_months: got 0", "backtest_months"),
    ],
)
def test_rates_that_do_not_fit_are_refused(changes, english, chinese):
    with pytest.raises(PolicyError, match=english) as caught:
        overlay(default_policy(), changes)
    assert chinese in caught.value.text("zh")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (f"{TABLES}.cn_usual.loss_rates.3", 1.3, "cn_usual.loss_rates.3: got 1.3"),
        (f"{TABLES}.cn_usual.loss_rates.6", "none", "cn_usual: got 5 loss rates for 5 edges"),
        (f"{TABLES}.us_cecl.loss_rates.2", -0.08, "us_cecl.loss_rates.2: got -0.08"),
        (f"{TABLES}.us_cecl.loss_rates.2", "n/a", "us_cecl.loss_rates.2: got 'n/a'. A number is needed"),
        (f"{TABLES}.us_cecl.loss_rates.2", "none", "us_cecl: got 4 loss rates for 3 edges"),
        (f"{TABLES}.us_cecl.edges.2", 30, "us_cecl.edges: got [30, 30, 90]"),
        (f"{TABLES}.us_cecl.edges.2", "none", "us_cecl: got 5 loss rates for 2 edges"),
        (f"{TABLES}.us_cecl.looks_ahead", "perhaps", "us_cecl.looks_ahead: got 'perhaps'"),
        ("provision.specific.insolvent.specific_rate", -0.5, "insolvent.specific_rate: got -0.5"),
        ("provision.outlook.base_case.probability", -0.1, "base_case.probability: got -0.1"),
        ("provision.outlook.base_case.probability", 0.7, "add up to 1.1"),
    ],
)
def test_the_row_is_named(path, value, message):
    rows = policy_rows(default_policy(), "en")
    place = next(number for number, row in enumerate(rows) if row[0] == path)
    rows[place][2] = value
    with pytest.raises(PolicyError) as caught:
        policy_from_rows(rows, first_row=7)
    text = caught.value.text("en")
    assert message in text
    named = int(text.removeprefix("Policy sheet, row ").partition(":")[0])
    assert rows[named - 7][0].rpartition(".")[0].startswith(path.rpartition(".")[0].rpartition(".")[0])


def test_rates_of_one_s_own_take_a_row_each():
    paths = [f"{TABLES}.own_table.loss_rates.{number}" for number in range(1, 8)]
    rows = [[path, "", 0.01 * place] for place, path in enumerate(paths, 1)]
    policy = policy_from_rows(
        [*rows, ["provision.rates_from", "", "table"], ["provision.table", "", "own_table"]]
    )
    own = policy.provision.tables.of("own_table")
    assert (own.loss_rates[6], own.ages) == (pytest.approx(0.07), 6)  # the seventh: debts without a date


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((1, 2, 4, 5, 6), r"^Policy sheet, row 9: .*own_table\.loss_rates\.4 leaves a gap"),
        ((2, 3, 4, 5, 6), r"^Policy sheet, row 7: .*own_table\.loss_rates\.2 leaves a gap"),
        ((1, 2, 3, 3, 4), r"^Policy sheet, row 10: .*own_table\.loss_rates\.3 stands here a second time"),
    ],
)
def test_a_gap_in_the_ages_of_one_s_own_table_is_refused_with_its_row(numbers, message):
    rows = [[f"{TABLES}.own_table.loss_rates.{number}", "", 0.01 * number] for number in numbers]
    with pytest.raises(PolicyError, match=message):
        policy_from_rows(rows, first_row=7)
