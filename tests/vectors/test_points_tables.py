"""Published sheets of points, evaluated as points tables; published scales, as log-odds."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from udfs.catalogue import catalogue
from xlcredit.credit import score_rows
from xlcredit.credit.fitted import log_odds
from xlcredit.policy import default_policy, overlay, points_from_rows, points_rows

FOLDER = Path(__file__).parent
SHEETS = json.loads((FOLDER / "points_tables.json").read_text("utf-8"))
SCALES = [
    case
    for case in json.loads((FOLDER / "scorecard.json").read_text("utf-8"))
    if case["method"] == "scale_points"
]


def policy_of(sheet):
    factors = {"scorecard.method": "fitted", "points_table.factors": sheet["factors"]}
    return overlay(default_policy(), factors)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["id"])
def test_a_published_sheet_gives_its_published_scores(sheet):
    policy, headings = policy_of(sheet), [factor["name"] for factor in sheet["factors"]]
    assert score_rows(sheet["customers"], headings, policy) == sheet["score"]
    assert [score_rows([row], headings, policy)[0] for row in sheet["customers"]] == sheet["score"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["id"])
def test_it_gives_them_in_a_cell_from_the_points_table_of_a_sheet(sheet, language):
    creditscore, rows = catalogue()["CREDITSCORE"], points_rows(policy_of(sheet), language)
    headings = [[factor["name"] for factor in sheet["factors"]]]
    for row, score in zip(sheet["customers"], sheet["score"], strict=True):
        assert creditscore([list(map(float, row))], headings, rows) == score
    column = creditscore(sheet["customers"], headings, rows)
    assert [row[0] for row in column] == sheet["score"]
    assert points_from_rows(rows).points_table == policy_of(sheet).points_table


@pytest.mark.parametrize("case", SCALES, ids=lambda case: case["id"])
def test_log_odds_of_a_published_scale(case):
    given, expected = case["inputs"], case["expected"]
    scale = {
        "points_to_double_odds": given["pdo"],
        "reference_points": given["score0"],
        "reference_odds": given["odds0_good_to_bad"],
    }
    policy = overlay(default_policy(), {"scorecard.scale": scale})
    scores = given.get("scores", expected.get("score"))
    odds = expected.get("odds", given.get("odds_good_to_bad"))
    assert np.exp(log_odds(scores, policy)) == pytest.approx(odds, rel=1e-9)
    assert log_odds(float(scores[0]), policy) == pytest.approx(math.log(odds[0]), abs=1e-9)
