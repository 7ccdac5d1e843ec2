"""Workbooks for the macros: the sample company refreshed in both languages, and one that is not ours."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlwings as xw

from udfs.hosts import jobs
from udfs.hosts.closed import open_book
from xlcredit.texts import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 2, 9, 30)
LEDGER = [
    ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"],
    ["Alpha", "1", date(2026, 5, 2), date(2026, 6, 1), 100.5],
    ["Beta", "2", date(2026, 6, 2), date(2026, 7, 2), 200.0],
]


@dataclass
class Watched:
    """A workbook and what it held before; it tells which tables and named cells hold something else now."""

    book: xw.Book

    def __post_init__(self) -> None:
        self.before = self._cells()

    def _cells(self) -> dict[tuple[str, int, int], Any]:
        found = {}
        for sheet in self.book.sheets:
            formulas = sheet.impl.part.formulas()
            for row, line in enumerate(sheet.impl.rows(), 1):
                for column, value in enumerate(line, 1):
                    if value not in (None, ""):
                        found[sheet.name, row, column] = _moment(value)
            found |= {(sheet.name, *place): f"={text}" for place, text in formulas.items()}
        return found

    def changed(self) -> set[str]:
        """Return tables and named cells with another content, and every other cell by its address."""
        now = self._cells()
        places = {key for key in now.keys() | self.before.keys() if now.get(key) != self.before.get(key)}
        tables = self.book.impl.package.tables
        names = {name.refers_to.replace("'", ""): name.name for name in self.book.names}
        return {self._owner(tables, names, *place) for place in places}

    def _owner(self, tables: dict[str, Any], names: dict[str, str], sheet: str, row: int, column: int) -> str:
        for name, table in tables.items():
            inside = table.top <= row <= table.bottom and table.left <= column <= table.right
            if table.sheet_name == sheet and inside:
                return name.removeprefix("xlcredit_")
        place = f"{sheet}!{_letters(column)}{row}"
        return names.get(f"={sheet}!${_letters(column)}${row}", place)


@pytest.fixture
def watch() -> type[Watched]:
    """The watcher of a workbook's cells."""
    return Watched


def _moment(value: Any) -> Any:
    """Return a date as a moment: a file and a macro hold the same day in one form or the other."""
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return datetime(value.year, value.month, value.day) if is_day else value


def _letters(column: int) -> str:
    return openpyxl.utils.get_column_letter(column)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: settings and log of the user stay as they are."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    return folder


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sample workbook of each language, refreshed once."""
    folder = tmp_path_factory.mktemp("samples")
    made = {}
    for language in ("en", "zh"):
        use_language(language)
        made[language] = jobs.demo(folder, language, NOW, lambda _key: None).path
    use_language(None)
    return made


@pytest.fixture
def open_sample(samples: dict[str, Path], tmp_path: Path) -> Callable[[str], xw.Book]:
    """A function language -> an own copy of the sample workbook, open and calling."""

    def opened(language: str = "en") -> xw.Book:
        path = tmp_path / samples[language].name
        shutil.copyfile(samples[language], path)
        return calling(open_book(path))

    return opened


def calling(book: xw.Book) -> xw.Book:
    """Let a workbook be the one whose button is pressed."""
    book.set_mock_caller()
    book.app.impl.alerts.clear()
    book.app.impl.selection = None
    book.app.status_bar = False
    return book


@pytest.fixture
def foreign(tmp_path: Path) -> xw.Book:
    """A workbook of the user's own: a ledger, and a sheet with a formula."""
    book = openpyxl.Workbook()
    book.active.title = "AR"
    for row in LEDGER:
        book.active.append(row)
    book.create_sheet("Mine")["A1"] = "=SUM(AR!E2:E3)"
    book.save(tmp_path / "mine.xlsx")
    return calling(open_book(tmp_path / "mine.xlsx"))


@pytest.fixture(autouse=True)
def _no_caller_left_behind() -> Iterator[None]:
    """Let no test press a button of the workbook of another."""
    yield
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
