"""The checklist for a letter of credit: verdicts computed by LibreOffice and closed, on one page of paper."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from udfs.hosts.closed.evaluation import refresh_values
from workbooks.package import Workbook
from workbooks.template import build_template, output_sheet_names, sheet_name
from workbooks.template.letter_of_credit import (
    ANSWER,
    ASKED,
    CHECKED,
    COUNTED,
    FIELDS,
    HEADS,
    ITEM_ROW,
    LABEL,
    LINE_ROW,
    REMARK,
    SIGNATURES,
    VERDICT,
)
from workbooks.template.letter_of_credit_steps import BEHIND
from xlcredit.policy import default_policy, policy_rows
from xlcredit.texts import LANGUAGES, say

D = dt.date
# Shipped on Friday 6 March 2026: 6 + 21 = 27 March is the last day, before expiry on the 31st.
# 100,000 + 5 % = 105,000 at most; 110 % of 103,250.50 = 113,575.55 insured at least.
FINE = {
    "number": "LC 1", "bank": "Bank of China", "currency": "USD", "amount": 100_000, "tolerance": 0.05,
    "invoice": 103_250.5, "cif": 103_250.5, "insured": 113_575.55, "checked_on": D(2026, 3, 2),
    "latest": D(2026, 3, 6), "expiry": D(2026, 3, 31), "shipped": D(2026, 3, 6), "presented": D(2026, 3, 27),
}  # fmt: skip
ANSWERS = {name: "no" if name.startswith("flag.") else "yes" for name in ITEM_ROW}
HALF = dict(list(ANSWERS.items())[:4])


def case(name):
    """Return fields, answers, the verdict's key and number, and the results of the six lines."""
    fine = ["ok"] * 6
    return {
        "fine": (FINE, ANSWERS, ("present", None), (0, 0, 0, 0), fine),
        "late": (FINE | {"presented": D(2026, 3, 28)}, ANSWERS, ("correct", 1), (0, 1, 0, 0),
                 ["ok", "bad", *fine[2:]]),
        "flag": (FINE | {"insured": 113_575.54}, ANSWERS | {"flag.price": "yes", "presentation.drafts": "no"},
                 ("stop_one", 1), (1, 1, 1, 0), [*fine[:5], "bad"]),
        # 19 questions less 4 answers, and three lines: in time, before expiry, insured
        "half": ({name: FINE[name] for name in ("amount", "invoice", "tolerance", "latest", "shipped")}, HALF,
                 ("incomplete", 18), (0, 0, 0, 18), ["ok", "not_stated", "not_stated", "ok", "ok",
                                                     "not_stated"]),
    }[name]  # fmt: skip


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("credits")
    return {language: build_template(language, folder / f"{language}.xlsx") for language in LANGUAGES}


def filled(path, language, target, fields, answers, *, policy=()):
    """Write a filled copy, computed by the closed engine, and return its path."""
    book, name = Workbook.open(path), sheet_name("letter_of_credit", language)
    sheet = book.sheet(name)
    for key, value in fields.items():
        row, column = FIELDS[key]
        sheet.write(row + 1, column + 1, [[value]])
    for key, word in answers.items():
        sheet.write(ITEM_ROW[key] + 1, ANSWER + 1, [[say(f"letter_of_credit.word.{word}", language)]])
    table = book.tables["xlcredit_policy"]
    paths = [row[0] for row in policy_rows(default_policy(), language)]
    for place, value in dict(policy).items():
        row = table.top + 1 + paths.index(f"protection.letter_of_credit.{place}")
        book.sheet(table.sheet_name).write(row, 3, [[value]])
    assert refresh_values(book, [name]).not_evaluated == {}
    book.save(target)
    return target


def values(path, language):
    sheet = openpyxl.load_workbook(path, data_only=True)[sheet_name("letter_of_credit", language)]
    return lambda row, column: sheet.cell(row + 1, column + 1).value


def check(at, name, language):
    """Hold the sheet against a case."""
    _, _, (key, count), counts, results = case(name)
    assert at(VERDICT, LABEL) == say(f"letter_of_credit.{key}", language, count=count)
    assert tuple(at(row, column + 1) for row, column in COUNTED.values()) == counts
    wanted = [say(f"letter_of_credit.word.{word}", language) for word in results]
    assert [at(LINE_ROW[line], ANSWER) for line in CHECKED] == wanted


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "fine"), ("zh", "fine"), ("zh", "late"), ("en", "flag"), ("zh", "half"), ("en", "half")],
)
def test_libreoffice_and_the_closed_engine_give_the_verdict(editions, language, name, tmp_path, recalculate):
    fields, answers, *_ = case(name)
    target = filled(editions[language], language, tmp_path / "form.xlsx", fields, answers)
    mine, theirs = values(target, language), values(recalculate(target), language)
    check(mine, name, language)
    check(theirs, name, language)
    for row in range(SIGNATURES):
        for column in range(BEHIND + 1):
            one, other = mine(row, column) or "", theirs(row, column) or ""
            assert one == (pytest.approx(other) if isinstance(other, float) else other), (row, column)


def test_dates_limits_and_days_left(editions, tmp_path):
    fields = FINE | {"presented": D(2026, 3, 21)}  # a Saturday: five banking days end on Friday the 27th
    at = values(filled(editions["en"], "en", tmp_path / "form.xlsx", fields, ANSWERS), "en")
    assert [at(LINE_ROW[line], REMARK) for line in ("invoice", "insured")] == [105_000, 113_575.55]
    assert at(LINE_ROW["last_day"], ASKED).date() == D(2026, 3, 27)
    assert at(LINE_ROW["last_day"], ANSWER) == "✓ 25 days left"  # from 2 March
    assert at(LINE_ROW["answer_by"], ASKED).date() == D(2026, 3, 27)
    assert at(LINE_ROW["answer_by"], ANSWER) == "✓ 0 days left"
    later = fields | {"presented": D(2026, 3, 23), "checked_on": D(2026, 3, 30)}  # Monday + 5 = the 30th
    at = values(filled(editions["en"], "en", tmp_path / "form.xlsx", later, ANSWERS), "en")
    assert at(LINE_ROW["last_day"], ANSWER) == "! 3 days past"
    assert at(LINE_ROW["answer_by"], ANSWER) == "! no day to correct"


@pytest.mark.parametrize(
    ("changes", "line", "word"),
    [
        ({"shipped": D(2026, 3, 7)}, "shipped", "bad"),
        ({"expiry": D(2026, 3, 26)}, "before_expiry", "bad"),  # day 21 is after it
        ({"presented": D(2026, 3, 5)}, "in_time", "bad"),  # before shipment
        ({"own_days": 20}, "in_time", "bad"),  # the credit says less than the policy
        ({"own_days": 0}, "in_time", "bad"),
        ({"invoice": 105_000.01}, "invoice", "bad"),
        ({"invoice": 105_000, "cif": 103_250.5}, "invoice", "ok"),
        ({"drawn": 103_250.51}, "drawn", "bad"),
        ({"cif": None}, "insured", "ok"),  # then of the invoice, the same
        ({"cif": None, "invoice": 103_251}, "insured", "bad"),  # 110 % of it: 113,576.10
        ({"cif": None, "drawn": 50_000, "insured": 60_000}, "insured", "bad"),  # the invoice is larger
        ({"insured": None}, "insured", "not_stated"),
        ({"amount": "about 100,000"}, "invoice", "not_stated"),
    ],
)
def test_each_line_notices(editions, changes, line, word, tmp_path):
    fields = {name: value for name, value in (FINE | changes).items() if value is not None}
    at = values(filled(editions["en"], "en", tmp_path / "form.xlsx", fields, ANSWERS), "en")
    assert at(LINE_ROW[line], ANSWER) == say(f"letter_of_credit.word.{word}", "en")


def test_insurance_that_is_not_asked_for_leaves_nothing_open(editions, tmp_path):
    fields = {name: value for name, value in FINE.items() if name not in ("cif", "insured")}
    answers = ANSWERS | {"presentation.insurance": "not_applicable"}
    at = values(filled(editions["zh"], "zh", tmp_path / "form.xlsx", fields, answers), "zh")
    assert at(LINE_ROW["insured"], ANSWER) == say("letter_of_credit.word.exempt", "zh")
    assert at(VERDICT, LABEL) == say("letter_of_credit.present", "zh")


def test_numbers_of_the_policy_sheet_count(editions, tmp_path):
    policy = {"presentation_days": 20, "insured_share": 1.2, "examination_days": 7}
    at = values(filled(editions["en"], "en", tmp_path / "form.xlsx", FINE, ANSWERS, policy=policy), "en")
    assert at(VERDICT, LABEL) == "! Correct first: 2"
    assert at(LINE_ROW["in_time"], LABEL) == "Presented within 20 days after shipment"
    assert at(LINE_ROW["insured"], LABEL) == "Insured for at least 120% of CIF or CIP"
    assert "7 days" in at(LINE_ROW["answer_by"], LABEL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_policy_rows_stand_with_their_articles(language):
    rows = {row[0]: row for row in policy_rows(default_policy(), language)}
    found = {name: rows[f"protection.letter_of_credit.{name}"] for name in (
        "presentation_days", "examination_days", "insured_share")}  # fmt: skip
    assert [row[2] for row in found.values()] == [21, 5, 1.1]
    assert all("UCP 600" in row[4] and "letter_of_credit" not in row[1] for row in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_form_is_blank_small_and_stays_in_the_template(editions, language):
    name = sheet_name("letter_of_credit", language)
    assert name not in output_sheet_names(editions[language])
    at = values(editions[language], language)
    assert at(VERDICT, LABEL) == say("letter_of_credit.nothing", language)
    cells = [(row, column) for row in LINE_ROW.values() for column in (ASKED, ANSWER, REMARK)]
    assert {at(*place) or "" for place in (*cells, *FIELDS.values())} == {""}
    sheet = openpyxl.load_workbook(editions[language])[name]
    assert sum(cell.data_type == "f" for row in sheet.iter_rows() for cell in row) <= 60
    assert len(set(LINE_ROW.values()) | set(HEADS.values()) | set(ITEM_ROW.values())) == 8 + 3 + 19


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_take_three_answers_and_fields_dates_and_numbers(editions, language):
    sheet = openpyxl.load_workbook(editions[language])[sheet_name("letter_of_credit", language)]
    rules = sheet.data_validations.dataValidation
    words = ",".join(
        say(f"letter_of_credit.word.{word}", language) for word in ("yes", "no", "not_applicable")
    )
    listed = [str(rule.sqref) for rule in rules if rule.formula1 == f'"{words}"']
    rows = {row + 1 for first, last in map(_rows, listed) for row in range(first - 1, last)}
    assert rows == {row + 1 for row in ITEM_ROW.values()}
    kinds = [rule.type for rule in rules]
    assert (kinds.count("date"), kinds.count("decimal"), kinds.count("whole")) == (5, 6, 1)


def _rows(place):
    first, _, last = place.replace("F", "").partition(":")
    return int(first), int(last)
