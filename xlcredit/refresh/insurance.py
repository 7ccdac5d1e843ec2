"""What of each customer's debt is insured, what is paid if it fails, and which deadline is next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import as_floats
from xlcredit.policy.sheet import item_label
from xlcredit.protection import (
    InsuredBook,
    compare_offers,
    deadlines,
    indemnity,
    urgency,
    without_insurance,
)
from xlcredit.protection.deadlines import CLAIM_LAPSED, CLAIM_OPEN, NOTIFY_LATE, QUIET, STOP_NOW
from xlcredit.refresh.insured_limits import cover_of, source_words
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Dates, Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.protection import Deadlines, OfferCost
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

CENTS = 2


def insurance(
    ledger: Ledger,
    customers: pd.DataFrame,
    position: Position,
    default_probability: Floats,
    *,
    policy: Policy,
    language: Language,
) -> dict[str, pd.DataFrame]:
    """Return the tables of the Insurance sheet.

    Parameters
    ----------
    ledger : Ledger
        What was read: its insured limits.
    customers : DataFrame
        From `customer_frame`, with the insured limits in force.
    position : Position
        The open items.
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
    rules = policy.protection.insurance
    cover = cover_of(customers, ledger.insured_limits, position.valuation, policy)
    exposure = np.round(customers["exposure"].to_numpy(dtype=float), CENTS)
    open_debts = _open_debts(position)
    oldest = _oldest_due(open_debts, customers["customer_id"], counts_disputed=rules.disputed_covered)
    as_of = position.valuation.as_of
    out = _is_out(open_debts, customers["customer_id"], oldest, as_of, policy)
    not_covered = _sums(open_debts[out], customers["customer_id"])
    insurable = np.maximum(exposure - not_covered, 0.0)
    limit, share = cover["limit"].to_numpy(), cover["cover"].to_numpy()
    insured = np.round(as_floats(indemnity(insurable, limit, share, 0.0, rules.order)), CENTS)
    borne = rules.deductible + rules.first_loss_left
    paid = np.minimum(as_floats(indemnity(insurable, limit, share, borne, rules.order)), rules.liability_left)
    insolvent = (customers["is_insolvent"] == True).to_numpy()  # noqa: E712  a blank is no
    running = _oldest_due(open_debts[~out], customers["customer_id"], counts_disputed=True)
    has_clock = (limit > 0) & (exposure > 0)
    first, known = (
        np.where(has_clock, days, np.datetime64("NaT"))
        for days in (oldest, np.where(np.isnat(running), oldest, running))
    )
    # Deliveries stop with the oldest debt; a small one that lapsed must not hide the claim for a larger one.
    stop_from = deadlines(first, rules).stop_from
    days = replace(deadlines(known, rules, insolvent, as_of), stop_from=stop_from)
    rank = urgency(days, as_of, rules.deadline_alarm_days)
    table = pd.DataFrame({
        "customer_id": customers["customer_id"],
        "customer_name": customers["customer_name"],
        "exposure": exposure,
        "not_covered": np.round(np.minimum(not_covered, np.maximum(exposure, 0.0)), CENTS),
        "insured_limit": limit,
        "cover_share": np.where(limit > 0, share, np.nan),
        "limit_source": source_words(cover, language),
        "insured_amount": insured,
        "uninsured_amount": np.round(exposure - insured, CENTS),
        "expected_recovery": np.round(paid, CENTS),
        "undisputed_days_past_due": _days_past_due(oldest, as_of),
        "notify_by": days.notify_by.astype("datetime64[s]"),
        "stop_from": days.stop_from.astype("datetime64[s]"),
        "claim_from": days.claim_from.astype("datetime64[s]"),
        "claim_by": days.claim_by.astype("datetime64[s]"),
        "insurance_alarm": _alarms(days, rank, as_of, (insolvent, known > first), language),
    })  # fmt: skip
    order = np.lexsort((table["customer_id"].astype(str), -exposure, -insured, rank))
    shown = order[(exposure[order] > 0) | ((limit[order] > 0) & (exposure[order] >= 0))]
    found = table.iloc[shown][list(tables.INSURANCE.column_names)].reset_index(drop=True)
    losses = np.maximum(customers["open_debt"].to_numpy(dtype=float), 0.0) * policy.grades.loss_given_default
    bought = np.nan_to_num(customers["annual_purchases"].to_numpy(dtype=float))
    book = InsuredBook(losses, np.minimum(insurable, losses), limit, default_probability,
                       float(bought[limit > 0].sum()))  # fmt: skip
    return {"insurance": found, "insurance_offers": _offers(book, policy, language)}


def _open_debts(position: Position) -> pd.DataFrame:
    """Return the open debts in base currency; those without a rate cannot be valued."""
    rows = position.rows
    return rows[(rows["open_in_base"] > 0).to_numpy()]


def _oldest_due(debts: pd.DataFrame, customers: pd.Series[Any], *, counts_disputed: bool) -> Dates:
    """Return the due date of each customer's oldest open debt that sets the clock going."""
    counted = debts if counts_disputed else debts[~debts["is_disputed"].to_numpy(dtype=bool)]
    first = counted.groupby("customer_id")["due_date"].min()
    return first.reindex(customers).to_numpy(dtype="datetime64[D]")


def _is_out(
    debts: pd.DataFrame, customers: pd.Series[Any], oldest: Dates, as_of: Any, policy: Policy
) -> Flags:
    """Say which debts are outside cover: in dispute, delivered or claimed too late."""
    rules = policy.protection.insurance
    stop = pd.Series(oldest.astype("datetime64[s]"), index=customers.to_numpy())
    stops = debts["customer_id"].map(stop[~stop.index.duplicated()])
    after = debts["invoice_date"] > stops + pd.Timedelta(days=rules.maximum_extension_days)
    lapsed = debts["due_date"] < pd.Timestamp(as_of) - pd.Timedelta(days=rules.claim_filing_days)
    is_disputed = debts["is_disputed"].to_numpy(dtype=bool) & (not rules.disputed_covered)
    found: Flags = (after | lapsed).to_numpy(dtype=bool) | is_disputed
    return found


def _sums(debts: pd.DataFrame, customers: pd.Series[Any]) -> Floats:
    """Return what each customer owes of some debts."""
    sums = debts["open_in_base"].groupby(debts["customer_id"]).sum()
    return customers.map(sums).fillna(0.0).to_numpy(dtype=float)


def _days_past_due(oldest: Dates, as_of: Any) -> Floats:
    """Return how many days the oldest debt is overdue; 0 where it is not due, unknown where none is open."""
    days = np.asarray(np.datetime64(as_of, "D") - oldest, dtype="m8[D]").astype(float)
    return np.where(np.isnat(oldest), np.nan, np.maximum(days, 0.0))


def _alarms(
    found: Deadlines, rank: Any, as_of: Any, flags: tuple[Flags, Flags], language: Language
) -> list[str]:
    """Return what to do about each customer, in words; blank where nothing is near."""
    insolvent, has_lapsed = flags
    today = np.datetime64(as_of, "D")
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
