"""The button that fits a card: what it writes, tells and refuses, and a refresh by that card."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from udfs.books.inputs import read_policy
from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts import jobs
from udfs.hosts.closed import open_book
from udfs.hosts.excel.buttons import pressed
from workbooks.package import Workbook
from workbooks.template import build_template, sheet_name
from xlcredit.texts import say, use_language

pytest.importorskip("lightgbm")

NOW = datetime(2026, 11, 2, 9, 30)
CHANGED = ["scorecard.method", *(f"grades.fitted.{letter}" for letter in "ABCD")]


@pytest.fixture(scope="session")
def samples(tmp_path_factory):
    """The sample company of each language, refreshed, in the template that the code of today builds."""
    folder = tmp_path_factory.mktemp("samples")
    built = {each: build_template(each, folder / f"{each}.xlsx") for each in ("en", "zh")}
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "template_path", built.__getitem__)
        for language in built:
            use_language(language)
            made[language] = jobs.demo(folder, language, NOW, lambda _key: None).path
    use_language(None)
    return made


@pytest.fixture
def told(open_sample):
    """A workbook whose button was pressed, and what was told."""
    book = open_sample()
    pressed("fit")
    return book, book.app.impl.alerts[0]


def table_rows(book, name):
    return rows_of_table(find_tables(book)[name])


def with_policy(book, path, value):
    """Write a value into the Policy sheet as a user does."""
    body = find_tables(book)["policy"].data_body_range
    place = [row[0] for row in body.raw_value].index(path)
    body.sheet.range((body.row + place, body.column + 2)).raw_value = value


def bands(rows):
    """Return edges, points and points of a missing value of each factor, read by hand."""
    found = {}
    for row in rows:
        edges, points, missing = found.setdefault(row["factor"], ([], [], []))
        (missing if row["band"] in ("missing", "缺失") else points).append(row["points"])
        if row["band_from"] not in (None, ""):
            edges.append(row["band_from"])
    return found


def test_it_writes_the_card_and_nothing_else(open_sample, watch):
    book = open_sample()
    before = table_rows(book, "policy")
    watched = watch(book)
    pressed("fit")
    assert watched.changed() == {"points", "policy", "audit"}
    after = table_rows(book, "policy")
    differing = [new["path"] for old, new in zip(before, after, strict=True) if old != new]
    assert set(differing) <= set(CHANGED)
    assert "scorecard.method" in differing
    line = table_rows(book, "audit")[-1]
    policy = read_policy(find_tables(book))
    assert (line["command"], line["policy_id"]) == ("Fit score to own history", policy.policy_id)
    assert line["rows_read"] == table_rows(book, "audit")[0]["rows_read"]
    assert (line["as_of"], line["base_currency"]) == (datetime(2026, 10, 31), "CNY")
    assert policy.scorecard.method == "fitted"


def test_the_figures_that_are_told_are_those_of_the_points_table(told):
    book, text = told
    rows, bads = (int(each.replace(",", "")) for each in re.search(
        r"Fitted to ([\d,]+) rows: .* ([\d,]+) turned bad", text
    ).groups())  # fmt: skip
    per_factor = {}
    for row in table_rows(book, "points"):
        seen = per_factor.setdefault(row["factor"], [0, 0.0])
        seen[0] += row["sample_count"]
        seen[1] += row["sample_count"] * (row["bad_share"] or 0)
    for count, gone_bad in per_factor.values():
        assert count == rows
        assert gone_bad == pytest.approx(bads)
    auc, low, high = map(float, re.search(r"AUC ([\d.]+), ([\d.]+) to ([\d.]+) \(chance", text).groups())
    assert 0.5 < low < auc < high < 1
    graded = re.search(r"would get A (\d+), B (\d+), C (\d+), D (\d+), E (\d+)\.", text).groups()
    assert sum(map(int, graded)) == rows
    assert "2.0% bad customers a year" in text  # the shipped base rate, and the sample has ten times as many
    assert text.endswith("write expert at scorecard.method on the Policy sheet and refresh.")
    assert len(text) < 1000  # a message box of Excel holds 1,023 characters


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refresh_scores_by_the_card_and_every_check_passes(open_sample, recalculate, language):
    book = open_sample(language)
    use_language(language)
    pressed("fit")
    assert say("actions.refresh_all.label") in book.app.impl.alerts[0]
    pressed("refresh_all")
    card = bands(table_rows(book, "points"))
    sums = {}
    for row in table_rows(book, "score_reasons"):
        edges, points, missing = card[row["factor"]]
        value = row["value"]
        expected = missing[0] if value in (None, "") else points[bisect_right(edges, value)]
        assert row["points"] == row["contribution"] == pytest.approx(expected, abs=1e-12)
        sums[row["customer_id"]] = sums.get(row["customer_id"], 0) + expected
    best = sum(max(points) for _, points, _ in card.values())
    policy = {row["path"]: row["value"] for row in table_rows(book, "policy")}
    scores = table_rows(book, "scores")
    assert len(scores) == 238
    for row in scores:
        assert row["score"] == pytest.approx(sums[row["customer_id"]], abs=1e-9)
        better = [letter for letter in "ABCD" if row["score"] >= policy[f"grades.fitted.{letter}"]]
        assert row["grade_by_points"] == [*better, "E"][0]
        assert bool(row["reason_1"]) == (row["score"] < best - 1e-9)  # who lost nothing needs no reason
    assert len({row["grade_by_points"] for row in scores}) >= 3
    for row in table_rows(book, "limits"):
        assert row["recommended_limit"] - row["exposure"] == pytest.approx(row["headroom"])
    book.save()
    ours = check_words(book.fullname, language)
    theirs = check_words(recalculate(book.fullname), language)
    assert len(ours) >= 10
    assert {name: theirs[name] for name in ours} == ours  # array formulas are left to Excel and LibreOffice
    assert not [name for name, words in theirs.items() if any(word.startswith("✗") for word in words)]


def check_words(path, language):
    """Return the results in each line of the Checks sheet."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet_name("checks", language)).to_python()
    found = {}
    for row in rows:
        words = [cell for cell in row if isinstance(cell, str) and cell[:2] in ("✓ ", "✗ ", "! ")]
        if words:
            found[row[0]] = words
    return found


def test_the_way_back_gives_the_scores_of_before(open_sample):
    book = open_sample()
    before = [(row["customer_id"], row["score"], row["grade"]) for row in table_rows(book, "scores")]
    pressed("fit")
    pressed("refresh_all")
    fitted = [(row["customer_id"], row["score"], row["grade"]) for row in table_rows(book, "scores")]
    with_policy(book, "scorecard.method", "expert")
    pressed("refresh_all")
    after = [(row["customer_id"], row["score"], row["grade"]) for row in table_rows(book, "scores")]
    assert sorted(fitted) != sorted(before)
    assert sorted(after) == sorted(before)


def test_the_validation_sheet_says_that_the_card_may_have_seen_its_customers(open_sample):
    book = open_sample()
    cell = book.names["xlcredit_validation_ranking"].refers_to_range
    assert "flatters" not in cell.raw_value
    pressed("fit")
    pressed("refresh_all")
    assert "A card fitted to this ledger has seen these very customers" in cell.raw_value


def test_explain_tells_the_most_points_that_the_card_can_give(open_sample):
    book = open_sample()
    pressed("fit")
    pressed("refresh_all")
    best = sum(max(points) for _, points, _ in bands(table_rows(book, "points")).values())
    table = find_tables(book)["scores"]
    table.data_body_range.sheet.range((table.data_body_range.row, table.data_body_range.column)).select()
    book.app.impl.alerts.clear()
    pressed("explain_selection")
    out_of = float(re.search(r"Score [\d.]+ of ([\d.]+), grade", book.app.impl.alerts[0]).group(1))
    assert out_of == pytest.approx(best, abs=0.06)


def test_too_few_bads_are_refused_and_nothing_is_changed(open_sample, watch):
    book = open_sample()
    with_policy(book, "validation.target.more_than_days", 400)
    watched = watch(book)
    pressed("fit")
    assert watched.changed() == set()
    assert "At least 50 are needed" in book.app.impl.alerts[0]
    assert "validation.target on the Policy sheet" in book.app.impl.alerts[0]


def test_a_ledger_that_is_too_short_is_refused(open_sample, watch):
    book = open_sample()
    with_policy(book, "validation.history_months", 60)
    watched = watch(book)
    pressed("fit")
    assert watched.changed() == set()
    assert "the ledger is too short to fit a card" in book.app.impl.alerts[0]


def test_without_the_extra_the_way_to_get_it_is_told(open_sample, watch, monkeypatch):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    watched = watch(open_sample())
    pressed("fit")
    assert watched.changed() == set()
    assert 'pip install "xlcredit[fit]"' in watched.book.app.impl.alerts[0]


def test_a_workbook_without_our_reports_is_told_to_refresh_first(foreign, watch):
    watched = watch(foreign)
    pressed("fit")
    assert watched.changed() == set()
    assert foreign.app.impl.alerts == ["mine.xlsx: it has none of our reports yet. Press Refresh all first."]


def test_an_earlier_edition_is_told_how_to_get_the_sheet(open_sample, watch, monkeypatch):
    from udfs.macros import fitting

    book = open_sample()
    without = {name: table for name, table in find_tables(book).items() if name != "points"}
    monkeypatch.setattr(fitting, "find_tables", lambda _book: without)
    watched = watch(book)
    pressed("fit")
    assert watched.changed() == set()
    (told,) = book.app.impl.alerts
    assert "xlcredit fit xlcredit-demo-en.xlsx" in told
    assert "New template" in told


def test_the_command_writes_the_line_of_the_log_too(samples, tmp_path):
    from udfs.hosts import fitting

    out = tmp_path / "out.xlsx"
    wanted = fitting.SampleAsked(None, None, None, None, {})
    done = fitting.fit(samples["en"], out, wanted, jobs.asked(None, None, NOW), lambda _done, _whole: None)
    book = open_book(out)
    line = table_rows(book, "audit")[-1]
    assert line["command"] == "Fit score to own history"
    assert line["policy_id"] == read_policy(find_tables(book)).policy_id
    assert len(line["source_hash"]) == 16
    assert done.sample.size == sum(
        row["sample_count"] for row in table_rows(book, "points") if row["factor"] == "On-time rate"
    )
    assert Workbook.open(out).changed_parts() == {}
