"""The credit file: its formulas against the result tables, recalculated by LibreOffice; one printed page."""

from __future__ import annotations

import datetime as dt
import subprocess

import numpy as np
import openpyxl
import pytest

from udfs.books.asked import Asked
from udfs.hosts.closed import open_book
from udfs.hosts.closed.evaluation import refresh_values
from udfs.macros import refreshing
from workbooks.package import Workbook
from workbooks.template import build_template, sheet_name
from workbooks.template.credit_grid import (
    AGING_TOTAL,
    AMOUNT,
    CARD_VALUE,
    DECISIONS,
    FACTOR_BODY,
    FACTOR_ROWS,
    FACTOR_TOTAL,
    FIRST,
    LABEL,
    LIMITS,
    SECOND,
    SELECTOR,
    SENTENCE,
    SEVENTH,
    THIRD,
)  # fmt: skip
from workbooks.template.sample import BASE_CURRENCY, SAMPLE_AS_OF, sample_company
from xlcredit.texts import LANGUAGES, say

NOW = dt.datetime(2026, 11, 2, 9)
LONG_NAME = "大连海湾国际装备制造与工业自动化集团有限责任公司" * 2 + "海外事业部筹备处"  # 60 characters
LONG_ENGLISH = "The Most Honourable Company of Makers of Precision Drives Ltd"


def refreshed(language, folder, inputs):
    """Build an edition, fill and refresh it, and return the result tables and the saved file."""
    book = open_book(build_template(language, folder / f"template-{language}.xlsx"))
    refreshing.fill_inputs(book, inputs)
    asked = Asked(as_of=SAMPLE_AS_OF, base_currency=BASE_CURRENCY, now=NOW, who="tester")
    result = refreshing.refresh(book, asked)
    path = folder / f"book-{language}.xlsx"
    book.save(str(path))
    return result, path


def few(language):
    """Return the sample company with those customers only that were decided about, and fifty others."""
    inputs = sample_company(language=language)
    ids = {*inputs["decisions"]["customer_id"], *inputs["customers"]["customer_id"][:50]}
    ids |= set(inputs["ledger"].loc[inputs["ledger"]["open_amount"] < 0, "customer_id"])
    own = {
        name: table[table["customer_id"].isin(ids)]
        for name, table in inputs.items()
        if "customer_id" in table
    }
    return inputs | own


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    return {language: refreshed(language, folder, few(language)) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


def chosen(path, language, customer, folder):
    """Return a copy in which another customer is chosen, and the closed engine has computed the page."""
    book = Workbook.open(path)
    name = sheet_name("credit_file", language)
    book.sheet(name).write(SELECTOR + 1, SECOND + 1, [[customer]])
    assert refresh_values(book, [name]).not_evaluated == {}
    target = folder / f"chosen-{language}.xlsx"
    target.unlink(missing_ok=True)
    book.save(target)
    return target


def page_of(path, language):
    return openpyxl.load_workbook(path, data_only=True)[sheet_name("credit_file", language)]


def at(sheet, row, column):
    value = sheet.cell(row + 1, column + 1).value
    return None if value == "" else value


def picks(result):
    """Return the best and the worst score, a customer without accounts, and one whom we owe."""
    scores = result.tables["scores"]
    graded = scores[scores["grade"].isin(list("ABCDE"))]
    ids = [
        graded.loc[graded["score"].idxmax(), "customer_id"],
        graded.loc[graded["score"].idxmin(), "customer_id"],
        scores.loc[scores["finance_score"].isna(), "customer_id"].iloc[0],
        scores.loc[scores["open_amount"].idxmin(), "customer_id"],
    ]
    assert scores["open_amount"].min() < 0
    return ids


def close(value, wanted):
    return value is None if np.isnan(wanted) else value == pytest.approx(wanted, abs=1e-6)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("language", "pick"), [("en", 0), ("en", 1), ("zh", 2), ("en", 3)])
def test_every_part_shows_what_the_result_tables_hold(samples, language, pick, tmp_path, recalculate):
    result, path = samples[language]
    customer = picks(result)[pick]
    copy = chosen(path, language, customer, tmp_path)
    mine, theirs = page_of(copy, language), page_of(recalculate(copy), language)
    formulas = openpyxl.load_workbook(copy)[sheet_name("credit_file", language)]
    cells = [cell.coordinate for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) > 350
    for place in cells:  # what is cached is what another engine computes
        cached, computed = (mine[place].value or "", theirs[place].value or "")
        assert cached == (pytest.approx(computed) if isinstance(computed, float) else computed), place
    frames = {name: table for name, table in result.tables.items() if "customer_id" in table}
    row = {name: table[table["customer_id"] == customer] for name, table in frames.items()}
    score, limit, history = (row[name].iloc[0] for name in ("scores", "limits", "customer_history"))
    assert at(theirs, SELECTOR, THIRD) == score["customer_name"]
    assert close(at(theirs, CARD_VALUE, FIRST), score["score"])
    assert at(theirs, CARD_VALUE, THIRD) == score["grade"]
    assert close(at(theirs, CARD_VALUE, LABEL), score["open_amount"])
    assert close(at(theirs, CARD_VALUE, AMOUNT), score["headroom"])
    reasons = row["score_reasons"]
    shown = [at(theirs, FACTOR_BODY + place, SEVENTH) for place in range(FACTOR_ROWS)]
    assert shown[: len(reasons)] == pytest.approx(reasons["contribution"].tolist())
    assert shown[len(reasons) :] == [None] * (FACTOR_ROWS - len(reasons))
    assert close(at(theirs, FACTOR_TOTAL, SEVENTH), score["score"])
    assert at(theirs, FACTOR_TOTAL, FIRST) == say("template.credit_file.tie_ok", language)
    for place, name in ((4, "need"), (6, "capacity"), (14, "recommended_limit"), (17, "headroom")):
        assert close(at(theirs, LIMITS + place, AMOUNT), limit[name]), name
    assert at(theirs, LIMITS + 18, AMOUNT) == (limit["binding_limit"] or None)
    assert close(at(theirs, AGING_TOTAL, AMOUNT), history["exposure_1"])


@pytest.mark.libreoffice
def test_a_refresh_shows_the_largest_expected_loss_on_one_page(samples, language, to_pdf, tmp_path):
    result, path = samples[language]
    page = page_of(path, language)
    assert at(page, SELECTOR, SECOND) == result.tables["scores"]["customer_id"].iloc[0]
    book = openpyxl.load_workbook(path)
    for sheet in book:
        is_it = sheet.title == sheet_name("credit_file", language)
        sheet.sheet_state = "visible" if is_it else "hidden"
        sheet.print_area = (
            sheet.print_area if is_it else None
        )  # LibreOffice prints areas of hidden sheets too
    book.active = book.sheetnames.index(sheet_name("credit_file", language))
    alone = tmp_path / "alone.xlsx"
    book.save(alone)
    told = subprocess.run(["pdfinfo", str(to_pdf(alone))], capture_output=True, text=True, check=True).stdout
    pages = [line.split()[-1] for line in told.splitlines() if line.startswith("Pages")]
    size = next(line for line in told.splitlines() if line.startswith("Page size"))
    assert pages == ["1"]
    assert "A4" in size


def test_decisions_stand_by_date_with_the_latest_on_top(samples, language):
    _, path = samples[language]
    page = page_of(path, language)
    log = sample_company(language=language)["decisions"]
    own = log[log["customer_id"] == at(page, SELECTOR, SECOND)].sort_values("decided_on", ascending=False)
    assert len(own) == 4
    shown = [at(page, DECISIONS + 2 + place, FIRST) for place in range(5)]
    assert shown == [*own["decided_on"].dt.to_pydatetime().tolist(), None]
    kinds = [at(page, DECISIONS + 2 + place, SECOND) for place in range(4)]
    assert kinds == own["decision_kind"].tolist()


@pytest.mark.parametrize(("customer", "key"), [("", "choose"), ("nobody*", "absent")])
def test_nothing_chosen_and_an_unknown_number_say_so(samples, language, customer, key, tmp_path):
    _, path = samples[language]
    page = page_of(chosen(path, language, customer, tmp_path), language)
    sentence = at(page, SENTENCE, FIRST)
    text = say(f"template.credit_file.{key}", language, customer=customer)
    assert sentence == text
    values = [cell.value for row in page.iter_rows(6, 72, 2, 12) for cell in row]
    assert [value for value in values if isinstance(value, str) and value.startswith("#")] == []
    assert at(page, FACTOR_BODY, SECOND) is None


@pytest.fixture
def odd(tmp_path):
    """A ledger of three rows about customers with difficult numbers and names."""
    inputs = sample_company()
    ledger, customers = inputs["ledger"].iloc[:4].copy(), inputs["customers"].iloc[:4].copy()
    ids = ["00123", "123", "A*B", "a?c~"]
    names = [LONG_NAME, LONG_ENGLISH, "Starred", "Asked"]
    ledger[["customer_id", "customer_name"]] = list(zip(ids, names, strict=True))
    ledger["amount"] = ledger["open_amount"] = [100.0, -40.0, 300.0, 250.0]
    ledger["currency"] = "CNY"
    customers[["customer_id", "customer_name"]] = list(zip(ids, names, strict=True))
    decisions = inputs["decisions"].iloc[:9].assign(customer_id=["00123"] * 8 + ["123"])
    filled = {"ledger": ledger, "customers": customers, "decisions": decisions}
    return refreshed("en", tmp_path, filled)


@pytest.mark.libreoffice
@pytest.mark.parametrize(("customer", "owed"), [("00123", 100), ("123", -40), ("A*B", 300), ("a?c~", 250)])
def test_numbers_with_zeros_and_signs_find_their_own_customer(odd, customer, owed, tmp_path, recalculate):
    _, path = odd
    page = page_of(recalculate(chosen(path, "en", customer, tmp_path)), "en")
    assert at(page, CARD_VALUE, LABEL) == owed
    assert at(page, AGING_TOTAL, AMOUNT) == owed
    dated = [at(page, DECISIONS + 2 + place, FIRST) for place in range(6)]
    assert sum(day is not None for day in dated) == {"00123": 6, "123": 1}.get(customer, 0)


def test_more_decisions_than_lines_are_counted(odd, tmp_path):
    page = page_of(chosen(odd[1], "en", "00123", tmp_path), "en")
    assert at(page, DECISIONS + 8, FIRST).startswith("8 decisions in all")


@pytest.mark.libreoffice
def test_a_decision_with_a_text_for_a_date_hides_no_other(odd, tmp_path, recalculate):
    book = Workbook.open(odd[1])
    book.sheet(sheet_name("decisions", "en")).write(8, 2, [["last spring"]])
    path = tmp_path / "typed.xlsx"
    book.save(path)
    page = page_of(recalculate(chosen(path, "en", "00123", tmp_path)), "en")
    shown = [at(page, DECISIONS + 2 + place, FIRST) for place in range(6)]
    assert None not in shown


def test_a_foreign_workbook_gets_a_working_file_and_the_form(tmp_path):
    foreign = openpyxl.Workbook()
    for row in (
        ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"],
        ["Alpha", "1", dt.date(2026, 5, 2), dt.date(2026, 6, 1), 100.5],
        ["Beta", "2", dt.date(2026, 6, 2), dt.date(2026, 7, 2), 200.0],
    ):
        foreign.active.append(row)
    source = tmp_path / "foreign.xlsx"
    foreign.save(source)
    book = open_book(source)
    asked = Asked(as_of=dt.date(2026, 7, 31), base_currency=None, now=NOW, who="tester")
    refreshing.refresh(book, asked, build_template("en", tmp_path / "template.xlsx"))
    book.save()
    page = page_of(source, "en")
    assert at(page, CARD_VALUE, LABEL) in (100.5, 200.0)
    assert at(page, AGING_TOTAL, AMOUNT) == at(page, CARD_VALUE, LABEL)
    assert at(page, DECISIONS + 8, FIRST) == say("template.credit_file.no_decisions", "en")
    assert sheet_name("decisions", "en") in openpyxl.load_workbook(source).sheetnames
