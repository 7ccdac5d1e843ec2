from __future__ import annotations

import math

import pytest

from udfs.catalogue import catalogue
from udfs.policy_range import policy_in
from udfs.values import CellError
from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, points_from_rows, points_rows, policy_rows
from xlcredit.tables import POINTS, POLICY
from xlcredit.texts import say

LANGUAGES = ["en", "zh"]
ROWS = [
    ["X7", "below 1", None, 40.0, None, None],
    ["X7", "1 or more", 1.0, 61.5, None, None],
    ["X7", "missing", None, 50.0, None, None],
]


def headings(table, language):
    return [say(f"labels.{name}", language) for name in table.column_names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_points_table_scores_over_the_default_policy(language):
    rows = points_rows(points_from_rows(ROWS), language)
    expected = overlay(points_from_rows(ROWS), {"scorecard.method": "fitted"})
    for given in (rows, [headings(POINTS, language), *rows]):
        assert policy_in(given).policy_id == expected.policy_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policy_sheet_is_laid_over_the_default_with_or_without_headings(language):
    rows = policy_rows(overlay(default_policy(), {"dso.days_in_year": 360}), language)
    for given in (rows, [headings(POLICY, language), *rows]):
        assert policy_in(given).dso.days_in_year == 360
    assert policy_in([headings(POLICY, language), *rows]).scorecard.method == "expert"


@pytest.mark.parametrize("blank", [None, "", [[None] * 6] * 3, [headings(POINTS, "en"), [None] * 6]])
def test_a_blank_range_is_the_default_policy(blank):
    assert policy_in(blank).policy_id == default_policy().policy_id


def test_the_same_cells_are_read_once():
    assert policy_in(ROWS) is policy_in([list(row) for row in ROWS])


def test_a_faulty_row_is_named_by_its_row_in_the_range():
    wrong = [ROWS[0], [*ROWS[1][:2], 1.0, CellError("#N/A"), None, None], ROWS[2]]
    with pytest.raises(PolicyError, match=r"row 2.*#N/A"):
        policy_in(wrong)
    with pytest.raises(PolicyError, match=r"row 3.*#N/A"):
        policy_in([headings(POINTS, "zh"), *wrong])
    with pytest.raises(PolicyError, match=r"row 2.*'agin\.edges'"):
        policy_in([["dso.days_in_year", "", 360], ["agin.edges", "", 1]])


def test_a_policy_sheet_that_asks_for_a_table_it_does_not_have_says_so():
    with pytest.raises(PolicyError, match="hand over the points table"):
        policy_in([["scorecard.method", "", "fitted"]])


def test_score_and_reasons_in_cells():
    score, why = catalogue()["CREDITSCORE"], catalogue()["CREDITWHY"]
    assert score([[2.0]], [["x7"]], ROWS) == 61.5
    found = score([[2.0], [0.5], [None], ["?"]], [["X7"]], ROWS)
    assert [row[0] for row in found[:2]] == [61.5, 40.0]
    assert [str(row[0]) for row in found[2:]] == ["#N/A", "#VALUE!"]
    assert why([[2.0]], [["X7"]], ROWS)[1][1:] == ["X7", 2.0, "1 or more", 61.5, 61.5, 61.5]
    assert str(score([[2.0]], [["X7"]])) == "#VALUE!"


def test_a_mixed_row_of_own_columns_and_accounts():
    rows = [
        ["debt_ratio", "", None, 10.0],
        ["Debt ratio", "", 0.5, 5.0],
        ["资产负债率", "缺失", None, 0.0],
        *ROWS,
    ]
    score = catalogue()["CREDITSCORE"]
    names = [["Total liabilities", "Total assets", "X7"]]
    assert score([[60, 100, 2.0]], names, rows) == 66.5
    assert score([[60, 100, None]], names, rows) == 55.0
    assert score([[None, 100, 2.0]], names, rows) == 61.5


def test_probability_of_default_of_a_score():
    pd, grade = catalogue()["CREDITPD"], catalogue()["CREDITGRADE"]
    assert pd(57.0, ROWS) == pytest.approx(1 / 21, abs=1e-12)  # 20 to 1, seven points above 10 to 1
    assert pd("A", ROWS) == pd("A")
    assert [row[0] for row in pd([[50.0], [57.0]], ROWS)] == pytest.approx([1 / 11, 1 / 21])
    assert math.isclose(pd(57.0), pd(grade(57.0)))
    assert (grade(-3.0, ROWS), grade(130.0, ROWS), str(grade(-3.0))) == ("E", "A", "#VALUE!")
