"""The same customers judged otherwise: under the what-if policy, and after the shocks of each scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.credit.grades import NOT_RATED
from xlcredit.credit.stress import (
    ACCOUNTS,
    hit_by,
    largest_debtors,
    stressed_accounts,
    stressed_payments,
    stressed_risk,
)
from xlcredit.credit.terms import terms_days
from xlcredit.policy.numbers import LETTERS
from xlcredit.refresh.credit import assess, behaviour_of, total_expected_loss
from xlcredit.refresh.customers import customer_frame
from xlcredit.refresh.scenario_words import (
    assumed,
    change_text,
    changed_items,
    scenario_name,
)
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.policy.stress import Scenario
    from xlcredit.receivables import CustomerBehaviour
    from xlcredit.refresh.credit import Assessed
    from xlcredit.refresh.position import Position
    from xlcredit.refresh.valuation import Valuation
    from xlcredit.texts import Language

PAYMENTS = ("on_time_rate", "weighted_days_late", "last_paid_days_late", "oldest_days_past_due")
PURCHASES = ("annual_purchases", "peak_purchases")
UNKNOWN_RANK = -1


@dataclass(frozen=True)
class Compared:
    """The customers under every scenario, side by side.

    Attributes
    ----------
    scenarios : DataFrame
        One row for today, one for the what-if where there is one, one per scenario.
    customers : DataFrame
        The customers that change most.
    """

    scenarios: pd.DataFrame
    customers: pd.DataFrame


def under_what_if(
    what_if: Policy,
    policy: Policy,
    today: tuple[pd.DataFrame, CustomerBehaviour],
    *,
    ledger: Ledger,
    position: Position,
    peak: Floats,
) -> Assessed:
    """Assess every customer under another policy.

    Parameters
    ----------
    what_if : Policy
        The other policy.
    policy : Policy
        The policy in force.
    today : tuple of DataFrame and CustomerBehaviour
        The customers and their behaviour under the policy in force; measured again only where the other
        policy measures otherwise.
    ledger : Ledger
        What was read.
    position : Position
        The ledger in base currency.
    peak : ndarray, shape (customers,)
        Largest exposure of the window. [base currency]

    Returns
    -------
    Assessed
        In the order of the customers.
    """
    customers, behaviour = today
    if what_if.limits.peak_months != policy.limits.peak_months:
        customers = customer_frame(ledger, position, what_if.limits.peak_months)
    if what_if.behaviour != policy.behaviour:
        behaviour = behaviour_of(customers, position, what_if, peak)
    return assess(customers, behaviour, position.valuation, what_if)


def under_scenario(
    scenario: Scenario,
    customers: pd.DataFrame,
    behaviour: CustomerBehaviour,
    valuation: Valuation,
    policy: Policy,
) -> tuple[Assessed, Flags]:
    """Assess every customer after the shocks of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The shocks.
    customers : DataFrame
        From `customer_frame`.
    behaviour : CustomerBehaviour
        Their payment behaviour.
    valuation : Valuation
        Date and exchange rates.
    policy : Policy
        The policy in force.

    Returns
    -------
    assessed : Assessed
        In the order of the customers.
    hit : ndarray of bool, shape (n,)
        Customers that the scenario hits.

    Notes
    -----
    Who sells less buys as much less from us. That customers pay later costs points and does not lengthen the
    need: nobody gets a higher limit for it. What is owed today stays.
    """
    hit = hit_by(customers["industry"].tolist(), scenario)
    defaulted = largest_debtors(customers["open_debt"].to_numpy(), scenario, hit)
    known = {name: customers[name].to_numpy(dtype=float) for name in ACCOUNTS}
    columns: dict[str, Any] = dict(stressed_accounts(known, scenario, hit, policy.stress.fixed_cost_share))
    for name in PURCHASES:
        columns[name] = np.where(hit, customers[name] * scenario.sales, customers[name])
    if defaulted.any():
        columns["is_insolvent"] = customers["is_insolvent"].astype(object).mask(defaulted, other=True)
    payments = {name: getattr(behaviour, name).astype(float) for name in PAYMENTS}
    later = replace(behaviour, **stressed_payments(payments, scenario, hit))
    found = assess(customers.assign(**columns), later, valuation, policy, behaviour)
    risk = stressed_risk(found.probability_of_default, scenario, hit, defaulted)
    loss = total_expected_loss(customers["open_debt"].to_numpy(), risk, policy)
    return replace(found, probability_of_default=risk, expected_loss=loss), hit


def compare(
    customers: pd.DataFrame,
    base: tuple[Assessed, CustomerBehaviour],
    valuation: Valuation,
    *,
    policy: Policy,
    what_if: tuple[Policy, Assessed] | None,
    language: Language,
) -> Compared:
    """Set today, the what-if and every scenario side by side.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    base : tuple of Assessed and CustomerBehaviour
        What the policy in force says of them, and their behaviour.
    valuation : Valuation
        Date and exchange rates.
    policy : Policy
        The policy in force.
    what_if : tuple of Policy and Assessed, or None
        The other policy, and what it says of the customers.
    language : {"en", "zh"}
        Language of the texts.

    Returns
    -------
    Compared
        The tables ``scenarios`` and ``scenario_customers``.
    """
    today, behaviour = base
    rows = [_row(say("scenarios.today", language), customers, today, policy)]
    if what_if is not None:
        other, found = what_if
        row = _row(say("scenarios.what_if", language), customers, found, other)
        row["assumptions"] = changed_items(policy, other, language)
        row["change_against_base"] = change_text(rows[0], row, _moves(today, found), language)
        rows.append(row)
    stressed: dict[str, Assessed] = {}
    for key, scenario in policy.stress.scenarios.items():
        found, hit = under_scenario(scenario, customers, behaviour, valuation, policy)
        name = scenario_name(key, language)
        stressed[name] = found
        row = _row(name, customers, found, policy)
        row["assumptions"] = assumed(scenario, language)
        row["change_against_base"] = say("scenarios.nobody", language)
        if hit.any():
            row["change_against_base"] = change_text(rows[0], row, _moves(today, found), language)
        rows.append(row)
    frame = pd.DataFrame(rows)[list(tables.SCENARIOS.column_names)]
    other_found = what_if[1] if what_if is not None else None
    return Compared(frame, _largest_changes(customers, today, other_found, stressed, policy))


def _row(name: str, customers: pd.DataFrame, found: Assessed, policy: Policy) -> dict[str, Any]:
    """Return the sums of one assessment."""
    grade, limit = found.grades.grade, found.limit.recommended_limit
    rated = grade != NOT_RATED
    over = np.nan_to_num(np.maximum(customers["exposure"].to_numpy() - limit, 0.0))
    return {
        "scenario": name,
        "change_against_base": "",
        "rated_customers": int(rated.sum()),
        "average_terms": float(terms_days(grade[rated], policy).mean()) if rated.any() else np.nan,
        "average_score": float(found.scores.score[rated].mean()) if rated.any() else np.nan,
        **{f"customers_grade_{letter.lower()}": int((grade == letter).sum()) for letter in LETTERS},
        "scenario_loss": found.expected_loss,
        "recommended_total": float(np.nansum(limit)),
        "customers_over_limit": int((over > 0).sum()),
        "amount_over_limit": float(over.sum()),
        "assumptions": "",
    }


def _ranks(found: Assessed) -> Floats:
    """Return the place of every grade, A first; not rated has none."""
    letters = [found.grades.grade == letter for letter in LETTERS]
    return np.select(letters, [float(place) for place in range(len(LETTERS))], UNKNOWN_RANK)


def _moves(before: Assessed, after: Assessed) -> tuple[int, int]:
    """Count the customers whose grade falls and rises; one that is not rated does neither."""
    first, second = _ranks(before), _ranks(after)
    both = (first > UNKNOWN_RANK) & (second > UNKNOWN_RANK)
    return int((both & (second > first)).sum()), int((both & (second < first)).sum())


def _largest_changes(
    customers: pd.DataFrame,
    today: Assessed,
    what_if: Assessed | None,
    stressed: Mapping[str, Assessed],
    policy: Policy,
) -> pd.DataFrame:
    """Return the customers whose limit and expected loss change most, the largest change first."""
    debts = np.maximum(customers["open_debt"].to_numpy(), 0.0) * policy.grades.loss_given_default
    base = _columns("base", today, debts)
    other = _blank("what_if", debts.size) if what_if is None else _columns("what_if", what_if, debts)
    worst = _worst(base, {name: _columns("worst", found, debts) for name, found in stressed.items()})
    frame = pd.concat([customers[["customer_id", "customer_name"]], base, other, worst], axis=1)
    by_what_if, by_worst = (np.abs(_changes(base, columns)).sum(axis=0) for columns in (other, worst))
    names, ids = (frame[name].astype(str).to_numpy() for name in ("customer_name", "customer_id"))
    order = np.lexsort((ids, names, -by_worst, -by_what_if))
    shown = order[(by_what_if + by_worst)[order] > 0][: policy.stress.customers_shown]
    found: pd.DataFrame = frame.iloc[shown][list(tables.SCENARIO_CUSTOMERS.column_names)]
    return found.reset_index(drop=True)


def _columns(case: str, found: Assessed, lost: Floats) -> pd.DataFrame:
    """Return score, grade, limit and expected loss of one assessment; what a default costs is given."""
    return pd.DataFrame({
        f"{case}_score": found.scores.score,
        f"{case}_grade": found.grades.grade.astype(object),
        f"{case}_limit": found.limit.recommended_limit,
        f"{case}_loss": lost * found.probability_of_default,
    })  # fmt: skip


def _blank(case: str, size: int) -> pd.DataFrame:
    """Return the columns of an assessment that was not made."""
    unknown = np.full(size, np.nan)
    columns = {"score": unknown, "grade": np.full(size, "", dtype=object), "limit": unknown, "loss": unknown}
    return pd.DataFrame({f"{case}_{name}": column for name, column in columns.items()})


def _worst(base: pd.DataFrame, cases: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return for every customer the scenario that costs most: limit that goes and loss that comes."""
    found = _blank("worst", len(base)).assign(worst_scenario="")
    if not cases:
        return found
    harm = np.array([_changes(base, columns).sum(axis=0) for columns in cases.values()])
    costs, place = harm.max(axis=0) > 0, (harm.argmax(axis=0), np.arange(len(base)))
    for name in found.columns.drop("worst_scenario"):
        stacked = np.array([columns[name].to_numpy() for columns in cases.values()])
        found[name] = np.where(costs, stacked[place], found[name])
    found["worst_scenario"] = np.where(costs, np.array(list(cases), dtype=object)[place[0]], "")
    return found


def _changes(base: pd.DataFrame, columns: pd.DataFrame) -> Floats:
    """Return in two rows the limit that goes and the loss that comes; zero where a side was not assessed."""
    grade, limit, loss = (columns.iloc[:, place] for place in (1, 2, 3))
    there = (grade != "").to_numpy()
    gone = (base["base_limit"] - limit).fillna(0.0).to_numpy(dtype=float)
    come = (loss.fillna(0.0) - base["base_loss"].fillna(0.0)).to_numpy(dtype=float)
    return np.where(there, np.array([gone, come]), 0.0)
