"""The country grade of a customer: its own or its country's, and the worse of that and its industry's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.credit.words import is_blank
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.columns import Floats
    from xlcredit.policy import Policy


def worse_grade(own: float, country: Any, industry: Any, policy: Policy) -> float:
    """Return the place of the grade that counts for one customer.

    Parameters
    ----------
    own : float
        Place of the customer's own country grade on the scale A1 to E; NaN where it has none.
    country, industry : str or None
        As the customer is listed with them.
    policy : Policy
        Its tables of countries and industries.

    Returns
    -------
    float
        Place on the scale, 0 for A1; NaN where nothing is known.

    Notes
    -----
    A grade of one's own wins over that of the country. Of several words that an industry holds the worst
    counts. Country and industry are one factor, the worse of the two, as on the published sheets.

    Examples
    --------
    >>> from xlcredit.policy import default_policy, overlay
    >>> tables = {"risk_tables.country.DE|Germany": "A1", "risk_tables.industry.textile": "B"}
    >>> rules = overlay(default_policy(), tables)
    >>> worse_grade(float("nan"), "germany", "Textile mills", rules), worse_grade(5.0, "DE", None, rules)
    (4.0, 5.0)
    """
    rules = policy.risk_tables
    place = own
    if math.isnan(own) and not is_blank(country):
        place = rules.country_places.get(plain_word(country), math.nan)
    if not is_blank(industry):
        name = plain_word(industry)
        known = [] if math.isnan(place) else [place]
        found = [float(worse) for word, worse in rules.industry_places.items() if word in name]
        place = max(known + found, default=math.nan)
    return float(place)


def worse_grades(
    own: Floats, countries: Sequence[Any] | None, industries: Sequence[Any] | None, policy: Policy
) -> Floats:
    """Return the place of the grade that counts for every customer.

    Parameters
    ----------
    own : ndarray, shape (n,)
        As for `worse_grade`.
    countries, industries : sequence of length n, or None
        None where there is no such column.
    policy : Policy
        Its tables of countries and industries.

    Returns
    -------
    ndarray, shape (n,)
        Row by row what `worse_grade` gives; `own` itself where both tables are empty.
    """
    if not policy.risk_tables.is_filled or (countries is None and industries is None):
        return own
    blanks = [None] * own.size
    triples = list(zip(own.tolist(), countries or blanks, industries or blanks, strict=True))
    keys = [(str(place), country, industry) for place, country, industry in triples]  # NaN equals nothing
    found = {key: worse_grade(*triple, policy) for key, triple in zip(keys, triples, strict=True)}
    return np.array([found[key] for key in keys], dtype=np.float64)
