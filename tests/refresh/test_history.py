from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from backtests import AS_OF, ROWS, THEN, ledger_of, opened
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.ledger import Grid
from xlcredit.ledger.side_tables import OWN_PREFIX
from xlcredit.policy import default_policy
from xlcredit.refresh.history import (
    DATED,
    OF_STATEMENT,
    UNDATED,
    known_facts,
    snapshot_at,
    snapshot_by_facts_of,
    snapshot_dates,
)

POLICY = default_policy()
LIST = [
    "Customer no.", "Statement date", "Total assets", "Total liabilities", "Legal form", "Open judgments",
    "Insolvency case", "Credit limit", "Customer since",
]  # fmt: skip


def listed(*rows):
    return Grid("Customers", [LIST, *[list(row) for row in rows]])


def at(ledger, day=THEN):
    position, _ = opened(ledger)
    found = snapshot_at(ledger, position, POLICY, day)
    return found, {name: row for row, name in enumerate(found.customers["customer_id"])}


def test_snapshot_knows_the_payments_until_its_day():
    found, row = at(ledger_of())
    behaviour = found.behaviour
    # A: one settled 10 days late; B: one on the day; C: nothing settled, 119 days from 3 March to 30 June.
    assert behaviour.weighted_days_late[row["A"]] == 10
    assert behaviour.on_time_rate[[row["A"], row["B"]]].tolist() == [0, 1]
    assert behaviour.settled_count[[row["A"], row["B"], row["C"]]].tolist() == [1, 1, 0]
    assert behaviour.oldest_days_past_due[[row["B"], row["C"]]].tolist() == [0, 119]


def test_snapshot_has_the_exposure_of_its_day():
    found, row = at(ledger_of())
    # Open on 30 June 2025: C's 400, F's 90 and G's 50; B's later invoice is not there yet.
    exposure = found.customers["exposure"].to_numpy()
    assert exposure[[row["B"], row["C"], row["F"], row["G"]]].tolist() == [0, 400, 90, 50]


def test_snapshot_leaves_out_who_was_not_there():
    found, row = at(ledger_of())
    assert found.was_there[[row["A"], row["C"], row["E"]]].tolist() == [True, True, False]


def test_snapshot_takes_who_was_listed_before_the_first_document():
    found, row = at(
        ledger_of(ROWS, listed(["E", None, None, None, None, None, None, None, date(2025, 5, 1)]))
    )
    assert found.was_there[row["E"]]


def test_snapshot_knows_accounts_from_their_date_on():
    ledger = ledger_of(
        ROWS,
        listed(
            ["A", date(2024, 12, 31), 100, 60, None, None, None, None, None],
            ["B", date(2025, 12, 31), 100, 60, None, None, None, None, None],
            ["C", None, 100, 60, None, None, None, None, None],
        ),
    )
    found, row = at(ledger)
    debt = found.assessed.measures.values["debt_ratio"]  # noqa: PD011  a field of ours
    np.testing.assert_equal(debt[[row["A"], row["B"], row["C"]]], [0.6, np.nan, np.nan])


def test_snapshot_leaves_out_facts_without_a_date_and_keeps_lasting_ones():
    ledger = ledger_of(ROWS, listed(["A", None, None, None, "Private company", 3, "yes", 5000, None]))
    found, row = at(ledger)
    a = found.customers.iloc[row["A"]]
    assert a[[name for name in UNDATED if name in a]].isna().all()
    assert np.isnan(found.assessed.measures.facts["is_insolvent"][row["A"]])
    assert np.isfinite(found.assessed.measures.values["legal_form"][row["A"]])  # noqa: PD011  a field of ours
    assert np.isnan(found.behaviour.peak_limit_use).all()
    assert np.isnan(found.behaviour.disputed_share).all()


def test_snapshot_by_facts_of_knows_later_payments_but_no_later_facts():
    ledger = ledger_of(
        ROWS, listed(["B", date(2025, 12, 31), 100, 60, "Private company", 0, "no", 100, None])
    )
    position, customers = opened(ledger)
    now = snapshot_by_facts_of(position, customers, POLICY, THEN)
    b = customers["customer_id"].tolist().index("B")
    assert now.as_of == AS_OF
    assert now.behaviour.worst_days_late[b] == 76
    assert np.isnan(now.assessed.measures.values["debt_ratio"][b])  # noqa: PD011  a field of ours


def test_snapshot_dates_end_one_window_before_and_leave_history_before_the_first():
    position, _ = opened(ledger_of())
    # The first document is of 10 January 2025: a score needs three months of history, 10 April 2025.
    assert snapshot_dates(position, POLICY) == (THEN,)
    older, _ = opened(ledger_of([*ROWS, ["A", "0", date(2024, 9, 1), date(2024, 9, 30), "EUR", 1, None]]))
    # The end of a month stays the end of a month.
    assert snapshot_dates(older, POLICY) == (date(2025, 6, 30), date(2025, 3, 31), date(2024, 12, 31))


def test_snapshot_dates_of_a_short_or_undated_ledger_are_none():
    short, _ = opened(ledger_of(ROWS[1:2]))
    assert snapshot_dates(short, POLICY) == ()
    undated, _ = opened(ledger_of([["A", "1", None, date(2026, 6, 1), "EUR", 5, None]]))
    assert snapshot_dates(undated, POLICY) == ()


DAYS = st.integers(0, 700).map(lambda days: date(2024, 8, 1) + timedelta(days=days))


@st.composite
def ledgers(draw):
    rows = []
    for number in range(draw(st.integers(1, 12))):
        invoiced = draw(DAYS)
        due = invoiced + timedelta(days=draw(st.integers(0, 60)))
        paid = draw(
            st.none() | st.integers(0, 200).map(lambda days, due=due: due + timedelta(days=days - 30))
        )
        paid = None if paid is None or paid < invoiced or paid > AS_OF else paid
        customer = draw(st.sampled_from("ABC"))
        rows.append([customer, str(number), invoiced, due, "EUR", draw(st.integers(1, 900)), paid])
    return rows


def truncated(rows):
    """Return the ledger as somebody would have read it on the earlier day."""
    return [
        [*row[:6], row[6] if row[6] is not None and row[6] <= THEN else None]
        for row in rows
        if row[2] <= THEN
    ]


@settings(max_examples=25, deadline=None)
@given(ledgers())
def test_snapshot_is_what_the_ledger_of_that_day_gives(rows):
    before = truncated(rows)
    if not before:
        return
    statements = listed(
        ["A", date(2024, 12, 31), 100, 60, None, None, None, None, None],
        ["B", date(2026, 3, 31), 100, 95, None, None, None, None, None],
    )
    facts_then = listed(["A", date(2024, 12, 31), 100, 60, None, None, None, None, None])
    late, place = at(ledger_of(rows, statements))
    position, _ = opened(ledger_of(before, facts_then, today=THEN), THEN)
    early = snapshot_at(ledger_of(before, facts_then, today=THEN), position, POLICY, THEN)
    for row, name in enumerate(early.customers["customer_id"]):
        other = place[name]
        assert late.was_there[other] == early.was_there[row]
        if not early.was_there[row]:
            continue
        np.testing.assert_equal(late.assessed.scores.score[other], early.assessed.scores.score[row])
        assert late.assessed.grades.grade[other] == early.assessed.grades.grade[row]
        np.testing.assert_allclose(
            late.assessed.limit.recommended_limit[other], early.assessed.limit.recommended_limit[row]
        )


def dated_frame(**columns):
    dates = pd.to_datetime([THEN, THEN + timedelta(days=1), None])
    return pd.DataFrame({"statement_date": dates, **columns})


@pytest.mark.parametrize("name", UNDATED)
def test_facts_without_a_date_are_unknown_on_every_earlier_day(name):
    assert known_facts(dated_frame(**{name: [1.0, 2.0, 3.0]}), THEN)[name].isna().all()


def test_red_flags_of_today_are_no_facts_of_the_past():
    assert {"is_insolvent", "is_blocked", "open_judgments", "credit_limit", "bureau_score"} <= set(UNDATED)


@pytest.mark.parametrize(
    "name", [*(one for one in OF_STATEMENT if one != "statement_date"), f"{OWN_PREFIX}X7"]
)
def test_figures_are_known_from_the_day_of_their_accounts_on(name):
    known = known_facts(dated_frame(**{name: [1.0, 2.0, 3.0]}), THEN)
    assert known[name].notna().tolist() == [True, False, False]


@pytest.mark.parametrize("name", DATED)
def test_dates_are_known_once_they_have_come(name):
    dates = dated_frame()["statement_date"]
    assert known_facts(dated_frame(**{name: dates}), THEN)[name].notna().tolist() == [True, False, False]


def test_snapshot_takes_who_got_the_first_document_that_day():
    for day, was_there in ((THEN, True), (THEN + timedelta(days=1), False)):
        found, row = at(ledger_of([*ROWS, ["H", "20", day, date(2025, 8, 31), "EUR", 5, None]]))
        assert found.was_there[row["H"]] == was_there


@pytest.mark.parametrize(("first", "dates"), [(date(2025, 3, 31), (THEN,)), (date(2025, 4, 1), ())])
def test_snapshot_dates_begin_when_the_history_is_just_long_enough(first, dates):
    # Three months after 31 March is 30 June; after 1 April it is 1 July.
    rows = [["A", "1", first, date(2025, 4, 30), "EUR", 1, None]]
    assert snapshot_dates(opened(ledger_of(rows))[0], POLICY) == dates
