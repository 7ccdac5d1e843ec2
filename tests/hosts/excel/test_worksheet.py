"""Every function of the catalogue through xlwings' own door, with arguments as COM gives them."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from udfs import faults
from udfs.catalogue import Entry, catalogue
from udfs.hosts.closed.evaluation import evaluate_formula
from udfs.hosts.excel import worksheet
from udfs.values import CellError, serial_of
from xlcredit.policy import default_policy, policy_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = -2147352572  # an argument left out, as pywin32 hands it over
NOT_AVAILABLE = -2146826246  # the same of #N/A
NUMBERS = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}
ENTRIES = list(catalogue().values())


class Day(dt.datetime):
    """A date as pywin32 hands it over: a datetime with a zone."""

    __slots__ = ()


@dataclass
class Call:
    """A call of ours inside an example."""

    name: str
    arguments: list[Any]
    value: Any


def split(text: str, mark: str) -> list[str]:
    """Split at a mark outside quotes, brackets and braces."""
    parts, depth, quoted = [""], 0, False
    for letter in text:
        quoted ^= letter == '"'
        depth += not quoted and (letter in "({") - (letter in ")}")
        if letter == mark and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def read(text: str, calls: list[Call]) -> Any:  # noqa: PLR0911  one way out per kind of argument
    """Return the value of a formula's part, and note every call of ours in it, the innermost first."""
    text = text.strip()
    if not text:
        return MISSING
    if text.startswith("{"):
        return tuple(tuple(read(cell, calls) for cell in split(row, ",")) for row in split(text[1:-1], ";"))
    if re.fullmatch(r'"[^"]*"', text):
        return text[1:-1]
    found = re.match(r"[A-Z]+\(", text)
    if not found or closing(text, found.end()) < len(text):  # no single call, but calls may be in it
        for found in re.finditer(r"\b([A-Z]+)\(", text):
            if found[1] in catalogue():
                read(text[found.start() : closing(text, found.end())], calls)
        return evaluate_formula(text).value
    name, _, inside = text[:-1].partition("(")
    arguments = [read(part, calls) for part in split(inside, ",")] if inside else []
    if name == "DATE":
        return Day(*map(int, arguments), tzinfo=dt.UTC)
    if name in catalogue():
        calls.append(Call(name, arguments, evaluate_formula(text).value))
        return as_com(calls[-1].value)
    return evaluate_formula(text).value


def closing(text: str, start: int) -> int:
    """Return the place behind the bracket that closes the one before `start`."""
    depth, quoted = 1, False
    while depth:
        quoted ^= text[start] == '"'
        depth += 0 if quoted else (text[start] == "(") - (text[start] == ")")
        start += 1
    return start


def calls_of(formula: str) -> list[Call]:
    calls: list[Call] = []
    read(formula.removeprefix("="), calls)
    return calls


def as_com(value: Any) -> Any:
    """Return a plain value as COM gives it."""
    if isinstance(value, list):
        return tuple(tuple(map(as_com, row)) for row in value)
    return NUMBERS[value] - 2146828288 if isinstance(value, str) and value in NUMBERS else value


def as_plain(value: Any) -> Any:
    """Return a COM value as any other host gives it: lists, error texts, dates without a zone."""
    if isinstance(value, tuple):
        return [[as_plain(cell) for cell in row] for row in value]
    if isinstance(value, Day):
        return dt.date(value.year, value.month, value.day)
    if value == MISSING:
        return None
    texts = {number - 2146828288: text for text, number in NUMBERS.items()}
    return texts.get(value, value) if type(value) is int else value


def as_given(answer: Any) -> Any:
    """Return a plain answer as Excel should get it: a table of one cell is that cell."""
    if isinstance(answer, list):
        rows = [[as_given(cell) for cell in row] for row in answer]
        return rows[0][0] if list(map(len, rows)) == [1] else rows
    if isinstance(answer, CellError):
        return answer.code
    if isinstance(answer, dt.date):
        return dt.datetime(answer.year, answer.month, answer.day, tzinfo=dt.UTC)
    return answer


def cells_of(answer: Any) -> list[Any]:
    return [cell for row in answer for cell in row] if isinstance(answer, list) else [answer]


EXAMPLES = [
    (example.formula, call)
    for entry in ENTRIES
    for example in entry.examples
    for call in calls_of(example.formula)
]
FIRST = {call.name: call for _, call in reversed(EXAMPLES)}


def variants(entry: Entry) -> Iterator[tuple[str, list[Any]]]:
    """Yield the first example of a function again and again with one thing in another shape."""
    plain = FIRST[entry.name].arguments
    full = plain + [MISSING] * (len(entry.arguments) - len(plain))
    yield "optional arguments left out", full
    yield "dates as serials", [serial_of(value) if isinstance(value, Day) else value for value in full]
    for place, argument in enumerate(entry.arguments):
        for what, value in (
            ("left out", MISSING),
            ("blank", None),
            ("an error", NOT_AVAILABLE),
            ("text", "?"),
        ):
            yield f"{argument.name} {what}", [*full[:place], value, *full[place + 1 :]]
        if argument.kind == "policy":
            rows = policy_rows(default_policy(), "en")
            cells = [[serial_of(cell) if isinstance(cell, dt.date) else cell for cell in row] for row in rows]
            yield "a policy sheet", [*full[:place], as_com(cells), *full[place + 1 :]]
        elif full[place] != MISSING:
            cell = full[place][0][0] if isinstance(full[place], tuple) else full[place]
            for what, value in shapes(cell):
                yield f"{argument.name} as {what}", [*full[:place], value, *full[place + 1 :]]
    ranged = [
        ((value,), (None,), (NOT_AVAILABLE,), (value,))
        if argument.shape == "each" and value != MISSING
        else value
        for argument, value in zip(entry.arguments, full, strict=True)
    ]
    if ranged != full:
        yield "every argument a column", ranged
        yield "every argument a row", [turned(value) for value in ranged]


def shapes(cell: Any) -> Iterator[tuple[str, Any]]:
    yield "one cell of a range", ((cell,),)
    yield "a row", ((cell, cell, cell),)
    yield "a column", ((cell,), (cell,), (cell,))
    yield "a column with blanks", ((cell,), (None,), ("",))
    yield "a column with an error", ((cell,), (NOT_AVAILABLE,), (cell,))


def turned(value: Any) -> Any:
    return tuple(zip(*value, strict=True)) if isinstance(value, tuple) else value


VARIANTS = [(entry, what, given) for entry in ENTRIES for what, given in variants(entry)]


def told(cell: Any) -> Any:
    """Return an answer as a formula shows it: dates are numbers there."""
    return serial_of(cell) if isinstance(cell, dt.datetime) else cell


@pytest.mark.parametrize(
    ("formula", "call"), EXAMPLES, ids=[f"{call.name} in {text}" for text, call in EXAMPLES]
)
def test_example_gives_its_value_through_the_door(call_udf, formula, call):
    assert f"{call.name}(" in formula
    answer = call_udf(call.name, *call.arguments)
    if isinstance(answer, list):
        answer = [[told(cell) for cell in row] for row in answer]
    answer = told(answer)
    expected = [[call.value]] if isinstance(answer, list) and not isinstance(call.value, list) else call.value
    if call.name != "XLCWHY":  # it tells the latest fault, which is another one by now
        assert (
            answer == pytest.approx(expected, abs=1e-12) if isinstance(answer, float) else answer == expected
        )


@pytest.mark.parametrize(
    ("entry", "what", "given"), VARIANTS, ids=[f"{entry.name} {what}" for entry, what, _ in VARIANTS]
)
def test_every_shape_gives_what_plain_python_gives(call_udf, entry, what, given):
    faults.forget()
    answer = call_udf(entry.name, *given)
    reason = faults.latest(function=entry.name)
    assert repr(answer) == repr(as_given(entry(*map(as_plain, given))))
    assert {type(cell) for cell in cells_of(answer)} <= {float, int, str, bool, dt.datetime}, what
    if isinstance(answer, str) and answer in NUMBERS:
        assert reason is not None
        assert reason.error == answer
        assert "fault of xlcredit" not in reason.reason


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@pytest.mark.usefixtures("call_udf")
def test_a_function_is_registered_under_its_name_with_its_arguments(entry):
    told = getattr(sys.modules["udfs.hosts.excel.worksheet"], entry.name).__xlfunc__
    assert told["name"] == entry.name
    assert [(one["name"], "optional" in one) for one in told["args"]] == [
        (argument.name, argument.optional) for argument in entry.arguments
    ]
    assert [one["doc"] for one in told["args"]] == [entry.help_of(one.name) for one in entry.arguments]
    assert not told["call_in_wizard"]
    assert not told["volatile"]


def test_error_inside_a_range_is_no_blank(call_udf):
    """What xlwings does unless told otherwise: the error becomes a blank, and a wrong total looks right."""
    door = sys.modules["xlwings.udfs"]
    cells = ((100.0,), (NOT_AVAILABLE,))
    assert door.conversion.read(None, cells, {}) == [100.0, None]
    assert call_udf("CONCENTRATION", (("A",), ("B",)), cells, MISSING) == "#N/A"
    assert "open_amounts: holds the error value #N/A" in str(faults.latest(function="CONCENTRATION"))


def test_array_constant_of_one_row_arrives_flat_and_is_a_row(call_udf):
    assert call_udf("DSO", (1.0, 2.0), 1.0, 30.0) == [[30.0, 60.0]]
    # 65 x 0.6 + 100 x 0.4 = 79, as in the test of the function itself
    answer = call_udf("CREDITSCORE", (0.65, 2.5), ("Debt ratio", "Current ratio"), MISSING, MISSING)
    assert answer == pytest.approx(79.0)


@pytest.mark.parametrize(
    ("number", "code"),
    [(2043, "#GETTING_DATA"), (2045, "#SPILL!"), (2049, "#FIELD!"), (2050, "#CALC!"), (2077, "#UNKNOWN!")],
)
def test_error_that_vba_cannot_make_becomes_one_with_its_reason(call_udf, number, code):
    faults.forget()
    assert call_udf("DSO", number - 2146828288, 100.0, 30.0) == "#VALUE!"
    assert code in faults.latest(function="DSO", error="#VALUE!").reason


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        (dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, tzinfo=dt.UTC)),
        (dt.datetime(2026, 1, 5, 9), dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)),
        (None, ""),
        (True, True),
    ],
)
def test_cells_go_back_as_com_takes_them(cell, given):
    assert worksheet.to_excel(cell) == given
    assert worksheet.to_excel([[cell]]) == [[given]]
