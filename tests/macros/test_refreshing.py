"""Refresh buttons: each writes what it says it writes, into a workbook of ours and into a user's own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts.excel.buttons import pressed
from udfs.macros import refreshing

RECEIVABLES = {  # what the button says: nothing of scores, limits, mapping and issues
    *("aging", "aging_buckets", "open_items", "control"),
    *("dso_family", "dso_by_month", "concentration", "top_exposures", "worklist", "ladder"),
    *("late_interest", "late_interest_totals", "provision_matrix", "provision_movement"),
    *("provision_entries", "provision_backtest", "provision_sensitivity"),
    *(f"xlcredit_provision_{name}" for name in ("verdict", "rates", "outlook", "write_offs", "tested")),
    *("AsOf", "BaseCurrency", "xlcredit_refreshed_at", "xlcredit_source", "xlcredit_headline"),
    *("xlcredit_dso", "xlcredit_dso_prior", "xlcredit_open_total_prior", "xlcredit_overdue_share_prior"),
    *("xlcredit_best_possible_dso", "xlcredit_best_possible_dso_prior"),
}
SCENARIOS = {"scenarios", "scenario_customers"}
COVER = {"insurance", "insurance_offers", "borrowing_base", "funding_offers", "early_discounts"}


def alerts(book):
    return book.app.impl.alerts


def with_a_late_invoice(book):
    """Let the first customer of the ledger owe a million more, long overdue."""
    table = find_tables(book)["ledger"]
    place = table.range
    amount = [
        at for at, head in enumerate(table.header_row_range.raw_value[0], place.column)
        if head in ("Amount", "Open amount", "金额", "未收金额")
    ]  # fmt: skip
    row = next(
        row for row in range(place.row + 1, place.row + 400)
        if (place.sheet.range((row, amount[-1])).raw_value or 0) > 0
    )  # fmt: skip
    for column in amount:
        place.sheet.range((row, column)).raw_value = 1_000_000.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_refresh_aging_writes_receivables_and_a_line_of_the_log(open_sample, language, watch):
    book = open_sample(language)
    with_a_late_invoice(book)
    watched = watch(book)
    pressed("refresh_aging")
    changed = watched.changed()
    assert {"aging", "aging_buckets", "open_items", "control", "audit", "dso_by_month"} <= changed
    assert changed - {"audit"} <= RECEIVABLES
    (told,) = alerts(watched.book)
    assert ("刷新账龄" if language == "zh" else "Refresh aging: done as of 2026-10-31") in told


def test_score_customers_writes_scores_reasons_limits_and_expected_loss(open_sample, watch):
    book = open_sample()
    with_a_late_invoice(book)
    watched = watch(book)
    pressed("score_customers")
    expected = {"scores", "score_reasons", "limits", "reviews", "customer_history"} | SCENARIOS | COVER
    expected |= {"xlcredit_expected_loss", "audit"}
    assert watched.changed() - {"groups"} == expected  # groups only where the customer has one
    assert "238 of 238 customers scored as of 2026-10-31" in alerts(watched.book)[0]


def test_recommend_limits_writes_limits_and_their_columns_of_the_scores(open_sample, watch):
    book = open_sample()
    with_a_late_invoice(book)
    watched = watch(book)
    before = {row["customer_id"]: row for row in rows_of_table(find_tables(book)["scores"])}
    pressed("recommend_limits")
    expected = {"limits", "scores", "reviews", "audit"} | SCENARIOS | COVER
    assert watched.changed() - {"groups"} == expected
    after = {row["customer_id"]: row for row in rows_of_table(find_tables(book)["scores"])}
    fields = {name for customer, row in before.items() for name in row if after[customer][name] != row[name]}
    assert "headroom" in fields
    assert fields <= {"credit_limit", "recommended_limit", "headroom", "binding_limit", "action"}
    assert list(after) == list(before)


def test_the_headroom_that_recommend_limits_writes_counts_the_new_debt(open_sample):
    book = open_sample()
    with_a_late_invoice(book)
    pressed("recommend_limits")
    scores = {row["customer_id"]: row for row in rows_of_table(find_tables(book)["scores"])}
    for row in rows_of_table(find_tables(book)["limits"])[:20]:  # headroom = recommended limit - exposure
        shown = scores[row["customer_id"]]["headroom"]
        assert shown == pytest.approx(row["recommended_limit"] - row["exposure"])


@pytest.mark.parametrize("key", ["refresh_all", "refresh_aging", "score_customers", "recommend_limits"])
def test_every_refresh_adds_one_line_to_the_log_that_names_it(open_sample, key):
    book = open_sample()
    pressed(key)
    lines = [row["command"] for row in rows_of_table(find_tables(book)["audit"])]
    names = {
        "refresh_all": "Refresh all", "refresh_aging": "Refresh aging",
        "score_customers": "Score customers", "recommend_limits": "Recommend limits",
    }  # fmt: skip
    assert lines == ["Refresh all", names[key]]


def test_refresh_all_of_an_unchanged_workbook_changes_the_log_and_the_clock_only(open_sample, watch):
    watched = watch(open_sample())
    pressed("refresh_all")
    assert watched.changed() <= {"audit", "xlcredit_refreshed_at", "xlcredit_source", "AsOf"}


def test_refresh_all_gives_a_foreign_workbook_our_sheets_and_keeps_its_own(foreign, watch):
    watched = watch(foreign)
    pressed("refresh_all")
    assert [sheet.name for sheet in foreign.sheets][:3] == ["AR", "Mine", "Dashboard"]
    assert not {place for place in watched.changed() if place.startswith(("AR!", "Mine!"))}
    assert "done as of" in alerts(foreign)[0]


@pytest.mark.parametrize("key", ["refresh_aging", "score_customers", "recommend_limits"])
def test_a_part_of_the_reports_is_not_brought_into_a_foreign_workbook(foreign, key, watch):
    watched = watch(foreign)
    pressed(key)
    assert watched.changed() == set()
    assert alerts(foreign) == ["mine.xlsx: it has none of our reports yet. Press Refresh all first."]


def test_a_host_that_cannot_copy_sheets_gets_a_refreshed_copy_beside_the_workbook(foreign, monkeypatch):
    monkeypatch.setattr(refreshing, "_takes_sheets", lambda _book: False)
    source = Path(foreign.fullname)
    before = source.read_bytes()
    pressed("refresh_all")
    copy = source.with_name("mine xlcredit.xlsx")
    assert source.read_bytes() == before
    assert openpyxl.load_workbook(copy).sheetnames[:3] == ["AR", "Mine", "Dashboard"]
    assert str(copy) in alerts(foreign)[0]
    assert foreign.app.books.active.name == copy.name


def test_an_audit_log_of_an_earlier_version_gets_the_column_it_lacks(open_sample):
    book = open_sample()
    table = find_tables(book)["audit"]
    place = table.range
    narrow = (place.row + place.shape[0] - 1, place.column + place.shape[1] - 2)
    place.sheet.range((place.row, place.column + place.shape[1] - 1)).expand("down").clear_contents()
    table.resize(place.sheet.range((place.row, place.column), narrow))
    pressed("score_customers")
    assert [row["command"] for row in rows_of_table(find_tables(book)["audit"])] == [None, "Score customers"]


def test_a_saved_partial_refresh_changes_only_parts_of_our_own(open_sample):
    book = open_sample()
    path = Path(book.fullname)
    with zipfile.ZipFile(path) as package:
        before = {name: package.read(name) for name in package.namelist()}
    pressed("recommend_limits")
    book.save()
    with zipfile.ZipFile(path) as package:
        assert set(package.namelist()) == set(before)
        changed = {name for name, content in before.items() if package.read(name) != content}
    tables = {name for name in changed if name.startswith("xl/tables/")}
    assert changed - tables <= {"xl/workbook.xml"} | {
        n for n in changed if n.startswith("xl/worksheets/sheet")
    }
    assert len(tables) == 1  # the audit log grew by a line
