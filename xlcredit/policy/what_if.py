"""The what-if column of the Policy sheet: another policy, laid over the one that its values describe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlcredit.errors import PolicyError
from xlcredit.policy.sheet import RowError, policy_from_rows
from xlcredit.tables import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlcredit.policy.records import Policy

PATH, VALUE, WHAT_IF = (POLICY.column_names.index(name) for name in ("path", "value", "what_if"))


def what_if_from_rows(
    rows: Iterable[Sequence[Any]], base: Policy | None = None, *, first_row: int = 1
) -> Policy | None:
    """Return the policy that the what-if column of a Policy sheet describes.

    Parameters
    ----------
    rows : iterable of sequence
        Rows as `policy_rows` writes them, with something in the last column; a blank there keeps the value,
        "none" (无) takes an entry out. Rows of an earlier edition end before that column.
    base : Policy, optional
        What the sheet is laid over; the default policy when None.
    first_row : int, optional
        Sheet row of the first of them, for the messages.

    Returns
    -------
    Policy or None
        None when no row has a what-if.

    Raises
    ------
    PolicyError
        As `policy_from_rows`; row and column are named.

    Examples
    --------
    >>> rows = [["limits.step", "", 1000, "", "", None, 500]]
    >>> policy_from_rows(rows).limits.step, what_if_from_rows(rows).limits.step
    (1000.0, 500.0)
    >>> what_if_from_rows([["limits.step", "", 1000]]) is None
    True
    """
    listed = [list(row) for row in rows]
    own: dict[str, int] = {}
    for number, row in enumerate(listed, first_row):
        if len(row) > WHAT_IF and not _is_blank(row[WHAT_IF]) and not _is_blank(row[PATH]):
            own[str(row[PATH]).strip()] = number
            row[VALUE] = row[WHAT_IF]
    if not own:
        return None
    try:
        return policy_from_rows(listed, base, first_row=first_row)
    except PolicyError as fault:
        raise _in_what_if(fault, own) from fault


def _is_blank(value: Any) -> bool:
    """Tell whether a cell says nothing."""
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124  only NaN differs from itself
    return value is None or is_nan or (isinstance(value, str) and not value.strip())


def _in_what_if(fault: PolicyError, own: Mapping[str, int]) -> PolicyError:
    """Say that a fault lies in the what-if column, and in which of its rows."""
    problem = fault.fields.get("problem", fault)
    if problem is fault and "row" in fault.fields:
        return RowError("policy.what_if_wrong", row=fault.fields["row"], problem=fault)
    path = str(problem.fields.get("path", "")) if isinstance(problem, PolicyError) else ""
    near = [row for known, row in own.items() if known.startswith(path) or path.startswith(known)]
    return RowError("policy.what_if_row", row=min(near or own.values()), problem=problem)
