from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.validation import override_report

BEFORE = ["C", "C", "B", "D", 100, "100", "C", None, "net 30"]
AFTER = ["C", "B", "D", "d", 150, 80, "C", "A", "net 60"]
IS_BAD = [0, 1, 0, 0, 1, None, 1, 1, 0]


def test_ways_and_bad_rates_by_hand():
    report = override_report(BEFORE, AFTER, IS_BAD)
    (line,) = report.lines
    # kept: rows 1, 4, 7; upward 2, 5; downward 3, 6; words that no rule compares: 9; no proposal: 8
    assert (line.kept, line.upward, line.downward, line.other, line.unknown) == (3, 2, 2, 1, 1)
    assert line.rate == 5 / 8
    assert (report.kept.known, report.kept.bads) == (3, 1)
    assert (report.upward.known, report.upward.rate) == (2, 1.0)
    assert (report.downward.known, report.downward.rate) == (1, 0.0)
    assert (report.overridden.known, report.overridden.bads) == (4, 2)
    assert report.overridden.interval == pytest.approx((0.15, 0.85), abs=5e-3)  # Wilson, 2 of 4


def test_lines_by_kind_approver_and_month():
    report = override_report(
        ["B", "B", "C"], ["A", "B", "D"], None, ["grade", "grade", None], ["Li", "Wu", "Li"],
        ["2026-01-05", "2026-01-31", "2026-02-01"],
    )  # fmt: skip
    found = {(line.by, line.group): (line.upward, line.kept, line.downward) for line in report.lines}
    assert found == {
        ("all", ""): (1, 1, 1),
        ("kind", ""): (0, 0, 1),
        ("kind", "grade"): (1, 1, 0),
        ("approver", "Li"): (1, 0, 1),
        ("approver", "Wu"): (0, 1, 0),
        ("month", "2026-01"): (1, 1, 0),
        ("month", "2026-02"): (0, 0, 1),
    }
    assert np.isnan(report.kept.rate)


cells = st.sampled_from(["A", "B", "C", 100, 250.5, None, "other"])


@given(st.lists(st.tuples(cells, cells, st.sampled_from([0, 1, None])), min_size=1, max_size=40))
@settings(max_examples=60)
def test_every_decision_goes_one_way(rows):
    before, after, is_bad = zip(*rows, strict=True)
    report = override_report(before, after, is_bad, approver=["Li", "Wu"] * 20 if len(rows) == 40 else None)
    line = report.lines[0]
    assert line.kept + line.overridden + line.unknown == len(rows)
    turned = override_report(after, before, is_bad).lines[0]
    assert (turned.upward, turned.downward, turned.kept) == (line.downward, line.upward, line.kept)
    assert report.upward.bads + report.downward.bads <= report.overridden.bads


def test_nothing_decided_is_refused():
    with pytest.raises(MissingDataError, match="nobody is counted"):
        override_report([], [])


def test_columns_of_different_length_are_refused():
    with pytest.raises(ArgumentError, match="approver"):
        override_report(["A"], ["B"], approver=["Li", "Wu"])


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [("1,000", "2,000", "upward"), ("12,000", 9000, "downward"), ("1,000", 1000, "kept"),
     ("nan", "3", "other"), ("inf", "3", "other")],
)  # fmt: skip
def test_amounts_as_people_type_them(before, after, course):
    assert getattr(override_report([before], [after]).lines[0], course) == 1
