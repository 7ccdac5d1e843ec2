"""What letters need of late interest: overdue items to the day of the letters, and how the law was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.collections import rate_table
from xlcredit.policy.claims import NO_RULE
from xlcredit.refresh.late_interest import NEXT_DAY, late_items
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from xlcredit.collections import RateTable
    from xlcredit.policy import Policy
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

KEPT = (
    "rule", "found_by", "law", "law_by", "country", "interest", "fixed_fee", "lowest_rate", "highest_rate",
    "rates_in_words", "is_confirmed", "starts_after", "rates_from", "rates_until",
)  # fmt: skip
FOUND_BY = ("country", "unlisted", "currency")
GENERAL, NAMED = "general", "named"


def late_claims(
    position: Position, customers: pd.DataFrame, policy: Policy, language: Language, until: date
) -> pd.DataFrame:
    """Return late interest and fixed sums of every overdue item until the day of the letters.

    Parameters
    ----------
    position : Position
        The open items.
    customers : DataFrame
        From `customer_frame`; its ``country`` names the law.
    policy : Policy
        Rules and rates; ``letters.interest_basis`` may name one rule for all.
    language : {"en", "zh"}
        Language of the rates in words.
    until : date
        Last day with interest, on the balances of the date of valuation.

    Returns
    -------
    DataFrame
        By ``position_row``: ``law``, the rule of the customer's country or of the currency, and ``law_by``,
        how it was found: ``country``; ``currency``, where no country is stated; ``unlisted``, a country
        without an entry; ``general``. ``rule`` and ``found_by`` are the same, or the rule that the policy
        names for all letters (``named``). Money and rates are NaN where no rate is known.
    """
    basis = policy.letters.interest_basis
    named = basis if hasattr(policy.late_interest.rules, basis) else None
    late = late_items(position, customers, policy, language, until=until, rule=named).set_index(
        "position_row"
    )
    _find_laws(late, customers, policy)
    late["rule"] = late["law"] if named is None else named
    late["found_by"] = late["law_by"] if named is None else NAMED
    late = late.assign(lowest_rate=np.nan, highest_rate=np.nan, rates_from=None, rates_until=None)
    for rule in late["rule"].unique():
        if rule != NO_RULE:
            _add_rates(late, rule, until, policy)
    return late[list(KEPT)]


def _find_laws(late: pd.DataFrame, customers: pd.DataFrame, policy: Policy) -> None:
    """Write the law of each item, and what it follows from."""
    rules = policy.late_interest
    stated = dict(zip(customers["customer_id"], customers["country"], strict=True))
    words = {who: _text(stated.get(who)) for who in late["customer_id"].unique()}
    late["country"] = late["customer_id"].map(words)
    plain = {word: plain_word(word) for word in set(words.values())}
    of_country = late["country"].map({word: rules.rules_of_countries.get(plain[word]) for word in plain})
    of_currency = late["currency"].map(dict(rules.rule_by_currency))
    late["law"] = of_country.astype(object).where(of_country.notna(), of_currency).fillna(rules.rule)
    choices = (of_country.notna(), late["country"] != "", of_currency.notna())
    late["law_by"] = np.select(choices, FOUND_BY, GENERAL)


def _text(value: Any) -> str:
    """Return a cell as text; a blank is ""."""
    return value.strip() if isinstance(value, str) else ""


def _add_rates(late: pd.DataFrame, rule: str, until: date, policy: Policy) -> None:
    """Write the lowest and highest rate of one rule's items, and the days for which rates are known."""
    table = rate_table(rule, policy)
    own = (late["rule"] == rule).to_numpy()
    late.loc[own, "rates_from"], late.loc[own, "rates_until"] = table.first_days[0], table.last_day
    known = own & late["interest"].notna().to_numpy()
    starts = late.loc[known, "starts_after"].to_numpy().astype("datetime64[D]") + NEXT_DAY
    first = table.step_of(starts)
    last = first if table.is_fixed else np.maximum(table.step_of(np.datetime64(until, "D")), first)
    spans = _spans(table, first, np.broadcast_to(last, first.shape))
    late.loc[known, "lowest_rate"], late.loc[known, "highest_rate"] = spans[:, 0], spans[:, 1]


def _spans(table: RateTable, first: Any, last: Any) -> Any:
    """Return the lowest and highest rate between two steps of a table, for every item."""
    rates = table.rate_column
    pairs, place = np.unique(np.column_stack([first, last]), axis=0, return_inverse=True)
    found = [(rates[begin : end + 1].min(), rates[begin : end + 1].max()) for begin, end in pairs.tolist()]
    return np.array(found).reshape(-1, 2)[place.reshape(-1)]
