"""Records of a fitted card: a table of points by factor and band, the same for every customer."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import AboveZero, Count, Real, Record, Share, check_rising
from xlcredit.texts import entry, topic
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_FACTORS = 200
MOST_BANDS = 300  # of one factor; a gradient-boosting library cuts a factor into 255 at most
LONGEST_NAME = 200
MOST_POINTS = 1e6  # either way; no sum of points leaves the numbers a sheet can show


def factor_name(name: str) -> str:
    """Return the canonical name of a factor from its words in either language; another name as it is.

    Parameters
    ----------
    name : str
        A canonical name, what a factor is called, or the heading of a column of one's own.

    Returns
    -------
    str
        Canonical name of a factor that the expert card knows, else the heading without blanks around it.

    Examples
    --------
    >>> factor_name("资产负债率"), factor_name(" X7 EBIT / assets ")
    ('debt_ratio', 'X7 EBIT / assets')
    """
    return _canonical_names().get(plain_word(name), name.strip())


@cache
def _canonical_names() -> Mapping[str, str]:
    """Return the factors of the expert card by every word that means them."""
    found: dict[str, str] = {}
    headings = topic("credit")["headings"]
    for name in topic("policy")["factors"]:
        said = [name, *entry(f"policy.factors.{name}").values()]
        if name in headings:
            said += entry(f"credit.headings.{name}").values()
        for word in "|".join(said).split("|"):
            found.setdefault(plain_word(word), name)
    return MappingProxyType(found)


def _check_name(name: str) -> str:
    """Return a factor's name in its canonical form; refuse one that says nothing."""
    if not plain_word(name):
        raise PydanticCustomError("policy.points_name_blank", "a name is needed")
    return factor_name(name)


CardPoints = Annotated[Real, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_check_name)]


class FittedFactor(Record):
    """A factor whose value falls into a band ``[lower, upper)`` that adds points; no value has points too.

    Attributes
    ----------
    name : str
        A factor of the expert card by its canonical name, or the heading of a column of one's own.
    edges : tuple of float
        Rising; an edge belongs to the band above it.
    points : tuple of float
        One more than edges, from the lowest band up; may be below zero. [points]
    points_missing : float
        Points where the value is not known. [points]
    sample_counts : tuple of int
        Customers of the development sample in each band, those without a value last; empty where unknown.
    bad_shares : tuple of (float or None)
        Share of them that went bad; None where a band had none; empty where unknown.
    """

    name: Name
    edges: Annotated[tuple[Real, ...], Field(max_length=MOST_BANDS - 1)]
    points: tuple[CardPoints, ...]
    points_missing: CardPoints
    sample_counts: tuple[Count, ...] = ()
    bad_shares: tuple[Share | None, ...] = ()

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: tuple[float, ...]) -> tuple[float, ...]:
        return check_rising(edges)

    @field_validator("bad_shares")
    @classmethod
    def _something(cls, shares: tuple[float | None, ...]) -> tuple[float | None, ...]:
        """Return no shares at all where none is known: the two say the same."""
        return () if all(share is None for share in shares) else shares

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        bands = len(self.edges) + 1
        if len(self.points) != bands:
            counts = {"edges": len(self.edges), "points": len(self.points), "needed": bands}
            raise PydanticCustomError("policy.points_do_not_fit", "one more point than edges", counts)
        for name, values in (("sample_counts", self.sample_counts), ("bad_shares", self.bad_shares)):
            if values and len(values) != bands + 1:
                fields = {"name": name, "edges": bands - 1, "counted": len(values), "needed": bands + 1}
                raise PydanticCustomError("policy.sample_does_not_fit", "two more than edges", fields)
        return self

    @property
    def best(self) -> float:
        """The most points that a known value can earn."""
        return max(self.points)

    @property
    def reach(self) -> float:
        """How far apart the points of the factor lie: what it can move a score by."""
        return max(*self.points, self.points_missing) - min(*self.points, self.points_missing)


class PointsTable(Record):
    """The factors of a fitted card; empty while the expert card is all there is."""

    factors: Annotated[tuple[FittedFactor, ...], Field(max_length=MOST_FACTORS)] = ()

    @model_validator(mode="after")
    def _apart(self) -> Self:
        seen: dict[str, str] = {}
        for factor in self.factors:
            word = plain_word(factor.name)
            if word in seen:
                names = {"first": seen[word], "second": factor.name}
                raise PydanticCustomError("policy.points_factor_twice", "names must differ", names)
            seen[word] = factor.name
        return self


class PointsScale(Record):
    """What the points of a fitted card mean.

    Attributes
    ----------
    points_to_double_odds : float
        Points that double the odds of good to bad. [points]
    reference_points, reference_odds : float
        A score, and the odds of good to bad it stands for. [points; good to bad]

    Notes
    -----
    ln(odds) = ln(reference_odds) + (score - reference_points) x ln 2 / points_to_double_odds.
    """

    points_to_double_odds: AboveZero
    reference_points: AboveZero
    reference_odds: AboveZero
