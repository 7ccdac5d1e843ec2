"""From rows of values under headings to scores: what a cell function asks for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from xlcredit.credit.card import card_of
from xlcredit.credit.customer_row import row_measures
from xlcredit.credit.customer_table import customer_measures
from xlcredit.credit.reasons import reason_rows, reason_texts
from xlcredit.credit.scorecard import Scores, score_columns, score_one
from xlcredit.credit.words import factors_of_headings
from xlcredit.errors import ArgumentError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import numpy as np

    from xlcredit.policy import Policy
    from xlcredit.texts import Language


def score_rows(
    rows: Sequence[Sequence[Any]],
    headings: Sequence[Any],
    policy: Policy | None = None,
    *,
    as_of: dt.date | None = None,
) -> list[float]:
    """Score customers given as rows of values under headings.

    Parameters
    ----------
    rows : sequence of sequence, shape (n, k)
        Values; a blank is unknown.
    headings : sequence, shape (k,)
        Factors or columns of the Customers table, in English or Chinese, or columns that a fitted card
        names; in any order.
    policy : Policy, optional
        The default policy when None.
    as_of : datetime.date, optional
        Date that ages are counted to; without it they are unknown.

    Returns
    -------
    list of float, length n
        Scores of 0 to 100; among several rows, NaN where nothing is known or a word is not.

    Raises
    ------
    ArgumentError
        When a heading is not understood or stands twice, a row is not as long as the headings, or a value is
        of the wrong kind.
    MissingDataError
        When nothing is known of a single row.

    Examples
    --------
    >>> score_rows([[0.65], [0.95]], ["资产负债率"])
    [65.0, 20.0]
    """
    names = factors_of_headings(headings, card_of(policy or default_policy()).own)
    _same_width(rows, names)
    if len(rows) == 1:
        row = {name: value for name, value in zip(names, rows[0], strict=True) if name is not None}
        return [score_one(row_measures(row, policy, as_of=as_of).values, policy).score]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names) if name is not None}
    measures = customer_measures(columns, policy, as_of=as_of)
    scores: list[float] = score_columns(measures.values, policy).score.tolist()
    for _, row_number, _ in measures.unread:
        scores[row_number] = math.nan
    return scores


def score_reasons(
    row: Sequence[Any],
    headings: Sequence[Any],
    policy: Policy | None = None,
    language: Language | None = None,
    *,
    as_of: dt.date | None = None,
) -> list[list[Any]]:
    """Return why a customer has the score it has.

    Parameters
    ----------
    row : sequence, length k
        Values of one customer; a blank is unknown.
    headings : sequence, length k
        As in `score_rows`.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        The language; the current one when None.
    as_of : datetime.date, optional
        Date that ages are counted to.

    Returns
    -------
    list of list
        Rows of `reason_rows`; their contributions add up to the score.

    Raises
    ------
    ArgumentError
        As in `score_rows`.
    MissingDataError
        When nothing is known.

    Examples
    --------
    >>> score_reasons([0.65, 2.5], ["Debt ratio", "Current ratio"], language="en")[0][1:5]
    ['Debt ratio', 0.65, '0.60–0.70', 65.0]
    """
    names = factors_of_headings(headings, card_of(policy or default_policy()).own)
    _same_width([row], names)
    given = {name: value for name, value in zip(names, row, strict=True) if name is not None}
    values = row_measures(given, policy, as_of=as_of).values
    return reason_rows(score_one(values, policy), values, policy, language)


def score_with_reasons(
    values: Mapping[str, Any],
    policy: Policy | None = None,
    language: Language | None = None,
    *,
    count: int = 3,
) -> tuple[Scores, np.ndarray[Any, np.dtype[Any]]]:
    """Score a column of customers and say what costs each of them most.

    Parameters
    ----------
    values : mapping of str to array_like, shape (n,)
        Factor to values; what is absent or NaN is unknown.
    policy : Policy, optional
        The default policy when None.
    language : {"en", "zh"}, optional
        Language of the reasons; the current one when None.
    count : int
        How many reasons, at least 1.

    Returns
    -------
    scores : Scores
        As `score_columns` gives them.
    reasons : ndarray of object, shape (n, count)
        Texts, the largest loss against the best attainable first, of equal losses the factor that stands
        earlier on the card; "" where nothing more is lost.

    Raises
    ------
    ArgumentError
        When a column holds something else than numbers.

    Examples
    --------
    >>> scores, reasons = score_with_reasons({"debt_ratio": [0.1, 0.65]}, language="en", count=2)
    >>> scores.score.tolist(), reasons.tolist()
    ([100.0, 65.0], [['', ''], ['Debt ratio 0.60–0.70: 35.0 points lost', '']])
    """
    scores = score_columns(values, policy)
    return scores, reason_texts(scores, values, policy, language, count=count)


def _same_width(rows: Sequence[Sequence[Any]], names: Sequence[Any]) -> None:
    """Refuse rows that are not as long as the headings."""
    for row in rows:
        if len(row) != len(names):
            raise ArgumentError("credit.lengths_differ", name="values", got=len(row), needed=len(names))
