"""Where the headings stand, below letterheads or over two rows, and what kind of sheet they make."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xlcredit import tables
from xlcredit.ledger.cells import plain
from xlcredit.ledger.mapping import DIRECTIVES, SheetMap, map_columns
from xlcredit.ledger.vocabulary import SheetKind, exact_meanings, meanings, normalise, words
from xlcredit.texts import LANGUAGES, entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.ledger.grid import Grid

SEARCHED_ROWS = 60
OUTPUT_ROWS = 400
LEAST_FIELDS = 2
STATEMENT_ACCOUNTS = 5
ACCOUNT_COLUMNS = 3
READ_KINDS: tuple[SheetKind, ...] = (
    "decisions", "contacts", "insured_limits", "instalment_plans", "payments", "ledger", "customers",
    "rates", "statements",
)  # fmt: skip
"""In the order in which a sheet is held against them."""

_SURE = ("label", "heading", "pinned")
WORD_FOR_WORD: dict[SheetKind, tuple[str, ...]] = {
    "decisions": ("decided_on", "decision_kind"),  # "decision" alone may be a column of a ledger
    "contacts": ("contacted_on",),  # a ledger may have a column for a promise or a reminder
    "insured_limits": ("insured_limit", "limit_from"),  # a customers' sheet has limits, no days
    "instalment_plans": ("agreed_on", "instalment_count"),  # what is agreed, not the schedule that follows
}
"""Headings that make the kind of a sheet, when they stand there word for word."""


class Header(NamedTuple):
    """Headings found on a sheet: their lower row and the text of each column."""

    row: int
    headings: tuple[str, ...]
    known: float


def recognise(grid: Grid, pinned: Mapping[str, str] | None = None) -> SheetMap:
    """Find the headings of a sheet, tell what kind of sheet it is and map its columns.

    Parameters
    ----------
    grid : Grid
        The sheet.
    pinned : mapping of str to str, optional
        Field to heading or column letter, fixed by the user for a ledger sheet.

    Returns
    -------
    SheetMap
        Kind ``"output"`` for a sheet that a refresh writes, ``"other"`` for one that is none of ours to read.

    Notes
    -----
    A ledger has a customer, a date and an amount; payments have a payment date and no invoice or due date;
    customers have one row each and no documents. A pinned sheet is a ledger.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> recognise(
    ...     Grid("S", [["ACME Ltd"], [], ["Customer", "Due date", "Amount"], ["A", "2026-01-05", 5]])
    ... ).kind
    'ledger'
    """
    if _is_output(grid):
        return SheetMap("output", 0, (), {})
    fixed = {name: target for name, target in (pinned or {}).items() if name not in DIRECTIVES}
    told = _map_as(grid, "ledger", fixed) if fixed else None
    if told:
        return told
    for kind in READ_KINDS:
        sheet = _map_as(grid, kind, {})
        if sheet and _is_a(sheet):
            return sheet
    if _has_statement_accounts(grid):
        return SheetMap("statements", 0, tuple(map(_text, grid.rows[0])) if grid.rows else (), {})
    header = find_header(grid, "ledger")
    return SheetMap("other", header.row, header.headings, {}) if header else SheetMap("other", 0, (), {})


def _map_as(grid: Grid, kind: SheetKind, pinned: Mapping[str, str]) -> SheetMap | None:
    """Map a sheet as one kind, None when it has too few known headings."""
    header = find_header(grid, kind, pinned)
    return map_columns(grid, header.row, header.headings, kind, pinned) if header else None


def _is_a(sheet: SheetMap) -> bool:
    """Return whether the fields found make a sheet of its kind."""
    has = sheet.has
    someone = has("customer_id", "customer_name")
    if sheet.kind == "payments":
        dated = has("payment_date") and sheet.places["payment_date"].evidence != "weak"
        named = has("payment_no") and sheet.places["payment_no"].evidence != "weak"
        told = someone or has("document_no")
        return (
            has("payment_date")
            and (dated or named)
            and has("amount")
            and told
            and not _is_dated_ledger(sheet)
        )
    if sheet.kind == "ledger":
        return someone and has("invoice_date", "due_date") and has("amount", "open_amount", "debit_amount")
    if sheet.kind == "customers":
        return someone and bool(set(sheet.places) - {"customer_id", "customer_name", "currency"})
    if sheet.kind in WORD_FOR_WORD:
        return someone and all(
            has(name) and sheet.places[name].evidence in _SURE for name in WORD_FOR_WORD[sheet.kind]
        )
    if sheet.kind == "rates":
        return has("currency") and has("rate")
    return has("account") and has("current_period", "prior_period")


def _is_dated_ledger(sheet: SheetMap) -> bool:
    """Return whether the headings of a would-be payments sheet name an invoice date or a due date."""
    strong = ("label", "heading")
    for heading in sheet.headings:
        found = exact_meanings(heading, "ledger")
        named = any(name in found and found[name].how in strong for name in ("invoice_date", "due_date"))
        # "Transaction date" names either; a heading that also names the payment's date proves nothing.
        if named and "payment_date" not in exact_meanings(heading, "payments"):
            return True
    return False


def find_header(grid: Grid, kind: SheetKind, pinned: Mapping[str, str] | None = None) -> Header | None:
    """Find the row or the two rows of headings of a sheet.

    Parameters
    ----------
    grid : Grid
        The sheet.
    kind : str
        Kind of sheet whose headings are looked for.
    pinned : mapping of str to str, optional
        Field to heading: a row that has the pinned headings is preferred.

    Returns
    -------
    Header or None
        None when no row has two known headings.

    Notes
    -----
    The row with most fields wins, the upper one among equals. Two rows are joined (``Invoice`` over
    ``No.``) when that names more fields than the lower row alone; merged headings reach to the right.
    Misspelt headings are looked for when no row has two known ones.

    Examples
    --------
    >>> from xlcredit.ledger.grid import Grid
    >>> rows = [["Customer", "Invoice", ""], ["", "No.", "Date"], ["A", "1", "2026-01-05"]]
    >>> find_header(Grid("S", rows), "ledger").headings
    ('Customer', 'Invoice No.', 'Invoice Date')
    """
    wanted = frozenset(normalise(target) for target in (pinned or {}).values() if target)
    for lenient in (False, True):
        best = _best_row(grid, kind, wanted, lenient=lenient)
        if best is not None:
            return best
    return None


def _best_row(grid: Grid, kind: SheetKind, wanted: frozenset[str], *, lenient: bool) -> Header | None:
    """Return the best row or pair of rows, None when none has two known headings."""
    best: Header | None = None
    width = max((len(row) for row in grid.rows[:SEARCHED_ROWS]), default=0)
    for index, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        texts = tuple(_text(value) for value in row) + ("",) * (width - len(row))
        if sum(map(bool, texts)) + len(wanted) < LEAST_FIELDS:
            continue
        for candidate in (texts, _joined(grid, index, texts, kind)):
            known = _known(candidate, kind, wanted, lenient=lenient) if candidate else 0.0
            row_index = index if candidate is texts else index + 1
            if candidate and known >= LEAST_FIELDS and (best is None or known > best.known + 0.5):
                best = Header(row_index, candidate, known)
    return best


def _known(texts: Sequence[str], kind: SheetKind, wanted: frozenset[str], *, lenient: bool) -> float:
    """Return how many different fields the texts name; a pinned heading counts for more."""
    fields: set[str] = set()
    pins = 0
    for text in texts:
        if not text:
            continue
        pins += normalise(text) in wanted
        found = meanings(text, kind) if lenient else exact_meanings(text, kind)
        best = max(found, key=lambda name: found[name].score, default="")
        if best and best != "ignored":
            fields.add(best)
    return len(fields) + LEAST_FIELDS * pins


def _joined(grid: Grid, index: int, upper: tuple[str, ...], kind: SheetKind) -> tuple[str, ...] | None:
    """Return the headings of a row joined with the row below, None when that row holds values."""
    if index + 1 >= len(grid.rows):
        return None
    below = grid.rows[index + 1]
    if any(value is not None and not isinstance(value, str) for value in below) or not any(map(_text, below)):
        return None
    lower = tuple(_text(value) for value in below) + ("",) * (len(upper) - len(below))
    if any(any(letter.isdigit() for letter in text) for text in lower) or all(map(bool, upper)):
        return None
    joined, last = [], ""
    for top, bottom in zip(upper, lower, strict=True):
        last = top or (last if bottom else "")
        joined.append(
            bottom if _stands_alone(bottom, kind) else f"{last} {bottom}".strip() if bottom else top
        )
    return tuple(joined)


def _stands_alone(text: str, kind: SheetKind) -> bool:
    """Return whether a lower heading names its field without the one above it."""
    found = exact_meanings(text, kind)
    return any(meaning.how in ("label", "heading") for name, meaning in found.items() if name != "ignored")


def _text(value: Any) -> str:
    """Return a cell's text, ``""`` for anything that is no text."""
    return " ".join(value.split()) if isinstance(value, str) else ""


@cache
def _output_headings() -> tuple[frozenset[str], ...]:
    """Return the headings of every table that a refresh writes, in both languages."""
    return tuple(
        frozenset(normalise(entry(f"labels.{name}")[language]) for name in table.column_names)
        for table in tables.OUTPUT_TABLES
        for language in LANGUAGES
    )


def _is_output(grid: Grid) -> bool:
    """Return whether some row of a sheet has all headings of a table that a refresh writes."""
    fewest = min(map(len, _output_headings()))
    for row in grid.rows[:OUTPUT_ROWS]:
        texts = [value for value in row if isinstance(value, str) and value]
        if len(texts) < fewest:
            continue
        present = frozenset(map(normalise, texts))
        if any(headings <= present for headings in _output_headings()):
            return True
    return False


def _has_statement_accounts(grid: Grid) -> bool:
    """Return whether a row or the first columns of a sheet name the accounts of a financial statement."""
    known = {normalise(word) for word in words()["statement_accounts"]["words"]}
    lines: list[Sequence[Any]] = list(grid.rows[:SEARCHED_ROWS])
    lines += [
        [row[column] for row in grid.rows[:OUTPUT_ROWS] if column < len(row)]
        for column in range(min(ACCOUNT_COLUMNS, grid.width))
    ]
    for line in lines:
        texts = {normalise(plain(value)) for value in line if isinstance(value, str)}
        if len(texts & known) >= STATEMENT_ACCOUNTS:
            return True
    return False
