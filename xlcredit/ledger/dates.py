"""A column of date cells as dates; the order of day and month is decided for the column, with evidence.

Reading has two steps. `scan_dates` reads every cell that can mean one day only and takes apart those that can
mean two. `date_order.decide_orders` then chooses, seeing all date columns of the sheet, and `DateCells.dates`
puts the days together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xlcredit.ledger.cells import BLANK, DATE, NUMBER, Cells, plain
from xlcredit.ledger.vocabulary import word_lookup, words

if TYPE_CHECKING:
    from collections.abc import Iterator

Order = Literal["dmy", "mdy"]
Days = NDArray[np.datetime64]

NO_DATE, REAL, SERIAL, FIXED, TWO_WAYS, UNREADABLE = range(6)
"""Where a date came from: blank, date cell, Excel serial, text with one reading, with two, with none."""

EARLIEST, LATEST = np.datetime64("1950-01-01", "D"), np.datetime64("2100-12-31", "D")
EXCEL_EPOCH = np.datetime64("1899-12-30", "D")
ORDINAL_OF_1970 = 719163
FIRST_PACKED, LAST_PACKED = 1950_01_01, 2100_12_31
FIRST_SERIAL, LAST_SERIAL = 18264, 73415  # 1950-01-01 and 2100-12-31
PARTS, LONGEST_BLANK_WORD = 3, 12
CENTURY_TURN = 70  # a two-digit year from here on is 19xx, as Excel and POSIX have it
MONTHS, LONGEST_MONTH, TEN_THOUSAND, HUNDRED = 12, 31, 10_000, 100

_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}.*$|[T\s]+\d{1,2}时.*$")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_SEPARATORS = re.compile(r"[^\d]")


class _Read(NamedTuple):
    """One text taken apart: its origin, and year and the two others in the order they stand."""

    origin: int
    year: int
    first: int
    second: int


_NOTHING = _Read(UNREADABLE, 0, 0, 0)


@dataclass(frozen=True)
class DateCells:
    """A scanned column of dates.

    Attributes
    ----------
    origin : ndarray of int8, shape (n,)
        Where each date came from, one of the constants of this module.
    fixed : ndarray of datetime64[D], shape (n,)
        Days of the cells with one reading, NaT elsewhere.
    year, first, second : ndarray of int64, shape (n,)
        The parts of cells with two readings, as they stand; 0 elsewhere.
    has_dots : bool
        Whether the two-way texts are written with dots, the custom of day-first countries.
    """

    origin: NDArray[np.int8]
    fixed: Days
    year: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    has_dots: bool

    def dates(self, order: Order) -> Days:
        """Return the days of the column.

        Parameters
        ----------
        order : {"dmy", "mdy"}
            Order of the texts with two readings; a text that is no day in it is read the other way.

        Returns
        -------
        ndarray of datetime64[D], shape (n,)
            NaT where the cell is blank or no day.
        """
        days = self.fixed.copy()
        rows = np.flatnonzero(self.origin == TWO_WAYS)
        year, first, second = self.year[rows], self.first[rows], self.second[rows]
        day_first, month_first = days_of(year, second, first), days_of(year, first, second)
        chosen, other = (day_first, month_first) if order == "dmy" else (month_first, day_first)
        days[rows] = np.where(np.isnat(chosen), other, chosen)
        return days

    def count(self, origin: int) -> int:
        """Return how many cells have one origin."""
        return int(np.count_nonzero(self.origin == origin))

    def swapped(self) -> DateCells:
        """Return the column with day and month exchanged in the real date cells."""
        rows = np.flatnonzero(self.origin == REAL)
        year, month, day = parts_of(self.fixed[rows])
        fixed = self.fixed.copy()
        fixed[rows] = days_of(year, day, month)
        return replace(self, fixed=fixed)


def days_of(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> Days:
    """Return days from their parts.

    Parameters
    ----------
    year, month, day : ndarray of int64, shape (n,)
        Parts of each date.

    Returns
    -------
    ndarray of datetime64[D], shape (n,)
        NaT where there is no such day or it lies outside 1950 to 2100.

    Examples
    --------
    >>> days_of(np.array([2024, 2023]), np.array([2, 2]), np.array([29, 29])).astype(str).tolist()
    ['2024-02-29', 'NaT']
    """
    can_be = (month >= 1) & (month <= MONTHS) & (day >= 1) & (day <= LONGEST_MONTH)
    months = (np.where(can_be, year, 1970) - 1970) * MONTHS + np.where(can_be, month, 1) - 1
    starts = months.astype("datetime64[M]")
    days = starts.astype("datetime64[D]") + (np.where(can_be, day, 1) - 1)
    is_day = can_be & (days.astype("datetime64[M]") == starts) & (days >= EARLIEST) & (days <= LATEST)
    return np.where(is_day, days, np.datetime64("NaT", "D"))


def parts_of(days: Days) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return year, month and day of dates.

    Parameters
    ----------
    days : ndarray of datetime64[D], shape (n,)
        Dates without NaT.

    Returns
    -------
    tuple of ndarray of int64
        Year, month, day.
    """
    months = days.astype("datetime64[M]")
    month_count = months.astype(np.int64)
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return month_count // MONTHS + 1970, month_count % MONTHS + 1, day


def scan_dates(cells: Cells) -> DateCells:
    """Read a column of cells as far as each can be read by itself.

    Parameters
    ----------
    cells : Cells
        Real dates, Excel serials, numbers and texts of the form yyyymmdd, texts in any usual form.

    Returns
    -------
    DateCells
        The column, with the two-way texts still apart.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> column = scan_dates(cells_of(["2026年1月5日", 46027, 20260105, "5 Jan 2026", "05/01/2026"]))
    >>> column.dates("dmy").astype(str).tolist()
    ['2026-01-05', '2026-01-05', '2026-01-05', '2026-01-05', '2026-01-05']
    """
    origin = np.where(cells.kinds == BLANK, NO_DATE, UNREADABLE).astype(np.int8)
    fixed = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[D]")
    _scan_real(cells, origin, fixed)
    _scan_numbers(cells, origin, fixed)
    texts = [
        _TIME.sub("", plain(text)) if ":" in text or "：" in text or "时" in text else plain(text)
        for text in cells.texts
    ]
    read = np.array([_take_apart(text) for text in texts], dtype=np.int64).reshape(-1, len(_Read._fields))
    rows = cells.text_rows
    parts = np.zeros((len(cells), len(_Read._fields)), dtype=np.int64)
    parts[rows] = read[cells.text_codes]
    origin[rows] = parts[rows, 0]
    year, first, second = parts[:, 1], parts[:, 2], parts[:, 3]
    sure = rows[origin[rows] == FIXED]
    fixed[sure] = days_of(year[sure], first[sure], second[sure])
    two_ways = rows[origin[rows] == TWO_WAYS]
    neither = np.isnat(days_of(year, first, second)[two_ways]) & np.isnat(
        days_of(year, second, first)[two_ways]
    )
    origin[two_ways[neither]] = UNREADABLE
    origin[(origin != NO_DATE) & (origin != TWO_WAYS) & np.isnat(fixed)] = UNREADABLE
    dotted = [text for text, part in zip(texts, read, strict=True) if part[0] == TWO_WAYS and "." in text]
    return DateCells(origin, fixed, year, first, second, bool(dotted))


def _scan_real(cells: Cells, origin: NDArray[np.int8], fixed: Days) -> None:
    """Read the date cells; a date out of all reason (Excel's day 0) stays unreadable."""
    rows = np.flatnonzero(cells.kinds == DATE)
    if not len(rows):
        return
    ordinals = np.fromiter(_ordinals(cells.raw[rows]), dtype=np.int64, count=len(rows))
    days = (ordinals - ORDINAL_OF_1970).astype("datetime64[D]")
    in_range = (days >= EARLIEST) & (days <= LATEST)
    origin[rows] = np.where(in_range, REAL, UNREADABLE)
    fixed[rows[in_range]] = days[in_range]


def _ordinals(values: NDArray[np.object_]) -> Iterator[int]:
    """Return the proleptic ordinals of dates; the plain ones of a cell need no look at each."""
    if set(map(type, values)) <= {date, datetime}:
        return map(date.toordinal, values)
    return map(_ordinal, values)


def _ordinal(value: object) -> int:
    """Return the proleptic ordinal of a date, a datetime or a numpy date."""
    if isinstance(value, np.datetime64):
        return int(value.astype("datetime64[D]").astype(np.int64)) + ORDINAL_OF_1970
    return int(value.toordinal())  # type: ignore[attr-defined]  # date and datetime


def _scan_numbers(cells: Cells, origin: NDArray[np.int8], fixed: Days) -> None:
    """Read Excel serials and numbers of the form yyyymmdd."""
    numbers = cells.numbers()
    serial = (numbers >= FIRST_SERIAL) & (numbers < LAST_SERIAL + 1)
    origin[serial] = SERIAL
    fixed[serial] = EXCEL_EPOCH + np.floor(numbers[serial]).astype(np.int64)
    rows = np.flatnonzero((cells.kinds == NUMBER) & ~serial)
    whole = rows[numbers[rows] == np.floor(numbers[rows])]
    packed = numbers[whole]
    eight_digits = whole[(packed >= FIRST_PACKED) & (packed <= LAST_PACKED)]
    digits = numbers[eight_digits].astype(np.int64)
    origin[eight_digits] = FIXED
    fixed[eight_digits] = days_of(digits // TEN_THOUSAND, digits // HUNDRED % HUNDRED, digits % HUNDRED)


@cache
def _month_names() -> dict[str, int]:
    """Return every month name known, with its month."""
    return {name: int(month) for month, names in words()["months"].items() for name in names}


@cache
def _blank_words() -> dict[str, str]:
    """Return the words that stand for a blank cell."""
    return {plain(word).casefold(): "blank" for word in words()["blank"]["words"]} | word_lookup("blank")


@cache
def _blank_letters() -> frozenset[str]:
    """Return the letters that a word for blank begins with, in either case and width."""
    letters = {word[0] for word in _blank_words()}
    wide = {chr(ord(letter) + 0xFEE0) for letter in letters if "!" <= letter <= "~"}
    return frozenset(letters | wide | {letter.upper() for letter in letters | wide})


def is_blank_word(text: str) -> bool:
    """Return whether a text stands for a blank cell.

    Parameters
    ----------
    text : str
        Text of a cell.

    Returns
    -------
    bool
        True for words such as ``"n/a"``, ``"-"`` and ``"无"``.

    Examples
    --------
    >>> is_blank_word("N/A"), is_blank_word("2026")
    (True, False)
    """
    # The first letter rules nearly every text out: this is asked of each document number of a ledger.
    if len(text) > LONGEST_BLANK_WORD or text.lstrip()[:1] not in _blank_letters():
        return False
    return plain(text).casefold() in _blank_words()


def _take_apart(text: str) -> _Read:
    """Take one text apart; what it cannot read is unreadable."""
    if is_blank_word(text):
        return _Read(NO_DATE, 0, 0, 0)
    if text.isdecimal():
        return _from_digits(text)
    tokens = _TOKENS.findall(text)
    digits = [token for token in tokens if token.isdecimal()]
    marks = len(tokens) - len(digits)  # 年, 月 and perhaps 日
    if len(digits) == len(_SEPARATORS.sub(" ", text).split()) == PARTS and marks in (0, 2, 3):
        return _from_three(digits, text)
    named = [token for token in tokens if token.casefold() in _month_names()]
    if len(named) == 1 and len(digits) == 2:  # noqa: PLR2004  a month name, a day and a year
        return _from_month_name(digits, _month_names()[named[0].casefold()])
    whole = text.removesuffix(".0")
    return _from_digits(whole) if whole.isdecimal() else _NOTHING


def _from_digits(text: str) -> _Read:
    """Read yyyymmdd or an Excel serial that was kept as text."""
    number = int(text) if len(text) <= len("20260105") else 0
    if len(text) == len("20260105"):
        return _Read(FIXED, number // TEN_THOUSAND, number // HUNDRED % HUNDRED, number % HUNDRED)
    if len(text) == len("46027") and FIRST_SERIAL <= number <= LAST_SERIAL:
        day = EXCEL_EPOCH + number
        year, month, day_of_month = (int(part[0]) for part in parts_of(np.array([day])))
        return _Read(FIXED, year, month, day_of_month)
    return _NOTHING


def _from_three(digits: list[str], text: str) -> _Read:
    """Read three numbers: the year first, or the year last with day and month in either order."""
    first, second, third = (int(token[:8]) for token in digits)
    year_length = len("2026")
    if len(digits[0]) == year_length or ("年" in text and "月" in text):
        return _Read(FIXED, _full_year(digits[0]), second, third)
    if not text[0].isdigit() or any(letter.isalpha() for letter in text):
        return _NOTHING
    short = len("26")
    if len(digits[2]) == year_length or (len(digits[2]) == short and first <= LONGEST_MONTH):
        return _Read(TWO_WAYS, _full_year(digits[2]), first, second)
    return _Read(FIXED, _full_year(digits[0]), second, third) if len(digits[0]) == short else _NOTHING


def _from_month_name(digits: list[str], month: int) -> _Read:
    """Read a day and a year beside a month's name."""
    first, second = (int(token[:8]) for token in digits)
    if first > LONGEST_MONTH or len(digits[0]) == len("2026"):
        return _Read(FIXED, _full_year(digits[0]), month, second)
    return _Read(FIXED, _full_year(digits[1]), month, first)


def _full_year(digits: str) -> int:
    """Return the year of two or four digits."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004  two digits
        return year
    return year + (1900 if year >= CENTURY_TURN else 2000)
