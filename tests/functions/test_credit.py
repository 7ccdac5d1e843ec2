"""Credit in a cell: rows read by their headings."""

from __future__ import annotations

from datetime import date

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.values import CellError, serial_of
from xlcredit.policy import default_policy, policy_rows
from xlcredit.texts import Language, use_language

HEADINGS = (("Customer", "Debt ratio", "流动比率"),)
ROW = ("Alpha", 0.65, 2.5)


def test_creditscore_reads_by_name_and_not_by_position() -> None:
    score = catalogue()["CREDITSCORE"]
    turned = score(((2.5, 0.65),), (("Current ratio", "资产负债率"),))
    assert score((ROW,), HEADINGS) == turned == pytest.approx(79.0)  # 65 x 0.6 + 100 x 0.4


def test_creditscore_reads_a_block_that_stands_upright() -> None:
    assert catalogue()["CREDITSCORE"](
        ((0.65,), (2.5,)), (("Debt ratio",), ("Current ratio",))
    ) == pytest.approx(79.0)


def test_creditscore_column_equals_rows_one_by_one() -> None:
    score = catalogue()["CREDITSCORE"]
    rows = (ROW, ("Beta", 0.95, None), ("Gamma", None, None), ("Delta", "#REF!", 1.0))
    column = score(rows, HEADINGS)
    assert column == [[score((row,), HEADINGS)] for row in rows]
    assert column[2:] == [[CellError("#N/A")], [CellError("#REF!")]]


def test_creditscore_names_an_unknown_heading() -> None:
    faults.forget()
    assert catalogue()["CREDITSCORE"](((0.5,),), (("Dept ratio",),)) == CellError("#VALUE!")
    assert "'Dept ratio'" in str(faults.latest(function="CREDITSCORE"))


def test_creditscore_refuses_headings_of_another_width() -> None:
    assert catalogue()["CREDITSCORE"](((0.5, 1.0),), (("Debt ratio",),)) == CellError("#VALUE!")
    assert "1 headings for 2 columns" in str(faults.latest(function="CREDITSCORE"))


def test_creditwhy_adds_up_exactly_to_the_score() -> None:
    rows = catalogue()["CREDITWHY"]((ROW,), HEADINGS)
    total = sum(row[-1] for row in rows[1:])
    assert total == pytest.approx(catalogue()["CREDITSCORE"]((ROW,), HEADINGS), abs=1e-9)
    assert rows[0][0] == "Family"
    assert rows[1][1] == "Debt ratio"  # it costs most


def test_creditscore_dates_need_an_as_of() -> None:
    score, headings = catalogue()["CREDITSCORE"], (("Registered on",),)
    assert score(((36526.0,),), headings) == CellError("#N/A")
    assert (
        score(((36526.0,),), headings, None, 46023.0) == 100.0
    )  # 1 January 2000 to 1 January 2026: 26 years


def test_policy_sheet_wins_over_the_default_also_with_serial_dates() -> None:
    rows = [
        [serial_of(cell) if isinstance(cell, date) else cell for cell in row]
        for row in policy_rows(default_policy(), "en")
    ]
    next(row for row in rows if row[0] == "grades.A.points_from")[2] = 95.0
    assert catalogue()["CREDITGRADE"](90.0) == "A"
    assert catalogue()["CREDITGRADE"](90.0, rows) == "B"


@pytest.mark.parametrize(("model", "expected"), [("1968", 3.09), ("altman_z_1968", 3.09)])
def test_altmanz_takes_year_or_name(model: str, expected: float) -> None:
    # 1.2 x 0.2 + 1.4 x 0.3 + 3.3 x 0.1 + 0.6 x 1.5 + 1.0 x 1.2 = 3.09
    assert catalogue()["ALTMANZ"](20.0, 30.0, 10.0, 60.0, 120.0, 100.0, 40.0, model) == pytest.approx(
        expected
    )


def test_altmanz_1995_needs_no_sales() -> None:
    # 6.56 x 0.2 + 3.26 x 0.3 + 6.72 x 0.1 + 1.05 x 1.5 = 4.537
    assert catalogue()["ALTMANZ"](20.0, 30.0, 10.0, 60.0, None, 100.0, 40.0, 1995.0) == pytest.approx(4.537)


def test_expectedloss_of_a_column_with_the_probability_of_its_grades() -> None:
    pd = catalogue()["CREDITPD"]((("A",), ("E",), (None,)))
    found = catalogue()["EXPECTEDLOSS"](((1000.0,), (-50.0,), (1000.0,)), pd, 0.5)
    # 1000 x 0.00276 x 50 %; a customer in credit; not rated
    assert found == [[pytest.approx(1.38, abs=0.005)], [0.0], [CellError("#N/A")]]


@pytest.mark.parametrize(
    ("name", "arguments", "code", "reason"),
    [
        (
            "LIMITUSE",
            (50.0, 0.0),
            "#NUM!",
            "limit: is 0, so no share of it can be used by an exposure of 50.00",
        ),
        ("LIMITUSE", (50.0, -1.0), "#NUM!", "limit: got -1"),
        ("LIMITUSE", (50.0, None), "#N/A", "blank arguments: limit"),
        ("EXPECTEDLOSS", (100.0, 2.0), "#NUM!", "probability_of_default: got 2"),
        ("EXPECTEDLOSS", (100.0, 0.02, 45.0), "#NUM!", "loss_given_default: got 45"),
        ("EXPECTEDLOSS", (100.0, None), "#N/A", "blank arguments: probability_of_default"),
    ],
)
def test_expected_loss_and_use_of_a_limit_say_what_is_wrong(
    name: str, arguments: tuple[object, ...], code: str, reason: str
) -> None:
    faults.forget()
    assert catalogue()[name](*arguments) == CellError(code)
    assert reason in str(faults.latest(function=name))


@pytest.mark.parametrize(
    ("language", "decision", "approval"),
    [("en", "escalate", "controller"), ("zh", "上报上级审批", "财务总监")],
)
def test_terms_request_shows_the_answer_in_one_row(language: Language, decision: str, approval: str) -> None:
    use_language(language)
    call = catalogue()["TERMSREQUEST"]
    headings, answer = call(100_000.0, 90.0, "C", 0.0, 1.0, None, date(2026, 6, 30))
    assert len(headings) == len(answer) == 9
    # half first; C: 30 days at most; second request: limit as for D, 0.6 / 0.8; a level above 50,000's
    assert answer[1:7] == [50_000.0, 50_000.0, 30.0, date(2026, 7, 30), 50_000.0, pytest.approx(0.75)]
    assert (answer[0], answer[7]) == (decision, approval)
    assert call(100_000.0, 90.0, None) == CellError("#N/A")


def test_terms_and_orders_of_a_new_customer() -> None:
    terms = catalogue()["CREDITTERMS"]
    assert terms("A", None, 2.0)[1][:2] == [0.0, 1.0]  # fewer than 3 settled invoices: prepaid
    assert terms("A", None, 2.0, 6.0)[1][:2] == terms("A")[1][:2] == [60.0, 0.0]  # 6 months: new no longer
    order = catalogue()["ORDERDECISION"]
    assert order(100.0, 0.0, 10.0, None, "A")[0][0] == "release"
    assert order(100.0, 0.0, 10.0, None, "A", None, 2.0)[0][0] == "review"


def test_creditscore_a_cell_that_is_no_date_is_its_own_rows_answer() -> None:
    score, headings = catalogue()["CREDITSCORE"], (("Registered on", "Debt ratio"),)
    rows = ((40000.0, 0.5), ("soon", 0.5), (None, 0.5), ("#REF!", 0.5), (True, 0.5))
    column = score(rows, headings, None, 45000.0)
    assert column == [[score((row,), headings, None, 45000.0)] for row in rows]
    assert column[1] == [CellError("#VALUE!")]
