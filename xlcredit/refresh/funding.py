"""What the receivables are good for at a lender, what funding them costs, and which discounts pay off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.columns import as_floats
from xlcredit.policy.sheet import item_label
from xlcredit.protection import (
    BaseLine,
    borrowing_base,
    break_even_discount,
    discount_cost,
    discount_gain,
    early_payment_cost,
)
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy
    from xlcredit.policy.protection import FundingOffer
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

REASONS = ("disputed", "affiliate", "foreign")
"""Why a debt is not eligible whatever its age, in the order in which a debt that has several is counted."""
CENTS = 2
SUBTOTALS = ("gross", "eligible", "advance", "base")
NOTED_BASIS_DAYS = 365.0  # cost of capital is a plain rate a year


def funding(
    customers: pd.DataFrame, position: Position, days_late: Floats, policy: Policy, language: Language
) -> dict[str, pd.DataFrame]:
    """Return the tables of the Funding sheet.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`, with the insured limits in force.
    position : Position
        The open items.
    days_late : ndarray, shape (customers,)
        By how much each usually pays late, weighted; unknown counts as 0, and so does early. [days]
    policy : Policy
        Terms of the lender, offers, cost of capital.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    dict of str to DataFrame
        ``borrowing_base``, ``funding_offers`` (cheapest first), ``early_discounts`` (largest gain first).
    """
    lines = _base_lines(customers, position, policy)
    eligible = next(line.amount for line in lines if line.key == "eligible")
    paid_after = _terms(customers, position) + np.fmax(np.nan_to_num(days_late), 0.0)
    days = _usual_days(customers, paid_after)
    return {
        "borrowing_base": _base_table(lines, policy, language),
        "funding_offers": _offers(eligible, days, policy, language),
        "early_discounts": _discounts(customers, paid_after, policy, language),
    }


def _base_lines(customers: pd.DataFrame, position: Position, policy: Policy) -> list[BaseLine]:
    """Return the borrowing base of the open items in base currency."""
    rows = position.rows[position.rows["open_in_base"].notna().to_numpy()]
    age = (pd.Timestamp(position.valuation.as_of) - rows["invoice_date"]).dt.days.to_numpy(dtype=float)
    rules = policy.protection.borrowing_base
    lines = borrowing_base(
        rows["customer_id"],
        rows["open_in_base"],
        rows["days_past_due"],
        _reasons(rows, customers, policy),
        rules.reserves,
        rules=rules,
        days_past_invoice=age,
    )
    return _in_order(lines)


def _reasons(rows: pd.DataFrame, customers: pd.DataFrame, policy: Policy) -> Any:
    """Return why each item is not eligible whatever its age; blank where it is."""
    rules = policy.protection.borrowing_base
    is_ours = customers["group_id"].isin(_words(rules.affiliate_groups)) & (customers["group_id"] != "")
    home = {word.casefold() for word in _words(rules.home_countries)}
    abroad = ~customers["country"].str.strip().str.casefold().isin(home) & (customers["country"] != "")
    limit, owed = (
        np.nan_to_num(customers[name].to_numpy(dtype=float)) for name in ("insured_limit", "open_debt")
    )
    insured = (limit >= owed) & (limit > 0) & rules.insured_foreign
    is_foreign = abroad.to_numpy() & ~insured & bool(home)
    codes = np.select([is_ours.to_numpy(), is_foreign], ["affiliate", "foreign"], "")
    by_customer = pd.Series(codes, index=customers["customer_id"].to_numpy())
    found = rows["customer_id"].map(by_customer).to_numpy(dtype=object)
    found[rows["is_disputed"].to_numpy(dtype=bool)] = "disputed"
    return found


def _words(listed: str) -> list[str]:
    """Return the words of a list separated by bars."""
    return [word.strip() for word in listed.split("|") if word.strip()]


def _in_order(lines: list[BaseLine]) -> list[BaseLine]:
    """Return the lines with every reason in its place, also one that takes nothing off."""
    found = {line.fields.get("reason"): line for line in lines if line.key == "reason"}
    reasons = [
        BaseLine(key, found[key].amount, customers=found[key].customers)
        if key in found
        else BaseLine(key, 0.0)
        for key in REASONS
    ]
    others = [line for line in lines if line.key != "reason"]
    place = [line.key for line in others].index("credits")
    return [*others[:place], *reasons, *others[place:]]


def _base_table(lines: list[BaseLine], policy: Policy, language: Language) -> pd.DataFrame:
    """Return the waterfall: each step, what is left after it, how many customers it concerns, its rule."""
    rules = policy.protection.borrowing_base
    rows, running = [], 0.0
    for line in lines:
        running = line.amount if line.key in SUBTOTALS else running + line.amount
        is_idle = (line.key == "foreign" and not _words(rules.home_countries)) or (
            line.key == "affiliate" and not _words(rules.affiliate_groups)
        )
        rows.append({
            "base_step": line.name(language),
            "amount": round(line.amount, CENTS),
            "running_total": round(running, CENTS),
            "customers": line.customers or np.nan,
            "rule": say(f"protection.base.{line.key}.idle", language) if is_idle else line.rule(language),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(tables.BORROWING_BASE.column_names))


def _terms(customers: pd.DataFrame, position: Position) -> Floats:
    """Return the terms of every customer: those agreed, else what its documents carry on average."""
    items = position.items
    carried = (items["due_date"] - items["invoice_date"]).dt.days.clip(lower=0)
    found = carried.groupby(items["customer_id"]).mean()
    terms = customers["terms_days"].fillna(customers["customer_id"].map(found))
    return terms.to_numpy(dtype=float)


def _usual_days(customers: pd.DataFrame, paid_after: Floats) -> float:
    """Return how long our receivables run, weighted by purchases; unknown without purchases."""
    bought = np.nan_to_num(customers["annual_purchases"].to_numpy(dtype=float))
    counted = np.isfinite(paid_after) & (bought > 0)
    if not counted.any():
        return float("nan")
    return float(np.average(paid_after[counted], weights=bought[counted]))


def _offers(face: float, usual_days: float, policy: Policy, language: Language) -> pd.DataFrame:
    """Return every way to get the money earlier, the cheapest a year first."""
    rules = policy.protection
    rows = [
        _funding_row(item_label(name, language), terms, (face, usual_days), policy, language)
        for name, terms in rules.financing.offers.items()
    ]
    for name, discount in rules.early_payment.offers.items():
        days, share = usual_days - discount.discount_days, discount.discount_share
        cost = _early_cost(share, discount.discount_days, usual_days, policy)
        label = say("funding.discount", language, offer=item_label(name, language))
        gained = float(np.maximum(days, 0.0))  # who pays sooner than the discount asks gains no day
        rows.append(_row(label, (face, face * (1 - share), face * share), (gained, cost), policy, language))
    table = pd.DataFrame(rows, columns=list(tables.FUNDING_OFFERS.column_names))
    return table.sort_values("yearly_cost", kind="stable", ignore_index=True)


def _funding_row(
    label: str, terms: FundingOffer, base: tuple[float, float], policy: Policy, language: Language
) -> dict[str, Any]:
    """Return what one offer of a bank or a factor costs on the eligible receivables."""
    face, usual_days = base
    rules = policy.protection.financing
    days = float(terms.funded_days) or usual_days
    times = np.ceil(days / terms.fee_days) if terms.fee_days else 1.0
    fee, advance = terms.fee_share * times, face * terms.advance_share
    costs = advance * terms.annual_rate * days / rules.interest_days_in_year + face * fee
    in_hand = advance - costs if terms.costs_taken == "at_start" else min(advance, face - costs)
    yearly = float("nan")
    if face > 0 and days > 0 and fee <= 1:
        yearly = discount_cost(
            np.array([face]), terms.annual_rate, np.array([days]), terms.advance_share, fee,
            convention=rules.convention, interest_days_in_year=rules.interest_days_in_year,
            costs_taken=terms.costs_taken,
        ).item()  # fmt: skip
    return _row(label, (face, in_hand, costs), (days, yearly), policy, language)


def _early_cost(share: float, discount_days: int, usual_days: float, policy: Policy) -> float:
    """Return the cost of a discount in a year; unknown where it gains no day."""
    convention = policy.protection.early_payment.convention
    found = early_payment_cost(np.array([share]), discount_days, np.array([usual_days]), convention)
    return float(found.item())


def _row(
    label: str,
    money: tuple[float, float, float],
    days_and_cost: tuple[float, float],
    policy: Policy,
    language: Language,
) -> dict[str, Any]:
    """Return one offer with what it saves against borrowing the money at the cost of capital."""
    (face, in_hand, costs), (days, yearly) = money, days_and_cost
    capital = policy.protection.financing.cost_of_capital
    saving = in_hand * capital * days / NOTED_BASIS_DAYS - costs
    verdict = "unknown" if not np.isfinite(yearly) else "cheaper" if yearly < capital else "dearer"
    return {
        "funding_offer": label,
        "face_amount": round(face, CENTS),
        "money_in_hand": round(in_hand, CENTS),
        "funding_cost": round(costs, CENTS),
        "funded_days": days,
        "yearly_cost": yearly,
        "saving": round(saving, CENTS) if np.isfinite(yearly) else float("nan"),
        "verdict": say(f"funding.verdict.{verdict}", language, capital=f"{capital * 100:.4g}%"),
    }


def _discounts(
    customers: pd.DataFrame, paid_after: Floats, policy: Policy, language: Language
) -> pd.DataFrame:
    """Return for every customer that buys the largest discount that pays off, and the best one on offer."""
    rules, capital = policy.protection.early_payment, policy.protection.financing.cost_of_capital
    bought = np.nan_to_num(customers["annual_purchases"].to_numpy(dtype=float))
    rows = np.flatnonzero((bought > 0) & np.isfinite(paid_after))
    bought, pays = bought[rows], paid_after[rows]
    best, gain, cost, most = (np.full(rows.size, np.nan) for _ in range(4))
    names = np.full(rows.size, say("funding.no_discount", language), dtype=object)
    best[:] = 0.0
    for name, offer in rules.offers.items():
        edge = as_floats(break_even_discount(pays - offer.discount_days, capital, rules.convention))
        most = np.fmax(most, edge)
        gained = as_floats(discount_gain(bought, offer.discount_share, edge))
        yearly = as_floats(
            early_payment_cost(offer.discount_share, offer.discount_days, pays, rules.convention)
        )
        is_better = (gained > best) & np.isfinite(yearly)
        best = np.where(is_better, gained, best)
        gain, cost = np.where(is_better, gained, gain), np.where(is_better, yearly, cost)
        names[is_better] = item_label(name, language)
    table = pd.DataFrame({
        "customer_id": customers["customer_id"].to_numpy()[rows],
        "customer_name": customers["customer_name"].to_numpy()[rows],
        "annual_purchases": bought,
        "open_amount": customers["exposure"].to_numpy()[rows],
        "days_to_pay": pays,
        "break_even_discount": most,
        "best_discount": names,
        "yearly_cost": cost,
        "yearly_gain": gain,
    })  # fmt: skip
    order = np.lexsort((table["customer_id"].astype(str), -most, -np.nan_to_num(gain)))
    return table.iloc[order][list(tables.EARLY_DISCOUNTS.column_names)].reset_index(drop=True)
