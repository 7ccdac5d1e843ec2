"""One statement per customer and currency: what is late, what of it is asked for, and at which stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit.collections.dunning import NO_STAGE, letter_of
from xlcredit.collections.memory import asked_before
from xlcredit.collections.promises import (
    CENT_DUST,
    PausedThen,
    by_group,
    placed,
    plans,
    received_since,
    with_unpaid,
)
from xlcredit.collections.steps import INSURED, LateItems, parts_of, takes_by_place, waiting
from xlcredit.columns import as_codes

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.collections.memory import Asked, Memory
    from xlcredit.collections.steps import Parts
    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.policy import Policy

TREATMENTS = ("demanded", "promised", "disputed", "resting", "handed_over")
DEMANDED, PROMISED, DISPUTED, RESTING, HANDED_OVER = range(len(TREATMENTS))
"""What happens to a late item: asked for in a letter, paused by a promise, disputed, not asked for yet, or
handed over or claimed before and waiting for the result."""
STATES = ("letter", "early", "credits", "minimum", "quiet", "promised", "disputed", "handed_over")
LETTER, EARLY, CREDITS, MINIMUM, QUIET, ALL_PROMISED, ALL_DISPUTED, ALL_HANDED_OVER = range(len(STATES))
"""What becomes of a statement, and why; the first that applies counts."""
FINEST = 6
"""Decimals that sums of money are kept to, as in the aging."""
FIRST_DAY_LATE = 1
"""An item due on the very day of the letter is not overdue: it is never asked for."""


@dataclass(frozen=True)
class Statements:
    """The statements of a ledger.

    Attributes
    ----------
    table : DataFrame
        One row per customer and currency with something late, and one more for each letter that takes only
        some of the items: ``customer_id``, ``customer_name``, ``currency``, ``overdue`` and its five parts by
        `TREATMENTS`, ``unapplied_credit`` (negative), ``disputed_credit`` (negative, stands with the disputed
        items), ``amount_to_pay`` (asked for, less credits), ``overdue_in_base``, ``oldest_days_past_due``,
        ``state``, ``stage_now``, ``letter`` (None: none goes out), ``is_repeat``, ``is_reminded`` (asked for
        payment since an item that is open was late), ``staged_on`` (when), ``stage_last``, ``last_contact``,
        ``quiet_until``; of the promises ``promised_amount``, ``promised_on`` (the next that is open, else the
        broken one), ``promised_at``, ``received`` since, ``is_broken``, ``broken_on``; of what was handed
        over ``handed_letter``, ``handed_stage``, ``handed_on`` (the latest).
    items : DataFrame
        The late items, the longest first: the columns given, ``statement`` (row of the table) and
        ``treatment``.
    credits : DataFrame
        The undisputed credits that stand against these statements, with ``statement``. One that two
        statements share has a row, with its part of the open amount, in each.
    disputed_credits : DataFrame
        The disputed ones, with ``statement``; they reduce nothing.
    """

    table: pd.DataFrame
    items: pd.DataFrame
    credits: pd.DataFrame
    disputed_credits: pd.DataFrame = field(default_factory=pd.DataFrame)


def late_statements(
    rows: pd.DataFrame,
    memory: Memory,
    *,
    as_of: date,
    policy: Policy,
    payments: pd.DataFrame,
    documents: pd.DataFrame,
    covered: Flags | None = None,
    first_overdue_day: int = 1,
) -> Statements:
    """Combine late items into one statement per customer and currency.

    Parameters
    ----------
    rows : DataFrame
        Everything open: ``customer_id``, ``customer_name``, ``currency``, ``due_date``, ``open_amount``
        (credits negative), ``open_in_base``, ``days_past_due``, ``is_disputed``.
    memory : Memory
        From `memory_of`.
    as_of : date
        The date looked at.
    policy : Policy
        Ladder, letters, minimum, quiet period, promises, credits.
    payments, documents : DataFrame
        As `received_since` wants them; they tell whether a promise was kept.
    covered : ndarray of bool, optional
        Which of the rows an insurer covers; none when left out.
    first_overdue_day : int
        Days past due that count as late: 1, or 0 where the aging counts the due date itself. An item due on
        the date looked at is not asked for even then.

    Returns
    -------
    Statements
        In the order of currency and customer.

    Notes
    -----
    Disputed items are listed and never asked for; a disputed credit stands with them. The promises of the
    newest conversation pause items, the oldest first, as long as something is left of those whose day is not
    over; what came in since keeps the earliest first, one without an amount pauses all. An item that was
    handed over or claimed waits. The others make the stage: the highest that one of them has reached, raised
    by a broken promise, and never below the stage last used for one of them. A letter that takes only some of
    the items (see `LetterTakes`) leaves the others a statement of their own. Items are asked for unless no
    stage is reached, credits cover them, they are below the minimum, the last contact is too recent, or the
    day by which the last letter asked for payment is not over; a promise broken since ends the quiet. So
    asked for + promised + disputed + not asked for yet + handed over = overdue, to the cent.
    """
    if covered is not None:
        rows = rows.assign(is_covered=covered)
    late, groups = _grouped(rows, first_overdue_day)
    items = _as_the_ladder_sees(late)
    promises = placed(memory.promises, groups)
    asked = asked_before(memory.letters, late, groups, PausedThen(promises, late, policy), policy)
    groups["last_contact"] = memory.last_contact.reindex(groups["customer_id"]).to_numpy(dtype="M8[s]")
    groups["stage_last"] = asked.stage_last
    late["is_promised"] = _paused(late, groups, plans(promises), (payments, documents, as_of), policy)
    open_to_all = ~late["is_disputed"].to_numpy(dtype=bool) & ~late["is_promised"].to_numpy(dtype=bool)
    late["is_waiting"] = open_to_all & waiting(items, asked, policy)
    free = open_to_all & ~late["is_waiting"].to_numpy(dtype=bool)
    asked_now = free & (items.days >= FIRST_DAY_LATE)
    raised = np.where(groups["is_broken"], policy.dunning.broken_promise_raises, 0)
    parts = parts_of(items, asked_now, raised, asked, policy)
    first = np.cumsum(parts.count) - parts.count
    late["statement"] = first[items.group] + parts.part
    table = _table(late, groups, parts)
    credit, disputed_credit = _credits(rows, table, _sums_where(late, asked_now, len(table)))
    for name, part in (("unapplied_credit", credit), ("disputed_credit", disputed_credit)):
        table[name] = np.round(_sums(part, "open_amount", len(table)), FINEST)
    _judge(late, asked_now, asked, table, parts, as_of=as_of, policy=policy)
    late["treatment"] = _treatment(late, asked_now, table)
    for code, name in enumerate(TREATMENTS):
        is_part = late["treatment"].to_numpy() == code
        table[name] = np.round(_sums_where(late, is_part, len(table)), FINEST)
    netted = table["unapplied_credit"] if policy.dunning.credits == "netted" else 0.0
    table["amount_to_pay"] = (table["demanded"] + netted).clip(lower=0.0).where(table["demanded"] > 0, 0.0)
    table["letter"] = [
        letter_of(stage, policy, is_repeat=repeat) if state == LETTER else None
        for stage, repeat, state in zip(table["stage_now"], table["is_repeat"], table["state"], strict=True)
    ]
    return Statements(table, late, credit, disputed_credit)


def _grouped(rows: pd.DataFrame, first_overdue_day: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the late items, the longest first, and the customers and currencies that they are of."""
    is_late = (rows["open_amount"] > 0) & (rows["days_past_due"] >= first_overdue_day)
    late = rows[is_late].sort_values(
        ["days_past_due", "invoice_date"], ascending=[False, True], kind="stable", ignore_index=True
    )
    codes, keys = as_codes(late["customer_id"] + "\x00" + late["currency"])
    late["group"] = codes
    groups = late.drop_duplicates("group").set_index("group").sort_index()
    groups = groups[["customer_id", "customer_name", "currency"]].reset_index(drop=True)
    groups["overdue_in_base"] = np.bincount(codes, late["open_in_base"].to_numpy(dtype=float), len(keys))
    return late, groups


def _as_the_ladder_sees(late: pd.DataFrame) -> LateItems:
    """Return the late items as arrays; a row that says nothing of an insurer is not covered."""
    is_covered = late["is_covered"] if "is_covered" in late else np.zeros(len(late), dtype=bool)
    return LateItems(
        group=late["group"].to_numpy(dtype=np.int64),
        days=late["days_past_due"].to_numpy(dtype=float),
        due=late["due_date"].to_numpy(dtype="M8[D]").astype(np.int64),
        is_covered=np.asarray(is_covered, dtype=bool),
    )


def _paused(
    late: pd.DataFrame,
    groups: pd.DataFrame,
    plan: pd.DataFrame,
    cash: tuple[pd.DataFrame, pd.DataFrame, date],
    policy: Policy,
) -> Flags:
    """Write what the promises of each group come to; return which items they pause, the oldest first."""
    payments, documents, as_of = cash
    made = plan.drop_duplicates("group").set_index("group")[["promised_at"]]
    received = received_since(
        groups.loc[made.index, ["customer_id", "currency"]].join(made), payments, documents, as_of
    )
    plan = with_unpaid(plan, received, as_of, policy)
    paused = plan["unpaid"].where(plan["is_pending"], 0.0).groupby(plan["group"]).sum()
    group = late["group"].to_numpy(dtype=np.int64)
    disputed = late["is_disputed"].to_numpy(dtype=bool)
    amounts = np.where(disputed, 0.0, late["open_amount"])
    before = pd.Series(amounts).groupby(group).cumsum().to_numpy() - amounts
    held: Flags = ~disputed & (
        paused.reindex(groups.index, fill_value=0.0).to_numpy()[group] - before > CENT_DUST
    )
    oldest = late.loc[~disputed & ~held].groupby("group")["due_date"].min()
    found = by_group(plan, oldest, groups.index)
    groups[list(found.columns)] = found
    groups["received"] = received.reindex(groups.index)
    groups["is_broken"] = groups["broken_on"].notna()
    return held


def _table(late: pd.DataFrame, groups: pd.DataFrame, parts: Parts) -> pd.DataFrame:
    """Return one row per statement with its sums."""
    which = np.repeat(np.arange(len(groups)), parts.count)
    table = groups.iloc[which].reset_index(drop=True).assign(group=which)
    table["overdue"] = np.round(_sums(late, "open_amount", len(table)), FINEST)
    table["overdue_in_base"] = _sums(late, "open_in_base", len(table))  # NaN without a rate
    first = late.drop_duplicates("statement").set_index("statement").sort_index()
    table["oldest_days_past_due"] = first["days_past_due"].to_numpy(dtype=float)
    return table


def _sums(frame: pd.DataFrame, name: str, count: int) -> Floats:
    """Return the sum of a column by statement."""
    return np.bincount(frame["statement"], frame[name].to_numpy(dtype=float), count)


def _sums_where(late: pd.DataFrame, chosen: Flags, count: int) -> Floats:
    """Return the open amounts of some late items by statement."""
    amounts = np.where(chosen, late["open_amount"].to_numpy(dtype=float), 0.0)
    return np.bincount(late["statement"], amounts, count)


def _credits(rows: pd.DataFrame, table: pd.DataFrame, asked: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what stands to the credit of customers with a statement, in its currency; the disputed apart.

    Of several statements of a customer the first, with the oldest items, is reduced first.
    """
    key = table["customer_id"] + "\x00" + table["currency"]
    last = pd.Series(np.arange(len(table)), index=key)
    several = key.duplicated(keep=False).any()
    place = last[~last.index.duplicated(keep="last")]
    credit = rows[rows["open_amount"] < 0]
    found = (credit["customer_id"] + "\x00" + credit["currency"]).map(place)
    credit = credit.assign(statement=found)[found.notna()].astype({"statement": np.int64})
    disputed = credit["is_disputed"].to_numpy(dtype=bool)
    free = credit[~disputed]
    if several:
        free = _shared_out(free, table["group"].to_numpy(), asked)
    return free.reset_index(drop=True), credit[disputed].reset_index(drop=True)


def _shared_out(credit: pd.DataFrame, group: Codes, asked: Floats) -> pd.DataFrame:
    """Return credits with a row for each statement that they reduce, the first of a customer first."""
    credit = credit.sort_values("statement", kind="stable")
    last = credit["statement"].to_numpy(dtype=np.int64)
    amounts = -credit["open_amount"].to_numpy(dtype=float)
    since = pd.Series(amounts).groupby(last).cumsum().to_numpy() - amounts
    first = np.searchsorted(group, group)
    upto = pd.Series(asked).groupby(group).cumsum().to_numpy()
    begins = upto - asked
    ends = np.where(np.r_[group[1:] != group[:-1], True], np.inf, upto)  # what is left stays with the last
    count = last - first[last] + 1
    own = np.repeat(np.arange(len(credit)), count)
    step = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count) + first[last[own]]
    share = np.minimum(since[own] + amounts[own], ends[step]) - np.maximum(since[own], begins[step])
    share = np.round(np.clip(share, 0.0, None), FINEST)
    kept = share > 0
    rate = credit["open_in_base"].to_numpy(dtype=float) / amounts
    shared: pd.DataFrame = credit.iloc[own[kept]].assign(
        statement=step[kept], open_amount=-share[kept], open_in_base=share[kept] * rate[own[kept]]
    )
    return shared


def _judge(
    late: pd.DataFrame,
    asked_now: Flags,
    asked: Asked,
    table: pd.DataFrame,
    parts: Parts,
    *,
    as_of: date,
    policy: Policy,
) -> None:
    """Write stage and state of every statement."""
    names = np.array([NO_STAGE, *(name for _, name in policy.dunning.ladder)], dtype=object)
    table["stage_now"] = names[parts.rank]
    table["is_repeat"] = (parts.rank > 0) & (parts.rank == parts.last)
    table["is_reminded"] = parts.last > 0
    group = table["group"].to_numpy()
    days = np.where(asked.place[group] > 0, asked.day[group], 0).astype("M8[D]")
    table["staged_on"] = pd.Series(days.astype("M8[s]")).where(asked.place[group] > 0)
    table["quiet_until"] = _quiet_until(table, parts, policy)
    _write_handed_over(late, asked, table, names)
    table["state"] = _states(late, asked_now, table, parts.rank, as_of=as_of, policy=policy)
    rests = table["state"] == ALL_HANDED_OVER
    table["stage_now"] = table["stage_now"].where(~rests, table["handed_stage"])


def _write_handed_over(
    late: pd.DataFrame, asked: Asked, table: pd.DataFrame, names: np.ndarray[Any, Any]
) -> None:
    """Write which letter the waiting items of each statement went out with, at which stage and when."""
    where = np.flatnonzero(late["is_waiting"])
    where = where[np.argsort(asked.sent_day[where], kind="stable")]
    own = late["statement"].to_numpy()[where]
    letter, stage = (np.full(len(table), "", dtype=object) for _ in range(2))
    day = np.full(len(table), np.datetime64("NaT", "s"))
    letter[own], stage[own] = asked.sent_letter[where], names[asked.sent_place[where]]
    day[own] = asked.sent_day[where].astype("M8[D]")
    table["handed_letter"], table["handed_stage"], table["handed_on"] = letter, stage, day


def _quiet_until(table: pd.DataFrame, parts: Parts, policy: Policy) -> pd.Series[pd.Timestamp]:
    """Return the day of the next letter at the earliest: who was given a day to pay by has until its end.

    An insurer is told meanwhile: his own time limits run.
    """
    kinds = [None, *(letter_of(name, policy) for _, name in policy.dunning.ladder)]
    given = [getattr(policy.dunning.pay_within, kind or "", 0) for kind in kinds]
    is_claim = takes_by_place(policy)[(parts.rank == parts.last).astype(np.int64), parts.rank] == INSURED
    over = table["staged_on"] + pd.to_timedelta(np.array(given)[parts.last] + 1, unit="D")
    rested = table["last_contact"] + timedelta(days=policy.dunning.quiet_days)
    return rested.where(~(over.where((parts.last > 0) & ~is_claim) > rested), over)


def _states(
    late: pd.DataFrame, asked_now: Flags, table: pd.DataFrame, rank: Codes, *, as_of: date, policy: Policy
) -> Codes:
    """Return what becomes of every statement."""
    count = len(table)
    claimed = np.round(_sums_where(late, asked_now, count), FINEST)
    netted = policy.dunning.credits == "netted"
    rest = claimed + (table["unapplied_credit"].to_numpy() if netted else 0.0)
    minimum = table["currency"].map(dict(policy.dunning.minimum)).fillna(0.0).to_numpy(dtype=float)
    grace = timedelta(days=policy.dunning.promise_grace_days)
    is_new = table["is_broken"] & ~(table["last_contact"] > table["broken_on"] + grace)
    quiet = (table["quiet_until"] > pd.Timestamp(as_of)).to_numpy() & ~is_new.to_numpy()
    paused, waits = (
        np.bincount(late["statement"], late[name], count) > 0 for name in ("is_promised", "is_waiting")
    )
    is_held = late["is_promised"] | late["is_waiting"] | late["is_disputed"].astype(bool)
    due_today = np.bincount(late["statement"], ~is_held & ~asked_now, count) > 0
    choices = [
        ((claimed == 0) & paused, ALL_PROMISED),
        ((claimed == 0) & waits, ALL_HANDED_OVER),
        ((claimed == 0) & ~due_today, ALL_DISPUTED),
        (rank == 0, EARLY),
        (rest <= CENT_DUST, CREDITS),
        (rest < minimum, MINIMUM),
        (quiet, QUIET),
    ]
    return np.select([test for test, _ in choices], [state for _, state in choices], LETTER)


def _treatment(late: pd.DataFrame, asked_now: Flags, table: pd.DataFrame) -> Codes:
    """Return what happens to every late item."""
    in_letter = (table["state"] == LETTER).to_numpy()[late["statement"]]
    choices = [
        (late["is_disputed"].astype(bool), DISPUTED),
        (late["is_promised"], PROMISED),
        (late["is_waiting"], HANDED_OVER),
        (asked_now & in_letter, DEMANDED),
    ]
    return np.select([np.asarray(test) for test, _ in choices], [code for _, code in choices], RESTING)
