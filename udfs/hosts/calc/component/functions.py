"""The component that Calc calls for a function in a cell: one method a function, each handed on unchanged.

It knows no function by itself. `built`, written when the extension is built, lists them; `bridge` finds who
answers. Nothing of ours and no UNO is loaded before a cell asks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE = __package__ or ""


class Functions:
    """All functions as UNO calls them.

    Parameters
    ----------
    context : object
        LibreOffice's component context.
    """

    def __init__(self, context: Any) -> None:
        self.context = context
        self.built = import_module(".built", _HERE)
        self.locale: Any = None
        self.language = ""

    def __getattr__(self, method: str) -> Callable[..., Any]:
        """Return a function by its method; the next time it is found at once."""
        name = method.upper()
        result = self.built.FUNCTIONS.get(name) if method.islower() else None
        if result is None:
            raise AttributeError(method)
        function = self._function(name, several=result == "sequence")
        self.__dict__[method] = function
        return function

    def _function(self, name: str, *, several: bool) -> Callable[..., Any]:
        """Return a function that asks for an answer and gives it as its declaration says."""
        answer = import_module(".bridge", _HERE).BRIDGE.answer

        def call(*arguments: Any) -> Any:
            """Answer with one cell or many."""
            shown = answer(name, arguments, self.language)
            return shown if type(shown) is tuple else ((shown,),)

        def call_for_one(*arguments: Any) -> Any:
            """Answer with one cell, as far as it is one."""
            shown = answer(name, arguments, self.language)
            return WordsResult(shown) if type(shown) is tuple else shown

        def call_with_reference(reference: Any, *others: Any) -> Any:
            """Answer about a cell."""
            return call_for_one(_shown(reference), *others)

        if name in self.built.TAKE_REFERENCES:
            return call_with_reference
        return call if several else call_for_one

    # UNO asks for the rest. What every component has is inherited nowhere, so that this file needs no UNO.

    def getTypes(self) -> tuple[Any, ...]:  # noqa: N802  the name is UNO's
        """Return the interfaces."""
        return _types(self.built.INTERFACE, "com.sun.star.lang.XLocalizable")

    def getImplementationId(self) -> Any:  # noqa: N802  the name is UNO's
        """Return nothing, as is allowed."""
        return _no_bytes()

    def setLocale(self, locale: Any) -> None:  # noqa: N802  the name is UNO's
        """Take the language of the office's windows."""
        self.locale, self.language = locale, str(locale.Language)

    def getLocale(self) -> Any:  # noqa: N802  the name is UNO's
        """Return the language that was set."""
        return self.locale


class WordsResult:
    """Rows of cells as the result of a function that is declared to give one value.

    UNO for Python gives rows away as a list of lists of anything, in which Calc finds no text when it
    compares. Only an event can carry rows of texts as such, and a function may give a source of events: this
    one sends its only event as soon as somebody listens.

    Parameters
    ----------
    rows : tuple of tuple
        Texts, or texts and error values; beside an error value Calc finds the texts no more.
    """

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self.rows = rows

    def addResultListener(self, listener: Any) -> None:  # noqa: N802  the name is UNO's
        """Send the rows."""
        import uno
        from com.sun.star.sheet import ResultEvent

        words = all(type(cell) is str for row in self.rows for cell in row)
        event = ResultEvent()
        event.Source = self
        event.Value = uno.Any("[][]string" if words else "[][]any", self.rows)
        listener.modified(event)

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802  the name is UNO's
        """Nothing is sent twice, so nobody has to be forgotten."""

    def getTypes(self) -> tuple[Any, ...]:  # noqa: N802  the name is UNO's
        """Return the interface."""
        return _types("com.sun.star.sheet.XVolatileResult")

    def getImplementationId(self) -> Any:  # noqa: N802  the name is UNO's
        """Return nothing, as is allowed."""
        return _no_bytes()


def _shown(cells: Any) -> tuple[tuple[Any, str], ...]:
    """Return what the first cell of a reference shows, an error value as text, and its formula."""
    errors = import_module(".errors", _HERE)
    cell = cells.getCellByPosition(0, 0)
    shown = errors.error_text(cell.getError()) or cells.getDataArray()[0][0]
    return ((shown, cell.getFormula()),)


def _types(*names: str) -> tuple[Any, ...]:
    """Return interfaces by name."""
    import uno

    return tuple(map(uno.getTypeByName, (*names, "com.sun.star.lang.XTypeProvider")))


def _no_bytes() -> Any:
    """Return an empty sequence of bytes."""
    import uno

    return uno.ByteSequence(b"")
