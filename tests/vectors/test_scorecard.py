"""Published figures of scorecards: bands, scales of points, the order of reasons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlcredit.credit import band_label, point_scale, reason_order
from xlcredit.errors import ArgumentError

CASES = {
    case["id"]: case for case in json.loads(Path(__file__).with_name("scorecard.json").read_text("utf-8"))
}
SCALES = [case for case in CASES.values() if case["method"] == "scale_points"]


@pytest.mark.parametrize("case", SCALES, ids=lambda case: case["id"])
def test_scale_of_points(case):
    given, expected = case["inputs"], case["expected"]
    scale = point_scale(given["score0"], given["odds0_good_to_bad"], given["pdo"])
    for name in ("factor", "offset"):
        if name in expected:
            assert getattr(scale, name) == pytest.approx(expected[name], abs=case["tolerance"])
    if "odds" in expected:
        assert scale.odds(given["scores"]) == pytest.approx(expected["odds"], abs=case["tolerance"])
    if "score" in expected:
        assert scale.score(given["odds_good_to_bad"]) == pytest.approx(
            expected["score"], abs=case["tolerance"]
        )


def test_bands():
    case = CASES["iv-bands"]
    found = [band_label(value, case["inputs"]["bands"]) for value in case["inputs"]["values"]]
    assert found == case["expected"]["label"]


def test_reason_order():
    given = CASES["toad-reasons"]["inputs"]
    order = reason_order(given["sub_score"], given["base_effect"], given["keep"])
    assert [given["features"][place] for place in order] == CASES["toad-reasons"]["expected"]["order"]


@pytest.mark.parametrize(
    "case", [case for case in CASES["optbinning-pdo-reject"]["inputs"]["bad_params"] if "pdo" in case]
)
def test_impossible_scales_are_refused(case):
    with pytest.raises(ArgumentError, match=r"is missing|above zero is needed"):
        point_scale(case.get("scorecard_points"), case.get("odds"), case["pdo"])
