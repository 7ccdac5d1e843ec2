"""The dunning ladder and the dated rates as policy data."""

from __future__ import annotations

from datetime import date

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, load_policy, overlay, policy_from_rows

RATES = "late_interest.references.ecb_mro.rates"


def test_default_ladder_and_alarm():
    # guidance articles 003 and 004: 3, 15, 30 and 60 days past due; article 000: alarm from 30
    dunning = default_policy().dunning
    assert [days for days, _ in dunning.ladder] == [3, 15, 30, 60]
    assert dunning.alarm_days == 30


def test_tables_of_the_shared_default_cannot_be_changed():
    with pytest.raises(TypeError, match="item assignment"):
        default_policy().dunning.stages["own"] = 5  # type: ignore[index]


def test_every_rate_carries_its_source_and_its_own_date():
    policy = default_policy()
    for name in type(policy.late_interest.references).model_fields:
        for day in getattr(policy.late_interest.references, name).rates:
            note = policy.notes[f"late_interest.references.{name}.rates.{day}"]
            assert (note.effective_from, note.unit) == (date.fromisoformat(day), "share_a_year")
            assert note.source


def test_a_policy_file_adds_a_stage_and_a_rate_and_takes_one_out(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(
        "[dunning.stages]\nsecond_reminder = 22\ninsurance_claim = 'none'\n"
        "[late_interest.references.ecb_mro]\nknown_until = 2027-02-03\n"
        "[late_interest.references.ecb_mro.rates]\n2027-02-03 = { value = 0.0275, source = 'notice' }\n",
        encoding="utf-8",
    )
    found = load_policy(path)
    assert "insurance_claim" not in found.dunning.stages
    assert found.dunning.stages["second_reminder"] == 22
    assert found.late_interest.references.ecb_mro.rates["2027-02-03"] == 0.0275
    assert found.notes[f"{RATES}.2027-02-03"].effective_from == date(2027, 2, 3)
    assert default_policy().dunning.stages["insurance_claim"] == 60


def test_order_of_new_entries_does_not_change_the_id():
    one = overlay(default_policy(), {"dunning.stages.a": 5, "dunning.stages.b": 6})
    other = overlay(default_policy(), {"dunning.stages.b": 6, "dunning.stages.a": 5})
    assert one.policy_id == other.policy_id != default_policy().policy_id


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"dunning.stages.own": 30}, "professional_collection and own both begin at 30", "逾期 30 天开始"),
        ({"dunning.stages.own": -1}, r"stages\.own: got -1\. Not less than 0", "不得小于 0"),
        (dict.fromkeys(
            (f"dunning.stages.{name}" for name in default_policy().dunning.stages), "none"
        ), r"dunning\.stages: got .*At least 1", "至少需要 1"),
        ({f"{RATES}.1 July 2026": 0.02}, r"got '1 July 2026'\. .*Write the day", "请写作 2026-07-01"),
        ({f"{RATES}.2027-01-01": True}, "got True. A number", "须为数字"),
        ({"late_interest.rule": "XX"}, r"late_interest\.rule: got 'XX'.*CN_SME", "不是逾期利息规则"),
        ({f"{RATES}.2027-01-01": 3.0}, r"2027-01-01: got 3\.0\. Accepted are shares", "改写为比例"),
        ({f"{RATES}.2027-01-01": -0.3}, r"2027-01-01: got -0\.3\. Accepted are shares", "请改写为比例"),
        ({"late_interest.rule_by_country.Mars": "XX"}, r"rule_by_country\.Mars: got 'XX'", "不是逾期"),
        ({"late_interest.rule_by_currency.CNY": "XX"}, r"rule_by_currency\.CNY: got 'XX'", "不是逾期"),
        ({"late_interest.fees.UK.sums": [40]}, "got 1 sums for 2 edges. 3 are needed", "须为 3 个"),
        ({"late_interest.fees.UK.edges": [1000, 500]}, "500", "500"),
        ({"business_days.due_dates.FR": "next"}, "got 'next'", "'next'"),
        ({"business_days.cn_days.tomorrow": "holiday"}, "got 'tomorrow'", "'tomorrow'"),
        ({"late_interest.rules.XX.margin": 0.1}, r"rules\.XX\.margin: the policy has no", "没有该项"),
        ({"provision.roll_average": "median"}, "got 'median'. Accepted are 'mean', 'weighted'", "'weighted'"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_path(changes, english, chinese):
    with pytest.raises(PolicyError, match=english) as caught:
        overlay(default_policy(), changes)
    assert chinese in caught.value.text("zh")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{RATES}.2027-01-01", 2.4),  # 2.4 % typed as 2.4
        (f"{RATES}.2027-01-01", -0.3),
        ("late_interest.rule_by_country.DE|Germany|Deutschland|德国", "XX"),
        ("late_interest.fees.UK.sums.3", -100),
        ("business_days.due_dates.FR|France", "next"),
    ],
)
def test_a_wrong_rate_or_rule_on_the_sheet_is_refused_with_its_row(path, value):
    rows = [["dunning.quiet_days", "", 10], [path, "", value]]
    with pytest.raises(PolicyError, match=r"[Pp]olicy sheet, row 8.*got"):
        policy_from_rows(rows, first_row=7)


def test_countries_are_known_by_every_spelling_and_china_by_choice():
    rules = default_policy().late_interest
    found = [rules.rules_of_countries[word] for word in ("德国", "germany", "uk", "中国")]
    assert found == ["DE", "DE", "UK", "CN_LPR"]
    own = overlay(default_policy(), {"late_interest.rule_by_country.CN|China|中国": "CN_SME"})
    assert own.late_interest.rules_of_countries["china"] == "CN_SME"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ([[f"{RATES}.2027-01-01", "", 0.03]], r"row 8: .*known until 2026-11-21 only.*Move known_until"),
        ([[f"{RATES}.2026-11-01", "", None]], r"row 8: .*2026-11-01 is a new row without a value"),
        ([[f"{RATES}.2026-11-01", "", "3 %"]], r"row 8: .*got '3 %'\. A number is needed"),
        ([[f"{RATES}.2026-11-01", "", 0.03], [f"{RATES}.2026-11-01", "", 0.02]], r"row 9: .*a second time"),
        ([[f"{RATES}.2026-11-1", "", 0.03]], r"row 8: .*got '2026-11-1'"),
        ([["late_interest.rules.EU.margin", "", -0.08]], r"row 8: .*margin: got -0\.08"),
        ([["late_interest.rules.EU.margin", "", 8]], r"row 8: .*margin: got 8"),
    ],
)
def test_rates_of_one_s_own_that_cannot_be_are_refused_with_their_row(new, message):
    with pytest.raises(PolicyError, match=message):
        policy_from_rows([["dunning.quiet_days", "", 10], *new], first_row=7)


def test_rates_may_stand_in_any_order():
    new = [[f"{RATES}.2026-11-{day}", "", rate] for day, rate in ((15, 0.03), ("01", 0.028))]
    changes = policy_from_rows(new).late_interest.references.ecb_mro.changes
    assert changes[-2:] == ((date(2026, 11, 1), 0.028), (date(2026, 11, 15), 0.03))
