"""The helper process as LibreOffice's Python sees it: started at the first call, it ends with the office.

The channel is the child's own standard input and output. A pipe has no name and no port: nobody but the two
processes can open it, so there is nothing to guess, to listen on or to sign, and it closes by itself when
either of them ends. That holds on every platform.
"""

from __future__ import annotations

import json
import math
import os
import threading
import time
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from udfs.hosts.calc.component import child, objects, reasons, status, wire
else:  # inside the extension these modules bear another package's name
    child, objects, reasons, status, wire = (
        import_module(f".{name}", __package__ or "")
        for name in ("child", "objects", "reasons", "status", "wire")
    )

SETTINGS = Path(".xlcredit", "calc.json")
MODULE = "udfs.hosts.calc.server"
_NOT_FOR_OTHERS = ("PYTHON", "LD_", "DYLD_", "URE_", "UNO_", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV")
"""Beginnings of what LibreOffice may set in the environment; for another Python it would be wrong."""

HelperError = reasons.HelperError


class Limits(NamedTuple):
    """How long and how large things may be.

    Attributes
    ----------
    start_seconds, call_seconds, action_seconds : float
        For the helper to start, to answer a cell, and to say the next thing while a menu action runs.
    slow_seconds : float
        After which a start is told to the user.
    rest_seconds : float
        Between one start anew and the next, so that a helper that dies each time does not hold up the office.
    message_bytes : int
        Of the longest message.
    """

    start_seconds: float = 120.0
    call_seconds: float = 60.0
    action_seconds: float = 600.0
    slow_seconds: float = 1.5
    rest_seconds: float = 10.0
    message_bytes: int = wire.LARGEST


class Helper:
    """The helper process: started when it is needed, started anew when it has died.

    Parameters
    ----------
    settings : Path, optional
        The file that names the interpreter; ``.xlcredit/calc.json`` in the user's home when None.
    on_slow : callable, optional
        Is told, on the thread that waits, when a start takes long. What it returns, unless that is None, is
        called when the start is over.
    limits : Limits
        How long and how large things may be; the settings may name others.

    Notes
    -----
    One that died while nobody asked is replaced without a word: functions keep nothing. One that dies over a
    call takes the call with it, since the same call might end the next one too. The first new one starts at
    once, further ones after a rest; in the meantime calls fail at once. Why calls failed is told to the new
    one, so that it can explain the errors that cells still show.
    """

    def __init__(
        self,
        settings: Path | None = None,
        on_slow: Callable[[str], Any] | None = None,
        limits: Limits = Limits(),  # noqa: B008  a tuple
    ) -> None:
        self.settings = Path.home() / SETTINGS if settings is None else settings
        self.on_slow = on_slow
        self.reason = ""
        """Why the last call failed; empty when it did not."""
        self._cause = ""
        self._unexplained: dict[str, str] = {}
        self._wanted, self._limits = limits, limits
        self._child: Any = None
        self._language = ""
        self._restarted = self._rest_until = float("-inf")
        self._started = False
        self._one_at_a_time = threading.RLock()

    def call(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Run a function of the catalogue in the helper process.

        Parameters
        ----------
        name : str
            Name in a cell, in capitals.
        arguments : tuple
            What Calc handed over.

        Returns
        -------
        float, str, bool or tuple of tuple
            What `udfs.hosts.calc.door.call` gives.

        Raises
        ------
        HelperError
            When the helper process cannot be started, dies, takes too long, or says that it failed.
        """
        try:
            return self._exchange(("call", name, tuple(arguments)), lambda limits: limits.call_seconds)
        except HelperError as error:
            self._unexplained[name] = str(error)
            raise

    def press(self, context: Any, frame: Any, key: str, answer: str | None = None) -> tuple[bool, str]:
        """Run the action of a button in the helper process, on the document in a window of LibreOffice.

        Parameters
        ----------
        context : object
            LibreOffice's component context.
        frame : object
            The window's frame.
        key : str
            Key of the action.
        answer : str or None
            The answer to the action's question; None to ask.

        Returns
        -------
        tuple of (bool, str)
            What `udfs.hosts.calc.buttons.pressed` gives.

        Raises
        ------
        HelperError
            As `call`. What the action had written so far has been taken back.
        """
        known = objects.Objects()
        request = ("press", key, answer, *map(known.sent, (context, frame)))
        try:
            done: tuple[bool, str] = self._exchange(request, lambda limits: limits.action_seconds, known)
        except HelperError as error:
            if known.settle():
                raise self._failed("taken_back", reason=error) from None
            raise
        known.fade()
        return done

    def speak(self, language: str) -> None:
        """Give reasons in the language of the office from now on.

        Parameters
        ----------
        language : str
            Code of a language.
        """
        self._language = language

    def close(self) -> None:
        """End the helper process; the next call starts a new one."""
        with self._one_at_a_time:
            if self._child is not None:
                self._child.end()
                self._child = None

    def _exchange(
        self,
        request: tuple[Any, ...],
        seconds: Callable[[Limits], float],
        known: objects.Objects | None = None,
    ) -> Any:
        """Send a request and return the answer to it."""
        try:
            with self._turn():
                kind, *rest = self._sent(request, seconds, known)
        except HelperError as error:
            self.reason = str(error)
            raise
        if kind != "value":
            self.reason = str(rest[0])
            raise HelperError(self.reason)
        self.reason = ""
        return rest[0]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other thread is being served; one that is may call again from within."""
        if not self._one_at_a_time.acquire(timeout=self._limits.call_seconds):
            raise self._failed("busy", seconds=self._limits.call_seconds)
        try:
            yield
        finally:
            self._one_at_a_time.release()

    def _sent(
        self, request: tuple[Any, ...], seconds: Callable[[Limits], float], known: objects.Objects | None
    ) -> Any:
        """Send a request to a helper that lives, and take leave of it when it does not answer."""
        try:
            payload = wire.encode(request)
        except wire.WireError as error:
            raise self._failed("not_sent", reason=error) from None
        self._revive()
        if len(payload) > self._limits.message_bytes:
            raise self._failed("too_long", size=len(payload), largest=self._limits.message_bytes)
        asked = self._child
        try:
            return asked.exchange(payload, seconds(self._limits), known and known.answer)
        except child.Lost as loss:
            if asked is self._child:  # a cell that was computed in the middle of it may have found out before
                self._lost(loss)
            raise HelperError(self._cause) from None

    def _revive(self) -> None:
        """See to it that there is a helper process that lives."""
        if self._child is not None:
            if self._child.lives():
                return
            self._lost(
                self._child.loss()
            )  # it died while nobody asked: nothing is lost, a new one takes over
        now = time.monotonic()
        if now < self._rest_until:
            raise self._failed("resting", reason=self._cause, seconds=math.ceil(self._rest_until - now))
        if self._started:
            self._restarted = now
        self._started = True
        try:
            self._child = self._start()
        except child.Lost as loss:
            took = time.monotonic() - now
            self._rest_until = time.monotonic() + max(self._limits.rest_seconds, took)
            self._cause = self._said(loss.key, **loss.fields)
            raise HelperError(self._cause) from None

    def _lost(self, loss: child.Lost) -> None:
        """Take leave of a helper process, and settle when the next may start."""
        self._child.end()
        self._child = None
        self._cause = self._said(loss.key, **loss.fields)
        rests_from = time.monotonic() if loss.key == "too_slow" else self._restarted
        self._rest_until = rests_from + self._limits.rest_seconds

    def _start(self) -> Any:
        """Start a helper process and wait for its first word."""
        chosen = _read(self.settings)
        self._limits = self._wanted._replace(
            **{name: value for name, value in chosen.items() if name in Limits._fields}
        )
        environment = {
            name: value for name, value in os.environ.items() if not name.upper().startswith(_NOT_FOR_OTHERS)
        }
        environment["PYTHONSAFEPATH"] = "1"  # nothing that happens to lie in its folder is imported
        started = child.Child(
            [chosen["python"], "-m", MODULE, reasons.known(self._language), str(self._limits.message_bytes)],
            environment,
            self.settings.parent,
            self._limits.message_bytes,
        )
        try:
            with self._telling() as tell:
                started.greet(self._limits.start_seconds, self._limits.slow_seconds, tell)
            if self._unexplained:
                started.exchange(
                    wire.encode(("explain", tuple(self._unexplained.items()))), self._limits.call_seconds
                )
        except child.Lost:
            started.end()
            raise
        self._unexplained.clear()
        return started

    @contextmanager
    def _telling(self) -> Iterator[Callable[[], None]]:
        """Give what tells the user that a start takes long, and end it with the start."""
        ends: list[Callable[[], Any]] = []

        def tell() -> None:
            """Tell; what cannot be told must not stop the calculation."""
            if self.on_slow is not None:
                with suppress(Exception):
                    ends.extend(filter(None, [self.on_slow(self._said("slow"))]))

        try:
            yield tell
        finally:
            for end in ends:
                with suppress(Exception):
                    end()

    def _said(self, key: str, **fields: object) -> str:
        """Return a reason in the user's language."""
        return str(reasons.in_words(key, self._language, **fields))

    def _failed(self, key: str, **fields: object) -> HelperError:
        """Return what to raise."""
        return HelperError(self._said(key, **fields))


def connect() -> Helper:
    """Return the helper process of this user; it starts at the first call, and says so when that takes long.

    Returns
    -------
    Helper
        With ``call(name, arguments)`` and ``speak(language)``.
    """
    return Helper(on_slow=status.show)


def _read(path: Path) -> dict[str, Any]:
    """Return what the settings say: the interpreter, and limits that differ from the usual."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise child.Lost("no_settings", path=path) from None
    except (OSError, ValueError) as error:
        raise child.Lost("bad_settings", path=path, reason=error) from None
    python = found.get("python") if isinstance(found, dict) else None
    if not isinstance(python, str) or not python:
        raise child.Lost("bad_settings", path=path, reason='"python"')
    if not Path(python).is_file():
        raise child.Lost("no_python", python=python)
    for name in Limits._fields:
        value = found.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise child.Lost("bad_settings", path=path, reason=f'"{name}": {value!r}')
    return dict(found)
