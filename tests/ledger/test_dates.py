"""Date columns: every form, the order of day and month, exchanged cells."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.ledger.cells import cells_of
from xlcredit.ledger.date_order import decide_orders
from xlcredit.ledger.dates import scan_dates

DAY = date(2026, 1, 5)
EXCEL_EPOCH = date(1899, 12, 30)
FORMS = {
    "real": lambda day: day,
    "datetime": lambda day: datetime.combine(day, time(13, 5)),
    "aware": lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC),
    "serial": lambda day: float((day - EXCEL_EPOCH).days),
    "serial text": lambda day: str((day - EXCEL_EPOCH).days),
    "packed": lambda day: day.strftime("%Y%m%d"),
    "packed number": lambda day: float(day.strftime("%Y%m%d")),
    "iso": lambda day: day.isoformat(),
    "iso time": lambda day: f"{day.isoformat()}T10:20:30",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "full width": lambda day: day.strftime("%Y－%m－%d").translate(
        {ord(str(i)): chr(0xFF10 + i) for i in range(10)}
    ),
    "month name": lambda day: day.strftime("%d %b %Y"),
    "american name": lambda day: day.strftime("%B %d, %Y"),
    "short year name": lambda day: day.strftime("%d-%b-%y"),
}


def column(values):
    return scan_dates(cells_of(values))


def decide(values):
    columns, decisions = decide_orders({"invoice_date": column(values)})
    decision = decisions["invoice_date"]
    return columns["invoice_date"].dates(decision.order), decision


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=30)
@given(days=st.lists(st.dates(date(1990, 1, 1), date(2059, 12, 31)), min_size=1, max_size=5))
def test_a_column_comes_back_from_every_form(form, days):
    read = column([FORMS[form](day) for day in days]).dates("dmy")
    assert read.tolist() == days


@pytest.mark.parametrize(("order", "form"), [("dmy", "%d/%m/%Y"), ("mdy", "%m/%d/%Y"), ("dmy", "%d.%m.%y")])
@settings(max_examples=30)
@given(days=st.lists(st.dates(date(1990, 1, 1), date(2059, 12, 31)), min_size=1, max_size=5))
def test_two_way_forms_come_back_in_their_order(order, form, days):
    assert column([day.strftime(form) for day in days]).dates(order).tolist() == days


@pytest.mark.parametrize(
    "text", ["soon", "31/02/2026", "2026-13-01", "1/2", "Inv 1 2 2024", "abc.0", "²", "99999999"]
)
def test_what_is_no_date_is_unreadable(text):
    assert np.isnat(column([text]).dates("dmy")).all()


@pytest.mark.parametrize("text", ["", " ", "n/a", "-", "00.00.0000", "无"])
def test_words_for_blank_are_blank(text):
    assert column([text]).origin.tolist() == [0]


def test_a_month_above_twelve_decides():
    read, decision = decide(["04/05/2026", "05/23/2026"])
    assert (decision.order, decision.evidence) == ("mdy", "impossible_months")
    assert read.tolist() == [date(2026, 4, 5), date(2026, 5, 23)]


def test_nothing_to_go_by_is_said_to_be_assumed():
    assert decide(["04/05/2026"])[1].evidence == "assumed"


def test_dots_put_the_day_first():
    assert decide(["04.05.2026"])[1].evidence == "dots"


def test_a_mixed_column_is_read_row_by_row_and_reported():
    read, decision = decide(["23/05/2026", "05/24/2026", "24/05/2026"])
    assert decision.evidence == "mixed"
    assert read.tolist() == [date(2026, 5, 23), date(2026, 5, 24), date(2026, 5, 24)]


def test_constant_terms_decide_an_ambiguous_column():
    # by hand: read month first, each due date is 30 days after its invoice; read day first, none is
    invoiced, due = ["01/02/2026", "03/04/2026", "05/06/2026"], ["02/01/2026", "04/03/2026", "06/05/2026"]
    columns, decisions = decide_orders({"invoice_date": column(invoiced), "due_date": column(due)})
    assert {d.order for d in decisions.values()} == {"mdy"}
    assert {d.evidence for d in decisions.values()} == {"terms"}
    assert columns["due_date"].dates("mdy")[0] == np.datetime64("2026-02-01")


def test_another_column_of_the_sheet_decides():
    _, decisions = decide_orders(
        {"invoice_date": column(["04/05/2026"]), "paid_date": column(["05/23/2026"])}
    )
    assert decisions["invoice_date"].evidence == "other_column"
    assert decisions["invoice_date"].order == "mdy"


def test_weekends_decide_when_terms_cannot():
    weekdays = [DAY + timedelta(days=i) for i in range(200)]
    busy = [day for day in weekdays if day.weekday() < 5 and day.day <= 12]
    _, decision = decide([day.strftime("%m/%d/%Y") for day in busy])
    assert (decision.order, decision.evidence) == ("mdy", "weekends")


def opened_on_another_machine(days):
    """Return what a day-first machine makes of m/d/Y texts: a date cell, exchanged, where that is a day."""
    return [date(day.year, day.day, day.month) if day.day <= 12 else day.strftime("%m/%d/%Y") for day in days]


def test_exchanged_cells_are_put_right_when_the_terms_confirm():
    invoiced = [DAY + timedelta(days=7 * i) for i in range(40)]
    due = [day + timedelta(days=30) for day in invoiced]
    columns, decisions = decide_orders(
        {
            "invoice_date": column(opened_on_another_machine(invoiced)),
            "due_date": column(opened_on_another_machine(due)),
        }
    )
    assert all(decision.is_swapped for decision in decisions.values())
    assert columns["invoice_date"].dates("mdy").tolist() == invoiced
    assert columns["due_date"].dates("mdy").tolist() == due


def test_two_suspicious_cells_alone_are_left_as_they_stand():
    read, decision = decide([date(2026, 2, 1), date(2026, 3, 1), "05/23/2026"])
    assert (decision.is_swapped, decision.may_be_swapped) == (False, True)
    assert read[0] == np.datetime64("2026-02-01")


def test_true_dates_beside_late_days_are_no_exchange():
    assert not decide([date(2026, 2, 20)] * 30 + ["05/23/2026"])[1].may_be_swapped
