from __future__ import annotations

import pytest

from xlcredit.credit.words import COUNTRY_GRADES
from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, policy_from_rows, policy_rows
from xlcredit.policy.risk_tables import RISK_GRADES


def row(path, value):
    return [f"risk_tables.{path}", "", value]


def test_no_grade_is_shipped_and_the_scale_is_that_of_the_scorecard():
    tables = default_policy().risk_tables
    assert (dict(tables.country), dict(tables.industry), tables.is_filled) == ({}, {}, False)
    assert RISK_GRADES == COUNTRY_GRADES


def test_own_rows_survive_the_sheet_and_stand_beside_their_switches():
    rows = [row("country.DE|Germany|德国", "A1"), row("industry.建筑|construction", "C")]
    found = policy_from_rows(rows)
    assert found.risk_tables.country_places == {"de": 0, "germany": 0, "德国": 0}
    shown = policy_rows(found, "zh")
    assert policy_from_rows(shown).policy_id == found.policy_id
    paths = [one[0] for one in shown if one[0].startswith("risk_tables.")]
    assert len(paths) == 4
    places = [place for place, one in enumerate(shown) if one[0].startswith("risk_tables.")]
    assert places == list(range(places[0], places[0] + 4))


def test_a_table_that_is_not_in_use_says_nothing():
    found = policy_from_rows([row("country.DE", "A1"), row("country_in_use", False)])
    assert not found.risk_tables.is_filled


def test_bad_rows_are_refused_by_row():
    with pytest.raises(PolicyError, match=r"row 2: risk_tables.country.FR: got 'F'. Accepted are 'A1'"):
        policy_from_rows([row("country.DE", "A1"), row("country.FR", "F")])
    with pytest.raises(PolicyError, match=r"'de' stands in 'DE' and in 'Germany\|de' with different grades"):
        policy_from_rows([row("country.DE", "A1"), row("country.Germany|de", "B")])
