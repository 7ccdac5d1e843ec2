"""A customer asks to pay later: score anew, ask for security, have a part paid first, extend the rest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_dates, as_floats, days_after
from xlcredit.credit.grades import NOT_RATED, grade_letter
from xlcredit.credit.terms import approval_role
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    import datetime as dt

    from xlcredit.policy import Policy
    from xlcredit.policy.reviews import TermsRequests
    from xlcredit.texts import Language

Verdict = Literal["accept", "accept_against_security", "escalate", "refuse"]
SEVERITY: tuple[Verdict, ...] = ("refuse", "escalate", "accept_against_security", "accept")
CENTS, CENT = 2, Decimal("0.01")
EARLIER_MONTHS = 12

_Ground = tuple[Verdict, str, dict[str, Any]]


@dataclass(frozen=True)
class TermsAnswer:
    """What a request for longer terms is answered.

    Attributes
    ----------
    verdict : {"accept", "accept_against_security", "escalate", "refuse"}
        The gravest of its grounds. Of an escalated request the other fields are the proposal.
    first_payment, extended_amount : float
        Paid at once, and paid later; all is paid at once when the request is refused. [money]
    granted_days : float
        Days of the extension, no more than the grade allows. [days]
    new_due_date : date or None
        From the due date, or from today where that has passed; None without a due date, or refused.
    security_needed : float
        Amount of security that the extension needs, offered or not. [money]
    limit_factor : float
        What the limit is multiplied by; below 1 where the limit is set as for the next lower grade.
    approval : str
        Lowest role that may agree, one level up when it is escalated; "" when it is refused.
    grounds : tuple of (verdict, str, dict)
        Verdict, text key and fields of each ground, the gravest first.
    """

    verdict: Verdict
    first_payment: float
    extended_amount: float
    granted_days: float
    new_due_date: dt.date | None
    security_needed: float
    limit_factor: float
    approval: str
    grounds: tuple[_Ground, ...]

    def verdict_text(self, language: Language | None = None) -> str:
        """Return the verdict in words."""
        return say(f"credit.request.verdict.{self.verdict}", language)

    def approval_text(self, language: Language | None = None) -> str:
        """Return who may agree, in words."""
        return say(f"policy.words.{self.approval}", language) if self.approval else ""

    def reason(self, language: Language | None = None) -> str:
        """Return the grounds in words, the gravest first."""
        join = say("policy.join", language)
        return join.join(
            say(f"credit.request.ground.{key}", language, **more) for _, key, more in self.grounds
        )


def terms_request(
    amount_due: Any,
    requested_days: Any,
    grade: Any,
    *,
    days_past_due: Any = None,
    earlier_requests: Any = None,
    security: Any = None,
    due_date: Any = None,
    stops_supply: bool = False,
    policy: Policy | None = None,
) -> TermsAnswer:
    """Answer a request for longer terms.

    Parameters
    ----------
    amount_due : float
        What the customer asks to pay later, zero or more. [money]
    requested_days : float
        Days asked for, zero or more. [days]
    grade : str or score
        As scored anew for the request: A to E, NR or a score; a blank is NR.
    days_past_due : float, optional
        Of the amount; a blank is not past due. [days]
    earlier_requests : float, optional
        Requests of the last 12 months before this one; a blank is none. [count]
    security : float, optional
        Security offered; a blank is none. [money]
    due_date : date, optional
        Due date in force.
    stops_supply : bool, optional
        A red flag that stops supply.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    TermsAnswer
        Verdict, payments, conditions, and every ground.

    Raises
    ------
    ArgumentError
        When a value is no number or the grade is unknown.
    MissingDataError
        When amount or days are blank.
    ImpossibleNumberError
        When amount, days, earlier requests or security are below zero, or the new due date lies beyond the
        calendar.

    Notes
    -----
    Refused: a grade of the policy's, no rating, a flag that stops supply, or too many days past due. A higher
    level decides: too many requests, or more days than the grade allows. Against security: a grade, or an
    extended amount, that needs it and does not offer enough. The first payment is the policy's share of the
    amount, in cents; the rest is extended.

    Examples
    --------
    >>> answer = terms_request(100_000, 30, "C", due_date="2026-06-30")
    >>> answer.verdict, answer.first_payment, answer.security_needed, answer.new_due_date
    ('accept_against_security', 50000.0, 50000.0, datetime.date(2026, 7, 30))
    """
    rules = policy or default_policy()
    amount = _needed(amount_due, "amount_due")
    asked = _needed(requested_days, "requested_days")
    late = max(_or_zero(days_past_due, "days_past_due"), 0.0)
    number = _at_least_zero(_or_zero(earlier_requests, "earlier_requests"), "earlier_requests") + 1
    offered = _at_least_zero(_or_zero(security, "security"), "security")
    letter = grade_letter(grade, rules)
    first = _share_in_cents(amount, rules.terms.requests.first_payment_share)
    rest = round(amount - first, CENTS)
    needed = _security_needed(letter, rest, rules.terms.requests)
    grounds = [
        *_refusals(letter, late, rules.terms.requests, stops_supply=stops_supply),
        *_escalations(letter, asked, number, rules.terms.requests),
        *_security_grounds(needed, offered),
    ]
    grounds.sort(key=lambda ground: SEVERITY.index(ground[0]))
    verdict: Verdict = grounds[0][0] if grounds else "accept"
    if not grounds:
        grounds = [("accept", "within_rules", {"share": rules.terms.requests.first_payment_share})]
    factor = _limit_factor(letter, number, rules)
    if verdict == "refuse":  # security would not help, so none is asked for
        grounds = [ground for ground in grounds if ground[0] != "accept_against_security"]
        return TermsAnswer(verdict, amount, 0.0, 0.0, None, 0.0, factor, "", tuple(grounds))
    days = min(asked, float(rules.terms.requests.most_days.of(letter)))
    return TermsAnswer(
        verdict, first, rest, days, _new_due_date(due_date, late + days), needed, factor,
        _approval(rest, verdict, rules), tuple(grounds),
    )  # fmt: skip


def _or_zero(value: Any, name: str) -> float:
    """Return a number, 0 for a blank."""
    found = float(as_floats(value, name))
    return 0.0 if math.isnan(found) else found


def _at_least_zero(value: float, name: str) -> float:
    """Refuse a number below zero."""
    if value < 0:
        raise ImpossibleNumberError("credit.negative_amount", name=name, got=value)
    return value


def _needed(value: Any, name: str) -> float:
    """Return a number that must be known, zero or more."""
    found = float(as_floats(value, name))
    if math.isnan(found):
        raise MissingDataError("credit.amount_missing", name=name)
    return _at_least_zero(found, name)


def _security_needed(letter: str, extended: float, rules: TermsRequests) -> float:
    """Return how much security an extension needs."""
    if letter in rules.security_grades or extended > rules.security_above:
        return _share_in_cents(extended, rules.security_share)
    return 0.0


def _share_in_cents(amount: float, share: float) -> float:
    """Return a share of an amount in whole cents, halves upwards, as a worksheet rounds."""
    exact = Decimal(repr(amount)) * Decimal(repr(share))
    return float(exact.quantize(CENT, ROUND_HALF_UP))


def _refusals(letter: str, late: float, rules: TermsRequests, *, stops_supply: bool) -> list[_Ground]:
    """Return what speaks against any extension."""
    found: list[_Ground] = []
    if stops_supply:
        found.append(("refuse", "stops_supply", {}))
    if letter == NOT_RATED:
        found.append(("refuse", "not_rated", {}))
    elif letter in rules.refuse_grades:
        found.append(("refuse", "grade", {"grade": letter}))
    if late > rules.refuse_days_past_due:
        found.append(("refuse", "late", {"days": late, "most": rules.refuse_days_past_due}))
    return found


def _escalations(letter: str, asked: float, number: float, rules: TermsRequests) -> list[_Ground]:
    """Return what a higher level has to decide."""
    found: list[_Ground] = []
    if number >= rules.escalate_from_requests:
        found.append(("escalate", "repeated", {"number": number, "months": EARLIER_MONTHS}))
    most = rules.most_days.of(letter)
    if asked > most and letter != NOT_RATED and letter not in rules.refuse_grades:
        found.append(("escalate", "too_long", {"days": asked, "most": most, "grade": letter}))
    return found


def _security_grounds(needed: float, offered: float) -> list[_Ground]:
    """Return what security is still missing."""
    if needed <= offered:
        return []
    return [("accept_against_security", "security", {"needed": needed, "offered": offered})]


def _limit_factor(letter: str, number: float, policy: Policy) -> float:
    """Return what repeated requests do to the limit: that of the next lower grade."""
    if number < policy.terms.requests.escalate_from_requests or letter not in LETTERS[:-1]:
        return 1.0
    now = policy.limits.grade_factor.of(letter)
    lower = policy.limits.grade_factor.of(LETTERS[LETTERS.index(letter) + 1])
    return lower / now if now else 1.0


def _new_due_date(due_date: Any, days: float) -> dt.date | None:
    """Return the due date moved on; None where none is given."""
    day = as_dates(due_date, "due_date")
    if np.isnat(day):
        return None
    moved: dt.date = days_after(day, round(days), "due_date").item()
    return moved


def _approval(amount: float, verdict: Verdict, policy: Policy) -> str:
    """Return the lowest role that may agree; one level up when it is escalated."""
    roles = (*type(policy.approval).model_fields, "president")
    place = roles.index(approval_role(amount, policy)) + (verdict == "escalate")
    return roles[min(place, len(roles) - 1)]
