from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.validation import limit_test


def test_five_customers_by_hand():
    # 1 lost 150 of a limit of 200 where 100 was recommended; 2 paid, 40 beyond the recommended 60;
    # 3 was not rated and lost 30; 4 lost 20, and 500 was recommended where 80 was given; 5 is not known yet
    found = limit_test(
        [100, 60, None, 500, 10], [200, 90, 50, 80, 10], [180, 100, 50, 70, 5], [150, 0, 30, 20, None]
    )
    assert found.loss_inside.tolist()[:2] == [100, 0]
    assert found.loss_outside[0] == 50
    assert found.over_recommended.tolist() == [True, True, False, False, False]
    assert found.over_actual.tolist() == [False, True, False, False, False]
    whole = found.summary
    assert (whole.customers, whole.outcome_unknown, whole.without_recommended, whole.went_bad) == (4, 1, 1, 3)
    assert (whole.breaches_recommended, whole.breaches_actual) == (2, 1)
    assert (whole.loss, whole.loss_inside, whole.loss_outside) == (200, 120, 50)
    assert whole.loss_without_recommended == 30
    assert whole.saved_share == 0.25
    assert whole.more_at_risk == 500 - 80
    assert whole.business_cut == 40


def test_unknown_limits_and_peaks_are_counted_and_credits_are_no_exposure():
    found = limit_test([50, 50, 50], [None, 40, 40], [60, None, -10], [0, 0, 0]).summary
    assert (found.without_actual, found.without_peak) == (1, 1)
    assert (found.breaches_recommended, found.breaches_actual) == (1, 0)
    assert found.business_cut == 10
    assert np.isnan(found.saved_share)
    # 500 recommended to customers that went bad: more than the limit of 80, than a peak of 100, than a credit
    lost = limit_test([500] * 3, [80, 80, None], [70, 100, -10], [20] * 3)
    assert lost.more_at_risk.tolist() == [420, 400, 500]


amounts = st.one_of(st.none(), st.integers(0, 1000))


@given(st.lists(st.tuples(amounts, amounts, amounts, st.integers(0, 1000)), min_size=1, max_size=30))
@settings(max_examples=60)
def test_losses_add_up(rows):
    found = limit_test(*zip(*rows, strict=True)).summary
    parts = found.loss_inside + found.loss_outside + found.loss_without_recommended
    assert parts == found.loss == sum(row[3] for row in rows)
    generous = limit_test([10_000] * len(rows), *list(zip(*rows, strict=True))[1:]).summary
    assert (generous.loss_outside, generous.business_cut, generous.breaches_recommended) == (0, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([1], [1], [1], [-5]), ImpossibleNumberError, r"bad_amount\[1\]: got -5", "须大于或等于 0"),
        (([-1], [1], [1], [5]), ImpossibleNumberError, r"recommended\[1\]: got -1", "recommended"),
        (([1, 2], [1], [1], [5]), ArgumentError, "actual", "actual"),
        (([1], [1], [1], [None]), MissingDataError, "blank for all 1 customers", "1 个客户均为空"),
    ],
)
def test_wrong_columns_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        limit_test(*arguments)
    assert chinese in caught.value.text("zh")
