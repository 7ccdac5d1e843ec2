"""What the sample company sold and what was paid: documents and payments in whole cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbooks.template.sample.payers import KINDS
from workbooks.template.sample.profiles import BASE_CURRENCY, RATES, Profiles

if TYPE_CHECKING:
    import numpy.typing as npt

    from workbooks.template.sample.draws import Draws, Floats, Integers

    Days = npt.NDArray[np.datetime64]

HISTORY_MONTHS = 27
# Sales of each calendar month, per cent of a mean month: the Chinese new year, August, the year's end.
_SEASON = (95, 62, 112, 104, 102, 110, 92, 84, 110, 100, 108, 121)
_GROWTH = 0.06  # a year
_WINTER = (12, 1, 2, 3)
_NEVER = np.datetime64("NaT", "D")
_DISPUTE_DAYS = (40, 110)


@dataclass(frozen=True)
class Books:
    """Documents and payments.

    Attributes
    ----------
    documents : DataFrame
        One row each: customer (position), document_no, document_type, invoice_date, due_date, currency,
        cents (signed), open_cents, is_disputed.
    payments : DataFrame
        One row each: document (position), payment_date, cents; signed like the document.
    """

    documents: pd.DataFrame
    payments: pd.DataFrame


def draw_invoices(profiles: Profiles, as_of: np.datetime64, draws: Draws) -> pd.DataFrame:
    """Draw the invoices of the history, oldest first, with the day on which each will be paid.

    Parameters
    ----------
    profiles : Profiles
        The customers.
    as_of : datetime64[D]
        Last day of the history.
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    DataFrame
        One row per invoice: customer, document_type, invoice_date, due_date, currency, cents, is_disputed,
        paid_on (NaT: never; may lie after `as_of`).
    """
    customer, day = _dates_of_sale(profiles, as_of, draws)
    count = len(customer)
    due = day + profiles.terms_days[customer].astype("timedelta64[D]")
    is_second = draws.chance(profiles.second_currency_share[customer], count)
    own = profiles.currency[customer]
    currency = np.where(is_second, np.where(own == BASE_CURRENCY, "USD", BASE_CURRENCY), own)
    rate = np.where(currency == BASE_CURRENCY, 1.0, RATES["USD"])
    size = profiles.invoice_size[customer] * draws.factor(0.45, count) / rate
    invoices = pd.DataFrame(
        {
            "customer": customer,
            "document_type": "invoice",
            "invoice_date": day,
            "due_date": due,
            "currency": currency,
            "cents": np.floor(size * 100).astype(np.int64),
            "is_disputed": draws.chance(profiles.of_kind("disputed_share")[customer], count),
        }
    )
    invoices["paid_on"] = _days_of_payment(invoices, profiles, as_of, draws)
    order = np.lexsort((customer, day))
    return invoices.iloc[order].reset_index(drop=True)


def _dates_of_sale(profiles: Profiles, as_of: np.datetime64, draws: Draws) -> tuple[Integers, Days]:
    """Draw how often and when each customer bought."""
    month = as_of.astype("datetime64[M]")
    months = month - np.arange(HISTORY_MONTHS)[::-1]
    back = (month - months).astype(np.int64)
    season = np.array(_SEASON)[months.astype(np.int64) % 12] / 100 * (1 - _GROWTH * back / 12)
    first, last = (np.array([kind.months[end] for kind in KINDS])[profiles.kind] for end in (0, 1))
    buys = (back <= first[:, None]) & (back >= last[:, None])
    mean = profiles.invoices_per_month[:, None] * season * buys
    number = np.floor(mean + draws.uniform(mean.size).reshape(mean.shape)).astype(np.int64)
    customer, position = (np.repeat(index.ravel(), number.ravel()) for index in np.indices(number.shape))
    count = len(customer)
    start, days = months[position].astype("datetime64[D]"), 31
    # The later of two draws: invoices crowd at the end of the month.
    within = np.maximum(draws.below(days, count), draws.below(days, count))
    day = _on_working_day(start + within.astype("timedelta64[D]"), backwards=True)
    since = as_of - profiles.days_as_customer[customer].astype("timedelta64[D]")
    kept = (day <= as_of) & (day >= since)
    return customer[kept], day[kept]


def _on_working_day(day: Days, *, backwards: bool) -> Days:
    """Move weekends to the Friday before or the Monday after."""
    weekday = (day.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday, Monday is 0
    over = np.maximum(weekday - 4, 0)
    moved = -over if backwards else np.where(over > 0, 3 - over, 0)
    working: Days = day + moved.astype("timedelta64[D]")
    return working


def _days_of_payment(invoices: pd.DataFrame, profiles: Profiles, as_of: np.datetime64, draws: Draws) -> Days:
    """Draw when each invoice is paid; NaT for never."""
    count, customer = len(invoices), invoices["customer"].to_numpy()
    day, due = (invoices[name].to_numpy().astype("datetime64[D]") for name in ("invoice_date", "due_date"))
    start, end, spread, winter, unpaid, stops = (
        profiles.of_kind(name)[customer]
        for name in ("days_late", "days_late_at_end", "spread", "winter_days", "unpaid_share", "stops_days")
    )
    elapsed = 1 - (as_of - day).astype(np.float64) / (HISTORY_MONTHS * 365 / 12)
    is_winter = np.isin(due.astype("datetime64[M]").astype(np.int64) % 12 + 1, _WINTER)
    late = start + (end - start) * elapsed + spread * draws.normal(count) + winter * is_winter
    late += invoices["is_disputed"].to_numpy() * draws.between(*_DISPUTE_DAYS, count)
    paid = due + np.floor(late).astype(np.int64).astype("timedelta64[D]")
    paid = _on_working_day(np.maximum(paid, day + np.timedelta64(1, "D")), backwards=False)
    stopped = ~np.isnan(stops) & ((as_of - paid).astype(np.float64) < np.nan_to_num(stops))
    return np.where(draws.chance(unpaid, count) | stopped, _NEVER, paid)


def draw_payments(
    documents: pd.DataFrame, profiles: Profiles, as_of: np.datetime64, draws: Draws
) -> pd.DataFrame:
    """Draw the payments up to a date; some documents are paid in two parts.

    Parameters
    ----------
    documents : DataFrame
        Documents with customer, document_type, cents and paid_on.
    profiles : Profiles
        The customers.
    as_of : datetime64[D]
        Payments after it are not known yet.
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    DataFrame
        One row per payment: document (position in `documents`), payment_date, cents.
    """
    count = len(documents)
    cents, paid_on = documents["cents"].to_numpy(), documents["paid_on"].to_numpy().astype("datetime64[D]")
    part_share = profiles.of_kind("part_share")[documents["customer"].to_numpy()]
    in_parts = draws.chance(part_share, count) & documents["document_type"].eq("invoice").to_numpy()
    share: Floats = np.where(in_parts, draws.between(0.3, 0.7, count), 1.0)
    first = np.where(in_parts, np.floor(cents * share).astype(np.int64), cents)
    later = _on_working_day(paid_on + (draws.below(40, count) + 20).astype("timedelta64[D]"), backwards=False)
    position = np.arange(count)
    payments = pd.DataFrame(
        {
            "document": np.concatenate([position, position[in_parts]]),
            "payment_date": np.concatenate([paid_on, later[in_parts]]),
            "cents": np.concatenate([first, (cents - first)[in_parts]]),
        }
    )
    known = payments["payment_date"] <= pd.Timestamp(as_of)
    return payments[known].sort_values(["payment_date", "document"], kind="stable").reset_index(drop=True)
