"""The additive score: points of each factor and their sum, by the card that the policy says.

The expert card weighs points over what is known (`expert_scores`); a fitted card adds points as they are
(`fitted`). Either way the score is the sum of the contributions, added in the order of the card: the same for
one customer and for a column, to the last bit.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from xlcredit.credit.card import card_of
from xlcredit.credit.scores import Score, Scores
from xlcredit.errors import MissingDataError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Floats
    from xlcredit.policy import Policy

__all__ = ["Score", "Scores", "score_alone", "score_columns", "score_one", "scores_alone"]


def score_one(values: Mapping[str, float], policy: Policy | None = None) -> Score:
    """Score one customer.

    Parameters
    ----------
    values : mapping of str to float
        Factor to value, as `row_measures` gives it; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Score
        Score, coverage and contributions.

    Raises
    ------
    MissingDataError
        When no factor that counts has a value.

    Examples
    --------
    >>> score_one({"debt_ratio": 0.65}).score
    65.0
    """
    return card_of(policy or default_policy()).score_one(values)


def score_alone(names: tuple[str, ...], values: Sequence[float], policy: Policy | None = None) -> float:
    """Return the score of one customer and nothing else, for a cell that is computed ten thousand times.

    Parameters
    ----------
    names : tuple of str
        The factors that are known.
    values : sequence of float
        Their values; none is NaN.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    float
        The score of `score_one`, to the last bit.

    Raises
    ------
    MissingDataError
        When no factor that counts has a value.

    Examples
    --------
    >>> score_alone(("debt_ratio",), [0.65])
    65.0
    """
    gains = card_of(policy or default_policy()).gains(names)
    if not gains:
        raise MissingDataError("credit.nothing_to_score")
    score = 0.0
    for place, edges, gain in gains:
        score += gain[bisect_right(edges, values[place])]
    return score


def score_columns(values: Mapping[str, Any], policy: Policy | None = None) -> Scores:
    """Score a column of customers.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to values, as `customer_measures` gives them; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    Scores
        Row by row what `score_one` gives.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.

    Examples
    --------
    >>> score_columns({"debt_ratio": [0.65, 0.95]}).score
    array([65., 20.])
    """
    return card_of(policy or default_policy()).score_columns(values)


def scores_alone(values: Mapping[str, Any], policy: Policy | None = None) -> Floats:
    """Return the scores of a column of customers and nothing else.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to values, as `customer_factors` gives them; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    ndarray, shape (n,)
        The scores of `score_columns`, to the last bit.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.

    Examples
    --------
    >>> scores_alone({"debt_ratio": [0.65, 0.95]})
    array([65., 20.])
    """
    return card_of(policy or default_policy()).scores_alone(values)
