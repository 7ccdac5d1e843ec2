"""LibreOffice's objects for the helper process: it asks for members by number and name, and gets values back.

The helper process has no UNO. While a button is served it asks through the same channel for what the engine
needs of LibreOffice; cells are read and written in blocks, so these are not too many questions. What is no
value of a cell stays here, and is known there by its number until the button is done.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.hosts.calc.component import wire
else:  # inside the extension this module bears another package's name
    wire = import_module(".wire", __package__ or "")

OBJECT, METHOD, CONSTANT = "object", "method", "constant"
OF_UNO = frozenset({"createUnoStruct", "systemPathToFileUrl", "fileUrlToSystemPath"})
"""What the helper process may use of the module `uno`."""
CLOSED_BY = {"enterUndoContext": "leaveUndoContext", "lockControllers": "unlockControllers", "start": "end"}
"""What a call opens, and the call that closes it."""
SHOWN_SECONDS = 8.0
"""How long the last words of a button stay in the status bar."""

_NUMBERS = count(1)  # never the same again, so that what is left of one press finds nothing in the next


class Objects:
    """The objects that one press of a button works on.

    Parameters
    ----------
    load_uno : callable, optional
        Returns LibreOffice's module `uno`.
    """

    def __init__(self, load_uno: Callable[[], Any] = lambda: import_module("uno")) -> None:
        self._load_uno = load_uno
        self._kept: dict[int, Any] = {}
        self._open: list[tuple[Any, str, Any]] = []
        self._answers: dict[str, Callable[..., Any]] = {
            "get": self._get,
            "set": lambda thing, name, value: setattr(thing, _public(name), value),
            "call": self._call,
            "uno": self._of_uno,
            "same": lambda one, other: bool(one == other),
        }

    def answer(self, question: tuple[Any, ...]) -> tuple[Any, ...]:
        """Answer one question.

        Parameters
        ----------
        question : tuple
            What is to be done, and what with.

        Returns
        -------
        tuple
            ``("answer", value)``, or ``("raised", kind, words)`` when LibreOffice refused.
        """
        try:
            what, *with_what = wire.replaced(question, self._meant)
            return ("answer", self.sent(self._answers[what](*with_what)))
        except Exception as error:  # noqa: BLE001  the engine has to see it, whatever it is
            return ("raised", type(error).__name__, str(getattr(error, "Message", "") or error))

    def sent(self, value: Any) -> Any:
        """Return a value as it is sent: cells as they are, objects by their number.

        Parameters
        ----------
        value : object
            Of LibreOffice.

        Returns
        -------
        object
            For `wire.encode`.
        """
        return wire.replaced(value, self._numbered)

    def settle(self) -> bool:
        """Close what a helper process that died has left open, and take back what it had written.

        Returns
        -------
        bool
            Whether there was a step to take back.
        """
        was_writing = any(closing == CLOSED_BY["enterUndoContext"] for _, closing, _ in self._open)
        for thing, closing, before in reversed(self._open):
            with suppress(Exception):  # the document may be gone too
                if closing == "enableAutomaticCalculation":
                    thing.enableAutomaticCalculation(before)
                    continue
                getattr(thing, closing)()
                if closing == "leaveUndoContext" and thing.getAllUndoActionTitles() != before:
                    thing.undo()
        return was_writing

    def fade(self) -> None:
        """Give the status bar back after a while; the helper process has no word in it after the press."""
        for thing, closing, _ in self._open:
            if closing == CLOSED_BY["start"]:
                timer = threading.Timer(SHOWN_SECONDS, _quietly, (thing.end,))
                timer.daemon = True
                timer.start()

    def _meant(self, marked: wire.Marked) -> Any:
        """Return what a mark stands for."""
        return (
            self._load_uno().Enum(*marked.parts) if marked.kind == CONSTANT else self._kept[marked.parts[0]]
        )

    def _numbered(self, value: Any) -> wire.Marked:
        """Keep an object and return its number; of a method only that it is one, a constant as it is."""
        if callable(value):
            return wire.Marked(METHOD, ())
        if type(value).__name__ == "Enum":
            return wire.Marked(CONSTANT, (value.typeName, value.value))
        number = next(_NUMBERS)
        self._kept[number] = value
        return wire.Marked(OBJECT, (number,))

    def _get(self, thing: Any, name: str) -> Any:
        """Return a member."""
        return getattr(thing, _public(name))

    def _call(self, thing: Any, name: str, *arguments: Any) -> Any:
        """Call a method, and note what it opens or closes."""
        method = getattr(thing, _public(name))
        before = self._before(thing, name)
        answer = method(*arguments)
        if name in CLOSED_BY:
            self._open.append((thing, CLOSED_BY[name], before))
        elif name == "enableAutomaticCalculation":
            self._open.append((thing, name, before))
        elif name in CLOSED_BY.values():
            self._closed(thing, name)
        return answer

    def _closed(self, thing: Any, closing: str) -> None:
        """Forget what was opened last of what a call closes."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][:2] == (thing, closing):
                del self._open[place]
                return

    @staticmethod
    def _before(thing: Any, name: str) -> Any:
        """Return what has to be known to take a call back."""
        if name == "enterUndoContext":
            return thing.getAllUndoActionTitles()
        return thing.isAutomaticCalculationEnabled() if name == "enableAutomaticCalculation" else None

    def _of_uno(self, name: str, *arguments: Any) -> Any:
        """Call a function of LibreOffice's module."""
        if name not in OF_UNO:
            raise AttributeError(name)
        return getattr(self._load_uno(), name)(*arguments)


def _public(name: str) -> str:
    """Return the name of a member; those of Python's own machinery are not for another process."""
    if name.startswith("_"):
        raise AttributeError(name)
    return name


def _quietly(call: Callable[[], Any]) -> None:
    """Call what may fail, since the window may be gone by then."""
    with suppress(Exception):
        call()
