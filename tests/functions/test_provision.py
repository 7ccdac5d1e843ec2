"""Provision in a cell: rules that stand at the door, above those the domain tests hold."""

from __future__ import annotations

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import use_language

SNAPSHOTS = ((100.0, 0.0, 0.0), (120.0, 50.0, 0.0), (90.0, 60.0, 20.0))


def test_lossrates_feeds_provision() -> None:
    rows = catalogue()["LOSSRATES"](SNAPSHOTS)
    rates = tuple((row[2],) for row in rows[1:])
    assert rates == ((0.2,), (0.4,), (1.0,))
    # 90 x 20 % + 60 x 40 % + 20 x 100 %
    assert catalogue()["PROVISION"](((90.0,), (60.0,), (20.0,)), rates) == 62.0


def test_lossrates_names_buckets_by_headings_in_a_row_or_column() -> None:
    across = catalogue()["LOSSRATES"](SNAPSHOTS, (("Current", 30.0, None),))
    down = catalogue()["LOSSRATES"](SNAPSHOTS, (("Current",), (30.0,), (None,)))
    assert across == down
    assert [row[0] for row in across] == ["Bucket", "Current", "30", "Bucket 3"]


def test_lossrates_shows_what_it_cannot_know_as_an_error_in_the_table() -> None:
    rows = catalogue()["LOSSRATES"](((100.0, 0.0, 0.0), (100.0, 0.0, 0.0)))
    assert rows[1][1:3] == [0.0, 0.0]
    assert rows[2][1:3] == [CellError("#N/A"), CellError("#N/A")]
    assert rows[3] == ["Bucket 3", "", 1.0, ""]


def test_lossrates_adds_write_offs_back_and_speaks_chinese() -> None:
    use_language("zh")
    rows = catalogue()["LOSSRATES"](((100.0, 0.0), (0.0, 50.0)), None, ((0.0, 0.0), (0.0, 20.0)))
    assert rows[0] == ["账龄段", "迁徙率", "预期损失率", "期数"]
    assert rows[1] == ["账龄段 1", 0.7, 0.7, 1.0]


@pytest.mark.parametrize(
    ("name", "arguments", "code", "english", "chinese"),
    [
        ("LOSSRATES", (((1.0, 2.0),),), "#VALUE!", "1 x 2 cells", "1 x 2 个单元格"),
        ("LOSSRATES", (((1.0, 2.0), (3.0, "x")),), "#VALUE!", "balances_by_period[2,2]", "[2,2]"),
        ("LOSSRATES", (((1.0, 2.0), (None, 4.0)),), "#N/A", "row 2, column 1: blank", "第 2 行第 1 列"),
        ("LOSSRATES", (((1.0, 2.0), (3.0, "#REF!")),), "#REF!", "holds the error value", "错误值 #REF!"),
        ("LOSSRATES", (SNAPSHOTS, (("a", "b"),)), "#VALUE!", "2 names for 3 buckets", "2 个名称"),
        ("PROVISION", (((1.0,), (2.0,)), ((0.1,),)), "#VALUE!", "same length", "长度必须相同"),
        ("PROVISION", (((1.0,), (None,)), ((0.1,), (0.2,))), "#N/A", "open_by_bucket[2]: blank", "为空"),
        ("PROVISION", (((1.0,), (-2.0,)), ((0.1,), (0.2,))), "#NUM!", "got -2", "收到 -2"),
        ("PROVISION", (((1.0,),), ((30.0,),)), "#NUM!", "30 % is 0.3", "30% 应写作 0.3"),
        ("PROVISION", (((1.0,),), ((0.3,),), -1.0), "#NUM!", "forward_factor", "forward_factor"),
    ],
)
def test_wrong_ranges_say_what_is_wrong(
    name: str, arguments: tuple[object, ...], code: str, english: str, chinese: str
) -> None:
    for language, reason in (("en", english), ("zh", chinese)):
        use_language(language)
        faults.forget()
        assert catalogue()[name](*arguments) == CellError(code)
        assert reason in str(faults.latest(function=name))


def test_provision_follows_the_policy_sheet() -> None:
    policy = policy_rows(overlay(default_policy(), {"provision.forward_factor": 1.05}), "zh")
    assert catalogue()["PROVISION"](((1000.0,),), ((0.02,),), None, policy) == 21.0
    assert catalogue()["PROVISION"](((1000.0,),), ((0.02,),), 1.5, policy) == 30.0


def test_provision_of_rows_that_are_blank_at_the_end() -> None:
    blank = ((None,), (None,))
    open_by_bucket, rates = ((100.0,), (50.0,), *blank), ((0.01,), (0.1,), *blank)
    assert catalogue()["PROVISION"](open_by_bucket, rates) == 6.0
