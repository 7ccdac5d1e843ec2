"""LibreOffice's objects as the helper process sees them, which has no UNO: each member is asked for.

`Office` asks, `Remote` stands for one object, and `install_uno` puts a module `uno` in place that has the few
functions that the engine and the buttons use. They work on either without knowing which.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from udfs.hosts.calc.component import wire
from udfs.hosts.calc.component.objects import CONSTANT, METHOD, OBJECT, OF_UNO

if TYPE_CHECKING:
    from collections.abc import Callable


class RemoteError(Exception):
    """LibreOffice refused something.

    Parameters
    ----------
    kind : str
        Its name for the fault.
    message : str
        Its words.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.Message = message  # as a fault of UNO has it


class Office:
    """The way to LibreOffice's objects while it waits for a button to be served.

    Parameters
    ----------
    ask : callable
        Sends a question and returns ``("answer", value)`` or ``("raised", kind, words)``.
    """

    def __init__(self, ask: Callable[..., tuple[Any, ...]]) -> None:
        self._ask = ask
        self._served_by: int | None = None

    def serve(self, run: Callable[..., Any], *given: Any) -> Any:
        """Run what works on LibreOffice's objects while it listens.

        Parameters
        ----------
        run : callable
            What is run.
        *given
            Its arguments as they were received.

        Returns
        -------
        object
            What it gives.
        """
        self._served_by = threading.get_ident()
        try:
            return run(*map(self.received, given))
        finally:
            self._served_by = None

    def ask(self, what: str, *with_what: Any) -> Any:
        """Ask for something.

        Parameters
        ----------
        what : str
            ``"get"``, ``"set"``, ``"call"``, ``"same"`` or ``"uno"``.
        *with_what
            Objects and values.

        Returns
        -------
        object
            A value, or a `Remote`.

        Raises
        ------
        AttributeError
            When there is no such member.
        RemoteError
            When LibreOffice refuses, or is not listening.
        """
        if self._served_by != threading.get_ident():
            raise RemoteError("RemoteError", "LibreOffice is not listening")
        kind, *answer = self._ask(what, *(wire.replaced(each, _sent) for each in with_what))
        if kind == "raised":
            raise AttributeError(answer[1]) if answer[0] == "AttributeError" else RemoteError(*answer)
        return self.received(answer[0])

    def received(self, value: Any) -> Any:
        """Return a value with objects in the place of their marks."""
        return wire.replaced(value, self._object)

    def _object(self, marked: wire.Marked) -> Any:
        """Return what a mark stands for."""
        if marked.kind == OBJECT:
            return Remote(self, marked)
        return Constant(*marked.parts) if marked.kind == CONSTANT else marked


class Remote:  # noqa: PLW1641  see its notes
    """One object of LibreOffice.

    Parameters
    ----------
    office : Office
        The way to it.
    mark : Marked
        What it is known by there.

    Notes
    -----
    It has no hash: LibreOffice may know one thing by several numbers.
    """

    def __init__(self, office: Office, mark: wire.Marked) -> None:
        self.__dict__.update(_office=office, _mark=mark)

    def __getattr__(self, name: str) -> Any:
        """Return a member; a method is asked for once."""
        if name.startswith("_"):
            raise AttributeError(name)
        found = self._office.ask("get", self, name)
        if type(found) is not wire.Marked or found.kind != METHOD:
            return found
        method = partial(self._office.ask, "call", self, name)
        self.__dict__[name] = method
        return method

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a member."""
        self._office.ask("set", self, name, value)

    def __eq__(self, other: object) -> bool:
        """Tell whether LibreOffice takes them for the same."""
        return isinstance(other, Remote) and (
            self._mark == other._mark or bool(self._office.ask("same", self, other))
        )


class Constant(NamedTuple):
    """A constant of an enumeration, which is the same everywhere; with the members that UNO's own has."""

    typeName: str  # noqa: N815  the name is UNO's
    value: str


def install_uno(office: Office) -> None:
    """Put a module `uno` in place that asks LibreOffice.

    Parameters
    ----------
    office : Office
        The way to it.
    """
    module = ModuleType("uno", "What the engine uses of LibreOffice's module, done by LibreOffice.")
    for name in OF_UNO:
        setattr(module, name, partial(office.ask, "uno", name))
    vars(module)["Enum"] = Constant
    sys.modules["uno"] = module


def _sent(value: Any) -> Any:
    """Return an object as LibreOffice knows it; anything else is for the channel to judge."""
    if type(value) is Constant:
        return wire.Marked(CONSTANT, tuple(value))
    return value._mark if isinstance(value, Remote) else value  # noqa: SLF001  of this module
