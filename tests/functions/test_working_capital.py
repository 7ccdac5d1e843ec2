"""Working capital in a cell."""

from __future__ import annotations

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError


@pytest.mark.parametrize("name", ["current_ratio", "Current ratio", "流动比率"])
def test_ratiohealth_takes_names_in_both_languages(name: str) -> None:
    assert catalogue()["RATIOHEALTH"](name, 1.7) == "healthy"  # guidance article 001: 1.5 to 2


def test_ratiohealth_column_keeps_unknown_apart() -> None:
    assert catalogue()["RATIOHEALTH"]("current_ratio", ((0.5,), (None,))) == [["alarm"], [CellError("#N/A")]]


def test_ratiohealth_names_the_ratios_it_knows() -> None:
    assert catalogue()["RATIOHEALTH"]("bogus", 1.0) == CellError("#VALUE!")
    assert "current_ratio" in str(faults.latest(function="RATIOHEALTH"))


def test_workingcapitalneed_is_money_and_days() -> None:
    need = catalogue()["WORKINGCAPITALNEED"]
    assert need(50.0, 80.0, 30.0) == 100.0
    assert need(50.0, 80.0, 30.0, 720.0, 360.0) == 50.0  # 100 / 720 x 360


def test_optional_blank_in_the_middle_is_left_out() -> None:
    assert catalogue()["WORKINGCAPITALNEED"](50.0, 80.0, 30.0, None, 360.0) == 100.0


def test_turnover_and_days_make_a_year() -> None:
    # turns x days = the days of the policy's year
    for turns, days in (("INVENTORYTURNOVER", "DIO"), ("PAYABLESTURNOVER", "DPO")):
        product = catalogue()[turns](730.0, 40.0) * catalogue()[days](40.0, 730.0)
        assert product == pytest.approx(365.0)


def test_interestcover_without_interest_is_no_number() -> None:
    assert catalogue()["INTERESTCOVER"](900.0, 0.0) == CellError("#NUM!")
    assert catalogue()["DEBTRATIO"](((60.0,), (120.0,)), 100.0) == [[0.6], [1.2]]
