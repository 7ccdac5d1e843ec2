"""Fit a card to a development sample: the points table, where its grades begin, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcredit.credit.expert import expert_card
from xlcredit.errors import ArgumentError
from xlcredit.fitting.figures import (
    Figures,
    cross_validated,
    figures_of,
    log_odds_outside,
    split_in_time,
)
from xlcredit.fitting.model import HALF, NoSignalError, fit_model
from xlcredit.fitting.points import table_of
from xlcredit.fitting.sample import LeftOut, check_outcomes, usable_factors
from xlcredit.fitting.thresholds import grade_thresholds
from xlcredit.policy import default_policy, overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xlcredit.columns import Floats
    from xlcredit.fitting.sample import DevelopmentSample
    from xlcredit.policy import Policy
    from xlcredit.policy.points_table import PointsTable


@dataclass(frozen=True, eq=False)
class Fitted:
    """A card fitted to one's own history.

    Attributes
    ----------
    points_table : PointsTable
        The card.
    thresholds : dict of str to float
        The points that each grade begins at.
    log_odds : ndarray, shape (n,)
        ln(bad:good) of the model behind the table, for each row of the sample.
    in_sample, cross_validated : Figures
        Of the rows it was fitted to, which flatters it, and of rows it was not fitted to.
    out_of_time : Figures or None
        Of the latest rows by a card of the earlier ones; None without dates, or with too few bads.
    left_out : tuple of LeftOut
        Columns that could not be used.
    trees : int
        Splits in the model.
    """

    points_table: PointsTable
    thresholds: dict[str, float]
    log_odds: Floats
    in_sample: Figures
    cross_validated: Figures
    out_of_time: Figures | None
    left_out: tuple[LeftOut, ...]
    trees: int

    def into(self, policy: Policy) -> Policy:
        """Return a policy that scores by this card.

        Parameters
        ----------
        policy : Policy
            The policy; it stays as it is.

        Returns
        -------
        Policy
            With the points table, the method and the points of the grades.
        """
        grades = {f"grades.fitted.{letter}": points for letter, points in self.thresholds.items()}
        table = {"points_table.factors": [factor.model_dump() for factor in self.points_table.factors]}
        return overlay(policy, {**table, "scorecard.method": "fitted", **grades})


def fit_card(
    sample: DevelopmentSample,
    policy: Policy | None = None,
    *,
    directions: Mapping[str, int] | None = None,
    advance: Callable[[int, int], None] | None = None,
) -> Fitted:
    """Fit a card to a development sample.

    Parameters
    ----------
    sample : DevelopmentSample
        The customers.
    policy : Policy, optional
        How a card is fitted and scaled; the default policy when None.
    directions : mapping of str to int, optional
        Column of one's own to 1 where higher is worse, -1 where higher is better; it goes before the
        direction of the expert card.
    advance : callable, optional
        Called with the number of fits that are done and that there are.

    Returns
    -------
    Fitted
        The card and its figures.

    Raises
    ------
    MissingDataError
        When there are too few bads or goods, no usable column, or none that ranks customers outside better
        than chance may (the interval of the AUC reaches 0.5); or LightGBM is not installed.
    ArgumentError
        When a direction names a column that the sample does not have.

    Notes
    -----
    The model is a sum of boosted trees of one split each, so it is additive and the table is the model, not
    an approximation of it.

    References
    ----------
    Y. Lou, R. Caruana, J. Gehrke, "Intelligible models for classification and regression", 2012.
    """
    rules = policy or default_policy()
    check_outcomes(sample, rules.scorecard.fitting)
    names, left_out = usable_factors(sample, rules.scorecard.fitting)
    chosen = sample.only(names)
    signs = directions_of(sample, rules, directions)
    periods = split_in_time(chosen, rules)
    told = _counter(rules, 1 + (periods is not None), advance)
    model = fit_model(chosen, rules.scorecard.fitting, signs, told)
    confidence = rules.validation.confidence
    outside = figures_of(chosen.is_bad, cross_validated(chosen, rules, signs, told), confidence)
    if outside.auc_low <= HALF:
        raise NoSignalError("fitting.no_signal", auc=outside.auc, bads=sample.bads)
    later = None
    if periods is not None:
        inside, after = (chosen.part(rows) for rows in periods)
        later = figures_of(after.is_bad, log_odds_outside(inside, after, rules, signs, told), confidence)
    log_odds = model.log_odds(chosen.values)
    return Fitted(
        table_of(model, chosen, rules.scorecard.scale),
        grade_thresholds(rules),
        log_odds,
        figures_of(chosen.is_bad, log_odds, confidence),
        outside,
        later,
        left_out,
        model.trees.trees,
    )


def _counter(policy: Policy, models: int, advance: Callable[[int, int], None] | None) -> Callable[[], None]:
    """Return what to call after each fit."""
    rules = policy.scorecard.fitting
    whole = (rules.folds + models) * (rules.inner_folds + 1)
    done = 0

    def told() -> None:
        """Count one more."""
        nonlocal done
        done += 1
        if advance:
            advance(done, whole)

    return told


def directions_of(
    sample: DevelopmentSample, policy: Policy, given: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return the direction in which risk may move with each factor that has one.

    Parameters
    ----------
    sample : DevelopmentSample
        The factors.
    policy : Policy
        Its expert card says how risk moves with each factor of ours.
    given : mapping of str to int, optional
        Directions that go before those.

    Returns
    -------
    dict of str to int
        1 where risk may only rise with the value, -1 only fall; factors without one are free.

    Raises
    ------
    ArgumentError
        When a direction is given for a column that the sample does not have.

    Examples
    --------
    >>> from xlcredit.fitting.sample import sample_of
    >>> directions_of(
    ...     sample_of({"debt_ratio": [1], "current_ratio": [1], "x": [1]}, [True]), default_policy()
    ... )
    {'debt_ratio': 1, 'current_ratio': -1}
    """
    given = given or {}
    for name in given:
        if name not in sample.values:
            raise ArgumentError("fitting.direction_unknown", name=name, accepted=", ".join(sample.values))
    if not policy.scorecard.fitting.is_monotone:
        return dict(given)
    own = {factor.name: _sign(factor.points) for factor in expert_card(policy).factors}
    return {name: sign for name, sign in own.items() if name in sample.values and sign} | dict(given)


def _sign(points: tuple[float, ...]) -> int:
    """Return 1 where points fall and so risk rises, -1 the other way round, 0 where they turn."""
    if len(set(points)) > 1 and list(points) == sorted(points):
        return -1
    return 1 if len(set(points)) > 1 and list(points) == sorted(points, reverse=True) else 0
