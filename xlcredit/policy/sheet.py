"""The policy as rows of the Policy sheet, and back: what the sheet says wins over the default."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from xlcredit.errors import PolicyError
from xlcredit.policy.loading import (
    OWN_SOURCE,
    REMOVED,
    base_note,
    default_policy,
    flatten,
    is_open,
    nearest,
    overlay,
)
from xlcredit.policy.notes import Note
from xlcredit.texts import Language, current_language, entry, say, topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlcredit.policy.records import Policy


WHAT_IF_COLUMN = 6
EXCEL_ERROR = re.compile(r"^#[A-Z/0!?_]+$|^#N/A$")


def policy_rows(policy: Policy, language: Language | None = None) -> list[list[Any]]:
    """Return a policy as the rows of the Policy table.

    Parameters
    ----------
    policy : Policy
        The policy.
    language : {"en", "zh"}, optional
        Language of label, unit and source; the current one when None.

    Returns
    -------
    list of list
        One row per value: path, label, value, unit, source, effective from, and a blank for the what-if. A
        list takes one row per entry, numbered from 1; an entry that only the default has reads "none" (无),
        in a list and in an open table.

    Examples
    --------
    >>> rows = policy_rows(default_policy(), "en")
    >>> [row[:3] for row in rows if row[0] == "aging.edges.1"]
    [['aging.edges.1', 'Aging › edge 1', 30]]
    """
    rows: list[list[Any]] = []
    default, values = _items(default_policy()), _items(policy)
    removed = REMOVED[language or current_language()]
    for path in _in_order(default, values):
        value = values.get(path, removed)
        note = _note(policy, path, value)
        unit = say(f"policy.units.{note.unit}", language)
        source = source_text(note.source, language)
        for place, single in _entries(path, value, default.get(path), removed):
            label = item_label(place, language)
            rows.append([place, label, single, unit, source, note.effective_from, None])
    return rows


def _items(policy: Policy) -> dict[str, Any]:
    """Return path and value of every item; the points table of a fitted card has a sheet of its own."""
    return flatten(policy.model_dump(exclude={"points_table"}))


def _in_order(default: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """Return the paths of the default, each new entry of an open table after its neighbours."""
    paths = list(default)
    for path in values:
        if path not in default:
            paths.insert(_place_of_new(paths, path), path)
    return paths


def _place_of_new(paths: Sequence[str], path: str) -> int:
    """Return the place after the last path that shares the most sections with a new one."""
    section = path
    while "." in section:
        section = section.rpartition(".")[0]
        near = [place for place, known in enumerate(paths) if known.startswith(f"{section}.")]
        if near:
            return near[-1] + 1
    return len(paths)


def _note(policy: Policy, path: str, value: Any) -> Note:
    """Return the note of an item; one that the file leaves at its default shares those of its neighbours."""
    if path in policy.notes:
        return policy.notes[path]
    section = path.rpartition(".")[0] + "."
    neighbours = [note for known, note in policy.notes.items() if known.startswith(section)]
    near = neighbours[0] if neighbours else Note()
    return Note("yes_no" if isinstance(value, bool) else near.unit, near.source, near.effective_from)


def _entries(path: str, value: Any, default: Any, removed: str) -> list[tuple[str, Any]]:
    """Return a list as numbered entries, those of the default alone as removed; anything else as itself."""
    if not isinstance(value, list | tuple):
        return [(path, value)]
    padded = [*value, *[removed] * (len(default) - len(value))]
    return [(f"{path}.{number}", single) for number, single in enumerate(padded, 1)]


def item_label(path: str, language: Language | None = None) -> str:
    """Return a path in words.

    Parameters
    ----------
    path : str
        Dotted path of an item.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its parts in words; grade letters and numbers as they are.

    Examples
    --------
    >>> item_label("scorecard.finance.debt_ratio.edges.2", "zh")
    '评分卡 › 财务 › 资产负债率 › 分界值 2'
    """
    words, factors = topic("policy")["words"], topic("policy")["factors"]
    parts = []
    for part in path.split("."):
        if part in factors:
            parts.append(say(f"policy.factors.{part}", language))
        elif part in words:
            parts.append(say(f"policy.words.{part}", language))
        elif part.isdigit() and parts:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return " › ".join(parts)


def source_text(marks: str, language: Language | None = None) -> str:
    """Return the full text of source marks; free words stay as they are.

    Parameters
    ----------
    marks : str
        Marks of the policy file separated by blanks, or free words.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Their texts, joined by semicolons.

    Examples
    --------
    >>> source_text("OWN", "en"), source_text("board minutes of May", "en")
    ('own value', 'board minutes of May')
    """
    known = topic("policy")["sources"]
    words = marks.split()
    if not words or any(word not in known for word in words):
        return marks
    return say("policy.join", language).join(say(f"policy.sources.{word}", language) for word in words)


def policy_from_rows(
    rows: Iterable[Sequence[Any]], base: Policy | None = None, *, first_row: int = 1
) -> Policy:
    """Return the policy that the rows of a Policy sheet describe; the sheet wins over the base.

    Parameters
    ----------
    rows : iterable of sequence
        Rows as `policy_rows` writes them, without the heading; a blank value, and an item that has no row,
        keeps the base. The word "none" (无) takes an entry out of a list or an open table; a path that an
        open table does not have yet adds an entry (a dunning stage, a dated rate).
    base : Policy, optional
        What the sheet is laid over; the default policy when None.
    first_row : int, optional
        Sheet row of the first of them, for the messages.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    PolicyError
        When a path is unknown or stands twice, a list has a gap, a cell holds an Excel error, or a value
        is not accepted; the row is named.

    Examples
    --------
    >>> policy_from_rows([["aging.edges.4", "", 180]]).aging.edges
    (30, 60, 90, 180)
    """
    start = base if base is not None else default_policy()
    values = _items(start)
    given = _given(rows, start, values, first_row)
    changes: dict[str, Any] = {}
    notes: dict[str, Note] = {}
    for path, entries in given.items():
        old = values.get(path)
        changes[path] = _listed(path, old, entries) if isinstance(old, list | tuple) else entries[0][1]
        if not _same(old, changes[path]):
            notes[path] = _own_note(base_note(start, path), next(iter(entries.values()))[2])
    try:
        return overlay(start, changes, notes)
    except PolicyError as fault:
        raise _with_row(fault, given) from fault


def _given(
    rows: Iterable[Sequence[Any]], start: Policy, values: Mapping[str, Any], first_row: int
) -> dict[str, dict[int, tuple[int, Any, Sequence[Any]]]]:
    """Return what the sheet says: path to entry number (0: a single value) to row number, value, row."""
    given: dict[str, dict[int, tuple[int, Any, Sequence[Any]]]] = {}
    for number, row in enumerate(rows, first_row):
        path, value = str(_cell(row, 0) or "").strip(), _cell(row, 2)
        if not path:
            continue
        takes_new = is_open(start, path)
        item, place = (path, 0) if takes_new else _item_of(path, values, number)
        if isinstance(value, str) and EXCEL_ERROR.match(value.strip()):
            raise PolicyError("policy.row_error", row=number, path=path, got=value)
        if place in given.get(item, {}):
            raise PolicyError("policy.row_twice", row=number, path=path)
        if takes_new and value is None and path not in values and _cell(row, WHAT_IF_COLUMN) is None:
            raise PolicyError("policy.row_blank", row=number, path=path)
        if value is not None:
            is_removable = takes_new or place > 0
            given.setdefault(item, {})[place] = (number, _plain(value, is_removable=is_removable), row)
    return given


def _item_of(path: str, values: Mapping[str, Any], row: int) -> tuple[str, int]:
    """Split a row's path into the item and the number in its list, 0 for a single value."""
    if path in values and not isinstance(values[path], list | tuple):
        return path, 0
    item, _, number = path.rpartition(".")
    if isinstance(values.get(item), list | tuple) and number.isdigit() and int(number) > 0:
        return item, int(number)
    raise PolicyError("policy.row_unknown", row=row, path=path, near=nearest(path, values))


def _cell(row: Sequence[Any], place: int) -> Any:
    """Return a cell of a row; missing, empty, blank text and not-a-number are None."""
    value = row[place] if len(row) > place else None
    if isinstance(value, str) and not value.strip():
        return None
    return None if isinstance(value, float) and math.isnan(value) else value


def _plain(value: Any, *, is_removable: bool) -> Any:
    """Return a cell's value as the policy means it: a moment is its day, text loses its edges."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        word = value.strip()
        return None if is_removable and word.lower() in REMOVED.values() else word
    return value


def _listed(
    path: str, old: Sequence[Any], entries: Mapping[int, tuple[int, Any, Sequence[Any]]]
) -> list[Any]:
    """Return a list with the sheet's entries laid over the old ones; None takes one out."""
    listed = list(old)
    for number in sorted(entries):
        row, value, _ = entries[number]
        if number > len(listed) + 1:
            raise PolicyError("policy.row_gap", row=row, path=f"{path}.{number}")
        listed[number - 1 : number] = [value]
    return [value for value in listed if value is not None]


def _same(old: Any, new: Any) -> bool:
    """Compare an item before and after."""
    return list(old) == list(new) if isinstance(old, list | tuple) else bool(old == new)


def _own_note(base: Note | None, row: Sequence[Any]) -> Note:
    """Return the note of a changed item: the sheet's source, unless it is still the one of the old value."""
    unit = base.unit if base is not None else "word"
    source = str(_cell(row, 4) or "")
    known = (
        {
            source_text(base.source, "en"),
            source_text(base.source, "zh"),
            *entry("policy.sources.OWN").values(),
        }
        if base
        else set()
    )
    effective = _cell(row, 5)
    day = effective.date() if isinstance(effective, datetime) else effective
    own_day = day if isinstance(day, date) and (base is None or day != base.effective_from) else None
    return Note(unit, OWN_SOURCE if not source or source in known else source, own_day)


def _with_row(
    fault: PolicyError, given: Mapping[str, Mapping[int, tuple[int, Any, Sequence[Any]]]]
) -> PolicyError:
    """Name the row behind a fault, where the path leads to one."""
    path = str(fault.fields.get("path", ""))
    for item, entries in given.items():
        if path == item or path.startswith(f"{item}.") or item.startswith(f"{path}."):
            row = min(number for number, _, _ in entries.values())
            tail = path.rpartition(".")[2]
            if tail.isdigit() and int(tail) in entries:
                row = entries[int(tail)][0]
            return RowError("policy.row_wrong", row=row, problem=fault)
    section = path.rpartition(".")[0]
    others = (f"{section}.{fault.fields.get(name)}" for name in ("milder", "first"))
    other = next((given[item] for item in others if item in given), None)
    if other is not None:
        return RowError("policy.row_wrong", row=next(iter(other.values()))[0], problem=fault)
    return fault


class RowError(PolicyError):
    """A policy fault that knows its row; its problem is said in the language asked for."""

    def text(self, language: Language | None = None) -> str:
        """Return row and problem in one language."""
        problem = self.fields["problem"]
        said = problem.text(language) if isinstance(problem, PolicyError) else str(problem)
        return say(self.key, language, row=self.fields["row"], problem=said)
