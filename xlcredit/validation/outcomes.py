"""Who turned bad, and what was said of each beforehand: the one door of every figure of validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats, check_lengths
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError

if TYPE_CHECKING:
    from xlcredit.columns import Flags, Floats


@dataclass(frozen=True)
class Outcomes:
    """Rows whose outcome, figure and weight are all known.

    Attributes
    ----------
    is_bad : ndarray of bool, shape (n,)
        Whether the customer turned bad.
    figure : ndarray of float64, shape (n,)
        What was said of the customer: a score or a probability.
    weight : ndarray of float64, shape (n,), or None
        How many customers a row stands for; None where each row is one.
    known : ndarray of bool, shape (rows given,)
        Which rows these are.
    """

    is_bad: Flags
    figure: Floats
    weight: Floats | None
    known: Flags

    @property
    def left_out(self) -> int:
        """Rows that were not known."""
        return len(self.known) - len(self.is_bad)

    @property
    def bads(self) -> int:
        """Rows that turned bad."""
        return int(np.count_nonzero(self.is_bad))

    @property
    def goods(self) -> int:
        """Rows that did not."""
        return len(self.is_bad) - self.bads

    def sized(self) -> tuple[Floats, Floats]:
        """Return the weight of each row as a bad and as a good, one of them 0."""
        bad = self.is_bad.astype(np.float64) if self.weight is None else self.weight * self.is_bad
        return bad, (1.0 if self.weight is None else self.weight) - bad


def known_outcomes(is_bad: Any, figure: Any, name: str = "score", weights: Any = None) -> Outcomes:
    """Return the rows whose outcome, figure and weight are all known.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1 for a customer that turned bad, False or 0 for one that did not; blank is unknown.
    figure : array_like, shape (n,)
        Scores or probabilities; blank is unknown.
    name : str
        What messages call `figure`.
    weights : array_like, shape (n,), optional
        How many customers each row stands for, 0 or more. [count]

    Returns
    -------
    Outcomes
        The rows in the order they came in.

    Raises
    ------
    ArgumentError
        When the columns differ in length, or an outcome is neither yes nor no.
    ImpossibleNumberError
        When a weight is below 0 or infinite.

    Examples
    --------
    >>> found = known_outcomes([1, 0, None, 0], [40, 70, 50, None])
    >>> found.figure.tolist(), found.left_out
    ([40.0, 70.0], 2)
    """
    flags, figures = outcome_flags(is_bad), as_floats(figure, name).ravel()
    weight = None if weights is None else _checked_weights(as_floats(weights, "weights").ravel())
    check_lengths(**{"is_bad": flags, name: figures, "weights": weight})
    known = ~(np.isnan(flags) | np.isnan(figures))
    if weight is not None:
        known &= ~np.isnan(weight)
    if not known.all():
        flags, figures = flags[known], figures[known]
        weight = None if weight is None else weight[known]
    return Outcomes(flags == 1, figures, weight, known)


def outcome_flags(is_bad: Any, name: str = "is_bad") -> Floats:
    """Turn a column of outcomes into 1, 0 and NaN for unknown.

    Parameters
    ----------
    is_bad : array_like, shape (n,)
        True or 1, False or 0; None, "" and NaN are unknown.
    name : str
        What the message calls it.

    Returns
    -------
    ndarray of float64, shape (n,)
        1.0, 0.0 or NaN.

    Raises
    ------
    ArgumentError
        When a value is none of these.

    Examples
    --------
    >>> outcome_flags([True, 0, None])
    array([ 1.,  0., nan])
    """
    if hasattr(is_bad, "to_numpy"):
        found = is_bad.to_numpy()
    else:  # of a list nothing is turned into text
        found = is_bad if isinstance(is_bad, np.ndarray) else np.array(is_bad, dtype=object)
    if found.dtype.kind == "b":
        return np.atleast_1d(found).astype(np.float64)
    if found.dtype.kind == "O":
        plain = [float(cell) if isinstance(cell, bool) else cell for cell in found.ravel().tolist()]
        found = np.array(plain, dtype=object)
    flags = as_floats(found, name).ravel()
    wrong = ~(np.isnan(flags) | (flags == 0) | (flags == 1))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ArgumentError("validation.not_an_outcome", name=name, row=row + 1, got=flags[row])
    return flags


def _checked_weights(weights: Floats) -> Floats:
    """Return weights, or refuse the first that no count can be."""
    wrong = (weights < 0) | np.isinf(weights)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ImpossibleNumberError("validation.weight_below_zero", row=row + 1, got=weights[row])
    return weights


def check_both(outcomes: Outcomes, fewest: int = 1) -> None:
    """Refuse outcomes of one kind only: nothing can be told apart then.

    Parameters
    ----------
    outcomes : Outcomes
        From `known_outcomes`.
    fewest : int
        Fewer bads, or fewer goods, are refused. [count]

    Raises
    ------
    MissingDataError
        When there are fewer than `fewest` bads or goods, or all bads or all goods weigh nothing.

    Examples
    --------
    >>> check_both(known_outcomes([1, 0], [40, 70]))
    """
    bad, good = outcomes.sized()
    if min(outcomes.bads, outcomes.goods) < fewest or not (bad.sum() > 0 and good.sum() > 0):
        raise MissingDataError(
            "validation.one_kind_only",
            bads=outcomes.bads, goods=outcomes.goods, left_out=outcomes.left_out, needed=fewest,
        )  # fmt: skip


def known_probabilities(is_bad: Any, probability: Any, weights: Any = None) -> Outcomes:
    """Return the rows whose outcome and probability are known, each probability from 0 to 1.

    Parameters
    ----------
    is_bad, weights
        See `known_outcomes`.
    probability : array_like, shape (n,)
        Probability of turning bad that was stated beforehand. [share]

    Returns
    -------
    Outcomes
        The rows in the order they came in.

    Raises
    ------
    ArgumentError, ImpossibleNumberError
        As `known_outcomes` does; also when a probability lies outside 0 to 1.

    Examples
    --------
    >>> known_probabilities([1, 0], [0.3, 0.05]).bads
    1
    """
    given = as_floats(probability, "probability").ravel()
    wrong = (given < 0) | (given > 1)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ImpossibleNumberError("validation.no_probability", row=row + 1, got=given[row])
    return known_outcomes(is_bad, given, "probability", weights)
