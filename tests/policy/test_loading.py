from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, load_policy, overlay
from xlcredit.policy.notes import in_force, read_layout

DATED = """
[dashboard]
dso_benchmark = { unit = "days", dated = [
    { effective_from = 2026-07-01, value = 80, source = "minutes of June" },
    { effective_from = 2024-01-01, value = 90 },
] }
"""


def test_default_policy_is_read_once():
    assert default_policy() is default_policy()


def test_overlay_leaves_the_base_and_notes_the_change():
    base = default_policy()
    other = overlay(base, {"limits": {"step": 500}, "aging.edges": [30, 60, 90, 120]})
    assert (base.limits.step, other.limits.step) == (1000, 500)
    assert other.notes["limits.step"].source == "OWN"
    assert other.notes["aging.edges"] == base.notes["aging.edges"]  # the same value is no change


def test_load_policy_lays_a_part_over_the_default(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(
        '[limits]\nstep = { value = 250, unit = "money", source = "board" }\n', encoding="utf-8-sig"
    )
    found = load_policy(path)
    assert (found.limits.step, found.notes["limits.step"].source) == (250, "board")
    assert found.aging == default_policy().aging


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 6, 30), 90), (date(2026, 7, 1), 80), (None, 80)])
def test_load_policy_takes_the_entry_in_force(tmp_path, day, expected):
    path = tmp_path / "dated.toml"
    path.write_text(DATED, encoding="utf-8")
    assert load_policy(path, day).dashboard.dso_benchmark == expected


def test_layout_of_the_file_does_not_change_the_id(tmp_path):
    (tmp_path / "a.toml").write_text("[limits]\nstep = 500\nown_retention = 7\n", encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        'limits = { own_retention = { value = 7.0, source = "X" }, step = { value = 500 } }\n',
        encoding="utf-8",
    )
    assert load_policy(tmp_path / "a.toml").policy_id == load_policy(tmp_path / "b.toml").policy_id


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("limits = [", r"ours\.toml: the policy file cannot be read", "无法读取政策文件"),
        (
            "[limit]\nstep = 1\n",
            r"limit\.step: the policy has no such item\..*limits\.step",
            "政策中没有该项",
        ),
        (
            "[dso]\nwindow_months = { dated = [{ value = 3 }] }\n",
            r"dso\.window_months: a dated entry lacks",
            "两者必填",
        ),
        (
            "[dso]\neffective_from = 3\nwindow_months = 3\n",
            r"dso\.effective_from: got 3\. A date",
            "须为日期",
        ),
    ],
)
def test_load_policy_names_what_is_wrong(tmp_path, text, english, chinese):
    (tmp_path / "ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=english) as caught:
        load_policy(tmp_path / "ours.toml")
    assert chinese in caught.value.text("zh")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PolicyError, match=r"gone\.toml: the policy file cannot be read"):
        load_policy(tmp_path / "gone.toml")


def test_in_force_before_the_first_entry_is_refused():
    with pytest.raises(PolicyError, match="x: no value is in force on 2023-12-31") as caught:
        in_force([{"effective_from": date(2024, 1, 1), "value": 1}], date(2023, 12, 31), "x")
    assert "没有生效的取值" in caught.value.text("zh")


def test_remarks_of_a_section_hold_below_it_until_overridden():
    layout = {
        "units": {"weight": "weight"},
        "a": {"source": "S", "unit": "days", "x": 1, "weight": {"value": 2, "source": "T"}},
    }
    values, notes = read_layout(layout)
    assert values == {"a": {"x": 1, "weight": 2}}
    assert (notes["a.x"].unit, notes["a.x"].source) == ("days", "S")
    assert (notes["a.weight"].unit, notes["a.weight"].source) == ("weight", "T")


def test_every_item_of_the_default_has_unit_source_and_date():
    for path, note in default_policy().notes.items():
        assert note.unit, path
        assert note.source or path.startswith("meta."), path
        assert note.effective_from is not None, path


def test_importing_the_policy_pulls_in_neither_pandas_nor_numpy():
    code = "import sys, xlcredit.policy; print([n for n in ('pandas', 'numpy') if n in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
