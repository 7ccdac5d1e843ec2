"""The worklist of collection: whom to write to today, about how much, and what is held back and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.collections import (
    NO_STAGE,
    STATES,
    Statements,
    is_alarm,
    late_statements,
    memory_of,
    stage_text,
)
from xlcredit.credit.grades import probability_of_default
from xlcredit.ledger import Issue, make_issue
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

_RENAMED = {
    "demanded": "demanded_amount",
    "promised": "promised_open",
    "disputed": "disputed_open",
    "resting": "resting_amount",
}
_UNSETTLED = ("disputed", "promised")


@dataclass(frozen=True)
class Dunning:
    """What a refresh says of collection.

    Attributes
    ----------
    worklist, ladder : DataFrame
        The tables of `xlcredit.tables`, the most money at risk first; the ladder from its foot.
    statements : Statements
        What they were made from, and every item behind them.
    issues : tuple of Issue
        Words of the log of contacts that are not known.
    """

    worklist: pd.DataFrame
    ladder: pd.DataFrame
    statements: Statements
    issues: tuple[Issue, ...]


def dunning(
    ledger: Ledger,
    position: Position,
    customers: pd.DataFrame,
    risk: np.ndarray[Any, Any],
    *,
    policy: Policy,
    language: Language,
) -> Dunning:
    """Return one line per customer and currency with something late.

    Parameters
    ----------
    ledger : Ledger
        Its payments and documents tell which promises were kept.
    position : Position
        The open items.
    customers : DataFrame
        From `customer_frame`; who has a limit of insurance.
    risk : ndarray, shape (customers,)
        Probability of default; NaN where not rated. [share]
    policy : Policy
        The ladder and its rules.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    Dunning
        Worklist, ladder, statements, issues.

    Notes
    -----
    Money at risk = overdue in base currency x probability of default; who is not rated counts with the rate
    of the grade that the policy names. A currency without a rate has no money at risk and stands last.
    """
    memory, strange = memory_of(ledger.contacts, position.valuation.as_of, policy)
    covered = customers.loc[customers["insured_limit"] > 0, "customer_id"]
    found = late_statements(
        position.rows,
        memory,
        as_of=position.valuation.as_of,
        policy=policy,
        payments=ledger.payments,
        documents=ledger.items,
        insured=frozenset(covered),
        first_overdue_day=position.first_overdue_day,
    )
    worklist = _worklist(found, dict(zip(customers["customer_id"], risk, strict=True)), policy, language)
    issues: tuple[Issue, ...] = ()
    if strange:
        issues = (
            make_issue("contact_stage_unknown", "", "", strange[0], count=len(strange), chosen=strange[0]),
        )
    return Dunning(worklist, _ladder(found, policy, language), found, issues)


def _worklist(found: Statements, risk: dict[str, float], policy: Policy, language: Language) -> pd.DataFrame:
    """Return the worklist in its order, in words."""
    table = found.table.rename(columns=_RENAMED)
    assumed = probability_of_default(policy.dunning.unrated_grade, policy)
    share = table["customer_id"].map(risk).astype(float).fillna(assumed)
    table["probability_of_default"] = share
    table["money_at_risk"] = table["overdue_in_base"] * share
    table["is_alarm"] = np.asarray(is_alarm(table["oldest_days_past_due"], policy), dtype=bool).reshape(-1)
    table["next_action"] = [_action(row, language) for row in table.to_dict("records")]
    table["stage_now"] = _worded(table["stage_now"], language)
    table["stage_last"] = _worded(table["stage_last"].fillna(""), language)
    table.loc[table["state"].isin([STATES.index(name) for name in _UNSETTLED]), "stage_now"] = ""
    order = np.lexsort((-table["overdue"], -table["money_at_risk"].fillna(-1.0)))
    found.table["place"] = np.argsort(order, kind="stable")
    return table.iloc[order][list(tables.WORKLIST.column_names)].reset_index(drop=True)


def _worded(stages: pd.Series[str], language: Language) -> pd.Series[str]:
    """Return stages in words."""
    words = {stage: stage_text(stage, language) if stage else "" for stage in stages.unique()}
    return stages.map(words).astype(object)


def _action(row: dict[Any, Any], language: Language) -> str:
    """Return what to do about a statement, in one sentence."""
    state = STATES[row["state"]]
    day = {
        "quiet": row["quiet_until"], "promised": row["promised_on"], "letter": row["last_contact"],
    }.get(state)  # fmt: skip
    fields = {"day": "" if day is None or pd.isna(day) else f"{day:%Y-%m-%d}"}
    key = state
    if state == "letter":
        again = row["is_repeat"] and row["letter"] not in ("agency_handover", "claim_notice")
        key = "again" if again else str(row["letter"])
        fields["letter"] = say(f"policy.words.{row['letter']}", language)
    parts = [say(f"collections.action.{key}", language, **fields)]
    if row["is_broken"]:
        parts.append(say("collections.action.broken", language, day=f"{row['promised_on']:%Y-%m-%d}"))
    if row["disputed_open"] and state != "disputed":
        parts.append(say("collections.action.also_disputed", language))
    return say("collections.action.join", language).join(parts)


def _ladder(found: Statements, policy: Policy, language: Language) -> pd.DataFrame:
    """Return statements and overdue amounts by stage; who is not asked at all stands below the ladder."""
    table = found.table
    unsettled = table["state"].isin([STATES.index(name) for name in _UNSETTLED])
    where = table["stage_now"].where(~unsettled, "")
    amounts = table["overdue_in_base"].groupby(where).sum()
    counts = where.value_counts()
    steps = [(float("nan"), NO_STAGE), *policy.dunning.ladder, (float("nan"), "")]
    names = [name for _, name in steps]
    held = say("collections.stage.held", language)
    return pd.DataFrame({
        "stage_now": [stage_text(name, language) if name else held for name in names],
        "stage_from": [float(days) for days, _ in steps],
        "overdue": [float(amounts.get(name, 0.0)) for name in names],
        "statements": [int(counts.get(name, 0)) for name in names],
    })  # fmt: skip
