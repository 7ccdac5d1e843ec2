from __future__ import annotations

import pytest

from xlcredit.credit import band_label, paydex_days_late, paydex_risk, paydex_weighted
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError


def test_paydex_landmarks():
    # Dun & Bradstreet: 80 prompt, 70 = 15 days late, 60 = 22, 50 = 30, 40 = 60, 30 = 90, 20 = 120
    found = [paydex_days_late(score) for score in (80, 70, 60, 50, 40, 30, 20)]
    assert found == [0, 15, 22, 30, 60, 90, 120]
    assert paydex_risk(100) == "low"


@pytest.mark.parametrize(
    ("call", "error", "english", "chinese"),
    [
        (lambda: paydex_days_late(65), MissingDataError, "PAYDEX: got 65", "PAYDEX：收到 65"),
        (lambda: paydex_risk(-1), MissingDataError, "value: got -1, which lies in none", "不在任何区间内"),
        (lambda: paydex_risk(101), MissingDataError, "value: got 101", "收到 101"),
        (
            lambda: band_label(float("nan"), [(None, None, "all")]),
            MissingDataError,
            "value: got nan",
            "收到 nan",
        ),
        (
            lambda: paydex_weighted([0], [80]),
            ImpossibleNumberError,
            "amounts: they sum to 0",
            "金额：合计为 0",
        ),
        (lambda: paydex_weighted([1, 2], [80]), ArgumentError, "experience_scores: got 1", "收到 1 个值"),
    ],
)
def test_wrong_inputs_are_named(call, error, english, chinese):
    with pytest.raises(error, match=english) as caught:
        call()
    assert chinese in caught.value.text("zh")
