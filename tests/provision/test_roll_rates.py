from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.provision import loss_rates


def test_write_offs_count_as_rolled_on():
    # auditors' practice: 100 -> 50 with 20 written off is 70 %, not 50 %
    found = loss_rates([[100, 0], [0, 50]], [[0, 0], [0, 20]])
    assert found.roll_rate[0] == pytest.approx(0.70)
    assert loss_rates([[100, 0], [0, 50]]).roll_rate[0] == pytest.approx(0.50)


def test_loss_rate_is_the_product_of_mean_roll_rates():
    # mean migrations 15 %, 30 %, 60 %, last 100 %: 2.70 / 18.00 / 60.00 / 100 %
    balances = [[1000, 100, 50, 0], [1000, 100, 20, 20], [1000, 200, 40, 16]]
    found = loss_rates(balances)
    # 100/1000 and 200/1000; 20/100 and 40/100; 20/50 = 40 % and 16/20 = 80 %
    assert found.roll_rate[:3] == pytest.approx([0.15, 0.30, 0.60])
    assert found.loss_rate == pytest.approx([0.027, 0.18, 0.60, 1.0])
    assert found.periods.tolist() == [2, 2, 2, 0]


def test_weighted_rates_take_what_rolled_over_what_could():
    weighted = overlay(default_policy(), {"provision.roll_average": "weighted"})
    balances = [[100, 0], [300, 10], [0, 90]]
    assert loss_rates(balances).roll_rate[0] == pytest.approx((0.1 + 0.3) / 2)
    assert loss_rates(balances, policy=weighted).roll_rate[0] == pytest.approx(100 / 400)


def test_empty_buckets_say_nothing_and_are_unknown_where_nothing_was_ever_there():
    found = loss_rates([[100, 0, 0], [0, 20, 0], [100, 0, 5], [0, 0, 0]], may_be_empty=True)
    # bucket 1 held 100 twice: 20 %, then 0 %; bucket 2 held 20 once: 5/20
    assert found.roll_rate[:2] == pytest.approx([0.1, 0.25])
    assert found.periods.tolist() == [2, 1, 0]
    empty = loss_rates([[100, 0, 0], [100, 0, 0]])
    assert empty.loss_rate[0] == 0.0  # nothing rolled on, so nothing was lost
    assert np.isnan(empty.loss_rate[1])


def test_roll_rates_above_one_are_shown_and_count_as_one():
    found = loss_rates([[100, 0], [0, 130]])
    assert (found.roll_rate[0], found.loss_rate[0]) == (pytest.approx(1.3), 1.0)


def test_recoveries_of_the_last_bucket_reduce_every_rate():
    recovered = overlay(default_policy(), {"provision.last_loss_rate": 0.8})
    assert loss_rates([[100, 0], [0, 50]], policy=recovered).loss_rate.tolist() == pytest.approx([0.4, 0.8])


tables = arrays(float, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.floats(0, 1e6))


@given(tables)
@settings(max_examples=60)
def test_loss_rates_lie_between_zero_and_one_and_scale_does_not_matter(balances):
    found = loss_rates(np.round(balances), may_be_empty=True)
    known = found.loss_rate[~np.isnan(found.loss_rate)]
    assert ((known >= 0) & (known <= 1)).all()
    again = loss_rates(np.round(balances) * 4.0, may_be_empty=True)
    np.testing.assert_allclose(again.loss_rate, found.loss_rate, rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([[1, 2]],), ArgumentError, r"got 1 x 2 cells.*2 x 2 are needed", "至少为 2 x 2"),
        (([1, 2, 3],), ArgumentError, r"got 3 cells", "3 个单元格"),
        (([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]), ArgumentError, r"write_offs: got 2 x 3", "write_offs"),
        (([[1, 2], [None, 4]],), MissingDataError, "row 2, column 1: blank", "第 2 行第 1 列：为空"),
        (
            ([[1, 0], [0, 0], [5, 1]],),
            MissingDataError,
            "row 2: every balance is 0",
            "第 2 行：各段余额均为 0",
        ),
        (([[1, -2], [3, 4]],), ImpossibleNumberError, "row 1, column 2: got -2", "第 1 行第 2 列：收到 -2"),
    ],
)
def test_wrong_tables_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        loss_rates(*arguments)
    assert chinese in caught.value.text("zh")
