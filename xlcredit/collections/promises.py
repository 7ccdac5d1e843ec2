"""Promises to pay: the plan that stands, what of it was kept, what it still pauses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Codes, Flags
    from xlcredit.policy import Policy

CENT_DUST = 0.005
"""Half a cent: a promise is kept when no more than this is missing."""
_ON_ACCOUNT = ("payment", "advance")


def placed(promises: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Give each promise to the late items of one customer and currency.

    Parameters
    ----------
    promises : DataFrame
        Of `xlcredit.collections.memory.Memory`.
    groups : DataFrame
        ``customer_id``, ``currency``, ``overdue_in_base``: each customer and currency with something late.

    Returns
    -------
    DataFrame
        The promises that fall to a group, with ``group``: that of the currency named, else the customer's
        largest.
    """
    if promises.empty:
        return promises.assign(group=np.zeros(0, dtype=np.int64))
    size = groups["overdue_in_base"].fillna(-1.0)
    largest = size.groupby(groups["customer_id"]).rank(method="first", ascending=False) == 1
    place = pd.Series(groups.index, index=groups["customer_id"] + "\x00" + groups["currency"])
    default = pd.Series(groups.index[largest], index=groups.loc[largest, "customer_id"] + "\x00")
    group = (promises["customer_id"] + "\x00" + promises["currency"]).map(pd.concat([place, default]))
    known = group.notna()
    return promises[known].assign(group=group[known].astype(np.int64)).reset_index(drop=True)


def plans(promises: pd.DataFrame) -> pd.DataFrame:
    """Return the plan that stands for each group: every promise of its newest conversation.

    Parameters
    ----------
    promises : DataFrame
        From `placed`.

    Returns
    -------
    DataFrame
        By group, the earliest promised day first; earlier conversations are replaced, whole.
    """
    newest = promises.groupby("group")["promised_at"].transform("max")
    standing = promises[promises["promised_at"] == newest]
    return standing.sort_values(["group", "promised_on"], kind="stable", ignore_index=True)


def with_unpaid(plan: pd.DataFrame, received: pd.Series[float], as_of: date, policy: Policy) -> pd.DataFrame:
    """Return plans with what of each promise is not paid, and whether its day is over.

    Parameters
    ----------
    plan : DataFrame
        From `plans`.
    received : Series of float
        By group, what came in since the conversation. [currency of the promise]
    as_of : date
        The date looked at.
    policy : Policy
        Days of grace.

    Returns
    -------
    DataFrame
        With ``unpaid`` (infinite of a promise without an amount, 0 where no more than dust is missing) and
        ``is_pending`` (True until the promised day and its days of grace are over).

    Notes
    -----
    What came in keeps the promises with the earliest day first.
    """
    amount = plan["promised_amount"].fillna(np.inf)
    reached = amount.groupby(plan["group"]).cumsum()
    before = reached.groupby(plan["group"]).shift(fill_value=0.0)
    rest = (received.reindex(plan["group"]).to_numpy() - before).clip(lower=0.0)
    unpaid = (amount - rest).clip(lower=0.0)
    ends = pd.Timestamp(as_of - timedelta(days=policy.dunning.promise_grace_days))
    return plan.assign(unpaid=unpaid.where(unpaid > CENT_DUST, 0.0), is_pending=plan["promised_on"] >= ends)


def by_group(plan: pd.DataFrame, oldest_due: pd.Series[pd.Timestamp], index: pd.Index) -> pd.DataFrame:
    """Return what the plan of each group comes to.

    Parameters
    ----------
    plan : DataFrame
        From `with_unpaid`.
    oldest_due : Series of dates
        By group, due date of the oldest item that neither dispute nor promise holds back.
    index : Index
        The groups.

    Returns
    -------
    DataFrame
        ``promised_amount`` (NaN where a promise has none), ``promised_at``, ``promised_on``: day of the next
        promise that is open, else of the broken one, else the last; ``broken_on``: day of the first promise
        that was not kept: its day is over and less came in, or, without an amount, an item that was late on
        the day of the conversation is open.
    """
    oldest = oldest_due.reindex(plan["group"]).to_numpy(dtype="M8[s]")
    was_late = oldest < plan["promised_at"].to_numpy(dtype="M8[s]")
    missed = ~plan["is_pending"] & (plan["unpaid"] > 0) & (plan["promised_amount"].notna() | was_late)
    is_open = plan["is_pending"] & (plan["unpaid"] > 0)
    own = plan.groupby("group")
    ends, broken_on, next_on = (
        frame.groupby("group")["promised_on"].agg(which)
        for frame, which in ((plan, "max"), (plan[missed], "min"), (plan[is_open], "min"))
    )
    found = pd.DataFrame({"promised_at": own["promised_at"].first(), "broken_on": broken_on})
    found["promised_amount"] = (
        own["promised_amount"].sum().where(own["promised_amount"].count() == own.size())
    )
    found["promised_on"] = next_on.reindex(ends.index).fillna(broken_on).fillna(ends)
    return found.reindex(index)


class PausedThen:
    """Which items a promise paused on a day of the past; what had come in by then is not looked at."""

    def __init__(self, promises: pd.DataFrame, late: pd.DataFrame, policy: Policy) -> None:
        self._by_group = dict(tuple(promises.groupby("group")))
        self._amounts = late["open_amount"].to_numpy(dtype=float)
        self._disputed = late["is_disputed"].to_numpy(dtype=bool)
        self._grace = policy.dunning.promise_grace_days

    def __call__(self, group: int, day: int, items: Codes) -> Flags:
        """Return which items, the oldest first, were paused on a day (a number)."""
        nothing = np.zeros(len(items), dtype=bool)
        if group not in self._by_group:
            return nothing
        log = self._by_group[group]
        at, on = (
            log[name].to_numpy(dtype="M8[D]").astype(np.int64) for name in ("promised_at", "promised_on")
        )
        made = at[at <= day]
        if not len(made):
            return nothing
        stands = (at == made.max()) & (on + self._grace >= day)
        paused = log["promised_amount"].fillna(np.inf).to_numpy(dtype=float)[stands].sum()
        amounts = np.where(self._disputed[items], 0.0, self._amounts[items])
        return np.asarray(~self._disputed[items] & (paused - (np.cumsum(amounts) - amounts) > CENT_DUST))


def received_since(
    promises: pd.DataFrame, payments: pd.DataFrame, items: pd.DataFrame, as_of: date
) -> pd.Series[float]:
    """Return what customers paid between the day of a promise and a date.

    Parameters
    ----------
    promises : DataFrame
        ``customer_id``, ``currency``, ``promised_at``, one row per statement.
    payments : DataFrame
        ``customer_id``, ``document_no``, ``currency``, ``payment_date``, ``amount``.
    items : DataFrame
        Documents with ``document_type``, ``invoice_date``, ``paid_date`` and ``paid_amount`` or ``amount``;
        those that payments name are left out.
    as_of : date
        Payments after it were not known.

    Returns
    -------
    Series of float
        By the index of `promises`, in the currency of each; the day of the promise itself counts.

    Notes
    -----
    Money is what payments say, what debts say was paid on them, and the payments and advances among the
    documents that stand on account. A credit note that was used up is none.
    """
    key = ["customer_id", "currency"]
    who = promises["customer_id"]
    own = items[items["customer_id"].isin(who)]
    booked = payments[payments["customer_id"].isin(who)]
    own = own[~own["document_no"].isin(booked["document_no"])]
    settled = own["paid_date"].notna()
    on_account = own["document_type"].isin(_ON_ACCOUNT) & ~settled & (own["amount"] < 0)
    own = own[on_account | (settled & (own["amount"] > 0))]
    made = pd.DataFrame({
        "customer_id": own["customer_id"],
        "currency": own["currency"],
        "payment_date": own["paid_date"].fillna(own["invoice_date"]),
        "amount": own["paid_amount"].fillna(own["amount"]).abs(),
    })  # fmt: skip
    columns = [*key, "payment_date", "amount"]
    frames = [frame for frame in (booked[columns], made[columns]) if len(frame)]
    if not frames or promises.empty:
        return pd.Series(0.0, index=promises.index)
    cash = pd.concat(frames, ignore_index=True)
    joined = promises.assign(place=np.arange(len(promises))).merge(cash, on=key)
    day = joined["payment_date"]
    since = joined[(day >= joined["promised_at"]) & (day <= pd.Timestamp(as_of))]
    sums = np.bincount(since["place"], since["amount"].to_numpy(dtype=float), len(promises))
    return pd.Series(sums, index=promises.index)
