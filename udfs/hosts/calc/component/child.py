"""One helper process: its start, its first word, questions and answers, and its end.

A read from a pipe knows no time limit that holds on every platform. So a watch, on a thread of its own, ends
a process that takes too long, and the read that waits for it ends with it.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from udfs.hosts.calc.component import wire
else:  # inside the extension this module bears another package's name
    wire = import_module(".wire", __package__ or "")

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_LINES_KEPT, _LONGEST_LINE = 40, 2000
_SHORTEST = 2
"""A message is its kind, and at least one thing that belongs to it."""
_END_SECONDS = 5.0
_TICK_SECONDS = 0.2
_QUIET_TICKS = 10


class Lost(Exception):  # noqa: N818  what has happened
    """A helper process that gives no answers.

    Parameters
    ----------
    key : str
        Key of the reason in `reasons`.
    **fields
        Values of its placeholders.
    """

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key, fields)
        self.key, self.fields = key, fields


class Child:
    """A helper process and the pipes to it.

    Parameters
    ----------
    command : sequence of str
        Interpreter and arguments.
    environment : mapping
        All of its environment.
    folder : Path
        Where it runs.
    largest : int
        Longest message. [bytes]

    Raises
    ------
    Lost
        When it cannot be started.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], folder: Path, largest: int
    ) -> None:
        self._python, self._largest = command[0], largest
        try:
            self.process = subprocess.Popen(  # noqa: S603  what the user's own settings name
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=str(folder),
                env=dict(environment),
                creationflags=_NO_WINDOW,
            )
        except OSError as error:
            raise Lost("no_start", reason=error) from None
        self._said: deque[str] = deque(maxlen=_LINES_KEPT)
        self._hearing = threading.Thread(target=self._hear, name="xlcredit words", daemon=True)
        self._hearing.start()
        self._watch = Watch(self.process.kill)

    def lives(self) -> bool:
        """Tell whether the process is running."""
        return self.process.poll() is None

    def greet(self, seconds: float, slow: float, on_slow: Callable[[], None]) -> None:
        """Wait until the process is ready.

        Parameters
        ----------
        seconds : float
            After which it is ended.
        slow : float
            Seconds after which `on_slow` is called, on this thread.
        on_slow : callable
            Tells the user.

        Raises
        ------
        Lost
            When it ends before, takes too long, cannot load our package or is of another version.
        """
        heard: list[Any] = []

        def wait() -> None:
            """Wait for the first word, so that this thread can say in the meantime that it takes long."""
            try:
                heard.append(self._wait(b"", seconds))
            except Lost as loss:
                heard.append(loss)

        waiting = threading.Thread(target=wait, name="xlcredit start", daemon=True)
        waiting.start()
        waiting.join(slow)
        if waiting.is_alive():
            on_slow()
            waiting.join()
        (word,) = heard
        if isinstance(word, Lost):
            raise self._not_started(word)
        kind, *rest = word
        if kind == "failed":
            raise Lost("no_start", reason=rest[0])
        if (kind, rest[0]) != ("ready", wire.PROTOCOL):
            raise Lost("other_version", got=rest[0], wanted=wire.PROTOCOL)

    def exchange(
        self, payload: bytes, seconds: float, answering: Callable[[Any], Any] | None = None
    ) -> tuple[Any, ...]:
        """Send a request and return the reply, having answered what is asked in between.

        Parameters
        ----------
        payload : bytes
            The request, encoded.
        seconds : float
            How long the process may be silent.
        answering : callable, optional
            Answers what the process asks before it replies; it may make requests of its own.

        Returns
        -------
        tuple
            Kind of the reply, and what belongs to it.

        Raises
        ------
        Lost
            When the process ended, took too long or sent what is no reply. It is not to be asked again.
        """
        while True:
            reply = self._wait(payload, seconds)
            if reply[0] != "ask":
                return reply
            if answering is None:
                raise Lost("garbled", reason="a question")
            payload = wire.encode(answering(reply[1:]))

    def loss(self) -> Lost:
        """Return how the process ended, in its own last words."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_END_SECONDS)
        self._hearing.join(1.0)
        code = self.process.poll()
        last = next((line for line in reversed(self._said) if line.strip()), "")
        ending = "" if code is None else f"exit code {code}"
        return Lost("ended", reason=": ".join(filter(None, (ending, last))) or "?")

    def end(self) -> None:
        """End the process and forget it."""
        self._watch.stop()
        with suppress(OSError):
            self.process.kill()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_END_SECONDS)
        self._hearing.join(1.0)
        for stream in filter(None, (self.process.stdin, self.process.stdout, self.process.stderr)):
            with suppress(OSError):  # what was never sent cannot be sent now
                stream.close()

    def _wait(self, payload: bytes, seconds: float) -> tuple[Any, ...]:
        """Send a message, if there is one, and return the next that comes."""
        self._watch.begin(seconds)
        try:
            if payload:
                wire.write_frame(self.process.stdin, payload, self._largest)
            found = wire.read_frame(self.process.stdout, self._largest)
        except (OSError, ValueError) as error:
            if self._watch.struck:
                raise Lost("too_slow", seconds=seconds) from None
            if isinstance(error, wire.WireError) and not isinstance(error, wire.BrokenOff):
                raise Lost("garbled", reason=error) from None
            raise self.loss() from None
        finally:
            self._watch.end()
        if found is None:
            raise Lost("too_slow", seconds=seconds) if self._watch.struck else self.loss()
        return self._understood(found)

    def _understood(self, payload: bytes) -> tuple[Any, ...]:
        """Return a message whose kind is known."""
        try:
            message = wire.decode(payload)
        except wire.WireError as error:
            raise Lost("garbled", reason=error) from None
        if not isinstance(message, tuple) or len(message) < _SHORTEST or not isinstance(message[0], str):
            raise Lost("garbled", reason=repr(message)[:80])
        return message

    def _not_started(self, loss: Lost) -> Lost:
        """Return why a process never said its first word."""
        if loss.key == "too_slow":
            return Lost("slow_start", **loss.fields)
        if any("No module named 'udfs" in line for line in self._said):
            return Lost("no_package", python=self._python)
        return Lost("no_start", reason=loss.fields["reason"])

    def _hear(self) -> None:
        """Keep the last lines that the process writes beside the channel; unread they would stop it."""
        with suppress(OSError, ValueError):  # closed
            words: Any = self.process.stderr
            for line in iter(lambda: words.readline(_LONGEST_LINE), b""):
                self._said.append(line.decode("utf-8", "replace").rstrip())


class Watch:
    """Ends a process that is silent for too long.

    Parameters
    ----------
    strike : callable
        Ends it.

    Notes
    -----
    To begin and to end costs next to nothing, as it is done for every cell: the thread looks several times a
    second while there are calls, and sleeps when there are none.
    """

    def __init__(self, strike: Callable[[], None]) -> None:
        self.struck = False
        self._strike, self._until, self._stopped = strike, float("inf"), False
        self._awake = threading.Event()
        threading.Thread(target=self._run, name="xlcredit watch", daemon=True).start()

    def begin(self, seconds: float) -> None:
        """Allow so many seconds from now."""
        self._until = time.monotonic() + seconds
        if not self._awake.is_set():
            self._awake.set()

    def end(self) -> None:
        """Allow any time."""
        self._until = float("inf")

    def stop(self) -> None:
        """End the thread."""
        self._stopped = True
        self._awake.set()

    def _run(self) -> None:
        """Look until there was nothing to look at for a while."""
        quiet = 0
        while not self._stopped:
            if time.monotonic() > self._until:
                self.struck = True
                self._strike()
                return
            quiet = quiet + 1 if self._until == float("inf") else 0
            if quiet > _QUIET_TICKS:
                quiet = 0
                self._awake.clear()
                if self._until == float("inf") and not self._stopped:
                    self._awake.wait()
            time.sleep(_TICK_SECONDS)
