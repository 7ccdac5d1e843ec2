"""XLCWHY and XLCVERSION."""

from __future__ import annotations

import re

from udfs import faults
from udfs.catalogue import catalogue


def test_xlcwhy_tells_the_latest_reason_for_an_error_value() -> None:
    faults.forget()
    catalogue()["DSO"](1.0, 0.0, 30.0)
    catalogue()["CURRENTRATIO"]("x", 1.0)
    why = catalogue()["XLCWHY"]
    assert str(why("#NUM!")).startswith("DSO #NUM!: ")
    assert str(why(-2146826273)).startswith("CURRENTRATIO #VALUE!: ")


def test_xlcwhy_finds_the_function_in_a_formula_text() -> None:
    faults.forget()
    catalogue()["DSO"](1.0, 0.0, 30.0)
    assert str(catalogue()["XLCWHY"]("=1+dso(B2,B3,30)")).startswith("DSO #NUM!: ")
    assert "no fault" in str(catalogue()["XLCWHY"]("=SUM(A1:A2)"))


def test_xlcwhy_does_not_invent_a_reason() -> None:
    faults.forget()
    assert "no function of xlcredit reported it" in str(catalogue()["XLCWHY"]("#NUM!"))


def test_xlcversion_names_version_policy_and_date() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+, policy [0-9a-f]{8,} of \d{4}-\d\d-\d\d", catalogue()["XLCVERSION"]())
