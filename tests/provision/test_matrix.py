from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.provision import provision_matrix


def test_forward_factor_stops_at_one():
    # RATES by roll rates x 1.05, cap 100 %: 34.02 + 28.35 + 37.80 + 80.00 = 180.17
    found = provision_matrix([1200, 150, 60, 80], [0.027, 0.18, 0.6, 1.0], 1.05)
    assert [str(part.quantize(Decimal("0.01"))) for part in found.by_bucket] == [
        "34.02",
        "28.35",
        "37.80",
        "80.00",
    ]
    assert found.total == Decimal("180.17")
    assert found.rates[3] == 1


def test_factor_left_out_is_the_policy_s():
    cautious = overlay(default_policy(), {"provision.forward_factor": 1.05})
    assert provision_matrix([1000], [0.02]).total == 20
    assert provision_matrix([1000], [0.02], policy=cautious).total == 21


@given(st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, 1000)), min_size=1, max_size=9))
@settings(max_examples=60)
def test_total_is_exact_and_no_more_than_what_is_open(rows):
    amounts, rates = [cents / 100 for cents, _ in rows], [tenths / 1000 for _, tenths in rows]
    exact = sum(Decimal(cents) * tenths for cents, tenths in rows) / Decimal(100_000)
    found = provision_matrix(amounts, rates).total
    assert found == exact
    assert found <= sum(Decimal(cents) for cents, _ in rows) / 100


@pytest.mark.parametrize(
    ("arguments", "kind", "english", "chinese"),
    [
        (([1, 2], [0.1]), ArgumentError, "loss_rates: has 1 rows where 2", "应为 2 行"),
        (([1, None], [0.1, 0.2]), MissingDataError, r"open_by_bucket\[2\]: blank", "空白不等于零"),
        (([1, 2], [0.1, None]), MissingDataError, r"loss_rates\[2\]: blank", "空白不等于零"),
        (([1, -2], [0.1, 0.2]), ImpossibleNumberError, r"open_by_bucket\[2\]: got -2", "剔除贷方余额"),
        (([1], [30]), ImpossibleNumberError, r"loss_rates\[1\]: got 30\..*30 % is 0\.3", "30% 应写作 0.3"),
        (([1], [0.3], -1.0), ImpossibleNumberError, r"forward_factor\[1\]: got -1", "大于或等于 0"),
    ],
)
def test_wrong_numbers_are_refused(arguments, kind, english, chinese):
    with pytest.raises(kind, match=english) as caught:
        provision_matrix(*arguments)
    assert chinese in caught.value.text("zh")


def test_a_factor_that_would_leave_a_twentieth_is_refused():
    # 5 % typed for 1.05: 110 x 0.05 = 5.50 where 115.50 was meant.
    with pytest.raises(ImpossibleNumberError, match=r"got 0\.05.*1\.05 raises them by 5 %.*0\.5 or more"):
        provision_matrix([1000, 200], [0.01, 0.5], 0.05)
    allowed = overlay(default_policy(), {"provision.smallest_forward_factor": 0.0})
    assert float(provision_matrix([1000, 200], [0.01, 0.5], 0.05, allowed).total) == 5.5
