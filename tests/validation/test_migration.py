from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.validation import migration_matrix


def test_matrix_by_hand():
    before = ["A", "A", "B", "B", "B", None, "", "A"]
    after = ["A", "B", "B", "A", None, "B", None, "b "]
    found = migration_matrix(before, after, ["A", "B"])
    assert found.counts.tolist() == [[1, 2, 0], [1, 1, 1], [0, 1, 1]]
    assert found.shares[0].tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert (found.upgrades, found.downgrades, found.unchanged) == (1, 2, 2)
    assert (found.entered, found.left, found.customers) == (1, 1, 8)
    assert found.downgrades_by_row.tolist() == [2, 0, 0]


def test_a_grade_without_customers_has_no_shares():
    assert np.isnan(migration_matrix(["A"], ["B"], ["A", "B"]).shares[1]).all()


grades = st.sampled_from(["A", "B", "C", "D", "E", None])


@given(st.lists(st.tuples(grades, grades), min_size=1, max_size=60))
@settings(max_examples=60)
def test_everyone_is_counted_once(rows):
    before, after = zip(*rows, strict=True)
    found = migration_matrix(before, after)
    size = len(rows)
    unrated = int(found.counts[-1, -1])
    moves = found.upgrades + found.downgrades + found.unchanged + found.entered + found.left
    assert moves + unrated == found.customers == size
    assert found.counts.sum(axis=1).tolist() == [before.count(label) for label in (*"ABCDE", None)]
    assert found.counts.sum(axis=0).tolist() == [after.count(label) for label in (*"ABCDE", None)]
    back = migration_matrix(after, before)
    assert (back.counts == found.counts.T).all()
    assert (back.upgrades, back.downgrades) == (found.downgrades, found.upgrades)
    known = found.shares[~np.isnan(found.shares).any(axis=1)]
    assert known.sum(axis=1) == pytest.approx(np.ones(len(known)))


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (
            (["A", "F"], ["A", "A"]),
            ArgumentError,
            r"before\[2\]: got 'F'\. Accepted are A, B, C, D, E",
            "A, B, C",
        ),
        ((["A"], ["A", "B"]), ArgumentError, "after", "after"),
        (([], []), MissingDataError, "nobody is counted", "没有任何客户"),
        ((["A"], ["A"], ["A", "a"]), ArgumentError, "labels: got A, a", "各出现一次"),
        ((["A"], ["A"], []), ArgumentError, "labels: got", "不得为空"),
    ],
)
def test_wrong_grades_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        migration_matrix(*arguments)
    assert chinese in caught.value.text("zh")
