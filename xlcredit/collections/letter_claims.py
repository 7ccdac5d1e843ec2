"""What a letter asks for besides the principal: late interest and fixed sums, by which law, and why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcredit.collections.fees import fee_rule
from xlcredit.policy.claims import NO_RULE
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xlcredit.policy import Policy
    from xlcredit.texts import Language

UNQUANTIFIED = ("reserved", "contract")
"""What interest may rest on in words, without a rate of which an amount could follow."""
CITED = ("country", "currency")
"""How a rule may have been found for a letter to cite it; a general rule is nobody's law."""
CHINESE_RULES = frozenset({"CN_LPR", "CN_SME"})
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Remark:
    """Something a person should know of a letter, told in the overview of a run.

    Attributes
    ----------
    key : str
        Text below ``letters.remark``.
    fields : mapping
        What stands in its places.
    """

    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def text(self, language: Language | None = None) -> str:
        """Return the remark in words."""
        return say(f"letters.remark.{self.key}", language, **self.fields)


@dataclass(frozen=True)
class LetterClaim:
    """Late interest and fixed sums of one letter.

    Attributes
    ----------
    rule : str
        Rule of the policy; "" where nothing is claimed.
    until : date
        Last day with interest.
    lines : DataFrame
        One row per document asked for, in order: ``interest`` and ``fixed_fee`` (NaN: none) and
        ``rates_in_words``. [currency of the letter]
    rates : tuple of (float, float)
        Lowest and highest annual rate; (0, 0) where nothing is claimed. [share a year]
    remarks : tuple of Remark
        Why there is nothing, or not for all documents, and what is to be confirmed.
    """

    rule: str
    until: date
    lines: pd.DataFrame
    rates: tuple[float, float] = (0.0, 0.0)
    remarks: tuple[Remark, ...] = ()

    @property
    def interest(self) -> float:
        """Interest of all documents, each to the cent."""
        return round(float(self.lines["interest"].sum()), 2)

    @property
    def fixed_fee(self) -> float:
        """Fixed sums of all documents."""
        return round(float(self.lines["fixed_fee"].sum()), 2)

    @property
    def is_partial(self) -> bool:
        """Whether some documents have interest and others no rate."""
        return bool(self.rule and self.lines["interest"].isna().any())


def claims_interest(stage: str, policy: Policy) -> bool:
    """Tell whether letters of a stage ask for late interest and the fixed sum.

    Parameters
    ----------
    stage : str
        Name of a stage of the ladder.
    policy : Policy
        The policy.

    Returns
    -------
    bool
        A stage that the policy does not name is as the stage before it; False before the first.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> [claims_interest(name, default_policy()) for name in ("friendly_reminder", "formal_demand")]
    [False, True]
    """
    found = False
    for _, name in policy.dunning.ladder:
        found = policy.dunning.claims_interest.get(name, found)
        if name == stage:
            return found
    return False


def letter_claim(
    asked: pd.DataFrame, claims: pd.DataFrame | None, stage: str, policy: Policy, until: date
) -> LetterClaim:
    """Return what a letter asks for besides the principal.

    Parameters
    ----------
    asked : DataFrame
        The documents asked for, of one customer and currency: ``position_row``, ``country`` where stated.
    claims : DataFrame or None
        By ``position_row``: ``rule``, ``found_by``, ``country``, ``interest``, ``fixed_fee``,
        ``lowest_rate``, ``highest_rate``, ``rates_in_words``, ``is_confirmed``, ``starts_after``,
        ``rates_from``, ``rates_until``, as `xlcredit.refresh.late_claims` gives them; None for no claims.
    stage : str
        Stage of the letter.
    policy : Policy
        Which stages claim, and on what basis.
    until : date
        Last day with interest.

    Returns
    -------
    LetterClaim
        Empty, with the reason, where the stage claims but nothing can be computed: no rule is named for the
        customer's country (or, without a country, for the currency), or no rate is known for the dates.
    """
    blank = pd.DataFrame(
        {"interest": float("nan"), "fixed_fee": float("nan"), "rates_in_words": ""}, index=range(len(asked))
    )
    nothing = LetterClaim("", until, blank)
    if claims is None or not claims_interest(stage, policy):
        return nothing
    if policy.letters.interest_basis in UNQUANTIFIED:
        word = policy.letters.interest_basis
        return LetterClaim("", until, blank, remarks=(Remark("basis", {"word": word}),))
    own = claims.loc[asked["position_row"]].reset_index(drop=True)
    unfit = _unfit(own, asked)
    if unfit is not None:
        return LetterClaim("", until, blank, remarks=(unfit,))
    known = own["interest"].notna()
    remarks = () if known.all() else _no_rate(own[~known])
    if not (own["interest"].sum() + own["fixed_fee"].where(known).sum()) > 0:
        return LetterClaim("", until, blank, remarks=remarks)
    fees = fee_rule(own["rule"].iloc[0], policy)
    currency = asked["currency"].iloc[0]
    if fees is not None and fees.currency != currency:
        fields = {"rule": own["rule"].iloc[0], "fee_currency": fees.currency, "currency": currency}
        remarks += (Remark("fee_currency", fields),)
    if not own.loc[known, "is_confirmed"].all():
        remarks += (Remark("to_be_confirmed", {"rule": own["rule"].iloc[0]}),)
    lines = own[["interest", "rates_in_words"]].assign(fixed_fee=own["fixed_fee"].where(known))
    rates = (float(own.loc[known, "lowest_rate"].min()), float(own.loc[known, "highest_rate"].max()))
    return LetterClaim(str(own["rule"].iloc[0]), until, lines, rates, remarks)


def _unfit(own: pd.DataFrame, asked: pd.DataFrame) -> Remark | None:
    """Return why no law can be cited to the customer."""
    first = own.iloc[0]
    currency = str(asked["currency"].iloc[0])
    if first["found_by"] == "unlisted":
        return Remark("country_unlisted", {"country": first["country"]})
    if first["found_by"] == "general":
        return Remark("currency_unlisted", {"currency": currency})
    if first["rule"] == NO_RULE:
        return Remark("no_rule", {"where": first["country"] or currency})
    return None


def _no_rate(own: pd.DataFrame) -> tuple[Remark, ...]:
    """Return why documents have no rate: the days for which rates are known, or the calendar."""
    fields = {name: own[name].iloc[0] for name in ("rule", "rates_from", "rates_until")}
    dated = own["starts_after"].notna()
    found = (Remark("no_rate", fields),) if dated.any() else ()
    return found if dated.all() else (*found, Remark("no_calendar"))


def law_of(claims: pd.DataFrame | None, asked: pd.DataFrame) -> str:
    """Return the rule whose law a letter may cite to its customer.

    Parameters
    ----------
    claims, asked : DataFrame
        As in `letter_claim`.

    Returns
    -------
    str
        That of the country; where no country is stated, that of the currency; "" where there is none.
    """
    if claims is None:
        return ""
    first = claims.loc[asked["position_row"].iloc[0]]
    law = str(first["law"])
    return law if first["law_by"] in CITED and law != NO_RULE else ""


def rule_text(rule: str, policy: Policy, language: Language) -> str:
    """Return a rule of late interest as a letter names it.

    Parameters
    ----------
    rule : str
        Field of the rules of the policy.
    policy : Policy
        Its numbers.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The law and how its rate is made.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> rule_text("DE", default_policy(), "en")
    'section 288 of the German Civil Code (BGB): 9 percentage points above the base rate'
    """
    terms = getattr(policy.late_interest.rules, rule)
    return say(
        f"letters.law.{rule}",
        language,
        points=f"{100 * terms.margin:.4g}",
        daily=f"{100 * terms.margin / DAYS_OF_A_YEAR:.4g}",
        more=f"{100 * (terms.multiple - 1):.4g}",
    )


def interest_sentence(claim: LetterClaim, policy: Policy, days: tuple[str, str], language: Language) -> str:
    """Return what a letter says of interest.

    Parameters
    ----------
    claim : LetterClaim
        What it claims.
    policy : Policy
        The basis where it claims no amount.
    days : tuple of str
        Last day with interest, and date of the balances, in words.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The law, the rates and the day until which interest was computed; that the right is reserved, or the
        contract, where there is no amount.
    """
    if not claim.rule:
        basis = policy.letters.interest_basis
        return say(f"letters.interest.{basis if basis in UNQUANTIFIED else 'reserved'}", language)
    low, high = (f"{100 * rate:.2f}" for rate in claim.rates)
    parts = [
        say(
            "letters.interest.claimed", language, law=rule_text(claim.rule, policy, language),
            rates=say(f"letters.interest.{'rate' if low == high else 'rates'}", language, low=low, high=high),
            until=days[0], as_of=days[1],
        )
    ]  # fmt: skip
    if claim.fixed_fee:
        parts.append(say("letters.interest.fixed_sum", language))
    if claim.is_partial:
        parts.append(say("letters.interest.partial", language))
    return reduce(lambda first, then: say("letters.interest.join", language, first=first, then=then), parts)
