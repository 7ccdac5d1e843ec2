"""Cells read in one form, and named cells, from a file and from a host that hands over what COM does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

from udfs.books import cells, frames


def block(raw, *, literal=False):
    book = SimpleNamespace(impl=SimpleNamespace(text_is_literal=literal))
    return SimpleNamespace(raw_value=raw, sheet=SimpleNamespace(book=book))


def test_a_live_host_s_cells_come_in_the_form_of_a_file():
    moment = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
    raw = ((-2146826246, moment, Decimal("12.50")), (None, "text", -3))
    assert cells.rows_in(block(raw)) == [
        ["#N/A", datetime(2026, 1, 5, 9, 30), 12.5], [None, "text", -3],
    ]  # fmt: skip


def test_money_of_a_live_host_is_a_number_that_adds_up_with_others():
    assert [type(cell) for cell in cells.rows_in(block(((Decimal("12.50"), 1.5),)))[0]] == [float, float]


def test_one_cell_is_a_block_of_one():
    assert cells.rows_in(block(5.0)) == [[5.0]]
    assert cells.rows_in(block("x", literal=True)) == [["x"]]


def test_a_file_s_rows_are_not_copied_cell_by_cell():
    row = [1.0, "a"]
    assert cells.rows_in(block([row], literal=True))[0] is row


def test_a_date_goes_to_a_live_host_as_the_serial_that_no_zone_can_shift():
    live = SimpleNamespace(impl=SimpleNamespace())
    rows = [[datetime(2026, 10, 31, 12), "2026-10-31", 5]]
    assert frames.host_rows(live, rows) == [[46326.5, "'2026-10-31", 5]]  # 46326 days after 30 December 1899


def test_a_named_date_of_a_live_host_is_a_day():
    sheet = block(datetime(2026, 9, 30, tzinfo=UTC))
    names = {"AsOf": SimpleNamespace(name="AsOf", refers_to_range=sheet)}

    class Names(dict):
        def __iter__(self):
            return iter(self.values())

    assert cells.named_date(SimpleNamespace(names=Names(names)), "AsOf") == date(2026, 9, 30)
