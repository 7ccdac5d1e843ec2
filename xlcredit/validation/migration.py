"""Where customers of each grade stand a while later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import as_codes, check_lengths
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy.numbers import LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.columns import Codes, Floats


@dataclass(frozen=True)
class Migration:
    """Customers by grade before and grade after.

    Attributes
    ----------
    labels : tuple of str
        Grades, the best first; the unrated come after them as one more row and column.
    counts : ndarray of int64, shape (grades + 1, grades + 1)
        Customers; row: before, column: after, the last of each: not rated. [count]
    """

    labels: tuple[str, ...]
    counts: Codes

    @property
    def shares(self) -> Floats:
        """Share of each row that went where; NaN in a row without customers."""
        totals = self.counts.sum(axis=1, keepdims=True)
        shares: Floats = np.full(self.counts.shape, np.nan)
        np.divide(self.counts, totals, out=shares, where=totals > 0)
        return shares

    @property
    def customers(self) -> int:
        """All customers."""
        return int(self.counts.sum())

    @property
    def unchanged(self) -> int:
        """Customers rated both times with the same grade."""
        return int(np.trace(self.counts[:-1, :-1]))

    @property
    def upgrades_by_row(self) -> Codes:
        """Customers of each row with a better grade than before; 0 of the unrated."""
        return np.append(np.tril(self.counts[:-1, :-1], -1).sum(axis=1), 0)

    @property
    def downgrades_by_row(self) -> Codes:
        """Customers of each row with a worse grade than before; 0 of the unrated."""
        return np.append(np.triu(self.counts[:-1, :-1], 1).sum(axis=1), 0)

    @property
    def upgrades(self) -> int:
        """Customers with a better grade than before."""
        return int(self.upgrades_by_row.sum())

    @property
    def downgrades(self) -> int:
        """Customers with a worse grade than before."""
        return int(self.downgrades_by_row.sum())

    @property
    def entered(self) -> int:
        """Customers rated only now."""
        return int(self.counts[-1, :-1].sum())

    @property
    def left(self) -> int:
        """Customers rated only before."""
        return int(self.counts[:-1, -1].sum())


def migration_matrix(before: Any, after: Any, labels: Sequence[str] = LETTERS) -> Migration:
    """Return how many customers went from which grade to which.

    Parameters
    ----------
    before, after : array_like, shape (n,)
        Grade of each customer then and now, in any case of letters; blank is not rated.
    labels : sequence of str
        Grades, the best first.

    Returns
    -------
    Migration
        Counts with the unrated as last row and column; shares and moves as its properties.

    Raises
    ------
    ArgumentError
        When the columns differ in length, a grade is none of `labels`, or a label is blank or stands twice.
    MissingDataError
        When there is no customer.

    Examples
    --------
    >>> found = migration_matrix(["A", "A", "B", None], ["A", "B", "A", "B"], ["A", "B"])
    >>> found.counts.tolist(), found.upgrades, found.downgrades
    ([[1, 1, 0], [1, 0, 0], [0, 1, 0]], 1, 1)
    """
    names = [_plain(label) for label in labels]
    if not names or "" in names or len(set(names)) < len(names):
        raise ArgumentError("validation.wrong_labels", got=", ".join(map(str, labels)))
    places = [
        _places(column, argument, names, labels)
        for column, argument in ((before, "before"), (after, "after"))
    ]
    check_lengths(before=places[0], after=places[1])
    if not len(places[0]):
        raise MissingDataError("validation.nobody_counted", name="before")
    size = len(names) + 1
    counts = np.bincount(places[0] * size + places[1], minlength=size * size).reshape(size, size)
    return Migration(tuple(map(str, labels)), counts)


def _places(column: Any, argument: str, names: list[str], labels: Sequence[str]) -> Codes:
    """Return the place of each grade among the labels, the one after the last for a blank."""
    codes, texts = as_codes(column)
    known = {name: place for place, name in enumerate(names)} | {"": len(names)}
    place_of = np.array([known.get(_plain(text), -1) for text in texts], dtype=np.int64)
    places = place_of[codes] if len(codes) else codes
    if (places < 0).any():
        row = int(np.flatnonzero(places < 0)[0])
        raise ArgumentError(
            "validation.unknown_grade",
            name=argument, row=row + 1, got=texts[codes[row]], accepted=", ".join(map(str, labels)),
        )  # fmt: skip
    return places


def _plain(label: Any) -> str:
    """Return a grade as it is compared."""
    return str(label).strip().upper()
