from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import PolicyError
from xlcredit.policy import (
    FittedFactor,
    default_policy,
    load_policy,
    overlay,
    points_from_rows,
    points_rows,
    policy_from_rows,
    policy_rows,
)
from xlcredit.policy.points_table import MOST_BANDS, MOST_FACTORS, factor_name
from xlcredit.tables import POINTS

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
NAMES = ["debt_ratio", "legal_form", "interest_cover", "X7 EBIT / assets", "现金流（自有）", "own_list"]
PLAIN = {"name": "X7", "edges": [1.0], "points": [40.0, 60.0], "points_missing": 50.0}
ROWS = [["X7", "below 1", None, 40.0], ["X7", "1 or more", 1.0, 60.0], ["X7", "missing", None, 50.0]]


@st.composite
def factors(draw, name):
    edges = sorted(draw(st.sets(st.floats(allow_nan=False, allow_infinity=False), max_size=6)))
    bands = len(edges) + 1
    shares = st.none() | st.floats(0, 1)
    sampled = draw(st.booleans())
    return {
        "name": name,
        "edges": edges,
        "points": draw(st.lists(NUMBERS, min_size=bands, max_size=bands)),
        "points_missing": draw(NUMBERS),
        "sample_counts": draw(st.lists(st.integers(0, 10**6), min_size=bands + 1, max_size=bands + 1))
        if sampled
        else [],
        "bad_shares": draw(st.lists(shares, min_size=bands + 1, max_size=bands + 1)) if sampled else [],
    }


@st.composite
def fitted_policies(draw):
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    return overlay(default_policy(), {"points_table.factors": [draw(factors(name)) for name in names]})


@given(fitted_policies(), st.sampled_from(["en", "zh"]))
@settings(max_examples=60)
def test_the_sheet_gives_the_table_back_to_the_last_bit(policy, language):
    rows = points_rows(policy, language)
    found = points_from_rows(rows)
    assert found.points_table == policy.points_table
    assert found.policy_id == policy.policy_id
    assert all(len(row) == len(POINTS.columns) for row in rows)


@given(fitted_policies())
@settings(max_examples=30)
def test_bands_that_differ_read_differently(policy):
    for _, rows in itertools.groupby(points_rows(policy, "en"), key=lambda row: row[0]):
        words = [row[1] for row in rows]
        if words[0] not in ("sole owner", "–") and "sole owner" not in words[0]:
            assert len(set(words)) == len(words)


def test_a_factor_is_known_by_any_word_for_it():
    # the words of the texts: label in both languages, canonical name, and a synonym of the headings
    for word in ("debt_ratio", "Debt ratio", "资产负债率", " DEBT  ratio "):
        assert FittedFactor(**{**PLAIN, "name": word}).name == "debt_ratio"
    assert factor_name("Debt ratio of the parent") == "Debt ratio of the parent"


def test_levels_stand_in_words():
    factor = {"name": "legal_form", "edges": [0.5, 3.5], "points": [1, 2, 3], "points_missing": 0}
    policy = overlay(default_policy(), {"points_table.factors": [factor]})
    assert [row[:2] for row in points_rows(policy, "zh")][:2] == [
        ["企业性质", "个体工商户"],
        ["企业性质", "合伙企业、民营公司、上市公司"],
    ]


def test_edges_are_shown_with_as_few_digits_as_tell_them_apart():
    factor = {
        "name": "X7",
        "edges": [0.6, 0.600012345, 1234567.5],
        "points": [1, 2, 3, 4],
        "points_missing": 0,
    }
    rows = points_rows(overlay(default_policy(), {"points_table.factors": [factor]}), "en")
    assert [row[1] for row in rows] == [
        "below 0.6", "0.6 to 0.60001", "0.60001 to 1,234,568", "1,234,568 or more", "missing",
    ]  # fmt: skip


def test_the_expert_card_is_in_use_unless_the_policy_says_otherwise():
    default = default_policy()
    assert (default.scorecard.method, default.points_table.factors) == ("expert", ())
    assert (default.scorecard.scale.points_to_double_odds, default.scorecard.scale.reference_points) == (
        7,
        50,
    )
    assert default.scorecard.scale.reference_odds == 10


@pytest.mark.parametrize(("language", "words"), [("en", "points table is empty"), ("zh", "分值表为空")])
def test_fitted_without_a_table_is_refused(language, words):
    with pytest.raises(PolicyError, match=r"points table is empty") as caught:
        overlay(default_policy(), {"scorecard.method": "fitted"})
    assert words in caught.value.text(language)


@pytest.mark.parametrize("item", ["points_to_double_odds", "reference_points", "reference_odds"])
def test_a_scale_of_zero_is_refused(item):
    with pytest.raises(PolicyError, match=rf"scorecard.scale.{item}.*More than 0"):
        overlay(default_policy(), {f"scorecard.scale.{item}": 0})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"edges": [1.0, 1.0], "points": [1, 2, 3]}, "Edges must rise"),
        ({"points": [1.0]}, "2 are needed"),
        ({"name": " _ "}, "name of a factor"),
        ({"name": "x" * 201}, "200 characters"),
        ({"points": [1.0, float("inf")]}, "number is needed"),
        ({"points": [1.0, 2e6]}, "1000000"),
        ({"sample_counts": [1, 2]}, "3 are needed"),
        ({"bad_shares": [0.1, 0.2, 1.2]}, "Not more than 1"),
        ({"edges": list(range(MOST_BANDS)), "points": [0] * (MOST_BANDS + 1)}, "Not more than 299"),
    ],
    ids=["falling", "points", "name", "long", "infinite", "huge", "counts", "share", "bands"],
)
def test_a_factor_that_cannot_be_is_refused(changes, words):
    with pytest.raises(PolicyError, match=words):
        overlay(default_policy(), {"points_table.factors": [{**PLAIN, **changes}]})


def test_names_differ_and_are_not_endless():
    with pytest.raises(PolicyError, match="stands twice"):
        overlay(default_policy(), {"points_table.factors": [PLAIN, {**PLAIN, "name": "x7 "}]})
    many = [{**PLAIN, "name": f"X{number}"} for number in range(MOST_FACTORS + 1)]
    with pytest.raises(PolicyError, match="Not more than 200"):
        overlay(default_policy(), {"points_table.factors": many})


def with_row(place, **cells):
    rows = [[*row, None, None] for row in ROWS]
    for name, cell in cells.items():
        rows[place][POINTS.column_names.index(name)] = cell
    return rows


BAD = {
    "no_word_for_missing": (with_row(2, band="unknown"), 13, "reads 'unknown'", "区间为 'unknown'"),
    "not_rising": (
        [*with_row(0)[:2], ["X7", "", 1.0, 7.0], ROWS[2]],
        13,
        "Edges must rise",
        "下限须逐行递增",
    ),
    "text_points": (with_row(1, points="many"), 12, "Points holds 'many'", "得分 为 'many'"),
    "text_edge": (with_row(1, band_from="1"), 12, r"From .* holds '1'", "下限（含） 为 '1'"),
    "flag": (with_row(1, points=True), 12, "Points holds True", "得分 为 True"),
    "error": (with_row(0, points="#N/A"), 11, "Excel error #N/A", "Excel 错误值 #N/A"),
    "split": (
        [*ROWS, ["Y", "any", None, 1.0], ["Y", "缺失", None, 1.0], ROWS[1]],
        16,
        "apart",
        "与其他行分开",
    ),
    "nameless": (with_row(1, factor=None), 12, "factor is blank", "评分项为空"),
    "no_points": (with_row(1, points=None), 12, "no points here", "未填得分"),
    "no_missing": (ROWS[:2], 12, "without points for missing", "没有缺失行"),
    "only_missing": (ROWS[2:], 11, "missing values only", "只有缺失行"),
    "missing_twice": ([*ROWS, ROWS[2]], 14, "second time", "缺失行重复"),
    "missing_edge": (with_row(2, band_from=2.0), 13, "edge for missing", "缺失行填了下限"),
    "lowest_edge": (with_row(0, band_from=0.5), 11, "first band of X7 begins at 0.5", "首段从 0.5 开始"),
    "count": (with_row(1, sample_count=1.5), 12, "1.5 customers", "样本客户数为 1.5"),
    "share": (with_row(1, bad_share=5), 12, "5 % is 0.05", "5% 应写作 0.05"),
    "counts_partly": (with_row(1, sample_count=3), 13, "some rows of X7", "部分行缺少"),
    "huge": (with_row(1, points=1e9), 13, "Not more than 1000000", "不得大于 1000000"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_named_in_both_languages(case):
    rows, row, english, chinese = BAD[case]
    with pytest.raises(PolicyError, match=rf"row {row}: .*{english}") as caught:
        points_from_rows(rows, first_row=11)
    assert f"第 {row} 行" in caught.value.text("zh")
    assert chinese in caught.value.text("zh")


def test_blank_rows_are_no_rows():
    blank = [[None] * 6, ["", " ", None, float("nan"), None, None]]
    assert points_from_rows(blank).points_table.factors == ()
    assert points_from_rows([blank[0], *ROWS, *blank]).points_table == points_from_rows(ROWS).points_table


def test_the_method_stays_as_the_base_has_it():
    assert points_from_rows(ROWS).scorecard.method == "expert"
    fitted = overlay(points_from_rows(ROWS), {"scorecard.method": "fitted"})
    assert points_from_rows(with_row(0, points=41.0), fitted).scorecard.method == "fitted"


def test_the_policy_sheet_does_not_hold_the_table():
    policy = overlay(points_from_rows(ROWS), {"scorecard.method": "fitted"})
    paths = [row[0] for row in policy_rows(policy, "en")]
    assert not [path for path in paths if path.startswith("points_table")]
    assert policy_from_rows(policy_rows(policy, "zh"), points_from_rows(ROWS)).policy_id == policy.policy_id
    with pytest.raises(PolicyError, match="does not have"):
        policy_from_rows([["points_table.factors.1", "", "X7"]])


def test_the_policy_id_covers_the_table():
    changed = points_from_rows(with_row(0, points=40.0 + 2**-40))
    assert changed.policy_id != points_from_rows(ROWS).policy_id
    assert points_from_rows([]).policy_id == default_policy().policy_id


def test_a_policy_file_may_hold_the_table(tmp_path):
    path = tmp_path / "fitted.toml"
    path.write_text(
        '[scorecard]\nmethod = "fitted"\n[[points_table.factors]]\nname = "资产负债率"\nedges = [0.6]\n'
        "points = [60, 40]\npoints_missing = 45\n",
        encoding="utf-8",
    )
    assert load_policy(path).points_table.factors[0].name == "debt_ratio"
