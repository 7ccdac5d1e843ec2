"""The door between cells and functions: what hosts hand over, and what they get back."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import columns, values
from udfs.values import CellError
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("host", "cell"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (float("nan"), None),
        (values.OMITTED, None),
        (0, 0),
        (0.0, 0.0),
        (-2146826246, CellError("#N/A")),  # CVErr(xlErrNA) as COM hands it over
        (-2146826281, CellError("#DIV/0!")),
        (-2146826243, CellError("#SPILL!")),  # 0x800A0000 + 2045
        (-2146826211, CellError("#UNKNOWN!")),  # + 2077, which no Excel has yet
        (-2146826289, -2146826289),  # just before the errors begin
        (datetime(2026, 1, 5, 9, tzinfo=UTC), datetime(2026, 1, 5, 9)),  # COM's dates name a zone, mean none
        ("#VALUE!", CellError("#VALUE!")),
        ("#hash", "#hash"),
        (np.float64(2.5), 2.5),
        (True, True),
    ],
)
def test_cell_of_keeps_blank_zero_and_error_apart(host: object, cell: object) -> None:
    found = values.cell_of(host)
    assert found == cell
    assert type(found) is type(cell)


@pytest.mark.parametrize(
    "block", [((1.0, 2.0), (3.0, 4.0)), [[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]])]
)
def test_numbers_of_reads_every_host_block(block: object) -> None:
    column = columns.numbers_of(block, "amounts")
    assert column.values.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert column.shape == (2, 2)


def test_numbers_of_keeps_errors_apart_from_blanks() -> None:
    column = columns.numbers_of(((1.0,), (None,), (-2146826246,), ("",), ("12.5",)), "amounts")
    assert column.errors == {2: CellError("#N/A")}
    assert column.values[[0, 4]].tolist() == [1.0, 12.5]
    assert np.isnan(column.values[1:4]).all()


def test_numbers_of_error_number_among_plain_numbers_is_no_number() -> None:
    assert columns.numbers_of([[1.0], [-2146826259]], "amounts").errors == {1: CellError("#NAME?")}


def test_numbers_of_names_the_row_of_a_text() -> None:
    with pytest.raises(ArgumentError, match=r"amounts\[2\]: got 'abc'"):
        columns.numbers_of([[1.0], ["abc"]], "amounts")


@pytest.mark.parametrize(
    "host",
    [46027.0, 46027, 46027.75, date(2026, 1, 5), datetime(2026, 1, 5, 9), "2026-01-05"],
)
def test_date_of_reads_serials_dates_and_iso_text(host: object) -> None:
    assert values.date_of(host, "as_of") == date(2026, 1, 5)  # serial 46027: 2026-01-05 in Excel


@pytest.mark.parametrize("host", ["05.01.2026", True, -3.0, 0.0, 1e9, 60.0, 30, 2958466.0, "1900-02-28"])
def test_date_of_guesses_nothing(host: object) -> None:
    with pytest.raises(ArgumentError, match="no date"):
        values.date_of(host, "as_of")
    with pytest.raises(ArgumentError, match="no date"):
        columns.dates_of([[46027.0], [host]], "as_of")


def test_date_of_takes_the_first_and_the_last_day_of_both_spreadsheets() -> None:
    # 61 is 1 March 1900 in Excel and in Calc; 60 is 29 February in Excel, which never was, and 28 in Calc
    assert values.date_of(61.0, "as_of") == date(1900, 3, 1)
    assert values.date_of(2958465.0, "as_of") == date(9999, 12, 31)
    assert values.date_of("1837-10-31", "registered_on", earliest=date.min) == date(1837, 10, 31)


@pytest.mark.parametrize("host", [math.inf, -math.inf])
def test_number_of_refuses_what_is_beyond_every_number(host: float) -> None:
    with pytest.raises(ImpossibleNumberError, match="beyond every number"):
        values.number_of(host, "days")
    with pytest.raises(ImpossibleNumberError, match=r"days\[2\]: got"):
        columns.numbers_of([[1.0], [host]], "days")


@pytest.mark.parametrize("read", [columns.numbers_of, columns.dates_of, columns.texts_of, columns.cells_of])
def test_ranges_are_rectangles_with_cells_in_them(read: Callable[[object, str], object]) -> None:
    for ragged in ([[46027.0], [46027.0, 46028.0]], [[46027.0, 46028.0], [], [46027.0, 46028.0, 46029.0]]):
        with pytest.raises(ArgumentError, match="rows differ in width"):
            read(ragged, "cells")
    for empty in ([], [[]], ()):
        with pytest.raises(MissingDataError, match="cells: the cells selected are empty"):
            read(empty, "cells")


def test_block_gives_rows_and_columns_and_keeps_flags_apart_from_numbers() -> None:
    block = columns.Block(((1.0, True, "#REF!"), (0.5, 1.0, " ")), "values")
    assert (len(block), block.width, block[0]) == (2, 3, [1.0, True, CellError("#REF!")])
    assert block.column(0).values.dtype == np.float64
    assert block.column(1).values.tolist() == [True, 1.0]
    assert block.column(1).values[0] is True
    assert block.column(2).errors == {0: CellError("#REF!")}
    assert block.turned()[0] == [1.0, 0.5]


def test_dates_of_takes_serials_and_blanks_at_once() -> None:
    column = columns.dates_of(((46027.0,), (None,), (46028.5,)), "due_dates")
    assert column.values.astype(str).tolist() == ["2026-01-05", "NaT", "2026-01-06"]


@pytest.mark.parametrize("cells", [[[True]], [[46027.0], [True]]])
def test_dates_of_refuses_a_flag_wherever_it_stands(cells: list[list[object]]) -> None:
    with pytest.raises(ArgumentError, match="no date"):
        columns.dates_of(cells, "due_dates")


def test_texts_of_keeps_ids_without_a_fraction() -> None:
    assert columns.texts_of([["0012"], [1001.0], [None]], "customers").values.tolist() == [
        "0012",
        "1001",
        None,
    ]


def test_flag_of_takes_calc_and_excel_truths() -> None:
    assert [values.flag_of(cell, "net") for cell in (True, 1.0, 0.0, None)] == [True, True, False, None]
    with pytest.raises(ArgumentError, match="TRUE, FALSE"):
        values.flag_of("maybe", "net")


@pytest.mark.parametrize(
    ("result", "cell"),
    [
        (float("inf"), CellError("#NUM!")),
        (float("nan"), CellError("#N/A")),
        (None, CellError("#N/A")),
        (np.int64(3), 3),
        ("B", "B"),
    ],
)
def test_answer_of_never_shows_a_plausible_number_for_unknown(result: object, cell: object) -> None:
    assert values.answer_of(result) == cell


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(st.none(), st.floats(-1e12, 1e12), st.just("#N/A"), st.just("")), min_size=1, max_size=30
    )
)
def test_numbers_survive_the_door_both_ways(cells: list[object]) -> None:
    column = columns.numbers_of([[cell] for cell in cells], "amounts")
    back = columns.answers_of(column.values, column.shape, column.errors)
    assert back == [[cell if isinstance(cell, float) else CellError("#N/A")] for cell in cells]


@settings(max_examples=60)
@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_serials_and_dates_agree_one_by_one_and_in_columns(day: date) -> None:
    serial = values.serial_of(day)
    assert values.date_of(serial, "as_of") == day
    assert columns.dates_of([[serial]], "as_of").values[0] == np.datetime64(day)
