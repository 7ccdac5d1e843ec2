from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.working_capital import (
    cash_ratio,
    current_ratio,
    health_range_text,
    interest_cover,
    inventory_turnover,
    net_margin,
    net_working_capital,
    operating_cash_flow_ratio,
    quick_ratio,
    ratio_health,
    return_on_assets,
    working_capital_requirement,
    working_capital_requirement_days,
)

# Guidance: healthy from 1.5 to 2, an alarm under 1, funds lie idle above.
BANDS = {"current_ratio": SimpleNamespace(edges=(1.0, 1.5, 2.0), levels=("alarm", "watch", "good", "idle"))}


def test_ratios_by_hand():
    assert quick_ratio(300, 100, 200) == 1.0
    assert quick_ratio(300, 100, 200, prepayments=40) == 0.8
    assert cash_ratio(30, 200, securities=10) == 0.2
    assert net_working_capital([300, None], 200)[0] == 100
    assert operating_cash_flow_ratio(-50, 200) == -0.25
    assert (net_margin(5, 100), return_on_assets(5, 50)) == (0.05, 0.1)
    assert inventory_turnover([730, 5], [73, 0])[0] == 10  # 36.5 days in stock, 365 / 10
    assert working_capital_requirement(50, 80, 150) == -20
    assert working_capital_requirement_days(50, 80, 30, 1000, 360) == 36


def test_impossible_alone_and_unknown_in_a_column():
    with pytest.raises(ImpossibleNumberError, match="current_liabilities is 0"):
        current_ratio(300, 0)
    assert np.isnan(interest_cover([900, 900], [300, 0])).tolist() == [False, True]


def test_interest_earned_is_no_cost_to_cover():
    # A loss of 300 over interest earned of 100 would be -300 / -100 = 3, "healthy"; a profit of 300, -3
    with pytest.raises(ImpossibleNumberError, match=r"interest_expense: got -100\. Accepted is a cost"):
        interest_cover(-300.0, -100.0)
    with pytest.raises(ImpossibleNumberError, match="interest_expense: got 0"):
        interest_cover(300, 0)
    assert np.isnan(interest_cover([-300, 300, 300], [-100, -100, 100])).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("value", "word"), [(0.99, "alarm"), (1, "watch"), (1.5, "good"), (1.99, "good"), (2, "idle")]
)
def test_ratio_health_edges_belong_to_the_band_above(value, word):
    assert ratio_health("current_ratio", value, BANDS) == word


def test_ratio_health_refuses():
    with pytest.raises(ArgumentError, match=r"got 'gearing'\. Accepted are current_ratio"):
        ratio_health("gearing", 1, BANDS)
    with pytest.raises(MissingDataError, match="current_ratio: the value is unknown"):
        ratio_health("current_ratio", float("nan"), BANDS)


def test_health_range_text():
    assert health_range_text(BANDS["current_ratio"]) == "1.5 - 2"
    assert health_range_text(BANDS["current_ratio"], "fair") == ""


@settings(max_examples=60)
@given(st.floats(-1e9, 1e9), st.floats(1, 1e9))
def test_scalar_equals_one_row_column(assets, liabilities):
    assert current_ratio(assets, liabilities) == current_ratio([assets], [liabilities])[0]
