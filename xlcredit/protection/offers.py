"""Offers of credit insurance side by side: what each costs, and what stays with us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from xlcredit.columns import Floats, as_floats
from xlcredit.protection.insurance import indemnity, premium

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy.protection import InsuranceOffer

CENTS = 2
NO_CAP = 0.0  # a maximum liability of 0 is none


@dataclass(frozen=True)
class InsuredBook:
    """What an insurance would cover, customer by customer.

    Attributes
    ----------
    losses : ndarray, shape (n,)
        What is lost if the customer fails. [money]
    insurable : ndarray, shape (n,)
        How much of it could be insured: no dispute, delivered in time, net of credits. [money]
    limits : ndarray, shape (n,)
        Insured limit of each, 0 where there is none. [money]
    default_probability : ndarray, shape (n,)
        Within a year; unknown counts as 0, as in the expected loss. [share of one]
    insured_turnover : float
        Yearly sales to customers with a limit. [money]
    """

    losses: Floats
    insurable: Floats
    limits: Floats
    default_probability: Floats
    insured_turnover: float


@dataclass(frozen=True)
class OfferCost:
    """What one offer comes to in a year, in money.

    Attributes
    ----------
    premium : float
        With minimum and fees.
    expected_recovery, retained_expected : float
        What is paid of the expected losses of a year, and what stays with us.
    retained_largest : float
        What stays with us if the customer with the largest loss fails, and no other.
    total_cost : float
        Premium and expected retained loss.
    """

    premium: float
    expected_recovery: float
    retained_expected: float
    retained_largest: float
    total_cost: float


def offer_cost(offer: InsuranceOffer, book: InsuredBook, order: str) -> OfferCost:
    """Return what an offer costs, and what it leaves with us.

    Parameters
    ----------
    offer : InsuranceOffer
        Its terms.
    book : InsuredBook
        What it would cover.
    order : str
        What cuts a loss first, second and third, as in `indemnity`.

    Returns
    -------
    OfferCost
        To the cent.

    Notes
    -----
    Premium = max(insured turnover x rate, minimum) + fees. Paid of the expected loss = sum of probability x
    indemnity of each customer, less the aggregate first loss, up to the maximum liability: a year as
    expected, not a bad one. The failure of the largest customer bears first loss and deductible alone.

    Examples
    --------
    >>> from xlcredit.policy.protection import InsuranceOffer
    >>> book = InsuredBook(
    ...     *map(np.array, ([100_000.0], [100_000.0], [80_000.0], [0.05])), insured_turnover=1e6
    ... )
    >>> offer_cost(InsuranceOffer(cover_share=0.9, premium_rate=0.0025), book, "limit_cover_deductible")
    OfferCost(premium=2500.0, expected_recovery=3600.0, retained_expected=1400.0, retained_largest=28000.0,
              total_cost=3900.0)
    """
    cap = offer.maximum_liability if offer.maximum_liability > NO_CAP else np.inf
    paid = as_floats(indemnity(book.insurable, book.limits, offer.cover_share, offer.deductible, order))
    chance = np.nan_to_num(book.default_probability)
    first_loss = offer.first_loss * (offer.cover_share if order == "limit_deductible_cover" else 1.0)
    recovered = float(np.clip(float((paid * chance).sum()) - first_loss, 0.0, cap))
    expected = float((book.losses * chance).sum())
    largest = _after_largest_failure(offer, book, order, cap)
    cost = round(float(premium(book.insured_turnover, offer.premium_rate, offer.minimum_premium,
                               offer.limit_fees)), CENTS)  # fmt: skip
    kept = round(expected - recovered, CENTS)
    return OfferCost(cost, round(recovered, CENTS), kept, round(largest, CENTS), round(cost + kept, CENTS))


def _after_largest_failure(offer: InsuranceOffer, book: InsuredBook, order: str, cap: float) -> float:
    """Return what stays with us when the customer with the largest loss fails."""
    if not book.losses.size:
        return 0.0
    worst = int(book.losses.argmax())
    borne = offer.deductible + offer.first_loss
    paid = indemnity(book.insurable[worst], book.limits[worst], offer.cover_share, borne, order)
    return float(book.losses[worst] - min(float(paid), cap))


def without_insurance(book: InsuredBook) -> OfferCost:
    """Return what stays with us without any insurance.

    Parameters
    ----------
    book : InsuredBook
        The customers.

    Returns
    -------
    OfferCost
        No premium, every loss.

    Examples
    --------
    >>> book = InsuredBook(*map(np.array, ([100.0], [100.0], [0.0], [0.05])), insured_turnover=0.0)
    >>> without_insurance(book).total_cost
    5.0
    """
    expected = round(float((book.losses * np.nan_to_num(book.default_probability)).sum()), CENTS)
    largest = round(float(book.losses.max(initial=0.0)), CENTS)
    return OfferCost(0.0, 0.0, expected, largest, expected)


def compare_offers(
    offers: Mapping[str, InsuranceOffer], book: InsuredBook, order: str
) -> dict[str, OfferCost]:
    """Return every offer with its cost, the cheapest first.

    Parameters
    ----------
    offers : mapping of str to InsuranceOffer
        Name of each offer to its terms.
    book : InsuredBook
        What it would cover.
    order : str
        As in `indemnity`.

    Returns
    -------
    dict of str to OfferCost
        By total cost; of equal ones the one named first.

    Examples
    --------
    >>> book = InsuredBook(*map(np.array, ([100.0], [100.0], [0.0], [0.05])), insured_turnover=0.0)
    >>> compare_offers({}, book, "limit_cover_deductible")
    {}
    """
    found = {name: offer_cost(offer, book, order) for name, offer in offers.items()}
    return dict(sorted(found.items(), key=lambda entry: entry[1].total_cost))
