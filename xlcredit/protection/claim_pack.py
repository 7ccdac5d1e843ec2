"""What a claim under a credit insurance says of one buyer: items, sums, recovery, deadlines, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.policy.protection import Insurance

Part = Literal["claimed", "disputed", "not_covered", "not_due", "credit"]
PARTS: tuple[Part, ...] = get_args(Part)
"""Where an open document stands in a claim; a document stands in one part only."""
DEBTS: tuple[Part, ...] = PARTS[:-1]
FINEST = 6
"""Decimals that sums of money are kept to, as in the aging."""
CENT_DUST = 0.005
OURS = ("over_limit", "own_share", "deductible", "first_loss", "above_liability")
"""Steps of the way to the recovery that take off what stays with us."""


@dataclass(frozen=True)
class ClaimItem:
    """One open document of the buyer.

    Attributes
    ----------
    document_no, document_type, currency : str
        As the ledger has them; the type as a key.
    invoice_date, due_date, claim_from, claim_by, notify_by : date or None
        None where unknown; the last three are the insurance's, from the document's own due date.
    days_past_due : int or None
        On the date of valuation; below 0 before the due date. [days]
    amount, open_amount : float
        Of the document, and what is open of it; credits are negative. [its currency]
    open_in_base, credits_used, within_limit, insured_amount, uninsured_amount : float
        Open; credits of the buyer taken off it; what the limit takes in; what of that is insured; the rest.
        [base currency]
    cover_share, limit_at_delivery : float
        Insured share, and the limit in force on the invoice date. [share of one], [base currency]
    insurer_reference : str
        The insurer's decision on that limit.
    reason : str
        Key of what keeps it out of cover, or cuts it; "" for none.
    part : str
        One of `PARTS`.
    sheet_name : str
        Sheet of the ledger that it stands on.
    row_number : int or None
        Row of that sheet; None where it is not known.
    """

    document_no: str
    document_type: str
    currency: str
    invoice_date: date | None
    due_date: date | None
    claim_from: date | None
    claim_by: date | None
    notify_by: date | None
    days_past_due: int | None
    amount: float
    open_amount: float
    open_in_base: float
    credits_used: float
    within_limit: float
    insured_amount: float
    uninsured_amount: float
    cover_share: float
    limit_at_delivery: float
    insurer_reference: str
    reason: str
    part: Part
    sheet_name: str
    row_number: int | None


@dataclass(frozen=True)
class ClaimTotal:
    """The parts of what a buyer owes in one currency, against the aging; amounts in that currency.

    Attributes
    ----------
    currency : str
        Three letters.
    claimed, disputed, not_covered, not_due : float
        Open amounts of the documents of each part.
    aging_overdue, aging_not_due : float
        What the aging has as overdue, and of debts as not due.
    credit : float
        Unapplied credits, zero or negative.
    """

    currency: str
    claimed: float
    disputed: float
    not_covered: float
    not_due: float
    aging_overdue: float
    aging_not_due: float
    credit: float

    @property
    def difference(self) -> float:
        """Parts less aging; 0 where they agree."""
        parts = self.claimed + self.disputed + self.not_covered + self.not_due
        return round(parts - self.aging_overdue - self.aging_not_due, FINEST)

    @property
    def agrees(self) -> bool:
        """Whether the parts are what the aging has."""
        return abs(self.difference) < CENT_DUST


@dataclass(frozen=True)
class Step:
    """One line of the way to the expected recovery.

    Attributes
    ----------
    key : str
        What the line is.
    amount : float
        Below 0 where it is taken off. [base currency]
    is_sum : bool
        Whether it is what the lines above come to.
    """

    key: str
    amount: float
    is_sum: bool = False


@dataclass(frozen=True)
class ClaimContact:
    """What was done to collect, once.

    Attributes
    ----------
    contacted_on : date
        The day.
    stage, channel, who, note : str
        As the contacts sheet has them; the stage in words.
    promised_amount : float or None
        None where no amount was named.
    currency : str
        Of the promised amount; "" where none is named.
    promised_on : date or None
        Day promised.
    outcome : {"", "open", "kept", "broken"}
        What became of the promise; "" where there was none.
    """

    contacted_on: date
    stage: str
    channel: str
    who: str
    note: str
    promised_amount: float | None
    currency: str
    promised_on: date | None
    outcome: str


@dataclass(frozen=True)
class GrantedLimit:
    """One decision of the insurer on the buyer.

    Attributes
    ----------
    limit : float or None
        None: the row was refused, or the insurer gave none. [currency]
    currency : str
        "" for base currency.
    first, last : date or None
        Days it is in force; None: no day is named.
    cover_share : float or None
        None: as the policy says. [share of one]
    reference : str
        The insurer's.
    """

    limit: float | None
    currency: str
    first: date | None
    last: date | None
    cover_share: float | None
    reference: str


@dataclass(frozen=True)
class ClaimInterest:
    """Late interest of one currency, which is no part of the claim.

    Attributes
    ----------
    currency : str
        Three letters.
    documents : int
        Overdue documents.
    interest, fixed_fee : float
        What the law or the contract gives for them. [currency]
    without_rate : int
        Documents for which no rate is known: nothing is counted for them.
    """

    currency: str
    documents: int
    interest: float
    fixed_fee: float
    without_rate: int


@dataclass(frozen=True)
class ClaimPack:
    """Everything the file of a claim says.

    Attributes
    ----------
    customer_id, customer_name : str
        The buyer.
    as_of, day : date
        Date of valuation; day the file was made.
    base_currency : str
        Of limits, cover and recovery.
    particulars : tuple of (str, str or None)
        Key of what is said of the buyer, of us and of the insurance; None where nobody has said.
    is_insolvent : bool
        As marked on the Customers sheet.
    rules : Insurance
        Terms of the insurance.
    cover_share : float
        Usual insured share. [share of one]
    limits : tuple of GrantedLimit
        Decisions of the insurer, the earliest first.
    limit_now : float
        Limit in force on the date of valuation. [base currency]
    items : tuple of ClaimItem
        Every open document, by part, then the oldest invoice first.
    totals : tuple of ClaimTotal
        One per currency.
    steps : tuple of Step
        The way to the expected recovery.
    if_all_fails : float
        Expected recovery of all that is open, as on the Insurance sheet. [base currency]
    deadlines : tuple of (str, date or None)
        Key and day of each deadline, those of the buyer's oldest debt.
    contacts : tuple of ClaimContact
        What was done to collect, the latest last.
    interest : tuple of ClaimInterest
        Apart.
    """

    customer_id: str
    customer_name: str
    as_of: date
    day: date
    base_currency: str
    particulars: tuple[tuple[str, str | None], ...]
    is_insolvent: bool
    rules: Insurance
    cover_share: float
    limits: tuple[GrantedLimit, ...]
    limit_now: float
    items: tuple[ClaimItem, ...]
    totals: tuple[ClaimTotal, ...]
    steps: tuple[Step, ...]
    if_all_fails: float
    deadlines: tuple[tuple[str, date | None], ...]
    contacts: tuple[ClaimContact, ...]
    interest: tuple[ClaimInterest, ...]

    def of(self, *parts: Part) -> tuple[ClaimItem, ...]:
        """Return the documents of some parts."""
        return tuple(item for item in self.items if item.part in parts)

    @property
    def claimed(self) -> float:
        """Open amount of the documents claimed in base currency, before anything is taken off."""
        return self.steps[0].amount

    @property
    def recovery(self) -> float:
        """What the insurer is expected to pay for them in base currency."""
        return self.steps[-1].amount

    @property
    def retained(self) -> float:
        """What of them stays with us in base currency; what credits of the buyer settle does not."""
        return sum(-step.amount for step in self.steps if step.key in OURS) + 0.0

    @property
    def agrees(self) -> bool:
        """Whether the parts are what the aging has, in every currency."""
        return all(total.agrees for total in self.totals)

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of what nobody has said and a person has to fill in."""
        return tuple(key for key, text in self.particulars if text is None)

    @property
    def broken(self) -> tuple[ClaimContact, ...]:
        """The promises that were not kept."""
        return tuple(contact for contact in self.contacts if contact.outcome == "broken")
