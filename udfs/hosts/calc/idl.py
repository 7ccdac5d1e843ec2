"""The functions as LibreOffice's interface language declares them, from the catalogue.

What Calc hands over depends on the declared type alone. ``sequence<sequence<any>>`` takes one cell as a block
of one and makes an argument required; ``any`` may be left out; ``XCellRange`` is the only one that lets an
error value through, as a reference. Texts of a result declared ``sequence<sequence<any>>``, one cell or many,
are not found by ``=``, COUNTIF or VLOOKUP: Calc keeps them apart from the texts of the document. So
a function that answers in words is declared ``any``: one cell goes back plain, a range as the component's
`WordsResult`.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Literal

from udfs.catalogue import catalogue

if TYPE_CHECKING:
    from udfs.arguments import Argument
    from udfs.catalogue import Entry

MODULE = "org.xlcredit.calc"
INTERFACE = f"{MODULE}.XFunctions"
SERVICE = f"{MODULE}.Functions"
IMPLEMENTATION = f"{MODULE}.Functions"
"""Files in Calc's own format keep this name before each function: it must not change."""

Result = Literal["any", "sequence"]
_BLOCK = "sequence< sequence<any> >"
_TYPES = {"any": "any", "sequence": _BLOCK}


def method_of(entry: Entry) -> str:
    """Return the name of a function's method; like `IMPLEMENTATION` it stands in files.

    Examples
    --------
    >>> method_of(catalogue()["DSO"])
    'dso'
    """
    return entry.name.lower()


def argument_name(argument: Argument) -> str:
    """Return the name of an argument in the declaration, which takes no underscores and has words of its own.

    Examples
    --------
    >>> argument_name(catalogue()["AGING"].arguments[3])
    'aAsOf'
    """
    return "a" + "".join(word.capitalize() for word in argument.name.split("_"))


def argument_type(entry: Entry, argument: Argument) -> str:
    """Return the declared type of an argument.

    Parameters
    ----------
    entry : Entry
        The function.
    argument : Argument
        One of its arguments.

    Returns
    -------
    str
        ``any`` where it may be left out; a reference where an error value is the question.

    Examples
    --------
    >>> entry = catalogue()["XLCWHY"]
    >>> argument_type(entry, entry.arguments[0])
    'com::sun::star::table::XCellRange'
    """
    if entry.takes_errors:
        return "com::sun::star::table::XCellRange"
    return "any" if argument.optional else _BLOCK


def result_of(entry: Entry) -> Result:
    """Return how a function's result is declared.

    Parameters
    ----------
    entry : Entry
        The function.

    Returns
    -------
    {"any", "sequence"}
        ``sequence`` for tables, and where one number or many may come back.

    Examples
    --------
    >>> [result_of(catalogue()[name]) for name in ("DSO", "AGING", "CREDITGRADE", "CONCENTRATION")]
    ['sequence', 'sequence', 'any', 'any']
    """
    if entry.returns == "table":
        return "sequence"
    shapes = {argument.shape for argument in entry.arguments}
    return "sequence" if shapes & {"each", "row"} and not _answers_in_words(entry) else "any"


def _answers_in_words(entry: Entry) -> bool:
    """Tell whether a function gives text: one of its examples, taken as it stands, does."""
    for example in entry.examples:
        if not example.formula.startswith(f"={entry.name}("):
            continue
        cells = chain.from_iterable(example.value) if isinstance(example.value, list) else [example.value]
        if any(isinstance(cell, str) for cell in cells):
            return True
    return False


def idl_text() -> str:
    """Return the declarations of all functions.

    Returns
    -------
    str
        What ``unoidl-write`` reads.

    Examples
    --------
    >>> print(idl_text().splitlines()[5])
    any creditgrade([in] sequence< sequence<any> > aScore, [in] any aPolicy);
    """
    modules = MODULE.split(".")
    opened = " ".join(f"module {name} {{" for name in modules)
    methods = "\n".join(map(_method, catalogue().values()))
    return (
        f"{opened}\ninterface {INTERFACE.rpartition('.')[2]}\n{{\n{methods}\n}};\n"
        f"service {SERVICE.rpartition('.')[2]}: {INTERFACE.rpartition('.')[2]};\n{'}; ' * len(modules)}\n"
    )


def _method(entry: Entry) -> str:
    """Return the declaration of one function."""
    arguments = ", ".join(
        f"[in] {argument_type(entry, each)} {argument_name(each)}" for each in entry.arguments
    )
    return f"{_TYPES[result_of(entry)]} {method_of(entry)}({arguments});"
