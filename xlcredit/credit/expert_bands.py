"""The bands of the expert card in words: edges as the policy has them, with the decimals they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlcredit.policy.card import MoneyFactor
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.policy import Policy
    from xlcredit.policy.card import Family
    from xlcredit.texts import Language

_LEAST_DECIMALS = {"share": 2, "times": 1}


def expert_band_text(
    policy: Policy, family: Family, factor: str, value: float, language: Language | None = None
) -> str:
    """Return the band that a known value of a factor falls into, in words.

    Parameters
    ----------
    policy : Policy
        The policy.
    family : {"standing", "finance", "trading"}
        Family of the factor.
    factor : str
        Its name; not one that has levels instead of numbers.
    value : float
        Its value.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        From the lower edge to below the upper one.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> expert_band_text(default_policy(), "finance", "debt_ratio", 0.65, "en")
    '0.60–0.70'
    """
    record, finest = _record(policy, family, factor)
    edges, first_below = record.edges, record.first_edge_in_lower_band
    place = sum(1 for edge in edges if edge <= value)
    if first_below and value == edges[0]:
        place = 0
    low = _edge(record, edges[place - 1], finest) if place else ""
    high = _edge(record, edges[place], finest) if place < len(edges) else ""
    return say(
        f"credit.band.{_shape(place, len(edges), first_below=first_below)}", language, low=low, high=high
    )


def _shape(place: int, edges: int, *, first_below: bool) -> str:
    """Return how a band is said: the lowest, the highest, or one between."""
    if place == 0:
        return "up_to" if first_below else "below"
    if place < edges:
        return "between"
    return "above" if first_below and edges == 1 else "from"


def _record(policy: Policy, family: Family, factor: str) -> tuple[Any, int]:
    """Return the policy record of a factor, and the decimals that its edges are shown with."""
    record = getattr(getattr(policy.scorecard, family), factor)
    note = policy.notes.get(f"scorecard.{family}.{factor}.edges")
    least = _LEAST_DECIMALS.get(note.unit, 0) if note is not None else 0
    return record, max(least, *(_decimals(edge) for edge in record.edges))


def _edge(record: Any, edge: float, decimals: int) -> str:
    """Return an edge in words."""
    shown = f"{edge:,.{decimals}f}"
    return f"{shown} {record.currency}" if isinstance(record, MoneyFactor) else shown


def _decimals(number: float) -> int:
    """Return how many decimals a number needs."""
    return len(f"{number:.6f}".rstrip("0").partition(".")[2])
