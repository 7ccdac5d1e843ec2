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
from xlcredit.credit.grading import cap_text
from xlcredit.credit.groups import Grouped, grade_groups, group_codes, group_totals
from xlcredit.credit.loss import expected_loss
from xlcredit.credit.orders import customer_action
from xlcredit.credit.reasons import band_text, factor_text, top_reasons
from xlcredit.credit.scorecard import score_columns
from xlcredit.credit.terms import terms_days
from xlcredit.ledger import Issue, make_issue
from xlcredit.receivables import behaviour_by_customer, trend_word
from xlcredit.refresh.limits import binding_words, limit_table, new_customers, recommended
from xlcredit.refresh.own_figures import own_figures, unreadable_figures
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
    from xlcredit.refresh.valuation import Valuation
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
    behaviour : CustomerBehaviour
        Payment behaviour, in the order of the customer frame.
    assessed : Assessed
        What the tables say, in the order of the customer frame.
    """

    scores: pd.DataFrame
    limits: pd.DataFrame
    reasons: pd.DataFrame
    expected_loss: float
    issues: tuple[Issue, ...]
    behaviour: CustomerBehaviour
    assessed: Assessed


@dataclass(frozen=True)
class Assessed:
    """Measures, scores, grades, limits and expected loss of a column of customers, without any text.

    Attributes
    ----------
    measures : Measures
        What is known of each.
    scores : Scores
        Their scores.
    grades : Gradings
        Their grades.
    limit : Limit
        Their recommended limits with every component. [base currency]
    probability_of_default : ndarray, shape (n,)
        Within a year; NaN where not rated. [share]
    expected_loss : float
        Of all open debts of rated customers; NaN when no debt is rated. [base currency]
    groups : Grouped
        Their groups, and the members that have defaulted.
    """

    measures: Measures
    scores: Scores
    grades: Gradings
    limit: Limit
    probability_of_default: Floats
    expected_loss: float
    groups: Grouped


@dataclass(frozen=True)
class _Found:
    """Everything found of a column of customers, row by row, and how to word it."""

    customers: pd.DataFrame
    behaviour: CustomerBehaviour
    assessed: Assessed
    policy: Policy
    language: Language

    @property
    def measures(self) -> Measures:
        """What is known of each."""
        return self.assessed.measures

    @property
    def scores(self) -> Scores:
        """Their scores."""
        return self.assessed.scores

    @property
    def grades(self) -> Gradings:
        """Their grades."""
        return self.assessed.grades

    @property
    def limit(self) -> Limit:
        """Their recommended limits."""
        return self.assessed.limit


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
    assessed = assess(customers, behaviour, position.valuation, policy)
    found = _Found(customers, behaviour, assessed, policy, language)
    risk, debts = assessed.probability_of_default, customers["open_debt"].to_numpy()
    order = np.lexsort((-debts, -np.nan_to_num(debts * risk)))
    scored = _score_table(found).assign(probability_of_default=risk)
    return Judged(
        scores=scored.iloc[order][list(tables.SCORES.column_names)].reset_index(drop=True),
        limits=limit_table(customers, assessed, behaviour, policy, language)
        .iloc[order]
        .reset_index(drop=True),
        reasons=_reason_table(found, order),
        expected_loss=assessed.expected_loss,
        issues=(
            *_unread(assessed.measures),
            *unreadable_figures(customers, policy),
            *_unrated(debts, risk, position.valuation.base_currency),
        ),
        behaviour=behaviour,
        assessed=assessed,
    )


def assess(
    customers: pd.DataFrame,
    behaviour: CustomerBehaviour,
    valuation: Valuation,
    policy: Policy,
    usual: CustomerBehaviour | None = None,
) -> Assessed:
    """Measure, score and grade every customer, recommend a limit, expect a loss; no text is made.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`.
    behaviour : CustomerBehaviour
        Their payment behaviour.
    valuation : Valuation
        Date and exchange rates.
    policy : Policy
        Every policy number.
    usual : CustomerBehaviour, optional
        Behaviour that the need of a limit rests on; that of the score when None.

    Returns
    -------
    Assessed
        Row by row what `judge` puts into words, to the last bit.
    """
    trading = {name: getattr(behaviour, name).astype(float) for name in BEHAVIOUR}
    measures = customer_measures(
        own_figures(customers, policy)
        | {name: customers[name].to_numpy() for name in tables.CUSTOMERS.column_names},
        policy,
        as_of=valuation.as_of,
        trading=trading | {"exposure": customers["exposure"].to_numpy()},
        currency_rates=valuation.rates,
    )
    scores = score_columns(measures.values, policy)
    codes, names = group_codes(customers["group_id"])
    grades, member = grade_groups(measures, scores, codes, policy)
    limit = recommended(customers, grades, usual or behaviour, policy)
    risk = np.asarray(probability_of_default(grades.grade, policy), dtype=float)
    debts = customers["open_debt"].to_numpy()
    exposure = customers["exposure"].to_numpy()
    totals = group_totals(codes, exposure, limit.recommended_limit, limit.group_cap)
    groups = Grouped(codes, names, member, totals)
    return Assessed(measures, scores, grades, limit, risk, total_expected_loss(debts, risk, policy), groups)


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


def _score_table(found: _Found) -> pd.DataFrame:
    """Return the scores table but for the probability of default, in the order of the customers."""
    customers, scores, grades, limit = found.customers, found.scores, found.grades, found.limit
    behaviour, policy, language = found.behaviour, found.policy, found.language
    reasons = top_reasons(scores, found.measures.values, policy, language)
    debts, overdue = customers["open_debt"].to_numpy(), customers["overdue"].to_numpy()
    exposure, granted = customers["exposure"].to_numpy(), customers["credit_limit"].to_numpy()
    trends = [trend_word(change, policy.behaviour.trend_days) for change in behaviour.trend.tolist()]
    return pd.DataFrame({
        "customer_id": customers["customer_id"],
        "customer_name": customers["customer_name"],
        "score": scores.score,
        "grade": grades.grade,
        "grade_by_points": grades.grade_by_points,
        "cap_reason": _cap_reasons(found),
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
        "binding_limit": binding_words(limit, language),
        "terms_days": terms_days(grades.grade, policy, new_customers(customers, behaviour, policy)),
        "action": _actions(found),
    })  # fmt: skip


def _cap_reasons(found: _Found) -> list[str]:
    """Return the red flag behind each grade, in words; a member of the group that defaulted is named."""
    caps = found.grades.cap
    words = {cap: cap_text(str(cap), found.policy, found.language) for cap in np.unique(caps)}
    names = found.customers["customer_name"].tolist()
    members = found.assessed.groups.member.tolist()
    return [
        say("credit.cap.group_default_named", found.language, member=names[member])
        if cap == "group_default"
        else words[cap]
        for cap, member in zip(caps.tolist(), members, strict=True)
    ]


def _actions(found: _Found) -> list[str]:
    """Return what to do with each customer, in words."""
    columns = zip(
        found.grades.grade.tolist(),
        found.customers["exposure"].tolist(),
        found.customers["credit_limit"].tolist(),
        found.limit.recommended_limit.tolist(),
        found.behaviour.oldest_days_past_due.tolist(),
        found.grades.stops_supply.tolist(),
        new_customers(found.customers, found.behaviour, found.policy).tolist(),
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
            is_new=is_new,
            policy=found.policy,
        )
        for grade, exposure, granted, limit, oldest, stops, is_new in columns
    ]
    words = {action: say(f"credit.action.{action}", found.language) for action in set(actions)}
    return [words[action] for action in actions]


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


def total_expected_loss(debts: Floats, risk: Floats, policy: Policy) -> float:
    """Return the expected loss of all debts that are rated.

    Parameters
    ----------
    debts : ndarray, shape (n,)
        What each customer owes. [base currency]
    risk : ndarray, shape (n,)
        Probability of default; NaN where not rated. [share]
    policy : Policy
        Share lost in a default.

    Returns
    -------
    float
        The sum; NaN when nobody who owes is rated. [base currency]

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> total_expected_loss(np.array([1000.0, 500.0]), np.array([0.1, np.nan]), default_policy())
    100.0
    """
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
