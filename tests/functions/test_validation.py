"""Validation in a cell: what the door does with ranges, above what the domain tests hold."""

from __future__ import annotations

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import use_language

OUTCOMES = ((1.0,), (True,), (0.0,), (1.0,), (False,), (0.0,), (0.0,))
SCORES = ((20.0,), (40.0,), (40.0,), (60.0,), (70.0,), (80.0,), (90.0,))
BLANK = ((None,),)


def test_whole_columns_with_headings_and_blanks_below() -> None:
    outcomes, scores = (("Bad",), *OUTCOMES, *BLANK * 3), (("Score",), *SCORES, *BLANK * 3)
    for name, value in (("SCOREAUC", 0.875), ("SCOREGINI", 0.75), ("SCOREKS", 0.75)):
        assert catalogue()[name](outcomes, scores) == value
    assert catalogue()["SCORETEST"](outcomes, scores)[3] == ["Rows left out", 0.0]


def test_rows_that_are_not_known_are_left_out_and_counted() -> None:
    outcomes, scores = ((None,), *OUTCOMES, (1.0,)), ((10.0,), *SCORES, (None,))
    assert catalogue()["SCOREAUC"](outcomes, scores) == 0.875
    assert catalogue()["SCORETEST"](outcomes, scores)[3] == ["Rows left out", 2.0]


def test_scores_of_which_more_is_worse() -> None:
    probabilities = tuple((1 - score / 100,) for (score,) in SCORES)
    assert catalogue()["SCOREAUC"](OUTCOMES, probabilities, False) == 0.875
    assert catalogue()["SCOREGINI"](OUTCOMES, probabilities) == -0.75
    assert catalogue()["SCORETEST"](OUTCOMES, probabilities, 0.0)[4] == ["AUC", 0.875]


def test_scoretest_leaves_the_bounds_of_a_perfect_order_blank() -> None:
    rows = catalogue()["SCORETEST"](((1.0,), (1.0,), (0.0,), (0.0,)), ((1.0,), (2.0,), (3.0,), (4.0,)))
    assert rows[4:8] == [["AUC", 1.0], ["AUC, lower bound", ""], ["AUC, upper bound", ""], ["Gini", 1.0]]


def test_psi_follows_the_policy_sheet_and_speaks_of_shares() -> None:
    then, now = ((0.0,), (100.0,)), ((10.0,), (190.0,))
    policy = policy_rows(overlay(default_policy(), {"validation.empty_band": "left_out"}), "zh")
    assert catalogue()["PSI"](then, now) == pytest.approx(0.106181, abs=1e-6)  # 0.045 ln 10 - 0.05 ln 0.95
    assert catalogue()["PSI"](then, now, policy) == pytest.approx(0.002565, abs=1e-6)  # -0.05 ln 0.95
    assert catalogue()["PSI"](((0.0,), (1.0,)), ((0.5,), (0.5,))) == CellError("#N/A")
    assert "counts of customers instead of shares" in str(faults.latest(function="PSI"))


def test_calibration_by_edges_with_an_empty_band_and_by_grade() -> None:
    outcomes, stated = ((0.0,), (1.0,), (0.0,)), ((0.1,), (0.1,), (0.4,))
    rows = catalogue()["CALIBRATION"](outcomes, stated, ((0.05,), (0.2,)))
    assert [row[:5] for row in rows[1:]] == [
        ["1", 0.0, 0.05, 0.0, 0.0], ["2", 0.05, 0.2, 2.0, 1.0], ["3", 0.2, 1.0, 1.0, 0.0],
        ["All", 0.1, 0.4, 3.0, 1.0],
    ]  # fmt: skip
    assert rows[1][5:10] == [""] * 5
    use_language("zh")
    by_grade = catalogue()["CALIBRATION"](outcomes, stated, None, (("B",), (None,), ("A",)))
    assert [row[0] for row in by_grade] == ["分段", "（未评级）", "A", "B", "全部"]
    assert by_grade[1][-1] == "样本不足"


def test_migrationmatrix_in_cells() -> None:
    rows = catalogue()["MIGRATIONMATRIX"](
        (("A",), ("A",), (None,), ("B",)), (("A",), ("B",), ("B",), ("A",)), (("A",), ("B",))
    )
    assert rows == [
        ["Before", "A", "B", "Not rated", "Total", "Upgrades", "Downgrades", "A, share", "B, share",
         "Not rated, share"],
        ["A", 1.0, 1.0, 0.0, 2.0, 0.0, 1.0, 0.5, 0.5, 0.0],
        ["B", 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0],
        ["Not rated", 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
        ["Total", 2.0, 2.0, 0.0, 4.0, 1.0, 1.0, 0.5, 0.5, 0.0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "arguments", "code", "english", "chinese"),
    [
        ("SCOREAUC", (((1.0,), (1.0,)), ((1.0,), (2.0,))), "#N/A", "2 bad and 0 good", "好客户 0 个"),
        ("SCOREAUC", (((1.0,), (2.0,)), ((1.0,), (2.0,))), "#VALUE!", "outcomes", "outcomes"),
        ("SCOREAUC", (OUTCOMES, SCORES[:3]), "#VALUE!", "same length", "长度必须相同"),
        ("SCOREAUC", (OUTCOMES, (*SCORES[:6], ("#REF!",))), "#REF!", "holds the error", "错误值 #REF!"),
        ("SCORETEST", (((1.0,), (0.0,)), ((1.0,), (2.0,))), "#N/A", "At least 2 of each", "至少 2 个"),
        ("BRIERSCORE", (((1.0,), (0.0,)), ((30.0,), (0.1,))), "#NUM!", "30 % is 0.3", "30% 应写作 0.3"),
        ("PSI", (((1.0,), (None,)), ((1.0,), (2.0,))), "#N/A", "expected_counts[2]: blank", "为空"),
        ("PSI", (((1.0,), (-2.0,)), ((1.0,), (2.0,))), "#NUM!", "got -2", "收到 -2"),
        ("CALIBRATION", (((1.0,),), ((0.1,),), 0.0), "#VALUE!", "bands: got 0", "整数分段数"),
        ("MIGRATIONMATRIX", ((("A",), ("F",)), (("A",), ("A",))), "#VALUE!", "before[2]: got 'F'", "'F'"),
    ],
)
def test_wrong_ranges_say_what_is_wrong(
    name: str, arguments: tuple[object, ...], code: str, english: str, chinese: str
) -> None:
    for language, reason in (("en", english), ("zh", chinese)):
        use_language(language)
        faults.forget()
        assert catalogue()[name](*arguments) == CellError(code)
        assert reason in str(faults.latest(function=name))


def test_a_hundred_thousand_rows_of_a_sheet() -> None:
    outcomes = tuple((float(row % 20 == 0),) for row in range(100_000))
    scores = tuple((float(row % 1_000),) for row in range(100_000))
    # bads are 0, 20, ..., 980; each is below the goods of its own block of 20 and all later blocks:
    # (19 x (50 - k) goods above of 950), the mean over k = 0 to 49 is 19 x 25.5 / 950
    assert catalogue()["SCOREAUC"](outcomes, scores) == pytest.approx(25.5 / 50, abs=1e-12)
