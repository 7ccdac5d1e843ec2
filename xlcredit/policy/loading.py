"""The default policy, a policy file, and a policy laid over another."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from xlcredit.errors import PolicyError
from xlcredit.policy.notes import Note, dated_by_name, read_layout
from xlcredit.policy.protection import OFFER_FIELDS, OFFER_UNITS
from xlcredit.policy.records import Policy
from xlcredit.policy.stress import SHOCK_UNITS, SHOCKS
from xlcredit.texts import Language  # noqa: TC001  an annotation at the top of the module

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pydantic_core import ErrorDetails

OWN_SOURCE = "OWN"
REMOVED: dict[Language, str] = {"en": "none", "zh": "无"}  # takes an entry of a list or an open table out
RECORD_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"stress.scenarios": SHOCKS, **OFFER_FIELDS})
"""Open tables whose entries are tables themselves, and what such an entry may name."""
RECORD_TABLES = frozenset(RECORD_FIELDS)
_FIELD_UNITS: Mapping[str, str] = MappingProxyType({**SHOCK_UNITS, **OFFER_UNITS})

# What pydantic calls a fault, and the text that says it.
_FAULTS = {
    "extra_forbidden": "policy.unknown_item",
    "missing": "policy.item_missing",
    "literal_error": "policy.not_one_of",
    "bool_type": "policy.not_yes_no",
    "bool_parsing": "policy.not_yes_no",
    "policy.flag_for_number": "policy.not_a_number",
    "float_type": "policy.not_a_number",
    "float_parsing": "policy.not_a_number",
    "finite_number": "policy.not_a_number",
    "int_type": "policy.not_a_number",
    "int_parsing": "policy.not_a_number",
    "int_from_float": "policy.not_whole",
    "greater_than_equal": "policy.too_small",
    "greater_than": "policy.not_above",
    "less_than_equal": "policy.too_large",
    "less_than": "policy.not_below",
    "too_short": "policy.too_few",
    "too_long": "policy.too_many",
    "string_too_long": "policy.too_long",
    "tuple_type": "policy.not_a_list",
    "string_type": "policy.not_a_word",
    "string_pattern_mismatch": "policy.not_a_currency",
    "date_type": "policy.not_a_date",
    "model_type": "policy.not_a_scenario",
}


@cache
def default_policy(as_of: date | None = None) -> Policy:
    """Return the policy that the package ships.

    Parameters
    ----------
    as_of : datetime.date, optional
        Date that dated items are read at; their newest entry when None.

    Returns
    -------
    Policy
        The same object for the same date.

    Raises
    ------
    PolicyError
        When an item is not yet in force at `as_of`.

    Examples
    --------
    >>> default_policy().aging.edges
    (30, 60, 90, 120)
    """
    text = files(__package__).joinpath("default.toml").read_text(encoding="utf-8")
    values, notes = read_layout(tomllib.loads(text), as_of)
    return build(values, notes)


def load_policy(path: Path, as_of: date | None = None) -> Policy:
    """Return a policy file laid over the default; what it leaves out stays as it is there.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file in the layout of the default policy.
    as_of : datetime.date, optional
        Date that dated items are read at; their newest entry when None.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    PolicyError
        When the file cannot be read, is no TOML, names an unknown item or holds a value that is not accepted.
    """
    try:
        layout = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise PolicyError("policy.file_unreadable", path=path.name, reason=fault) from fault
    values, notes = read_layout(layout, as_of)
    own = {
        name: note if note.source else Note(note.unit, OWN_SOURCE, note.effective_from)
        for name, note in notes.items()
    }
    return overlay(default_policy(as_of), values, own)


def overlay(policy: Policy, changes: Mapping[str, Any], notes: Mapping[str, Note] | None = None) -> Policy:
    """Return a policy with some items changed: a what-if is another policy laid over the base.

    Parameters
    ----------
    policy : Policy
        The base.
    changes : mapping
        Nested tables as in a policy file, or dotted paths: ``{"aging.edges": [30, 60, 90]}``. A list replaces
        the whole list. An open table (dunning stages, dated rates) takes new entries; None, "none" and 无
        take one out.
    notes : mapping of str to Note, optional
        Source and date of the changed items by dotted path.

    Returns
    -------
    Policy
        The new policy; the base is as it was.

    Raises
    ------
    PolicyError
        When a path is unknown or a value is not accepted.

    Examples
    --------
    >>> overlay(default_policy(), {"aging.edges": [15, 45]}).aging.edges
    (15, 45)
    """
    values = policy.model_dump()
    flat = flatten(changes)
    for path, value in sorted(flat.items(), key=lambda change: _is_record(change[0])):
        _put(values, path, value, is_new_accepted=is_open(policy, path))
    given = notes or {}
    changed = {
        path: dated_by_name(_merged_note(base_note(policy, path), given.get(path)), path)
        for path, value in flat.items()
        if path in given or not _same(_reach(policy, path), value)
    }
    return build(values, {**policy.notes, **changed})


def is_open(policy: Policy, path: str) -> bool:
    """Tell whether a path names an entry of a table that takes entries of one's own.

    Parameters
    ----------
    policy : Policy
        The policy.
    path : str
        Dotted path of the entry; it need not exist yet.

    Returns
    -------
    bool
        True for dunning stages, dated rates, grades of countries and industries, and for scenarios of the
        stress test and their shocks.

    Examples
    --------
    >>> is_open(default_policy(), "dunning.stages.second_reminder")
    True
    >>> is_open(default_policy(), "limits.steps")
    False
    """
    section, _, name = path.rpartition(".")
    return bool(name) and (isinstance(_reach(policy, section), Mapping) or _is_record(section))


def _is_record(path: str) -> bool:
    """Tell whether a path names an entry of an open table that is a table itself, such as a scenario."""
    return path.rpartition(".")[0] in RECORD_TABLES


def base_note(policy: Policy, path: str) -> Note | None:
    """Return the note of an item; a new entry of an open table shares that of its neighbours.

    Parameters
    ----------
    policy : Policy
        The policy before the change.
    path : str
        Dotted path of the item.

    Returns
    -------
    Note or None
        None where nothing is noted.

    Examples
    --------
    >>> base_note(default_policy(), "dunning.stages.second_reminder").unit
    'days'
    """
    if path in policy.notes or not is_open(policy, path):
        return policy.notes.get(path)
    section, _, name = path.rpartition(".")
    near = (note for known, note in policy.notes.items() if known.startswith(f"{section}."))
    if _is_record(section):
        return Note(_FIELD_UNITS.get(name, "word"), next(near, Note()).source)
    return next(near, None)


def _merged_note(base: Note | None, own: Note | None) -> Note:
    """Return the note of a changed item: its own source, the base's unit."""
    unit = base.unit if base is not None else "word"
    if own is None:
        return Note(unit, OWN_SOURCE, None)
    return Note(unit, own.source or OWN_SOURCE, own.effective_from)


def _same(left: Any, right: Any) -> bool:
    """Compare two values, a list and a tuple alike."""
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return list(left) == list(right)
    return bool(left == right)


def _reach(policy: Policy, path: str) -> Any:
    """Return the value at a path, None when there is none."""
    found: Any = policy
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
    return found


def flatten(changes: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return nested tables as dotted paths.

    Parameters
    ----------
    changes : mapping
        Nested tables; names may be dotted already.
    path : str, optional
        Path of the table itself.

    Returns
    -------
    dict
        Dotted path to value; lists stay whole.

    Examples
    --------
    >>> flatten({"aging": {"edges": [30]}, "dso.days_in_year": 360})
    {'aging.edges': [30], 'dso.days_in_year': 360}
    """
    flat: dict[str, Any] = {}
    for name, value in changes.items():
        here = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping):
            flat.update(flatten(value, here))
        else:
            flat[here] = value
    return flat


def _put(values: dict[str, Any], path: str, value: Any, *, is_new_accepted: bool) -> None:
    """Set one item in nested values, or take an entry out; an unknown section is named in the error."""
    *sections, name = path.split(".")
    table: Any = values
    for place, part in enumerate(sections):
        if is_new_accepted and ".".join(sections[:place]) in RECORD_TABLES:
            table.setdefault(part, {})
        table = table.get(part) if isinstance(table, dict) else None
    if is_new_accepted and isinstance(table, dict):
        if value is None or value in REMOVED.values():
            table.pop(name, None)
        else:
            table[name] = value
        return
    if not isinstance(table, dict) or name not in table or isinstance(table[name], dict):
        raise PolicyError("policy.unknown_item", path=path, near=nearest(path, flatten(values)))
    table[name] = value


def nearest(path: str, known: Mapping[str, Any]) -> str:
    """Return the known paths that look most like a given one, for a message.

    Parameters
    ----------
    path : str
        The unknown path.
    known : mapping
        Its keys are the paths there are.

    Returns
    -------
    str
        Up to three paths, joined by commas.

    Examples
    --------
    >>> nearest("aging.edge", {"aging.edges": 1, "dso.days": 2})
    'aging.edges'
    """
    close = difflib.get_close_matches(path, list(known), n=3, cutoff=0.6)
    tail = path.rsplit(".", 1)[-1]
    close += [name for name in known if name.rsplit(".", 1)[-1] == tail and name not in close]
    return ", ".join((close or list(known))[:3])


def build(values: dict[str, Any], notes: Mapping[str, Note]) -> Policy:
    """Check values and return them as a policy.

    Parameters
    ----------
    values : dict
        Nested values of every section.
    notes : mapping of str to Note
        Unit, source and date by dotted path.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    PolicyError
        When a value is not accepted; the first fault is named, with its path.
    """
    try:
        policy = Policy.model_validate(values)
    except ValidationError as fault:
        raise _policy_error(fault.errors()[0], values) from fault
    policy._notes = MappingProxyType(dict(notes))  # noqa: SLF001  the loader owns the notes
    return policy


def _policy_error(fault: ErrorDetails, values: dict[str, Any]) -> PolicyError:
    """Turn pydantic's first fault into our message, with the path as it stands in the file."""
    kind = fault["type"]
    parts = [str(part + 1) if isinstance(part, int) else part for part in fault["loc"] if part != "[key]"]
    key = _FAULTS.get(kind, kind if kind.startswith("policy.") else "policy.not_accepted")
    context = fault.get("ctx", {})
    if "below" in context:  # the rule is the table's, the fault one entry's
        parts.append(str(context["below"]))
    limits = ("ge", "gt", "le", "lt", "min_length", "max_length")
    limit = next((context[name] for name in limits if name in context), "")
    fields = {
        **context,
        "limit": limit,
        "accepted": context.get("accepted", str(context.get("expected", "")).replace(" or ", ", ")),
        "reason": fault["msg"],
    }
    path = ".".join(parts)
    fields.setdefault("got", _shown(fault["input"]))
    return PolicyError(key, **{**fields, "path": path, "near": nearest(path, _known(path, values))})


def _known(path: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the paths there are; where one names a field of a scenario or an offer, all of its fields."""
    section = path.rpartition(".")[0]
    fields = RECORD_FIELDS.get(section.rpartition(".")[0], ())
    return {f"{section}.{name}": None for name in fields} or flatten(values)


def _shown(value: Any) -> str:
    """Return a value as a message shows it: records and tables are too long for one."""
    if isinstance(value, Mapping):
        return ", ".join(map(str, value))
    return str(list(value)) if isinstance(value, tuple) else repr(value)
