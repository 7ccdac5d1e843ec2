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
from xlcredit.refresh.insured_limits import NO_RATE
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Flags
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.cover import Cover
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

_RENAMED = {
    "demanded": "demanded_amount",
    "promised": "promised_open",
    "disputed": "disputed_open",
    "resting": "resting_amount",
    "handed_over": "handed_over_amount",
}
_UNSETTLED = tuple(STATES.index(name) for name in ("disputed", "promised"))
_HANDED_OVER = STATES.index("handed_over")


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
    cover: Cover,
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
    cover : Cover
        Who had which insured limit on the day of an invoice.
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
    found = late_statements(
        position.rows,
        memory,
        as_of=position.valuation.as_of,
        policy=policy,
        payments=ledger.payments,
        documents=ledger.items,
        covered=_covered(position, cover),
        first_overdue_day=position.first_overdue_day,
    )
    worklist = _worklist(
        found, dict(zip(cover.customers["customer_id"], risk, strict=True)), policy, language
    )
    issues: tuple[Issue, ...] = ()
    if len(strange):
        first = strange.iloc[0]
        where = (str(first.get("sheet_name", "")), str(first.get("stage_cell", "")))
        words = {"count": len(strange), "chosen": first["stage"]}
        issues = (make_issue("contact_stage_unknown", *where, first["stage"], **words),)
    return Dunning(worklist, _ladder(found, policy, language), found, issues)


def _covered(position: Position, cover: Cover) -> Flags:
    """Tell which late rows had an insured limit in force on the day of their invoice, else today."""
    late = np.flatnonzero((position.rows["days_past_due"] > 0) & (position.rows["open_amount"] > 0))
    rows = position.rows.iloc[late][["customer_id", "invoice_date"]]
    days = rows["invoice_date"].to_numpy(dtype="M8[D]")
    days = np.where(np.isnat(days), np.datetime64(cover.as_of, "D"), days)
    buyers = pd.Index(cover.customers["customer_id"]).get_indexer(rows["customer_id"])
    limit = cover.calendar.on(buyers, days)
    found = np.zeros(len(position.rows), dtype=bool)
    found[late] = ((limit.limit > 0) | (limit.state == NO_RATE)) & (buyers >= 0)
    return found


def _worklist(found: Statements, risk: dict[str, float], policy: Policy, language: Language) -> pd.DataFrame:
    """Return the worklist in its order, in words."""
    table = found.table.rename(columns=_RENAMED)
    assumed = probability_of_default(policy.dunning.unrated_grade, policy)
    share = table["customer_id"].map(risk).astype(float).fillna(assumed)
    table["probability_of_default"] = share
    table["money_at_risk"] = table["overdue_in_base"] * share
    is_late = np.asarray(is_alarm(table["oldest_days_past_due"], policy), dtype=bool).reshape(-1)
    table["is_alarm"] = is_late & (table["state"] != _HANDED_OVER).to_numpy()
    table["next_action"] = [_action(row, language) for row in table.to_dict("records")]
    table["stage_now"] = _worded(table["stage_now"], language)
    table["stage_last"] = _worded(table["stage_last"].fillna(""), language)
    table.loc[table["state"].isin(_UNSETTLED), "stage_now"] = ""
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
        "handed_over": row["handed_on"],
    }.get(state)  # fmt: skip
    fields = {"day": _day(day)}
    key = state
    if state == "handed_over":
        fields["letter"] = say(f"policy.words.{row['handed_letter']}", language)
    if state == "letter":
        again = row["is_repeat"] and row["letter"] not in ("agency_handover", "claim_notice")
        key = "again" if again else str(row["letter"])
        fields["letter"] = say(f"policy.words.{row['letter']}", language)
    parts = [say(f"collections.action.{key}", language, **fields)]
    if row["is_broken"]:
        parts.append(say("collections.action.broken", language, day=_day(row["broken_on"])))
    if row["disputed_open"] and state != "disputed":
        parts.append(say("collections.action.also_disputed", language))
    if row["disputed_credit"]:
        amount = f"{row['disputed_credit']:,.2f}"
        parts.append(say("collections.action.disputed_credit", language, amount=amount))
    if row["handed_over_amount"] and state != "handed_over":
        day = _day(row["handed_on"])
        parts.append(say("collections.action.also_handed_over", language, day=day))
    return say("collections.action.join", language).join(parts)


def _day(day: pd.Timestamp | None) -> str:
    """Return a day as a sentence has it; "" where there is none."""
    return "" if day is None or pd.isna(day) else f"{day:%Y-%m-%d}"


def _ladder(found: Statements, policy: Policy, language: Language) -> pd.DataFrame:
    """Return statements and overdue amounts by stage; what waits or is held back stands below the ladder."""
    table = found.table
    where = table["stage_now"].where(~table["state"].isin(_UNSETTLED), "")
    where = where.where(table["state"] != _HANDED_OVER, "handed_over")
    amounts = table["overdue_in_base"].groupby(where).sum()
    counts = where.value_counts()
    unknown = float("nan")
    steps = [(unknown, NO_STAGE), *policy.dunning.ladder, (unknown, "handed_over"), (unknown, "")]
    names = [name for _, name in steps]
    own = {name: say(f"collections.stage.{name or 'held'}", language) for name in ("handed_over", "")}
    return pd.DataFrame({
        "stage_now": [own[name] if name in own else stage_text(name, language) for name in names],
        "stage_from": [float(days) for days, _ in steps],
        "overdue": [float(amounts.get(name, 0.0)) for name in names],
        "statements": [int(counts.get(name, 0)) for name in names],
    })  # fmt: skip
