"""Every rule of the records refuses what breaks it and names the path, in both languages."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay
from xlcredit.policy.numbers import LETTERS

CARD = "scorecard.finance.debt_ratio"
CASH = "scorecard.finance.operating_cash_flow_ratio"


@pytest.mark.parametrize(
    ("path", "value", "english", "chinese"),
    [
        (
            f"{CARD}.edges",
            [0.4, 0.3, 0.7, 0.9, 1.0],
            r"debt_ratio\.edges: got .*0\.3 follows 0\.4",
            "分界值必须递增",
        ),
        ("aging.edges", [30, 30], r"aging\.edges: .*30 follows 30", "分界值必须递增"),
        ("aging.edges", [], r"aging\.edges: .*At least 1", "至少需要 1"),
        ("aging.edges", True, r"aging\.edges: got True\. A list", "须为列表"),
        ("aging.edges", [1.5], r"aging\.edges\.1: got 1\.5\. A whole number", "须为整数"),
        (
            "aging.closed_side",
            "up",
            r"closed_side: got 'up'\. Accepted are 'upper', 'lower'",
            "'upper', 'lower'",
        ),
        (
            "foresight.prior_late_shares",
            [0.4, 0.2],
            r"foresight: got 2 shares for 3 edges\. 4",
            "须为 4 个",
        ),
        (
            "foresight.prior_late_shares",
            [0.4, 0.2, 0.3, 0.1],
            r"foresight: got shares 0\.4, 0\.2, 0\.3, 0\.1\.",
            "比例不得上升",
        ),
        ("foresight.prior_edges", [15, 5, 30], r"prior_edges: .*5 follows 15", "分界值必须递增"),
        (
            "protection.insurance.order",
            "cover",
            r"order: got 'cover'\. Accepted are 'limit_cover_deductible', 'cover_limit_deductible'",
            "'limit_deductible_cover'",
        ),
        ("protection.borrowing_base.customer_share", 0, r"customer_share: got 0\. More than 0", "必须大于 0"),
        (f"{CARD}.points", [100, 0], r"debt_ratio: got 2 points for 5 edges\. 6", "须为 6 个"),
        (
            f"{CARD}.points",
            [100, 80, 90, 45, 20, 0],
            "100, 80, 90, 45, 20, 0.*rise or fall",
            "一路递增或递减",
        ),
        (
            f"{CARD}.points",
            [101, 80, 65, 45, 20, 0],
            r"points\.1: got 101\. Not more than 100",
            "不得大于 100",
        ),
        (f"{CARD}.weight", -1, r"weight: got -1\. Not less than 0", "不得小于 0"),
        (f"{CARD}.weight", True, r"weight: got True\. A number", "须为数字"),
        (f"{CARD}.weight", float("nan"), r"weight: got nan\. A number", "须为数字"),
        (f"{CARD}.weight", "heavy", r"weight: got 'heavy'\. A number", "须为数字"),
        (f"{CASH}.weight", 11, r"weight: got 11, and 12 for cash_flow_cover", "两者必须相等"),
        (f"{CASH}.replaces", "sales", r"replaces: got 'sales'", "另一评分项"),
        (
            "scorecard.history_needs_one_of",
            ["debt_ratio"],
            "got 'debt_ratio', which is no factor",
            "不是该类的评分项",
        ),
        (
            "scorecard.families.full",
            None,
            r"scorecard\.families\.full: the policy has no such item",
            "政策中没有该项",
        ),
        (
            "scorecard.finance.company_size.currency",
            "euro",
            r"currency: got 'euro'.*three capitals",
            "三位大写",
        ),
        ("grades.B.points_from", 90, "grade B begins at as many points as A", "B 级的起始分"),
        ("grades.fitted.B", 90, r"grades\.fitted: grade B begins at as many points as A", "B 级的起始分"),
        ("grades.E.points_from", 10, r"E\.points_from: got 10.*begins at 0", "末级须从 0 分起"),
        (
            "grades.A.sample_default_rate",
            0.5,
            "default rate of B is below that of A",
            "B 级的违约率低于 A 级",
        ),
        ("grades.own_base_rate", 0, r"own_base_rate: got 0\. More than 0", "必须大于 0"),
        ("grades.own_base_rate", 1, r"own_base_rate: got 1\. Less than 1", "必须小于 1"),
        ("limits.grade_factor.C", 1.2, "factor of C is above that of B", "C 级的系数高于 B 级"),
        (
            "limits.net_worth_share",
            10,
            r"net_worth_share: got 10\. Not more than 1 .*60 % is 0\.6",
            "60% 的比例应写作 0.6",
        ),
        ("caps.overdue.enabled", 3, r"overdue\.enabled: got 3\. A yes or no", "须为是或否"),
        ("dso.days_in_year", 364, r"days_in_year: got 364\. Accepted are 360, 365, 366", "360, 365, 366"),
        ("approval.controller", 100, r"approval: .*100 follows 250000", "分界值必须递增"),
        (
            "working_capital.health.quick_ratio.levels",
            ["good"],
            "got 1 levels for 3 edges. 4 are needed",
            "须为 4 个",
        ),
        ("meta.name", 5, r"meta\.name: got 5\. Text", "须为文字"),
        ("meta.effective_from", [], r"effective_from: got .*A date", "须为日期"),
        ("aging.edge", [1], r"aging\.edge: .*nearest are aging\.edges", "最接近的是 aging.edges"),
    ],
)
def test_a_broken_rule_is_named_with_its_path(path, value, english, chinese):
    with pytest.raises(PolicyError, match=english) as caught:
        overlay(default_policy(), {path: value})
    assert chinese in caught.value.text("zh")


def test_all_family_weights_zero_are_refused():
    nothing = {"standing": 0, "finance": 0, "trading": 0}
    with pytest.raises(PolicyError, match=r"families\.full: every weight is zero") as caught:
        overlay(default_policy(), {"scorecard": {"families": {"full": nothing}}})
    assert "所有权重均为零" in caught.value.text("zh")


def test_records_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        default_policy().limits.step = 5  # type: ignore[misc]


def test_policy_id_is_of_values_not_of_name_or_number_kind():
    base = default_policy()
    assert re.fullmatch("[0-9a-f]{12}", base.policy_id)
    assert overlay(base, {"meta.name": "ours"}).policy_id == base.policy_id
    assert overlay(base, {"aging.edges": [30.0, 60.0, 90.0, 120.0]}).policy_id == base.policy_id
    assert overlay(base, {"limits.step": 1001}).policy_id != base.policy_id


def test_default_card_is_the_published_one():
    # 6 + 12 + 7 = 25 factors, one more replaces another; the weights of each family sum to 100
    card = default_policy().scorecard
    for family, count in ((card.standing, 6), (card.finance, 13), (card.trading, 7)):
        records = {name: getattr(family, name) for name in type(family).model_fields}
        assert len(records) == count
        assert sum(r.weight for n, r in records.items() if n != "operating_cash_flow_ratio") == 100
    assert card.finance.debt_ratio.points == (100, 80, 65, 45, 20, 0)
    assert [default_policy().grades.of(letter).points_from for letter in LETTERS] == [85, 70, 50, 40, 0]
