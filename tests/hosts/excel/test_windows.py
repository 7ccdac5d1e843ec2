"""The stubs that stand for Windows leave nothing behind."""

from __future__ import annotations

import ctypes
import sys

import pytest
import xlwings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there Windows itself is left behind")


def state() -> tuple[object, ...]:
    stubs = [name for name in sys.modules if name.startswith(("win32", "pythoncom", "pywintypes"))]
    decorators = (xlwings.func, xlwings.arg, xlwings.ret)
    own = [name for name in ("_xlwindows", "udfs", "com_server") if name in vars(xlwings)]
    engines = [engine.name for engine in xlwings.engines]
    return stubs, decorators, own, engines, vars(ctypes).get("oledll"), xlwings.engines.engines_by_name.keys()


def test_windows_is_gone_when_the_door_is_shut(windows):
    from udfs.hosts.excel import worksheet

    before = state()
    with windows() as call:
        assert call("DSO", 1200000.0, 7300000.0, 365.0) == 60.0
        assert state() != before
        assert hasattr(sys.modules[worksheet.__name__].DSO, "__xlfunc__")
    assert state() == before
    assert sys.modules[worksheet.__name__] is worksheet
    assert not hasattr(worksheet.DSO, "__xlfunc__")
    assert worksheet.DSO(1200000.0, 7300000.0, 365.0) == 60.0
