"""A group of customers counts as one debtor: its limit, what is left of it, and the default of a member."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit.columns import Codes, Flags, Floats, as_floats
from xlcredit.credit.grading import grade_columns
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.credit.factors import Measures
    from xlcredit.credit.grading import Gradings
    from xlcredit.credit.scores import Scores
    from xlcredit.policy import Policy

NO_GROUP = -1


def group_codes(group_id: Any) -> tuple[Codes, NDArray[np.object_]]:
    """Give every group of a column of customers a number.

    Parameters
    ----------
    group_id : array_like of str, shape (n,)
        A blank is no group, and neither is a number of zeros alone nor a name that stands once.

    Returns
    -------
    codes : ndarray of int64, shape (n,)
        Number of the group, `NO_GROUP` without one.
    names : ndarray of str
        Name of each number, in the order of first appearance.

    Examples
    --------
    >>> group_codes(["G", "", "H", "G", "H"])[0]
    array([ 0, -1,  1,  0,  1])
    """
    column = pd.Series(np.asarray(group_id, dtype=object))
    named = column.where(column.notna(), "").astype(str).str.strip()
    is_group = (named.str.strip("0") != "") & named.duplicated(keep=False)
    codes, names = pd.factorize(named.where(is_group).to_numpy(dtype=object), use_na_sentinel=True)
    return codes.astype(np.int64), np.asarray(names, dtype=object)


def group_caps(
    codes: Codes,
    insured_limit: Any,
    gets_limit: Flags,
    *,
    own_sales: float,
    open_total: float,
    policy: Policy | None = None,
) -> Floats:
    """Return the most that each customer's group may get, all members together.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        From `group_codes`.
    insured_limit : array_like, shape (n,)
        Limit that an insurer has granted; a blank is none. [base currency]
    gets_limit : ndarray of bool, shape (n,)
        Whether the customer's grade gets a limit at all: the insurance of a stopped member lifts nobody.
    own_sales, open_total : float
        One's own sales of 12 months and all open receivables; NaN is unknown. [base currency]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    ndarray, shape (n,)
        NaN without a group, or where neither total is known. [base currency]

    Notes
    -----
    cap = min(own sales x share + insured parts of the members, open receivables x share): the caps of a
    single customer, laid on the group. Insured parts count only where insurance "adds".

    Examples
    --------
    >>> codes, _ = group_codes(["G", "G", ""])
    >>> everyone = np.array([True, True, True])
    >>> group_caps(codes, [0, 100_000, 0], everyone, own_sales=2_000_000, open_total=1_000_000)
    array([250000., 250000.,     nan])
    """
    rules = (policy or default_policy()).limits
    insured = np.nan_to_num(as_floats(insured_limit, "insured_limit"), nan=0.0) * rules.cover_share
    counted = np.where(gets_limit & (rules.insurance_rule == "adds"), insured, 0.0)
    own = own_sales * rules.group.own_sales_share + _summed(codes, counted)
    cap = np.fmin(own, open_total * rules.group.concentration_share)
    return np.where(codes == NO_GROUP, np.nan, cap)


def _summed(codes: Codes, amounts: Floats) -> Floats:
    """Return the sum over the group of each customer; 0 without a group. What is unknown counts as 0."""
    inside = codes != NO_GROUP
    count = int(codes.max(initial=NO_GROUP)) + 1
    sums = np.bincount(codes[inside], np.nan_to_num(amounts[inside], nan=0.0), minlength=count)
    return np.where(inside, np.append(sums, 0.0)[codes], 0.0)


def defaulted_member(codes: Codes, has_defaulted: Flags) -> Codes:
    """Return the first other member of each customer's group that has defaulted.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        From `group_codes`.
    has_defaulted : ndarray of bool, shape (n,)
        Whether the customer itself has.

    Returns
    -------
    ndarray of int64, shape (n,)
        Its row, -1 where there is none.

    Examples
    --------
    >>> defaulted_member(np.array([0, 0, 1, -1]), np.array([True, False, False, True]))
    array([-1,  0, -1, -1])
    """
    rows = np.flatnonzero(has_defaulted & (codes != NO_GROUP))
    count = int(codes.max(initial=NO_GROUP)) + 1
    first, second = np.full(count + 1, -1, dtype=np.int64), np.full(count + 1, -1, dtype=np.int64)
    for row in rows.tolist():
        code = codes[row]
        if first[code] < 0:
            first[code] = row
        elif second[code] < 0:
            second[code] = row
    own = np.arange(codes.size)
    found = np.where(first[codes] == own, second[codes], first[codes])
    return np.where(codes == NO_GROUP, -1, found)


def grade_groups(
    measures: Measures, scores: Scores, codes: Codes, policy: Policy | None = None
) -> tuple[Gradings, Codes]:
    """Grade a column of customers, each with an eye on the other members of its group.

    Parameters
    ----------
    measures : Measures
        Factors and facts, shape (n,).
    scores : Scores
        Their scores.
    codes : ndarray of int64, shape (n,)
        From `group_codes`.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    grades : Gradings
        As `grade_columns` gives, with the red flag "group_default".
    member : ndarray of int64, shape (n,)
        Row of another member that has defaulted, -1 where there is none.

    Notes
    -----
    A member has defaulted when a red flag of its own stops its supply, or an item is more days past due than
    the policy's "group_default" says. The flag of one member raises none of another: default does not spread
    from group to group.
    """
    card = policy or default_policy()
    alone = grade_columns(measures, scores, card)
    oldest = measures.values["oldest_days_past_due"]  # noqa: PD011  a field of ours, not of a frame
    late = oldest > card.caps.group_default.more_than_days
    member = defaulted_member(codes, alone.stops_supply | late)
    if (member < 0).all():
        return alone, member
    facts = measures.facts | {"group_default": (member >= 0).astype(float)}
    return grade_columns(replace(measures, facts=facts), scores, card), member


@dataclass(frozen=True)
class GroupTotals:
    """What every customer's group amounts to; shape (n,) each, NaN without a group.

    Attributes
    ----------
    exposure : ndarray
        Sum over the members. [base currency]
    limits : ndarray
        Sum of their recommended limits; what is unknown counts as 0. [base currency]
    limit : ndarray
        The smaller of that sum and the cap. [base currency]
    headroom : ndarray
        limit - exposure. [base currency]
    """

    exposure: Floats
    limits: Floats
    limit: Floats
    headroom: Floats


@dataclass(frozen=True)
class Grouped:
    """The groups of a column of customers; shape (n,) each but for the names.

    Attributes
    ----------
    codes, names : ndarray
        From `group_codes`.
    member : ndarray of int64
        Row of another member that has defaulted, -1 where there is none.
    totals : GroupTotals
        What the customer's group amounts to.
    """

    codes: Codes
    names: NDArray[np.object_]
    member: Codes
    totals: GroupTotals


def group_totals(codes: Codes, exposure: Any, recommended_limit: Any, cap: Any) -> GroupTotals:
    """Add up the groups.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        From `group_codes`.
    exposure, recommended_limit : array_like, shape (n,)
        Of each customer. [base currency]
    cap : array_like, shape (n,)
        From `group_caps`. [base currency]

    Returns
    -------
    GroupTotals
        Row by row what its group has.

    Examples
    --------
    >>> found = group_totals(np.array([0, 0, -1]), [60, 50, 9], [80, 70, 9], [120, 120, np.nan])
    >>> found.limit, found.headroom
    (array([120., 120.,  nan]), array([10., 10., nan]))
    """
    alone = codes == NO_GROUP
    used = np.where(alone, np.nan, _summed(codes, as_floats(exposure, "exposure")))
    limits = np.where(alone, np.nan, _summed(codes, as_floats(recommended_limit, "recommended_limit")))
    limit = np.fmin(limits, as_floats(cap, "cap"))
    return GroupTotals(used, limits, limit, limit - used)
