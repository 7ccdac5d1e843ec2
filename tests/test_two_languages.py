"""Two languages, one set of numbers: the demo workbook in English and in Chinese."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest
from file_parts import parts_of
from lxml import etree

from udfs.hosts import jobs
from xlcredit import tables
from xlcredit.texts import LANGUAGES, use_language

NOW = datetime(2026, 7, 10, 9, 30)


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    made = {}
    for language in LANGUAGES:
        use_language(language)
        made[language] = jobs.demo(tmp_path_factory.mktemp("demo"), language, NOW, lambda _key: None)
    use_language(None)
    return made


@pytest.mark.parametrize("name", [table.name for table in tables.OUTPUT_TABLES])
def test_english_and_chinese_give_the_same_numbers(demos, name):
    english, chinese = (demos[language].result.tables.get(name) for language in LANGUAGES)
    if english is None:
        assert chinese is None
        return
    assert english.shape == chinese.shape
    for place, column in enumerate(english.columns):
        if english.iloc[:, place].dtype.kind in "fiuM":
            one, other = english.iloc[:, place], chinese.iloc[:, place]
            pd.testing.assert_series_equal(one, other, check_names=False, obj=f"{name}.{column}")


def test_english_and_chinese_give_the_same_figures(demos):
    english, chinese = (demos[language].result for language in LANGUAGES)
    assert english.figures == pytest.approx(chinese.figures, nan_ok=True)
    assert english.policy.policy_id == chinese.policy.policy_id
    numbers = [{name: value for name, value in result.cells.items() if not isinstance(value, str)}
               for result in (english, chinese)]  # fmt: skip
    assert numbers[0] == numbers[1]


def test_the_drawings_of_the_demo_are_well_formed(demos):
    for done in demos.values():
        for name, content in parts_of(done.path).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)
