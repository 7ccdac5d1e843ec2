"""Values as Calc hands them over, and as it takes them back; the bits of an error value are Calc's own."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from udfs.hosts.calc import door
from udfs.hosts.calc.component.errors import error_text, error_value
from xlcredit.texts import current_language


def bits(value: float) -> str:
    return struct.pack(">d", value).hex()


# LibreOffice's FormulaError: 503 IllegalFPOperation, 519 NoValue, 532 DivisionByZero, 32767 NotAvailable.
@pytest.mark.parametrize(
    ("code", "last"), [("#NUM!", "01f7"), ("#VALUE!", "0207"), ("#DIV/0!", "0214"), ("#N/A", "7fff")]
)
def test_error_value_carries_its_code(code: str, last: str) -> None:
    assert bits(error_value(code)) == f"7ff800000000{last}"
    assert error_text(int(last, 16)) == code


def test_error_that_calc_does_not_have_is_a_bad_value() -> None:
    assert bits(error_value("#SPILL!")) == bits(error_value("#VALUE!"))


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("DSO", (((1200000.0,),), ((7300000.0,),), ((365.0,),)), 60.0),  # 1.2 / 7.3 x 365
        ("DSO", (((100.0,), ("",)), ((10.0,),), ((30.0,),)), ((300.0,), (error_value("#N/A"),))),
        ("DSO", (((100.0,),), ((0.0,),), ((30.0,),)), error_value("#NUM!")),
        ("DUEDATE", (((46053.0,),), ((30.0,),), None), 46083.0),  # 31 January and 30 days: 2 March 2026
        ("CREDITGRADE", (((90.0,), (10.0,)), None), (("A",), ("E",))),
        ("CREDITGRADE", (90.0, ""), "A"),
    ],
)
def test_call_takes_and_gives_what_calc_does(name: str, arguments: tuple[Any, ...], answer: Any) -> None:
    assert repr(door.call(name, arguments)) == repr(answer)
    rows = answer if isinstance(answer, tuple) else ((answer,),)
    got = door.call(name, arguments)
    cells = zip(sum(got, ()) if isinstance(got, tuple) else (got,), sum(rows, ()), strict=True)
    assert all(bits(one) == bits(other) for one, other in cells if isinstance(other, float))


def test_table_goes_back_as_rows_of_plain_cells() -> None:
    table = door.call(
        "AGING", ((("A",), ("B",)), ((46053.0,), (46081.0,)), ((100.0,), (50.0,)), ((46083.0,),), None, None)
    )
    assert {type(row) for row in table} == {tuple}
    assert {type(cell) for row in table for cell in row} <= {str, float}


@pytest.mark.parametrize("name", catalogue())
def test_every_function_has_a_caller(name: str) -> None:
    assert callable(door.caller(name))


@pytest.mark.parametrize(
    ("shown", "formula", "reason"),
    [
        ("#NUM!", "=ORG.XLCREDIT.CALC.FUNCTIONS.DSO(100;0;30)", "DSO #NUM!: the first"),
        ("#NUM!", "=1+cei(1;2;3;4)", "CEI #NUM!: the second"),
        ("#NUM!", "=A7", "CEI #NUM!: the second"),  # no function of ours: the latest of this error value
        ("Err:504", "=DSO(A1:A9;1;1)", "Calc did not call the function"),
        (7.0, "=DSO(1;2;3)", "DSO #NUM!: the first"),
        ("DSO(1;2;3)", "DSO(1;2;3)", "DSO #NUM!: the first"),
    ],
)
def test_reason_is_found_by_formula_then_by_error(shown: Any, formula: str, reason: str) -> None:
    faults.forget()
    faults.remember(faults.Fault("DSO", "#NUM!", "the first"))
    faults.remember(faults.Fault("CEI", "#NUM!", "the second"))
    assert door.call("XLCWHY", (((shown, formula),),)).startswith(reason)


@pytest.mark.parametrize(
    ("office", "chosen", "spoken"),
    [("zh", None, "zh"), ("en", "zh", "zh"), ("de", None, "en"), ("", None, "en")],
)
def test_reasons_are_in_the_language_chosen_or_else_the_offices(
    monkeypatch: pytest.MonkeyPatch, office: str, chosen: str | None, spoken: str
) -> None:
    monkeypatch.setattr(door, "remembered_language", lambda: chosen)
    door.speak(office)
    assert current_language() == spoken
