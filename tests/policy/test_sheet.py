from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, policy_from_rows, policy_rows
from xlcredit.policy.sheet import item_label, source_text
from xlcredit.tables import POLICY
from xlcredit.texts import topic


def row(path, value, source="", effective=None):
    return [path, "", value, "", source, effective]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_rows_read_back_are_the_same_policy(language):
    base = default_policy()
    assert policy_from_rows(policy_rows(base, language)).policy_id == base.policy_id


edges = st.lists(st.integers(1, 400), min_size=1, max_size=7, unique=True).map(sorted)


@given(edges=edges, step=st.floats(0, 1e6), letters=st.sets(st.sampled_from("ABCDE")), enabled=st.booleans())
@settings(max_examples=30)
def test_a_changed_policy_survives_the_sheet(edges, step, letters, enabled):
    changes = {
        "aging.edges": edges,
        "limits.step": step,
        "orders.review_grades": sorted(letters),
        "caps.overdue.enabled": enabled,
    }
    changed = overlay(default_policy(), changes)
    through_excel = [
        [float(cell) if type(cell) is int else cell for cell in one] for one in policy_rows(changed, "zh")
    ]
    assert policy_from_rows(through_excel).policy_id == changed.policy_id


def test_rows_have_the_columns_of_the_table_and_words_in_both_languages():
    for language in ("en", "zh"):
        for one in policy_rows(default_policy(), language):
            assert len(one) == len(POLICY.columns)
            assert one[1]
            assert one[3]
    words, factors = topic("policy")["words"], topic("policy")["factors"]
    parts = {part for one in policy_rows(default_policy()) for part in one[0].split(".")}
    grades = {"A", "B", "C", "D", "E", "A1", "A2", "A3", "A4"}
    others = parts - set(words) - set(factors) - grades - set(default_policy().dunning.minimum)
    countries = {part for part in others if "|" in part}  # several spellings
    assert {part for part in others - countries if not part.isdigit() and not is_day(part)} == set()


def is_day(part):
    """A dated rate is named by its day."""
    try:
        return bool(date.fromisoformat(part))
    except ValueError:
        return False


def test_units_and_sources_of_the_default_have_their_texts():
    notes = default_policy().notes.values()
    assert {note.unit for note in notes} <= set(topic("policy")["units"])
    assert {mark for note in notes for mark in note.source.split()} <= set(topic("policy")["sources"])


def test_a_blank_or_absent_value_keeps_the_base_and_the_sheet_wins_otherwise():
    base = overlay(default_policy(), {"limits.step": 250})
    assert policy_from_rows([row("limits.step", None)], base).limits.step == 250
    assert policy_from_rows([row("limits.step", " ")], base).limits.step == 250
    assert policy_from_rows([row("limits.step", float("nan"))], base).limits.step == 250
    assert policy_from_rows([row("limits.step", 0)], base).limits.step == 0
    assert policy_from_rows([], base).policy_id == base.policy_id


def test_a_list_can_grow_and_shrink_by_rows():
    assert policy_from_rows([row("aging.edges.5", 150)]).aging.edges == (30, 60, 90, 120, 150)
    assert policy_from_rows([row("aging.edges.4", "none")]).aging.edges == (30, 60, 90)
    assert policy_from_rows([row("aging.edges.1", "无")]).aging.edges == (60, 90, 120)


STAGES = "dunning.stages"
RATES = "late_interest.references.ecb_mro.rates"


def test_an_open_table_takes_entries_of_one_s_own_and_loses_others():
    rows = [
        row(f"{STAGES}.second_reminder", 22.0),
        row(f"{STAGES}.insurance_claim", "无"),
        row(f"{STAGES}.friendly_reminder", " None "),
    ]
    found = policy_from_rows(rows)
    assert found.dunning.ladder == (
        (15, "formal_demand"),
        (22, "second_reminder"),
        (30, "professional_collection"),
    )
    assert found.notes[f"{STAGES}.second_reminder"].unit == "days"
    through_excel = policy_rows(found, "en")
    assert [one[2] for one in through_excel if one[0] == f"{STAGES}.insurance_claim"] == ["none"]
    assert policy_from_rows(through_excel).policy_id == found.policy_id


def test_a_dated_rate_is_added_by_its_day():
    until = row(f"{RATES.removesuffix('.rates')}.known_until", date(2027, 2, 3), "ECB notice")
    found = policy_from_rows([row(f"{RATES}.2027-02-03", 0.0275, "ECB notice"), until])
    assert found.late_interest.references.ecb_mro.changes[-1] == (date(2027, 2, 3), 0.0275)
    note = found.notes[f"{RATES}.2027-02-03"]
    assert (note.source, note.effective_from, note.unit) == ("ECB notice", date(2027, 2, 3), "share_a_year")
    (shown,) = [one for one in policy_rows(found, "en") if one[0] == f"{RATES}.2027-02-03"]
    assert shown[1:] == [
        "Late interest › reference rate › ECB, main refinancing rate › from › 2027-02-03",
        0.0275,
        "share of one a year",
        "ECB notice",
        date(2027, 2, 3),
        None,  # what if
    ]


def test_rates_to_be_confirmed_say_so_on_the_sheet():
    (shown,) = [
        one for one in policy_rows(default_policy(), "zh") if one[0].endswith("cn_lpr_1y.rates.2025-05-20")
    ]
    assert shown[4].endswith("待确认")
    assert shown[5] == date(2025, 5, 20)


def test_a_changed_value_takes_the_source_of_its_row_but_not_the_old_one():
    old = source_text(default_policy().notes["limits.step"].source, "zh")
    kept = policy_from_rows([row("limits.step", 5, old, date(2026, 1, 1))]).notes["limits.step"]
    assert (kept.source, kept.effective_from) == ("OWN", None)
    own = policy_from_rows([row("limits.step", 5, "board", datetime(2026, 5, 1))]).notes["limits.step"]
    assert (own.source, own.effective_from, own.unit) == ("board", date(2026, 5, 1), "money")


@pytest.mark.parametrize(
    ("rows", "english", "chinese"),
    [
        ([row("aging.edgs.1", 30)], r"row 7: got the item 'aging\.edgs\.1'.*aging\.edges", "政策表第 7 行"),
        (
            [row("limits.step", 1), row("limits.step", 2)],
            r"row 8: the item limits\.step stands here a second",
            "重复出现",
        ),
        ([row("aging.edges.6", 300)], r"row 7: aging\.edges\.6 leaves a gap", "出现空缺"),
        ([row("limits.step", "#REF!")], r"row 7: limits\.step holds the Excel error #REF!", "错误值 #REF!"),
        (
            [[], row("limits.step", "much")],
            r"row 8: limits\.step: got 'much'\. A number",
            "第 8 行：limits.step：收到",
        ),
        (
            [row("aging.edges.1", 30), row("aging.edges.2", 5)],
            r"row 7: aging\.edges: .*5 follows 30",
            "必须递增",
        ),
        (
            [row(f"{'scorecard.finance.debt_ratio'}.points.2", 101)],
            r"row 7: .*points\.2: got 101",
            "不得大于 100",
        ),
        ([row("grades.B.points_from", 90)], r"row 7: grades: grade B begins", "B 级的起始分"),
        (
            [row("limits.step", 1), row(f"{RATES}.2027-7-1", 0.02)],
            r"row 8: .*rates\.2027-7-1: got '2027-7-1'\. .*as 2026-07-01",
            "第 8 行",
        ),
        (
            [row(f"{RATES}.2027-07-01", "high")],
            r"row 7: .*rates\.2027-07-01: got 'high'\. A number",
            "须为数字",
        ),
        ([row(f"{STAGES}.own", 30)], r"row 7: .*both begin at 30 days", "逾期 30 天"),
        ([row("dunning.stage.own", 30)], r"row 7: got the item 'dunning\.stage\.own'", "政策表第 7 行"),
    ],
)
def test_a_wrong_row_is_named(rows, english, chinese):
    with pytest.raises(PolicyError, match=english) as caught:
        policy_from_rows(rows, first_row=7)
    assert chinese in caught.value.text("zh")


def test_labels_are_words():
    assert item_label("terms.plain.A.days", "en") == "Terms › plain › A › days"
    assert item_label("terms.plain.A.days", "zh") == "信用条款 › 普通方案 › A › 账期"
