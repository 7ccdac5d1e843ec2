"""The VBA module of worksheet functions: one function for each entry of the catalogue, its body one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.package.vba.modules import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from udfs.catalogue import Entry

MODULE_NAME = "Wrappers"
MOST_ARGUMENTS = 60
"""As many as a VBA procedure takes."""
HEAD = """\
' The functions in cells, made from the catalogue. What they share stands in FunctionCalls and Reasons.
Option Explicit
"""
_LINE = 110
# Words that VBA does not reserve but gives a meaning of their own in places: we keep clear of them.
_UNSAFE_WORDS = """
    access alias append base binary compare error explicit lib name object output property random read reset
    step text width
"""
_UNSAFE = frozenset(_UNSAFE_WORDS.split())
_CALLS = {"XLCWHY": "WhyAnswer(Array({names}))"}
_USUAL_CALL = 'XlcCall("{name}", Array({names}))'


def wrapper_module(entries: Iterable[Entry]) -> str:
    """Return the source of the module that holds the worksheet functions.

    Parameters
    ----------
    entries : iterable of Entry
        The functions, usually ``catalogue().values()``.

    Returns
    -------
    str
        VBA, ASCII, lines ended by LF.

    Raises
    ------
    ValueError
        When a function has more arguments than VBA takes: a fault of the catalogue.

    Examples
    --------
    >>> from udfs.catalogue import catalogue
    >>> print(wrapper_module([catalogue()["ARTURNOVER"]]).split("Option Explicit")[1].strip())
    Public Function ARTURNOVER(credit_sales, average_receivables) As Variant
        ARTURNOVER = XlcCall("ARTURNOVER", Array(credit_sales, average_receivables))
    End Function
    """
    return HEAD + "".join(map(_wrapper, entries))


def parameter_name(argument: str, function: str) -> str:
    """Return the name of an argument in VBA, which is its own unless the language does not allow that.

    Parameters
    ----------
    argument, function : str
        Names of the catalogue; VBA does not tell capitals from small letters.

    Returns
    -------
    str
        The name, with ``_value`` behind a reserved word and behind the function's own name.

    Examples
    --------
    >>> parameter_name("days", "DSO"), parameter_name("date", "DSO"), parameter_name("dso", "DSO")
    ('days', 'date_value', 'dso_value')
    """
    if argument in RESERVED | _UNSAFE or argument.upper() == function:
        return f"{argument}_value"
    return argument


def _wrapper(entry: Entry) -> str:
    """Return one function."""
    if len(entry.arguments) > MOST_ARGUMENTS:
        raise ValueError(f"{entry.name}: {len(entry.arguments)} arguments, VBA takes {MOST_ARGUMENTS}")
    named = [(parameter_name(each.name, entry.name), each.optional) for each in entry.arguments]
    parameters = ", ".join(f"Optional {name}" if optional else name for name, optional in named)
    names = ", ".join(name for name, _ in named)
    call = _CALLS.get(entry.name, _USUAL_CALL).format(name=entry.name, names=names)
    head = _folded(f"Public Function {entry.name}({parameters}) As Variant")
    return f"\n{head}\n{_folded(f'    {entry.name} = {call}')}\nEnd Function\n"


def _folded(line: str) -> str:
    """Return a line broken behind commas, with VBA's marks of continuation."""
    lines = [""]
    for part in line.split(", "):
        if lines[-1] and len(lines[-1]) + len(part) > _LINE:
            lines.append(" " * 8)
        lines[-1] += f"{part}, "
    return "_\n".join(lines).removesuffix(", ")
