"""The form for longer terms: its native formulas give what the function gives, in LibreOffice and closed."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from udfs.books.asked import Asked
from udfs.hosts.closed import open_book
from udfs.hosts.closed.evaluation import refresh_values
from udfs.macros import refreshing
from workbooks.package import Workbook
from workbooks.template import build_template, output_sheet_names, sheet_name
from workbooks.template.sample import BASE_CURRENCY, SAMPLE_AS_OF, sample_company
from workbooks.template.terms_answer import BEHIND, PLACES, ROLES
from workbooks.template.terms_request import (
    ANSWER,
    FIELD_ROW,
    FIGURE,
    MARK,
    MORE,
    PLAN,
    REQUEST,
    SELECTOR,
    SENTENCE,
    VALUE,
    WHY,
)
from xlcredit.credit.terms_request import terms_request
from xlcredit.policy import default_policy, overlay, policy_rows
from xlcredit.texts import LANGUAGES, say

NOW = dt.datetime(2026, 11, 2, 9)
DAY = SAMPLE_AS_OF
# grade, amount, further days, days past due, security, earlier requests
CASES = [
    ("A", 100_000.01, 60, 0, None, None),
    ("A", 600_000, 61, 12, None, 1),
    ("B", 80_000, 30, 45, 40_000, 0),
    ("B", 80_000.55, 45, -20, 39_000, 1),
    ("C", 2_600_000, 90, 60, None, None),
    ("C", 40_000, 30, 61, None, 3),
    ("E", 5_000, 10, 0, 5_000, 2),
    ("NR", 5_000, 10, 5, None, None),
    ("stopped", 9_999.99, 20, 0, None, None),
]


UNRATED = "C0001"  # nothing is known of it here but its name


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A refreshed edition per language with fifty customers, of whom one has no rating."""
    folder = tmp_path_factory.mktemp("forms")
    found = {}
    for language in LANGUAGES:
        inputs = sample_company(language=language)
        ids = {*inputs["customers"]["customer_id"][:50], "C0010", "C0022", "C0123"}
        own = {name: table[table["customer_id"].isin(ids)] for name, table in inputs.items()
               if "customer_id" in table}  # fmt: skip
        for name in ("ledger", "payments"):
            own[name] = own[name][own[name]["customer_id"] != UNRATED]
        customers, known = own["customers"], ["customer_id", "customer_name", "country", "currency"]
        unknown = [name for name in customers.columns if name not in known]
        own["customers"] = customers.astype(dict.fromkeys(unknown, object))
        own["customers"].loc[customers["customer_id"] == UNRATED, unknown] = None
        book = open_book(build_template(language, folder / f"template-{language}.xlsx"))
        refreshing.fill_inputs(book, inputs | own)
        asked = Asked(as_of=DAY, base_currency=BASE_CURRENCY, now=NOW, who="tester")
        result = refreshing.refresh(book, asked)
        book.save(str(folder / f"book-{language}.xlsx"))
        found[language] = result.tables, folder / f"book-{language}.xlsx"
    return found


def filled(path, language, target, fields, **cells):
    """Return a copy whose form is filled in, computed by the closed engine, and the values of its sheet."""
    book, name = Workbook.open(path), sheet_name("terms_request", language)
    sheet = book.sheet(name)
    for key, value in fields.items():
        place = (SELECTOR, VALUE) if key == "customer" else (FIELD_ROW[key], VALUE)
        sheet.write(place[0] + 1, place[1] + 1, [[value]])
    for (at, row, column), value in cells.get("others", {}).items():
        book.sheet(at).write(row, column, [[value]])
    assert refresh_values(book, [name]).not_evaluated == {}
    target.unlink(missing_ok=True)
    book.save(target)
    return values(target, language)


def values(path, language):
    sheet = openpyxl.load_workbook(path, data_only=True)[sheet_name("terms_request", language)]
    return lambda row, column: sheet.cell(row + 1, column + 1).value


def customer_of(tables, grade):
    """Return a customer of a grade, and whether its supply is stopped."""
    scores = tables["scores"]
    stopped = scores["action"].isin([say("credit.action.stop_supply", one) for one in LANGUAGES])
    chosen = stopped & ~scores["grade"].isin(["E", "NR"]) if grade == "stopped" else (
        (scores["grade"] == grade) & ~stopped
    )  # fmt: skip
    row = scores[chosen].iloc[0]
    return row["customer_id"], row["grade"], grade == "stopped"


def request(case, tables, policy=None):
    """Return the fields of the form and the function's answer to the same."""
    grade, amount, days, late, security, earlier = case
    customer, letter, stops = customer_of(tables, grade)
    due = DAY - dt.timedelta(days=late)
    fields = {"customer": customer, "amount": amount, "days": days, "due_date": due, "asked_on": DAY,
              "security": security, "earlier": 0 if earlier is None else earlier, "parts": 2}  # fmt: skip
    wanted = terms_request(
        amount, days, letter, days_past_due=max(late, 0), earlier_requests=earlier, security=security,
        due_date=due, stops_supply=stops, policy=policy,
    )  # fmt: skip
    return fields, wanted


def check(at, wanted, amount, language):
    """Hold the form against the answer of the function."""
    refused = wanted.verdict == "refuse"
    assert at(ANSWER + 1, VALUE) == wanted.verdict_text(language)
    assert at(ANSWER + 1, FIGURE) == ("–" if refused else wanted.approval_text(language))
    shown = [at(ANSWER + place, VALUE) for place in (2, 3, 4)]
    assert shown == pytest.approx([wanted.first_payment, wanted.extended_amount, wanted.granted_days])
    day = at(ANSWER + 2, FIGURE)
    assert (day if refused else day.date()) == ("–" if refused else wanted.new_due_date)
    assert at(ANSWER + 3, FIGURE) == pytest.approx(wanted.security_needed)
    assert at(ANSWER + 5, FIGURE) == pytest.approx(wanted.limit_factor)
    assert at(WHY, VALUE) == wanted.reason(language)
    parts = [at(PLAN + row, MORE) or 0 for row in (2, 3, 4)]
    assert round(sum(parts), 2) == at(PLAN + 5, MORE) == amount  # to the cent
    assert parts == [round(part, 2) for part in parts]
    marks = [at(PLAN + 1 + place, MARK) or "" for place in range(1, 6)]
    levels = [role for role, mark in zip(ROLES, marks, strict=True) if mark]
    assert levels == ([] if refused else [wanted.approval])


@pytest.mark.parametrize("case", CASES)
def test_the_form_answers_as_the_function(samples, case, tmp_path):
    tables, path = samples["en"]
    fields, wanted = request(case, tables)
    check(filled(path, "en", tmp_path / "form.xlsx", fields), wanted, case[1], "en")


@pytest.mark.libreoffice
@pytest.mark.parametrize(("language", "case"), [("en", CASES[0]), ("zh", CASES[3]), ("en", CASES[5])])
def test_libreoffice_computes_the_same(samples, language, case, tmp_path, recalculate):
    tables, path = samples[language]
    fields, wanted = request(case, tables)
    mine = filled(path, language, tmp_path / "form.xlsx", fields)
    theirs = values(recalculate(tmp_path / "form.xlsx"), language)
    check(theirs, wanted, case[1], language)
    for row in range(PLAN + 8):  # what is cached is what another engine computes
        for column in range(BEHIND + 1):
            one, other = mine(row, column) or "", theirs(row, column) or ""
            assert one == (pytest.approx(other) if isinstance(other, float) else other), (row, column)


def test_numbers_of_the_policy_sheet_count(samples, tmp_path):
    tables, path = samples["en"]
    changes = {"terms.requests.first_payment_share": 0.3, "terms.requests.most_days.A": 50,
               "approval.assistant": 100.0, "terms.requests.security_grades": ["A"]}  # fmt: skip
    policy = overlay(default_policy(), changes)
    fields, wanted = request(("A", 1_000, 55, 5, None, None), tables, policy)
    book = Workbook.open(path)
    table = book.tables["xlcredit_policy"]
    rows = [row[0] for row in policy_rows(default_policy(), "en")]
    written = {
        "first_payment_share": 0.3, "most_days.A": 50, "security_grades.1": "A", "security_grades.2": "none",
        "security_grades.3": "none",
    }  # fmt: skip
    typed = {f"terms.requests.{name}": value for name, value in written.items()} | {"approval.assistant": 100}
    cells = {(table.sheet_name, table.top + 1 + rows.index(name), 3): one for name, one in typed.items()}
    at = filled(path, "en", tmp_path / "form.xlsx", fields, others=cells)
    assert (at(ANSWER + 2, VALUE), wanted.approval) == (
        300,
        "controller",
    )  # 700 is the credit manager's, one level up: 55 days, 50 at most

    check(at, wanted, 1_000, "en")


def test_facts_are_those_of_the_result_tables(samples, tmp_path):
    tables, path = samples["en"]
    fields, _ = request(CASES[2], tables)
    at = filled(path, "en", tmp_path / "form.xlsx", fields)
    row = {name: tables[name].set_index("customer_id").loc[fields["customer"]] for name in (
        "scores", "customer_history", "insurance")}  # fmt: skip
    score = row["scores"]
    shown = [at(REQUEST + place, FIGURE) for place in range(1, 9)]
    assert shown[0] == score["grade"]
    names = ("probability_of_default", "open_amount")
    assert shown[1:3] == pytest.approx([score[name] for name in names])
    assert shown[3] == pytest.approx(row["customer_history"]["overdue"])
    assert shown[4:7] == pytest.approx(
        [score[name] for name in ("credit_limit", "recommended_limit", "headroom")]
    )
    assert (shown[7] or 0) == pytest.approx(row["insurance"]["insured_limit"])


def test_what_is_missing_is_asked_for_and_nothing_is_shown(samples, tmp_path):
    _, path = samples["zh"]
    empty = filled(path, "zh", tmp_path / "form.xlsx", {})
    assert empty(SENTENCE, 1) == say("template.terms_request.choose", "zh")
    half = filled(path, "zh", tmp_path / "form.xlsx", {"customer": "C0010", "amount": 100})
    assert half(SENTENCE, 1) == say("template.terms_request.unfilled", "zh")
    wrong = filled(path, "zh", tmp_path / "form.xlsx", {"customer": "C0010", "amount": -100, "days": 3})
    assert wrong(SENTENCE, 1) == say("template.terms_request.unfilled", "zh")
    assert {wrong(row, VALUE) or "" for row in range(ANSWER + 1, PLAN)} == {""}
    stranger = filled(path, "zh", tmp_path / "form.xlsx", {"customer": "X"})
    assert "X" in stranger(SENTENCE, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_stays_in_the_template_and_small(language, tmp_path):
    path = build_template(language, tmp_path / "template.xlsx")
    assert sheet_name("terms_request", language) not in output_sheet_names(path)
    sheet = openpyxl.load_workbook(path)[sheet_name("terms_request", language)]
    assert sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row) <= 120
    assert len(PLACES) == len(set(PLACES.values()))
