"""A table of customers with an outcome, as people write it."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.fitting.reading import SampleColumns, read_sample
from xlcredit.ledger import Grid

ROWS = [
    ["Customers of last year", None, None, None, None],
    ["客户编号", "资产负债率", "Legal form", "Region", "坏客户"],
    [None, "", None, None, None],
    ["A1", 0.4, "listed company", "North", "否"],
    ["A2", "95%", "sole owner", "South", "是"],
    ["A3", "#N/A", "club", "South", 0.0],
]


def read(rows, **columns):
    return read_sample(Grid("Old", rows, first_row=3), SampleColumns(**columns))


def test_a_sheet_in_chinese_with_a_title_and_gaps():
    sample, left_out = read(ROWS, target="坏客户")
    np.testing.assert_array_equal(sample.values["debt_ratio"], [0.4, 0.95, np.nan])
    # places in the list of legal forms: listed company is the fourth, sole owner the first
    np.testing.assert_array_equal(sample.values["legal_form"], [3, 0, np.nan])
    assert sample.is_bad.tolist() == [False, True, False]
    assert sample.customer_id.tolist() == ["A1", "A2", "A3"]
    assert [(column.name, column.text("en")) for column in left_out] == [
        ("Region", "no numbers (3 rows hold text)")
    ]


def test_dates_of_every_kind_and_one_that_is_none():
    rows = [["Seen", "x", "Bad"], [datetime(2025, 1, 31), 1, 1], [date(2025, 2, 1), 2, 0], [45690, 3, 0]]
    found, _ = read([*rows, ["2025-02-03", 4, "no"]], target="Bad", observed_on="Seen")
    # 45690 is 2 February 2025 as Excel counts
    assert found.observed_on.astype(str).tolist() == ["2025-01-31", "2025-02-01", "2025-02-02", "2025-02-03"]
    with pytest.raises(ArgumentError, match="row 4: Seen holds 'soon'"):
        read([rows[0], ["soon", 1, 1]], target="Bad", observed_on="Seen")


@pytest.mark.parametrize("cell", [None, 2, "perhaps"])
def test_an_outcome_that_is_neither_names_its_row(cell):
    with pytest.raises(ArgumentError, match="row 5: Bad holds"):
        read([["x", "Bad"], [1, True], [2, cell]], target="Bad")


def test_a_heading_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(MissingDataError, match=r"no column is called 'late'. Its headings are x, Bad"):
        read([["x", "Bad"], [1, 1]], target="late")
    with pytest.raises(MissingDataError, match="no column is called 'day'"):
        read([["x", "Bad"], [1, 1]], target="Bad", observed_on="day")
    with pytest.raises(MissingDataError, match="has no headings with rows below"):
        read([["x", "Bad"]], target="Bad")


def test_two_columns_that_mean_one_factor_are_told_apart():
    sample, left_out = read([["Debt ratio", "资产负债率", "Bad"], [0.1, 0.2, 1]], target="Bad")
    assert sample.values["debt_ratio"].tolist() == [0.1]
    assert left_out[0].text("en") == "another column means the same factor"
