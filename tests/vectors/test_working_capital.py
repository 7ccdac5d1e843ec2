"""Published figures of working capital."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlcredit.receivables import receivables_turnover
from xlcredit.working_capital import (
    cash_conversion_cycle,
    days_inventory_outstanding,
    days_payables_outstanding,
    days_sales_outstanding,
    debt_ratio,
    net_debt_to_ebitda,
    operating_cycle,
    payables_turnover,
)

CASES = json.loads(Path(__file__).with_name("working_capital.json").read_text(encoding="utf-8"))

ELEMENTWISE = {
    "ft-ap-turnover": lambda a: payables_turnover(a["c"], a["p"]),
    "ft-ccc": lambda a: cash_conversion_cycle(a["i"], a["s"], a["p"]),
    "ft-debt-to-assets": lambda a: debt_ratio(a["d"], a["a"]),
    "ft-dio-365": lambda a: days_inventory_outstanding(a["i"], a["c"]),
    # Named inverted by its source's argument order; payables over cost of goods is the usual rule and ours.
    "ft-dpo-inverted": lambda a: days_payables_outstanding(a["p"], a["c"]),
    "ft-dso-365": lambda a: days_sales_outstanding(a["ar"], a["s"]),
    "ft-net-debt-ebitda": lambda a: net_debt_to_ebitda(a["n"], a["o"], a["d"]),
    "ft-operating-cycle": lambda a: operating_cycle(a["i"], a["s"]),
}


def chosen(method):
    return [case for case in CASES if case["method"] == method]


def test_every_case_is_run():
    inverted = {"ft-receivables-turnover-inverted"}
    assert {case["id"] for case in chosen("elementwise")} == set(ELEMENTWISE) | inverted
    assert {case["method"] for case in CASES} == {"elementwise", "ccc", "ccc_days"}


@pytest.mark.parametrize(
    "case", [c for c in chosen("elementwise") if c["id"] in ELEMENTWISE], ids=lambda c: c["id"]
)
def test_elementwise(case):
    found = ELEMENTWISE[case["id"]](case["inputs"]["args"])
    assert found.tolist() == pytest.approx(case["expected"]["values"], abs=case["tolerance"])


def test_receivables_turnover_is_sales_over_receivables():
    # The source recorded receivables / sales; turnover is its inverse, and we do not copy the mistake.
    case = next(c for c in CASES if c["id"] == "ft-receivables-turnover-inverted")
    turns = receivables_turnover(case["inputs"]["args"]["s"], case["inputs"]["args"]["ar"])
    assert (1 / turns).tolist() == pytest.approx(case["expected"]["values"], abs=case["tolerance"])
    assert turns.tolist() != pytest.approx(case["expected"]["values"])


@pytest.mark.parametrize("case", chosen("ccc"), ids=lambda c: c["id"])
def test_cycle_from_a_statement(case):
    given = case["inputs"]
    dio = days_inventory_outstanding(given["inventory"], given["cogs"])
    dso = days_sales_outstanding(given["receivables"], given["sales"])
    dpo = days_payables_outstanding(given["payables"], given["cogs"])
    found = {"dio": dio, "dso": dso, "dpo": dpo, "ccc": cash_conversion_cycle(dio, dso, dpo)}
    assert found == pytest.approx(case["expected"], abs=case["tolerance"])


@pytest.mark.parametrize("case", chosen("ccc_days"), ids=lambda c: c["id"])
def test_cycle_from_days(case):
    given = case["inputs"]
    cycle = cash_conversion_cycle(given["dio"], given["dso"], given["dpo"])
    assert cycle == pytest.approx(case["expected"]["ccc"], abs=case["tolerance"])
