from __future__ import annotations

import numpy as np
import pytest

from xlcredit.errors import MissingDataError
from xlcredit.receivables import concentration_measures, shares, sum_by_group, top_exposures, top_share


def test_customers_in_net_credit_are_left_out():
    assert shares([75, 25, -50]).tolist() == [0.75, 0.25, 0]
    assert top_share([75, 25, -50], 1) == 0.75
    with pytest.raises(MissingDataError, match="nothing above 0 is left"):
        top_share([-1, None], 1)


def test_sum_by_group_keeps_lone_customers_apart():
    groups, amounts = sum_by_group(["A", "B", "C", "D"], ["G", "G", None, ""], [1, 2, 4, 8])
    assert dict(zip(groups, amounts, strict=True)) == {"C": 4, "D": 8, "G": 3}


def test_concentration_measures_in_both_languages():
    arguments = (["A", "B", "C"], ["G", "G", ""], [30, 20, 50])
    english = concentration_measures(*arguments, top=(2,), language="en")
    assert [round(row.value, 6) for row in english] == [3800.0, round(1 / 0.38, 6), 0.8, 0.5]
    assert concentration_measures(*arguments, top=(2,), language="zh")[2].measure == "前2大客户占比"


def test_top_exposures_against_limits():
    found = top_exposures(["B", "A", "C", "D"], [40, 40, 70, -9], [None, 30, 100, 1], n=3)
    assert found.row.tolist() == [2, 1, 0]  # equal balances by customer number
    assert found.share.tolist() == pytest.approx([70 / 150, 40 / 150, 40 / 150])
    assert found.over_limit[:2].tolist() == [0, 10]
    assert np.isnan(found.over_limit[2])
    assert len(top_exposures(["A"], [-1]).row) == 0
