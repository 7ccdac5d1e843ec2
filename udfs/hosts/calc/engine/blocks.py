"""Blocks of cells across the bridge: one crossing for the values, a few for what numbers do not say.

LibreOffice hands over numbers, texts, an empty text for a blank and nothing for an error. What is a date is
known by the format of its column, what kind of error stands in a cell by the text that it shows.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.areas import area_at, cells_of
from udfs.hosts.calc.engine.formats import DATE, DURATION, FLAG
from udfs.hosts.calc.engine.uno_values import CONTENTS, ERRORS, cell_address, enum
from udfs.hosts.closed.areas import Area
from udfs.values import ERROR_TEXTS, LAST_SERIAL, CellError, serial_of
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from udfs.hosts.calc.engine.formats import Formats

Rows = list[list[Any]]
_MILLISECONDS = 86_400_000
_NUMBER_ERRORS = frozenset({"Err:503"})
"""LibreOffice's own words for an impossible number; its other words mean a wrong argument."""
_FEW_ERRORS = 8
_TEXT = "text/plain;charset=utf-16"


class Blocks:
    """Reads and writes blocks of one document.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document.
    formats : Formats
        Its number formats.
    """

    def __init__(self, document: Any, formats: Formats) -> None:
        self._document = document
        self._formats = formats
        zero = document.NullDate
        self._epoch = datetime(zero.Year, zero.Month, zero.Day)  # noqa: DTZ001  a cell holds no zone
        self._shift = (self._epoch - datetime(1899, 12, 30)).days  # noqa: DTZ001

    def read(self, native: Any, area: Area) -> Rows:
        """Return the values of an area.

        Parameters
        ----------
        native : XSpreadsheet
            The sheet.
        area : Area
            The area.

        Returns
        -------
        list of list
            None for a blank, bool, float, text, date, datetime where there is a time of day; an error as its
            text, ``"#N/A"``.
        """
        cells = cells_of(native, area)
        told = cells.getDataArray()
        rows = [[None if cell == "" else cell for cell in row] for row in told]
        if any(None in row for row in told):
            rows = [
                [_error("") if there is None else cell for cell, there in zip(row, line, strict=True)]
                for row, line in zip(rows, told, strict=True)
            ]
            self._put_errors(native, cells, area, rows)
        self._put_dates(native, area, rows)
        return rows

    def _put_dates(self, native: Any, area: Area, rows: Rows) -> None:
        """Turn numbers that show as dates or truth values into them, where a column holds numbers at all."""
        numeric = [
            column for column in range(area.shape[1]) if any(type(row[column]) is float for row in rows)
        ]
        for first, last in _neighbours(numeric):
            block = Area(area.sheet, area.top, area.left + first, area.bottom, area.left + last)
            for piece, kind in self._formats.runs(native, block):
                turn = self._turn(kind)
                for column in range(piece.left - area.left, piece.right - area.left + 1):
                    for row in rows[piece.top - area.top : piece.bottom - area.top + 1]:
                        if type(row[column]) is float:
                            row[column] = turn(row[column])

    def _turn(self, kind: str) -> Any:
        """Return what makes a value of a number that a format shows otherwise."""
        if kind == DATE:
            return self._moment
        if kind == FLAG:
            return lambda number: bool(number) if number in (0.0, 1.0) else number
        if kind == DURATION:
            return lambda number: timedelta(milliseconds=round(number * _MILLISECONDS))
        return self._time

    def _moment(self, number: float) -> Any:
        """Return the date of a serial number; one beyond the calendar stays a number."""
        if not 0 <= number < LAST_SERIAL + 1 - self._shift:
            return number
        if number.is_integer():
            return (self._epoch + timedelta(days=number)).date()
        return self._epoch + timedelta(milliseconds=round(number * _MILLISECONDS))

    def _time(self, number: float) -> Any:
        """Return the time of day of a part of a day; a number with days in it is a date."""
        moment = self._moment(number)
        return moment if not 0 <= number < 1 else moment.time() if number else time()

    def _put_errors(self, native: Any, cells: Any, area: Area, rows: Rows) -> None:
        """Put the texts of errors where LibreOffice says nothing."""
        for address in cells.queryFormulaCells(ERRORS).getRangeAddresses():
            found = area_at(area.sheet, address)
            for down, line in enumerate(self._shown(native, found)):
                for across, text in enumerate(line):
                    rows[found.top - area.top + down][found.left - area.left + across] = _error(text)

    def _shown(self, native: Any, area: Area) -> list[list[str]]:
        """Return what cells show: few by themselves, many as the text of a copy."""
        height, width = area.shape
        controller = self._document.getCurrentController()
        if height * width <= _FEW_ERRORS or controller is None:
            return [
                [native.getCellByPosition(area.left - 1 + x, area.top - 1 + y).String for x in range(width)]
                for y in range(height)
            ]
        before = controller.getSelection()
        controller.select(cells_of(native, area))
        try:
            copy = controller.getTransferable()
            flavor = next(each for each in copy.getTransferDataFlavors() if each.MimeType == _TEXT)
            text = str(copy.getTransferData(flavor))
        finally:
            controller.select(before)
        return [line.split("\t") for line in text.rstrip("\n").split("\n")]

    def write(self, native: Any, area: Area, rows: Sequence[Sequence[Any]]) -> None:
        """Write values; a text is always text, None clears.

        Parameters
        ----------
        native : XSpreadsheet
            The sheet.
        area : Area
            The area.
        rows : sequence of sequence
            As many as the area has.

        Raises
        ------
        HostError
            When LibreOffice refuses.

        Notes
        -----
        LibreOffice's own undo of a block leaves new values where cells were blank before. It is made whole by
        two steps before the block: clearing, whose undo brings the old values back, and filling a series of
        nothing, whose undo blanks. Notes, which a block would take along, are put back.
        """
        cells = cells_of(native, area)
        notes = self._notes(native, area)
        native_rows = tuple(tuple(self._leaving(cell) for cell in row) for row in rows)
        try:
            self.clear(native, area)
            _fill_with_nothing(cells)
            cells.setDataArray(native_rows)
        except Exception as error:
            raise refused(native, area) from error
        self._give_formats(native, area, rows)
        for place, text in notes:
            native.getAnnotations().insertNew(place, text)

    def clear(self, native: Any, area: Area) -> None:
        """Clear values and formulas of an area; notes and formats stay."""
        cells_of(native, area).clearContents(CONTENTS)

    def _leaving(self, cell: Any) -> Any:  # noqa: PLR0911  one way out per kind of value
        """Return one value as LibreOffice takes it in a block."""
        if type(cell) is str or type(cell) is float:
            return cell if cell == cell else ""  # noqa: PLR0124  NaN is not itself
        if cell is None:
            return ""
        if isinstance(cell, bool | int | float):
            return float(cell)
        if isinstance(cell, date):
            return serial_of(cell) - self._shift
        if isinstance(cell, timedelta):
            return cell / timedelta(days=1)
        if isinstance(cell, time):
            return (datetime.combine(self._epoch, cell) - self._epoch) / timedelta(days=1)
        return str(cell.code) if isinstance(cell, CellError) else str(cell)

    def _give_formats(self, native: Any, area: Area, rows: Sequence[Sequence[Any]]) -> None:
        """Show written dates and truth values as such where the format of their cells does not."""
        for column in range(area.shape[1]):
            for wanted, first, last in _special_runs(rows, column):
                piece = Area(
                    area.sheet, area.top + first, area.left + column, area.top + last, area.left + column
                )
                kind = FLAG if wanted == FLAG else DATE
                fit = sum(part.shape[0] for part, known in self._formats.runs(native, piece) if known == kind)
                if fit < piece.shape[0]:
                    cells_of(native, piece).NumberFormat = self._formats.key(wanted)

    @staticmethod
    def _notes(native: Any, area: Area) -> list[tuple[Any, str]]:
        """Return place and text of the notes in an area."""
        notes = native.getAnnotations()
        found = [notes.getByIndex(number) for number in range(notes.getCount())]
        return [
            (cell_address(note.Position.Sheet, note.Position.Row, note.Position.Column), note.getString())
            for note in found
            if area.top <= note.Position.Row + 1 <= area.bottom
            and area.left <= note.Position.Column + 1 <= area.right
        ]


def refused(native: Any, area: Area) -> HostError:
    """Return the error for cells that LibreOffice does not let be written."""
    return HostError("calc_engine.refused", sheet=native.getName(), address=area.address(absolute=False))


def _fill_with_nothing(cells: Any) -> None:
    """Fill a blank area from its blank first row: nothing changes, and its undo blanks the area."""
    cells.fillSeries(
        enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"),
        enum("com.sun.star.sheet.FillMode", "LINEAR"),
        enum("com.sun.star.sheet.FillDateMode", "FILL_DATE_DAY"),
        1.0,
        float(LAST_SERIAL),
    )


def _error(text: str) -> str:
    """Return the error value behind the words that a cell shows."""
    if text in ERROR_TEXTS:
        return text
    return "#NUM!" if text in _NUMBER_ERRORS else "#VALUE!"


def _neighbours(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of neighbouring numbers.

    Examples
    --------
    >>> _neighbours([1, 2, 3, 6])
    [(1, 3), (6, 6)]
    """
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _special_runs(rows: Sequence[Sequence[Any]], column: int) -> list[tuple[str, int, int]]:
    """Return the runs of dates and truth values in a column of rows: kind wanted, first and last row.

    Blanks do not end a run, and one time of day makes all dates of the column moments.

    Examples
    --------
    >>> _special_runs([["a"], [True], [None], [False], [datetime(2026, 1, 5)], [1.0]], 0)
    [('flag', 1, 3), ('day', 4, 4)]
    """
    runs: list[tuple[str, int, int]] = []
    is_open = False
    for number, row in enumerate(rows):
        wanted = _wanted(row[column])
        if wanted and is_open and (runs[-1][0] == FLAG) == (wanted == FLAG):
            runs[-1] = (max(runs[-1][0], wanted), runs[-1][1], number)
        elif wanted:
            runs.append((wanted, number, number))
        is_open = bool(wanted) or (is_open and row[column] is None)
    dates = max((kind for kind, _, _ in runs if kind != FLAG), default="")
    return [(kind if kind == FLAG else dates, first, last) for kind, first, last in runs]


def _wanted(cell: Any) -> str:
    """Return the format a value asks for."""
    if type(cell) is float or type(cell) is str or cell is None:
        return ""
    if isinstance(cell, bool):
        return FLAG
    if isinstance(cell, datetime):
        return "moment" if cell.hour or cell.minute or cell.second else "day"
    return "day" if isinstance(cell, date) else ""
