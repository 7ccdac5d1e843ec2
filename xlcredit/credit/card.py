"""The card that scores under a policy: the expert card, or the points table fitted on one's own history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from xlcredit.credit.expert import expert_card
from xlcredit.credit.fitted import fitted_card

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlcredit.columns import Floats
    from xlcredit.credit.card_factor import CardFactor, Gains
    from xlcredit.credit.scores import Score, Scores
    from xlcredit.policy import Policy
    from xlcredit.texts import Language


class Card(Protocol):
    """What a card can do, whichever it is."""

    @property
    def factors(self) -> Sequence[CardFactor]:
        """Its factors, in the order they are added."""

    @property
    def own(self) -> Mapping[str, str]:
        """Factors that the expert card does not know, each with the column of a customer it is read from."""

    @property
    def own_columns(self) -> tuple[str, ...]:
        """Headings of the columns of the user's own among them."""

    def gains(self, known: tuple[str, ...]) -> Gains:
        """Return what bands add to a score where these factors are known; empty when none of them counts."""

    def band_text(self, name: str, value: float, language: Language | None = None) -> str:
        """Return the band that a known value of a factor falls into, in words."""

    def score_one(self, values: Mapping[str, float]) -> Score:
        """Score one customer."""

    def score_columns(self, values: Mapping[str, Any]) -> Scores:
        """Score a column of customers."""

    def scores_alone(self, values: Mapping[str, Any]) -> Floats:
        """Return the scores of a column of customers and nothing else."""


_CARDS: dict[str, Card] = {}


def card_of(policy: Policy) -> Card:
    """Return the card that scores under a policy; compiled once.

    Parameters
    ----------
    policy : Policy
        The policy.

    Returns
    -------
    Card
        Its card.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> [factor.name for factor in card_of(default_policy()).factors][:2]
    ['years_in_business', 'legal_form']
    """
    card = _CARDS.get(policy.policy_id)
    if card is None:
        make = fitted_card if policy.scorecard.method == "fitted" else expert_card
        card = _CARDS[policy.policy_id] = make(policy)
    return card
