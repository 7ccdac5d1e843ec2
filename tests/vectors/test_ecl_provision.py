"""Published provision matrices and loss rates, through the worksheet functions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from udfs.catalogue import catalogue
from xlcredit.provision import provision_matrix

CASES = json.loads(Path(__file__).with_name("ecl_provision.json").read_text(encoding="utf-8"))
MATRICES = [case for case in CASES if case["method"].startswith("provision_matrix")]


def column(numbers):
    return tuple((float(number),) for number in numbers)


@pytest.mark.parametrize("case", MATRICES, ids=lambda case: case["id"])
def test_provision_matrix(case):
    given, expected = case["inputs"], case["expected"]
    rates = [round(rate / 100, 12) for rate in given["rate_pct"]]
    factor = given.get("forward_factor")
    parts = [float(part) for part in provision_matrix(given["gross"], rates, factor).by_bucket]
    if "allowance_by_bucket" in expected:
        assert parts == pytest.approx(expected["allowance_by_bucket"], abs=case["tolerance"])
    found = catalogue()["PROVISION"](column(given["gross"]), column(rates), factor)
    assert found == pytest.approx(
        expected.get("total", sum(parts)), abs=case["tolerance"] * len(parts) + 1e-9
    )


def test_ifrs_9_example_12_is_exact():
    case = next(case for case in CASES if case["id"] == "ifrs9-ie12")
    rates = [round(rate / 100, 12) for rate in case["inputs"]["rate_pct"]]
    assert catalogue()["PROVISION"](column(case["inputs"]["gross"]), column(rates)) == 580_000.0


def test_loss_rates_from_a_payment_profile():
    # What was not paid in a bucket reaches the next one: one cohort, one period after the other.
    case = next(case for case in CASES if case["method"] == "loss_rates_from_payment_profile")
    reached = case["inputs"]["sales"] - np.cumsum([0, *case["inputs"]["paid"]])
    rows = catalogue()["LOSSRATES"](np.diag(reached.astype(float)).tolist())
    found = [row[2] * 100 for row in rows[1:]]
    assert found == pytest.approx(case["expected"]["loss_rate_pct"], abs=case["tolerance"])
    assert reached[-1] == case["expected"]["never_paid"]


def test_percent_of_receivables():
    case = next(case for case in CASES if case["method"] == "percent_of_ar")
    found = catalogue()["PROVISION"](case["inputs"]["ar"], case["inputs"]["pct"] / 100)
    assert found == case["expected"]["required"]
