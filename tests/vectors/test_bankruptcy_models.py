"""Published figures of distress models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlcredit.credit import (
    MODELS,
    altman_z,
    distress_probability,
    distress_zone,
    impossible_balance,
    linear_score,
)

CASES = json.loads(Path(__file__).with_name("bankruptcy_models.json").read_text(encoding="utf-8"))
OURS = {
    "altman-1983-private": "altman_z_1983_private",
    "altman-1995-z2": "altman_z_1995",
    "altman-lucent-standard": "altman_z_1968",
    "altman-homework": "altman_z_1968",
    "ohlson-1980": "ohlson_o_1980",
    "springate-1978": "springate_1978",
    "zmijewski-1984": "zmijewski_1984",
}
STATEMENT = ("working_capital", "retained_earnings", "ebit", "equity", "sales", "total_assets", "liabilities")


def ratios(given):
    """Return X1 to X5 of a case that gives the statements."""
    assets = given["total_assets"]
    found = {
        "X1": given["working_capital"] / assets,
        "X2": given["retained_earnings"] / assets,
        "X3": given["ebit"] / assets,
        "X4": given["equity"] / given["liabilities"],
        "X5": given["sales"] / assets,
    }
    return {name: found[name] for name in given["coef"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_linear_score_gives_what_is_published(case):
    given = case["inputs"]
    score = linear_score(given.get("const", 0.0), given["coef"], given.get("x") or ratios(given))
    assert score == pytest.approx(case["expected"]["score"], abs=case["tolerance"])


@pytest.mark.parametrize("case", [case for case in CASES if case["id"] in OURS], ids=lambda case: case["id"])
def test_our_models_are_the_published_ones(case):
    given, model = case["inputs"], MODELS[OURS[case["id"]]]
    assert list(model.coefficients.values()) == list(given["coef"].values())
    assert model.constant == given.get("const", 0.0)
    if "zones" in given:
        assert list(model.zones) == given["zones"]
    expected, score = case["expected"], case["expected"]["score"]
    if "zone" in expected:
        assert distress_zone(score, OURS[case["id"]]) == expected["zone"]
    if "p" in expected:
        assert distress_probability(score, OURS[case["id"]]) == pytest.approx(
            expected["p"], abs=case["tolerance"]
        )


@pytest.mark.parametrize("name", ["altman-1983-private", "altman-1995-z2", "altman-lucent-standard"])
def test_altman_from_the_statements(name):
    case = next(case for case in CASES if case["id"] == name)
    found = altman_z(*(case["inputs"][part] for part in STATEMENT), OURS[name])
    assert found == pytest.approx(case["expected"]["score"], abs=case["tolerance"])


def test_the_impossible_balance_sheet_of_a_source_is_flagged():
    given = next(case for case in CASES if case["id"] == "altman-formiax")["inputs"]
    assert impossible_balance(given)["credit.working_capital_impossible"]
