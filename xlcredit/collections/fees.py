"""The fixed sum that a law grants for each debt paid late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.collections.rates import is_confirmed, rule_name
from xlcredit.columns import as_dates, as_floats
from xlcredit.errors import ImpossibleNumberError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from xlcredit.policy import Policy
    from xlcredit.policy.claims import Fee

FIXED_SUM = "late_interest.fees"


def fee_rule(rule: Any, policy: Policy) -> Fee | None:
    """Return the fixed sums of a rule.

    Parameters
    ----------
    rule : str, float or None
        Name of a rule, annual rate of a contract, or None for the policy's own rule.
    policy : Policy
        The policy.

    Returns
    -------
    Fee or None
        None where the rule knows no fixed sum: those of China, and a rate that the contract names.

    Raises
    ------
    ArgumentError
        When the rule is unknown.

    Examples
    --------
    >>> fee_rule("DE", default_policy()).sums, fee_rule("CN_SME", default_policy())
    ((40.0,), None)
    """
    if isinstance(rule, int | float) and not isinstance(rule, bool):
        return None
    name = policy.late_interest.rule if rule is None else rule_name(rule)
    return getattr(policy.late_interest.fees, name, None)


def is_fee_confirmed(rule: str, policy: Policy) -> bool:
    """Tell whether the fixed sum of a rule is free of the mark that it is still to be confirmed.

    Parameters
    ----------
    rule : str
        Field of the rules of the policy.
    policy : Policy
        The policy.

    Returns
    -------
    bool
        True also where the rule has none.

    Examples
    --------
    >>> is_fee_confirmed("UK", default_policy()), is_fee_confirmed("BE", default_policy())
    (True, False)
    """
    return is_confirmed(f"{FIXED_SUM}.{rule}.sums", policy)


def late_fee(amount: Any, due_date: Any, rule: Any = None, policy: Policy | None = None) -> Any:
    """Return the fixed sum for a debt that is late.

    Parameters
    ----------
    amount : float, or array_like of shape (n,)
        The debt when it fell due, zero or more. [money, in the currency of the fixed sum]
    due_date : date, or array_like of shape (n,)
        Last day without interest.
    rule : str or float, optional
        As in `late_interest`; one for all.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float or ndarray
        0 for a debt of 0, for a rule without a fixed sum, and for debts before it applied; NaN where anything
        is unknown, and in a column also where the amount is below 0. [currency of the fixed sum]

    Raises
    ------
    ArgumentError
        When the rule is unknown.
    ImpossibleNumberError
        When a scalar amount is below 0.

    Notes
    -----
    Once for each debt, however long it is late; under the German rule for each instalment too. Currencies are
    not converted.

    References
    ----------
    Late Payment of Commercial Debts (Interest) Act 1998 section 5A; Directive 2011/7/EU article 6.

    Examples
    --------
    >>> late_fee([999.99, 1000, 10_000], "2026-01-31", "UK").tolist()
    [40.0, 70.0, 100.0]
    """
    rules = policy or default_policy()
    debts, due = as_floats(amount, "amount"), as_dates(due_date, "due_date")
    if not debts.ndim and debts < 0:
        raise ImpossibleNumberError("collections.negative_amount", got=debts.item())
    found = fee_rule(rule, rules)
    unknown = np.isnan(debts) | np.isnat(due) | (debts < 0)
    if found is None:
        fee = np.where(unknown, np.nan, 0.0)
    else:
        band = np.searchsorted(np.array(found.edges), debts, side="right")
        applies = (debts > 0) & (due >= np.datetime64(found.applies_from - timedelta(days=1)))
        fee = np.where(unknown, np.nan, np.where(applies, np.array(found.sums)[band], 0.0))
    return fee if fee.ndim else fee.item()
