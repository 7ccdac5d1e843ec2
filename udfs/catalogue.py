"""The catalogue of worksheet functions: one entry each, from which every host and every page of help is made.

An entry says what a function is called, what it takes (kind, shape, unit), gives back and rests on; its words
stand in both languages in ``texts/messages/catalogue.toml``. Calling an entry with the raw values of a host
converts them, runs the one-line body, and gives cells back: a fault becomes a true error value and its reason
is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from udfs import faults, values
from udfs.columns import Column, answers_of
from xlcredit import texts
from xlcredit.errors import ArgumentError, MissingDataError, XlcreditError

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.arguments import Argument

Group = Literal["credit", "receivables", "working_capital", "help"]
GROUPS: tuple[Group, ...] = ("credit", "receivables", "working_capital", "help")


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
            return self._fault(error.excel_error, str(error))
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
        self._check_count(given)
        error = None if self.takes_errors else self._whole_error(given)
        if error is not None:
            return error
        pairs = zip(self.arguments, given, strict=False)
        converted = [argument.convert(value) for argument, value in pairs]
        columns = [part for part in converted if isinstance(part, Column)]
        if not columns:
            return self._cells(self.body(*self._filled(converted)), given)
        return self._column(converted, columns)

    def _check_count(self, given: tuple[Any, ...]) -> None:
        """Refuse too few or too many arguments."""
        if not self.required <= len(given) <= len(self.arguments):
            raise ArgumentError("hosts.argument_count", call=self.signature, got=len(given))

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
        filled = list(converted)
        while len(filled) > self.required and _is_blank(filled[-1]):
            filled.pop()
        return [
            None if argument.optional and _is_blank(part) else part
            for argument, part in zip(self.arguments, filled, strict=False)
        ]

    def _column(self, converted: list[Any], columns: list[Column]) -> list[list[Any]]:
        """Run the body on columns of one length and give a range of the same shape back."""
        shape = max((column.shape for column in columns), key=lambda size: size[0] * size[1])
        length = shape[0] * shape[1]
        errors: dict[int, values.CellError] = {}
        arrays: list[Any] = []
        for argument, part in zip(self.arguments, converted, strict=False):
            if isinstance(part, Column):
                arrays.append(_stretched(part, length, argument.name, errors))
            else:
                arrays.append(part)
        answers = self.body(*self._filled(arrays))
        return answers_of(answers, shape, errors)

    def _cells(self, answer: Any, given: tuple[Any, ...]) -> Any:
        """Turn what the body gave into cells."""
        if isinstance(answer, values.CellError):
            return self._fault(
                answer.code, texts.say("hosts.error_in", argument=self.arguments[0].name, error=answer)
            )
        if isinstance(answer, list):
            return [[_table_cell(cell) for cell in row] for row in answer]
        if hasattr(answer, "tolist") and getattr(answer, "ndim", 0) == 1:
            return answers_of(answer, (len(answer), 1), {})
        cell = values.answer_of(answer)
        if isinstance(cell, values.CellError):
            raise MissingDataError("hosts.unknown_answer", blank=self._blank_names(given))
        return cell

    def _blank_names(self, given: tuple[Any, ...]) -> str:
        """Name the arguments that were blank, for a reason that helps."""
        blank = [
            argument.name
            for argument, value in zip(self.arguments, given, strict=False)
            if not values.is_block(value) and values.cell_of(value) is None
        ]
        return ", ".join(blank) or "-"


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
    return part is None or (isinstance(part, float) and part != part)  # noqa: PLR0124  NaN


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
