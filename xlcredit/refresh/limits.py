"""Recommended limits of every customer: what they rest on, and their waterfall as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.credit.groups import group_caps, group_codes
from xlcredit.credit.limits import binding_text, credit_limit
from xlcredit.credit.terms import approval_role, is_new_customer, terms_days
from xlcredit.policy.numbers import LETTERS
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Flags, Floats
    from xlcredit.credit.grading import Gradings
    from xlcredit.credit.limits import Limit
    from xlcredit.policy import Policy
    from xlcredit.receivables import CustomerBehaviour
    from xlcredit.refresh.credit import Assessed
    from xlcredit.texts import Language


def recommended(
    customers: pd.DataFrame,
    grades: Gradings,
    behaviour: CustomerBehaviour,
    policy: Policy,
) -> Limit:
    """Return the recommended limit of every customer with its components, in base currency.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    grades : Gradings
        Their grades.
    behaviour : CustomerBehaviour
        Their behaviour; usual days late lengthen the need.
    policy : Policy
        Limit rules; a customer without agreed terms gets those of its grade.

    Returns
    -------
    Limit
        Columns.
    """
    rate = customers["rate"].to_numpy()
    worth = (customers["total_assets"] - customers["total_liabilities"]).to_numpy() * rate
    working = (customers["current_assets"] - customers["current_liabilities"]).to_numpy() * rate
    insured = np.maximum(np.nan_to_num(customers["insured_limit"].to_numpy()), 0.0)
    own_sales = _total_or_unknown(customers["annual_purchases"])
    open_total = _total_or_unknown(customers["exposure"])
    codes, _ = group_codes(customers["group_id"])
    gets_limit = ~grades.stops_supply & np.isin(grades.grade, _open_grades(policy))
    return credit_limit(
        grades.grade,
        customers["peak_purchases"].to_numpy(),
        agreed_days(customers, grades, policy),
        days_late=behaviour.weighted_days_late,
        net_worth=worth,
        working_capital=working,
        net_profit=customers["net_profit"].to_numpy(dtype=float) * rate,
        insured_limit=insured,
        own_sales=own_sales,
        open_total=open_total,
        group_cap=group_caps(
            codes, insured, gets_limit, own_sales=own_sales, open_total=open_total, policy=policy
        ),
        stops_supply=grades.stops_supply,
        policy=policy,
    )


def _open_grades(policy: Policy) -> list[str]:
    """Return the grades that get a limit at all."""
    return [letter for letter in LETTERS if policy.limits.grade_factor.of(letter) > 0]


def _total_or_unknown(amounts: pd.Series[float]) -> float:
    """Return a total that shares can be held against; unknown where there is nothing to share."""
    total = float(amounts.sum())
    return total if total > 0 else float("nan")


def agreed_days(customers: pd.DataFrame, grades: Gradings, policy: Policy) -> Floats:
    """Return the terms of every customer; those of its grade where none were agreed.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    grades : Gradings
        Their grades.
    policy : Policy
        Terms of each grade.

    Returns
    -------
    ndarray, shape (customers,)
        Days, zero or more. A new customer's are those that follow once it has settled its first invoices.
        [days]
    """
    agreed = customers["terms_days"].to_numpy(dtype=float)
    return np.maximum(np.where(np.isnan(agreed), terms_days(grades.grade, policy), agreed), 0.0)


def new_customers(customers: pd.DataFrame, behaviour: CustomerBehaviour, policy: Policy) -> Flags:
    """Tell which customers are new.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    behaviour : CustomerBehaviour
        Their behaviour.
    policy : Policy
        The rule of new customers.

    Returns
    -------
    ndarray of bool, shape (customers,)
        Where the ledger knows no settlement of anybody, an empty history says nothing, and only a date in the
        customer list makes a customer new.
    """
    settled, months = behaviour.settled_count.astype(float), behaviour.months_as_customer
    if not settled.any():
        settled = np.full_like(settled, np.nan)
        months = np.where(customers["customer_since"].isna(), np.nan, months)
    return is_new_customer(settled, months, policy)


def binding_words(limit: Limit, language: Language) -> list[str]:
    """Return what binds each limit, in words.

    Parameters
    ----------
    limit : Limit
        Columns.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    list of str
        One per customer.
    """
    words = {name: binding_text(str(name), language) for name in np.unique(limit.binding)}
    return [words[name] for name in limit.binding]


def approval_words(amounts: Floats, policy: Policy, language: Language) -> list[str]:
    """Return who may approve each limit, in words.

    Parameters
    ----------
    amounts : ndarray, shape (n,)
        Recommended limits. [base currency]
    policy : Policy
        The ladder.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    list of str
        "" where there is no limit to approve.
    """
    return [
        say(f"policy.words.{approval_role(amount, policy)}", language) if amount > 0 else ""
        for amount in amounts.tolist()
    ]


def limit_table(
    customers: pd.DataFrame,
    assessed: Assessed,
    behaviour: CustomerBehaviour,
    policy: Policy,
    language: Language,
) -> pd.DataFrame:
    """Return the waterfall of every recommended limit, in the order of the customers.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    assessed, behaviour
        What was found of them, row by row.
    policy : Policy
        Terms and ladder.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.LIMITS`.
    """
    exposure, limit = customers["exposure"].to_numpy(), assessed.limit
    frame = pd.DataFrame({name: customers[name] for name in ("customer_id", "customer_name", "credit_limit")})
    frame["annual_purchases"], frame["peak_purchases"] = customers["annual_purchases"], limit.annual_purchases
    days = agreed_days(customers, assessed.grades, policy)
    frame["need_days"] = days + np.fmax(behaviour.weighted_days_late, 0.0)
    frame["grade"], frame["exposure"] = assessed.grades.grade, exposure
    for name in tables.LIMITS.column_names:
        if name not in frame and hasattr(limit, name):
            frame[name] = getattr(limit, name)
    frame["headroom"] = limit.recommended_limit - exposure
    frame["group_headroom"] = assessed.groups.totals.headroom
    frame["binding_limit"] = binding_words(limit, language)
    frame["approval"] = approval_words(limit.recommended_limit, policy, language)
    return frame[list(tables.LIMITS.column_names)]
