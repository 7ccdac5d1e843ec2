"""The figures of validation one below the other, each with interval, verdict and meaning in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.texts import say
from xlcredit.validation import override_report, wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcredit.policy import Policy
    from xlcredit.refresh.backtest import Backtest
    from xlcredit.texts import Language
    from xlcredit.validation import Discrimination

CHANCE = 0.5
"""Share of pairs in the right order that a coin gives."""
NO_CURRENCY = ("", "XXX")
NAN = float("nan")

_Row = tuple[str, float, float, float, str, dict[str, Any]]


def power_word(power: Discrimination, policy: Policy) -> str:
    """Return the key of the word for how well a score ranks.

    Parameters
    ----------
    power : Discrimination
        Its figures.
    policy : Policy
        From which share of pairs a score is useful, and strong.

    Returns
    -------
    {"unproven", "weak", "useful", "strong"}
        ``unproven`` where the interval reaches down to chance, whatever the figure.
    """
    if not power.interval.lower > CHANCE:
        return "unproven"
    rules = policy.validation
    if power.auc < rules.auc_useful:
        return "weak"
    return "strong" if power.auc >= rules.auc_strong else "useful"


def money(amount: float, currency: str) -> str:
    """Return an amount with its currency, as a sentence tells it.

    Parameters
    ----------
    amount : float
        Amount.
    currency : str
        Its currency; "" or XXX for none.

    Returns
    -------
    str
        Without cents.

    Examples
    --------
    >>> money(1234.5, "CNY"), money(1234.5, "XXX")
    ('CNY 1,234', '1,234')
    """
    return f"{amount:,.0f}" if currency in NO_CURRENCY else f"{currency} {amount:,.0f}"


def measures_table(
    found: Backtest, decisions: pd.DataFrame, policy: Policy, currency: str, language: Language
) -> pd.DataFrame:
    """Return the table of measures.

    Parameters
    ----------
    found : Backtest
        The score beside what came of it.
    decisions : DataFrame
        The log of decisions.
    policy : Policy
        What counts as bad.
    currency : str
        Base currency.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        Columns of the table; with too few bads the measures of ranking are blank and say so.
    """
    rows = [
        *_people(found, policy),
        *_ranking(found, policy),
        *_risk(found, policy),
        *_moves(found),
        *_limits(found, currency),
        *_overrides(decisions, policy),
    ]
    worded = [
        (
            say(f"history.measure.{key}", language),
            value,
            low,
            high,
            say(verdict, language) if verdict else "",
            say(f"history.meaning.{key}", language, **fields),
        )
        for key, value, low, high, verdict, fields in rows
    ]
    return pd.DataFrame(worded, columns=list(tables.VALIDATION_MEASURES.column_names))


def _people(found: Backtest, policy: Policy) -> Iterator[_Row]:
    """Return how many customers the figures stand on."""
    there, rated, known = found.then.was_there, found.then.is_rated, found.used
    target = policy.validation.target
    already = int(np.count_nonzero(found.outcome.was_bad & rated))
    accounts = int(np.count_nonzero(found.then.assessed.scores.has_accounts & known))
    yield "there", float(there.sum()), NAN, NAN, "", {"day": found.then.as_of.isoformat()}
    yield "rated", float(rated.sum()), NAN, NAN, "", {}
    unknown = int(rated.sum()) - int(known.sum()) - already
    yield "known", float(known.sum()), NAN, NAN, "", {"already": already, "unknown": unknown}
    coverage = found.then.assessed.scores.coverage[known]
    share = float(coverage.mean()) if coverage.size else NAN
    yield "coverage", share, NAN, NAN, "", {"accounts": accounts, "known": int(known.sum())}
    fields = {"days": target.more_than_days, "months": target.window_months}
    yield "bads", float(found.bads), NAN, NAN, "", fields


def _ranking(found: Backtest, policy: Policy) -> Iterator[_Row]:
    """Return how well the score told bad from good; blank with too few of either."""
    power = found.power
    if power is None:
        for key in ("auc", "gini"):
            yield key, NAN, NAN, NAN, "history.verdict.too_few", {}
        yield "ks_unknown", NAN, NAN, NAN, "history.verdict.too_few", {}
        return
    low, high = power.interval.lower, power.interval.upper
    yield "auc", power.auc, low, high, f"history.verdict.{power_word(power, policy)}", {}
    yield "gini", power.gini, 2 * low - 1, 2 * high - 1, "", {}
    where = power.separation
    fields = {
        "score": f"{where.score:.0f}",
        "bad": f"{where.bad_share:.0%}",
        "good": f"{where.good_share:.0%}",
    }
    yield "ks", where.value, NAN, NAN, "", fields


def _risk(found: Backtest, policy: Policy) -> Iterator[_Row]:
    """Return stated risk beside what came."""
    if found.calibration is None:
        return
    whole = found.calibration.whole
    verdict = f"history.verdict.{whole.verdict}"
    yield "expected", whole.predicted * whole.count, NAN, NAN, verdict, {"count": whole.count}
    low, high = wilson_interval(whole.bads, whole.count, policy.validation.confidence)
    fields = {"stated": f"{whole.predicted:.1%}", "confidence": f"{policy.validation.confidence:.0%}"}
    yield "observed", whole.observed, low, high, "", fields
    plain = whole.observed * (1 - whole.observed)
    yield "brier", found.brier, NAN, NAN, "", {"plain": f"{plain:.3f}"}


def _moves(found: Backtest) -> Iterator[_Row]:
    """Return how far scores and grades moved."""
    if found.shift is not None:
        level, by_chance = f"history.verdict.{found.shift.level}", f"{found.shift.by_chance:.3f}"
        yield "shift", found.shift.value, NAN, NAN, level, {"by_chance": by_chance}
    if found.migration is not None:
        fields = {"up": found.migration.upgrades, "same": found.migration.unchanged}
        yield "downgrades", float(found.migration.downgrades), NAN, NAN, "", fields


def _limits(found: Backtest, currency: str) -> Iterator[_Row]:
    """Return what the limits recommended then would have done."""
    if found.limits is None:
        return
    whole = found.limits.summary
    tested = found.then.was_there & found.outcome.is_known
    accounts = int(np.count_nonzero(found.then.assessed.scores.has_accounts & tested))
    fields = {"customers": whole.customers, "accounts": accounts, "actual": whole.breaches_actual}
    yield "over_limit", float(whole.breaches_recommended), NAN, NAN, "", fields
    if whole.loss:
        amounts = {"outside": money(whole.loss_outside, currency), "loss": money(whole.loss, currency)}
        yield "loss_outside", whole.saved_share, NAN, NAN, "", amounts


def _overrides(decisions: pd.DataFrame, policy: Policy) -> Iterator[_Row]:
    """Return how many decisions went against the card."""
    about = decisions[decisions["decision_kind"] == "override"]
    if about.empty:
        return
    line = override_report(about["before"], about["after"], policy=policy).lines[0]
    fields = {"upward": line.upward, "downward": line.downward}
    yield "overrides", float(line.overridden), NAN, NAN, "", fields
