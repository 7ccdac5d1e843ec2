"""Groups of customers as a table: what all members owe together, and what they may owe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.credit.grades import NOT_RATED
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.refresh.credit import Assessed
    from xlcredit.texts import Language

WORST_FIRST = (*reversed(LETTERS), NOT_RATED)
MOST_NAMED = 12  # members that a cell names before it counts the rest; a cell holds 32,767 characters


def group_table(
    customers: pd.DataFrame,
    assessed: Assessed,
    language: Language,
) -> pd.DataFrame:
    """Return every group of at least two customers, the one with the least headroom first.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    assessed : Assessed
        Grades, limits and groups, row by row.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.GROUPS`; no row where there is no group.
    """
    groups, grades = assessed.groups, assessed.grades.grade
    totals = groups.totals
    who = customers["customer_name"].astype(str).to_numpy()
    rows = []
    by_group = np.argsort(groups.codes, kind="stable")  # those without a group come first
    starts = np.searchsorted(groups.codes[by_group], np.arange(len(groups.names) + 1))
    for code, name in enumerate(groups.names.tolist()):
        inside = by_group[starts[code] : starts[code + 1]]
        first = inside[0]
        worst = min(inside.tolist(), key=lambda row: WORST_FIRST.index(str(grades[row])))
        defaulted = sorted({int(row) for row in groups.member[inside] if row >= 0})
        rows.append({
            "group_id": name,
            "members": inside.size,
            "member_names": _named(who[inside].tolist(), language),
            "exposure": totals.exposure[first],
            "member_limits": totals.limits[first],
            "group_cap": assessed.limit.group_cap[first],
            "group_limit": totals.limit[first],
            "headroom": totals.headroom[first],
            "weakest_grade": grades[worst],
            "weakest_member": who[worst],
            "defaulted_member": _named(who[defaulted].tolist(), language),
        })  # fmt: skip
    found = pd.DataFrame(rows, columns=list(tables.GROUPS.column_names))
    return found.sort_values("headroom", kind="stable", ignore_index=True)


def _named(names: list[str], language: Language) -> str:
    """Return the first names of a list, and how many there are beyond them."""
    rest = len(names) - MOST_NAMED
    more = [say("credit.group.more", language, count=rest)] if rest > 0 else []
    return say("policy.join", language).join([*names[:MOST_NAMED], *more])
