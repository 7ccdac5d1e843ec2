"""Result tables of credit: scores with their reasons, recommended limits, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.credit.card import card_of
from xlcredit.credit.customer_table import customer_measures
from xlcredit.credit.factors import LEVELED
from xlcredit.credit.grades import probability_of_default
from xlcredit.credit.grading import cap_text, grade_columns
from xlcredit.credit.limits import binding_text, credit_limit
from xlcredit.credit.loss import expected_loss
from xlcredit.credit.orders import customer_action
from xlcredit.credit.reasons import band_text, factor_text, top_reasons
from xlcredit.credit.scorecard import score_columns
from xlcredit.credit.terms import terms_days
from xlcredit.ledger import Issue, make_issue
from xlcredit.receivables import behaviour_by_customer, trend_word
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.credit.factors import Measures
    from xlcredit.credit.grading import Gradings
    from xlcredit.credit.limits import Limit
    from xlcredit.credit.scorecard import Scores
    from xlcredit.policy import Policy
    from xlcredit.receivables import CustomerBehaviour
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

BEHAVIOUR = (
    "on_time_rate", "weighted_days_late", "last_paid_days_late", "oldest_days_past_due", "disputed_share",
    "months_as_customer", "peak_limit_use", "settled_count",
)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What a refresh says of every customer.

    Attributes
    ----------
    scores, limits, reasons : DataFrame
        The tables of `xlcredit.tables`, the largest expected loss first.
    expected_loss : float
        Sum of open debts x probability of default, before insurance and recoveries, of customers with a
        rating; NaN when no debt is rated. [base currency]
    issues : tuple of Issue
        Words in the customer list that are not known.
    """

    scores: pd.DataFrame
    limits: pd.DataFrame
    reasons: pd.DataFrame
    expected_loss: float
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Found:
    """Everything found of a column of customers, row by row, and how to word it."""

    customers: pd.DataFrame
    measures: Measures
    scores: Scores
    grades: Gradings
    behaviour: CustomerBehaviour
    limit: Limit
    policy: Policy
    language: Language


def judge(
    customers: pd.DataFrame,
    position: Position,
    policy: Policy,
    peak: np.ndarray[Any, Any],
    language: Language,
) -> Judged:
    """Score and grade every customer and recommend a limit.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    position : Position
        The ledger in base currency.
    policy : Policy
        Every policy number.
    peak : ndarray, shape (customers,)
        Largest exposure of the window. [base currency]
    language : {"en", "zh"}
        Language of the texts.

    Returns
    -------
    Judged
        Tables, expected loss, issues.
    """
    behaviour = behaviour_of(customers, position, policy, peak)
    trading = {name: getattr(behaviour, name).astype(float) for name in BEHAVIOUR}
    measures = customer_measures(
        {name: customers[name].to_numpy() for name in tables.CUSTOMERS.column_names},
        policy,
        as_of=position.valuation.as_of,
        trading=trading | {"exposure": customers["exposure"].to_numpy()},
        currency_rates=position.valuation.rates,
    )
    scores = score_columns(measures.values, policy)
    grades = grade_columns(measures, scores, policy)
    limit = recommended(customers, grades, behaviour, policy)
    found = _Found(customers, measures, scores, grades, behaviour, limit, policy, language)
    risk = np.asarray(probability_of_default(grades.grade, policy), dtype=float)
    debts = customers["open_debt"].to_numpy()
    order = np.lexsort((-debts, -np.nan_to_num(debts * risk)))
    scored = _score_table(found).assign(probability_of_default=risk)
    return Judged(
        scores=scored.iloc[order][list(tables.SCORES.column_names)].reset_index(drop=True),
        limits=_limit_table(found).iloc[order].reset_index(drop=True),
        reasons=_reason_table(found, order),
        expected_loss=_expected_loss(debts, risk, policy),
        issues=(*_unread(measures), *_unrated(debts, risk, position.valuation.base_currency)),
    )


def behaviour_of(
    customers: pd.DataFrame, position: Position, policy: Policy, peak: np.ndarray[Any, Any]
) -> CustomerBehaviour:
    """Return the payment behaviour of every row of the customer frame.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    position : Position
        The ledger in base currency.
    policy : Policy
        Window and days of grace.
    peak : ndarray, shape (customers,)
        Largest exposure of the window.

    Returns
    -------
    CustomerBehaviour
        Columns of one entry per row.
    """
    codes, names = position.customers
    place = pd.Series(np.arange(len(customers)), index=customers["customer_id"]).reindex(names).to_numpy()
    rules = policy.behaviour
    items = position.items
    return behaviour_by_customer(
        place.astype(np.int64)[codes],
        len(customers),
        as_of=position.valuation.as_of,
        invoice_date=items["invoice_date"],
        due_date=items["due_date"],
        settled_date=position.ledger.settled_on(position.valuation.as_of),
        amount=items["amount"],
        open_amount=position.found.open_amount,
        is_disputed=items["is_disputed"],
        customer_since=customers["customer_since"],
        credit_limit=customers["credit_limit"],
        peak_exposure=peak,
        window_months=rules.window_months,
        grace_days=rules.grace_days,
        last_n=rules.last_n,
    )


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
    return credit_limit(
        grades.grade,
        customers["peak_purchases"].to_numpy(),
        _agreed_days(customers, grades, policy),
        days_late=behaviour.weighted_days_late,
        net_worth=worth,
        working_capital=working,
        insured_limit=np.maximum(np.nan_to_num(customers["insured_limit"].to_numpy()), 0.0),
        own_sales=_total_or_unknown(customers["annual_purchases"]),
        open_total=_total_or_unknown(customers["exposure"]),
        stops_supply=grades.stops_supply,
        policy=policy,
    )


def _total_or_unknown(amounts: pd.Series[float]) -> float:
    """Return a total that shares can be held against; unknown where there is nothing to share."""
    total = float(amounts.sum())
    return total if total > 0 else float("nan")


def _agreed_days(customers: pd.DataFrame, grades: Gradings, policy: Policy) -> Floats:
    """Return the terms of every customer; those of its grade where none were agreed."""
    agreed = customers["terms_days"].to_numpy(dtype=float)
    return np.maximum(np.where(np.isnan(agreed), terms_days(grades.grade, policy), agreed), 0.0)


def _score_table(found: _Found) -> pd.DataFrame:
    """Return the scores table but for the probability of default, in the order of the customers."""
    customers, scores, grades, limit = found.customers, found.scores, found.grades, found.limit
    behaviour, policy, language = found.behaviour, found.policy, found.language
    reasons = top_reasons(scores, found.measures.values, policy, language)
    debts, overdue = customers["open_debt"].to_numpy(), customers["overdue"].to_numpy()
    exposure, granted = customers["exposure"].to_numpy(), customers["credit_limit"].to_numpy()
    caps = {cap: cap_text(cap, policy, language) for cap in np.unique(grades.cap)}
    trends = [trend_word(change, policy.behaviour.trend_days) for change in behaviour.trend.tolist()]
    return pd.DataFrame({
        "customer_id": customers["customer_id"],
        "customer_name": customers["customer_name"],
        "score": scores.score,
        "grade": grades.grade,
        "grade_by_points": grades.grade_by_points,
        "cap_reason": [caps[cap] for cap in grades.cap],
        "coverage": scores.coverage,
        "standing_score": scores.family_scores["standing"],
        "finance_score": scores.family_scores["finance"],
        "trading_score": scores.family_scores["trading"],
        "reason_1": [row[0] for row in reasons],
        "reason_2": [row[1] for row in reasons],
        "reason_3": [row[2] for row in reasons],
        "open_amount": exposure,
        "overdue_share": np.divide(overdue, debts, out=np.full(len(debts), np.nan), where=debts > 0),
        "on_time_rate": behaviour.on_time_rate,
        "weighted_days_late": behaviour.weighted_days_late,
        "worst_days_late": behaviour.worst_days_late,
        "trend": [say(f"receivables.trend.{word}", language) for word in trends],
        "credit_limit": granted,
        "recommended_limit": limit.recommended_limit,
        "headroom": limit.recommended_limit - exposure,
        "binding_limit": _binding(limit, language),
        "terms_days": terms_days(grades.grade, policy),
        "action": _actions(found),
    })  # fmt: skip


def _actions(found: _Found) -> list[str]:
    """Return what to do with each customer, in words."""
    columns = zip(
        found.grades.grade.tolist(),
        found.customers["exposure"].tolist(),
        found.customers["credit_limit"].tolist(),
        found.limit.recommended_limit.tolist(),
        found.behaviour.oldest_days_past_due.tolist(),
        found.grades.stops_supply.tolist(),
        strict=True,
    )
    actions = [
        customer_action(
            grade,
            exposure=exposure,
            credit_limit=granted,
            recommended_limit=limit,
            oldest_days_past_due=oldest,
            stops_supply=stops,
            policy=found.policy,
        )
        for grade, exposure, granted, limit, oldest, stops in columns
    ]
    words = {action: say(f"credit.action.{action}", found.language) for action in set(actions)}
    return [words[action] for action in actions]


def _binding(limit: Limit, language: Language) -> list[str]:
    """Return what binds each limit, in words."""
    words = {name: binding_text(str(name), language) for name in np.unique(limit.binding)}
    return [words[name] for name in limit.binding]


def _limit_table(found: _Found) -> pd.DataFrame:
    """Return the waterfall of every recommended limit, in the order of the customers."""
    customers, limit = found.customers, found.limit
    exposure = customers["exposure"].to_numpy()
    frame = pd.DataFrame({name: customers[name] for name in ("customer_id", "customer_name", "credit_limit")})
    frame["annual_purchases"], frame["peak_purchases"] = customers["annual_purchases"], limit.annual_purchases
    late = np.fmax(found.behaviour.weighted_days_late, 0.0)
    frame["need_days"] = _agreed_days(customers, found.grades, found.policy) + late
    frame["grade"], frame["exposure"] = found.grades.grade, exposure
    for name in tables.LIMITS.column_names:
        if name not in frame and hasattr(limit, name):
            frame[name] = getattr(limit, name)
    frame["headroom"] = limit.recommended_limit - exposure
    frame["binding_limit"] = _binding(limit, found.language)
    return frame[list(tables.LIMITS.column_names)]


def _reason_table(found: _Found, order: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Return what every known factor adds to every score; per customer it adds up to the score."""
    customers, scores, policy, language = found.customers, found.scores, found.policy, found.language
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    parts = []
    for place, factor in enumerate(card_of(policy).factors):
        name = factor.name
        rows = np.flatnonzero(np.isfinite(scores.points[name]))
        values = found.measures.values[name][rows]  # noqa: PD011  a field of ours, not of a frame
        parts.append(pd.DataFrame({
            "row": rank[rows],
            "place": place,
            "customer_id": customers["customer_id"].to_numpy()[rows],
            "customer_name": customers["customer_name"].to_numpy()[rows],
            "family": say(f"policy.words.{factor.family}", language),
            "factor": factor_text(name, language),
            "value": np.nan if name in LEVELED else np.where(np.isfinite(values), values, np.nan),
            "band": _bands(name, values, policy, language),
            "points": scores.points[name][rows],
            "maximum": scores.maximum(name)[rows],
            "contribution": scores.contribution(name)[rows],
        }))  # fmt: skip
    frame = pd.concat(parts, ignore_index=True).sort_values(["row", "place"], kind="stable")
    return frame[list(tables.SCORE_REASONS.column_names)].reset_index(drop=True)


def _bands(name: str, values: np.ndarray[Any, Any], policy: Policy, language: Language) -> list[str]:
    """Return the band of every value in words; each distinct band is worded once."""
    unique, place = np.unique(values, return_inverse=True)
    if len(unique) > len(values) // 2:
        return [band_text(name, value, policy, language) for value in values.tolist()]
    words = [band_text(name, value, policy, language) for value in unique.tolist()]
    return [words[index] for index in place]


def _expected_loss(debts: Floats, risk: Floats, policy: Policy) -> float:
    """Return the expected loss of all debts that are rated; unknown when nobody who owes is rated."""
    rated = (debts > 0) & np.isfinite(risk)
    if not rated.any() and (debts > 0).any():
        return float("nan")
    return float(expected_loss(debts[rated], risk[rated], policy=policy).sum())


def _unrated(debts: Floats, risk: Floats, currency: str) -> tuple[Issue, ...]:
    """Say how much of what is owed the expected loss leaves out."""
    left_out = (debts > 0) & ~np.isfinite(risk)
    if not left_out.any():
        return ()
    amount = float(debts[left_out].sum())
    count = int(left_out.sum())
    return (make_issue("loss_unrated", "", currency=currency, amount=amount, count=count),)


def _unread(measures: Measures) -> tuple[Issue, ...]:
    """Return one issue per column with words that are not known."""
    found: dict[str, list[Any]] = {}
    for column, _row, value in measures.unread:
        found.setdefault(column, []).append(value)
    return tuple(
        make_issue(
            "word_unread",
            "",
            "",
            values[0],
            count=len(values),
            column=say(f"labels.{column}"),
            chosen=values[0],
        )
        for column, values in found.items()
    )
