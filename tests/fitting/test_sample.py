"""What may be fitted to, and what is refused in words that help."""

from __future__ import annotations

import numpy as np
import pytest

from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.fitting import DevelopmentSample, sample_of
from xlcredit.fitting.sample import check_outcomes, usable_factors
from xlcredit.policy import default_policy, overlay

RULES = default_policy().scorecard.fitting


def with_outcomes(bads, goods):
    return sample_of({"x": range(bads + goods)}, [True] * bads + [False] * goods)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ArgumentError, match=r"x: got 1 rows. Every column of the sample has 2"):
        DevelopmentSample({"x": np.zeros(1)}, np.array([True, False]))


def test_fifty_bads_are_enough_and_49_are_not():
    check_outcomes(with_outcomes(50, 50), RULES)
    with pytest.raises(MissingDataError, match=r"49 bad customers among 99. At least 50") as refused:
        check_outcomes(with_outcomes(49, 50), RULES)
    assert "坏客户 49 户；至少需要 50 户" in refused.value.text("zh")
    assert "longer history" in refused.value.text("en")


def test_too_few_goods_are_refused():
    with pytest.raises(MissingDataError, match=r"49 good customers among 99. At least 50"):
        check_outcomes(with_outcomes(50, 49), RULES)


def test_how_many_are_needed_is_the_policy_s():
    rules = overlay(default_policy(), {"scorecard.fitting.minimum_bads": 10}).scorecard.fitting
    check_outcomes(with_outcomes(10, 50), rules)
    with pytest.raises(MissingDataError, match="At least 10 are needed"):
        check_outcomes(with_outcomes(9, 50), rules)


def test_an_empty_sample_is_refused_and_not_a_fault():
    with pytest.raises(MissingDataError, match="0 bad customers among 0"):
        check_outcomes(sample_of({}, []), RULES)


def test_columns_that_say_nothing_are_left_out_and_named():
    few = [1.0, 2.0] * 9 + [np.nan] * 82  # 18 values; a band needs 20
    sample = sample_of({"same": [3] * 100, "few": few, "good": range(100)}, [False] * 100)
    usable, left_out = usable_factors(sample, RULES)
    assert usable == ("good",)
    assert [(column.name, column.text("en")) for column in left_out] == [
        ("same", "the same value everywhere"),
        ("few", "too few values (18)"),
    ]
    assert left_out[1].text("zh") == "有值的行过少（18 行）"


def test_one_value_or_nothing_says_something():
    sample = sample_of({"filed": [1.0] * 50 + [np.nan] * 50}, [False] * 100)
    assert usable_factors(sample, RULES) == (("filed",), ())


def test_no_column_left_is_refused():
    with pytest.raises(MissingDataError, match="none of the 1 columns tells customers apart"):
        usable_factors(sample_of({"same": [3] * 100}, [False] * 100), RULES)
