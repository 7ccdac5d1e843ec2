"""The words of statements: which account a heading means, which period, which unit of money."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from xlcredit.columns import type_dates

CURRENT: Final = "current_period"
PRIOR: Final = "prior_period"
_DROPPED = re.compile(r"[\W_]+")
_LEADING_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．])\s*"
)
_DIGITS = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@cache
def vocabulary() -> dict[str, Any]:
    """Return the names of accounts, headings and units, as they stand in the texts.

    Returns
    -------
    dict
        Content of ``accounts.toml``.

    Examples
    --------
    >>> vocabulary()["accounts"]["inventory"][0]
    '存货'
    """
    return tomllib.loads(files("xlcredit.texts").joinpath("accounts.toml").read_text(encoding="utf-8"))


@cache
def _meanings() -> dict[str, tuple[str, int]]:
    """Return the canonical account and the strength (0 strongest) of every normal heading."""
    return {
        plain_heading(name): (account, strength)
        for account, names in vocabulary()["accounts"].items()
        for strength, name in reversed(list(enumerate(names)))
    }


def plain_heading(heading: str) -> str:
    """Write a heading without what varies: width, case, blanks, punctuation.

    Parameters
    ----------
    heading : str
        Content of a cell.

    Returns
    -------
    str
        The heading to compare.

    Examples
    --------
    >>> plain_heading("  Cost of  Sales：")
    'costofsales'
    """
    return _DROPPED.sub("", unicodedata.normalize("NFKC", heading).lower())


def meaning_of(heading: Any) -> str | None:
    """Return the canonical account that a heading means.

    Parameters
    ----------
    heading : object
        Content of a cell.

    Returns
    -------
    str or None
        Canonical account, None for none.

    Examples
    --------
    >>> meaning_of("其中：应收帐款"), meaning_of("其他应收款"), meaning_of("Total Assets"), meaning_of("备注")
    ('accounts_receivable', 'other_receivables', 'total_assets', None)
    """
    found = ranked_meaning(heading)
    return found[0] if found else None


def ranked_meaning(heading: Any) -> tuple[str, int] | None:
    """Return the canonical account of a heading and the strength of its name.

    Parameters
    ----------
    heading : object
        Content of a cell.

    Returns
    -------
    tuple of str and int, or None
        Account and strength (0 strongest), None when it means no account.

    Examples
    --------
    >>> ranked_meaning("应收帐款")
    ('accounts_receivable', 1)
    """
    if not isinstance(heading, str) or not heading.strip():
        return None
    text = _LEADING_NUMBER.sub("", unicodedata.normalize("NFKC", heading).strip())
    plain = plain_heading(text)
    while plain not in _meanings():
        prefix = next(
            (cut for cut in vocabulary()["prefixes"] if plain.startswith(cut) and plain != cut), None
        )
        if prefix is None:
            return None
        plain = plain_heading(_LEADING_NUMBER.sub("", plain[len(prefix) :]))
    return _meanings()[plain]


def period_of(value: Any) -> str | None:
    """Return the period that a cell names.

    Parameters
    ----------
    value : object
        Content of a cell.

    Returns
    -------
    str or None
        ISO date, ``"current_period"``, ``"prior_period"``, or None when it names no period.

    Examples
    --------
    >>> period_of("2022年12月31日"), period_of("年初余额"), period_of("备注")
    ('2022-12-31', 'prior_period', None)
    """
    if isinstance(value, str):
        plain = plain_heading(value)
        for name, words in ((CURRENT, "current_headings"), (PRIOR, "prior_headings")):
            if plain in {plain_heading(word) for word in vocabulary()[words]}:
                return name
    return iso_day(value)


def iso_day(value: Any) -> str | None:
    """Return the day that a cell names as ISO text.

    Parameters
    ----------
    value : object
        A date, yyyymmdd as number or text, a written date, a month or a year (its last day).

    Returns
    -------
    str or None
        ISO date, None when there is no such day.

    Examples
    --------
    >>> iso_day(20221231.0), iso_day("2023/9"), iso_day("FY2024"), iso_day(20221331)
    ('2022-12-31', '2023-09-30', '2024-12-31', None)
    """
    if value is None or value != value:  # noqa: PLR0124  neither NaN nor NaT is itself
        return None
    if isinstance(value, np.datetime64):
        return str(value.astype(type_dates))
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = f"{value:.0f}" if isinstance(value, float) else unicodedata.normalize("NFKC", str(value)).strip()
    bare = re.fullmatch(r"(?:fy)?(\d{4})(?:年|年度)?|(\d{4})(\d{2})(\d{2})", text, re.IGNORECASE)
    if bare:
        year, month, day = (bare[1], "12", "31") if bare[1] else (bare[2], bare[3], bare[4])
    elif written := _DIGITS.match(text):
        year, month, day = written[1], written[2], written[3] or ""
    else:
        return None
    return _checked_day(int(year), int(month), int(day) if day else None)


def _checked_day(year: int, month: int, day: int | None) -> str | None:
    """Return a day as ISO text when there is such a day; the month's end when none is given."""
    try:
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        if day is None:
            end = np.datetime64(f"{year:04d}-{month:02d}", "M") + 1
            return str(end.astype(type_dates) - np.timedelta64(1, "D"))
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
