"""What xlwings needs to believe that it runs on Windows: its own server then answers here, on COM's shapes.

Only what is imported is there; a call into the stubs fails. Everything is put back on leaving.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib
import sys
import types
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import xlwings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MODULE = "udfs.hosts.excel.worksheet"
MISSING = -2147352572  # DISP_E_PARAMNOTFOUND, as pywin32 hands over an argument that was left out
STUBS = (
    "pythoncom", "pywintypes", "win32api", "win32com", "win32com.client", "win32com.client.dynamic",
    "win32com.server", "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util",
    "win32con", "win32event", "win32gui", "win32process", "win32timezone",
)  # fmt: skip
# xlwings' own, imported anew
REAL = ("xlwings._win32patch", "xlwings._xlwindows", "xlwings.udfs", "xlwings.com_server")
LIBRARIES = ("oledll", "windll", "PyDLL")


class ComTime(dt.datetime):
    """A date as pywin32 hands it over: a datetime with a zone."""

    @classmethod
    def of(cls, year: int, month: int, day: int) -> ComTime:
        return cls(year, month, day, tzinfo=dt.UTC)


class _Stub(types.ModuleType):
    """A module whose every name is a class of that name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__init__": _refuse})
        setattr(self, name, made)
        return made


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a conversion reached for COM")


class _Library:
    """A DLL whose functions exist."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Library()

    def __call__(self, *_: object) -> _Library:
        return self


def _stubs() -> dict[str, types.ModuleType]:
    """Return the modules that Windows would have."""
    made: dict[str, types.ModuleType] = {name: _Stub(name) for name in STUBS}
    for name, module in made.items():
        module.__path__ = []  # type: ignore[attr-defined]
        module.__file__ = name + ".dll"
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(made[parent], own, module)
    made["pywintypes"].TimeType = ComTime  # type: ignore[attr-defined]
    made["pywintypes"].com_error = type("com_error", (Exception,), {})  # type: ignore[attr-defined]
    made["pythoncom"].CoInitialize = lambda: None  # type: ignore[attr-defined]
    made["pythoncom"].IID_IDispatch = "IDispatch"  # type: ignore[attr-defined]
    made["pythoncom"].TypeIIDs = {"IDispatch": type("PyIDispatch", (), {})}  # type: ignore[attr-defined]
    return made


@contextmanager
def windows() -> Iterator[Callable[..., Any]]:
    """Let xlwings be what it is on Windows, and give (name, *arguments) -> answer of its server."""
    with ExitStack() as put_back:
        for name in (*STUBS, *REAL, MODULE):
            put_back.callback(_restore_module, name, sys.modules.pop(name, None))
        for owner, names in ((ctypes, LIBRARIES), (xlwings, ("func", "arg", "ret"))):
            for name in names:
                put_back.callback(_restore_name, owner, name, getattr(owner, name, None))
        held = xlwings.engines
        put_back.callback(_restore_engines, list(held.engines), dict(held.engines_by_name))
        sys.modules.update(_stubs())
        for name in LIBRARIES:
            setattr(ctypes, name, _Library())
        com, door = (importlib.import_module(name) for name in ("xlwings._xlwindows", "xlwings.udfs"))
        server = importlib.import_module("xlwings.com_server")
        put_back.callback(server.loop.close)
        xlwings.engines.add(xlwings.Engine(impl=com.engine))
        xlwings.func, xlwings.arg, xlwings.ret = door.xlfunc, door.xlarg, door.xlret
        importlib.import_module(MODULE)
        yield lambda name, *arguments, module=MODULE: _as_cells(
            server.XLPython().CallUDF(module, name, arguments)
        )


def _as_cells(answer: Any) -> Any:
    """Return an answer as `AsCells` of the add-in does: the server hands one row over as a flat list."""
    return [answer] if isinstance(answer, list) and not isinstance(answer[0], list | tuple) else answer


def _restore_module(name: str, module: Any) -> None:
    """Put a module back, or away when it was not there."""
    package, _, own = name.rpartition(".")
    sys.modules.pop(name, None)
    if package in sys.modules:
        vars(sys.modules[package]).pop(own, None)
    if module is not None:
        sys.modules[name] = module
        if package in sys.modules:
            setattr(sys.modules[package], own, module)


def _restore_name(owner: Any, name: str, value: Any) -> None:
    """Put a name of a module back, or away when it was not there."""
    if value is None:
        vars(owner).pop(name, None)
    else:
        setattr(owner, name, value)


def _restore_engines(engines: list[Any], by_name: dict[str, Any]) -> None:
    """Take away the engines that were added."""
    xlwings.engines.engines[:] = engines
    xlwings.engines.engines_by_name.clear()
    xlwings.engines.engines_by_name.update(by_name)
