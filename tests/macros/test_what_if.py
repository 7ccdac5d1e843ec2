"""The what-if column of a workbook's Policy sheet: read by a refresh, shown on the Scenarios sheet."""

from __future__ import annotations

from datetime import datetime

import pytest

from udfs.books.inputs import read_policy, read_what_if
from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts import jobs
from udfs.hosts.closed import open_book
from udfs.macros import refreshing
from workbooks.template import build_template
from workbooks.template.sample import BASE_CURRENCY, SAMPLE_AS_OF, sample_company
from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy
from xlcredit.tables import POLICY
from xlcredit.texts import say

ASKED = jobs.asked(SAMPLE_AS_OF, BASE_CURRENCY, datetime(2026, 11, 2, 9))
WHAT_IF = POLICY.column_names.index("what_if")


@pytest.fixture(scope="module")
def templates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    return {language: build_template(language, folder / f"{language}.xlsx") for language in ("en", "zh")}


@pytest.fixture
def open_new(templates):
    """A function language -> a new workbook with the sample company in it."""

    def opened(language):
        book = open_book(templates[language])
        refreshing.fill_inputs(book, sample_company(language=language))
        return book

    return opened


def try_out(book, path, value):
    """Write a value into the what-if column; return its sheet row."""
    body = find_tables(book)["policy"].data_body_range
    row = body.row + [line[0] for line in body.raw_value].index(path)
    body.sheet.range((row, body.column + WHAT_IF)).raw_value = value
    return row


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refresh_shows_the_what_if_beside_today(open_new, language):
    book = open_new(language)
    try_out(book, "limits.grade_factor.B", 0.8)
    policy = read_policy(find_tables(book))
    refreshing.refresh(book, ASKED)
    table = rows_of_table(find_tables(book)["scenarios"])
    assert [row["scenario"] for row in table[:2]] == [
        say("scenarios.today", language), say("scenarios.what_if", language),
    ]  # fmt: skip
    assert table[1]["recommended_total"] < table[0]["recommended_total"]
    assert table[1]["scenario_loss"] == table[0]["scenario_loss"]
    moved = rows_of_table(find_tables(book)["scenario_customers"])
    assert len(moved) == default_policy().stress.customers_shown
    b_customers = [row for row in moved if row["base_grade"] == row["what_if_grade"] == "B"]
    # The factor of B falls by a fifth: no limit of a B falls by more, but for a step of rounding.
    assert b_customers
    assert all(row["what_if_limit"] >= 0.8 * row["base_limit"] - 1000 for row in b_customers)
    assert read_policy(find_tables(book)).policy_id == policy.policy_id == default_policy().policy_id


def test_a_wrong_what_if_is_refused_with_row_and_column(open_new):
    book = open_new("en")
    row = try_out(book, "stress.scenarios.mild_recession.sales", -1)
    with pytest.raises(PolicyError, match=f"^Policy sheet, row {row}, column What if: .*Not less than 0.1"):
        refreshing.refresh(book, ASKED)


def test_a_workbook_of_an_earlier_edition_has_no_what_if_and_refreshes(open_new):
    book = open_new("en")
    table = find_tables(book)["policy"]
    place = table.range
    rows, columns = place.shape
    # An earlier edition ends before the column; a remark of the user's own may stand in its place.
    place.sheet.range((place.row, place.column + WHAT_IF)).raw_value = "Remark"
    try_out(book, "limits.step", "agreed in May")
    assert read_what_if(find_tables(book)) is None
    place.sheet.range(
        (place.row, place.column + WHAT_IF), (place.row + rows - 1, place.column + WHAT_IF)
    ).clear_contents()
    table.resize(
        place.sheet.range((place.row, place.column), (place.row + rows - 1, place.column + columns - 2))
    )
    assert read_what_if(find_tables(book)) is None
    refreshing.refresh(book, ASKED)
    assert rows_of_table(find_tables(book)["scenarios"])[1]["scenario"] == "Mild recession"
