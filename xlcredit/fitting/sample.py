"""What a card is fitted to: factors of customers as they were known, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_floats
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy.points_table import LONGEST_NAME, MOST_FACTORS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Dates, Flags, Floats
    from xlcredit.policy.fitting import Fitting
    from xlcredit.texts import Language


@dataclass(frozen=True, eq=False)
class DevelopmentSample:
    """Customers on a date of the past, and whether each turned bad after it.

    Attributes
    ----------
    values : dict of str to ndarray, shape (n,)
        Factor to values; a factor of the expert card goes by its canonical name, a column of one's own by its
        heading. NaN is unknown, infinity the mark of interest cover without interest cost.
    is_bad : ndarray of bool, shape (n,)
        What came of each.
    observed_on : ndarray of datetime64[D], shape (n,), optional
        The date the values were known on.
    customer_id : ndarray of object, shape (n,), optional
        Rows of one customer are never split between fitting and testing.
    """

    values: dict[str, Floats]
    is_bad: Flags
    observed_on: Dates | None = None
    customer_id: np.ndarray[Any, np.dtype[Any]] | None = None

    def __post_init__(self) -> None:
        """Refuse columns of different lengths."""
        others = {"observed_on": self.observed_on, "customer_id": self.customer_id}
        for name, column in (self.values | others).items():
            if column is not None and len(column) != len(self.is_bad):
                raise ArgumentError(
                    "fitting.lengths_differ", name=name, got=len(column), expected=len(self.is_bad)
                )

    @property
    def size(self) -> int:
        """Rows."""
        return len(self.is_bad)

    @property
    def bads(self) -> int:
        """Rows that turned bad."""
        return int(np.count_nonzero(self.is_bad))

    @property
    def goods(self) -> int:
        """Rows that did not."""
        return self.size - self.bads

    def part(self, rows: Flags) -> DevelopmentSample:
        """Return some of the rows.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Which.

        Returns
        -------
        DevelopmentSample
            These rows, in their order.

        Examples
        --------
        >>> whole = sample_of({"debt_ratio": [0.2, 0.9]}, [False, True])
        >>> whole.part(whole.is_bad).values["debt_ratio"]
        array([0.9])
        """
        return DevelopmentSample(
            {name: column[rows] for name, column in self.values.items()},
            self.is_bad[rows],
            None if self.observed_on is None else self.observed_on[rows],
            None if self.customer_id is None else self.customer_id[rows],
        )

    def only(self, names: tuple[str, ...]) -> DevelopmentSample:
        """Return the sample with some of its factors."""
        chosen = {name: self.values[name] for name in names}
        return DevelopmentSample(chosen, self.is_bad, self.observed_on, self.customer_id)


@dataclass(frozen=True)
class LeftOut:
    """A column that no card is fitted to, and why.

    Attributes
    ----------
    name : str
        Its heading.
    reason : {"constant", "too_few_values", "too_many_columns", "text", "name_too_long"}
        Why.
    known : int
        Rows that have a value.
    """

    name: str
    reason: str
    known: int

    def text(self, language: Language | None = None) -> str:
        """Return the reason in words."""
        return say(f"fitting.left_out.{self.reason}", language, known=self.known, limit=MOST_FACTORS)


def sample_of(
    values: Mapping[str, Any], is_bad: Any, observed_on: Any = None, customer_id: Any = None
) -> DevelopmentSample:
    """Return a development sample from columns of any kind.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to numbers; None, "" and NaN are unknown.
    is_bad : array_like of bool, shape (n,)
        What came of each row.
    observed_on : array_like of dates, shape (n,), optional
        The date the values were known on.
    customer_id : array_like, shape (n,), optional
        Whom each row tells of.

    Returns
    -------
    DevelopmentSample
        The same as arrays.

    Raises
    ------
    ArgumentError
        When columns differ in length, or hold something else than numbers.

    Examples
    --------
    >>> sample_of({"debt_ratio": [0.2, None, 0.9]}, [False, False, True]).bads
    1
    """
    return DevelopmentSample(
        {name: np.atleast_1d(as_floats(column, name)) for name, column in values.items()},
        np.asarray(is_bad, dtype=bool),
        None if observed_on is None else np.asarray(observed_on, dtype="datetime64[D]"),
        None if customer_id is None else np.asarray(customer_id, dtype=object),
    )


def check_outcomes(sample: DevelopmentSample, rules: Fitting) -> None:
    """Refuse a sample with too few bads or too few goods to learn from.

    Parameters
    ----------
    sample : DevelopmentSample
        The sample.
    rules : Fitting
        How many are needed.

    Raises
    ------
    MissingDataError
        When there are fewer; the message says how many there are, how many are needed, and what to do.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> check_outcomes(sample_of({}, [False] * 80 + [True] * 3), default_policy().scorecard.fitting)
    Traceback (most recent call last):
    xlcredit.errors.MissingDataError: the sample has 3 bad customers among 83. At least 50 are needed ...
    """
    counts = {"bads": sample.bads, "goods": sample.goods, "rows": sample.size}
    if sample.bads < rules.minimum_bads:
        raise MissingDataError("fitting.too_few_bads", needed=rules.minimum_bads, **counts)
    if sample.goods < rules.minimum_goods:
        raise MissingDataError("fitting.too_few_goods", needed=rules.minimum_goods, **counts)


def usable_factors(sample: DevelopmentSample, rules: Fitting) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """Return the factors that a card can be fitted to, and those that are left out.

    Parameters
    ----------
    sample : DevelopmentSample
        The sample.
    rules : Fitting
        How many customers a band needs.

    Returns
    -------
    tuple of (tuple of str, tuple of LeftOut)
        A factor needs two bands of enough customers: two different values, or one and enough rows without.

    Raises
    ------
    MissingDataError
        When no factor is left.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> sample = sample_of({"a": range(100), "b": [7] * 100, "c": [1] + [None] * 99}, [False] * 100)
    >>> usable, left_out = usable_factors(sample, default_policy().scorecard.fitting)
    >>> usable, [(column.name, column.reason) for column in left_out]
    (('a',), [('b', 'constant'), ('c', 'too_few_values')])
    """
    usable: list[str] = []
    left_out: list[LeftOut] = []
    for name, column in sample.values.items():
        reason = _fault(name, column, rules.fewest_in_band)
        if not reason and len(usable) == MOST_FACTORS:
            reason = "too_many_columns"
        if reason:
            left_out.append(LeftOut(name, reason, int(np.count_nonzero(~np.isnan(column)))))
        else:
            usable.append(name)
    if not usable:
        raise MissingDataError("fitting.no_factor", rows=sample.size, columns=len(sample.values))
    return tuple(usable), tuple(left_out)


def _fault(name: str, column: Floats, fewest: int) -> str:
    """Return why a column is left out; empty when it is not."""
    known = column[~np.isnan(column)]
    if len(name) > LONGEST_NAME:
        return "name_too_long"
    if known.size < fewest:
        return "too_few_values"
    return "constant" if known.min() == known.max() and column.size - known.size < fewest else ""
