"""Payment terms by grade, and who may approve a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import Floats, as_floats
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


def credit_terms(grade: Any, policy: Policy | None = None, preset: Preset | None = None) -> GradeTerms:
    """Return the payment terms of a grade.

    Parameters
    ----------
    grade : str, float or None
        A to E, a score, or NR; who is not rated gets the terms of E.
    policy : Policy, optional
        The default policy when None.
    preset : {"plain", "secured"}, optional
        The table; the one the policy uses when None.

    Returns
    -------
    GradeTerms
        Days, prepayment share, discount share and security.

    Raises
    ------
    ArgumentError
        When the grade is unknown.

    Examples
    --------
    >>> credit_terms("A").days, credit_terms("B", preset="secured").prepayment_share
    (60, 0.3)
    """
    rules = policy or default_policy()
    table = getattr(rules.terms, preset or rules.terms.preset)
    letter = grade_letter(grade, rules)
    found: GradeTerms = table.of(LAST_LETTER if letter == NOT_RATED else letter)
    return found


def terms_days(grades: Any, policy: Policy | None = None) -> Floats:
    """Return the days of payment of a column of grades.

    Parameters
    ----------
    grades : array_like of str, shape (n,)
        A to E or NR.
    policy : Policy, optional
        The default policy when None.

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
    return np.array([days[letter] for letter in letters])


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
