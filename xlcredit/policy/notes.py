"""What stands beside a policy value: unit, source and effective date, read from the layout of a policy file.

An item is a plain value, or a table with ``value`` or with ``dated`` entries. ``unit``, ``source`` and
``effective_from`` in a section hold for everything below it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from xlcredit.errors import PolicyError

REMARKS = ("unit", "source", "effective_from")


@dataclass(frozen=True)
class Note:
    """Unit, source marks and effective date of one policy item.

    Attributes
    ----------
    unit : str
        Key of the unit; its text is ``policy.units.<unit>``.
    source : str
        Marks separated by blanks (their texts are ``policy.sources.<mark>``), or free words.
    effective_from : datetime.date or None
        Date the value applies from.
    """

    unit: str = "word"
    source: str = ""
    effective_from: date | None = None


def _noted(note: Note, table: dict[str, Any], path: str) -> Note:
    """Lay a table's own remarks over those it inherits."""
    own = {name: table[name] for name in REMARKS if name in table}
    if "effective_from" in own:
        own["effective_from"] = _as_date(own["effective_from"], f"{path}.effective_from")
    return replace(note, **own)


def dated_by_name(note: Note, path: str) -> Note:
    """Return a note with its effective date, where the item is named by the day it applies from.

    Parameters
    ----------
    note : Note
        What stands beside the item otherwise.
    path : str
        Dotted path of the item.

    Returns
    -------
    Note
        With the day as its effective date; the note itself for any other name.

    Examples
    --------
    >>> dated_by_name(Note(), "rates.2026-07-01").effective_from
    datetime.date(2026, 7, 1)
    """
    try:
        return replace(note, effective_from=date.fromisoformat(path.rpartition(".")[2]))
    except ValueError:
        return note


def _as_date(value: Any, path: str) -> date:
    """Return a date, or say where none stands."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise PolicyError("policy.not_a_date", path=path, got=value)


def in_force(entries: list[dict[str, Any]], as_of: date | None, path: str) -> dict[str, Any]:
    """Return the dated entry that applies at a date, the newest one when no date is given.

    Parameters
    ----------
    entries : list of dict
        Each with ``effective_from`` and ``value``.
    as_of : datetime.date or None
        The date.
    path : str
        Where the entries stand, for the message.

    Returns
    -------
    dict
        The entry with the latest effective date not after `as_of`.

    Raises
    ------
    PolicyError
        When an entry lacks its date or value, or none applies yet at `as_of`.

    Examples
    --------
    >>> entries = [
    ...     {"effective_from": date(2024, 1, 1), "value": 1},
    ...     {"effective_from": date(2026, 1, 1), "value": 2},
    ... ]
    >>> in_force(entries, date(2025, 6, 30), "x")["value"]
    1
    """
    for entry in entries:
        if "effective_from" not in entry or "value" not in entry:
            raise PolicyError("policy.dated_incomplete", path=path)
    dated = sorted(entries, key=lambda entry: _as_date(entry["effective_from"], path))
    known = [entry for entry in dated if as_of is None or _as_date(entry["effective_from"], path) <= as_of]
    if not known:
        raise PolicyError("policy.not_yet_in_force", path=path, as_of=as_of)
    return known[-1]


def read_layout(layout: dict[str, Any], as_of: date | None = None) -> tuple[dict[str, Any], dict[str, Note]]:
    """Split the layout of a policy file into bare values and the notes beside them.

    Parameters
    ----------
    layout : dict
        A policy file as read, with an optional ``units`` table.
    as_of : datetime.date, optional
        Date that dated items are read at; their newest entry when None.

    Returns
    -------
    values : dict
        Nested values without remarks.
    notes : dict of str to Note
        By dotted path of the item.

    Raises
    ------
    PolicyError
        When a dated item has no entry in force, or a remark is malformed.

    Examples
    --------
    >>> values, notes = read_layout(
    ...     {"dso": {"source": "X", "window_months": {"value": 12, "unit": "months"}}}
    ... )
    >>> values, notes["dso.window_months"].unit
    ({'dso': {'window_months': 12}}, 'months')
    """
    units: dict[str, str] = layout.get("units", {})
    notes: dict[str, Note] = {}
    whole = layout.get("meta", {}).get("effective_from")
    start = Note(effective_from=_as_date(whole, "meta.effective_from") if whole is not None else None)

    def walk(table: dict[str, Any], path: str, note: Note) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, found in table.items():
            if name in REMARKS and path != "meta":
                continue
            here = f"{path}.{name}" if path else name
            inherited = dated_by_name(replace(note, unit=units.get(name, note.unit)), here)
            values[name] = read(found, here, inherited)
        return values

    def read(found: Any, path: str, note: Note) -> Any:
        if not isinstance(found, dict):
            notes[path] = note
            return found
        if "dated" in found:
            entry = in_force(found["dated"], as_of, path)
            notes[path] = _noted(_noted(note, found, path), entry, path)
            return entry["value"]
        note = _noted(note, found, path) if path != "meta" else note
        if "value" in found:
            notes[path] = note
            return found["value"]
        return walk(found, path, note)

    return walk({name: found for name, found in layout.items() if name != "units"}, "", start), notes
