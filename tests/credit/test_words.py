from __future__ import annotations

import pytest

from xlcredit.credit import factor_of_heading, factors_of_headings
from xlcredit.credit.words import known_headings, level_codes
from xlcredit.errors import ArgumentError
from xlcredit.texts import topic
from xlcredit.texts.plain import plain_word


def test_no_word_means_two_things():
    meanings = {}
    for room in ("headings", "columns"):
        for name, entry in topic("credit")[room].items():
            for word in {*entry["en"].split("|"), *entry["zh"].split("|"), name}:
                meanings.setdefault(plain_word(word), set()).add(name)
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Debt ratio", "debt_ratio"), ("资产负债率", "debt_ratio"), (" DEBT_RATIO ", "debt_ratio"),
        ("Net profit", "net_profit"), ("净利润", "net_profit"), ("On-time rate", "on_time_rate"),
        ("最长逾期天数", "oldest_days_past_due"), ("企业性质", "legal_form"), ("货币资金", "cash"),
        ("Ｓａｌｅｓ", "sales"), ("colour", None), (None, None),
    ],
)  # fmt: skip
def test_headings_of_both_languages(heading, name):
    assert factor_of_heading(heading) == name


def test_unknown_headings_are_all_named():
    with pytest.raises(ArgumentError, match=r"got 'dept ratio', 'colour'.*for instance debt ratio") as caught:
        factors_of_headings(["dept ratio", "Sales", "colour", None, "客户名称"])
    assert "请更正表头" in caught.value.text("zh")


def test_a_heading_twice_is_refused():
    with pytest.raises(ArgumentError, match="debt_ratio stands there twice") as caught:
        factors_of_headings(["Debt ratio", "负债率"])
    assert "出现两次" in caught.value.text("zh")


def test_every_heading_means_something_that_is_read():
    assert None not in known_headings().values()
    assert set(level_codes("country_grade").values()) == set(range(8))
