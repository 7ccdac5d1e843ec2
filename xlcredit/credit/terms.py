"""Payment terms by grade, and who may approve a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Flags, Floats, as_floats
from xlcredit.credit.grades import NOT_RATED, grade_letter
from xlcredit.errors import ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.numbers import LETTERS, Letter
from xlcredit.texts import say

if TYPE_CHECKING:
    from typing import Literal

    from xlcredit.policy import Policy
    from xlcredit.policy.records import GradeTerms
    from xlcredit.texts import Language

    Preset = Literal["plain", "secured"]

LAST_LETTER: Letter = LETTERS[-1]


def credit_terms(
    grade: Any,
    policy: Policy | None = None,
    preset: Preset | None = None,
    *,
    settled_invoices: Any = None,
    months_as_customer: Any = None,
) -> GradeTerms:
    """Return the payment terms of a grade, or those of a new customer.

    Parameters
    ----------
    grade : str, float or None
        A to E, a score, or NR; who is not rated gets the terms of E.
    policy : Policy, optional
        The default policy when None.
    preset : {"plain", "secured"}, optional
        The table; the one the policy uses when None.
    settled_invoices, months_as_customer : float, optional
        What the customer has settled, and for how long it has been one; as in `is_new_customer`. [count,
        months]

    Returns
    -------
    GradeTerms
        Days, prepayment share, discount share and security. The last grade keeps its own where the customer
        is new.

    Raises
    ------
    ArgumentError
        When the grade is unknown.

    Examples
    --------
    >>> credit_terms("A").days, credit_terms("B", preset="secured").prepayment_share
    (60, 0.3)
    >>> credit_terms("A", settled_invoices=1).security
    'prepayment_or_letter_of_credit'
    """
    rules = policy or default_policy()
    table = getattr(rules.terms, preset or rules.terms.preset)
    letter = grade_letter(grade, rules)
    asks = settled_invoices is not None or months_as_customer is not None
    if asks and letter != LAST_LETTER and is_new_customer(settled_invoices, months_as_customer, rules).all():
        return rules.terms.new_customer
    found: GradeTerms = table.of(LAST_LETTER if letter == NOT_RATED else letter)
    return found


def is_new_customer(
    settled_invoices: Any, months_as_customer: Any = None, policy: Policy | None = None
) -> Flags:
    """Tell which customers are new: too few invoices settled, and not a customer for long either.

    Parameters
    ----------
    settled_invoices : float or array_like of shape (n,)
        Invoices that the customer has settled; a blank is unknown. [count]
    months_as_customer : float or array_like of shape (n,), optional
        Months since the first trade; a blank is unknown. [months]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    ndarray of bool, shape (n,)
        False where neither is known, or where the policy's rule is not in use.

    Examples
    --------
    >>> is_new_customer([0, 3, 1, None], [2, 2, 40, None])
    array([ True, False, False, False])
    """
    rule = (policy or default_policy()).terms.new_customer
    settled = np.atleast_1d(as_floats(settled_invoices, "settled_invoices"))
    months = np.atleast_1d(as_floats(months_as_customer, "months_as_customer"))
    is_known = ~(np.isnan(settled) & np.isnan(months))
    is_old = (settled >= rule.settled_invoices) | (months >= rule.months)
    return np.asarray(is_known & ~is_old & rule.enabled)


def terms_days(grades: Any, policy: Policy | None = None, is_new: Flags | None = None) -> Floats:
    """Return the days of payment of a column of grades.

    Parameters
    ----------
    grades : array_like of str, shape (n,)
        A to E or NR.
    policy : Policy, optional
        The default policy when None.
    is_new : ndarray of bool, shape (n,), optional
        From `is_new_customer`; those get the days of new customers.

    Returns
    -------
    ndarray, shape (n,)
        Days; who is not rated gets those of E. [days]

    Raises
    ------
    ArgumentError
        When a grade is unknown.

    Examples
    --------
    >>> terms_days(["A", "D"])
    array([60., 15.])
    """
    rules = policy or default_policy()
    letters = np.asarray(grades, dtype=object).ravel().tolist()
    days = {letter: float(credit_terms(letter, rules).days) for letter in set(letters)}
    found = np.array([days[letter] for letter in letters])
    return found if is_new is None else np.where(is_new, float(rules.terms.new_customer.days), found)


def security_text(security: str, language: Language | None = None) -> str:
    """Return the security that terms ask for, in words.

    Parameters
    ----------
    security : str
        As in `GradeTerms.security`.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> security_text("guarantee", "en")
    'guarantee'
    """
    return say(f"credit.security.{security}", language)


def approval_role(amount: Any, policy: Policy | None = None) -> str:
    """Return the lowest role that may approve a limit.

    Parameters
    ----------
    amount : float
        The limit, zero or more. [base currency]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str
        assistant, credit_manager, controller, cfo or president; its text is ``policy.words.<role>``.

    Raises
    ------
    MissingDataError
        When the amount is blank.
    ImpossibleNumberError
        When it is below zero.

    Examples
    --------
    >>> approval_role(25_000), approval_role(25_000.01), approval_role(2_000_000)
    ('assistant', 'credit_manager', 'president')
    """
    found = float(as_floats(amount, "amount"))
    if np.isnan(found):
        raise MissingDataError("credit.amount_missing", name="amount")
    if found < 0:
        raise ImpossibleNumberError("credit.negative_amount", name="amount", got=found)
    ladder = (policy or default_policy()).approval
    roles = type(ladder).model_fields
    return next((role for role in roles if found <= getattr(ladder, role)), "president")
