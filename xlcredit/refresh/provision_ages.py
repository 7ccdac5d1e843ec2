"""What the provision matrix counts on any date: debts by segment and age, and what history says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import add_months, as_day, as_floats, month_end
from xlcredit.ledger.vocabulary import normalise, words
from xlcredit.provision import loss_rates
from xlcredit.receivables import bucket_codes, bucket_labels
from xlcredit.receivables.documents import ALWAYS, date_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.policy import Policy
    from xlcredit.receivables.open_items import DatedLedger
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

DAYS_A_MONTH: Final = 30.4375
FEWEST_SNAPSHOTS: Final = 2


@dataclass(frozen=True)
class Ages:
    """The ages a matrix is divided into.

    Attributes
    ----------
    basis : str
        Column of dates that ages are counted from.
    edges : tuple of int
        Their edges. [days]
    day_zero, closed_side : str
        As in `bucket_codes`.
    labels : tuple of str
        Names from the youngest to the oldest, that of debts without a date last.
    """

    basis: str
    edges: tuple[int, ...]
    day_zero: Any
    closed_side: Any
    labels: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many ages there are, that of debts without a date left out."""
        return len(self.labels) - 1

    def codes(self, days: Any) -> Codes:
        """Return the age of each debt, from its days since the date of `basis`."""
        found = bucket_codes(
            as_floats(days, "days"), self.edges, day_zero=self.day_zero, closed_side=self.closed_side
        )
        return np.maximum(found - 1, 0) if self.basis == "invoice_date" else np.asarray(found)


def ages_of(policy: Policy, language: Language) -> Ages:
    """Return the ages in use: those of the aging, or of the table of rates where one counts.

    Parameters
    ----------
    policy : Policy
        Provision and aging.
    language : {"en", "zh"}
        Language of the names.

    Returns
    -------
    Ages
        On the invoice date nothing is "not due": the first age begins with the invoice.
    """
    rules = policy.provision
    aging = policy.aging
    basis, edges, day_zero, side = aging.basis, aging.edges, aging.day_zero, aging.closed_side
    if rules.rates_from != "roll_rates":
        table = rules.tables.of(rules.table)
        basis, edges, day_zero, side = table.basis, table.edges, "not_due", "upper"
    if basis == "invoice_date":
        day_zero = "first_bucket"
    labels = bucket_labels(edges, language, day_zero=day_zero, closed_side=side)
    return Ages(basis, edges, day_zero, side, labels[1:] if basis == "invoice_date" else labels)


@dataclass(frozen=True)
class DebtReader:
    """A ledger prepared to be asked for its debts by segment and age on any date.

    Attributes
    ----------
    position : Position
        The ledger in base currency.
    ages : Ages
        The ages.
    dates : ndarray of datetime64[D], shape (documents,)
        What ages are counted from.
    segment : ndarray of int64, shape (documents,)
        Segment of each document.
    segments : int
        How many there are.
    kept : DatedLedger
        The ledger as if nothing had ever been written off.
    is_write_off : ndarray of bool, shape (payments,)
        Rows of the payments that are write-offs.
    """

    position: Position
    ages: Ages
    dates: Dates
    segment: Codes
    segments: int
    kept: DatedLedger
    is_write_off: Flags

    def table_of(self, rows: Codes, amounts: Floats, day: np.datetime64) -> Floats:
        """Return amounts of documents summed by segment and age on a day."""
        codes = self.codes_of(rows, day)
        width = self.ages.count + 1
        cells = np.bincount(self.segment[rows] * width + codes, amounts, self.segments * width)
        summed: Floats = cells.reshape(self.segments, width)
        return summed

    def codes_of(self, rows: Codes, day: np.datetime64) -> Codes:
        """Return the ages of documents on a day."""
        dates = self.dates[rows]
        return self.ages.codes(np.where(np.isnat(dates), np.nan, (day - dates).astype(np.int64)))

    def debts_at(self, day: np.datetime64, *, with_written_off: bool = False) -> tuple[Codes, Floats]:
        """Return the documents owing on a day and what they owe."""
        ledger = self.kept if with_written_off else self.position.ledger
        found = ledger.open_at(day).open_amount
        rows = np.flatnonzero(found > 0)
        return rows, found[rows]

    def written_off(self, after: np.datetime64, until: np.datetime64) -> float:
        """Return what was written off after a day up to and including another."""
        paid = self.position.ledger.payments
        inside = self.is_write_off & (paid.payment_date > after) & (paid.payment_date <= until)
        return float(np.round(paid.amount[inside].sum(), 2))

    def open_and_written_off(
        self, rows: Codes, owed: Floats, since: np.datetime64, until: np.datetime64
    ) -> tuple[Floats, Floats]:
        """Return what of debts owed on a day is open at a later one, and what was written off in between."""
        ledger, kept = self.position.ledger, self.kept
        now, then = ledger.open_at(until).open_amount[rows], ledger.open_at(since).open_amount[rows]
        as_if = kept.open_at(until).open_amount[rows]
        off = (as_if - now) - (kept.open_at(since).open_amount[rows] - then)
        unpaid = np.clip(now, 0.0, owed)
        return unpaid, np.clip(np.minimum(off, as_if - unpaid), 0.0, owed - unpaid)

    def recovered(self, after: np.datetime64, until: np.datetime64) -> float:
        """Return what came in, within a time, on debts that had been written off before."""
        came_in = np.maximum(self._recovered_by(until) - self._recovered_by(after), 0.0)
        return float(np.round(came_in.sum(), 2))

    def _recovered_by(self, day: np.datetime64) -> Floats:
        """Return by document the money that came in after a write-off, beyond what it had left owing."""
        ledger, paid = self.position.ledger, self.position.ledger.payments
        size = len(ledger.document_from)
        first = np.full(size, np.iinfo(np.int64).max)
        off = self.is_write_off & (paid.document >= 0) & (paid.payment_date <= day)
        np.minimum.at(first, paid.document[off], paid.payment_date[off].view(np.int64))
        known = (paid.document >= 0) & (paid.payment_date <= day)
        later = known & ~self.is_write_off & (paid.payment_date.view(np.int64) > first[paid.document])
        settled, written_off, came_in = (
            np.bincount(paid.document[rows], paid.amount[rows], size) for rows in (known, off, later)
        )
        beyond = settled - np.bincount(ledger.document, ledger.amount, size)
        found: Floats = np.maximum(np.minimum(np.minimum(beyond, written_off), came_in), 0.0)
        return found


def debt_reader(position: Position, ages: Ages, segment: Codes, segments: int) -> DebtReader:
    """Prepare a ledger.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    ages : Ages
        The ages.
    segment : ndarray of int64, shape (documents,)
        Segment of each document.
    segments : int
        How many there are.

    Returns
    -------
    DebtReader
        To be asked for any date.
    """
    paid = position.ledger.payments
    off = _write_offs(position.payments)
    kept = position.ledger
    if off.any():
        kept = replace(kept, payments=replace(paid, amount=np.where(off, 0.0, paid.amount)))
    dates = date_column(position.items, ages.basis, len(position.items))
    return DebtReader(position, ages, dates, segment, segments, kept, off)


def _write_offs(payments: pd.DataFrame) -> Flags:
    """Say which payments are write-offs: their number begins with a word that says so."""
    known = tuple(normalise(word) for word in words()["write_offs"]["words"])
    found = np.zeros(len(payments), dtype=bool)
    if not len(payments):
        return found
    numbers = payments["payment_no"].astype("str")
    initials = tuple({letter for word in known for letter in (word[0], word[0].upper())})
    for row in np.flatnonzero(numbers.str.startswith(initials).fillna(False).to_numpy(dtype=bool)):
        found[row] = normalise(str(numbers.iloc[row])).startswith(known)
    return found


@dataclass(frozen=True)
class Past:
    """What history says of every age, one entry per segment and a last one for all of them.

    Attributes
    ----------
    days : ndarray of datetime64[D]
        The snapshots.
    roll : ndarray, shape (segments + 1, ages - 1)
        Roll rates; NaN where nothing was ever held. [share]
    step : int
        Months between two snapshots.
    """

    days: Dates
    roll: Floats
    step: int


def past_rates(reader: DebtReader, until: np.datetime64, policy: Policy, settled: Dates) -> Past | None:
    """Derive roll rates from snapshots at month ends.

    Parameters
    ----------
    reader : DebtReader
        The ledger.
    until : datetime64[D]
        No snapshot is later.
    policy : Policy
        Number of periods and their average.
    settled : ndarray of datetime64[D], shape (documents,)
        Day on which each document was settled.

    Returns
    -------
    Past or None
        None where the ledger does not tell: too few snapshots, or too few debts settled on a known day.

    Notes
    -----
    Written-off debts stand in the snapshots as if they were still open: they count as rolled on. The last age
    counts what newly came into it; its stock would be counted again every month.
    """
    step = max(1, round(reader.ages.edges[0] / DAYS_A_MONTH))
    days = _snapshot_days(reader.position.ledger.known_from, until, step, policy.provision.roll_periods)
    if len(days) < FEWEST_SNAPSHOTS:
        return None
    inside = (settled > days[0]) & (settled <= until) & (reader.position.ledger.amount > 0)
    if np.count_nonzero(inside) < policy.provision.fewest_settled:
        return None
    held = np.stack(
        [_snapshot(reader, day, before) for before, day in zip([None, *days], days, strict=False)]
    )
    every = np.concatenate([held, held.sum(axis=1, keepdims=True)], axis=1)
    found = [
        loss_rates(np.maximum(every[:, place], 0.0), policy=policy, may_be_empty=True)
        for place in range(every.shape[1])
    ]
    roll = np.array([one.roll_rate[:-1] for one in found])
    if np.isnan(roll[-1]).all():
        return None
    return Past(days, np.where(np.isnan(roll), roll[-1], roll), step)


def _snapshot(reader: DebtReader, day: np.datetime64, before: np.datetime64 | None) -> Floats:
    """Return debts by segment and dated age; of the last age what came into it since the day before."""
    rows, amounts = reader.debts_at(day, with_written_off=True)
    if before is not None:
        codes, last = reader.codes_of(rows, day), reader.ages.count - 1
        stays = (codes == last) & (reader.codes_of(rows, before) == last)
        rows, amounts = rows[~stays], amounts[~stays]
    return reader.table_of(rows, amounts, day)[:, :-1]


def _snapshot_days(known_from: Dates, until: np.datetime64, step: int, periods: int) -> Dates:
    """Return month ends, `step` months apart, not before the first document."""
    last = month_end(until)
    if last > until:
        last = month_end(as_day(add_months(until, -1)))
    days = np.array([as_day(add_months(last, -step * back)) for back in range(periods, -1, -1)])
    dated = known_from[known_from > ALWAYS]
    return days[days >= dated.min()] if dated.size else days[:0]


def segment_codes(names: Sequence[str], sizes: Floats, most: int) -> tuple[Codes, tuple[str, ...]]:
    """Return the largest segments, the rest in one of their own.

    Parameters
    ----------
    names : sequence of str
        Name of the segment of each customer or document.
    sizes : ndarray
        What each owes.
    most : int
        How many segments there may be.

    Returns
    -------
    codes : ndarray of int64
        Place of each name.
    segments : tuple of str
        Names in alphabetical order; "" last for the rest.

    Examples
    --------
    >>> codes, kept = segment_codes(["DE", "FR", "DE", "IT"], np.array([5.0, 3.0, 1.0, 1.0]), 2)
    >>> codes.tolist(), kept
    ([0, 1, 0, 1], ('DE', ''))
    """
    known, codes = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    if len(known) <= most:
        return codes.astype(np.int64), tuple(known.tolist())
    total = np.bincount(codes, np.maximum(sizes, 0.0), len(known))
    kept = np.sort(np.argsort(-total, kind="stable")[: most - 1])
    place = np.full(len(known), most - 1)
    place[kept] = np.arange(most - 1)
    return place[codes].astype(np.int64), (*known[kept].tolist(), "")
