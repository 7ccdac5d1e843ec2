"""What a provision is made of: debts by segment and age, their rates, customers with a rate of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import as_day
from xlcredit.provision import expected_factor, in_cents, products_of, rates_in_use
from xlcredit.provision.rates import ONE, RATE_STEP, exact
from xlcredit.receivables import days_past_due
from xlcredit.refresh.provision_ages import ages_of, debt_reader, past_rates, segment_codes

if TYPE_CHECKING:
    import pandas as pd

    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.credit import Assessed
    from xlcredit.refresh.position import Position
    from xlcredit.refresh.provision_ages import Ages, DebtReader, Past
    from xlcredit.texts import Language

MATRIX_ROWS: Final = 84
"""Most rows of the matrix; the sheet keeps room for so many."""
NAMED_ROWS: Final = 22
"""Rows of the matrix kept for customers with a rate of their own, and for the credits."""
FINEST: Final = 6


@dataclass(frozen=True)
class SegmentRates:
    """The rates of one segment, one entry per age; of rates in use the last is for debts without a date.

    Attributes
    ----------
    roll, derived : tuple of float
        Roll rates and the loss rates that are their products; empty where history tells none. [share]
    rates : tuple of Decimal or None
        Rates in use. [share]
    sources : tuple of str
        ``"roll_rates"``, ``"table"``, ``"average"`` (debts without a date) or ``"unknown"``.
    """

    roll: tuple[float, ...]
    derived: tuple[float, ...]
    rates: tuple[Decimal | None, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Special:
    """Customers with a rate of their own for one reason, the largest debt first."""

    reason: str
    rate: Decimal
    names: tuple[str, ...]
    debts: tuple[float, ...]


@dataclass(frozen=True)
class Case:
    """Everything that the tables of one refresh are made of.

    Attributes
    ----------
    reader : DebtReader
        The ledger in base currency.
    policy : Policy
        Every policy number.
    language : {"en", "zh"}
        Language of the texts.
    as_of : datetime64[D]
        Date of valuation.
    segments : tuple of str
        Names of the segments; one "" where the matrix is not divided.
    settled : ndarray of datetime64[D], shape (documents,)
        Day on which each document was settled.
    past : Past or None
        What history says of the rates.
    amounts : ndarray, shape (segments, ages + 1)
        Debts in the matrix. [base currency]
    special : tuple of Special
        Customers out of the matrix.
    credit_balance : float
        Credits and unapplied payments, zero or below. [base currency]
    """

    reader: DebtReader
    policy: Policy
    language: Language
    as_of: np.datetime64
    segments: tuple[str, ...]
    settled: Dates
    past: Past | None
    amounts: Floats
    special: tuple[Special, ...]
    credit_balance: float

    @property
    def currency(self) -> str:
        """Base currency."""
        return self.reader.position.valuation.base_currency

    @property
    def ages(self) -> Ages:
        """The ages of the matrix."""
        return self.reader.ages

    @property
    def factor(self) -> Decimal:
        """The outlook factor in use."""
        rules = self.policy.provision
        cases = {name: (one.factor, one.probability) for name, one in rules.outlook}
        return expected_factor(rules.forward_factor, cases)

    @property
    def table(self) -> tuple[float, ...]:
        """Rates of the table in use; empty where rates come from history alone."""
        rules = self.policy.provision
        return () if rules.rates_from == "roll_rates" else rules.tables.of(rules.table).loss_rates

    @property
    def table_takes_outlook(self) -> bool:
        """Whether the table in use holds rates of the past, which the outlook factor multiplies."""
        rules = self.policy.provision
        return bool(self.table) and not rules.tables.of(rules.table).looks_ahead

    def rates(
        self, past: Past | None, amounts: Floats, factor: Decimal | None = None
    ) -> tuple[SegmentRates, ...]:
        """Return the rates of every segment.

        Parameters
        ----------
        past : Past or None
            What history says.
        amounts : ndarray, shape (segments, ages + 1)
            Debts, for the rate of those without a date: the mean of the others.
        factor : Decimal, optional
            Outlook factor; the one in use when None.

        Returns
        -------
        tuple of SegmentRates
            One per segment.
        """
        times = self.factor if factor is None else factor
        return tuple(self._rates_of(past, place, amounts[place], times) for place in range(len(amounts)))

    def _rates_of(self, past: Past | None, place: int, held: Floats, factor: Decimal) -> SegmentRates:
        """Return the rates of one segment."""
        count, rules = self.ages.count, self.policy.provision
        roll = () if past is None else tuple(past.roll[place].tolist())
        derived = () if past is None else tuple(products_of(roll, rules.last_loss_rate).tolist())
        dated = self.table[:count]
        if not derived and not dated:
            return SegmentRates(roll, derived, (None,) * (count + 1), ("unknown",) * (count + 1))
        ahead = factor if self.table_takes_outlook else ONE
        found = rates_in_use(derived or None, dated or None, factor, rules.rates_from, ahead)
        if len(self.table) > count:
            own = rates_in_use(None, self.table[count:], factor, "table", ahead).rates[0]
            undated: tuple[Decimal | None, str] = (own, "table")
        else:
            undated = (mean_rate(found.rates, held[:count]), "average")
        return SegmentRates(roll, derived, (*found.rates, undated[0]), (*found.sources, undated[1]))


def mean_rate(rates: tuple[Decimal | None, ...], held: Floats) -> Decimal | None:
    """Return the mean of rates by what is held; the first of them where nothing is.

    Parameters
    ----------
    rates : tuple of Decimal or None
        Rates. [share]
    held : ndarray
        Amounts, zero or more. [money]

    Returns
    -------
    Decimal or None
        None where a rate is unknown.

    Examples
    --------
    >>> str(mean_rate((Decimal("0.01"), Decimal("0.5")), np.array([300.0, 100.0])))
    '0.132500'
    """
    pairs = [(rate, exact(amount)) for rate, amount in zip(rates, held.tolist(), strict=True) if amount > 0]
    known = [(rate, amount) for rate, amount in pairs if rate is not None]
    if not known:
        return rates[0]
    total = sum((amount for _, amount in known), Decimal(0))
    return (sum((rate * amount for rate, amount in known), Decimal(0)) / total).quantize(
        RATE_STEP, ROUND_HALF_UP
    )


def allowance_of(amounts: Floats, rates: tuple[tuple[Decimal | None, ...], ...]) -> Decimal | None:
    """Return the allowance on debts by segment and age, to the cent.

    Parameters
    ----------
    amounts : ndarray, shape (segments, ages)
        Debts. [money]
    rates : tuple of tuple of Decimal or None
        Rates of each segment. [share]

    Returns
    -------
    Decimal or None
        None where a debt has no rate.

    Examples
    --------
    >>> str(allowance_of(np.array([[100.0, 0.0]]), ((Decimal("0.05"), None),)))
    '5.00'
    """
    total = Decimal(0)
    for held, of_segment in zip(amounts.tolist(), rates, strict=True):
        for amount, rate in zip(held, of_segment, strict=True):
            if amount <= 0:
                continue
            part = in_cents(amount, rate)
            if part is None:
                return None
            total += part
    return total


def case_of(  # noqa: PLR0917  what a refresh holds at that point
    ledger: Ledger,
    position: Position,
    customers: pd.DataFrame,
    assessed: Assessed,
    policy: Policy,
    language: Language,
) -> Case:
    """Sort the debts of the day into segments, ages and customers with a rate of their own.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The ledger in base currency.
    customers : DataFrame
        The customer frame.
    assessed : Assessed
        Grades, in the order of the frame.
    policy : Policy
        Rates, outlook, segments.
    language : {"en", "zh"}
        Language of the names.

    Returns
    -------
    Case
        Ready to be put into tables.
    """
    ages, as_of = ages_of(policy, language), as_day(position.valuation.as_of)
    rows = position.rows[position.rows["open_in_base"].notna()]
    amount, count = rows["open_in_base"].to_numpy(dtype=float), len(position.items)
    grade = np.asarray(assessed.grades.grade)
    names = _segment_names(ledger, position, customers, grade, rows, policy)
    most = max(1, (MATRIX_ROWS - NAMED_ROWS) // (ages.count + 1))
    codes, segments = segment_codes(names, np.r_[np.zeros(count), amount], most)
    reader = debt_reader(position, ages, codes[:count], len(segments))
    settled = position.ledger.settled_on(as_of)
    cell = codes[count:] * (ages.count + 1) + ages.codes(days_past_due(rows[ages.basis], as_of))
    debts = _Debts(amount > 0, amount, cell, (len(segments), ages.count + 1))
    case = Case(
        reader, policy, language, as_of, segments, settled, past_rates(reader, as_of, policy, settled),
        debts.table(), (), float(np.round(amount[amount <= 0].sum(), FINEST)),
    )  # fmt: skip
    found = customers["customer_id"].reset_index(drop=True)
    place = rows["customer_id"].map(dict(zip(found, range(len(found)), strict=True))).fillna(-1)
    special, taken = _special(case, customers, grade, debts, place.to_numpy(dtype=np.int64))
    return replace(case, amounts=replace(debts, counts=debts.counts & ~taken).table(), special=special)


@dataclass(frozen=True)
class _Debts:
    """Open rows of the position: which count, what they owe, and in which cell of the matrix."""

    counts: Flags
    amount: Floats
    cell: Codes
    shape: tuple[int, int]

    def table(self) -> Floats:
        """Sum what counts by segment and age."""
        size = self.shape[0] * self.shape[1]
        summed = np.bincount(self.cell[self.counts], self.amount[self.counts], size)
        table: Floats = summed.reshape(self.shape).round(FINEST)
        return table


def _segment_names(  # noqa: PLR0917  one source of names for each way of dividing
    ledger: Ledger,
    position: Position,
    customers: pd.DataFrame,
    grade: Any,
    rows: pd.DataFrame,
    policy: Policy,
) -> list[str]:
    """Return the segment of every document, and after them of every open row."""
    by = policy.provision.segment_by
    if by == "none":
        return [""] * (len(position.items) + len(rows))
    if by == "currency":
        unit = ledger.items["currency"]
        if len(unit) != len(position.items):
            unit = unit[np.isfinite(position.valuation.to_base(unit))]
        return [*unit.astype(str), *rows["currency"].astype(str)]
    column = grade if by == "grade" else customers[by].astype(object).fillna("")
    of_customer = dict(zip(customers["customer_id"], (str(name) for name in column), strict=True))
    codes, ids = position.customers
    known = np.array([of_customer.get(key, "") for key in ids], dtype=object)
    return [*known[codes].tolist(), *(of_customer.get(key, "") for key in rows["customer_id"])]


def _special(
    case: Case, customers: pd.DataFrame, grade: Any, debts: _Debts, place: Codes
) -> tuple[tuple[Special, ...], Flags]:
    """Take customers out of the matrix whose own rate gives at least what the matrix would."""
    count = len(customers)
    rates = [one.rates for one in case.rates(case.past, case.amounts)]
    rate = np.array([[float(single or 0) for single in of_segment] for of_segment in rates]).ravel()
    known = debts.counts & (place >= 0)
    owed = np.bincount(place[known], debts.amount[known], count)
    needed = np.bincount(place[known], debts.amount[known] * rate[debts.cell[known]], count)
    left, found = owed > 0, []
    for reason, flag in _flags(customers, grade).items():
        rule = getattr(case.policy.provision.specific, reason)
        gives_more = (rule.specific_rate > 0) & (rule.specific_rate * owed >= needed)
        rows = np.flatnonzero(flag & left & gives_more) if rule.enabled else np.zeros(0, dtype=np.int64)
        if rows.size:
            rows = rows[np.argsort(-owed[rows], kind="stable")]
            names = tuple(customers["customer_name"].iloc[rows].astype(str))
            own = exact(rule.specific_rate).quantize(RATE_STEP, ROUND_HALF_UP)
            found.append(Special(reason, own, names, tuple(owed[rows].round(FINEST).tolist())))
            left[rows] = False
    taken = (owed > 0) & ~left
    return tuple(found), known & taken[np.maximum(place, 0)]


def _flags(customers: pd.DataFrame, grade: Any) -> dict[str, Flags]:
    """Say which customers each reason holds for."""
    said = {
        name: np.array([value is True or value == 1 for value in customers[name].tolist()], dtype=bool)
        for name in ("is_insolvent", "is_blocked")
    }
    return {"insolvent": said["is_insolvent"], "stopped": said["is_blocked"], "grade_e": grade == "E"}
