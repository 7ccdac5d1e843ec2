"""What a table of a workbook is: its columns in order, and what kind of value each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "moment", "money", "days", "count", "ratio", "percent", "score", "flag", "any"]

TABLE_PREFIX = "xlcredit_"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Canonical name, in the words of the glossary; the heading is ``labels.<name>``.
    kind : str
        What its values are: ``percent`` is a share of one, ``ratio`` a plain number, ``score`` 0 to 100.
    """

    name: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """One named table of a workbook.

    Attributes
    ----------
    name : str
        Name without the prefix.
    columns : tuple of Column
        Columns from left to right.
    buckets_after : str or None
        The column after which one money column per aging bucket follows; the policy says how many.
    """

    name: str
    columns: tuple[Column, ...]
    buckets_after: str | None = None

    @property
    def workbook_name(self) -> str:
        """Name of the table in a workbook."""
        return TABLE_PREFIX + self.name

    @property
    def column_names(self) -> tuple[str, ...]:
        """Canonical names from left to right, without bucket columns."""
        return tuple(column.name for column in self.columns)


def table_of(name: str, spec: str, buckets_after: str | None = None) -> Table:
    """Return a table from lines of ``kind: column column ...``.

    Parameters
    ----------
    name : str
        Name without the prefix.
    spec : str
        The lines, blank ones around them allowed.
    buckets_after : str, optional
        See `Table`.

    Returns
    -------
    Table
        The table.

    Examples
    --------
    >>> table_of("rates", "text: currency rate_name").column_names
    ('currency', 'rate_name')
    """
    columns: list[Column] = []
    for line in spec.strip().splitlines():
        kind, _, names = line.partition(":")
        columns += [Column(column, kind.strip()) for column in names.split()]  # type: ignore[arg-type]
    return Table(name, tuple(columns), buckets_after)
