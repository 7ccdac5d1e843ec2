"""Factors as the columns that trees split: values without gaps, and flags of what a value cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.columns import Flags, Floats
    from xlcredit.fitting.sample import DevelopmentSample

Kind = Literal["value", "missing", "endless"]


@dataclass(frozen=True)
class Column:
    """One column of the model: a factor's values, or a flag of missing or of infinite values."""

    factor: str
    kind: Kind


@dataclass(frozen=True)
class Design:
    """How a sample becomes the columns of the model.

    Attributes
    ----------
    columns : tuple of Column
        From left to right.
    middles : dict of str to float
        The median of each factor, which stands in for a value that is missing or infinite: beside its flag,
        such a customer is told from all others, and without one it counts as the middle customer.
    """

    columns: tuple[Column, ...]
    middles: dict[str, float]

    def has(self, factor: str, kind: Kind) -> bool:
        """Tell whether a factor has a column of a kind."""
        return Column(factor, kind) in self.columns

    def matrix(self, values: Mapping[str, Floats]) -> Floats:
        """Return the columns for some customers.

        Parameters
        ----------
        values : mapping of str to ndarray, shape (n,)
            Every factor of the design.

        Returns
        -------
        ndarray, shape (n, columns)
            Finite numbers only.
        """
        return np.column_stack([self._column(column, values[column.factor]) for column in self.columns])

    def _column(self, column: Column, values: Floats) -> Floats:
        """Return one column."""
        endless = values == np.inf
        if column.kind != "value":
            return np.asarray(endless if column.kind == "endless" else np.isnan(values), dtype=float)
        unknown = np.isnan(values)
        if self.has(column.factor, "endless"):
            unknown |= endless
        return np.nan_to_num(np.where(unknown, self.middles[column.factor], values))


def design_of(sample: DevelopmentSample, fewest: int) -> Design:
    """Return the design of a sample.

    Parameters
    ----------
    sample : DevelopmentSample
        The customers a card is fitted to, and no others.
    fewest : int
        Customers that a flag needs on either side. [count]

    Returns
    -------
    Design
        A column of values per factor, and a flag wherever enough values are missing or infinite.

    Examples
    --------
    >>> from xlcredit.fitting.sample import sample_of
    >>> sample = sample_of({"a": [1.0, 3.0, 8.0, None, None]}, [False] * 5)
    >>> design = design_of(sample, 2)
    >>> design.matrix(sample.values).tolist()
    [[1.0, 0.0], [3.0, 0.0], [8.0, 0.0], [3.0, 1.0], [3.0, 1.0]]
    """
    columns: list[Column] = []
    middles: dict[str, float] = {}
    for name, values in sample.values.items():
        finite = values[np.isfinite(values)]
        middles[name] = float(np.median(finite)) if finite.size else 0.0
        columns.append(Column(name, "value"))
        if _enough(np.isnan(values), fewest):
            columns.append(Column(name, "missing"))
        if _enough(values == np.inf, fewest):
            columns.append(Column(name, "endless"))
    return Design(tuple(columns), middles)


def _enough(flag: Flags, fewest: int) -> bool:
    """Tell whether both sides of a flag have enough customers."""
    return bool(fewest <= np.count_nonzero(flag) <= flag.size - fewest)
