"""Who answers for the functions: our package in this very Python, or else the helper process.

``~/.xlcredit/calc.json``, which the installation writes, names the folder of our package ("site_packages")
and the Python that it belongs to ("version", as 3.11). A package for another Python is not touched here: what
is compiled in it would fail in the middle.
"""

from __future__ import annotations

import json
import site
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = Path(".xlcredit", "calc.json")
_OURS = ("udfs", "workbooks", "xlcredit")
_HERE = __package__ or ""


class Bridge:
    """The way from a function to who answers for it; looked for when the first cell asks."""

    def __init__(self) -> None:
        self.answerer: Any = None
        self.reason = ""
        self._callers: dict[str, Callable[..., Any]] = {}

    def answer(self, name: str, arguments: tuple[Any, ...], language: str = "") -> Any:
        """Return what a cell shows.

        Parameters
        ----------
        name : str
            Name of the function.
        arguments : tuple
            What Calc handed over.
        language : str
            Code of the language of the office's windows.

        Returns
        -------
        float, str, bool or tuple of tuple
            ``#VALUE!`` when nobody answers; the function that tells reasons then says why.
        """
        try:
            call = self._callers.get(name) or self._caller(name, language)
            return call(*arguments)
        except Exception as error:  # noqa: BLE001  whatever it is, the cell shows an error and Calc goes on
            self.reason = str(error) or type(error).__name__
            return self._excuse(name, language)

    def _caller(self, name: str, language: str) -> Callable[..., Any]:
        """Return a function that answers, and keep it."""
        if self.answerer is None:
            self.answerer = connect()
            speak = getattr(self.answerer, "speak", None)
            if speak is not None:
                speak(language)
        known = getattr(self.answerer, "caller", None)
        if known is not None:
            self._callers[name] = known(name)
        else:
            self._callers[name] = lambda *arguments: self.answerer.call(name, arguments)
        return self._callers[name]

    def helper(self, language: str) -> Any:
        """Return the helper process, which is to be the same one for cells and for buttons.

        Parameters
        ----------
        language : str
            Code of the language of the office's windows.

        Returns
        -------
        object
            See `client.Helper`; it starts when it is first asked.
        """
        if not hasattr(self.answerer, "press"):
            self.answerer = import_module(".client", _HERE).connect()
            self.answerer.speak(language)
        return self.answerer

    def _excuse(self, name: str, language: str) -> Any:
        """Return an error, or where a reason is asked for, the reason."""
        built = import_module(".built", _HERE)
        if name in built.TAKE_REFERENCES:
            words = built.NO_ANSWER
            return words.get(language, words["en"]).format(reason=self.reason)
        return import_module(".errors", _HERE).error_value("#VALUE!")


BRIDGE = Bridge()
"""The only one of the office."""


def connect() -> Any:
    """Return who answers.

    Returns
    -------
    object
        With ``call(name, arguments)``: the door of our package, or the client of the helper process, which
        starts it at the first call.
    """
    return package() or import_module(".client", _HERE).connect()


def package() -> Any:
    """Return the door of our package if this Python can load it.

    Returns
    -------
    module or None
        `udfs.hosts.calc.door`; when it cannot be loaded, all is left as it was.
    """
    before = list(sys.path)
    chosen = settings()
    if chosen.get("site_packages") and fits(chosen.get("version", "")):
        site.addsitedir(chosen["site_packages"])  # follows the .pth files of a project that stays where it is
    try:
        return import_module("udfs.hosts.calc.door")
    except Exception:  # noqa: BLE001  a package for another Python fails in any way
        sys.path[:] = before
        for name in [name for name in sys.modules if name.partition(".")[0] in _OURS]:
            del sys.modules[name]
        return None


def settings() -> dict[str, str]:
    """Return what the installation wrote down.

    Returns
    -------
    dict
        Empty where there is nothing to read.
    """
    try:
        found = json.loads((Path.home() / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def fits(version: str) -> bool:
    """Tell whether a package for a version of Python can be loaded by this one.

    Parameters
    ----------
    version : str
        As ``3.11``; empty when it is not known.

    Returns
    -------
    bool
        True where nothing is known.

    Examples
    --------
    >>> fits(""), fits("2.7")
    (True, False)
    """
    return version in ("", ".".join(map(str, sys.version_info[:2])))
