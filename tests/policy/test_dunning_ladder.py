"""A dunning ladder that cannot be is refused, and the row of the Policy sheet is named."""

from __future__ import annotations

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, policy_from_rows, policy_rows


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"dunning.stages.formal_demand": 2},
            "formal_demand begins at 2 days past due, before friendly_reminder",
        ),
        ({"dunning.stages.formal_demand": 3}, "friendly_reminder and formal_demand both begin at 3 days"),
        ({"dunning.stages.second_reminder": 15}, "formal_demand and second_reminder both begin at 15 days"),
        ({"dunning.stages.friendly_reminder": -1}, r"got -1\. Not less than 0"),
        ({"dunning.stages.friendly_reminder": 2.5}, r"got 2\.5"),
        ({"dunning.stages.friendly_reminder": "soon"}, "got 'soon'"),
        ({"dunning.quiet_days": -7}, r"quiet_days: got -7\. Not less than 0"),
        ({"dunning.promise_grace_days": -1}, r"promise_grace_days: got -1\. Not less than 0"),
        ({"dunning.minimum.EUR": -10}, r"minimum\.EUR: got -10\. Not less than 0"),
        ({"dunning.minimum.euro": 10}, "dunning.minimum.euro"),
        ({"dunning.first_letter.formal_demand": "poem"}, "got 'poem'.*Accepted are 'friendly_reminder'"),
        ({"dunning.takes.claim_notice": "some"}, "got 'some'.*Accepted are 'all', 'demanded', 'insured'"),
        ({"dunning.once.claim_notice": "maybe"}, "got 'maybe'"),
        ({"dunning.demanded_stage": "tea"}, "got 'tea', which is no stage of the ladder"),
    ],
)
def test_the_row_of_a_wrong_ladder_is_named(changes, words):
    rows = [["dunning.alarm_days", "", 30], *([path, "", value] for path, value in changes.items())]
    with pytest.raises(PolicyError, match=f"[Pp]olicy sheet, row 8.*{words}"):
        policy_from_rows(rows, first_row=7)


def test_a_stage_that_stands_twice_is_refused():
    rows = [["dunning.stages.formal_demand", "", days] for days in (15, 20)]
    with pytest.raises(PolicyError, match=r"[Pp]olicy sheet, row 8.*dunning\.stages\.formal_demand"):
        policy_from_rows(rows, first_row=7)


def test_which_letters_go_out_once_is_data_and_comes_back_from_the_sheet():
    dunning = default_policy().dunning
    kinds = [kind for kind, is_once in dunning.once.model_dump().items() if is_once]
    assert kinds == ["agency_handover", "claim_notice"]
    rows = policy_rows(default_policy(), "en")
    next(row for row in rows if row[0] == "dunning.takes.claim_notice")[2] = "demanded"
    assert policy_from_rows(rows).dunning.takes.claim_notice == "demanded"
