from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from udfs.books.inputs import read_policy
from udfs.books.tables import fill_table, find_tables
from udfs.hosts.closed import open_book
from udfs.macros.results import write_policy
from workbooks.template import build_template
from xlcredit import tables, texts
from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, points_rows, policy_rows

FACTORS = [
    {"name": "debt_ratio", "edges": [0.1 + 0.2], "points": [60.0, 1 / 3], "points_missing": -7.5},
    {"name": "=X7 EBIT/assets", "edges": [], "points": [1e-9], "points_missing": 0.0},
]
FITTED = overlay(default_policy(), {"scorecard.method": "fitted", "points_table.factors": FACTORS})


@dataclass
class Editions:
    """A blank workbook of each language, opened anew for every test."""

    paths: dict[str, Any]

    def open(self, language):
        book = open_book(self.paths[language])
        return book, find_tables(book)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    return Editions(
        {language: build_template(language, folder / f"{language}.xlsx") for language in texts.LANGUAGES}
    )


def fill(book, found, table, rows, language):
    headings = [texts.say(f"labels.{name}", language) for name in table.column_names]
    fill_table(book, found[table.name], headings, rows)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_blank_points_table_leaves_the_expert_card(editions, language):
    _, found = editions.open(language)
    assert read_policy(found).policy_id == default_policy().policy_id


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_fitted_policy_goes_through_a_workbook_and_back(editions, language, tmp_path):
    book, found = editions.open(language)
    fill(book, found, tables.POLICY, [], language)
    write_policy(book, found, FITTED, language)
    book.save(tmp_path / "fitted.xlsx")
    again = find_tables(open_book(tmp_path / "fitted.xlsx"))
    assert read_policy(again).policy_id == FITTED.policy_id
    assert read_policy(again).points_table == FITTED.points_table


def test_what_stands_on_the_sheets_is_left_alone(editions):
    book, found = editions.open("en")
    write_policy(book, found, FITTED, "en")  # the Policy sheet is filled, the points table was not
    assert read_policy(found).scorecard.method == "expert"
    assert read_policy(found).points_table == FITTED.points_table
    other = overlay(FITTED, {"points_table.factors": FACTORS[:1]})
    write_policy(book, found, other, "en")
    assert read_policy(found).points_table == FITTED.points_table


def test_the_policy_sheet_says_which_card_scores(editions):
    book, found = editions.open("en")
    fill(book, found, tables.POINTS, points_rows(FITTED, "en"), "en")
    fill(book, found, tables.POLICY, policy_rows(FITTED, "en"), "en")
    assert read_policy(found).scorecard.method == "fitted"
    fill(book, found, tables.POINTS, [], "en")
    with pytest.raises(PolicyError, match="points table is empty"):
        read_policy(found)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_fault_is_named_by_its_row_of_the_sheet(editions, language):
    book, found = editions.open(language)
    rows = points_rows(FITTED, language)
    rows[1][3] = "many"
    fill(book, found, tables.POINTS, rows, language)
    first = found["points"].data_body_range.row
    with pytest.raises(PolicyError, match="many") as caught:
        read_policy(found)
    assert str(first + 1) in caught.value.text(language)
