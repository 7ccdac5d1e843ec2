"""Records of collection: the dunning ladder, and the dated rates of late interest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.claims import NO_RULE, CountryRules, Fees, PaymentOrder, day_name
from xlcredit.policy.numbers import Count, Currency, Factor, Letter, Money, Positive, Real, Record, Share
from xlcredit.policy.risk_tables import words_of

DayCount = Literal["actual_365", "actual_360", "actual_actual", "30_360"]
Reset = Literal["half_year", "half_year_before", "daily"]
PaymentsReduce = Literal["by_rule", "principal", "interest_first", "costs_first"]
MOST_STAGES = 8
"""As many stages as the Dunning sheet has lines for."""
LetterKind = Literal["friendly_reminder", "formal_demand", "final_notice", "agency_handover", "claim_notice"]
Takes = Literal["all", "demanded", "insured"]
LOWEST_REFERENCE = -0.05  # central banks have set rates a little below 0; a sign typed by mistake is caught
SHIPPED_STAGES = ("friendly_reminder", "formal_demand", "professional_collection", "insurance_claim")
"""The stages with a meaning of their own, mildest first; those of one's own stand where they like."""


# Tables that take entries of one's own; frozen like the records around them.
Stages = Annotated[
    Mapping[str, Count],
    Field(min_length=1, max_length=MOST_STAGES),
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]
Minimums = Annotated[Mapping[Currency, Money], AfterValidator(MappingProxyType), PlainSerializer(dict)]
LettersOfStages = Annotated[Mapping[str, LetterKind], AfterValidator(MappingProxyType), PlainSerializer(dict)]
ClaimsOfStages = Annotated[Mapping[str, bool], AfterValidator(MappingProxyType), PlainSerializer(dict)]
DatedRates = Annotated[
    Mapping[Annotated[str, AfterValidator(day_name)], Real],
    Field(min_length=1),
    AfterValidator(MappingProxyType),
    PlainSerializer(dict),
]


class PayWithin(Record):
    """How long a letter to the debtor leaves for payment, in days."""

    friendly_reminder: Count
    formal_demand: Count
    final_notice: Count


class LetterTakes(Record):
    """Which of a customer's late items a letter takes; the others go on in a letter at their own stage.

    ``all``: every item that may be asked for. ``demanded``: only what was asked for before, or is past the
    days of the stage `Dunning.demanded_stage`. ``insured``: of those, what an insurer covers.
    """

    friendly_reminder: Takes
    formal_demand: Takes
    final_notice: Takes
    agency_handover: Takes
    claim_notice: Takes


class LetterOnce(Record):
    """Which letters go out once for an item: it waits for their result from then on."""

    friendly_reminder: bool
    formal_demand: bool
    final_notice: bool
    agency_handover: bool
    claim_notice: bool


class Dunning(Record):
    """The ladder of steps against late payment, and who is left alone on it.

    Attributes
    ----------
    alarm_days : int
        From this many days past due a person acts at once, whatever the stage. [days]
    stages : mapping of str to int
        Name of a stage to the days past due it begins at; own stages may be added. [days]
    quiet_days : int
        Nobody is written to before so many days have passed since the last contact. [days]
    promise_grace_days : int
        A promise counts as broken so many days after its day: money is on its way. [days]
    plan_grace_days : int
        An instalment later than this breaks its plan: the documents fall back to their own due dates. [days]
    broken_promise_raises : int
        Stages that a broken promise takes a customer up the ladder. [count]
    credits : {"netted", "shown"}
        Whether unapplied credits of the same currency reduce what is asked for, or are only shown.
    unrated_grade : str
        Grade whose probability of default stands in for a customer without a rating.
    minimum : mapping of str to float
        Currency to the smallest amount that is dunned; a currency without an entry has none. [currency]
    first_letter, repeat_letter : mapping of str to str
        Stage to the letter that goes out when it is reached, and when the customer stands there again.
    pay_within : PayWithin
        Days that a letter leaves for payment. [days]
    claims_interest : mapping of str to bool
        Stage to whether its letters ask for late interest and the fixed sum.
    takes : LetterTakes
        Which late items each letter takes.
    once : LetterOnce
        Which letters go out once for an item.
    demanded_stage : str
        An item past the days of this stage counts as demanded, also where no contact says so; where the
        ladder does not have it, the days of the letter's own stage count.
    """

    alarm_days: Count
    stages: Stages
    quiet_days: Count
    promise_grace_days: Count
    plan_grace_days: Count
    broken_promise_raises: Count
    credits: Literal["netted", "shown"]
    unrated_grade: Letter
    minimum: Minimums
    first_letter: LettersOfStages
    repeat_letter: LettersOfStages
    pay_within: PayWithin
    claims_interest: ClaimsOfStages
    takes: LetterTakes
    once: LetterOnce
    demanded_stage: str

    @field_validator("stages")
    @classmethod
    def _apart(cls, stages: Mapping[str, int]) -> Mapping[str, int]:
        """Refuse two stages that begin on the same day: one of them would never be reached."""
        by_days: dict[int, str] = {}
        for name, days in stages.items():
            if days in by_days:
                names = {"first": by_days[days], "second": name, "days": days, "below": name}
                raise PydanticCustomError("policy.stages_same_day", "stages must differ", names)
            by_days[days] = name
        return stages

    @field_validator("stages")
    @classmethod
    def _in_order(cls, stages: Mapping[str, int]) -> Mapping[str, int]:
        """Refuse a milder step after a harder one, for instance a reminder after the demand."""
        known = [name for name in SHIPPED_STAGES if name in stages]
        for milder, harder in pairwise(known):
            if stages[milder] > stages[harder]:
                names = {"milder": milder, "harder": harder, "before": stages[milder]}
                found = {**names, "days": stages[harder], "below": harder}
                raise PydanticCustomError("policy.ladder_out_of_order", "the ladder must rise", found)
        return stages

    @model_validator(mode="after")
    def _known_stage(self) -> Self:
        known = tuple(dict.fromkeys((*self.stages, *SHIPPED_STAGES)))
        if self.demanded_stage not in known:
            names = {"got": self.demanded_stage, "accepted": ", ".join(known), "below": "demanded_stage"}
            raise PydanticCustomError("policy.stage_unknown", "stage unknown", names)
        return self

    @cached_property
    def ladder(self) -> tuple[tuple[int, str], ...]:
        """Days and name of each stage, from the first on."""
        return tuple(sorted((days, name) for name, days in self.stages.items()))


class Letters(Record):
    """Who writes the letters, to whom they go besides the debtor, and how; a blank is left open in them.

    Attributes
    ----------
    language : {"by_customer", "en", "zh"}
        Language of the letters; by customer: what the customer list says, else that of its country.
    interest_basis : str
        What late interest rests on: ``by_rule`` (the law of the customer's country or currency), ``reserved``
        (the right is reserved), ``contract``, or one legal rule for all letters.
    sender_name, sender_registration, sender_address, sender_contact, sender_account : str
        Name, number in the register, address, person to ask, and the account to pay to.
    agency_name, insurer_name, insurance_policy_no : str
        Whom a hand-over and a claim notice are addressed to.
    """

    language: Literal["by_customer", "en", "zh"]
    interest_basis: Literal[
        "by_rule", "reserved", "contract", "UK", "EU", "DE", "FR", "AT", "BE", "CN_LPR", "CN_SME"
    ]
    sender_name: str
    sender_registration: str
    sender_address: str
    sender_contact: str
    sender_account: str
    agency_name: str
    insurer_name: str
    insurance_policy_no: str


class Reference(Record):
    """A reference rate and its changes.

    Attributes
    ----------
    known_until : datetime.date
        Last day for which the rates are known; later days are refused until someone has looked again.
    rates : mapping of str to float
        Day a rate applies from, written as 2026-07-01, to the rate; none begins after `known_until`, or
        the days in between would pass for looked at. [share a year]
    """

    known_until: date
    rates: DatedRates

    @cached_property
    def changes(self) -> tuple[tuple[date, float], ...]:
        """Day and rate of each change, the oldest first."""
        return tuple(sorted((date.fromisoformat(day), rate) for day, rate in self.rates.items()))


class References(Record):
    """The reference rates that the rules build on."""

    boe_bank_rate: Reference
    ecb_mro: Reference
    de_basiszinssatz: Reference
    at_basiszinssatz: Reference
    cn_lpr_1y: Reference


class InterestRule(Record):
    """How a legal rate of late interest follows from its reference rate.

    Attributes
    ----------
    reference : str
        Field of `References`; ``none`` where the law itself names the rate, which is then the margin.
    multiple : float
        What the reference rate is multiplied by. [times]
    margin : float
        What is added then. [share a year]
    rounded_up_to : float
        Step that the sum is rounded up to; 0: not rounded. [share a year]
    reset : {"half_year", "half_year_before", "daily"}
        Which reference rate counts: that of the first day of the half-year, that of the day before it, or
        that in force on the day itself.
    fixed_at_start : bool
        The rate of the first day of interest stays; else it changes inside a running claim.
    day_count : {"actual_365", "actual_360", "actual_actual", "30_360"}
        How days become years.
    applies_from : datetime.date
        First day of interest that the rule, or its table, covers.
    payments_reduce : {"principal", "interest_first", "costs_first"}
        What a part payment reduces by law: the principal at once; interest run up, then the principal; or
        costs, then interest, then the principal.
    """

    reference: Literal[
        "boe_bank_rate", "ecb_mro", "de_basiszinssatz", "at_basiszinssatz", "cn_lpr_1y", "none"
    ]
    multiple: Factor
    margin: Share
    rounded_up_to: Share
    reset: Reset
    fixed_at_start: bool
    day_count: DayCount
    applies_from: date
    payments_reduce: PaymentOrder


class InterestRules(Record):
    """The legal rules of late interest by country."""

    UK: InterestRule
    EU: InterestRule
    DE: InterestRule
    FR: InterestRule
    AT: InterestRule
    BE: InterestRule
    CN_LPR: InterestRule
    CN_SME: InterestRule


class LateInterest(Record):
    """Rules and rates of interest on late payment.

    Attributes
    ----------
    rule : str
        Rule that counts where none is named; a field of `InterestRules`.
    rule_by_country : mapping of str to str
        A customer's country (its code, then other spellings, separated by ``|``) to its rule, or to
        ``no_rule``.
    rule_by_currency : mapping of str to str
        The same by the currency of the debt, where the country says nothing. Others take `rule`.
    payments_reduce : {"by_rule", "principal", "interest_first", "costs_first"}
        What a part payment reduces: as the law of the rule says, or the same under every rule. A rate that
        the contract names has no law of its own: its payments reduce the principal.
    contract_day_count : str
        How days become years under a rate that the contract names.
    move_due_dates : bool
        Whether the table of late interest moves due dates off days of rest, as `business_days` says.
    rows_shown : int
        Most items on the sheet of late interest; its totals count all. [count]
    fees : Fees
        Fixed sums by rule.
    """

    rule: str
    rule_by_country: CountryRules
    rule_by_currency: CountryRules
    payments_reduce: PaymentsReduce
    contract_day_count: DayCount
    move_due_dates: bool
    rows_shown: Positive
    rules: InterestRules
    fees: Fees
    references: References

    @model_validator(mode="after")
    def _known_rule(self) -> Self:
        known = tuple(InterestRules.model_fields)
        if self.rule not in known:
            names = {"got": self.rule, "accepted": ", ".join(known), "below": "rule"}
            raise PydanticCustomError("policy.rule_unknown", "rule unknown", names)
        for table in ("rule_by_country", "rule_by_currency"):
            for word, rule in getattr(self, table).items():
                if rule not in (*known, NO_RULE):
                    accepted = ", ".join((*known, NO_RULE))
                    names = {"got": rule, "accepted": accepted, "below": f"{table}.{word}"}
                    raise PydanticCustomError("policy.rule_unknown", "rule unknown", names)
        return self

    @model_validator(mode="after")
    def _rates_in_range(self) -> Self:
        for name in References.model_fields:
            for day, rate in getattr(self.references, name).rates.items():
                if not LOWEST_REFERENCE <= rate <= 1:
                    names = {"got": rate, "below": f"references.{name}.rates.{day}"}
                    raise PydanticCustomError("policy.rate_no_share", "a share is needed", names)
        return self

    @model_validator(mode="after")
    def _looked_at(self) -> Self:
        for name in References.model_fields:
            reference: Reference = getattr(self.references, name)
            last, known_until = max(reference.rates), reference.known_until.isoformat()
            if last > known_until:
                names = {"day": last, "known_until": known_until, "below": f"references.{name}.rates.{last}"}
                raise PydanticCustomError("policy.rate_after_known", "known until must follow", names)
        return self

    @cached_property
    def rules_of_countries(self) -> Mapping[str, str]:
        """Rule by every spelling of a country."""
        return {word: rule for name, rule in self.rule_by_country.items() for word in words_of(name)}
