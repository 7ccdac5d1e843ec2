"""Which documents a claim can be made for, what it comes to, and what may be held against it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from xlcredit.protection.claim_pack import CENT_DUST, FINEST, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xlcredit.policy.protection import Insurance
    from xlcredit.protection.claim_pack import ClaimItem, Part

CENTS = 2
DISPUTED, NO_RATE = "disputed", "no_rate"
OUTSIDE = ("after_stop", "lapsed", "no_limit", "credited", NO_RATE)
"""Reasons that keep a document out of a claim for good."""


def part_of(
    reason: str, within_limit: float, *, is_credit: bool, is_overdue: bool, is_insolvent: bool
) -> Part:
    """Say where an open document stands in a claim.

    Parameters
    ----------
    reason : str
        What keeps it out of cover: `DISPUTED`, one of `OUTSIDE`, another word or "".
    within_limit : float
        What the limit takes in of it; without any it is not covered. [base currency]
    is_credit : bool
        It reduces what the buyer owes.
    is_overdue : bool
        Its due date is over.
    is_insolvent : bool
        The buyer is: the insurer need not wait for a due date.

    Returns
    -------
    str
        One of `PARTS`. A dispute comes first: until it is settled nobody knows what is owed.

    Examples
    --------
    >>> part_of("", 100.0, is_credit=False, is_overdue=True, is_insolvent=False)
    'claimed'
    >>> part_of("over_limit", 60.0, is_credit=False, is_overdue=False, is_insolvent=False)
    'not_due'
    """
    if is_credit:
        return "credit"
    if reason == DISPUTED:
        return "disputed"
    if reason in OUTSIDE or within_limit < CENT_DUST:
        return "not_covered"
    return "claimed" if is_overdue or is_insolvent else "not_due"


def recovery_steps(items: Iterable[ClaimItem], rules: Insurance) -> tuple[Step, ...]:
    """Return the way from what is claimed to what the insurer is expected to pay, line by line.

    Parameters
    ----------
    items : iterable of ClaimItem
        Documents, covered already; those of the part "claimed" count.
    rules : Insurance
        Deductible, first loss and maximum liability.

    Returns
    -------
    tuple of Step
        Open amount; less credits; less what is above the limit; loss within the limit; less what we bear by
        our share; insured; less deductible and first loss; less what is above the maximum liability left;
        expected recovery. The lines that are no sums add up to the last.

    Notes
    -----
    Where the policy takes deductible and first loss off the loss and not off the payment
    (``limit_deductible_cover``), they reduce the payment by the insured share of them only.
    """
    claimed = [item for item in items if item.part == "claimed"]
    opened = _sum(item.open_in_base for item in claimed)
    credits_used = _sum(item.credits_used for item in claimed)
    within = _sum(item.within_limit for item in claimed)
    insured = round(_sum(item.insured_amount for item in claimed), CENTS)
    is_before = rules.order == "limit_deductible_cover" and within > 0
    weight = insured / within if is_before else 1.0
    deductible = round(min(rules.deductible * weight, insured), CENTS)
    first_loss = round(min(rules.first_loss_left * weight, insured - deductible), CENTS)
    payable = max(round(insured - deductible - first_loss, CENTS), 0.0)
    paid = round(min(payable, rules.liability_left), CENTS) + 0.0
    return (
        Step("open", opened),
        Step("credits", _sum((-credits_used,))),
        Step("over_limit", _sum((within, credits_used, -opened))),
        Step("within_limit", within, is_sum=True),
        Step("own_share", _sum((insured, -within))),
        Step("insured", insured, is_sum=True),
        Step("deductible", _sum((-deductible,))),
        Step("first_loss", _sum((-first_loss,))),
        Step("above_liability", _sum((paid, -payable))),
        Step("recovery", paid, is_sum=True),
    )


def _sum(amounts: Iterable[float]) -> float:
    """Add amounts without the dust of the last bits, and without a negative zero."""
    return round(sum(amounts), FINEST) + 0.0


def claim_flags(
    item: ClaimItem, as_of: date, stop_from: date | None, rules: Insurance, notices: Sequence[date] = ()
) -> tuple[tuple[str, dict[str, object]], ...]:
    """Return what an insurer may hold against one document, or what it still waits for.

    Parameters
    ----------
    item : ClaimItem
        The document.
    as_of : date
        Date of valuation.
    stop_from : date or None
        From when deliveries to the buyer were no longer insured.
    rules : Insurance
        How many days there are to notify.
    notices : sequence of date, optional
        Days on which the insurer was told, by the contacts sheet; one before the due date told nothing of it.

    Returns
    -------
    tuple of (str, dict)
        Key of each remark, and the days and amounts it names; the gravest first.
    """
    found: list[tuple[str, dict[str, object]]] = []
    if item.part == "credit":
        return ()
    if item.reason:
        fields: dict[str, object] = {
            "delivered": item.invoice_date or as_of, "stop_from": stop_from, "claim_by": item.claim_by,
            "within": item.within_limit, "currency": item.currency,
        }  # fmt: skip
        is_used_up = item.reason == "over_limit" and item.within_limit < CENT_DUST
        found.append(("limit_used_up" if is_used_up else item.reason, fields))
    if item.part == "claimed":
        found += _of_notice(item, as_of, rules, notices)
    if item.part in ("claimed", "not_due"):
        found += [("no_due_date", {})] if item.due_date is None else []
        found += [("no_invoice_date", {"as_of": as_of})] if item.invoice_date is None else []
    return tuple(found)


def _of_notice(
    item: ClaimItem, as_of: date, rules: Insurance, notices: Sequence[date]
) -> list[tuple[str, dict[str, object]]]:
    """Return what is amiss with telling the insurer, and whether a claim has to wait."""
    found: list[tuple[str, dict[str, object]]] = []
    if item.notify_by is not None and item.notify_by < as_of:
        fell_due = item.notify_by - timedelta(days=rules.notification_days)  # before it was put off by a plan
        about = [day for day in notices if day >= fell_due]
        if not about:
            found.append(("no_notice", {"notify_by": item.notify_by}))
        elif min(about) > item.notify_by:
            found.append(("notice_late", {"notify_by": item.notify_by, "told": min(about)}))
    if item.claim_from is not None and item.claim_from > as_of:
        found.append(("waiting", {"claim_from": item.claim_from}))
    return found
