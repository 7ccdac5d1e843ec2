"""The claim file of one buyer, from what a refresh read and computed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcredit.collections import stage_named, stage_text
from xlcredit.collections.letters import with_particulars
from xlcredit.collections.promises import CENT_DUST, received_since
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.ledger.side_tables import OWN_PREFIX
from xlcredit.protection.claim_pack import (
    DEBTS,
    PARTS,
    ClaimContact,
    ClaimInterest,
    ClaimItem,
    ClaimPack,
    ClaimTotal,
    GrantedLimit,
)
from xlcredit.protection.claim_rules import CENTS, NO_RATE, part_of, recovery_steps
from xlcredit.refresh.cover import buyer_claim
from xlcredit.refresh.late_interest import late_items

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.cover import BuyerClaim
    from xlcredit.refresh.position import Position
    from xlcredit.refresh.run import Refreshed
    from xlcredit.texts import Language

OF_US = ("sender_name", "sender_registration", "insurer_name", "insurance_policy_no")
DEADLINES = ("notify_by", "stop_from", "claim_from", "claim_by")
_AMOUNTS = ("credits_used", "within_limit", "insured_amount", "cover_share", "limit_at_delivery")
_COVERED = [*_AMOUNTS, "insurer_reference", "not_covered_reason", "claim_from", "claim_by", "notify_by"]


def claim_pack(
    ledger: Ledger, result: Refreshed, customer_id: str, *, day: date, language: Language
) -> ClaimPack:
    """Return everything that the claim file of one buyer says.

    Parameters
    ----------
    ledger : Ledger
        What was read: rows of the ledger, contacts, insured limits.
    result : Refreshed
        What a refresh computed from it: cover, aging, policy, date.
    customer_id : str
        The buyer.
    day : date
        Day of the file.
    language : {"en", "zh"}
        Language of the stages of collection.

    Returns
    -------
    ClaimPack
        Items with cover and reason, sums, recovery, deadlines, contacts.

    Raises
    ------
    ArgumentError
        When nobody has that number.
    MissingDataError
        When nothing of the buyer is open or overdue, or no limit was in force for any of it.

    Notes
    -----
    Cover is that of the Insurance sheet; nothing of it is computed here again. Without an overdue item there
    is a claim only against an insolvent buyer.
    """
    claim = buyer_claim(result.cover, customer_id)
    if claim is None:
        raise ArgumentError("claim_pack.error.unknown_customer", got=customer_id)
    position = result.position
    known = result.customers[result.customers["customer_id"] == customer_id]
    buyer = known.iloc[0]
    is_insolvent = bool(buyer["is_insolvent"] == True)  # noqa: E712  a blank is no
    items = _items(ledger, result, claim, is_insolvent=is_insolvent)
    _refuse(items, claim, buyer, result.as_of, is_insolvent=is_insolvent)
    rules = result.policy.protection.insurance
    own_limits = ledger.insured_limits[ledger.insured_limits["customer_id"] == customer_id]
    return ClaimPack(
        customer_id=customer_id,
        customer_name=str(buyer["customer_name"]),
        as_of=result.as_of,
        day=day,
        base_currency=result.base_currency,
        particulars=_particulars(known, result.policy),
        is_insolvent=is_insolvent,
        rules=rules,
        cover_share=result.policy.limits.cover_share,
        limits=tuple(_granted(row) for row in own_limits.to_dict("records")),
        limit_now=float(result.cover.today.limit[known.index[0]]),
        items=items,
        totals=_totals(items, result.tables["aging"], customer_id),
        steps=recovery_steps(items, rules),
        if_all_fails=float(claim.expected_recovery),
        deadlines=tuple((name, _day(getattr(claim, name))) for name in DEADLINES),
        contacts=_contacts(ledger, result, customer_id, items, language),
        interest=_interest(position, result.customers, customer_id, result.policy, language),
    )  # fmt: skip


def _refuse(
    items: tuple[ClaimItem, ...], claim: BuyerClaim, buyer: Any, as_of: date, *, is_insolvent: bool
) -> None:
    """Refuse a buyer of whom there is nothing to claim, and say what can be done."""
    who: dict[str, object] = {
        "customer": f"{buyer['customer_name']} ({buyer['customer_id']})",
        "as_of": as_of,
    }
    debts = [item for item in items if item.part != "credit"]
    if not debts:
        raise MissingDataError("claim_pack.error.nothing_open", **who)
    if not (claim.items["limit_at_delivery"] > 0).any():
        raise MissingDataError("claim_pack.error.no_cover", **who)
    if not is_insolvent and not any((item.days_past_due or 0) > 0 for item in debts):
        raise MissingDataError("claim_pack.error.nothing_overdue", **who)


def _items(
    ledger: Ledger, result: Refreshed, claim: BuyerClaim, *, is_insolvent: bool
) -> tuple[ClaimItem, ...]:
    """Return every open document of the buyer with its place in the ledger and its cover."""
    rows = result.position.rows
    own = rows[rows["customer_id"] == claim.customer_id]
    ledger_rows = ledger.items[["sheet_name", "row_number"]].reindex(own["ledger_place"])
    debts = result.cover.debts
    covered = claim.items[_COVERED].set_axis(debts.index[debts["customer_id"] == claim.customer_id])
    found = own.join(covered).assign(
        sheet_name=ledger_rows["sheet_name"].fillna("").to_numpy(),
        row_number=ledger_rows["row_number"].to_numpy(),
    )
    reason = found["not_covered_reason"].astype(object)
    found["not_covered_reason"] = reason.where(reason.notna(), NO_RATE)  # valued is what has a rate
    first = result.position.first_overdue_day
    made = [_item(row, first, is_insolvent=is_insolvent) for row in found.to_dict("records")]
    return tuple(
        sorted(made, key=lambda item: (PARTS.index(item.part), str(item.invoice_date), item.document_no))
    )


def _item(row: dict[Any, Any], first_overdue_day: int, *, is_insolvent: bool) -> ClaimItem:
    """Return one open document."""
    late = row["days_past_due"]
    is_credit = row["open_amount"] < 0
    reason = "" if is_credit else str(row["not_covered_reason"])
    opened = round(_number(row["open_in_base"]), CENTS)  # what is shown adds up as it is shown
    amounts = {name: _number(row[name]) for name in _AMOUNTS}
    amounts["credits_used"] = round(amounts["credits_used"], CENTS)
    left = round(opened - amounts["credits_used"] - amounts["insured_amount"], CENTS) + 0.0
    amounts["uninsured_amount"] = 0.0 if is_credit else left  # a credit stands under the debts it reduces
    return ClaimItem(
        document_no=_text(row["document_no"]),
        document_type=str(row["document_type"]),
        currency=str(row["currency"]),
        invoice_date=_day(row["invoice_date"]),
        due_date=_day(row["due_date"]),
        claim_from=_day(row["claim_from"]),
        claim_by=_day(row["claim_by"]),
        notify_by=_day(row["notify_by"]),
        days_past_due=None if is_credit or pd.isna(late) else int(late),
        amount=float(row["amount"]),
        open_amount=float(row["open_amount"]),
        open_in_base=opened,
        **amounts,
        insurer_reference=_text(row["insurer_reference"]),
        reason=reason,
        part=part_of(
            reason,
            amounts["within_limit"],
            is_credit=is_credit,
            is_overdue=bool(late >= first_overdue_day),
            is_insolvent=is_insolvent,
        ),
        sheet_name=str(row["sheet_name"]),
        row_number=None if pd.isna(row["row_number"]) else int(row["row_number"]),
    )


def _number(value: Any) -> float:
    """Return an amount; 0 where nothing is known, for sums."""
    return 0.0 if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    """Return a cell as text; a blank is ""."""
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


def _day(value: Any) -> date | None:
    """Return a date; None where it is unknown."""
    if value is None or pd.isna(value):
        return None
    found: date = pd.Timestamp(value).date()
    return found


def _totals(items: tuple[ClaimItem, ...], aging: pd.DataFrame, customer_id: str) -> tuple[ClaimTotal, ...]:
    """Return the parts of what the buyer owes against the aging, currency by currency."""
    found = []
    for row in aging[aging["customer_id"] == customer_id].to_dict("records"):
        own = [item for item in items if item.currency == row["currency"]]
        parts = {part: round(sum(i.open_amount for i in own if i.part == part), 6) for part in DEBTS}
        debts = row["total"] - row["unapplied_credit"]
        found.append(
            ClaimTotal(
                currency=str(row["currency"]),
                **parts,
                aging_overdue=float(row["overdue"]),
                aging_not_due=round(float(debts - row["overdue"]), 6),
                credit=float(row["unapplied_credit"]),
            )
        )
    return tuple(found)


def _particulars(known: pd.DataFrame, policy: Policy) -> tuple[tuple[str, str | None], ...]:
    """Return who claims, from whom, and about which buyer; None where nobody has said."""
    own = with_particulars(known, OWN_PREFIX).iloc[0]
    buyer = known.iloc[0]
    letters = policy.letters.model_dump()
    found: list[tuple[str, str | None]] = [(name, _text(letters[name]) or None) for name in OF_US]
    found.append(("customer", f"{_text(buyer['customer_name'])} ({buyer['customer_id']})"))
    found += [(f"customer_{name}", own[name] or None) for name in ("registration", "address")]
    found.append(("country", _text(buyer["country"]) or None))
    if group := _text(buyer["group_id"]):
        found.append(("group_id", group))
    return tuple(found)


def _granted(row: dict[Any, Any]) -> GrantedLimit:
    """Return one decision of the insurer."""
    return GrantedLimit(
        limit=None if pd.isna(row["insured_limit"]) else float(row["insured_limit"]),
        currency=_text(row["currency"]),
        first=_day(row["limit_from"]),
        last=_day(row["limit_to"]),
        cover_share=None if pd.isna(row["cover_share"]) else float(row["cover_share"]),
        reference=_text(row["insurer_reference"]),
    )


def _contacts(
    ledger: Ledger, result: Refreshed, customer_id: str, items: tuple[ClaimItem, ...], language: Language
) -> tuple[ClaimContact, ...]:
    """Return what was done to collect until the date of valuation, and what became of each promise."""
    contacts = ledger.contacts
    is_known = (contacts["customer_id"] == customer_id) & (
        contacts["contacted_on"] <= pd.Timestamp(result.as_of)
    )
    own = contacts[is_known].sort_values("contacted_on", kind="stable")
    found = []
    for row in own.to_dict("records"):
        word = _text(row["stage"])
        stage = stage_named(word, result.policy)
        amount = row["promised_amount"]
        found.append(
            ClaimContact(
                contacted_on=row["contacted_on"].date(),
                stage=stage_text(stage, language) if stage else word,
                channel=_text(row["channel"]),
                who=_text(row["who"]),
                note=_text(row["note"]),
                promised_amount=None if pd.isna(amount) else float(amount),
                currency=_text(row["currency"]),
                promised_on=_day(row["promised_on"]),
                outcome=_outcome(row, ledger, result, items),
            )
        )
    return tuple(found)


def _outcome(row: dict[Any, Any], ledger: Ledger, result: Refreshed, items: tuple[ClaimItem, ...]) -> str:
    """Return what became of one promise by its day and the days of grace; the earlier ones are paid first."""
    if pd.isna(row["promised_on"]):
        return ""
    last = row["promised_on"].date() + timedelta(days=result.policy.dunning.promise_grace_days)
    if last >= result.as_of:
        return "open"
    late = [
        item for item in items if item.part not in ("credit", "disputed") and (item.days_past_due or 0) > 0
    ]
    if pd.isna(row["promised_amount"]):
        said_on = row["contacted_on"].date()
        return "broken" if any(item.due_date and item.due_date < said_on for item in late) else "kept"
    currency = _text(row["currency"]) or _largest(late, result.base_currency)
    promise = pd.DataFrame({
        "customer_id": [row["customer_id"]], "currency": [currency], "promised_at": [row["contacted_on"]],
    })  # fmt: skip
    received = float(received_since(promise, ledger.payments, ledger.items, last).iloc[0])
    contacts = ledger.contacts
    of_talk = (contacts["customer_id"] == row["customer_id"]) & (
        contacts["contacted_on"] == row["contacted_on"]
    )
    earlier = contacts[of_talk & (contacts["promised_on"] < row["promised_on"])]["promised_amount"].sum()
    return "broken" if received - earlier < row["promised_amount"] - CENT_DUST else "kept"


def _largest(late: list[ClaimItem], base_currency: str) -> str:
    """Return the currency in which most is late; base currency where nothing is."""
    sizes: dict[str, float] = {}
    for item in late:
        sizes[item.currency] = sizes.get(item.currency, 0.0) + item.open_in_base
    return max(sizes, key=lambda one: sizes[one], default=base_currency)


def _interest(
    position: Position, customers: pd.DataFrame, customer_id: str, policy: Policy, language: Language
) -> tuple[ClaimInterest, ...]:
    """Return late interest on the overdue documents of the buyer, which is no part of the claim."""
    late = late_items(position, customers, policy, language, until=position.valuation.as_of)
    own = late[late["customer_id"] == customer_id]
    return tuple(
        ClaimInterest(
            currency=str(currency),
            documents=len(rows),
            interest=round(float(rows["interest"].sum()), 2),
            fixed_fee=round(float(rows["fixed_fee"].where(rows["interest"].notna()).sum()), 2),
            without_rate=int(rows["interest"].isna().sum()),
        )
        for currency, rows in own.groupby("currency", sort=True)
    )
