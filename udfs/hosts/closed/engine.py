"""The xlwings engine over closed files: macros written for Excel run on a file that no Excel has open.

xlwings asks the engine's objects for what it needs: `books`, `sheets`, `ranges`, `tables` and `names`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlwings as xw

from udfs.hosts.closed.books import App
from udfs.hosts.closed.members import Closed
from udfs.values import ERROR_TEXTS
from workbooks.package import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME = "xlcredit"


class Apps(Closed):
    """The one application there is."""

    stands_for = xw.base_classes.Apps

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        """Return the process ids of the applications."""
        return [self._app.pid]

    def add(self, **_options: Any) -> App:
        """Return the one application: there is nothing to start."""
        return self._app

    @staticmethod
    def cleanup() -> None:
        """Do nothing: no process is left behind."""

    def __iter__(self) -> Iterator[App]:
        """Go through them."""
        yield self._app

    def __len__(self) -> int:
        """Return how many there are."""
        return 1

    def __getitem__(self, pid: int) -> App:
        """Return an application by its process id."""
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app


class EngineImpl:
    """What xlwings asks of an engine."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(App(self))

    @staticmethod
    def prepare_xl_data_element(element: Any, _options: Any) -> Any:
        """Return one value of Python as a cell takes it; unknown is a blank cell."""
        if element is None or isinstance(element, str | float | bool | datetime):
            return None if element != element else element  # noqa: PLR0124  NaN and NaT are not themselves
        if isinstance(element, date):
            return datetime(element.year, element.month, element.day)  # noqa: DTZ001  a cell holds no zone
        if hasattr(element, "item"):
            element = element.item()
        return (
            float(element)
            if isinstance(element, int)
            else None
            if str(element) in {"<NA>", "NaT"}
            else element
        )

    @staticmethod
    def clean_value_data(
        rows: Any,
        date_builder: Any,
        empty_as: Any,
        number_builder: Any,
        err_to_str: bool,  # noqa: FBT001  xlwings calls it so
    ) -> list[list[Any]]:
        """Return cells as xlwings' converters want them."""

        def clean(cell: Any) -> Any:
            """Return one cell."""
            if cell is None or cell == "":
                return empty_as
            if isinstance(cell, str):
                return (cell if err_to_str else None) if cell in ERROR_TEXTS else cell
            if isinstance(cell, date):
                return _built(cell, date_builder)
            return number_builder(cell) if number_builder and isinstance(cell, float) else cell

        return [[clean(cell) for cell in row] for row in rows]


def _built(day: date, builder: Callable[..., Any]) -> Any:
    """Return a date in the form the caller asked for."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  a cell holds no zone
    return builder(
        year=moment.year, month=moment.month, day=moment.day, hour=moment.hour, minute=moment.minute,
        second=moment.second, microsecond=moment.microsecond, tzinfo=None,
    )  # fmt: skip


_engine: xw.Engine | None = None


def engine() -> xw.Engine:
    """Return the engine, known to xlwings under the name ``xlcredit``.

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


def open_book(path: str | Path | Workbook) -> xw.Book:
    """Open a closed workbook for macros.

    Parameters
    ----------
    path : str, Path or Workbook
        An ``.xlsx`` or ``.xlsm`` file, or the workbook that `workbooks.opening` made of it.

    Returns
    -------
    xlwings.Book
        Nothing is written before its ``save``.

    Raises
    ------
    SourceError, WorkbookError
        When the file cannot be read, or not changed without harm.
    """
    books = engine().apps.impl[App.pid].books
    return xw.Book(impl=books.hold(path) if isinstance(path, Workbook) else books.open(str(path)))
