"""Explain selection and Why this error: the words for each kind of cell; the workbook stays as it is."""

from __future__ import annotations

import pytest
import xlwings as xw

from udfs.books.tables import find_tables, rows_of_table
from udfs.hosts.excel.buttons import pressed
from xlcredit.texts import say


@pytest.fixture
def sheet(foreign):
    """A sheet of the user's own with some numbers."""
    sheet = foreign.sheets["Mine"]
    sheet.range("B1:D2").raw_value = [[600.0, 7300.0, 365.0], [600.0, 0.0, None]]
    return sheet


def said(sheet, address, key="explain_selection"):
    """Select a cell, press, and return what is said."""
    alerts = sheet.book.app.impl.alerts
    alerts.clear()
    sheet.range(address).select()
    pressed(key)
    (told,) = alerts
    return told


def test_a_formula_is_explained_with_its_arguments_and_result(sheet):
    sheet.range("E1").formula = "=ROUND(DSO(B1,'Mine'!C1,365),1)"
    told = said(sheet, "E1")
    assert "DSO(receivables, credit_sales, days)" in told
    assert "receivables = B1 -> 600" in told
    assert "credit_sales = Mine!C1 -> 7,300" in told
    assert "Result: 30" in told  # 600 / 7300 x 365


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=DSO(600,7300,-365)", "days = -365 -> -365"),
        ("=DSO(B1+0,C1,365)", "receivables = B1+0 -> (computed by the host)"),
        ("=CURRENTRATIO(D2,C1)", "= D2 -> (blank)"),
        ("=CONCENTRATION(AR!A:A,AR!E2:E3)", "customers = AR!A:A -> 3 x 1 cells: Customer, Alpha, Beta"),
        ("=DSO(DSO(B1,C1,365),C1,365)", "receivables = DSO(B1,C1,365) -> 30"),
        ('=DAYSPASTDUE("2026-01-01",Day)', "as_of = Day -> 2026-05-02"),
    ],
)
def test_arguments_of_every_kind_are_shown(sheet, formula, shown):
    sheet.book.names.add("Day", "=AR!$C$2")
    sheet.range("E1").formula = formula
    assert shown in said(sheet, "E1")


def test_a_column_of_a_table_is_an_argument(open_sample):
    book = open_sample()
    sheet = book.sheets["About"]
    sheet.range("K1").formula = "=CONCENTRATION(xlcredit_aging[Customer no.],xlcredit_aging[Total])"
    heading = find_tables(book)["aging"].header_row_range.raw_value[0][0]
    sheet.range("K1").formula = f"=CONCENTRATION(xlcredit_aging[{heading}],xlcredit_aging[Total])"
    rows = len(rows_of_table(find_tables(book)["aging"]))
    assert f"xlcredit_aging[Total] -> {rows} x 1 cells" in said(sheet, "K1")


def test_an_error_is_explained_with_its_reason_computed_anew(sheet):
    sheet.range("E1").formula = "=DSO(B2,C2,365)"
    sheet.book.impl.calculate()
    told = said(sheet, "E1", "why_error")
    assert told.startswith("Mine!E1 shows #NUM!.\nDSO: ")
    assert "is 0" in told


def test_why_prefers_the_cell_s_own_reason_to_the_latest_one(sheet):
    sheet.range("E1").formula = "=DSO(B2,C2,365)"
    sheet.range("E2").formula = "=DSO(600,7300,-5)"
    sheet.book.impl.calculate()
    assert said(sheet, "E1", "why_error") != said(sheet, "E2", "why_error").replace("E2", "E1")


@pytest.mark.parametrize(
    ("value", "formula", "wanted"),
    [
        ("#REF!", None, "deleted"),
        ("#NAME?", "=[1]!DSO(1,2,3)", "Press Fix links"),
        ("#NAME?", "=DSO(600,7300,365)", "not known to this cell yet"),
        ("#SPILL!", None, "Clear the cells below"),
        (5.0, None, "shows no error"),
    ],
)
def test_why_tells_what_an_error_means_and_how_to_mend_it(sheet, value, formula, wanted):
    cell = sheet.range("E1")
    cell.raw_value = value
    if formula:
        cell.formula = formula
        sheet.impl.part.set_cached(1, 5, value)
    assert wanted in said(sheet, "E1", "why_error")


@pytest.mark.parametrize(
    "name", ["aging", "scores", "limits", "top_exposures", "open_items", "score_reasons"]
)
def test_a_row_of_a_customer_is_explained_by_score_and_limit(open_sample, watch, name):
    book = open_sample()
    table = find_tables(book)[name]
    customer = rows_of_table(table)[0]["customer_id"]
    score = next(r for r in rows_of_table(find_tables(book)["scores"]) if r["customer_id"] == customer)
    watched = watch(book)
    place = table.range
    told = said(place.sheet, (place.row + 1, place.column + 1))
    assert f"({customer})" in told
    assert f"Score {score['score']:.1f} of 100, grade {score['grade']}" in told
    assert score["reason_1"] in told
    assert score["binding_limit"] in told
    assert watched.changed() == set()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("cell", "key"),
    [("B8", "open_total"), ("D9", "overdue"), ("F8", "dso"), ("D45", "best_dso"), ("L8", "over_limit")],
)
def test_a_figure_of_the_dashboard_is_defined(open_sample, language, cell, key):
    book = open_sample(language)
    sheet = book.sheets[say("sheets.dashboard", language)]
    assert said(sheet, cell).splitlines() == [
        say(f"template.figure.{key}", language), say(f"macros.figure.{key}", language)
    ]  # fmt: skip


def test_anything_else_gets_a_friendly_sentence(sheet):
    assert said(sheet, "J40").startswith("Mine!J40: nothing of ours to explain.")


@pytest.mark.parametrize("key", ["explain_selection", "why_error", "insert_function"])
def test_without_a_selected_cell_the_user_is_asked_for_one(foreign, key):
    pressed(key, "DSO")
    assert foreign.app.impl.alerts == [
        "mine.xlsx: no cell of it is selected. Select one cell and press again."
    ]


def test_a_selected_chart_is_no_cell_either(foreign, monkeypatch):
    # As pywin32 says it of the workbook that the add-in hands over: there is no Selection.Address.
    def selection(_app):
        raise AttributeError("<unknown>.Address")

    monkeypatch.setattr(xw.App, "selection", property(selection))
    pressed("why_error")
    assert "no cell of it is selected" in foreign.app.impl.alerts[0]
