"""Published costs of a discount for early payment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlcredit.protection import early_payment_cost

CASES = json.loads(Path(__file__).with_name("early_payment_discount.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_yearly_cost_of_a_discount(case):
    given = case["inputs"]
    ((kind, expected),) = case["expected"].items()
    convention = f"{kind.removesuffix('_pct')}_{given['year_days']}"
    cost = early_payment_cost(
        given["discount_pct"] / 100, given["discount_days"], given["pay_day"], convention
    )
    assert cost * 100 == pytest.approx(expected, abs=case["tolerance"])
