"""What the memory of collection says of each customer: last contact, last stage, standing promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.collections.dunning import stage_named

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.policy import Policy

CENT_DUST = 0.005
"""Half a cent: a promise is kept when no more than this is missing."""
MEMORY = (
    "last_contact", "stage_last", "staged_on", "promised_amount", "promised_on", "promised_at",
    "promise_currency",
)  # fmt: skip
_ON_ACCOUNT = ("payment", "advance")


def memory_of(contacts: pd.DataFrame, as_of: date, policy: Policy) -> tuple[pd.DataFrame, list[str]]:
    """Return what the log of contacts says of each customer as of a date.

    Parameters
    ----------
    contacts : DataFrame
        Columns of `xlcredit.tables.CONTACTS`, the latest last.
    as_of : date
        Later contacts were not known then and do not count.
    policy : Policy
        Its ladder says which stages there are.

    Returns
    -------
    DataFrame
        One row per customer in the log and currency of its promises, ``customer_id`` as index:
        ``last_contact``; ``stage_last`` with the day it was used, ``staged_on``; the newest promise in that
        currency with its day, ``promised_at`` being the day it was made. A promise without a day is none.
    list of str
        Words for a stage that the ladder does not have.
    """
    known = contacts[contacts["contacted_on"] <= pd.Timestamp(as_of)]
    named = known["stage"].map({word: stage_named(word, policy) for word in known["stage"].unique()})
    strange = known.loc[(known["stage"] != "") & (named == ""), "stage"].tolist()
    last = known.drop_duplicates("customer_id", keep="last").set_index("customer_id")
    staged = known.assign(stage=named)[named != ""]
    staged = staged.drop_duplicates("customer_id", keep="last").set_index("customer_id")
    promised = known[known["promised_on"].notna()]
    promised = promised.drop_duplicates(["customer_id", "currency"], keep="last").set_index("customer_id")
    memory = pd.DataFrame(index=last.index)
    memory["last_contact"] = last["contacted_on"]
    memory["stage_last"] = staged["stage"].astype(object)
    memory["staged_on"] = staged["contacted_on"]
    names = {"contacted_on": "promised_at", "currency": "promise_currency"}
    memory = memory.join(promised[["promised_amount", "promised_on", *names]].rename(columns=names))
    memory["promise_currency"] = memory["promise_currency"].astype(object)
    for name in ("stage_last", "promise_currency"):
        memory[name] = memory[name].where(memory[name].notna(), "")
    return memory[list(MEMORY)], strange


def is_pending(promised_on: pd.Series[pd.Timestamp], as_of: date, policy: Policy) -> pd.Series[bool]:
    """Tell which promises still hold the dunning back.

    Parameters
    ----------
    promised_on : Series of dates
        NaT where nothing is promised.
    as_of : date
        The date looked at.
    policy : Policy
        Days of grace.

    Returns
    -------
    Series of bool
        True until the promised day and its days of grace are over.
    """
    return promised_on >= pd.Timestamp(as_of - timedelta(days=policy.dunning.promise_grace_days))


def is_broken(
    promised_amount: pd.Series[float],
    promised_at: pd.Series[pd.Timestamp],
    received: pd.Series[float],
    oldest_due: pd.Series[pd.Timestamp],
) -> pd.Series[bool]:
    """Tell which promises whose day is over were not kept.

    Parameters
    ----------
    promised_amount : Series of float
        NaN: everything that was late on the day of the promise.
    promised_at : Series of dates
        Day the promise was made.
    received : Series of float
        What came in since then. [currency of the promise]
    oldest_due : Series of dates
        Due date of the oldest item that is asked for and still open.

    Returns
    -------
    Series of bool
        True where less than promised came in; of a promise without an amount, where an item that was late
        on its day is still open.
    """
    missing = received < promised_amount - CENT_DUST
    return missing.where(promised_amount.notna(), oldest_due <= promised_at)


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
