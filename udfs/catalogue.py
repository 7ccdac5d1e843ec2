"""The catalogue of worksheet functions: one entry each, from which every host and every page of help is made.

An entry says what a function is called, what it takes (kind, shape, unit), gives back and rests on; its words
stand in both languages in ``texts/messages/catalogue.toml``. Calling an entry with the raw values of a host
converts them, runs the one-line body, and gives cells back: a fault becomes a true error value and its reason
is remembered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from udfs import faults, values
from udfs.columns import Block, Column, PlainCells, answers_of, host_rows
from xlcredit import texts
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError, XlcreditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.arguments import Argument

Group = Literal[
    "credit", "validation", "receivables", "working_capital", "collections", "provision", "protection",
    "foresight", "help",
]  # fmt: skip
GROUPS: tuple[Group, ...] = (
    "credit", "validation", "receivables", "working_capital", "collections", "provision", "protection",
    "foresight", "help",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A formula that stands in the help, and what it gives; a test evaluates each.

    Attributes
    ----------
    formula : str
        With its equals sign.
    value : float, str, bool or list of list
        Its value; of a table the first rows.
    """

    formula: str
    value: Any


@dataclass(frozen=True)
class Entry:
    """One worksheet function.

    Attributes
    ----------
    name : str
        Plain capitals, no dots.
    group : str
        The room of the domain it calls.
    arguments : tuple of Argument
        From left to right.
    returns : {"value", "table"}
        ``value`` follows the shape of the ``each`` and ``row`` arguments; ``table`` spills, headings first.
    unit : str
        Unit of the answer.
    formula : str
        In field words.
    source : str
        Publication, standard or section of the policy that it rests on.
    convention : str
        Key of the text that says what blanks, zeros and errors do.
    examples : tuple of Example
        At least one.
    body : callable
        The one-line function that calls the domain.
    """

    name: str
    group: Group
    arguments: tuple[Argument, ...]
    returns: Literal["value", "table"]
    unit: str
    formula: str
    source: str
    convention: str
    examples: tuple[Example, ...]
    body: Callable[..., Any]

    @cached_property
    def required(self) -> int:
        """How many arguments must be given."""
        return sum(not argument.optional for argument in self.arguments)

    @cached_property
    def takes_errors(self) -> bool:
        """Whether an error value is a question here and not a fault."""
        return self.convention == "takes_errors"

    @property
    def signature(self) -> str:
        """The call as help shows it, optional arguments in brackets."""
        shown = (f"[{each.name}]" if each.optional else each.name for each in self.arguments)
        return f"{self.name}({', '.join(shown)})"

    def sentence(self, language: texts.Language | None = None) -> str:
        """Return what the function does, in one sentence."""
        return texts.say(f"catalogue.{self.name}.sentence", language)

    def help_of(self, argument: str, language: texts.Language | None = None) -> str:
        """Return the help of one argument: its own, else the one all functions share."""
        own = texts.topic("catalogue")[self.name].get("arguments", {})
        place = self.name + ".arguments" if argument in own else "arguments"
        return texts.say(f"catalogue.{place}.{argument}", language)

    def blanks(self, language: texts.Language | None = None) -> str:
        """Return what blanks, zeros and errors do."""
        return texts.say(f"catalogue.conventions.{self.convention}", language)

    def as_record(self, language: texts.Language | None = None) -> dict[str, Any]:
        """Return the entry as plain data in one language.

        Parameters
        ----------
        language : {"en", "zh"}, optional
            The language; the current one when None.

        Returns
        -------
        dict
            name, group, call, sentence, arguments, returns, unit, formula, source, blanks, examples.
        """
        return {
            "name": self.name,
            "group": self.group,
            "call": self.signature,
            "sentence": self.sentence(language),
            "arguments": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "shape": each.shape,
                    "optional": each.optional,
                    "unit": each.unit,
                    "help": self.help_of(each.name, language),
                }
                for each in self.arguments
            ],
            "returns": self.returns,
            "unit": self.unit,
            "formula": self.formula,
            "source": self.source,
            "blanks": self.blanks(language),
            "examples": [{"formula": each.formula, "value": each.value} for each in self.examples],
        }

    def __call__(self, *given: Any) -> Any:
        """Run the function on the raw values of a host.

        Parameters
        ----------
        *given : object
            One cell or range per argument.

        Returns
        -------
        float, str, bool, date, CellError or list of list
            One cell, or rows of cells. A fault is a `CellError`; `udfs.faults` remembers why.
        """
        try:
            return self._run(given)
        except XlcreditError as error:
            below = self._below_headings(given)
            if below is not None:
                return self(*below)
            held = None if self.takes_errors else self._whole_error(given)
            return held or self._fault(error.excel_error, str(error))
        except Exception as error:  # noqa: BLE001  a fault of ours must not break the host's recalculation
            return self._fault(
                "#VALUE!", texts.say("hosts.unexpected", kind=type(error).__name__, reason=str(error))
            )

    def _fault(self, code: str, reason: str) -> values.CellError:
        """Remember a fault and return its error value."""
        faults.remember(faults.Fault(self.name, code, reason))
        return values.CellError(code)

    def _run(self, given: tuple[Any, ...]) -> Any:
        """Convert, call, convert back."""
        if not self.required <= len(given) <= len(self.arguments):
            raise ArgumentError("hosts.argument_count", call=self.signature, got=len(given))
        count = len(given)
        while count > self.required and given[count - 1] is None:  # left out: the body has its defaults
            count -= 1
        converted = [
            argument.convert(value) for argument, value in zip(self.arguments, given[:count], strict=False)
        ]
        in_columns = False
        for part in converted:
            if type(part) is Column:
                in_columns = True
            elif type(part) is values.CellError and not self.takes_errors:
                raise ArgumentError("hosts.error_in", argument="", error=part)  # `_whole_error` tells where
        for place in self._needed:
            if converted[place] is None:
                raise MissingDataError("hosts.unknown_answer", blank=self._blank_names(converted))
        if self._table:
            self._cut_blank_end(converted)
        if in_columns:
            return self._column(converted)
        return self._cells(self.body(*self._filled(converted)), converted)

    @cached_property
    def _needed(self) -> tuple[int, ...]:
        """The places of single dates and words without which there is no answer."""
        return tuple(
            place
            for place, each in enumerate(self.arguments)
            if each.shape == "scalar" and each.kind in ("date", "text") and not each.optional
        )

    @cached_property
    def _table(self) -> tuple[int, ...]:
        """The places of the columns that are one table."""
        return tuple(
            place
            for place, each in enumerate(self.arguments)
            if each.shape == "column" and each.length != "own"
        )

    def _cut_blank_end(self, converted: list[Any]) -> None:
        """Hold the columns of a table to one length, and leave out the rows at its end that are blank in all.

        Whole columns and generous selections end so; what is blank in one column only is kept, and is for the
        function to judge.
        """
        table = {
            place: converted[place]
            for place in self._table
            if place < len(converted)
            and converted[place] is not None
            and not (self.arguments[place].length == "table_or_one" and len(converted[place]) == 1)
        }
        lengths = [len(column) for column in table.values()]
        for place, length in zip(table, lengths, strict=True):
            if length != lengths[0]:
                name = self.arguments[place].name
                raise ArgumentError("hosts.lengths_differ", argument=name, got=length, wanted=lengths[0])
        filled = max(map(_filled_rows, table.values()), default=0)
        if table and not filled:
            raise MissingDataError("hosts.empty_range", argument=self.arguments[next(iter(table))].name)
        if table and filled < lengths[0]:
            for place, column in table.items():
                converted[place] = column[:filled]

    def _below_headings(self, given: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Return the arguments without the headings that all columns begin with, None where not all do.

        Whole columns begin so. Looked at only when the cells could not be read, so it costs nothing else.
        """
        places = [place for place in self._table if place < len(given) and values.is_block(given[place])]
        tops = [(self.arguments[place], host_rows(given[place])) for place in places]
        if not any(argument.kind in ("number", "date") for argument, _ in tops) or not all(
            len(rows) > 1 and argument.is_heading(rows[0]) for argument, rows in tops
        ):
            return None
        cut = {place: rows[1:] for place, (_, rows) in zip(places, tops, strict=True)}
        return tuple(cut.get(place, value) for place, value in enumerate(given))

    def _whole_error(self, given: tuple[Any, ...]) -> values.CellError | None:
        """Return the first error that stands in a cell, or in a range that is read as a whole."""
        for argument, value in zip(self.arguments, given, strict=False):
            if argument.kind == "policy" or (argument.shape in ("each", "row") and values.is_block(value)):
                continue
            error = values.first_error(value)
            if error is not None:
                return self._fault(
                    error.code, texts.say("hosts.error_in", argument=argument.name, error=error.code)
                )
        return None

    def _filled(self, converted: list[Any]) -> list[Any]:
        """Return the arguments, trailing optional ones that are blank left to the body's defaults."""
        count, required = len(converted), self.required
        while count > required and _is_blank(converted[count - 1]):
            count -= 1
        return converted[:required] + [
            None if _is_blank(part) else part for part in converted[required:count]
        ]

    def _column(self, converted: list[Any]) -> list[list[Any]]:
        """Run the body on columns of one length and give a range of the same shape back."""
        columns = [part for part in converted if isinstance(part, Column)]
        shape = max((column.shape for column in columns), key=lambda size: size[0] * size[1])
        length = shape[0] * shape[1]
        errors: dict[int, values.CellError] = {}
        arrays: list[Any] = []
        for argument, part in zip(self.arguments, converted, strict=False):
            if isinstance(part, Column):
                arrays.append(_stretched(part, length, argument.name, errors))
            else:
                arrays.append(part)
        cells = answers_of(self.body(*self._filled(arrays)), shape, errors)
        self._remember_first(cells, errors, lambda place: self._one_of(arrays, place))
        return cells

    def _one_of(self, arrays: list[Any], place: int) -> list[Any]:
        """Return the arguments of one cell of a column."""
        return [
            (part[place].item() if part.dtype.kind in "fM" else part[place])
            if argument.shape == "each" and hasattr(part, "dtype")
            else part
            for argument, part in zip(self.arguments, arrays, strict=False)
        ]

    def _remember_first(
        self,
        cells: list[list[Any]],
        errors: dict[int, values.CellError],
        one_of: Callable[[int], list[Any]],
    ) -> None:
        """Remember why the first cell of a range that shows an error shows it, by computing it alone."""
        if type(cells) is PlainCells:
            return
        flat = (cell for row in cells for cell in row)
        place, found = next(
            ((place, cell) for place, cell in enumerate(flat) if type(cell) is values.CellError), (0, None)
        )
        if found is None:
            return
        if place in errors:
            reason = texts.say("hosts.error_in_row", error=found)
        else:
            reason = self._reason(one_of(place), found)
        faults.remember(
            faults.Fault(self.name, found.code, texts.say("hosts.in_row", row=place + 1, reason=reason))
        )

    def _reason(self, single: list[Any], found: values.CellError) -> str:
        """Return why one cell of a range shows an error value, by computing it alone."""
        try:
            answer = self.body(*self._filled(single))
        except XlcreditError as error:
            return str(error)
        if isinstance(answer, values.CellError):
            return texts.say("hosts.error_in_row", error=answer)
        if found.code == "#NUM!":
            return texts.say("hosts.infinite_answer")
        return texts.say("hosts.unknown_answer", blank=self._blank_names(single))

    def _cells(self, answer: Any, converted: list[Any]) -> Any:
        """Turn what the body gave into cells."""
        if type(answer) is float and abs(answer) < math.inf:
            return answer
        if isinstance(answer, values.CellError):
            return self._fault(
                answer.code, texts.say("hosts.error_in", argument=self.arguments[0].name, error=answer)
            )
        if isinstance(answer, list):
            return [[_table_cell(cell) for cell in row] for row in answer]
        if getattr(answer, "ndim", 0) == 1:
            cells = answers_of(answer, (len(answer), 1), {})
            self._remember_first(cells, {}, lambda place: _row_alone(converted, place, len(cells)))
            return cells
        cell = values.answer_of(answer)
        if isinstance(cell, values.CellError):
            if cell.code == "#NUM!":
                raise ImpossibleNumberError("hosts.infinite_answer")
            raise MissingDataError("hosts.unknown_answer", blank=self._blank_names(converted))
        return cell

    def _blank_names(self, converted: list[Any]) -> str:
        """Name the arguments that were blank, for a reason that helps."""
        blank = [
            argument for argument, part in zip(self.arguments, converted, strict=False) if _is_blank(part)
        ]
        needed = [argument for argument in blank if not argument.optional]
        return ", ".join(argument.name for argument in needed or blank) or "-"


def _filled_rows(column: Any) -> int:
    """Return how many rows of a column there are up to the last that is not blank."""
    if column.dtype.kind == "O":
        known = np.array([cell is not None for cell in column.tolist()], dtype=bool)
    else:
        known = ~(np.isnat(column) if column.dtype.kind == "M" else np.isnan(column))
    found = np.flatnonzero(known)
    return int(found[-1]) + 1 if found.size else 0


def _row_alone(converted: list[Any], place: int, count: int) -> list[Any]:
    """Return the arguments with one row of a block for all of its rows."""
    return [part.alone(place, count) if isinstance(part, Block) else part for part in converted]


def _stretched(column: Column, length: int, argument: str, errors: dict[int, values.CellError]) -> Any:
    """Return a column's values in the common length and note its errors; one cell stretches."""
    if column.values.size == length:
        errors.update({place: error for place, error in column.errors.items() if place not in errors})
        return column.values
    if column.values.size != 1:
        raise ArgumentError("hosts.lengths_differ", argument=argument, got=column.values.size, wanted=length)
    for error in column.errors.values():
        errors.update({place: error for place in range(length) if place not in errors})
    return column.values.repeat(length)


def _is_blank(part: Any) -> bool:
    """Tell whether a converted single cell was blank."""
    return part is None or (type(part) is float and part != part)  # noqa: PLR0124  NaN


def _table_cell(cell: Any) -> Any:
    """Return a cell of a result table: there None means that nothing belongs here."""
    return "" if cell is None else values.answer_of(cell)


_registry: dict[str, Entry] = {}


def worksheet_function(
    name: str,
    *arguments: Argument,
    group: Group,
    examples: tuple[tuple[str, Any], ...],
    formula: str = "",
    source: str = "",
    unit: str = "",
    returns: Literal["value", "table"] = "value",
    convention: str = "unknown",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function in the catalogue.

    Parameters
    ----------
    name : str
        Name in a cell.
    *arguments : Argument
        In the order of the body's parameters, under the same names.
    group : str
        Room of the domain.
    examples : tuple of (formula, value)
        For the help and its test.
    formula, source, unit, returns, convention
        See `Entry`.

    Returns
    -------
    callable
        A decorator that leaves the body as it is.
    """

    def enter(body: Callable[..., Any]) -> Callable[..., Any]:
        """Register the body and return it unchanged."""
        _registry[name] = Entry(
            name, group, arguments, returns, unit, formula, source, convention,
            tuple(Example(*example) for example in examples), body,
        )  # fmt: skip
        return body

    return enter


@cache
def catalogue() -> dict[str, Entry]:
    """Return every worksheet function.

    Returns
    -------
    dict
        Name to entry, by group and then as the group's module has them.

    Examples
    --------
    >>> catalogue()["DSO"].signature
    'DSO(receivables, credit_sales, days)'
    """
    for group in GROUPS:
        import_module(f"udfs.functions.{group}")
    return {name: entry for group in GROUPS for name, entry in _registry.items() if entry.group == group}
