"""Published Herfindahl indexes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlcredit.receivables import effective_number, herfindahl_index

PATH = Path(__file__).with_name("bureau_scales.json")
CASES = [case for case in json.loads(PATH.read_text(encoding="utf-8")) if case["method"] == "hhi"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_herfindahl(case):
    sizes, expected = case["inputs"]["shares_pct"], case["expected"]
    assert herfindahl_index(sizes) == pytest.approx(expected["hhi_10000"], abs=1e-9)
    if "effective_n" in expected:
        assert effective_number(sizes) == pytest.approx(expected["effective_n"], abs=case["tolerance"])


def test_there_are_three():
    assert len(CASES) == 3
