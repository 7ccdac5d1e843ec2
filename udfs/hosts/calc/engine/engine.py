"""The xlwings engine over UNO: macros written for Excel run on a document that is open in LibreOffice.

It runs in LibreOffice's own Python and outside of it, over a connection: all it is given is a document.
"""

from __future__ import annotations

from typing import Any

import xlwings as xw

from udfs.hosts.calc.engine.app import App
from udfs.hosts.calc.engine.books import Book
from udfs.hosts.closed.engine import Apps
from udfs.hosts.closed.engine import EngineImpl as ClosedEngineImpl

NAME = "xlcredit-calc"


class EngineImpl(ClosedEngineImpl):
    """What xlwings asks of an engine; values are those of the closed host."""

    name = NAME

    def __init__(self) -> None:
        self.apps = Apps(App(self))  # type: ignore[arg-type]  # an application is one by its members


_engine: xw.Engine | None = None


def engine() -> xw.Engine:
    """Return the engine, known to xlwings under the name ``xlcredit-calc``.

    Returns
    -------
    xlwings.Engine
        The same one each time.
    """
    global _engine  # noqa: PLW0603  xlwings keeps its engines in a list of the process too
    if _engine is None:
        _engine = xw.Engine(impl=EngineImpl())
        xw.engines.add(_engine)
    return _engine


def open_document(document: Any) -> xw.Book:
    """Return a document that is open in LibreOffice for macros.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document, in this process or over a connection.

    Returns
    -------
    xlwings.Book
        What is written shows at once; nothing is saved before its ``save``.
    """
    app = engine().apps.impl[App.pid]
    app.attach(document)
    return xw.Book(impl=Book(app, document))
