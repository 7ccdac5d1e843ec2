"""Decisions against the card's proposal: how many, which way, and what came of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import repeat
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_dates, check_lengths
from xlcredit.errors import MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.validation.outcomes import outcome_flags
from xlcredit.validation.rates import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.policy import Policy

Course = Literal["kept", "upward", "downward", "other", "unknown"]
By = Literal["all", "kind", "approver", "month"]


@dataclass(frozen=True)
class OverrideLine:
    """Decisions of one kind, approver or month.

    Attributes
    ----------
    by : {"all", "kind", "approver", "month"}
        What the decisions are grouped by.
    group : str
        The kind, the approver, or the month as 2026-01; "" where it is blank, and for all.
    kept, upward, downward, other : int
        Decisions as proposed; more generous than proposed; stricter; different without a direction. [count]
    unknown : int
        Decisions whose proposal or result is blank; no part of the rate. [count]
    """

    by: By
    group: str
    kept: int
    upward: int
    downward: int
    other: int
    unknown: int

    @property
    def overridden(self) -> int:
        """Decisions other than proposed."""
        return self.upward + self.downward + self.other

    @property
    def rate(self) -> float:
        """Share of the known decisions that were overridden; NaN where none is known."""
        decisions = self.kept + self.overridden
        return self.overridden / decisions if decisions else np.nan


@dataclass(frozen=True)
class BadRate:
    """What came of decisions.

    Attributes
    ----------
    known, bads : int
        Decisions whose outcome is known, and those that turned bad. [count]
    rate : float
        Share that turned bad; NaN where no outcome is known. [share]
    interval : tuple of float
        Wilson's interval of it. [share]
    """

    known: int
    bads: int
    rate: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class OverrideReport:
    """Lines by group, all decisions first, and what came of decisions kept and overridden."""

    lines: tuple[OverrideLine, ...]
    kept: BadRate
    overridden: BadRate
    upward: BadRate
    downward: BadRate


def override_report(  # noqa: PLR0917  as many as a decision has
    before: Any,
    after: Any,
    is_bad: Any = None,
    kind: Any = None,
    approver: Any = None,
    decided_on: Any = None,
    policy: Policy | None = None,
    *,
    labels: Sequence[str] = LETTERS,
) -> OverrideReport:
    """Return how often proposals were overridden, which way, by whom, and what came of it.

    Parameters
    ----------
    before, after : array_like, shape (n,)
        What was proposed and what was decided: grades, or amounts and days of which more is more generous.
        Blank is unknown.
    is_bad : array_like, shape (n,), optional
        True or 1 for a customer that turned bad afterwards; blank is unknown.
    kind, approver : array_like, shape (n,), optional
        Kind of decision, and who approved it.
    decided_on : array_like of dates, shape (n,), optional
        When.
    policy : Policy, optional
        Its confidence; the default policy when None.
    labels : sequence of str
        Grades, the best first.

    Returns
    -------
    OverrideReport
        Of all decisions; lines by kind, approver and month where these are given, in their order.

    Raises
    ------
    ArgumentError
        When columns differ in length, or an outcome is neither yes nor no.
    MissingDataError
        When there is no decision.

    Notes
    -----
    The bad rate of what was overridden upward beside that of what was kept says whether people knew better
    than the card. A proposal that was refused has no outcome: downward overrides look better than they are.

    Examples
    --------
    >>> report = override_report(["B", "C", "C"], ["B", "B", "D"], [0, 1, 0])
    >>> line = report.lines[0]
    >>> line.kept, line.upward, line.downward, report.upward.rate
    (1, 1, 1, 1.0)
    """
    courses = _courses(before, after, labels)
    flags = np.full(len(courses), np.nan) if is_bad is None else outcome_flags(is_bad)
    check_lengths(before=courses, is_bad=flags)
    if not courses:
        raise MissingDataError("validation.nobody_counted", name="before")
    lines = _lines("all", courses, list(repeat("", len(courses))))
    groups: tuple[tuple[By, list[str]], ...] = (
        ("kind", _words(kind)), ("approver", _words(approver)), ("month", _months(decided_on)),
    )  # fmt: skip
    for by, names in groups:
        if names:
            check_lengths(**{"before": courses, by: names})
            lines += _lines(by, courses, names)
    confidence = (policy or default_policy()).validation.confidence
    course = np.array(courses)
    rates = [
        _bad_rate(flags[np.isin(course, wanted)], confidence)
        for wanted in (["kept"], ["upward", "downward", "other"], ["upward"], ["downward"])
    ]
    return OverrideReport(tuple(lines), *rates)


def _courses(before: Any, after: Any, labels: Sequence[str]) -> list[Course]:
    """Return which way each decision went."""
    ranks = {str(label).strip().upper(): -float(place) for place, label in enumerate(labels)}
    proposed, decided = _cells(before), _cells(after)
    check_lengths(before=proposed, after=decided)
    return [_course(*pair, ranks) for pair in zip(proposed, decided, strict=True)]


def _course(proposed: Any, decided: Any, ranks: dict[str, float]) -> Course:
    """Return which way one decision went; two of a kind are compared, grades or numbers."""
    if proposed is None or decided is None:
        return "unknown"
    if proposed == decided:
        return "kept"
    for worth in (ranks.get, _number):
        pair = worth(proposed), worth(decided)
        if None not in pair:
            return "upward" if pair[1] > pair[0] else "downward" if pair[1] < pair[0] else "kept"  # type: ignore[operator]
    return "other"


def _number(cell: str) -> float | None:
    """Return a cell as a number, commas between its thousands or not; None where it is none."""
    try:
        number = float(cell.replace(",", "").replace("，", ""))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _cells(column: Any) -> list[str | None]:
    """Return a column as texts that can be compared, None where blank."""
    found = column.to_numpy() if hasattr(column, "to_numpy") else np.asarray(column, dtype=object)
    texts = ("" if _is_blank(cell) else str(cell).strip().upper() for cell in found.ravel().tolist())
    return [text or None for text in texts]


def _is_blank(cell: Any) -> bool:
    """Tell whether a cell is unknown."""
    return cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell  # noqa: PLR0124  NaN


def _words(column: Any) -> list[str]:
    """Return a column of names as they are written, "" where blank; no column is an empty list."""
    if column is None:
        return []
    found = column.to_numpy() if hasattr(column, "to_numpy") else np.asarray(column, dtype=object)
    return ["" if _is_blank(cell) else str(cell).strip() for cell in found.ravel().tolist()]


def _months(decided_on: Any) -> list[str]:
    """Return the month of each date as 2026-01, "" where blank; no column is an empty list."""
    if decided_on is None:
        return []
    days = as_dates(decided_on, "decided_on").ravel()
    return ["" if np.isnat(day) else str(day.astype("datetime64[M]")) for day in days]


def _lines(by: By, courses: list[Course], names: list[str]) -> list[OverrideLine]:
    """Return one line per name, in order."""
    counted = Counter(zip(names, courses, strict=True))
    kinds: tuple[Course, ...] = ("kept", "upward", "downward", "other", "unknown")
    return [
        OverrideLine(by, name, *(counted[name, course] for course in kinds)) for name in sorted(set(names))
    ]


def _bad_rate(flags: Any, confidence: float) -> BadRate:
    """Return what came of some decisions."""
    known = flags[~np.isnan(flags)]
    bads = int(known.sum())
    rate = bads / len(known) if len(known) else np.nan
    return BadRate(len(known), bads, rate, wilson_interval(bads, len(known), confidence))
