"""Payment terms written as words, and the due date they give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.ledger.cells import NUMBER, Cells, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.ledger.dates import Days

_NET = re.compile(r"(?:net|n|in|within)\s*[-/]?\s*(\d{1,3})\b", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,3})\s*(?:days?|d\b|天|日)", re.IGNORECASE)
_ALONE = re.compile(r"\d{1,3}(?:\.0+)?")
_AT_ONCE = re.compile(
    r"cash|cod\b|c\.o\.d|receipt|immediate|prepa|现结|现款|款到发货|货到付款|预付|即期", re.IGNORECASE
)
_MONTH_END = re.compile(r"eom\b|end of month|month.?end|月结", re.IGNORECASE)
MONTH_END_ALONE = 0


def terms_of(text: str) -> tuple[float, bool]:
    """Return the days of payment terms and whether they run from the end of the month.

    Parameters
    ----------
    text : str
        Terms as written.

    Returns
    -------
    tuple of float and bool
        Days, NaN when no terms are known; True for end-of-month terms such as 月结30天.

    Examples
    --------
    >>> terms_of("2/10 net 30"), terms_of("月结60天"), terms_of("COD"), terms_of("45 days")
    ((30.0, False), (60.0, True), (0.0, False), (45.0, False))
    """
    word = plain(text)
    from_month_end = bool(_MONTH_END.search(word))
    if _ALONE.fullmatch(word):
        return float(word), from_month_end
    found = _NET.search(word) or _DAYS.search(word) or re.search(r"月结\s*(\d{1,3})", word)
    if found:
        return float(found.group(1)), from_month_end
    if from_month_end:
        return float(MONTH_END_ALONE), True
    return (0.0, False) if _AT_ONCE.search(word) else (float("nan"), False)


def read_terms(cells: Cells) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read a column of payment terms.

    Parameters
    ----------
    cells : Cells
        Numbers of days, or words.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Days, NaN where unknown; whether they run from the end of the month.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_terms(cells_of([30.0, "Net 15", ""]))[0].tolist()
    [30.0, 15.0, nan]
    """
    read = [terms_of(text) for text in cells.texts]
    days = cells.spread(np.array([days for days, _ in read], dtype=np.float64), np.nan)
    numbers = cells.numbers()
    days[cells.kinds == NUMBER] = numbers[cells.kinds == NUMBER]
    from_month_end = cells.spread(np.array([month_end for _, month_end in read], dtype=bool), fill=False)
    return np.where(days < 0, np.nan, days), from_month_end


def due_from_terms(invoiced: Days, days: NDArray[np.float64], from_month_end: NDArray[np.bool_]) -> Days:
    """Return the due date that terms give.

    Parameters
    ----------
    invoiced : ndarray of datetime64[D], shape (n,)
        Invoice dates.
    days : ndarray of float64, shape (n,)
        Terms. [days]
    from_month_end : ndarray of bool, shape (n,)
        Whether they run from the last day of the invoice's month.

    Returns
    -------
    ndarray of datetime64[D], shape (n,)
        NaT where either is unknown.

    Examples
    --------
    >>> day = np.array(["2026-01-05"], dtype="datetime64[D]")
    >>> due_from_terms(day, np.array([30.0]), np.array([True])).astype(str).tolist()
    ['2026-03-02']
    """
    start = np.where(
        from_month_end, (invoiced.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1, invoiced
    )
    known = ~np.isnan(days) & ~np.isnat(invoiced)
    due = start + np.where(known, days, 0).astype(np.int64)
    return np.where(known, due, np.datetime64("NaT", "D"))
