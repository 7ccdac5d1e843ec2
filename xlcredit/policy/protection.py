"""Records of protection and funding: insurance, early payment, financing, the borrowing base."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import AboveZero, Count, Money, Record, Share

IndemnityOrder = Literal["limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"]
CostConvention = Literal["simple_360", "simple_365", "compound_360", "compound_365"]
CostsTaken = Literal["from_reserve", "at_start"]
MOST_OFFERS = 5  # as many as the sheets have room for
OfferShare = Annotated[Share, Field(gt=0)]


class InsuranceOffer(Record):
    """Terms of insurance that an insurer or a broker offers; amounts in base currency.

    Attributes
    ----------
    cover_share : float
        Share of an insured loss that is paid. [share of one]
    premium_rate : float
        Premium as a share of the insured turnover of a year. [share of one]
    minimum_premium, limit_fees : float
        Least premium of a year; fees for limits on top of it. [money]
    deductible, first_loss : float
        What is borne of each loss, and of the losses of a year together before anything is paid. [money]
    maximum_liability : float
        The most that is paid in a year; 0: none agreed. [money]
    """

    cover_share: OfferShare = 0.9
    premium_rate: Share = 0.0
    minimum_premium: Money = 0.0
    limit_fees: Money = 0.0
    deductible: Money = 0.0
    first_loss: Money = 0.0
    maximum_liability: Money = 0.0


class FundingOffer(Record):
    """Terms on which receivables are sold, discounted or paid early by a bank.

    Attributes
    ----------
    advance_share : float
        Share of the face amount that is paid out at once; 1 for a bill. [share of one]
    annual_rate : float
        Interest on it. [share a year]
    fee_share : float
        Fee as a share of the face amount. [share of one]
    fee_days : int
        The fee is due again for each period of so many days begun; 0: once. [days]
    funded_days : int
        From the money in hand to the customer's payment; 0: as long as our receivables run. [days]
    costs_taken : {"from_reserve", "at_start"}
        As in `Financing`.
    """

    advance_share: OfferShare = 1.0
    annual_rate: Share = 0.0
    fee_share: Share = 0.0
    fee_days: Count = 0
    funded_days: Count = 0
    costs_taken: CostsTaken = "from_reserve"


class DiscountOffer(Record):
    """A discount for payment within so many days of the invoice."""

    discount_share: Annotated[AboveZero, Field(lt=1)] = 0.01
    discount_days: Count = 10


OFFER_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "protection.insurance.offers": tuple(InsuranceOffer.model_fields),
    "protection.financing.offers": tuple(FundingOffer.model_fields),
    "protection.early_payment.offers": tuple(DiscountOffer.model_fields),
})  # fmt: skip
"""Tables of offers by their path, and what an offer of each may name."""
OFFER_UNITS: Mapping[str, str] = MappingProxyType({
    "cover_share": "share", "premium_rate": "share", "minimum_premium": "money", "limit_fees": "money",
    "deductible": "money", "first_loss": "money", "maximum_liability": "money", "advance_share": "share",
    "annual_rate": "share_a_year", "fee_share": "share", "fee_days": "days", "funded_days": "days",
    "costs_taken": "word", "discount_share": "share", "discount_days": "days",
})  # fmt: skip


def _without_empty(offers: Any) -> Any:
    """Drop offers of which every term was taken out."""
    if not isinstance(offers, Mapping):
        return offers
    return {name: terms for name, terms in offers.items() if terms != {}}


def _few(offers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse more offers than a sheet has room for."""
    if len(offers) > MOST_OFFERS:
        counts = {"count": len(offers), "most": MOST_OFFERS}
        raise PydanticCustomError("policy.offers_too_many", "too many offers", counts)
    return offers


def _as_given(offers: Mapping[str, Record]) -> dict[str, dict[str, Any]]:
    """Return offers as they were given: terms that nobody named stay unnamed."""
    return {name: offer.model_dump(exclude_unset=True) for name, offer in offers.items()}


_OPEN = (
    BeforeValidator(_without_empty), AfterValidator(_few), AfterValidator(MappingProxyType),
    PlainSerializer(_as_given),
)  # fmt: skip
InsuranceOffers = Annotated[Mapping[str, InsuranceOffer], *_OPEN]
FundingOffers = Annotated[Mapping[str, FundingOffer], *_OPEN]
DiscountOffers = Annotated[Mapping[str, DiscountOffer], *_OPEN]


class Insurance(Record):
    """Terms of trade credit insurance.

    Attributes
    ----------
    order : {"limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"}
        What cuts a loss first, second and third: the insured limit, the cover, the deductible.
    waiting_days : int
        Days after the due date before a claim for protracted default can be made. [days]
    maximum_extension_days : int
        Days after the oldest due date from which deliveries are no longer insured. [days]
    notification_days : int
        Days after the due date by which non-payment must be notified. [days]
    claim_filing_days : int
        Days after the due date by which the claim must be filed. [days]
    deadline_alarm_days : int
        A deadline is an alarm from so many days before it. [days]
    deductible : float
        What we bear of each loss. [base currency]
    aggregate_first_loss, first_loss_used : float
        What we bear of the losses of a policy year together, and how much of it is used up. [base currency]
    maximum_liability, claims_paid : float
        The most that the insurer pays in a policy year (0: none agreed), and what it paid. [base currency]
    discretionary_limit : float
        Limit of a customer that the insurer has not rated; 0: none. [base currency]
    disputed_covered : bool
        Items in dispute count as insured; most policies wait for the dispute to be settled.
    offers : mapping of str to InsuranceOffer
        Terms to compare; the share that our own policy covers is ``limits.cover_share``.
    """

    order: IndemnityOrder
    waiting_days: Count
    maximum_extension_days: Count
    notification_days: Count
    claim_filing_days: Count
    deadline_alarm_days: Count
    deductible: Money
    aggregate_first_loss: Money
    first_loss_used: Money
    maximum_liability: Money
    claims_paid: Money
    discretionary_limit: Money
    disputed_covered: bool
    offers: InsuranceOffers

    @property
    def first_loss_left(self) -> float:
        """What we still bear of the losses of the policy year before anything is paid."""
        return max(self.aggregate_first_loss - self.first_loss_used, 0.0)

    @property
    def liability_left(self) -> float:
        """What the insurer still pays at most in the policy year; infinite where nothing is agreed."""
        if self.maximum_liability == 0:
            return float("inf")
        return max(self.maximum_liability - self.claims_paid, 0.0)

    @model_validator(mode="after")
    def _claim_can_be_filed(self) -> Self:
        if self.claim_filing_days < self.waiting_days:
            names: dict[str, Any] = {"waiting": self.waiting_days, "got": self.claim_filing_days}
            names |= {"below": "claim_filing_days"}
            raise PydanticCustomError("policy.filing_before_claim", "no day is left to claim", names)
        return self


class EarlyPayment(Record):
    """How the cost of a discount is put on a year, and the discounts to hold against customers' habits."""

    convention: CostConvention
    offers: DiscountOffers


class Financing(Record):
    """How the cost of factoring and of discounted bills is counted.

    Attributes
    ----------
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        How a cost is put on a year.
    interest_days_in_year : {360, 365, 366}
        Days that a yearly rate of interest is divided by.
    costs_taken : {"from_reserve", "at_start"}
        ``from_reserve``: withheld from what is paid out at the end, and from the advance only where that is
        not enough; ``at_start``: all of it taken off the advance.
    cost_of_capital : float
        What money in hand saves in a year: the rate of the borrowing it replaces. [share a year]
    offers : mapping of str to FundingOffer
        Terms to compare.
    """

    convention: CostConvention
    interest_days_in_year: Literal[360, 365, 366]
    costs_taken: CostsTaken
    cost_of_capital: Share
    offers: FundingOffers


class BorrowingBaseRules(Record):
    """What a lender lends on, and how much of it.

    Attributes
    ----------
    past_due_days : int
        Debts more days past due than this are not eligible. [days]
    past_invoice_days : int
        Nor are debts whose invoice is more days old than this. [days]
    cross_age_share : float
        More than this share of a customer's debts past due in that sense takes out the rest. [share of one]
    customer_share : float
        What one customer owes counts up to this share of what is eligible before the cap. [share of one]
    advance_share : float
        Share of the eligible amount that is lent. [share of one]
    reserves : float
        What the lender holds back. [base currency]
    home_countries : str
        Countries that are not foreign, as on the Customers sheet, separated by ``|``; blank: none is.
    affiliate_groups : str
        Group numbers of companies that belong to us, separated by ``|``.
    insured_foreign : bool
        Foreign customers count where an insured limit in force covers all they owe.
    """

    past_due_days: Count
    past_invoice_days: Count
    cross_age_share: Share
    customer_share: Share = Field(gt=0)
    advance_share: Share
    reserves: Money
    home_countries: str
    affiliate_groups: str
    insured_foreign: bool


class LetterOfCredit(Record):
    """What a presentation of documents is held against where the credit itself says nothing.

    Attributes
    ----------
    presentation_days : int
        Days after shipment within which documents are presented. [calendar days]
    examination_days : int
        Days that a bank has to answer a presentation. [banking days]
    insured_share : float
        Least insured amount as a multiple of the CIF or CIP value. [times]
    """

    presentation_days: Count
    examination_days: Count
    insured_share: AboveZero


class Protection(Record):
    """Ways to move the risk of a receivable to others, or to fund it."""

    insurance: Insurance
    early_payment: EarlyPayment
    financing: Financing
    borrowing_base: BorrowingBaseRules
    letter_of_credit: LetterOfCredit
