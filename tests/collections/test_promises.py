"""Plans of promises: the newest conversation counts, whole; 30 June 2026, two days of grace."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from xlcredit.collections.promises import plans, with_unpaid
from xlcredit.policy import default_policy

AS_OF = date(2026, 6, 30)
TALK = date(2026, 6, 20)
DAYS = (date(2026, 7, 5), date(2026, 7, 20), date(2026, 8, 5))
# 40,000 late since 31 May: four items of 10,000.
ROWS = [
    ["B", f"B{number}", date(2026, 5, 1), date(2026, 5, 31), "EUR", 10_000, "no", None] for number in range(4)
]


def promise(day, amount=10_000, made=TALK, currency="EUR"):
    return ["B", made, "", currency, amount, day]


def beta(dunned, log, *more, **changes):
    worklist = dunned(log, [*ROWS, *more], **changes).tables["worklist"]
    return worklist.set_index("customer_id").loc["B"]


def received(amount, day=date(2026, 6, 22)):
    return ["B", "B9", date(2026, 4, 1), date(2026, 6, 1), "EUR", amount, "no", day]


def test_three_promises_of_one_conversation_add_up(dunned):
    found = beta(dunned, [promise(day) for day in DAYS], dunning__quiet_days=0)
    assert (found["promised_open"], found["demanded_amount"]) == (30_000, 10_000)
    assert found["promised_on"] == pd.Timestamp(DAYS[0])  # the next one


def test_an_earlier_conversation_is_replaced_whole(dunned):
    log = [promise(day, made=date(2026, 6, 10)) for day in DAYS] + [promise(DAYS[2], 5_000)]
    assert beta(dunned, log, dunning__quiet_days=0)["promised_open"] == 10_000  # 5,000 reach into one item


@pytest.mark.parametrize(
    ("paid", "paused", "is_broken"),
    [
        # promised: 10,000 for 25 June (over), 5 July and 20 July
        (0, 20_000, True),
        (9_999.99, 20_000, True),
        (10_000, 20_000, False),  # keeps the earliest
        (15_000, 20_000, False),  # 5,000 of the second: 15,000 are left, into two items
        (30_000, 0, False),
    ],
)
def test_what_came_in_keeps_the_earliest_promise_first(dunned, paid, paused, is_broken):
    log = [promise(day) for day in (date(2026, 6, 25), *DAYS[:2])]
    found = beta(dunned, log, *([received(paid)] if paid else []), dunning__quiet_days=0)
    assert found["promised_open"] == paused
    assert ("promise for 2026-06-25 was broken" in found["next_action"]) is is_broken


def test_a_broken_part_is_no_longer_paused_and_raises_the_stage(dunned):
    log = [promise(date(2026, 6, 27)), promise(DAYS[0])]
    kept = beta(dunned, log, received(10_000), dunning__quiet_days=0)
    broken = beta(dunned, log, dunning__quiet_days=0)
    assert (kept["promised_open"], kept["demanded_amount"]) == (10_000, 30_000)
    assert (broken["promised_open"], broken["demanded_amount"]) == (10_000, 30_000)
    assert broken["next_action"].endswith("promise for 2026-06-27 was broken")


@pytest.mark.parametrize(("day", "paused"), [(date(2026, 6, 28), 10_000), (date(2026, 6, 27), 0)])
def test_grace_ends_two_days_after_the_promised_day(dunned, day, paused):
    assert beta(dunned, [promise(day)], dunning__quiet_days=0)["promised_open"] == paused


def test_a_promise_of_the_day_in_the_largest_statement_joins_the_named_ones(dunned):
    log = [promise(DAYS[0]), promise(DAYS[1], currency="")]
    assert beta(dunned, log, dunning__quiet_days=0)["promised_open"] == 20_000


def test_a_contact_after_the_break_starts_a_new_quiet(dunned):
    log = [promise(date(2026, 6, 23)), ["B", date(2026, 6, 29), "Formal demand", "EUR", None, None]]
    assert beta(dunned, log)["next_action"].startswith("Wait until")
    assert beta(dunned, log[:1])["demanded_amount"] == 40_000


def test_unpaid_of_a_plan_by_hand():
    plan = pd.DataFrame({
        "group": [0, 0, 0, 1],
        "promised_at": pd.to_datetime(["2026-06-20"] * 4),
        "promised_on": pd.to_datetime(["2026-07-20", "2026-06-25", "2026-07-05", "2026-06-01"]),
        "promised_amount": [100.0, 70.0, 50.0, np.nan],
    })  # fmt: skip
    found = with_unpaid(plans(plan), pd.Series({0: 80.0, 1: 5.0}), AS_OF, default_policy())
    # 80 pay the 70 of June and 10 of the 50 of 5 July; without an amount there is no end
    assert found["unpaid"].tolist() == [0, 40, 100, np.inf]
    assert found["is_pending"].tolist() == [False, True, True, False]
