"""The words of ledgers, in English and Chinese: what a heading can mean and what the words in cells mean."""

from __future__ import annotations

import re
import tomllib
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from xlcredit import tables
from xlcredit.ledger.cells import plain
from xlcredit.texts import LANGUAGES, entry

SheetKind = Literal[
    "ledger", "payments", "customers", "rates", "statements", "decisions", "contacts", "insured_limits",
    "instalment_plans", "output", "other",
]  # fmt: skip
How = Literal["label", "heading", "part", "spelling", "weak", "pinned"]

LABEL_SCORE, STRONG_SCORE, WEAK_SCORE = 1.05, 1.0, 0.62
RANK_STEP = 0.002
PART_WEIGHT = 0.85
PART_LEAST = 0.7
SPELLING_LEAST = 0.86
SPELLING_LETTERS = 5
SPELLING_WEIGHT = 0.95
LONGEST_HEADING = 60
CACHED_HEADINGS = 8192

LEDGER_EXTRA = ("paid_date", "paid_amount", "status", "terms_days", "group_id")
SHARED_FIELDS = {
    "payments": ("customer_id", "customer_name", "document_no", "currency"),
    "customers": ("customer_id", "customer_name", "group_id", "terms_days"),
    "decisions": ("customer_id",),
    "contacts": ("customer_id",),
    "insured_limits": ("customer_id",),
    "instalment_plans": ("customer_id", "document_no", "currency"),
}

_BRACKETED = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_CJK_GAP = re.compile(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿])")
_CJK = re.compile(r"[㐀-鿿]")


class Meaning(NamedTuple):
    """What a heading may stand for.

    Attributes
    ----------
    score : float
        How sure the words alone make it; 1 is a heading of the vocabulary.
    how : str
        By which road it was found.
    """

    score: float
    how: How


@cache
def words() -> dict[str, Any]:
    """Return the vocabulary file.

    Returns
    -------
    dict
        Its tables as they stand there.

    Examples
    --------
    >>> words()["status"]["paid"][0]
    'paid'
    """
    text = files("xlcredit.texts").joinpath("headers.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def word_lookup(section: str) -> dict[str, str]:
    """Return the words of one section, each with the name of its list.

    Parameters
    ----------
    section : str
        Table of the vocabulary file, for instance ``"status"``.

    Returns
    -------
    dict
        Word, as `normalise` writes it, to list name; the first list wins.

    Examples
    --------
    >>> word_lookup("status")["partially paid"], word_lookup("document_types")["红字发票"]
    ('part_paid', 'credit_note')
    """
    found: dict[str, str] = {}
    for name, listed in words()[section].items():
        for word in listed:
            found.setdefault(normalise(word) or plain(word).casefold(), name)
    return found


@lru_cache(maxsize=CACHED_HEADINGS)
def normalise(heading: str) -> str:
    """Return a heading in the form that the vocabulary is compared in.

    Parameters
    ----------
    heading : str
        Heading as it stands in a cell.

    Returns
    -------
    str
        Lower case, full-width narrowed, punctuation and bracketed units gone, Chinese without gaps.

    Examples
    --------
    >>> (
    ...     normalise("  Invoice_No. "),
    ...     normalise("InvoiceDate"),
    ...     normalise("金 额（元）"),
    ...     normalise("Invoice #"),
    ... )
    ('invoice no', 'invoice date', '金额', 'invoice no')
    """
    text = plain(heading).replace("#", " no ")
    outside = _BRACKETED.sub(" ", text)
    if not outside.strip():
        outside = text
    spaced = _NOT_WORD.sub(" ", _CAMEL.sub(" ", outside)).strip().casefold()
    return _without_currency(_CJK_GAP.sub("", spaced))


@cache
def currency_codes() -> frozenset[str]:
    """Return the currency codes of ISO 4217 in use.

    Returns
    -------
    frozenset of str
        Three capital letters each.
    """
    return frozenset(words()["currency_codes"]["codes"].split())


def _without_currency(spaced: str) -> str:
    """Drop a currency code that stands at either end of a heading of several words."""
    parts = spaced.split(" ")
    if len(parts) > 1 and parts[-1].upper() in currency_codes():
        parts = parts[:-1]
    if len(parts) > 1 and parts[0].upper() in currency_codes() and parts[0] != "all":
        parts = parts[1:]
    return " ".join(parts)


@cache
def vocabulary(kind: SheetKind) -> dict[str, dict[str, Meaning]]:
    """Return every known heading of one kind of sheet.

    Parameters
    ----------
    kind : str
        ``"ledger"``, ``"payments"``, ``"customers"``, ``"rates"``, ``"statements"``, ``"decisions"``,
        ``"contacts"``, ``"insured_limits"`` or ``"instalment_plans"``.

    Returns
    -------
    dict
        Normalised heading to field to meaning.

    Examples
    --------
    >>> sorted(vocabulary("ledger")["到期日"])
    ['due_date']
    """
    found: dict[str, dict[str, Meaning]] = {}
    for field, lists in _lists(kind).items():
        for column in ("en", "zh"):
            for rank, heading in enumerate(lists.get(column, ())):
                _add(found, heading, field, Meaning(STRONG_SCORE - rank * RANK_STEP, "heading"))
        for rank, heading in enumerate(lists.get("weak", ())):
            _add(found, heading, field, Meaning(WEAK_SCORE - rank * RANK_STEP, "weak"))
    for field in _labelled(kind):
        for language in LANGUAGES:
            _add(found, entry(f"labels.{field}")[language], field, Meaning(LABEL_SCORE, "label"))
    return found


def _add(found: dict[str, dict[str, Meaning]], heading: str, field: str, meaning: Meaning) -> None:
    """Enter a heading, keeping the better meaning when it is there already."""
    fields = found.setdefault(normalise(heading), {})
    if field not in fields or fields[field].score < meaning.score:
        fields[field] = meaning


def _lists(kind: SheetKind) -> dict[str, dict[str, list[str]]]:
    """Return the word lists of each field of a kind of sheet."""
    book = words()
    if kind == "ledger":
        return dict(book["fields"])
    lists = {field: book["fields"][field] for field in SHARED_FIELDS.get(kind, ())}
    lists.update(book[kind])
    return lists


def _labelled(kind: SheetKind) -> tuple[str, ...]:
    """Return the fields whose headings in our own workbooks are known."""
    own = tables.TABLES[kind].column_names
    return own + LEDGER_EXTRA if kind == "ledger" else own


@lru_cache(maxsize=CACHED_HEADINGS)
def meanings(heading: str, kind: SheetKind) -> dict[str, Meaning]:
    """Return what a heading may stand for on a kind of sheet, by its words.

    Parameters
    ----------
    heading : str
        Heading as it stands in the cell.
    kind : str
        Kind of sheet.

    Returns
    -------
    dict
        Field to meaning; empty when no word is known.

    Examples
    --------
    >>> meanings("Comapany", "ledger")["customer_name"].how
    'spelling'
    """
    known = vocabulary(kind)
    wanted = normalise(heading)
    if not wanted or len(wanted) > LONGEST_HEADING:
        return {}
    if wanted in known:
        return known[wanted]
    return _parts(wanted, known) or _misspelt(wanted, known)


@lru_cache(maxsize=CACHED_HEADINGS)
def exact_meanings(heading: str, kind: SheetKind) -> dict[str, Meaning]:
    """Return what a heading stands for when the vocabulary has it word for word or nearly so.

    Parameters
    ----------
    heading : str
        Heading as it stands in the cell.
    kind : str
        Kind of sheet.

    Returns
    -------
    dict
        Field to meaning.
    """
    known = vocabulary(kind)
    wanted = normalise(heading)
    if not wanted or len(wanted) > LONGEST_HEADING:
        return {}
    return known.get(wanted) or _parts(wanted, known)


def _parts(wanted: str, known: dict[str, dict[str, Meaning]]) -> dict[str, Meaning]:
    """Find known headings inside a longer one."""
    if _CJK.search(wanted):
        pieces = [word for word in known if len(word) > 1 and _CJK.search(word) and word in wanted]
    else:
        tokens = wanted.split(" ")
        spans = [(i, j) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)]
        pieces = [
            piece
            for i, j in spans
            if (piece := " ".join(tokens[i:j])) in known and (i, j) != (0, len(tokens))
        ]
    found: dict[str, Meaning] = {}
    for piece in pieces:
        for field, meaning in known[piece].items():
            score = meaning.score * _part_weight(wanted, piece)
            if score >= PART_LEAST * meaning.score and score > found.get(field, Meaning(0, "part")).score:
                found[field] = Meaning(score, "weak" if meaning.how == "weak" else "part")
    return found


def _part_weight(wanted: str, piece: str) -> float:
    """Return how much of a heading a known one inside it accounts for."""
    rest = wanted.replace(piece, " ", 1)
    for filler in words()["fillers"]["words"]:
        rest = rest.replace(filler, " ") if _CJK.search(filler) else re.sub(rf"\b{filler}\b", " ", rest)
    if not rest.strip():
        return PART_WEIGHT
    return PART_WEIGHT * float((len(piece) / len(wanted)) ** 0.5)


def _misspelt(wanted: str, known: dict[str, dict[str, Meaning]]) -> dict[str, Meaning]:
    """Find the known headings that a misspelt one is nearest to."""
    if len(wanted) < SPELLING_LETTERS or _CJK.search(wanted):
        return {}
    best: dict[str, Meaning] = {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for word, fields in known.items():
        matcher.set_seq1(word)
        if matcher.real_quick_ratio() < SPELLING_LEAST or matcher.quick_ratio() < SPELLING_LEAST:
            continue
        ratio = matcher.ratio()
        for field, meaning in fields.items() if ratio >= SPELLING_LEAST else ():
            score = meaning.score * ratio * SPELLING_WEIGHT
            if score > best.get(field, Meaning(0, "spelling")).score:
                best[field] = Meaning(score, "spelling")
    return best
