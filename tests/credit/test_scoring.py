from __future__ import annotations

import math

import pytest

from xlcredit.credit import score_reasons, score_rows
from xlcredit.errors import ArgumentError, MissingDataError

HEADINGS = ["Customer", "On-time rate", "负债率", "企业性质"]


def test_one_row_is_the_row_of_a_column():
    rows = [["A", 0.8, 0.65, "上市公司"], ["B", None, 0.95, None]]
    both = score_rows(rows, HEADINGS)
    assert [score_rows([row], HEADINGS)[0] for row in rows] == both
    # 0.45 x 65 + 0.35 x 65 + 0.20 x 100
    assert both[0] == pytest.approx(72)


def test_the_order_of_columns_does_not_matter():
    assert score_rows([[0.8, 0.65]], HEADINGS[1:3]) == score_rows([[0.65, 0.8]], HEADINGS[2:0:-1])


def test_reasons_of_a_row_add_up_to_its_score():
    row = ["A", 0.8, 0.65, "上市公司"]
    total = sum(reason[6] for reason in score_reasons(row, HEADINGS))
    assert total == pytest.approx(score_rows([row], HEADINGS)[0], abs=1e-9)


def test_an_unknown_word_is_refused_alone_and_no_number_in_a_column():
    with pytest.raises(ArgumentError, match="legal_form: got 'club'"):
        score_rows([["A", 0.8, 0.65, "club"]], HEADINGS)
    scores = score_rows([["A", 0.8, 0.65, "club"], ["B", 0.8, 0.65, None]], HEADINGS)
    assert math.isnan(scores[0])
    assert scores[1] == pytest.approx(65)


def test_a_short_row_and_an_empty_row_are_refused():
    with pytest.raises(ArgumentError, match="values: got 2 values where the others have 4") as caught:
        score_rows([["A", 0.8]], HEADINGS)
    assert "收到 2 个值" in caught.value.text("zh")
    with pytest.raises(MissingDataError, match="none of the factors"):
        score_rows([["A", None, None, None]], HEADINGS)
