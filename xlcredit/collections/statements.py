"""One statement per customer and currency: what is late, what of it is asked for, and at which stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.collections.dunning import NO_STAGE, letter_of
from xlcredit.collections.promises import CENT_DUST, MEMORY, is_broken, is_pending, received_since
from xlcredit.columns import as_codes

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.policy import Policy

TREATMENTS = ("demanded", "promised", "disputed", "resting")
DEMANDED, PROMISED, DISPUTED, RESTING = range(len(TREATMENTS))
"""What happens to a late item: asked for in a letter, paused by a promise, disputed, not asked for yet."""
STATES = ("letter", "early", "credits", "minimum", "quiet", "promised", "disputed")
LETTER, EARLY, CREDITS, MINIMUM, QUIET, ALL_PROMISED, ALL_DISPUTED = range(len(STATES))
"""What becomes of a statement, and why; the first that applies counts."""
FINEST = 6
"""Decimals that sums of money are kept to, as in the aging."""


@dataclass(frozen=True)
class Statements:
    """The statements of a ledger.

    Attributes
    ----------
    table : DataFrame
        One row per customer and currency with something late: ``customer_id``, ``customer_name``,
        ``currency``, ``overdue`` and its four parts by `TREATMENTS`, ``unapplied_credit`` (negative),
        ``amount_to_pay`` (asked for, less credits), ``overdue_in_base``, ``oldest_days_past_due``, ``state``,
        ``stage_now``, ``letter`` (None: none goes out), ``is_repeat``, ``is_reminded``
        (asked for payment since an item that is open was late), ``is_broken``, ``quiet_until``, and the
        columns of the memory.
    items : DataFrame
        The late items, the longest first: the columns given, ``statement`` (row of the table) and
        ``treatment``.
    credits : DataFrame
        The credits that stand against these statements, with ``statement``.
    """

    table: pd.DataFrame
    items: pd.DataFrame
    credits: pd.DataFrame


def late_statements(
    rows: pd.DataFrame,
    memory: pd.DataFrame,
    *,
    as_of: date,
    policy: Policy,
    payments: pd.DataFrame,
    documents: pd.DataFrame,
    insured: frozenset[str] = frozenset(),
    first_overdue_day: int = 1,
) -> Statements:
    """Combine late items into one statement per customer and currency.

    Parameters
    ----------
    rows : DataFrame
        Everything open: ``customer_id``, ``customer_name``, ``currency``, ``due_date``, ``open_amount``
        (credits negative), ``open_in_base``, ``days_past_due``, ``is_disputed``.
    memory : DataFrame
        From `memory_of`.
    as_of : date
        The date looked at.
    policy : Policy
        Ladder, minimum, quiet period, promises, credits.
    payments, documents : DataFrame
        As `received_since` wants them; they tell whether a promise was kept.
    insured : frozenset of str
        Customers with a limit of insurance.
    first_overdue_day : int
        Days past due that count as late: 1, or 0 where the aging counts the due date itself.

    Returns
    -------
    Statements
        In the order of currency and customer.

    Notes
    -----
    Disputed items are listed and never asked for. A promise whose day is not over pauses items, the oldest
    first, as long as something of the promised amount, less what came in since, is left for them; without an
    amount it pauses all. A promise is that of the currency it names, else of the customer's largest
    statement; of two that fall to one statement the newer counts. The others make the stage: the highest that
    one of them has reached, raised by a broken promise, and never below the stage last used while an item
    that was late on that day is open. A stage that claims from an insurer is for customers with cover; the
    others stay at the stage before. Items are asked for unless no stage is reached, credits cover them, they
    are below the minimum, the last contact is too recent, or the day by which the last letter asked for
    payment is not over; a broken promise ends the quiet. So asked for + promised + disputed + not asked for
    yet = overdue, to the cent.
    """
    is_late = (rows["open_amount"] > 0) & (rows["days_past_due"] >= first_overdue_day)
    late = rows[is_late].sort_values(
        ["days_past_due", "invoice_date"], ascending=[False, True], kind="stable"
    )
    key = as_codes(late["customer_id"] + "\x00" + late["currency"])
    late = late.assign(statement=key[0]).reset_index(drop=True)
    table = _table(late, len(key[1]))
    credit = _credits(rows, table)
    table["unapplied_credit"] = np.round(_sums(credit, "open_amount", len(table)), FINEST)
    known = memory[~memory.index.duplicated()].reindex(table["customer_id"]).reset_index(drop=True)
    table = pd.concat([table, known[list(MEMORY)]], axis=1)
    table["is_insured"] = table["customer_id"].isin(insured)
    _place_promises(table, memory)
    promises = table.loc[table["promised_on"].notna(), ["customer_id", "currency", "promised_at"]]
    table["received"] = received_since(promises, payments, documents, as_of).reindex(table.index)
    claim = _paused(late, table, as_of, policy)
    _judge(late, claim, table, as_of=as_of, policy=policy)
    late["treatment"] = _treatment(late, claim, table)
    for code, name in enumerate(TREATMENTS):
        part = late[late["treatment"] == code]
        table[name] = np.round(_sums(part, "open_amount", len(table)), FINEST)
    netted = table["unapplied_credit"] if policy.dunning.credits == "netted" else 0.0
    table["amount_to_pay"] = (table["demanded"] + netted).clip(lower=0.0).where(table["demanded"] > 0, 0.0)
    table["letter"] = [
        letter_of(stage, policy, is_repeat=repeat) if state == LETTER else None
        for stage, repeat, state in zip(table["stage_now"], table["is_repeat"], table["state"], strict=True)
    ]
    return Statements(table, late, credit)


def _table(late: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return one row per statement with its sums."""
    first = late.drop_duplicates("statement").set_index("statement").sort_index()
    table = first[["customer_id", "customer_name", "currency"]].reset_index(drop=True)
    table["overdue"] = np.round(_sums(late, "open_amount", count), FINEST)
    table["overdue_in_base"] = _sums(late, "open_in_base", count)  # NaN without a rate
    table["oldest_days_past_due"] = first["days_past_due"].to_numpy(dtype=float)
    return table


def _sums(frame: pd.DataFrame, name: str, count: int) -> Floats:
    """Return the sum of a column by statement."""
    return np.bincount(frame["statement"], frame[name].to_numpy(dtype=float), count)


def _credits(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return what stands to the credit of customers with a statement, in the currency of that statement."""
    places = pd.Series(np.arange(len(table)), index=table["customer_id"] + "\x00" + table["currency"])
    credit = rows[rows["open_amount"] < 0]
    found = (credit["customer_id"] + "\x00" + credit["currency"]).map(places)
    return (
        credit.assign(statement=found)[found.notna()].astype({"statement": np.int64}).reset_index(drop=True)
    )


def _place_promises(table: pd.DataFrame, memory: pd.DataFrame) -> None:
    """Give each promise to one statement: that of its currency, else the customer's largest."""
    names = ["promised_amount", "promised_on", "promised_at"]
    made = memory[memory["promised_on"].notna()].sort_values("promised_at", kind="stable")
    size = table["overdue_in_base"].fillna(-1.0)
    largest = size.groupby(table["customer_id"]).rank(method="first", ascending=False) == 1
    place = pd.Series(table.index, index=table["customer_id"] + "\x00" + table["currency"])
    default = pd.Series(table.index[largest], index=table.loc[largest, "customer_id"] + "\x00")
    places = (made.index + "\x00" + made["promise_currency"]).map(pd.concat([place, default]))
    of_statement = made[names].set_axis(places.to_numpy(), axis=0)
    of_statement = of_statement[of_statement.index.notna() & ~of_statement.index.duplicated(keep="last")]
    table[names] = of_statement.reindex(table.index)


def _paused(late: pd.DataFrame, table: pd.DataFrame, as_of: date, policy: Policy) -> Flags:
    """Write which promises are pending; return which items are free of dispute and promise."""
    table["is_pending"] = is_pending(table["promised_on"], as_of, policy)
    disputed = late["is_disputed"].to_numpy(dtype=bool)
    amounts = np.where(disputed, 0.0, late["open_amount"])
    running = pd.Series(amounts).groupby(late["statement"]).cumsum().to_numpy()
    rest = (table["promised_amount"].astype(float) - table["received"]).fillna(np.inf)
    promised = rest.where(table["is_pending"], 0.0).to_numpy(dtype=float)
    before = running - amounts
    late["is_promised"] = ~disputed & (promised[late["statement"]] - before > CENT_DUST)
    return np.asarray(~disputed & ~late["is_promised"].to_numpy(dtype=bool))


def _judge(
    late: pd.DataFrame,
    claim: Flags,
    table: pd.DataFrame,
    *,
    as_of: date,
    policy: Policy,
) -> None:
    """Write stage and state of every statement."""
    claimed = late[claim]
    count = len(table)
    oldest = claimed.groupby("statement")["due_date"].min().reindex(range(count))
    over = table[table["promised_on"].notna() & ~table["is_pending"]]
    broken = is_broken(
        over["promised_amount"].astype(float),
        over["promised_at"],
        over["received"],
        oldest.loc[over.index],
    )
    table["is_broken"] = broken.reindex(range(count), fill_value=False).astype(bool)
    rank, last = _ranks(claimed, oldest, table, policy)
    names = np.array([NO_STAGE, *(name for _, name in policy.dunning.ladder)], dtype=object)
    table["stage_now"] = names[rank]
    table["is_repeat"] = (rank > 0) & (rank == last)
    table["is_reminded"] = last > 0
    table["quiet_until"] = _quiet_until(table, rank, last, policy)
    table["state"] = _states(late, claim, table, rank, as_of=as_of, policy=policy)


def _quiet_until(table: pd.DataFrame, rank: Codes, last: Codes, policy: Policy) -> pd.Series[pd.Timestamp]:
    """Return the day of the next letter at the earliest: who was given a day to pay by has until its end.

    An insurer is told meanwhile: his own time limits run.
    """
    kinds = [None, *(letter_of(name, policy) for _, name in policy.dunning.ladder)]
    given = [getattr(policy.dunning.pay_within, kind or "", 0) for kind in kinds]
    is_claim = np.array([kind == "claim_notice" for kind in kinds])[rank]
    over = table["staged_on"] + pd.to_timedelta(np.array(given)[last] + 1, unit="D")
    rested = table["last_contact"] + timedelta(days=policy.dunning.quiet_days)
    return rested.where(~(over.where((last > 0) & ~is_claim) > rested), over)


def _ranks(
    claimed: pd.DataFrame, oldest: pd.Series[pd.Timestamp], table: pd.DataFrame, policy: Policy
) -> tuple[Codes, Codes]:
    """Return the place on the ladder of every statement, 0 before it, and the place last used."""
    ladder = policy.dunning.ladder
    days = np.full(len(table), -np.inf)
    np.maximum.at(days, claimed["statement"].to_numpy(), claimed["days_past_due"].to_numpy(dtype=float))
    rank = np.searchsorted([begin for begin, _ in ladder], days, side="right")
    is_claimed = np.isfinite(days)
    raised = np.where(table["is_broken"], policy.dunning.broken_promise_raises, 0)
    rank = np.where(is_claimed, np.minimum(rank + raised, len(ladder)), 0)
    below = _without_claims(policy)
    rank = np.where(table["is_insured"], rank, below[rank])
    places = {name: place for place, (_, name) in enumerate(ladder, 1)}
    used = table["stage_last"].map(places).fillna(0).to_numpy(dtype=np.int64)
    still = (oldest.to_numpy() <= table["staged_on"].to_numpy()) & is_claimed
    last = np.where(still, used, 0)
    return np.maximum(rank, last), last


def _without_claims(policy: Policy) -> Codes:
    """Return, for each place on the ladder, the one where a customer without cover stands instead."""
    below = [0]
    for place, (_, name) in enumerate(policy.dunning.ladder, 1):
        is_claim = letter_of(name, policy) == "claim_notice"
        below.append(below[-1] if is_claim else place)
    return np.array(below, dtype=np.int64)


def _states(
    late: pd.DataFrame, claim: Flags, table: pd.DataFrame, rank: Codes, *, as_of: date, policy: Policy
) -> Codes:
    """Return what becomes of every statement."""
    count = len(table)
    claimed = np.round(_sums(late[claim], "open_amount", count), FINEST)
    netted = policy.dunning.credits == "netted"
    rest = claimed + (table["unapplied_credit"].to_numpy() if netted else 0.0)
    minimum = table["currency"].map(dict(policy.dunning.minimum)).fillna(0.0).to_numpy(dtype=float)
    quiet = (table["quiet_until"] > pd.Timestamp(as_of)).to_numpy() & ~table["is_broken"].to_numpy()
    paused = np.bincount(late["statement"], late["is_promised"], count) > 0
    choices = [
        ((claimed == 0) & paused, ALL_PROMISED),
        (claimed == 0, ALL_DISPUTED),
        (rank == 0, EARLY),
        (rest <= CENT_DUST, CREDITS),
        (rest < minimum, MINIMUM),
        (quiet, QUIET),
    ]
    return np.select([test for test, _ in choices], [state for _, state in choices], LETTER)


def _treatment(late: pd.DataFrame, claim: Flags, table: pd.DataFrame) -> Codes:
    """Return what happens to every late item."""
    asked = (table["state"] == LETTER).to_numpy()[late["statement"]]
    held = np.where(late["is_promised"], PROMISED, DISPUTED)
    return np.where(claim, np.where(asked, DEMANDED, RESTING), held)
