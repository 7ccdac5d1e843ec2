"""Which comes first, the day or the month: decided for a column, from evidence, never silently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from xlcredit.ledger.dates import FIXED, MONTHS, REAL, SERIAL, TWO_WAYS, DateCells, Days, Order, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Evidence = Literal[
    "none", "pinned", "impossible_months", "terms", "other_column", "dots", "weekends", "assumed", "mixed"
]

ASSUMED_ORDER: Order = "dmy"
CLEAR_MARGIN = 0.02
COMMON_TERMS = 3
LEAST_SWAPPED_WITH_TERMS, LEAST_SWAPPED_ALONE = 5, 20
LEAST_FOR_WEEKENDS, FEW_WEEKENDS, MANY_WEEKENDS = 30, 0.05, 0.15
PAIR = ("invoice_date", "due_date")


@dataclass(frozen=True)
class OrderDecision:
    """How the dates of one column were read.

    Attributes
    ----------
    order : {"dmy", "mdy"}
        Order of day and month in its two-way texts.
    evidence : str
        What decided it.
    counts : dict
        Figures for the message: day_first, month_first, ambiguous, real, fixed, share, terms_rows, rows.
    is_swapped : bool
        Whether the real date cells had day and month exchanged and were put right.
    may_be_swapped : bool
        Whether they look exchanged without enough evidence to touch them.
    """

    order: Order
    evidence: Evidence
    counts: dict[str, int]
    is_swapped: bool = False
    may_be_swapped: bool = False


def decide_orders(
    columns: Mapping[str, DateCells], pinned: Order | None = None
) -> tuple[dict[str, DateCells], dict[str, OrderDecision]]:
    """Decide the order of day and month for the date columns of one sheet.

    Parameters
    ----------
    columns : mapping of str to DateCells
        Field to scanned column.
    pinned : {"dmy", "mdy"}, optional
        Order the user has fixed; nothing is weighed then.

    Returns
    -------
    tuple of dict
        The columns, repaired where real cells had been exchanged, and the decision for each.

    Notes
    -----
    Evidence in order of weight: months above 12; the terms between invoice and due date, which repeat;
    another column of the sheet; dots as separators; weekends; none at all, and then day first is assumed
    and said.

    Real cells are taken to be exchanged when a file written in one order was opened on a machine of the
    other: every text has a day above 12 and every real cell a day up to 12. The terms must confirm it,
    or the cells be many.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> from xlcredit.ledger.dates import scan_dates
    >>> column = scan_dates(cells_of(["04/05/2026", "23/05/2026"]))
    >>> decide_orders({"invoice_date": column})[1]["invoice_date"].evidence
    'impossible_months'
    """
    decisions = {field: _by_itself(column, pinned) for field, column in columns.items()}
    decisions = _by_terms(columns, decisions)
    decisions = _by_custom(columns, decisions)
    return _repair(dict(columns), decisions, can_swap=pinned is None)


def _by_itself(column: DateCells, pinned: Order | None) -> OrderDecision:
    """Decide from the column's own impossible months."""
    rows = column.origin == TWO_WAYS
    first, second = column.first[rows], column.second[rows]
    day_first = int(np.count_nonzero((first > MONTHS) & (second <= MONTHS)))
    month_first = int(np.count_nonzero((second > MONTHS) & (first <= MONTHS)))
    counts = {
        "day_first": day_first,
        "month_first": month_first,
        "ambiguous": int(np.count_nonzero((first <= MONTHS) & (second <= MONTHS) & (first != second))),
        "real": column.count(REAL) + column.count(SERIAL),
        "fixed": column.count(FIXED),
    }
    order: Order = "mdy" if month_first > day_first else "dmy"
    if pinned:
        return OrderDecision(pinned, "pinned", counts)
    if day_first and month_first:
        return OrderDecision(order, "mixed", counts)
    if day_first or month_first:
        return OrderDecision(order, "impossible_months", counts)
    return OrderDecision(ASSUMED_ORDER, "assumed" if counts["ambiguous"] else "none", counts)


def _by_terms(
    columns: Mapping[str, DateCells], decisions: dict[str, OrderDecision]
) -> dict[str, OrderDecision]:
    """Decide doubtful invoice and due dates by the terms between them."""
    if not all(field in columns for field in PAIR):
        return decisions
    doubtful = [field for field in PAIR if decisions[field].evidence in ("assumed", "mixed")]
    if not doubtful:
        return decisions
    shares = {order: _pair_share(columns, decisions, doubtful, order) for order in ("dmy", "mdy")}
    if abs(shares["dmy"] - shares["mdy"]) < CLEAR_MARGIN:
        return decisions
    better: Order = "dmy" if shares["dmy"] > shares["mdy"] else "mdy"
    percent = round(100 * shares[better])
    changed = {}
    for field in doubtful:
        known = decisions[field]
        evidence: Evidence = "mixed" if known.evidence == "mixed" else "terms"
        changed[field] = replace(
            known, order=better, evidence=evidence, counts=known.counts | {"share": percent}
        )
    return decisions | changed


def _pair_share(
    columns: Mapping[str, DateCells], decisions: dict[str, OrderDecision], doubtful: list[str], order: Order
) -> float:
    """Return how consistent the terms are when the doubtful columns are read in one order."""
    invoiced, due = (
        columns[field].dates(order if field in doubtful else decisions[field].order) for field in PAIR
    )
    return terms_share(invoiced, due)


def terms_share(invoiced: Days, due: Days) -> float:
    """Return the share of rows whose terms are among the commonest and not negative.

    Parameters
    ----------
    invoiced, due : ndarray of datetime64[D], shape (n,)
        Invoice and due dates.

    Returns
    -------
    float
        Share of the rows that have both, 0 to 1; 0 when none has.

    Examples
    --------
    >>> days = np.array(["2026-01-05", "2026-02-01"], dtype="datetime64[D]")
    >>> terms_share(days, days + 30)
    1.0
    """
    both = ~np.isnat(invoiced) & ~np.isnat(due)
    terms = (due[both] - invoiced[both]).astype(np.int64)
    if not len(terms):
        return 0.0
    found, counts = np.unique(terms, return_counts=True)
    kept = counts[found >= 0]
    return float(np.sort(kept)[::-1][:COMMON_TERMS].sum() / len(terms))


def _by_custom(
    columns: Mapping[str, DateCells], decisions: dict[str, OrderDecision]
) -> dict[str, OrderDecision]:
    """Decide what is still assumed by another column, by dots, by weekends."""
    sure = {d.order for d in decisions.values() if d.evidence in ("impossible_months", "terms")}
    changed = {}
    for field, known in decisions.items():
        if known.evidence != "assumed":
            continue
        weekend_order = _order_by_weekends(columns[field])
        if len(sure) == 1:
            changed[field] = replace(known, order=next(iter(sure)), evidence="other_column")
        elif columns[field].has_dots:
            changed[field] = replace(known, order="dmy", evidence="dots")
        elif weekend_order:
            changed[field] = replace(known, order=weekend_order, evidence="weekends")
    return decisions | changed


def _order_by_weekends(column: DateCells) -> Order | None:
    """Return the order in which hardly a date falls on a weekend, if only one does so."""
    rows = (column.origin == TWO_WAYS) & (column.first != column.second)
    if np.count_nonzero(rows) < LEAST_FOR_WEEKENDS:
        return None
    shares: dict[Order, float] = {}
    for order in ("dmy", "mdy"):
        days = column.dates(order)[rows]
        shares[order] = float(1 - np.is_busday(days[~np.isnat(days)]).mean())
    better, worse = sorted(shares, key=lambda order: shares[order])
    return better if shares[better] <= FEW_WEEKENDS and shares[worse] >= MANY_WEEKENDS else None


def _repair(
    columns: dict[str, DateCells], decisions: dict[str, OrderDecision], *, can_swap: bool
) -> tuple[dict[str, DateCells], dict[str, OrderDecision]]:
    """Put real date cells right whose day and month were exchanged when the file was opened."""
    suspects = [field for field, column in columns.items() if can_swap and _looks_swapped(column)]
    if not suspects:
        return columns, decisions
    swapped = columns | {field: columns[field].swapped() for field in suspects}
    before, after = _shares(columns, decisions), _shares(swapped, decisions)
    terms_confirm = after > before + CLEAR_MARGIN
    terms_deny = before > after + CLEAR_MARGIN
    for field in suspects:
        counts = decisions[field].counts
        many = counts["real"] >= (LEAST_SWAPPED_WITH_TERMS if terms_confirm else LEAST_SWAPPED_ALONE)
        is_swapped = many and not terms_deny
        figures = {"share": round(100 * after), "share_before": round(100 * before)}
        decisions = decisions | {
            field: replace(
                decisions[field],
                is_swapped=is_swapped,
                may_be_swapped=not is_swapped and not terms_deny,
                counts=counts | figures,
            )
        }
        if is_swapped:
            columns = columns | {field: swapped[field]}
    return columns, decisions


def _looks_swapped(column: DateCells) -> bool:
    """Return whether every text has a day above 12 in one order, and every real cell a day up to 12."""
    texts = column.origin == TWO_WAYS
    real = column.origin == REAL
    if not texts.any() or not real.any():
        return False
    first, second = column.first[texts] > MONTHS, column.second[texts] > MONTHS
    one_order: bool | NDArray[np.bool_] = (first & ~second).all() or (second & ~first).all()
    return bool(one_order) and bool((parts_of(column.fixed[real])[2] <= MONTHS).all())


def _shares(columns: Mapping[str, DateCells], decisions: Mapping[str, OrderDecision]) -> float:
    """Return the consistency of the terms as the columns stand; 0 without both columns."""
    if not all(field in columns for field in PAIR):
        return 0.0
    invoiced, due = (columns[field].dates(decisions[field].order) for field in PAIR)
    return terms_share(invoiced, due)
