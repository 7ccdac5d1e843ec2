from __future__ import annotations

import numpy as np
import pytest

from xlcredit.collections import dunning_stage, is_alarm, stage_text
from xlcredit.policy import default_policy, overlay


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-1, "not_due"),
        (0, "not_due"),
        (1, "no_stage"),
        (2, "no_stage"),
        (3, "friendly_reminder"),  # guidance article 003: 3, 15, 30 and 60 days past due
        (14, "friendly_reminder"),
        (15, "formal_demand"),
        (30, "professional_collection"),
        (59.5, "professional_collection"),
        (60, "insurance_claim"),
        (4000, "insurance_claim"),
        (None, None),
    ],
)
def test_dunning_stage_begins_on_its_day(days, stage):
    assert dunning_stage(days) == stage


def test_dunning_stage_of_a_column():
    assert dunning_stage([20.0, np.nan, -3.0]).tolist() == ["formal_demand", None, "not_due"]


def test_dunning_stage_with_stages_of_one_s_own():
    changes = {"dunning.stages.法务部跟进": 45, "dunning.stages.friendly_reminder": "none"}
    own = overlay(default_policy(), changes)
    assert dunning_stage([5, 44, 45, 60], own).tolist() == [
        "no_stage",
        "professional_collection",
        "法务部跟进",
        "insurance_claim",
    ]
    assert stage_text("法务部跟进", "en") == "法务部跟进"


@pytest.mark.parametrize(("days", "alarm"), [(29, False), (30, True), (None, False)])
def test_alarm_from_thirty_days(days, alarm):
    assert is_alarm(days) is alarm  # guidance article 000: 30 days past due and more


@pytest.mark.parametrize("stage", ["not_due", "no_stage", *default_policy().dunning.stages])
def test_stage_text_in_both_languages(stage):
    english, chinese = stage_text(stage, "en"), stage_text(stage, "zh")
    assert english.isascii()
    assert not chinese.isascii()
