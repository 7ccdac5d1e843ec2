"""Whether an order is released, shown to a person or held, and what to do with a customer next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from xlcredit.columns import as_floats
from xlcredit.credit.grades import NOT_RATED, grade_letter
from xlcredit.credit.terms import is_new_customer
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.policy import Policy
    from xlcredit.texts import Language

Verdict = Literal["release", "review", "hold"]
DUST = 0.0005  # half of the smallest unit of any currency: what is less comes of binary fractions


@dataclass(frozen=True)
class OrderDecision:
    """What happens to an order.

    Attributes
    ----------
    verdict : {"release", "review", "hold"}
        The gravest of its grounds.
    grounds : tuple of (verdict, str, dict)
        Verdict, text key and fields of each ground, the gravest first.
    over_limit : float
        Exposure with the order less the limit; below zero is room left. [money]
    """

    verdict: Verdict
    grounds: tuple[tuple[Verdict, str, dict[str, Any]], ...]
    over_limit: float

    def verdict_text(self, language: Language | None = None) -> str:
        """Return the verdict in words."""
        return say(f"credit.decision.{self.verdict}", language)

    def reason(self, language: Language | None = None) -> str:
        """Return the grounds in words, the gravest first."""
        join = say("policy.join", language)
        return join.join(
            say(f"credit.decision_reason.{key}", language, **more) for _, key, more in self.grounds
        )


def order_decision(
    limit: Any,
    exposure: Any,
    order_amount: Any,
    oldest_days_past_due: Any = None,
    grade: Any = None,
    *,
    stops_supply: bool = False,
    settled_invoices: Any = None,
    months_as_customer: Any = None,
    policy: Policy | None = None,
) -> OrderDecision:
    """Decide on an order.

    Parameters
    ----------
    limit, exposure, order_amount : float
        Credit limit, what is used of it without the order (below zero when the customer is in credit), and
        the order; all in one currency. [money]
    oldest_days_past_due : float, optional
        Of the oldest open item; a blank is none past due. [days]
    grade : str or score, optional
        A to E, NR or a score; a blank is not looked at.
    stops_supply : bool, optional
        A red flag that stops supply.
    settled_invoices, months_as_customer : float, optional
        As in `xlcredit.credit.terms.is_new_customer`; blanks are not looked at. [count, months]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    OrderDecision
        Verdict with every ground.

    Raises
    ------
    ArgumentError
        When a value is no number or the grade is unknown.
    MissingDataError
        When limit, exposure or order amount is blank.
    ImpossibleNumberError
        When limit or order amount is below zero.

    Notes
    -----
    Exposure + order equal to the limit is within it. Over it by up to the policy's share of the limit a
    person decides, beyond that the order is held. An order of a new customer waits for a person to see that
    prepayment or letter of credit is there.

    Examples
    --------
    >>> decision = order_decision(100_000, 80_000, 25_000, oldest_days_past_due=10, grade="B")
    >>> decision.verdict, decision.reason("en")
    ('review', 'Over the limit by 5,000.00 (5.0%)')
    """
    rules = policy or default_policy()
    credit_limit, used = _amount(limit, "limit"), _amount(exposure, "exposure")
    order = _amount(order_amount, "order_amount")
    for name, amount in (("limit", credit_limit), ("order_amount", order)):
        if amount < 0:
            raise ImpossibleNumberError("credit.negative_amount", name=name, got=amount)
    over = math.fsum((used, order, -credit_limit))
    over = over if abs(over) > DUST else 0.0
    grounds = _limit_grounds(over, credit_limit, rules)
    grounds += _late_grounds(float(as_floats(oldest_days_past_due, "oldest_days_past_due")), rules)
    grounds += _grade_grounds(grade, rules)
    if not (settled_invoices is None and months_as_customer is None):
        grounds += _new_customer_grounds(settled_invoices, months_as_customer, rules)
    if stops_supply:
        grounds.append(("hold", "stops_supply", {}))
    severity = ("hold", "review", "release")
    grounds.sort(key=lambda ground: severity.index(ground[0]))
    if not grounds:
        grounds.append(("release", "within_limit", {}))
    return OrderDecision(grounds[0][0], tuple(grounds), over)


def _amount(value: Any, name: str) -> float:
    """Return an amount that must be known."""
    found = float(as_floats(value, name))
    if math.isnan(found):
        raise MissingDataError("credit.amount_missing", name=name)
    return found


_Grounds = list[tuple[Verdict, str, dict[str, Any]]]


def _limit_grounds(over: float, limit: float, policy: Policy) -> _Grounds:
    """Return what the limit says."""
    if over <= 0:
        return []
    if over <= limit * policy.orders.review_over_limit_share:
        return [("review", "over_limit_little", {"over": over, "share": over / limit})]
    return [("hold", "over_limit", {"over": over})]


def _late_grounds(days: float, policy: Policy) -> _Grounds:
    """Return what the oldest item says; a blank says nothing."""
    if days > policy.orders.hold_days_past_due:
        return [("hold", "late_hold", {"days": days})]
    if days >= policy.orders.review_days_past_due:
        return [("review", "late_review", {"days": days})]
    return []


def _grade_grounds(grade: Any, policy: Policy) -> _Grounds:
    """Return what the grade says; a blank says nothing."""
    if grade is None or grade == "":
        return []
    letter = grade_letter(grade, policy)
    if letter == NOT_RATED:
        return [("review", "not_rated", {})]
    if letter in policy.orders.hold_grades:
        return [("hold", "grade_hold", {"grade": letter})]
    if letter in policy.orders.review_grades:
        return [("review", "grade_review", {"grade": letter})]
    return []


def _new_customer_grounds(settled_invoices: Any, months_as_customer: Any, policy: Policy) -> _Grounds:
    """Return what being new says."""
    if not is_new_customer(settled_invoices, months_as_customer, policy).all():
        return []
    return [("review", "new_customer", {"count": policy.terms.new_customer.settled_invoices})]


def customer_action(
    grade: str,
    *,
    exposure: float = 0.0,
    credit_limit: float = math.nan,
    recommended_limit: float = math.nan,
    oldest_days_past_due: float = math.nan,
    stops_supply: bool = False,
    is_new: bool = False,
    policy: Policy | None = None,
) -> str:
    """Return what to do with a customer next: the first that applies.

    Parameters
    ----------
    grade : str
        A to E or NR.
    exposure, credit_limit, recommended_limit : float, optional
        Open exposure, limit granted and limit recommended; NaN is unknown. [money, one currency]
    oldest_days_past_due : float, optional
        Of the oldest open item; NaN is none. [days]
    stops_supply : bool, optional
        A red flag that stops supply.
    is_new : bool, optional
        A new customer in the words of `xlcredit.credit.terms.is_new_customer`.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str
        stop_supply, prepayment, collect, secure_orders, complete_file, reduce_exposure, raise_limit or
        continue; its text is ``credit.action.<word>``.

    Examples
    --------
    >>> customer_action("B", exposure=120, credit_limit=100, recommended_limit=110)
    'reduce_exposure'
    """
    rules = policy or default_policy()
    letter = grade_letter(grade, rules)
    limits = [limit for limit in (credit_limit, recommended_limit) if not math.isnan(limit)]
    steps = (
        ("stop_supply", stops_supply),
        ("prepayment", letter in rules.orders.hold_grades),
        ("collect", oldest_days_past_due >= rules.orders.review_days_past_due),
        ("secure_orders", is_new),
        ("complete_file", letter == NOT_RATED),
        ("reduce_exposure", bool(limits) and exposure > max(limits)),
        ("raise_limit", credit_limit < exposure <= recommended_limit),
    )
    return next((step for step, applies in steps if applies), "continue")
