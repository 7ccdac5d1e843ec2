"""Published scales of credit bureaux."""

from __future__ import annotations

import json
from pathlib import Path

from xlcredit.credit import paydex_days_late, paydex_risk, paydex_weighted
from xlcredit.credit.bureau import PAYDEX_DAYS, PAYDEX_RISK

CASES = {
    case["id"]: case for case in json.loads(Path(__file__).with_name("bureau_scales.json").read_text("utf-8"))
}


def test_paydex_bands():
    case = CASES["paydex-bands"]
    assert [list(band) for band in PAYDEX_RISK] == case["inputs"]["bands"]
    assert [paydex_risk(value) for value in case["inputs"]["values"]] == case["expected"]["label"]


def test_paydex_days_late():
    case = CASES["paydex-late"]
    assert [paydex_days_late(score) for score in case["inputs"]["keys"]] == case["expected"]["out"]
    for score, days in case["inputs"]["table"].items():
        assert PAYDEX_DAYS[int(score)] == days


def test_paydex_weighted():
    case = CASES["paydex-weighted-big-late"]
    found = paydex_weighted(case["inputs"]["dollars"], case["inputs"]["experience_score"])
    assert found == case["expected"]["score"]
