"""A column of amount cells as numbers; the decimal mark is decided for the column, with evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from xlcredit.ledger.cells import BLANK, ERROR, NEVER_CALCULATED, NUMBER, TEXT, Cells, plain
from xlcredit.ledger.currencies import currency_of, shared_sign
from xlcredit.ledger.dates import is_blank_word

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mark = Literal[".", ",", ""]
MarkEvidence = Literal["none", "pinned", "seen", "assumed", "mixed"]

FINE, MISSING, UNREADABLE, EXCEL_ERROR, PERCENT, UNCALCULATED = range(6)
"""What became of each cell."""

PROBLEM_CODES = {
    MISSING: "amount_missing",
    UNREADABLE: "amount_unreadable",
    EXCEL_ERROR: "amount_error",
    PERCENT: "amount_percent",
    UNCALCULATED: "amount_uncalculated",
}

GROUP = 3
# Whole columns of one usual form, checked in one go (possessive: a million rows need no backtracking).
_PLAIN = re.compile(r"(?:-?\d+(?:\.\d+)?\n)*+")
_POINT = re.compile(r"(?:-?\d{1,3}(?:,\d{3})*+(?:\.\d{1,2})?\n)*+")
_COMMA = re.compile(r"(?:-?\d{1,3}(?:\.\d{3})*+(?:,\d{1,2})?\n)*+")
_SURE_POINT, _SURE_COMMA = re.compile(r"\.(?:\d{1,2}|\d{4,})\n"), re.compile(r",\d{1,2}\n")
_CORE = re.compile(r"([^\d.,]*)([.,]?\d[\d.,'’\s_]*)(\D*)", re.DOTALL)
_SPACED = re.compile(r"\d{1,3}(?:[\s'’_]\d{3})+(?:[.,]\d*)?|\d+(?:[.,]\d*)?")
_MINUS = frozenset("-−–‐‑△▲")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_UNITS = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百万": 1_000_000}
_SIDES = {"cr": -1, "dr": 1, "贷": -1, "借": 1, "credit": -1, "debit": 1}


class _Text(NamedTuple):
    """One text amount taken apart."""

    problem: int
    digits: str = ""
    mark: str = ""
    """Decimal mark that the text proves, ``?`` plus the separator in doubt, ``""`` without any."""
    factor: int = 1
    currency: str = ""


@dataclass(frozen=True)
class Amounts:
    """A column of amounts.

    Attributes
    ----------
    numbers : ndarray of float64, shape (n,)
        Amounts as they stand on the sheet; NaN where there is none.
    problems : ndarray of int8, shape (n,)
        One of the constants of this module per cell.
    currencies : ndarray of object, shape (n,)
        Currency written inside the cell, ``""`` where none is.
    mark : {".", ",", ""}
        Decimal mark of the text amounts; ``""`` when no text has one.
    evidence : str
        What decided it: ``seen`` in other cells, ``assumed``, ``mixed`` when cells disagree.
    doubtful : int
        Number of cells that could be read in two ways.
    first_doubtful : int
        Row of the first of them, -1 without one.
    shared_signs : tuple of str
        Signs met that several currencies share.
    """

    numbers: NDArray[np.float64]
    problems: NDArray[np.int8]
    currencies: NDArray[np.object_]
    mark: Mark
    evidence: MarkEvidence
    doubtful: int
    first_doubtful: int
    shared_signs: tuple[str, ...] = ()


def read_amounts(cells: Cells, mark: Mark = "", default_currency: str = "") -> Amounts:
    """Read a column of amounts.

    Parameters
    ----------
    cells : Cells
        Numbers, and texts with separators of any locale, signs on either side, parentheses, CR and DR,
        currency signs and codes, 万 and 亿.
    mark : {".", ",", ""}
        Decimal mark the user has fixed, or that a neighbouring column proves.
    default_currency : str
        Currency that a shared sign such as $ stands for when it can.

    Returns
    -------
    Amounts
        Values with the sign of the sheet.

    Notes
    -----
    A text such as ``1,234`` has two readings. The column decides: cells that prove a decimal mark, else three
    digits after a single separator are thousands (money seldom has three decimals), and that is said.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_amounts(cells_of(["1.234,56", "(99,00)", "1.000", "12-", 7])).numbers.tolist()
    [1234.56, -99.0, 1000.0, -12.0, 7.0]
    """
    values = cells.numbers()
    problems = np.where(cells.kinds == NUMBER, FINE, UNREADABLE).astype(np.int8)
    problems[cells.kinds == BLANK] = MISSING
    errors = np.flatnonzero(cells.kinds == ERROR)
    problems[errors] = [UNCALCULATED if v == NEVER_CALCULATED else EXCEL_ERROR for v in cells.raw[errors]]
    no_currency = np.full(len(cells), "", dtype=object)
    quick = None if mark else _plain_numbers(cells)
    if quick is not None:
        values[cells.text_rows] = quick[0][cells.text_codes]
        problems[cells.kinds == TEXT] = FINE
        return Amounts(values, problems, no_currency, quick[1], "seen" if quick[1] else "none", 0, -1)
    read = [_take_apart(plain(text), default_currency) for text in cells.texts]
    chosen, evidence = _decide_mark(read, cells, mark)
    numbers = np.array([_value(text, chosen) for text in read], dtype=np.float64)
    problems[cells.text_rows] = np.array([text.problem for text in read], dtype=np.int8)[cells.text_codes]
    values[cells.text_rows] = numbers[cells.text_codes]
    in_cell = cells.spread(np.array([text.currency for text in read], dtype=object), "")
    doubtful = cells.text_rows[np.array([text.mark.startswith("?") for text in read])[cells.text_codes]]
    signs = {sign for text in cells.texts for sign in ("$", "¥") if sign in plain(text) and shared_sign(sign)}
    return Amounts(
        values, problems, in_cell, chosen, evidence,
        len(doubtful), int(doubtful[0]) if len(doubtful) else -1,
        tuple(sorted(signs)) if any(text.currency for text in read) else (),
    )  # fmt: skip


def _plain_numbers(cells: Cells) -> tuple[NDArray[np.float64], Mark] | None:
    """Return the distinct texts as numbers with their mark when all are plain and none in doubt."""
    texts = [text.strip() for text in cells.texts]
    if not texts:
        return np.empty(0), ""
    joined = "\n".join([*texts, ""])
    if _PLAIN.fullmatch(joined) and ("." not in joined or _SURE_POINT.search(joined)):
        return np.array(list(map(float, texts))), "."
    if _POINT.fullmatch(joined) and _SURE_POINT.search(joined):
        return np.array([float(text.replace(",", "")) for text in texts]), "."
    if _COMMA.fullmatch(joined) and _SURE_COMMA.search(joined):
        return np.array([float(text.replace(".", "").replace(",", ".")) for text in texts]), ","
    return None


def _take_apart(text: str, default_currency: str) -> _Text:
    """Take one text amount apart; what is no amount is unreadable."""
    if is_blank_word(text):
        return _Text(MISSING)
    if "%" in text or "‰" in text:
        return _Text(PERCENT)
    found = _CORE.fullmatch(text)
    if not found:
        return _Text(UNREADABLE)
    before, core, after = found.groups()
    spaced = core.rstrip()
    if not _SPACED.fullmatch(spaced.replace(".", "").replace(",", "")) and not _SPACED.fullmatch(spaced):
        return _Text(UNREADABLE)
    around = _read_around(before, after, default_currency)
    digits = re.sub(r"[\s'’_]", "", spaced)
    mark = _proven_mark(digits, has_groups=digits != spaced)
    if around is None or mark is None:
        return _Text(UNREADABLE)
    return _Text(FINE, digits, mark, around[0], around[1])


def _read_around(before: str, after: str, default_currency: str) -> tuple[int, str] | None:
    """Return factor and currency of what stands around the digits; None when it is no part of an amount."""
    factor, currency = 1, ""
    if ("(" in before) != (")" in after):
        return None
    if any(sign in _MINUS for sign in before + after) or "(" in before:
        factor = -1
    for side in (before, after):
        rest = "".join(sign for sign in side if sign not in _MINUS and sign not in "()+").strip()
        for word in _words_around(rest):
            if word.casefold().rstrip(".") in _SIDES:
                factor *= _SIDES[word.casefold().rstrip(".")]
            elif word in _UNITS:
                factor *= _UNITS[word]
            elif code := currency_of(word, default_currency):
                currency = code
            else:
                return None
    return factor, currency


def _words_around(rest: str) -> list[str]:
    """Split what stands on one side of the digits into words; 万 and 亿 stand apart from a currency."""
    found: list[str] = []
    for word in rest.split():
        unit = next((unit for unit in ("百万", "万", "亿", "千") if word.startswith(unit)), "")
        found += [part for part in (unit, word.removeprefix(unit)) if part]
    return found


def _proven_mark(digits: str, *, has_groups: bool) -> str | None:
    """Return the decimal mark a text proves, ``?`` and its separator in doubt, None for no number."""
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        mark = max(".,", key=digits.rfind)
        return mark if digits.count(mark) == 1 and _is_grouped(digits, mark) else None
    separator = "." if dots else ","
    other = "," if dots else "."
    if dots + commas > 1:
        return other if _is_grouped(digits, other) and not has_groups else None
    whole, _, fraction = digits.partition(separator)
    if len(fraction) != GROUP or not 1 <= len(whole) <= GROUP or whole.startswith("0") or has_groups:
        return separator
    return "?" + separator


def _is_grouped(digits: str, mark: str) -> bool:
    """Return whether the digits before a decimal mark stand in groups of thousands (or of lakhs)."""
    whole = digits.partition(mark)[0].replace(".", ",")
    return bool(_GROUPED.fullmatch(whole))


def _decide_mark(read: list[_Text], cells: Cells, pinned: Mark) -> tuple[Mark, MarkEvidence]:
    """Decide the decimal mark of a column from the cells that prove one."""
    if pinned:
        return pinned, "pinned"
    weights = np.bincount(cells.text_codes, minlength=len(read)) if len(read) else np.empty(0)
    votes = {
        mark: sum(int(n) for text, n in zip(read, weights, strict=True) if text.mark == mark)
        for mark in (".", ",")
    }
    doubtful = any(text.mark.startswith("?") for text in read)
    if votes["."] and votes[","]:
        return ("." if votes["."] >= votes[","] else ","), "mixed"
    if votes["."] or votes[","]:
        return ("." if votes["."] else ","), "seen"
    return "", "assumed" if doubtful else "none"


def _value(text: _Text, column_mark: Mark) -> float:
    """Return the amount of one text, NaN when it is none."""
    if text.problem != FINE:
        return float("nan")
    mark = column_mark if text.mark.startswith("?") else text.mark
    thousands = {".": ",", ",": "."}.get(mark, ".,")
    digits = "".join(letter for letter in text.digits if letter not in thousands)
    return float(Decimal(digits.replace(mark, ".") if mark else digits) * text.factor)
