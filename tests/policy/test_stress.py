from __future__ import annotations

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, policy_from_rows, policy_rows
from xlcredit.policy.stress import MOST_SCENARIOS, SHOCK_UNITS, SHOCKS
from xlcredit.texts import topic

SCENARIOS = "stress.scenarios"


def row(path, value):
    return [path, "", value]


def test_every_shock_has_a_unit_and_words():
    assert set(SHOCK_UNITS) == set(SHOCKS)
    assert set(SHOCK_UNITS.values()) <= set(topic("policy")["units"])
    assert set(topic("scenarios")["shock"]) == set(SHOCKS)
    assert set(SHOCKS) <= set(topic("policy")["words"])


def test_the_sheet_shows_only_the_shocks_that_a_scenario_names():
    paths = [one[0] for one in policy_rows(default_policy(), "en") if one[0].startswith(SCENARIOS)]
    assert [path for path in paths if "rate_rise" in path] == [f"{SCENARIOS}.rate_rise.interest_cost"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_own_scenarios_survive_the_sheet(language):
    rows = [
        row(f"{SCENARIOS}.flood.sales", 0.6),
        row(f"{SCENARIOS}.flood.industry", "food|食品"),
        row(f"{SCENARIOS}.rate_rise.margin_points", -0.01),
        row(f"{SCENARIOS}.mild_recession.on_time", "none"),
    ]
    found = policy_from_rows(rows)
    assert (found.stress.scenarios["flood"].sales, found.stress.scenarios["flood"].cash) == (0.6, 1.0)
    assert found.stress.scenarios["mild_recession"].on_time == 1.0
    shown = policy_rows(found, language)
    assert policy_from_rows(shown).policy_id == found.policy_id
    assert {one[0]: one[3] for one in shown}[f"{SCENARIOS}.flood.sales"] == {"en": "times", "zh": "倍"}[
        language
    ]


@pytest.mark.parametrize("place", [0, 1])
def test_a_scenario_is_taken_out_by_one_row_wherever_it_stands(place):
    rows = [row(f"{SCENARIOS}.rate_rise.interest_cost", 1.5)]
    rows.insert(place, row(f"{SCENARIOS}.rate_rise", "none"))
    found = policy_from_rows(rows)
    assert "rate_rise" not in found.stress.scenarios
    assert policy_from_rows(policy_rows(found, "zh")).policy_id == found.policy_id


def test_a_scenario_without_shocks_is_gone():
    found = policy_from_rows([row(f"{SCENARIOS}.rate_rise.interest_cost", "无")])
    assert "rate_rise" not in found.stress.scenarios


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("mild_recession.wages", 0.9, "mild_recession.wages: the policy has no such item. The nearest are"),
        ("mild_recession.slaes", 0.9, r"The nearest are stress.scenarios.mild_recession.sales"),
        ("mild_recession.sales", 0.0, "got 0.0. Not less than 0.1"),
        ("mild_recession.margin_points", -3, "got -3. Not less than -0.5"),
        ("mild_recession.inventory", 1.2, "got 1.2. Not more than 1"),
        ("mild_recession.days_late", -1, "got -1. Not less than 0"),
        ("mild_recession.default_rate", 200, "got 200. Not more than 20"),
        ("flood.largest_defaults", 1.5, "largest_defaults: got 1.5. A whole number"),
        ("flood.sales", True, "got True. A number is needed"),
        ("flood", 0.9, "flood: got 0.9. A scenario has its shocks in rows of their own"),
    ],
)
def test_shocks_that_are_not_accepted_are_refused_with_their_row(path, value, problem):
    rows = [row("limits.step", 1000), row(f"{SCENARIOS}.severe_recession.sales", 0.8), None]
    rows[2] = row(f"{SCENARIOS}.{path}", value)
    with pytest.raises(PolicyError, match=rf"^Policy sheet, row 9: .*{problem}"):
        policy_from_rows(rows, first_row=7)


def test_there_are_no_more_scenarios_than_the_sheet_has_room_for():
    many = {f"{SCENARIOS}.own_{number}.sales": 0.9 for number in range(MOST_SCENARIOS)}
    with pytest.raises(PolicyError, match=rf"{SCENARIOS}: got 15 scenarios. Not more than 10"):
        overlay(default_policy(), many)
