from __future__ import annotations

import numpy as np
import pytest

from xlcredit.credit import expected_loss, limit_use
from xlcredit.errors import ImpossibleNumberError
from xlcredit.policy import default_policy, overlay


def test_expected_loss_is_the_product():
    assert expected_loss(100_000, 0.02, 0.45) == pytest.approx(900.0)  # 100,000 x 2 % x 45 %
    half = overlay(default_policy(), {"grades.loss_given_default": 0.5})
    assert expected_loss(100_000, 0.02, policy=half) == pytest.approx(1000.0)
    assert expected_loss(100_000, 0.02) == pytest.approx(2000.0)  # nothing is recovered by default


def test_expected_loss_of_a_customer_in_credit_is_nothing():
    assert expected_loss([-500.0, 0.0], 0.02).tolist() == [0.0, 0.0]


def test_expected_loss_keeps_unknown_and_impossible_apart():
    with pytest.raises(ImpossibleNumberError, match="probability_of_default: got 2"):
        expected_loss(100, 2.0)
    column = expected_loss([100.0, np.nan, 100.0], [2.0, 0.5, 0.5])
    assert np.isnan(column).tolist() == [True, True, False]


def test_limit_use_is_a_share():
    assert limit_use(75_000, 100_000) == pytest.approx(0.75)
    assert limit_use([-10.0, 120.0], 100.0).tolist() == pytest.approx([-0.1, 1.2])


@pytest.mark.parametrize(
    ("limit", "english", "chinese"), [(0.0, "limit: is 0", "为 0"), (-1.0, "limit: got -1", "limit")]
)
def test_limit_use_without_a_limit_is_refused(limit, english, chinese):
    with pytest.raises(ImpossibleNumberError, match=english) as caught:
        limit_use(50.0, limit)
    assert chinese in caught.value.text("zh")
    assert np.isnan(limit_use([50.0, 0.0], [limit, limit])).all()
