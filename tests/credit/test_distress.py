from __future__ import annotations

import math

import numpy as np
import pytest

from xlcredit.credit import (
    MODELS,
    altman_z,
    altman_z_1968,
    altman_z_1995,
    distress_probability,
    distress_zone,
    impossible_balance,
    linear_score,
    ohlson_o_1980,
    springate_1978,
    zmijewski_1984,
)
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

FIRM = (
    20.0,
    30.0,
    10.0,
    60.0,
    120.0,
    100.0,
    40.0,
)  # working capital, retained, EBIT, equity, sales, assets, debt


def test_altman_1968_by_hand():
    # 1.2 x .2 + 1.4 x .3 + 3.3 x .1 + .6 x 1.5 + 1.0 x 1.2 = .24 + .42 + .33 + .9 + 1.2
    assert altman_z_1968(*FIRM) == pytest.approx(3.09)


def test_the_emerging_constant_lifts_score_and_zones_alike():
    inputs = (*FIRM[:4], *FIRM[5:])
    assert altman_z_1995(*inputs, emerging=True) == pytest.approx(altman_z_1995(*inputs) + 3.25)
    for edge, lifted in zip(
        MODELS["altman_z_1995"].zones, MODELS["altman_z_1995_emerging"].zones, strict=True
    ):
        assert lifted == pytest.approx(edge + 3.25)


def test_a_column_gives_row_by_row_what_single_values_give_and_nan_for_impossible_rows():
    columns = [np.array([value, value, value]) for value in FIRM]
    columns[0][1] = 500.0  # working capital above total assets
    columns[5][2] = 0.0
    found = altman_z(*columns, "altman_z_1968")
    np.testing.assert_allclose(found, [3.09, np.nan, np.nan])
    assert distress_zone(found, "altman_z_1968").tolist() == ["safe", "", ""]


def test_ohlson_by_hand():
    # -1.32 - .407 ln 10 + 6.03 x .6 - 1.43 x .2 + .0757 x .5 - 2.37 x .05 - 1.83 x .15 - .521 x 10/90
    score = ohlson_o_1980(1000, 600, 400, 200, 50, 40, 90, 100)
    assert score == pytest.approx(0.66181, abs=5e-6)
    assert distress_zone(score, "ohlson_o_1980") == "distress"
    # assets 1000 against debt 1200, two losses: -1.72 + .285 are in; no change where both results are zero
    worse = ohlson_o_1980(1000, 1200, 400, 200, -50, -40, 90, 100)
    parts = -1.32 - 0.407 * math.log(10) + 6.03 * 1.2 - 1.43 * 0.2 + 0.0757 * 0.5
    assert worse == pytest.approx(parts - 1.72 + 2.37 * 0.05 - 1.83 * 0.075 + 0.285 + 0.521 / 9)
    assert ohlson_o_1980(1000, 600, 400, 200, 0, 0, 90, 100) == pytest.approx(
        0.66181 + 2.37 * 0.05 + 0.521 / 9, abs=5e-6
    )


def test_probabilities_by_hand():
    # 1 / (1 + e^-2) = .880797; the normal distribution at 1.959964 is .975
    assert distress_probability(2.0, "ohlson_o_1980") == pytest.approx(0.880797, abs=5e-7)
    assert distress_probability(-800.0, "ohlson_o_1980") == 0
    assert distress_probability(1.959964, "zmijewski_1984") == pytest.approx(0.975, abs=5e-7)
    np.testing.assert_allclose(distress_probability([0.0, np.nan], "zmijewski_1984"), [0.5, np.nan])
    assert math.isnan(distress_probability(math.nan, "ohlson_o_1980"))


@pytest.mark.parametrize(
    ("model", "score", "zone"),
    [
        ("altman_z_1983_private", 1.2299, "distress"), ("altman_z_1983_private", 1.23, "grey"),
        ("altman_z_1983_private", 2.90, "grey"), ("altman_z_1983_private", 2.9001, "safe"),
        ("springate_1978", 0.8619, "distress"), ("springate_1978", 0.862, "safe"),
        ("zmijewski_1984", 0.0, "safe"), ("zmijewski_1984", 0.01, "distress"),
        ("ohlson_o_1980", -1.0, "safe"),
    ],
)  # fmt: skip
def test_zones_at_their_edges(model, score, zone):
    assert distress_zone(score, model) == zone


def test_impossible_balances_are_flagged():
    found = impossible_balance({"current_liabilities": 5, "total_liabilities": 4, "current_assets": 1})
    assert [(key, bool(flag)) for key, flag in found.items()] == [
        ("credit.current_liabilities_impossible", True)
    ]


@pytest.mark.parametrize(
    ("call", "error", "english", "chinese"),
    [
        (
            lambda: altman_z(4.2, 0.8, 6.5, 7, 8.3, 3.5, 5),
            ImpossibleNumberError,
            r"working capital: got 4\.2 with total assets of 3\.5",
            "营运资金不可能超过资产总计",
        ),
        (
            lambda: altman_z(1, 9, 1, 1, 1, 5, 5),
            ImpossibleNumberError,
            "retained earnings: got 9",
            "留存收益",
        ),
        (
            lambda: ohlson_o_1980(5, 4, 6, 1, 1, 1, 1, 1),
            ImpossibleNumberError,
            "current assets: got 6",
            "流动资产",
        ),
        (
            lambda: ohlson_o_1980(5, 4, 3, 4.5, 1, 1, 1, 1),
            ImpossibleNumberError,
            "current liabilities: got 4.5",
            "流动负债",
        ),
        (
            lambda: altman_z(1, 1, 1, 1, 1, 0, 5),
            ImpossibleNumberError,
            "total_assets: got 0. More than zero",
            "须大于零",
        ),
        (
            lambda: zmijewski_1984(1, 5, 4, 3, None),
            MissingDataError,
            "current_liabilities: it is blank",
            "为空",
        ),
        (
            lambda: springate_1978([1], [1], [1], [1], [5, 5], [1]),
            ArgumentError,
            "got 1 values where the others have 2",
            "长度须一致",
        ),
        (
            lambda: altman_z(1, 1, 1, 1, 1, 5, 4, "ohlson_o_1980"),
            ArgumentError,
            "model: got 'ohlson_o_1980'",
            "模型：收到",
        ),
        (
            lambda: distress_zone(1, "z"),
            ArgumentError,
            "model: got 'z'. Accepted are altman_z_1968",
            "可接受的是",
        ),
        (
            lambda: distress_probability(1, "springate_1978"),
            ArgumentError,
            "Accepted are ohlson_o_1980, zmijewski",
            "模型",
        ),
        (
            lambda: linear_score(0, {"a": 1}, {"b": 1}),
            ArgumentError,
            "ratios: got b. The model has a",
            "比率：收到 b",
        ),
    ],
)
def test_wrong_inputs_are_named(call, error, english, chinese):
    with pytest.raises(error, match=english) as caught:
        call()
    assert chinese in caught.value.text("zh")
