"""The open position of a ledger on one date: every open item, in its own currency and in base currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.columns import Codes, Floats, as_codes
from xlcredit.receivables import age_open_amounts, bucket_labels, days_past_due
from xlcredit.receivables.open_items import DatedLedger, OpenItems, dated_ledger
from xlcredit.refresh.agreements import agreed_plans

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.policy.records import Aging
    from xlcredit.refresh.instalment_plans import Plans
    from xlcredit.refresh.valuation import Valuation
    from xlcredit.texts import Language

MONEY_COLUMNS = ("amount", "open_amount", "paid_amount")
ITEM_COLUMNS = ["document_no", "customer_id", "customer_name", "document_type", "invoice_date", "due_date",
                "currency", "amount", "is_disputed"]  # fmt: skip


@dataclass(frozen=True)
class Position:
    """What is open on a date.

    Attributes
    ----------
    valuation : Valuation
        Date, base currency, rates.
    rows : DataFrame
        Every open document and every unapplied payment: columns of the open items table, ``bucket_code``,
        ``rate`` and ``open_in_base`` (NaN without a rate), ``position_row``, the place of the row, and
        ``place``, its row of the ledger (-1: none, or a part of one), and ``ledger_place``, that row for a
        part too.
    labels : tuple of str
        Names of the buckets in the order of their codes.
    items, payments : DataFrame
        The ledger in base currency, rows without a rate left out.
    own : DatedLedger
        The whole ledger in the currencies of its rows, prepared for questions about any date.
    ledger : DatedLedger
        The same in base currency; a payment still settles only documents of its own currency.
    found : OpenItems
        Its answer for the date of valuation.
    customers : tuple of ndarray
        Code of the customer of each item, and the customers' ids.
    first_overdue_day : int
        1 when what is due on the date itself is not overdue, 0 when it is.
    plans : Plans
        Instalment plans agreed by the date; the documents of those that are kept stand in `rows` as parts
        with the due dates of the instalments, here and nowhere else.
    """

    valuation: Valuation
    rows: pd.DataFrame
    labels: tuple[str, ...]
    items: pd.DataFrame
    payments: pd.DataFrame
    own: DatedLedger
    ledger: DatedLedger
    found: OpenItems
    customers: tuple[Codes, NDArray[np.object_]]
    first_overdue_day: int
    plans: Plans


def open_position(ledger: Ledger, valuation: Valuation, policy: Policy, language: Language) -> Position:
    """Return what is open on the date of valuation.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    valuation : Valuation
        Date and base currency.
    policy : Policy
        Bucket edges and conventions.
    language : {"en", "zh"}
        Language of the bucket names.

    Returns
    -------
    Position
        Open items and the ledger in base currency.
    """
    newest = newest_date(ledger, valuation.today)
    own = dated_ledger(ledger.items, ledger.payments, snapshot_date=newest)
    found = own.open_at(valuation.as_of)
    plans = agreed_plans(ledger, own, valuation, policy)
    rows = _open_rows(ledger, found)
    if plans.plans:
        rows = plans.as_agreed(rows.assign(due_date_invoiced=rows["due_date"]), found)
    rows["rate"] = valuation.to_base(rows["currency"])
    rows["open_in_base"] = rows["open_amount"] * rows["rate"]
    rows["position_row"] = np.arange(len(rows))
    aging = policy.aging
    rows["days_past_due"] = days_past_due(rows["due_date"], valuation.as_of)
    rows["age"] = days_past_due(rows[aging.basis], valuation.as_of)
    rows["bucket_code"] = _bucket_codes(rows, aging)
    labels = bucket_labels(aging.edges, language, day_zero=aging.day_zero, closed_side=aging.closed_side)
    rows["bucket"] = np.asarray(labels, dtype=object)[rows["bucket_code"].to_numpy()]
    items, payments = _in_base(ledger.items, valuation), _in_base(ledger.payments, valuation)
    is_same = items is ledger.items and payments is ledger.payments
    base = own if is_same else dated_ledger(items, payments, snapshot_date=newest)
    return Position(
        valuation=valuation,
        rows=rows,
        labels=labels,
        items=items if is_same else items.assign(currency=valuation.base_currency),
        payments=payments,
        own=own,
        ledger=base,
        found=found if is_same else base.open_at(valuation.as_of),
        customers=as_codes(items["customer_id"]),
        first_overdue_day=0 if aging.day_zero == "first_bucket" else 1,
        plans=plans,
    )


def _bucket_codes(rows: pd.DataFrame, aging: Aging) -> Codes:
    """Return the bucket of every open row by the policy's edges."""
    return age_open_amounts(
        rows["open_amount"],
        rows["age"],
        aging.edges,
        day_zero=aging.day_zero,
        closed_side=aging.closed_side,
    )


def _open_rows(ledger: Ledger, found: OpenItems) -> pd.DataFrame:
    """Return the documents with something open, and the payments that reduce none, as rows."""
    place = np.flatnonzero(found.open_amount)
    rows = (
        ledger.items[ITEM_COLUMNS]
        .iloc[place]
        .assign(open_amount=found.open_amount[place], place=place, ledger_place=place)
    )
    credit = found.unapplied
    if not len(credit.open_amount):
        return rows.reset_index(drop=True)
    names = ledger.items.drop_duplicates("customer_id").set_index("customer_id")["customer_name"]
    customers = pd.Series(credit.customer_id, dtype=object)
    dates = pd.Series(credit.payment_date).astype(rows["invoice_date"].dtype)
    numbers = ledger.payments["payment_no"].astype(object).to_numpy()[credit.payment_row]
    unapplied = pd.DataFrame({
        "document_no": numbers,
        "customer_id": customers,
        "customer_name": customers.map(names).fillna(customers),
        "document_type": credit.document_type,
        "invoice_date": dates,
        "due_date": dates,
        "currency": credit.currency,
        "amount": credit.open_amount,
        "is_disputed": False,
        "open_amount": credit.open_amount,
        "place": -1,
        "ledger_place": -1,
    })  # fmt: skip
    return pd.concat([rows, unapplied], ignore_index=True)


def _in_base(frame: pd.DataFrame, valuation: Valuation) -> pd.DataFrame:
    """Return a frame with its amounts in base currency; the very same frame when it is all base already.

    The column of currencies stays as it was, for the matching of payments.
    """
    base = valuation.base_currency
    is_base = (frame["currency"] == base).to_numpy()
    if is_base.all():
        return frame
    rate: Floats = valuation.to_base(frame["currency"])
    kept = frame[np.isfinite(rate)].copy()
    for name in MONEY_COLUMNS:
        if name in kept:
            kept[name] = kept[name].to_numpy(dtype=float) * rate[np.isfinite(rate)]
    return kept.reset_index(drop=True)


def newest_date(ledger: Ledger, today: date) -> pd.Timestamp | None:
    """Return the day on which open amounts without a date of their own are taken to have been true.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    today : date
        The day it is.

    Returns
    -------
    Timestamp or None
        The newest date of a document or payment that is not later than today: the ledger cannot have been
        drawn up before it. None without dates.
    """
    days = (ledger.items["invoice_date"], ledger.items["paid_date"], ledger.payments["payment_date"])
    newest = [day[day <= pd.Timestamp(today)].max() for day in days]
    known = [day for day in newest if not pd.isna(day)]
    return max(known) if known else None
