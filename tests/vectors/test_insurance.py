"""Published terms of indemnity."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from xlcredit.protection import indemnity, uninsured

CASES = json.loads(Path(__file__).with_name("insurance.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_indemnity_and_what_is_retained(case):
    given = case["inputs"]
    terms = (math.inf, given["cover_pct"] / 100, given.get("deductible", 0))  # the sources name no limit
    paid, kept = indemnity(given["loss"], *terms), uninsured(given["loss"], *terms)
    assert {"indemnity": paid, "retained": kept} == pytest.approx(case["expected"], abs=case["tolerance"])
