"""The score of an earlier date beside what came of it: the figures of validation, without a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.columns import as_day
from xlcredit.errors import MissingDataError
from xlcredit.refresh.customers import peak_exposure
from xlcredit.refresh.history import snapshot_at, snapshot_by_facts_of, snapshot_dates
from xlcredit.refresh.outcomes import outcome_reader
from xlcredit.validation import (
    band_counts,
    brier_score,
    calibration_table,
    characteristic_stability,
    discrimination,
    limit_test,
    migration_matrix,
    population_stability,
)

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.policy.points_table import FittedFactor
    from xlcredit.receivables.balances import Balances
    from xlcredit.refresh.history import Snapshot
    from xlcredit.refresh.outcomes import Outcome, OutcomeReader
    from xlcredit.refresh.position import Position
    from xlcredit.validation import (
        CalibrationTable,
        Discrimination,
        FactorStability,
        LimitTest,
        Migration,
        Stability,
    )


@dataclass(frozen=True)
class Backtest:
    """An earlier score beside what came of it, and beside the score of today.

    Attributes
    ----------
    then : Snapshot
        What was known, one window before the date of valuation.
    now : Snapshot
        The same customers today, by the same facts: only the ledger has moved on.
    reader : OutcomeReader
        Answers what came of the customers after any date.
    outcome : Outcome
        What came of them after `then`.
    used : ndarray of bool, shape (n,)
        Customers with a score then whose outcome is known.
    power : Discrimination or None
        How well the score ranked; None with fewer bads or goods than the policy asks for.
    calibration : CalibrationTable or None
        Stated risk by grade; None when nobody was graded.
    brier : float
        Mean squared error of the stated risk; NaN when nobody was graded. [share]
    shift : Stability or None
        Scores then and now in the bands of the policy, the customers without a score last; None when nobody
        had a score, or a band is empty on one side and the policy (or a single customer) allows no index.
    factor_shifts : tuple of FactorStability
        With a fitted card: every factor now against the sample it was fitted on, those that have an index.
    migration : Migration
        Grades then and now of the customers that were there.
    limit_then : ndarray, shape (n,)
        Limit in force then, as far as known. [base currency]
    peak : ndarray, shape (n,)
        Largest exposure since, at month ends. [base currency]
    limits : LimitTest or None
        How the limits recommended then would have done; None when nobody with a grade has a known outcome.
    """

    then: Snapshot
    now: Snapshot
    reader: OutcomeReader
    outcome: Outcome
    used: Flags
    power: Discrimination | None
    calibration: CalibrationTable | None
    brier: float
    shift: Stability | None
    factor_shifts: tuple[FactorStability, ...]
    migration: Migration | None
    limit_then: Floats
    peak: Floats
    limits: LimitTest | None

    @property
    def bads(self) -> int:
        """Scored customers that turned bad."""
        return int(np.count_nonzero(self.outcome.is_bad & self.used))


def backtest(
    ledger: Ledger, position: Position, customers: pd.DataFrame, policy: Policy, known: Balances
) -> Backtest | None:
    """Hold the score of one window ago against what came of it.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The ledger in base currency.
    customers : DataFrame
        The customer frame of the date of valuation.
    policy : Policy
        Every policy number, as it is now.
    known : Balances
        With the exposure of every customer at the month ends since.

    Returns
    -------
    Backtest or None
        None when the ledger does not reach back far enough.
    """
    days = snapshot_dates(position, policy)
    if not days:
        return None
    then = snapshot_at(ledger, position, policy, days[0])
    now = snapshot_by_facts_of(position, customers, policy, days[0])
    reader = outcome_reader(position, customers, policy.validation.target)
    outcome = reader.after(days[0])
    used = np.asarray(then.is_rated & outcome.is_known)
    limit_then = limits_then(ledger.decisions, customers, days[0])
    peak = _peak_since(position, customers, known, days[0])
    return Backtest(
        then=then,
        now=now,
        reader=reader,
        outcome=outcome,
        used=used,
        power=_power(then, outcome, used, policy),
        calibration=_calibration(then, outcome, used, policy),
        brier=_brier(then, outcome, used),
        shift=_shift(then, now, policy),
        factor_shifts=_factor_shifts(now, policy),
        migration=_migration(then, now),
        limit_then=limit_then,
        peak=peak,
        limits=_limits(then, outcome, limit_then, peak),
    )


def _power(then: Snapshot, outcome: Outcome, used: Flags, policy: Policy) -> Discrimination | None:
    """Return how well the score ranked, None where there is too little to say."""
    try:
        return discrimination(outcome.is_bad[used], then.assessed.scores.score[used], policy=policy)
    except MissingDataError:
        return None


def _calibration(then: Snapshot, outcome: Outcome, used: Flags, policy: Policy) -> CalibrationTable | None:
    """Return the stated risk by grade and what came of it."""
    risk, grade = then.assessed.probability_of_default, then.assessed.grades.grade
    graded = used & then.is_graded
    if not graded.any():
        return None
    return calibration_table(outcome.is_bad[graded], risk[graded], policy=policy, grades=grade[graded])


def _brier(then: Snapshot, outcome: Outcome, used: Flags) -> float:
    """Return the mean squared error of the stated risk."""
    risk = then.assessed.probability_of_default
    graded = used & then.is_graded
    return float(brier_score(outcome.is_bad[graded], risk[graded])) if graded.any() else float("nan")


def _shift(then: Snapshot, now: Snapshot, policy: Policy) -> Stability | None:
    """Return how the scores of all customers moved between the bands."""
    if not then.is_rated.any():
        return None
    edges = policy.validation.score_edges
    before, after = (band_counts(one.assessed.scores.score[one.was_there], edges) for one in (then, now))
    try:
        return population_stability(before, after, policy)
    except MissingDataError:  # a band empty on one side: no index, and no reason to stop a refresh
        return None


def _factor_shifts(now: Snapshot, policy: Policy) -> tuple[FactorStability, ...]:
    """Return how the factors of a fitted card moved against its sample; none where no counts are kept."""
    values = now.assessed.measures.values  # noqa: PD011  a field of ours, not of a frame
    fitted = policy.points_table.factors if policy.scorecard.method == "fitted" else ()
    found: list[FactorStability] = []
    for one in fitted:
        if one.name in values and any(one.sample_counts):
            found += _factor_shift(one, values[one.name][now.was_there], policy)
    return tuple(sorted(found, key=lambda one: -one.stability.value))


def _factor_shift(factor: FittedFactor, values: Floats, policy: Policy) -> tuple[FactorStability, ...]:
    """Return how one factor moved; nothing where it has no index."""
    name, points = factor.name, (*factor.points, factor.points_missing)
    now = {name: band_counts(values, factor.edges)}
    try:
        return characteristic_stability({name: factor.sample_counts}, now, {name: points}, policy)
    except MissingDataError:
        return ()


def _migration(then: Snapshot, now: Snapshot) -> Migration | None:
    """Return the grades then and now of the customers that were there."""
    rows = then.was_there
    if not rows.any():
        return None
    before, after = (np.where(one.is_graded, one.assessed.grades.grade, "")[rows] for one in (then, now))
    return migration_matrix(before, after)


def _peak_since(position: Position, customers: pd.DataFrame, known: Balances, day: date) -> Floats:
    """Return the largest exposure of each customer at the month ends after a date."""
    return peak_exposure(position, customers, known.exposure[:, known.dates > as_day(day)])


def _limits(then: Snapshot, outcome: Outcome, limit_then: Floats, peak: Floats) -> LimitTest | None:
    """Hold the limits recommended then against what came of the customers."""
    counts = then.was_there & outcome.is_known
    if not (counts & then.is_graded).any():
        return None
    loss = np.where(counts, outcome.bad_amount, np.nan)
    return limit_test(then.recommended_limit, limit_then, peak, loss)


def limits_then(decisions: pd.DataFrame, customers: pd.DataFrame, day: date) -> Floats:
    """Return the limit of every customer on an earlier date, as far as it is known.

    Parameters
    ----------
    decisions : DataFrame
        The log of decisions, the latest last; amounts in the customer's currency.
    customers : DataFrame
        The customer frame, with today's limits in base currency.
    day : date
        The date.

    Returns
    -------
    ndarray, shape (rows of the frame,)
        What the last decision by then set; what the first one after it replaced; today's limit where no
        decision is known. NaN where there is none, and where the decisions hold no amount that can be read.
        [base currency]
    """
    today = customers["credit_limit"].to_numpy(dtype=float)
    about = decisions[decisions["decision_kind"] == "limit"].sort_values("decided_on", kind="stable")
    earlier = about["decided_on"] <= pd.Timestamp(day)
    last = about[earlier].drop_duplicates("customer_id", keep="last").set_index("customer_id")["after"]
    first = about[~earlier].drop_duplicates("customer_id").set_index("customer_id")["before"]
    rate = customers["rate"].to_numpy(dtype=float)
    is_decided = customers["customer_id"].isin(about["customer_id"]).to_numpy()
    found = np.where(is_decided, np.nan, today)  # today's limit came of decisions that are later
    for texts in (first, last):
        amount = customers["customer_id"].map(_amounts(texts)).to_numpy(dtype=float) * rate
        found = np.where(np.isnan(amount), found, amount)
    return np.where((found >= 0) & np.isfinite(found), found, np.nan)


def _amounts(texts: pd.Series[str]) -> pd.Series[float]:
    """Return amounts that people typed as numbers; NaN where they are none."""
    return pd.to_numeric(texts.astype(str).str.replace(",", "", regex=False), errors="coerce").astype(float)
