from datetime import date

import pytest
from backtests import ledger_of

from udfs.books.tables import find_tables
from udfs.hosts.closed import open_book
from udfs.macros import results
from workbooks.template import validation as page
from workbooks.template.edition import build_template
from workbooks.template.sheets import OUTPUT_SHEETS, SHEETS, sheet_name
from xlcredit.policy import default_policy
from xlcredit.refresh import refresh
from xlcredit.refresh import validation as written
from xlcredit.texts import LANGUAGES, say

TABLES = {"validation_measures", "calibration", "stability", "migration", "limit_test", "override_log"}


@pytest.fixture(scope="module", params=LANGUAGES)
def edition(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("edition") / "book.xlsx"
    return request.param, build_template(request.param, path)


def test_sheet_follows_the_reasons_and_goes_to_foreign_workbooks():
    for sheets in (SHEETS, OUTPUT_SHEETS):
        assert sheets[sheets.index("score_reasons") + 1] == "validation"


def test_page_has_room_for_what_a_refresh_writes():
    bands = len(default_policy().validation.score_edges) + 2  # one more than edges, and no score
    assert page.LIMITS == written.LIMITS_SHOWN
    assert page.OVERRIDES == written.OVERRIDES_SHOWN
    assert bands + 1 + written.FACTORS_SHOWN <= page.SHIFTS
    measures = {name for name in say_all("history.measure") if name != "ks_unknown"}
    assert len(measures) <= page.MEASURES


def say_all(topic):
    from xlcredit.texts import topic as entries

    name, part = topic.split(".")
    return entries(name)[part]


def test_refresh_fills_the_sheet(edition):
    language, path = edition
    book = open_book(path)
    found = find_tables(book)
    assert found.keys() >= TABLES
    day = date(2026, 6, 30)
    result = refresh(
        ledger_of(), default_policy(), today=day, as_of=day, base_currency="EUR", language=language
    )
    results.write_results(book, found, result, language)
    sheet = book.sheets[sheet_name("validation", language)]
    first = found["validation_measures"].data_body_range.raw_value[0]
    assert first[0] == say("history.measure.there", language)
    assert first[1] == 6
    assert sheet.range((page.SENTENCES_ROW + 1, 1)).raw_value == result.cells["xlcredit_validation_ranking"]


def test_refresh_passes_over_tables_that_an_earlier_edition_lacks(edition):
    language, path = edition
    book = open_book(path)
    older = {name: table for name, table in find_tables(book).items() if name not in TABLES}
    day = date(2026, 6, 30)
    result = refresh(
        ledger_of(), default_policy(), today=day, as_of=day, base_currency="EUR", language=language
    )
    results.write_results(book, older, result, language)
    assert find_tables(book)["limit_test"].data_body_range.raw_value[0][0] is None
