"""The helper process: our package for a LibreOffice whose own Python is of another version.

LibreOffice's side, `udfs.hosts.calc.component.client`, starts it as ``python -m udfs.hosts.calc.server`` and
talks to it through its standard input and output; it ends when that input does, whatever it is doing. What
anything here prints goes to the standard error output, so that it cannot come between the messages.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.component import reasons, wire
from udfs.hosts.calc.remote import Office, install_uno

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    Call = Callable[[str, tuple[Any, ...]], Any]

PARENT_GONE, NO_MESSAGE = 0, 3
"""Codes that the process ends with when the office has ended, and when what it sends is no message."""


class Server:
    """Answers the messages of one office, one after the other.

    Parameters
    ----------
    receive : binary file
        Where the messages come from.
    reply : binary file
        Where the answers go.
    language : {"en", "zh"}
        What the office speaks.
    largest : int
        Longest message. [bytes]
    """

    def __init__(
        self, receive: BinaryIO, reply: BinaryIO, language: str = "en", largest: int = wire.LARGEST
    ) -> None:
        self._receive, self._reply = receive, reply
        self._language, self._largest = language, largest
        self._messages: SimpleQueue[bytes] = SimpleQueue()
        self._office = Office(self._ask)

    def serve(self, load: Callable[[], Call]) -> None:
        """Load our package, say so, and answer until the office ends.

        Parameters
        ----------
        load : callable
            Returns what runs a function: `udfs.hosts.calc.door.call`.
        """
        Thread(target=self._read, name="messages", daemon=True).start()
        try:
            self._call = load()
        except Exception as error:  # noqa: BLE001  whatever it is, the office has to say it to the user
            self._send("failed", f"{type(error).__name__}: {error}")
            return
        install_uno(self._office)
        self._send("ready", wire.PROTOCOL)
        while True:
            self._answer(wire.decode(self._messages.get()))

    def _ask(self, *question: Any) -> tuple[Any, ...]:
        """Ask the office for something; before it answers, it may want cells that depend on it."""
        self._send("ask", *question)
        while True:
            message: tuple[Any, ...] = wire.decode(self._messages.get())
            match message:
                case ("answer", _) | ("raised", str(_), str(_)):
                    return message
                case _:
                    self._answer(message)

    def _answer(self, message: Any) -> None:
        """Answer one message."""
        match message:
            case ("call", str(name), tuple(arguments)):
                answer = partial(self._call, name, arguments)
            case ("press", str(key), str() | None as given, wire.Marked() as context, frame):
                answer = partial(self._office.serve, _press, key, given, context, frame)
            case ("explain", tuple(failed)):
                answer = partial(_explain, failed)
            case _:
                raise wire.WireError(f"no request: {message!r:.80}")
        try:
            reply = wire.encode(("value", answer()))
        except Exception as error:  # noqa: BLE001  the next cell is to be answered still
            reply = wire.encode(("fault", f"{type(error).__name__}: {error}"))
        if len(reply) > self._largest:
            fields = {"size": len(reply), "largest": self._largest}
            reply = wire.encode(("fault", reasons.in_words("too_long_answer", self._language, **fields)))
        wire.write_frame(self._reply, reply)

    def _send(self, *message: Any) -> None:
        """Send a message."""
        wire.write_frame(self._reply, wire.encode(message))

    def _read(self) -> None:
        """Take messages in; without an office, or sense in what it sends, nothing is left to do."""
        try:
            while (payload := wire.read_frame(self._receive, self._largest)) is not None:
                self._messages.put(payload)
        except (OSError, wire.WireError) as error:
            sys.stderr.write(f"{error}\n")
            sys.stderr.flush()
            os._exit(NO_MESSAGE)
        os._exit(PARENT_GONE)


def main(arguments: list[str]) -> None:
    """Serve the office that started this process.

    Parameters
    ----------
    arguments : list of str
        Language of the office, and the longest message in bytes; both may be left out.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is for the office
    receive, reply = _channel()
    language = reasons.known(arguments[0] if arguments else "")
    largest = int(arguments[1]) if len(arguments) > 1 else wire.LARGEST

    def load() -> Call:
        """Load our package."""
        from udfs.catalogue import catalogue
        from udfs.hosts.calc import door

        catalogue()
        door.speak(language)
        return door.call

    Server(receive, reply, language, largest).serve(load)


def _press(key: str, answer: str | None, context: Any, frame: Any) -> tuple[bool, str]:
    """Run the action of a button."""
    from udfs.hosts.calc import buttons

    return buttons.pressed(context, frame, key, answer)


def _explain(failed: tuple[tuple[str, str], ...]) -> None:
    """Remember why functions gave no answer, for whoever asks about the errors that cells still show."""
    from udfs import faults

    for function, reason in failed:
        faults.remember(faults.Fault(function, "#VALUE!", reason))


def _channel() -> tuple[BinaryIO, BinaryIO]:
    """Take the standard input and output for the messages, and give everybody else others."""
    receive, reply = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return receive, reply


if __name__ == "__main__":
    main(sys.argv[1:])
