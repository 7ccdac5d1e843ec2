"""Which open debts the credit insurance takes in, what is paid if a buyer fails, and by when to act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlcredit.columns import as_floats
from xlcredit.protection import Deadlines, deadlines, filled, indemnity
from xlcredit.refresh.insured_limits import NO_RATE, LimitCalendar, LimitOnDay
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.policy.protection import Insurance
    from xlcredit.refresh.position import Position

CENTS: Final = 2
HALF_A_CENT: Final = 0.005
NO_DAY: Final = np.datetime64("NaT", "D")
_LATEST = np.datetime64("9999-12-31", "D")
ITEM_COLUMNS: Final = (
    "document_no", "document_type", "invoice_date", "due_date", "currency", "open_amount", "open_in_base",
    "is_disputed", "days_past_due",
)  # fmt: skip


@dataclass(frozen=True)
class Cover:
    """Every open debt and every buyer, as the insurance sees them; money in base currency.

    Attributes
    ----------
    debts : DataFrame
        Open debts by buyer, the oldest invoice first: the rows of the open position.
    buyer : ndarray of int, shape (debts,)
        Row of `customers` of each.
    reason : ndarray of str, shape (debts,)
        Why a debt is outside cover whatever the limit: ``disputed``, ``after_stop``, ``lapsed``; else "".
    credits_used, limit, share, within, insured : ndarray, shape (debts,)
        Credits of the buyer taken off; limit in force and cover on the day of the invoice; what the limit
        takes in, and what is paid of that.
    row : ndarray of int, shape (debts,)
        Row of the insured limits, below 0 where none says so.
    insured_limits, customers : DataFrame
        The insured limits; the customer frame.
    calendar : LimitCalendar
        Limits over time.
    today : LimitOnDay
        The limit of every buyer on the date of valuation.
    exposure, not_covered, highest, taken_in, paid, recovery : ndarray, shape (customers,)
        Net exposure; debts outside cover; highest limit on the day of an open invoice; what the limits take
        in, in cents; what is paid of it; and after deductible, first loss and maximum liability.
    oldest : ndarray of datetime64[D], shape (customers,)
        Due date of the oldest debt that counts for the clock.
    days : Deadlines
        Of every buyer; unknown where nothing is insured.
    has_lapsed, is_insolvent : ndarray of bool, shape (customers,)
        Whether older debts are past the last day to claim; whether a claim needs no waiting.
    rules : Insurance
        Terms.
    as_of : date
        Date of valuation.
    """

    debts: pd.DataFrame
    buyer: Codes
    reason: Any
    credits_used: Floats
    limit: Floats
    share: Floats
    within: Floats
    insured: Floats
    row: Codes
    insured_limits: pd.DataFrame
    customers: pd.DataFrame
    calendar: LimitCalendar
    today: LimitOnDay
    exposure: Floats
    not_covered: Floats
    highest: Floats
    taken_in: Floats
    paid: Floats
    recovery: Floats
    oldest: Dates
    days: Deadlines
    has_lapsed: Flags
    is_insolvent: Flags
    rules: Insurance
    as_of: date


def attach_cover(ledger: Ledger, customers: pd.DataFrame, position: Position, policy: Policy) -> Cover:
    """Return what of the open debts is insured.

    Parameters
    ----------
    ledger : Ledger
        What was read: its insured limits.
    customers : DataFrame
        From `customer_frame`.
    position : Position
        The open items.
    policy : Policy
        Terms of the insurance.

    Returns
    -------
    Cover
        Buyer by buyer and debt by debt.

    Notes
    -----
    A debt has the limit and the cover that were in force on its invoice date (a debt without one: those of
    the date of valuation), and the limits are filled as in `xlcredit.protection.filled`. Credits of a buyer
    reduce its oldest insurable debts first, and none that is outside cover, which is prudent. Deadlines run
    from the due dates of the ledger: an instalment plan moves none of them. Where the order of the terms is
    ``cover_limit_deductible``, the limit is filled with what would be paid.
    """
    rules, as_of = policy.protection.insurance, position.valuation.as_of
    debts, buyer = _by_age(ledger, position, customers)
    count = len(customers)
    listed_unvalued = _lists_without_rate(ledger, customers)
    calendar = LimitCalendar(customers, ledger.insured_limits, position.valuation,
                             _discretionary(customers, rules, listed_unvalued))  # fmt: skip
    today = _on_day(calendar, count, as_of, listed_unvalued)
    due, invoiced = (debts[name].to_numpy(dtype="M8[D]") for name in ("due_date", "invoice_date"))
    disputed = debts["is_disputed"].to_numpy(dtype=bool)
    counts = np.ones(len(debts), dtype=bool) if rules.disputed_covered else ~disputed
    oldest = _first_day(buyer[counts], due[counts], count)
    reason = _outside(disputed, (due, invoiced), oldest[buyer], as_of, rules)
    owed, is_out = debts["open_in_base"].to_numpy(dtype=float), reason != ""
    exposure = customers["exposure"].to_numpy(dtype=float)
    credit = np.maximum(np.bincount(buyer, owed, count) - exposure, 0.0)
    insurable = np.where(is_out, 0.0, owed)
    used = filled(buyer, insurable, credit[buyer])
    at_delivery = calendar.on(buyer, np.where(np.isnat(invoiced), np.datetime64(as_of, "D"), invoiced))
    share = share_of_rows(at_delivery.row, ledger.insured_limits, policy)
    within, insured = _within(buyer, insurable - used, at_delivery.limit, share, rules)
    taken_in, paid, insured = _to_the_cent(buyer, within, insured, count)
    highest = np.zeros(count)
    np.maximum.at(highest, buyer[~is_out], at_delivery.limit[~is_out])
    is_insolvent = (customers["is_insolvent"] == True).to_numpy()  # noqa: E712  a blank is no
    counted = ~is_out & (at_delivery.limit > 0)
    running = _first_day(buyer[counted], due[counted], count)
    has_clock = ((today.limit > 0) | (highest > 0)) & (np.round(exposure, CENTS) > 0)
    days = _clock(has_clock, oldest, running, (is_insolvent, as_of), rules)
    return Cover(
        debts=debts, buyer=buyer, reason=reason, credits_used=used, limit=at_delivery.limit, share=share,
        within=within, insured=insured, row=at_delivery.row, insured_limits=ledger.insured_limits,
        customers=customers, calendar=calendar, today=today, exposure=exposure,
        not_covered=np.bincount(buyer, owed - insurable, count), highest=highest, taken_in=taken_in,
        paid=paid, recovery=_recovery(taken_in, paid, rules), oldest=oldest, days=days,
        has_lapsed=has_clock & (running > oldest), is_insolvent=is_insolvent, rules=rules, as_of=as_of,
    )  # fmt: skip


def _by_age(ledger: Ledger, position: Position, customers: pd.DataFrame) -> tuple[pd.DataFrame, Codes]:
    """Return the open debts that have a rate, by buyer and the oldest invoice first, as they fell due."""
    rows = position.rows
    owes = rows["open_in_base"].to_numpy(dtype=float) > 0
    owes &= rows["customer_id"].isin(customers["customer_id"]).to_numpy()  # a refund to a stranger is no sale
    debts = rows[owes]
    parts = (debts["place"] < 0) & (debts["ledger_place"] >= 0)
    if parts.any():  # an instalment plan that the insurer has not agreed to moves none of its days
        own = ledger.items["due_date"].reindex(debts["ledger_place"]).set_axis(debts.index)
        debts = debts.assign(due_date=debts["due_date"].mask(parts & own.notna(), own))
    buyer = pd.Index(customers["customer_id"]).get_indexer(debts["customer_id"])
    dates = [debts[name].to_numpy(dtype="M8[D]") for name in ("due_date", "invoice_date")]
    known = [np.where(np.isnat(days), _LATEST, days) for days in dates]
    order = np.lexsort((*known, buyer))
    return debts.iloc[order], buyer[order]


def _lists_without_rate(ledger: Ledger, customers: pd.DataFrame) -> Flags:
    """Say whose limit on the customer list stands in a currency without a rate."""
    listed = ledger.customers.drop_duplicates("customer_id").set_index("customer_id")["insured_limit"]
    found: Flags = ((customers["customer_id"].map(listed) > 0) & customers["rate"].isna()).to_numpy()
    return found


def _discretionary(customers: pd.DataFrame, rules: Insurance, is_rated: Flags) -> Floats:
    """Return the discretionary limit of every buyer; none for nobody, nor for whom the insurer rated."""
    nobody = [say("ledger.no_customer", language) for language in LANGUAGES]
    is_nobody = customers["customer_id"].isin(nobody).to_numpy()
    return np.where(is_nobody | is_rated, 0.0, rules.discretionary_limit)


def _on_day(calendar: LimitCalendar, count: int, day: date, unvalued: Flags) -> LimitOnDay:
    """Return the limit of everyone on one day."""
    found = calendar.on(np.arange(count), np.full(count, np.datetime64(day, "D")))
    lacks_rate = unvalued & (found.limit == 0) & (found.row < 0)
    return replace(found, state=np.where(lacks_rate, NO_RATE, found.state))


def _first_day(buyer: Codes, days: Dates, count: int) -> Dates:
    """Return the earliest day of each buyer; unknown where it has none."""
    found = np.full(count, _LATEST)
    known = ~np.isnat(days)
    np.minimum.at(found, buyer[known], days[known])
    return np.where(found < _LATEST, found, NO_DAY)


def _outside(
    disputed: Flags, dates: tuple[Dates, Dates], oldest: Dates, as_of: date, rules: Insurance
) -> Any:
    """Return why each debt is outside cover: in dispute, delivered or claimed too late; else ""."""
    due, invoiced = dates
    last_claim = np.datetime64(as_of, "D") - np.timedelta64(rules.claim_filing_days, "D")
    after = invoiced > oldest + np.timedelta64(rules.maximum_extension_days, "D")
    tests = [disputed & (not rules.disputed_covered), after, due < last_claim]
    return np.select(tests, ["disputed", "after_stop", "lapsed"], "")


def share_of_rows(row: Codes, insured_limits: pd.DataFrame, policy: Policy) -> Floats:
    """Return the cover of limits.

    Parameters
    ----------
    row : ndarray of int, shape (n,)
        Rows of the insured limits; below 0 is none.
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`.
    policy : Policy
        The cover of a row that names none, and of no row.

    Returns
    -------
    ndarray, shape (n,)
        Share of one.
    """
    own = np.append(insured_limits["cover_share"].to_numpy(dtype=float), np.nan)[row]
    return np.where(np.isnan(own), policy.limits.cover_share, own)


def _within(
    buyer: Codes, amounts: Floats, limits: Floats, share: Floats, rules: Insurance
) -> tuple[Floats, Floats]:
    """Return what the limits take in of each debt, and what is paid of that."""
    if rules.order == "cover_limit_deductible":
        paid = filled(buyer, amounts * share, limits)
        return np.divide(paid, share, out=np.zeros(len(paid)), where=share > 0), paid
    within = filled(buyer, amounts, limits)
    return within, within * share


def _to_the_cent(buyer: Codes, within: Floats, insured: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    """Return the sums of each buyer, cover x cents as they are shown, and the debts' parts of them."""
    sums, paid = (np.bincount(buyer, amounts, count) for amounts in (within, insured))
    shown = np.round(sums, CENTS)
    factor = np.divide(shown, sums, out=np.ones(count), where=sums > 0)
    return shown, paid * factor, insured * factor[buyer]


def _recovery(taken_in: Floats, paid: Floats, rules: Insurance) -> Floats:
    """Return what is paid for each buyer if it fails alone: after our own part, up to what is left."""
    share = np.divide(paid, taken_in, out=np.zeros(len(paid)), where=taken_in > 0)
    cut_last = rules.order != "limit_deductible_cover"
    loss, cover = (paid, 1.0) if cut_last else (taken_in, np.minimum(share, 1.0))
    borne = rules.deductible + rules.first_loss_left
    found = as_floats(indemnity(loss, np.inf, cover, borne, rules.order))
    return np.minimum(found, rules.liability_left)


def _clock(
    has_clock: Flags, oldest: Dates, running: Dates, insolvent: tuple[Flags, date], rules: Insurance
) -> Deadlines:
    """Return the deadlines of every buyer."""
    first = np.where(has_clock, oldest, NO_DAY)
    known = np.where(has_clock, np.where(np.isnat(running), oldest, running), NO_DAY)
    # Deliveries stop with the oldest debt; a small one that lapsed must not hide the claim for a larger one.
    return replace(deadlines(known, rules, *insolvent), stop_from=deadlines(first, rules).stop_from)


@dataclass(frozen=True)
class BuyerClaim:
    """What a claim for one buyer stands on; money in base currency.

    Attributes
    ----------
    customer_id : str
        The buyer.
    items : DataFrame
        Its open debts, the oldest invoice first: what they are, ``credits_used``, ``limit_at_delivery``,
        ``cover_share``, ``insurer_reference``, ``within_limit``, ``insured_amount``, ``uninsured_amount``,
        ``not_covered_reason`` (of ``insurance.reason``, else ""), and from its own due date ``notify_by``,
        ``claim_from``, ``claim_by``. Insured amounts add up to the buyer's, to the cent.
    exposure, insured_amount, expected_recovery : float
        As on the Insurance sheet.
    notify_by, stop_from, claim_from, claim_by : Timestamp
        Deadlines of the buyer, as on the Insurance sheet; NaT where nothing is insured.
    """

    customer_id: str
    items: pd.DataFrame
    exposure: float
    insured_amount: float
    expected_recovery: float
    notify_by: pd.Timestamp
    stop_from: pd.Timestamp
    claim_from: pd.Timestamp
    claim_by: pd.Timestamp


def buyer_claim(cover: Cover, customer_id: str) -> BuyerClaim | None:
    """Return what a claim for one buyer stands on.

    Parameters
    ----------
    cover : Cover
        From `attach_cover`; `Refreshed` carries it.
    customer_id : str
        The buyer.

    Returns
    -------
    BuyerClaim or None
        None for a buyer that nobody knows.
    """
    place = int(pd.Index(cover.customers["customer_id"]).get_indexer(pd.Index([customer_id]))[0])
    if place < 0:
        return None
    here = np.flatnonzero(cover.buyer == place)
    days = cover.days
    limits = {name: pd.Timestamp(getattr(days, name)[place]) for name in
              ("notify_by", "stop_from", "claim_from", "claim_by")}  # fmt: skip
    return BuyerClaim(
        customer_id=customer_id,
        items=_items(cover, here),
        exposure=float(np.round(cover.exposure[place], CENTS)),
        insured_amount=float(np.round(cover.paid[place], CENTS)),  # half a cent as round() has it differs
        expected_recovery=float(np.round(cover.recovery[place], CENTS)),
        **limits,
    )


def _items(cover: Cover, here: Codes) -> pd.DataFrame:
    """Return the debts of one buyer with what is insured of each."""
    items = cover.debts[list(ITEM_COLUMNS)].iloc[here].reset_index(drop=True)
    insolvent = cover.is_insolvent[cover.buyer[here]]
    own = deadlines(items["due_date"].to_numpy(dtype="M8[D]"), cover.rules, insolvent, cover.as_of)
    owed, row = items["open_in_base"].to_numpy(dtype=float), cover.row[here]
    insured = np.diff(np.round(np.cumsum(cover.insured[here]), CENTS), prepend=0.0)
    references = np.append(cover.insured_limits["insurer_reference"].to_numpy(dtype=object), "")
    return items.assign(
        credits_used=cover.credits_used[here],
        limit_at_delivery=cover.limit[here],
        cover_share=cover.share[here],
        insurer_reference=np.where(cover.limit[here] > 0, references[row], ""),
        within_limit=np.round(cover.within[here], CENTS),
        insured_amount=np.round(insured, CENTS),
        uninsured_amount=np.round(owed - cover.credits_used[here] - insured, CENTS),
        not_covered_reason=_item_reasons(cover, here, owed),
        notify_by=own.notify_by.astype("M8[s]"),
        claim_from=own.claim_from.astype("M8[s]"),
        claim_by=own.claim_by.astype("M8[s]"),
    )


def _item_reasons(cover: Cover, here: Codes, owed: Floats) -> Any:
    """Return why a debt is not insured, or not in full; "" where the limit takes it in whole."""
    left = owed - cover.credits_used[here]
    tests = [cover.reason[here] != "", left < HALF_A_CENT, cover.limit[here] <= 0,
             left - cover.within[here] >= HALF_A_CENT]  # fmt: skip
    return np.select(tests, [cover.reason[here], "credited", "no_limit", "over_limit"], "").astype(object)
