"""Shocks of a stress scenario on what is known of customers: accounts, payment behaviour, default rates.

The accounts stay in balance: assets less liabilities change by exactly what the profit changes. A shock that
is not named changes nothing, to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from xlcredit.credit.factors import holds_word
from xlcredit.policy.risk_tables import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Flags, Floats
    from xlcredit.policy.stress import Scenario

ACCOUNTS = (
    "sales", "net_profit", "ebit", "interest_expense", "operating_cash_flow", "total_assets",
    "current_assets", "cash", "inventory", "total_liabilities", "current_liabilities", "retained_earnings",
)  # fmt: skip
LATENESS = ("weighted_days_late", "last_paid_days_late")
LEAST_ASSETS = 1e-9  # share of the assets that stays: a ratio to nothing would be unknown, not bad


def hit_by(industries: Sequence[object], scenario: Scenario) -> Flags:
    """Tell which customers a scenario hits.

    Parameters
    ----------
    industries : sequence of length n
        Industry of each customer; a blank is hit only by a scenario for all.
    scenario : Scenario
        The scenario.

    Returns
    -------
    ndarray of bool, shape (n,)
        True where the shocks count.

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> hit_by(["Civil construction", "Food", None], Scenario(industry="construction|建筑"))
    array([ True, False, False])
    """
    words = words_of(scenario.industry)
    if not words:
        return np.ones(len(industries), dtype=bool)
    meaning = {cell: holds_word(cell, words) for cell in set(industries)}
    return np.array([meaning[cell] for cell in industries], dtype=bool)


def stressed_accounts(
    accounts: Mapping[str, Floats], scenario: Scenario, hit: Flags, fixed_cost_share: float
) -> dict[str, Floats]:
    """Return the accounts of customers after the shocks of a scenario.

    Parameters
    ----------
    accounts : mapping of str to ndarray, shape (n,)
        The columns of `ACCOUNTS`; NaN where unknown. [money, each row in its own currency]
    scenario : Scenario
        The shocks.
    hit : ndarray of bool, shape (n,)
        Customers that they count for.
    fixed_cost_share : float
        Share of operating costs that stays when sales fall, 0 to 1. [share]

    Returns
    -------
    dict of str to ndarray, shape (n,)
        The same columns; what was unknown stays unknown.

    Notes
    -----
    With sales S, operating profit E, interest I, fixed share f, and the shocks s (sales), m (margin points),
    e (EBIT), i (interest cost), v (inventory), c (cash):

    S' = s S; costs S - E become (S - E)(f + (1 - f) s), so that E changes by -(1 - s)(f S + (1 - f) E), never
    by a gain for selling less; then by m S; then by (e - 1) |E|. I' = i I where I
    is a cost; interest earned stays as it is. Net profit P changes by the changes of E and I and by the
    write-down of inventory, -(1 - v) V; no tax is saved. Where E is not stated, P + I stands for it.

    What the profit loses but for the write-down is borrowed for a short time: current and total liabilities
    rise by it; a gain is cash. The write-down leaves inventory, current assets and assets. Of the cash,
    (1 - c) C is tied up in other current assets. Retained earnings follow the profit; operating cash flow
    changes by the change of profit before the write-down.

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> known = dict.fromkeys(ACCOUNTS, np.array([np.nan])) | {"sales": np.array([100.0])}
    >>> known |= {"ebit": np.array([10.0]), "net_profit": np.array([6.0]), "cash": np.array([3.0])}
    >>> found = stressed_accounts(known, Scenario(sales=0.9), np.array([True]), 0.2)
    >>> [round(float(found[name][0]), 2) for name in ("sales", "ebit", "net_profit", "cash")]
    [90.0, 7.2, 3.2, 3.0]
    """
    shocked = _shocked(accounts, scenario, fixed_cost_share)
    return {name: np.where(hit, shocked[name], accounts[name]) for name in ACCOUNTS}


def _shocked(accounts: Mapping[str, Floats], scenario: Scenario, fixed: float) -> dict[str, Floats]:
    """Return the accounts with every customer hit."""
    sales = accounts["sales"] * scenario.sales
    operating = _operating_change(accounts, scenario, fixed)
    paid = accounts["interest_expense"]
    interest = np.where(paid > 0, paid * scenario.interest_cost, paid)
    change = operating - np.nan_to_num(interest - accounts["interest_expense"])
    written_off = np.nan_to_num((1 - scenario.inventory) * accounts["inventory"])
    inventory = accounts["inventory"] * scenario.inventory
    gain, borrowed = np.maximum(change, 0.0), np.maximum(-change, 0.0)
    return {
        "sales": sales,
        "ebit": accounts["ebit"] + operating,
        "interest_expense": interest,
        "net_profit": accounts["net_profit"] + change - written_off,
        "operating_cash_flow": accounts["operating_cash_flow"] + change,
        "total_assets": _left(accounts["total_assets"] + gain, written_off),
        "current_assets": _at_least(accounts, written_off - gain, inventory),
        "cash": accounts["cash"] * scenario.cash + gain,
        "inventory": inventory,
        "total_liabilities": accounts["total_liabilities"] + borrowed,
        "current_liabilities": accounts["current_liabilities"] + borrowed,
        "retained_earnings": accounts["retained_earnings"] + change - written_off,
    }


def _operating_change(accounts: Mapping[str, Floats], scenario: Scenario, fixed: float) -> Floats:
    """Return the change of operating profit; zero where nothing is known of it."""
    earned = accounts["net_profit"] + np.nan_to_num(accounts["interest_expense"])
    profit = np.where(np.isnan(accounts["ebit"]), earned, accounts["ebit"])
    sold = accounts["sales"]
    lost = (1 - scenario.sales) * np.maximum(fixed * sold + (1 - fixed) * profit, 0.0)
    step = np.nan_to_num(scenario.margin_points * sold) - np.nan_to_num(lost)
    return np.asarray(step + np.nan_to_num((scenario.ebit - 1) * np.abs(profit + step)))


def _left(amount: Floats, less: Floats) -> Floats:
    """Return what is left of assets; a hair of them stays, so that no ratio to them becomes unknown."""
    floor = np.where(amount > 0, amount * LEAST_ASSETS, -np.inf)
    return np.asarray(np.maximum(amount - less, floor))


def _at_least(accounts: Mapping[str, Floats], less: Floats, inventory: Floats) -> Floats:
    """Return what is left of current assets, not below the inventory that is part of them."""
    before = accounts["current_assets"]
    held = np.where(before >= accounts["inventory"], inventory, np.where(before >= 0, 0.0, -np.inf))
    return np.asarray(np.maximum(before - less, held))


def stressed_payments(trading: Mapping[str, Floats], scenario: Scenario, hit: Flags) -> dict[str, Floats]:
    """Return the payment behaviour of customers after the shocks of a scenario.

    Parameters
    ----------
    trading : mapping of str to ndarray, shape (n,)
        On-time rate, weighted days late, days late of the last payments, oldest days past due.
    scenario : Scenario
        The shocks.
    hit : ndarray of bool, shape (n,)
        Customers that they count for.

    Returns
    -------
    dict of str to ndarray, shape (n,)
        The same columns.

    Notes
    -----
    Days are added to the two measures of lateness, and to the oldest open item where it is past due already:
    an item that is not due yet stays so. The on-time rate is multiplied.

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> days = {name: np.array([-2.0, 9.0]) for name in LATENESS}
    >>> known = days | {"on_time_rate": np.array([1.0, 0.5]), "oldest_days_past_due": np.array([0.0, 12.0])}
    >>> found = stressed_payments(known, Scenario(days_late=5, on_time=0.8), np.array([True, True]))
    >>> found["oldest_days_past_due"], found["weighted_days_late"], found["on_time_rate"]
    (array([ 0., 17.]), array([ 3., 14.]), array([0.8, 0.4]))
    """
    oldest = trading["oldest_days_past_due"]
    found = {name: trading[name] + scenario.days_late for name in LATENESS}
    found["oldest_days_past_due"] = np.where(oldest > 0, oldest + scenario.days_late, oldest)
    found["on_time_rate"] = trading["on_time_rate"] * scenario.on_time
    return {name: np.where(hit, found[name], trading[name]) for name in found}


def largest_debtors(debts: Floats, scenario: Scenario, hit: Flags) -> Flags:
    """Tell which customers default by name in a scenario.

    Parameters
    ----------
    debts : ndarray, shape (n,)
        What each owes; who owes nothing cannot default. [money]
    scenario : Scenario
        How many do.
    hit : ndarray of bool, shape (n,)
        Customers among whom they are looked for.

    Returns
    -------
    ndarray of bool, shape (n,)
        Of equal debts the earlier row.

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> largest_debtors(np.array([5.0, 9.0, 7.0]), Scenario(largest_defaults=2), np.array([True] * 3))
    array([False,  True,  True])
    """
    owed = np.where(hit, debts, 0.0)
    found = np.zeros(owed.size, dtype=bool)
    found[np.argsort(-owed, kind="stable")[: scenario.largest_defaults]] = True
    return found & (owed > 0)


def stressed_risk(risk: Floats, scenario: Scenario, hit: Flags, defaulted: Flags) -> Floats:
    """Return the probability of default after the shocks of a scenario.

    Parameters
    ----------
    risk : ndarray, shape (n,)
        That of the grade the shocks left; NaN where not rated. [share]
    scenario : Scenario
        The shocks.
    hit, defaulted : ndarray of bool, shape (n,)
        Customers that they count for; those that default for certain.

    Returns
    -------
    ndarray, shape (n,)
        Multiplied by the scenario's default rate, to 1 at most; 1 for who has defaulted. [share]

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> everyone, one = np.array([True, True]), np.array([False, True])
    >>> stressed_risk(np.array([0.02, 0.1]), Scenario(default_rate=3), everyone, one)
    array([0.06, 1.  ])
    """
    raised = np.where(hit, np.minimum(risk * scenario.default_rate, 1.0), risk)
    return np.where(defaulted, 1.0, raised)
