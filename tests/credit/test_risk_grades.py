from __future__ import annotations

import math

import numpy as np
import pytest

from xlcredit.credit.customer_row import row_measures
from xlcredit.credit.customer_table import customer_measures
from xlcredit.credit.scorecard import score_one
from xlcredit.credit.scoring import score_rows
from xlcredit.policy import default_policy, overlay

FILLED = overlay(
    default_policy(),
    {
        "risk_tables.country": {"DE|Germany|德国": "A1", "AR": "C"},
        "risk_tables.industry": {"textile|纺织": "B", "mill": "A4"},
    },
)
A1, A4, B, C, E = (float(place) for place in (0, 3, 4, 5, 7))

# own grade, country, industry -> place of the grade that counts
CASES = [
    (None, "Germany", None, A1),
    (None, " germany ", "Food", A1),
    (None, "德国", "纺织业", B),  # the worse of the two
    (None, "AR", "Textiles", C),
    (None, None, "Textile mills", B),  # the worst of two words
    ("E", "DE", "textile", E),  # one's own wins over the country, and stays the worse of the two
    ("A1", "AR", "mill", A4),
    (None, "Fr", "Food", math.nan),
    (None, None, None, math.nan),
]


@pytest.mark.parametrize(("own", "country", "industry", "expected"), CASES)
def test_one_customer_has_the_worse_of_country_and_industry(own, country, industry, expected):
    row = {"country_grade": own, "country": country, "industry": industry}
    np.testing.assert_equal(row_measures(row, FILLED).values["country_grade"], expected)


def test_a_table_of_customers_says_the_same_row_by_row():
    columns = {
        name: [case[place] for case in CASES]
        for place, name in enumerate(("country_grade", "country", "industry"))
    }
    found = customer_measures(columns, FILLED).values["country_grade"]
    np.testing.assert_array_equal(found, [case[3] for case in CASES])


def test_empty_tables_and_absent_columns_change_nothing():
    row = {"country": "DE", "industry": "textile", "debt_ratio": 0.65}
    assert math.isnan(row_measures(row, default_policy()).values["country_grade"])
    found = customer_measures({"country_grade": ["B", None]}, FILLED).values["country_grade"]
    np.testing.assert_array_equal(found, [B, np.nan])


def test_the_score_of_a_cell_reads_the_country():
    # Country grade C earns 25 points of 100; nothing else is known, so the score is 25.
    assert score_rows([["AR"]], ["Country"], FILLED) == [25.0]
    assert score_one(row_measures({"country": "AR"}, FILLED).values, FILLED).score == 25.0
