"""Result tables of validation, and what they say in a sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import add_months, as_day
from xlcredit.policy.numbers import LETTERS
from xlcredit.receivables.documents import ALWAYS
from xlcredit.refresh.backtest import backtest
from xlcredit.refresh.validation_measures import measures_table, money, power_word
from xlcredit.texts import say
from xlcredit.validation import override_report

if TYPE_CHECKING:
    from collections.abc import Hashable

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.receivables.balances import Balances
    from xlcredit.refresh.backtest import Backtest
    from xlcredit.refresh.outcomes import OutcomeReader
    from xlcredit.refresh.position import Position
    from xlcredit.tables import Table
    from xlcredit.texts import Language
    from xlcredit.validation import CalibrationBand, Stability

FACTORS_SHOWN, LIMITS_SHOWN, OVERRIDES_SHOWN = 12, 40, 9
"""Most rows of the blocks that have no end of their own; the page holds so many."""
SENTENCES = ("ranking", "risk", "shift", "limits")
COURSES = ("upward", "downward", "kept", "other")


@dataclass(frozen=True)
class Validated:
    """What a refresh says of the score itself.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Result tables by the names of `xlcredit.tables`; without rows where nothing can be said.
    cells : dict of str to str
        A sentence per named cell, "" where there is none.
    """

    tables: dict[str, pd.DataFrame]
    cells: dict[str, str]


def validation(  # noqa: PLR0917  what a refresh holds at that point
    ledger: Ledger,
    position: Position,
    customers: pd.DataFrame,
    policy: Policy,
    known: Balances,
    language: Language,
) -> Validated:
    """Hold the score of one window ago against what came of it, and say how it did.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The ledger in base currency.
    customers : DataFrame
        The customer frame of the date of valuation.
    policy : Policy
        What counts as bad, and how much must be known before a figure is shown.
    known : Balances
        Balances at the last month ends, with the exposure of every customer.
    language : {"en", "zh"}
        Language of the texts.

    Returns
    -------
    Validated
        Tables and sentences.
    """
    found = backtest(ledger, position, customers, policy, known)
    if found is None:
        empty = {table.name: _empty(table) for table in _TABLES}
        return Validated(empty, _cells([_too_short(position, policy, language)]))
    currency = position.valuation.base_currency
    return Validated(
        tables={
            "validation_measures": measures_table(found, ledger.decisions, policy, currency, language),
            "calibration": _calibration(found, language),
            "stability": _stability(found, policy, language),
            "migration": _migration(found, language),
            "limit_test": _limit_test(found, language),
            "override_log": _override_log(ledger.decisions, customers, found.reader, language),
        },
        cells=_cells([
            _ranking(found, policy, language),
            _risk(found, policy, language),
            _shift(found, language),
            _limits(found, currency, language),
        ]),
    )  # fmt: skip


_TABLES = (
    tables.VALIDATION_MEASURES, tables.CALIBRATION, tables.STABILITY, tables.MIGRATION, tables.LIMIT_TEST,
    tables.OVERRIDE_LOG,
)  # fmt: skip


def _empty(table: Table) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame(columns=list(table.column_names))


def _cells(sentences: list[str]) -> dict[str, str]:
    """Return the sentences by the names of their cells."""
    padded = [*sentences, *[""] * (len(SENTENCES) - len(sentences))]
    return {f"xlcredit_validation_{name}": text for name, text in zip(SENTENCES, padded, strict=True)}


def _frame(table: Table, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Return rows under the columns of a table."""
    return pd.DataFrame(rows, columns=list(table.column_names))


def _calibration(found: Backtest, language: Language) -> pd.DataFrame:
    """Return stated risk and what came of it by grade, every grade in its place, and of all."""
    if found.calibration is None:
        return _empty(tables.CALIBRATION)
    bands = {band.name: band for band in found.calibration.bands}
    whole = say("validation.calibration.whole", language)
    rows = [_band_row(letter, bands.get(letter), language) for letter in LETTERS]
    return _frame(tables.CALIBRATION, [*rows, _band_row(whole, found.calibration.whole, language)])


def _band_row(name: str, band: CalibrationBand | None, language: Language) -> tuple[object, ...]:
    """Return the row of one grade; nobody in it is a zero and no share."""
    if band is None:
        return (name, 0, 0, *[float("nan")] * 4, "")
    verdict = say(f"history.verdict.{band.verdict}", language)
    return (name, band.count, band.bads, band.predicted, band.observed, *band.interval, verdict)


def _stability(found: Backtest, policy: Policy, language: Language) -> pd.DataFrame:
    """Return the shift of the score band by band, and of each factor of a fitted card as a whole."""
    if found.shift is None:
        return _empty(tables.STABILITY)
    score, whole = say("labels.score", language), say("history.all_bands", language)
    rows: list[tuple[object, ...]] = [
        (score, band, before, now, part, "")
        for band, before, now, part in zip(
            _band_names(policy, language),
            found.shift.expected_share.tolist(),
            found.shift.actual_share.tolist(),
            found.shift.contributions.tolist(),
            strict=True,
        )
    ]
    rows.append((score, whole, *_total_shift(found.shift, language)))
    rows += [
        (_factor_name(one.name, language), whole, *_total_shift(one.stability, language))
        for one in found.factor_shifts[:FACTORS_SHOWN]
    ]
    return _frame(tables.STABILITY, rows)


def _total_shift(shift: Stability, language: Language) -> tuple[object, ...]:
    """Return the columns of a whole: all customers, the index, the word for it."""
    return 1.0, 1.0, shift.value, say(f"history.verdict.{shift.level}", language)


def _band_names(policy: Policy, language: Language) -> list[str]:
    """Return the names of the score bands, the missing score last."""
    edges = [f"{edge:g}" for edge in policy.validation.score_edges]
    between = [
        say("history.band_between", language, lower=lower, upper=upper) for lower, upper in pairwise(edges)
    ]
    below, above = (
        say(f"history.band_{side}", language, edge=edge)
        for side, edge in (("below", edges[0]), ("from", edges[-1]))
    )
    return [below, *between, above, say("history.band_missing", language)]


def _factor_name(name: str, language: Language) -> str:
    """Return a factor in words; the heading of a column of one's own stays as it is."""
    from xlcredit.texts import topic

    return say(f"policy.factors.{name}", language) if name in topic("policy")["factors"] else name


def _migration(found: Backtest, language: Language) -> pd.DataFrame:
    """Return how many customers went from which grade to which."""
    if found.migration is None:
        return _empty(tables.MIGRATION)
    names = [*found.migration.labels, say("validation.migration.unrated", language)]
    rows = [
        (name, *line, sum(line)) for name, line in zip(names, found.migration.counts.tolist(), strict=True)
    ]
    return _frame(tables.MIGRATION, rows)


def _limit_test(found: Backtest, language: Language) -> pd.DataFrame:
    """Return the customers whose limit was put to the test, what went bad first, the largest first."""
    if found.limits is None:
        return _empty(tables.LIMIT_TEST)
    limit = found.then.recommended_limit
    bad = np.where(found.then.was_there & found.outcome.is_known, found.outcome.bad_amount, np.nan)
    beyond = np.nan_to_num(found.peak - limit)
    rows = np.flatnonzero((bad > 0) | ((bad == 0) & found.limits.over_recommended))
    rows = rows[np.lexsort((-beyond[rows], -bad[rows]))][:LIMITS_SHOWN]
    words = {
        key: say(f"history.limit.{key}", language) for key in ("unrated", "bad_over", "bad_within", "paid")
    }
    outside = np.nan_to_num(found.limits.loss_outside) > 0
    verdict = np.select(
        [np.isnan(limit) & (bad > 0), (bad > 0) & outside, bad > 0],
        [words["unrated"], words["bad_over"], words["bad_within"]],
        words["paid"],
    )
    customers = found.then.customers
    return pd.DataFrame({
        "customer_name": customers["customer_name"].to_numpy()[rows],
        "customer_id": customers["customer_id"].to_numpy()[rows],
        "grade_before": found.then.assessed.grades.grade[rows],
        "recommended_then": limit[rows],
        "limit_then": found.limit_then[rows],
        "peak_exposure": found.peak[rows],
        "bad_amount": bad[rows],
        "verdict": verdict[rows],
    })[list(tables.LIMIT_TEST.column_names)]  # fmt: skip


def _override_log(
    decisions: pd.DataFrame, customers: pd.DataFrame, reader: OutcomeReader, language: Language
) -> pd.DataFrame:
    """Return the newest decisions against the card's proposal, and what came of them."""
    about = decisions[decisions["decision_kind"] == "override"].iloc[::-1].head(OVERRIDES_SHOWN)
    place = {name: row for row, name in enumerate(customers["customer_id"].tolist())}
    rows = [
        _override_row(one, place.get(one["customer_id"]), customers, reader, language)
        for one in about.to_dict("records")
    ]
    return _frame(tables.OVERRIDE_LOG, rows)


def _override_row(
    one: dict[Hashable, Any],
    row: int | None,
    customers: pd.DataFrame,
    reader: OutcomeReader,
    language: Language,
) -> tuple[object, ...]:
    """Return the row of one decision; a customer that nobody knows has no name."""
    line = override_report([one["before"]], [one["after"]]).lines[0]
    course = next((name for name in COURSES if getattr(line, name)), "unknown")
    return (
        "" if row is None else customers["customer_name"].iloc[row],
        one["customer_id"],
        one["decided_on"],
        one["before"],
        one["after"],
        say(f"history.course.{course}", language),
        one["approver"],
        say(f"history.outcome.{_came(reader, row, one['decided_on'])}", language),
    )


def _came(reader: OutcomeReader, row: int | None, decided_on: pd.Timestamp) -> str:
    """Return what came of a customer after a decision."""
    if row is None or decided_on > pd.Timestamp(reader.position.valuation.as_of):
        return "unknown"
    outcome = reader.after(decided_on.date())
    if outcome.is_bad[row]:
        return "bad"
    if outcome.was_bad[row]:
        return "already"
    if as_day(outcome.until) > as_day(reader.position.valuation.as_of):
        return "open"
    return "good" if outcome.is_good[row] else "unknown"


def _too_short(position: Position, policy: Policy, language: Language) -> str:
    """Say from when on a score can be tested at all."""
    rules = policy.validation
    dated = position.ledger.known_from[position.ledger.known_from > ALWAYS]
    if not dated.size:
        return say("history.undated", language)
    months = rules.history_months + rules.target.window_months
    return say(
        "history.too_short",
        language,
        first=dated.min().item().isoformat(),
        history=rules.history_months,
        window=rules.target.window_months,
        possible=add_months(dated.min(), months).item().isoformat(),
    )


def _ranking(found: Backtest, policy: Policy, language: Language) -> str:
    """Say how well the score ranked, or why nothing can be said."""
    day = found.then.as_of.isoformat()
    if found.power is None:
        goods = int(np.count_nonzero(found.used)) - found.bads
        counts = {"bads": found.bads, "goods": goods, "needed": policy.validation.fewest_bads}
        few = say("history.say.too_few", language, day=day, **counts)
        untold = found.outcome.untold
        return few + (say("history.say.untold", language, untold=f"{untold:,}") if untold else "")
    fitted = policy.scorecard.method == "fitted"
    told = say(
        "history.say.ranking",
        language,
        day=day,
        pairs=f"{100 * found.power.auc:.0f}",
        low=f"{100 * found.power.interval.lower:.0f}",
        high=f"{100 * found.power.interval.upper:.0f}",
        confidence=f"{policy.validation.confidence:.0%}",
        verdict=say(f"history.power.{power_word(found.power, policy)}", language),
    )
    return told + (say("history.say.may_be_own_sample", language) if fitted else "")


def _risk(found: Backtest, policy: Policy, language: Language) -> str:
    """Say whether as many turned bad as the grades had stated."""
    if found.calibration is None:
        return ""
    whole = found.calibration.whole
    return say(
        f"history.say.risk_{whole.verdict}",
        language,
        count=whole.count,
        expected=f"{whole.predicted * whole.count:.1f}",
        bads=whole.bads,
        share=f"{whole.observed:.1%}",
        stated=f"{whole.predicted:.1%}",
        base=f"{policy.grades.own_base_rate:.1%}",
    )


def _shift(found: Backtest, language: Language) -> str:
    """Say whether the customers are still those of the earlier date."""
    if found.shift is None or found.migration is None:
        return ""
    return say(
        "history.say.shift",
        language,
        index=f"{found.shift.value:.2f}",
        level=say(f"validation.levels.{found.shift.level}", language),
        up=found.migration.upgrades,
        down=found.migration.downgrades,
        same=found.migration.unchanged,
    )


def _limits(found: Backtest, currency: str, language: Language) -> str:
    """Say what the limits recommended then would have kept out."""
    if found.limits is None:
        return ""
    whole = found.limits.summary
    return say(
        "history.say.limits" if whole.loss else "history.say.limits_no_loss",
        language,
        customers=whole.customers,
        over=whole.breaches_recommended,
        loss=money(whole.loss, currency),
        outside=money(whole.loss_outside, currency),
        share=f"{whole.saved_share:.0%}" if whole.loss else "",
    )
