"""Result tables of the provision: matrix, movement, entries, back-test, sensitivity; a sentence on each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import add_months, as_day
from xlcredit.provision import in_cents, journal_entries, movement
from xlcredit.provision.rates import CENT, RATE_STEP, exact
from xlcredit.receivables.documents import ALWAYS
from xlcredit.refresh import provision_words as word
from xlcredit.refresh.provision_ages import past_rates
from xlcredit.refresh.provision_case import FINEST, NAMED_ROWS, allowance_of, case_of
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.provision import Movement
    from xlcredit.refresh.credit import Assessed
    from xlcredit.refresh.position import Position
    from xlcredit.refresh.provision_case import Case, SegmentRates
    from xlcredit.texts import Language

Row = dict[str, Any]
CUSTOMERS_SHOWN: Final = NAMED_ROWS - 4
"""Customers with a rate of their own that are named one by one: a row stays for the rest of each reason."""
TESTED_ROWS: Final = 11
"""Most lines of the back-test: older ages share one, the last is the total."""
LABELS: Final = ("base", "up", "down", "bucket", "better_case", "worse_case")


@dataclass(frozen=True)
class Provided:
    """What a refresh says of the provision.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Result tables by the names of `xlcredit.tables`.
    cells : dict of str to str
        A sentence per named cell, "" where there is none.
    allowance : float
        Closing allowance; NaN where a rate is unknown. [base currency]
    """

    tables: dict[str, pd.DataFrame]
    cells: dict[str, str]
    allowance: float


def provision(  # noqa: PLR0917  what a refresh holds at that point
    ledger: Ledger,
    position: Position,
    customers: pd.DataFrame,
    assessed: Assessed,
    policy: Policy,
    language: Language,
) -> Provided:
    """Return the allowance of the date of valuation and how it came about.

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
        Language of the texts.

    Returns
    -------
    Provided
        Tables and sentences. Where no rate is known amounts stand without an allowance, and a sentence says
        what to do.

    Notes
    -----
    The matrix holds debts only; credits stand in a row of their own without allowance, so that its amounts
    add up to the aging. A customer with a rate of its own leaves the matrix where that rate gives more.
    Segments are those of today on every date; facts of customers without a date are unknown in the past.
    """
    case = case_of(ledger, position, customers, assessed, policy, language)
    rates = case.rates(case.past, case.amounts)
    lines = [*_matrix(case, rates), *_special(case), *_credits(case)]
    closing = _total(lines)
    moved = _moved(case, rates, closing)
    tested = _backtest(case)
    found = {
        tables.PROVISION_MATRIX: lines,
        tables.PROVISION_MOVEMENT: word.movement_rows(case, moved),
        tables.PROVISION_ENTRIES: _entries(case, moved),
        tables.PROVISION_BACKTEST: tested,
        tables.PROVISION_SENSITIVITY: _sensitivity(case, rates, closing),
    }
    sentences = {
        "verdict": word.verdict(case, closing),
        "rates": word.rates(case),
        "outlook": word.outlook(case),
        "write_offs": word.write_offs(case),
        "tested": word.backtest(case, tested),
    }
    return Provided(
        {table.name: _frame(table, rows) for table, rows in found.items()},
        {f"xlcredit_provision_{name}": text for name, text in sentences.items()},
        np.nan if closing is None else float(closing),
    )


def _frame(table: tables.Table, rows: Sequence[Row]) -> pd.DataFrame:
    """Return records under the columns of a table; exact money becomes cells, None stays blank."""
    kinds = {column.name: column.kind for column in table.columns}
    columns = {
        name: [row.get(name, "") or "" for row in rows]
        if kind == "text"
        else np.array([np.nan if row.get(name) is None else float(row[name]) for row in rows])
        for name, kind in kinds.items()
    }
    return pd.DataFrame(columns)


def _total(lines: Sequence[Row]) -> Decimal | None:
    """Return the allowance of all lines, None where one of them has a debt without a rate."""
    if any(line["allowance"] is None and line["open_amount"] > 0 for line in lines):
        return None
    return sum((line["allowance"] or Decimal(0) for line in lines), Decimal(0))


def _matrix(case: Case, rates: Sequence[SegmentRates]) -> list[Row]:
    """Return the lines of the matrix; a divided one leaves out what nobody owes."""
    found: list[Row] = []
    for place, (name, of_segment) in enumerate(zip(case.segments, rates, strict=True)):
        for age, label in enumerate(case.ages.labels):
            amount = float(case.amounts[place, age])
            is_dated = age < case.ages.count
            if amount > 0 or (len(case.segments) == 1 and is_dated):
                found.append(_line(case, of_segment, age, amount) | {
                    "segment": word.segment(case, name), "matrix_line": label,
                })  # fmt: skip
    return found


def _line(case: Case, rates: SegmentRates, age: int, amount: float) -> Row:
    """Return the figures of one cell of the matrix."""
    source = rates.sources[age]
    is_past = source == "table" and case.table_takes_outlook
    return {
        "open_amount": amount,
        "roll_rate": _at(rates.roll, age),
        "loss_rate": _at(rates.derived, age),
        "table_rate": _at(case.table, age),
        "forward_factor": case.factor if source == "roll_rates" or is_past else None,
        "rate_used": rates.rates[age],
        "rate_source": word.source(case, source),
        "allowance": in_cents(amount, rates.rates[age]),
    }


def _at(numbers: Sequence[float], place: int) -> float | None:
    """Return one of several numbers, None beyond their end and where it is unknown."""
    return numbers[place] if place < len(numbers) and np.isfinite(numbers[place]) else None


def _special(case: Case) -> list[Row]:
    """Return the customers out of the matrix: the largest by name, the rest of each reason in one line."""
    found: list[Row] = []
    room = CUSTOMERS_SHOWN
    for one in case.special:
        shown = list(zip(one.names[:room], one.debts[:room], strict=True))
        room -= len(shown)
        rest = one.debts[len(shown) :]
        if rest:
            shown.append((word.others(case, len(rest)), float(np.round(sum(rest), FINEST))))
        found += [
            {
                "segment": word.specific(case),
                "matrix_line": name,
                "open_amount": debt,
                "rate_used": one.rate,
                "rate_source": word.reason(case, one.reason),
                "allowance": in_cents(debt, one.rate),
            }
            for name, debt in shown
        ]
    return found


def _credits(case: Case) -> list[Row]:
    """Return the line of the credits, which carry no loss; none where there are none."""
    if not case.credit_balance:
        return []
    text = say("provision.line.credits", case.language)
    source = say("provision.source.credits", case.language)
    return [{
        "segment": text, "matrix_line": "", "open_amount": case.credit_balance, "rate_source": source,
        "allowance": Decimal(0),
    }]  # fmt: skip


def _moved(case: Case, rates: Sequence[SegmentRates], closing: Decimal | None) -> Movement | None:
    """Return the movement of the allowance; None where its closing or its opening is unknown."""
    rules = case.policy.provision
    start = as_day(add_months(case.as_of, -rules.opening_months))
    opening: Decimal | None = exact(rules.opening_amount).quantize(CENT, ROUND_HALF_UP)
    if not rules.opening_given:
        rows, amounts = case.reader.debts_at(start)
        then = case.reader.table_of(rows, amounts, start).round(FINEST)
        opening = allowance_of(then, tuple(one.rates for one in rates))
    if closing is None or opening is None:
        return None
    written_off, recovered = (
        exact(found(start, case.as_of)).quantize(CENT, ROUND_HALF_UP)
        for found in (case.reader.written_off, case.reader.recovered)
    )
    return movement(opening, written_off, recovered, closing)


def _entries(case: Case, moved: Movement | None) -> list[Row]:
    """Return the journal entries in the words of their standard."""
    if moved is None:
        return []
    standard = word.standard(case)
    lines = journal_entries(moved, standard)
    before = [None, *(line.entry for line in lines)]
    return [
        {
            "entry": word.entry(case, line.entry) if line.entry != earlier else "",
            "account_code": line.code,
            "account": word.account(case, standard, line.account),
            "debit": line.debit or None,
            "credit": line.credit or None,
        }
        for line, earlier in zip(lines, before, strict=False)
    ]


def _backtest(case: Case) -> list[Row]:
    """Hold the allowance of an earlier day against what of its debts is unpaid or written off since."""
    reader = case.reader
    day = as_day(add_months(case.as_of, -case.policy.provision.backtest_months))
    known = reader.position.ledger.known_from
    if not (known[known > ALWAYS] <= day).any():
        return []
    rows, then = reader.debts_at(day)
    past = past_rates(reader, day, case.policy, case.settled)
    table = reader.table_of(rows, then, day).round(FINEST)
    rates = case.rates(past, table)
    parts = reader.open_and_written_off(rows, then, day, case.as_of)
    now, off = (reader.table_of(rows, part, day).round(FINEST) for part in parts)
    found = []
    for age, label in enumerate(case.ages.labels):
        if age < case.ages.count or table[:, age].any():
            needed = allowance_of(table[:, [age]], tuple((one.rates[age],) for one in rates))
            sums = (float(part[:, age].sum().round(FINEST)) for part in (table, now, off))
            found.append(_tested(case, label, needed, *sums))
    if len(found) >= TESTED_ROWS:
        shown = TESTED_ROWS - 2
        found = [*found[:shown], _summed(case, word.rest(case), found[shown:])]
    return [*found, _summed(case, word.total(case), found)]


def _summed(case: Case, label: str, rows: Sequence[Row]) -> Row:
    """Return lines of the back-test as one."""
    parts = [row["allowance_then"] for row in rows]
    needed = None if None in parts else sum(parts, Decimal(0))
    columns = ("open_then", "unpaid_now", "written_off_since")
    return _tested(case, label, needed, *(float(sum(row[name] for row in rows)) for name in columns))


def _tested(  # noqa: PLR0917  the columns of one line
    case: Case, label: str, needed: Decimal | None, owed: float, unpaid: float, written_off: float
) -> Row:
    """Return one line of the back-test."""
    lost = unpaid + written_off
    share = None if needed is None or owed <= 0 else (needed / exact(owed)).quantize(RATE_STEP)
    gap = None if needed is None else float(needed) - lost
    return {
        "bucket": label,
        "open_then": owed,
        "allowance_then": needed,
        "rate_then": share,
        "loss_seen": lost / owed if owed > 0 else None,
        "unpaid_now": unpaid,
        "written_off_since": written_off,
        "allowance_gap": gap,
        "verdict": "" if gap is None or owed <= 0 else word.enough(case, is_enough=gap > -float(CENT)),
    }


def _sensitivity(case: Case, rates: Sequence[SegmentRates], closing: Decimal | None) -> list[Row]:
    """Return the allowance with other rates; customers with a rate of their own stay as they are."""
    if closing is None:
        return []
    own = tuple(one.rates for one in rates)
    fixed = closing - (allowance_of(case.amounts, own) or Decimal(0))
    share = exact(case.policy.provision.sensitivity_share)
    moved = {
        "base": own,
        "up": _times(own, 1 + share),
        "down": _times(own, 1 - share),
        "bucket": tuple((*of[1 : case.ages.count], of[case.ages.count - 1], of[-1]) for of in own),
        "better_case": _outlook_rates(case, "better_case"),
        "worse_case": _outlook_rates(case, "worse_case"),
    }
    found = []
    for name in LABELS:
        part = allowance_of(case.amounts, moved[name])
        if part is not None:
            change = part + fixed - closing
            found.append({
                "sensitivity_case": word.sensitivity(case, name),
                "allowance": part + fixed,
                "allowance_change": change,
                "change_share": change / closing if closing else None,
            })  # fmt: skip
    return found


def _times(
    rates: Sequence[tuple[Decimal | None, ...]], factor: Decimal
) -> tuple[tuple[Decimal | None, ...], ...]:
    """Return rates multiplied, at most 1."""
    return tuple(
        tuple(None if rate is None else min(rate * factor, Decimal(1)) for rate in of) for of in rates
    )


def _outlook_rates(case: Case, name: str) -> tuple[tuple[Decimal | None, ...], ...]:
    """Return the rates as if one case of the outlook were certain."""
    rules = case.policy.provision
    factor = exact(rules.forward_factor) * exact(getattr(rules.outlook, name).factor)
    return tuple(one.rates for one in case.rates(case.past, case.amounts, factor))
