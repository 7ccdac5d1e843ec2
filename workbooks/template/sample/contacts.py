"""What the collectors of the sample company wrote down in the last weeks: letters, calls, promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from xlcredit.collections import stage_text
from xlcredit.tables import CONTACTS
from xlcredit.texts import say

if TYPE_CHECKING:
    import numpy as np

    from xlcredit.texts import Language


class _Planned(NamedTuple):
    """One contact: with the customer that owes the n-th most past due in one currency."""

    rank: int
    days_ago: int
    stage: str
    channel: str
    text: str
    promised_share: float | None = None
    promise_in: int | None = None  # days after the contact


_PLAN = (
    _Planned(0, 95, "formal_demand", "letter", "demand_sent"),
    _Planned(0, 40, "professional_collection", "letter", "final_sent"),
    _Planned(1, 12, "", "telephone", "promised_all", None, 30),
    _Planned(2, 20, "friendly_reminder", "mail", "promised_half", 0.5, 10),
    _Planned(3, 3, "formal_demand", "letter", "demand_sent"),
    _Planned(4, 26, "professional_collection", "visit", "visited"),
    _Planned(5, 15, "friendly_reminder", "mail", "reminded"),
)


def draw_contacts(
    ledger: pd.DataFrame, day: np.datetime64, currency: str, language: Language
) -> pd.DataFrame:
    """Return the contacts table, in the order of dates.

    Parameters
    ----------
    ledger : DataFrame
        The ledger table, open amounts as of `day`.
    day : datetime64[D]
        Last day of the history.
    currency : str
        Currency of the debts that decide who is large.
    language : {"en", "zh"}
        Language of the words; dates and figures are the same in both.

    Returns
    -------
    DataFrame
        Columns of the contacts table. Nothing is drawn: the plan is the same for every seed, about the
        customers that the seed made.
    """
    late = ledger[(ledger["due_date"] < day) & (ledger["open_amount"] > 0) & (ledger["currency"] == currency)]
    late = late[~late["is_disputed"].astype(bool)]
    owed = late.groupby("customer_id")["open_amount"].sum().round(2).sort_values(ascending=False)
    rows = []
    for plan in _PLAN:
        contacted = pd.Timestamp(day) - pd.Timedelta(days=plan.days_ago)
        promised = None if plan.promise_in is None else contacted + pd.Timedelta(days=plan.promise_in)
        share = plan.promised_share
        rows.append({
            "customer_id": owed.index[plan.rank],
            "contacted_on": contacted,
            "stage": stage_text(plan.stage, language) if plan.stage else None,
            "channel": say(f"sample.channels.{plan.channel}", language),
            "who": say("sample.collector", language),
            "currency": currency if share else None,
            "promised_amount": None if share is None else round(owed.iloc[plan.rank] * share, -2),
            "promised_on": promised,
            "note": say(f"sample.contacts.{plan.text}", language),
        })  # fmt: skip
    table = pd.DataFrame(rows, columns=list(CONTACTS.column_names))
    table["promised_amount"] = table["promised_amount"].astype(float)
    return table.sort_values("contacted_on", kind="stable", ignore_index=True)
