"""What of each customer's debt is insured, what is paid if it fails, and which deadline is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.policy.sheet import item_label
from xlcredit.protection import (
    InsuredBook,
    compare_offers,
    urgency,
    without_insurance,
)
from xlcredit.protection.deadlines import CLAIM_LAPSED, CLAIM_OPEN, NOTIFY_LATE, QUIET, STOP_NOW
from xlcredit.refresh.cover import share_of_rows
from xlcredit.refresh.insured_limits import source_words
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Dates, Floats
    from xlcredit.policy import Policy
    from xlcredit.protection import OfferCost
    from xlcredit.refresh.cover import Cover
    from xlcredit.texts import Language

CENTS = 2


def insurance(
    cover: Cover, default_probability: Floats, *, policy: Policy, language: Language
) -> dict[str, pd.DataFrame]:
    """Return the tables of the Insurance sheet.

    Parameters
    ----------
    cover : Cover
        What of the open debts is insured.
    default_probability : ndarray, shape (customers,)
        NaN where a customer is not rated. [share of one]
    policy : Policy
        Terms of the insurance, offers.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    dict of str to DataFrame
        ``insurance``: every customer that owes something or has a limit, the most urgent first; insured +
        uninsured part = exposure, to the cent. ``insurance_offers``: no insurance, then the offers, the
        cheapest first.
    """
    rank = urgency(cover.days, cover.as_of, cover.rules.deadline_alarm_days)
    exposure = np.round(cover.exposure, CENTS)
    limit = cover.today.limit
    insured = np.minimum(np.round(cover.paid, CENTS), np.maximum(exposure, 0.0))
    order = np.lexsort((cover.customers["customer_id"].astype(str), -exposure, -insured, rank))
    shown = order[(exposure[order] > 0) | ((limit[order] > 0) & (exposure[order] >= 0))]
    columns = {
        "exposure": exposure,
        "not_covered": np.round(np.minimum(cover.not_covered, np.maximum(exposure, 0.0)), CENTS),
        "insured_limit": limit,
        "cover_share": _shares(cover, policy),
        "limit_source": np.asarray(
            source_words(cover.today, cover.calendar, cover.insured_limits, language), dtype=object
        ),
        "insured_amount": insured,
        "uninsured_amount": np.round(exposure - insured, CENTS),
        "expected_recovery": np.round(cover.recovery, CENTS),
        "undisputed_days_past_due": _days_past_due(cover.oldest, cover.as_of),
        "notify_by": cover.days.notify_by.astype("datetime64[s]"),
        "stop_from": cover.days.stop_from.astype("datetime64[s]"),
        "claim_from": cover.days.claim_from.astype("datetime64[s]"),
        "claim_by": cover.days.claim_by.astype("datetime64[s]"),
        "insurance_alarm": np.asarray(_alarms(cover, rank, language), dtype=object),
        "within_limit": np.round(cover.taken_in, CENTS),
        "days_left": _days_left(cover),
    }
    names = cover.customers[["customer_id", "customer_name"]].iloc[shown].reset_index(drop=True)
    found = names.assign(**{name: values[shown] for name, values in columns.items()})
    return {
        "insurance": found[list(tables.INSURANCE.column_names)],
        "insurance_offers": _offers(_book(cover, default_probability, policy), policy, language),
    }


def terms_words(policy: Policy, language: Language) -> str:
    """Return the terms behind expected recovery and deadlines, in words.

    Parameters
    ----------
    policy : Policy
        Terms of the insurance.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    str
        One paragraph.
    """
    rules = policy.protection.insurance
    paid = say(
        f"insurance.terms.{rules.order}",
        language,
        column=say("labels.expected_recovery", language),
        deductible=rules.deductible,
        first_loss=rules.first_loss_left,
    )
    if np.isfinite(rules.liability_left):
        paid += say("insurance.terms.cap", language, cap=rules.liability_left)
    days = say(
        "insurance.terms.days",
        language,
        notify=rules.notification_days,
        waiting=rules.waiting_days,
        filing=rules.claim_filing_days,
        alarm=rules.deadline_alarm_days,
    )
    return say("insurance.terms.all", language, paid=paid, days=days)


def _shares(cover: Cover, policy: Policy) -> Floats:
    """Return the cover of what is taken in on average, else that of today; blank where there is none."""
    average = np.divide(
        cover.paid, cover.taken_in, out=np.full(len(cover.paid), np.nan), where=cover.taken_in > 0
    )
    now = share_of_rows(cover.today.row, cover.insured_limits, policy)
    return np.where(np.isnan(average), np.where(cover.today.limit > 0, now, np.nan), np.round(average, 6))


def _book(cover: Cover, default_probability: Floats, policy: Policy) -> InsuredBook:
    """Return what the offers are held against: new terms come with the limits of today."""
    customers, limit = cover.customers, cover.today.limit
    losses = np.maximum(customers["open_debt"].to_numpy(dtype=float), 0.0) * policy.grades.loss_given_default
    insurable = np.maximum(np.round(cover.exposure, CENTS) - cover.not_covered, 0.0)
    bought = np.nan_to_num(customers["annual_purchases"].to_numpy(dtype=float))
    return InsuredBook(losses, np.minimum(insurable, losses), limit, default_probability,
                       float(bought[limit > 0].sum()))  # fmt: skip


def _days_past_due(oldest: Dates, as_of: Any) -> Floats:
    """Return how many days the oldest debt is overdue; 0 where it is not due, unknown where none is open."""
    days = np.asarray(np.datetime64(as_of, "D") - oldest, dtype="m8[D]").astype(float)
    return np.where(np.isnat(oldest), np.nan, np.maximum(days, 0.0))


def _days_left(cover: Cover) -> Floats:
    """Return the days to the last day to notify or, once that is over, to claim; below 0 it is over too."""
    today = np.datetime64(cover.as_of, "D")
    notify, claim = ((day - today).astype("m8[D]") for day in (cover.days.notify_by, cover.days.claim_by))
    left = np.where(notify >= np.timedelta64(0, "D"), notify, claim)
    return np.where(np.isnat(left), np.nan, left.astype(float))


def _alarms(cover: Cover, rank: Any, language: Language) -> list[str]:
    """Return what to do about each customer, in words; blank where nothing is near."""
    found, insolvent, has_lapsed = cover.days, cover.is_insolvent, cover.has_lapsed
    today = np.datetime64(cover.as_of, "D")
    said = [""] * len(rank)
    for row in np.flatnonzero(rank < QUIET).tolist():
        days = {
            "notify_by": found.notify_by[row], "stop_from": found.stop_from[row],
            "claim_from": found.claim_from[row], "claim_by": found.claim_by[row],
            "left": int((found.claim_by[row] - today) / np.timedelta64(1, "D")),
        }  # fmt: skip
        said[row] = say("insurance.join", language).join(
            say(f"insurance.alarm.{key}", language, **days)
            for key in [
                *_alarm_keys(int(rank[row]), bool(found.stop_from[row] <= today), bool(insolvent[row])),
                *(["older_lapsed"] if has_lapsed[row] else []),
            ]
        )
    return said


def _alarm_keys(rank: int, is_stopped: bool, is_insolvent: bool) -> list[str]:  # noqa: FBT001  two facts
    """Return what is said of a customer: the most urgent first, and that deliveries are not insured."""
    names = ["claim_lapsed", "claim_closes", "claim_open", "stop", "notify_late", "notify_soon"]
    keys = ["insolvent"] if is_insolvent and CLAIM_LAPSED < rank <= CLAIM_OPEN else []
    keys += [names[rank]]
    if is_stopped and rank < STOP_NOW:
        keys.append("stop")
    if CLAIM_LAPSED < rank < NOTIFY_LATE:
        keys.append("notified")
    return keys


def _offers(book: InsuredBook, policy: Policy, language: Language) -> pd.DataFrame:
    """Return no insurance and every offer with its terms and what it comes to."""
    rules = policy.protection.insurance
    bare = without_insurance(book)
    unrated = int(np.count_nonzero(np.isnan(book.default_probability) & (book.losses > 0)))
    told = say("insurance.note.none", language)
    told += say("insurance.note.unrated", language, count=unrated) if unrated else ""
    rows = [_offer_row(say("insurance.none", language), bare, told)]
    for name, cost in compare_offers(rules.offers, book, rules.order).items():
        terms = rules.offers[name]
        saved = bare.total_cost - cost.total_cost
        paid = bare.retained_largest - cost.retained_largest
        key = "saves" if saved >= 0 else "costs"
        note = say(f"insurance.note.{key}", language, amount=abs(saved), paid=paid)
        rows.append(_offer_row(item_label(name, language), cost, note) | {
            "cover_share": terms.cover_share,
            "premium_rate": terms.premium_rate,
            "offered_deductible": terms.deductible,
            "first_loss": terms.first_loss,
            "maximum_liability": terms.maximum_liability or np.nan,
            "insured_turnover": book.insured_turnover,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(tables.INSURANCE_OFFERS.column_names))


def _offer_row(name: str, cost: OfferCost, note: str) -> dict[str, Any]:
    """Return the amounts of one offer."""
    return {
        "insurance_offer": name,
        "offer_note": note,
        "premium": cost.premium,
        "claims_expected": cost.expected_recovery,
        "retained_expected": cost.retained_expected,
        "total_cost": cost.total_cost,
        "retained_largest": cost.retained_largest,
    }
