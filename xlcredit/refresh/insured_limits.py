"""The limits that a credit insurer granted each customer over time, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.columns import Codes, Dates, Floats
    from xlcredit.refresh.valuation import Valuation
    from xlcredit.texts import Language

STATES: Final = (
    "in_force", "no_rate", "list", "list_until", "discretionary", "not_yet", "none", "refused", "expired",
)  # fmt: skip
"""Why a limit is what it is on a day; the words are ``insurance.source.<state>``."""
IN_FORCE, NO_RATE, LISTED, LISTED_UNTIL, DISCRETIONARY, NOT_YET, NONE, REFUSED, EXPIRED = range(len(STATES))
NO_ROW: Final = -1
_EVER, _FOREVER = np.datetime64("1678-01-01", "D"), np.datetime64("2262-01-01", "D")
_DAYS_OF_A_BUYER: Final = 1 << 20  # room for every day beside the number of a buyer in one sortable key


@dataclass(frozen=True)
class LimitOnDay:
    """Limits of some buyers on some days, one entry for each pair.

    Attributes
    ----------
    limit : ndarray, shape (n,)
        0 where none is in force. [base currency]
    row : ndarray of int, shape (n,)
        Row of the insured limits in force or, where none is, of the one that ended last; `NO_ROW`: neither.
    state : ndarray of int, shape (n,)
        Place in `STATES`.
    """

    limit: Floats
    row: Codes
    state: Codes


class LimitCalendar:
    """The insured limits of every buyer over time.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id`` (each once) and ``listed_limit``, else ``insured_limit``: the undated limit of the
        customer list [base currency]; NaN where there is none, or no rate for it.
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`; a refused row has a blank limit.
    valuation : Valuation
        Base currency, rates.
    discretionary : ndarray, shape (customers,), optional
        Limit of a buyer that the insurer has not rated. [base currency]

    Notes
    -----
    On a day that no dated row of the buyer covers, the undated limit counts before the first of its rows and
    none after it: a renewal dated ahead switches nothing off, and what ended or was refused is not replaced.
    A refused row without a readable first day counts from ever.
    """

    def __init__(
        self,
        customers: pd.DataFrame,
        insured_limits: pd.DataFrame,
        valuation: Valuation,
        discretionary: Floats | None = None,
    ) -> None:
        own = customers["listed_limit" if "listed_limit" in customers else "insured_limit"]
        self._listed = np.maximum(np.nan_to_num(own.to_numpy(dtype=float)), 0.0)
        self._discretionary = np.zeros(len(customers)) if discretionary is None else discretionary
        buyer = pd.Index(customers["customer_id"]).get_indexer(insured_limits["customer_id"])
        refused = insured_limits["insured_limit"].isna().to_numpy()
        first, last = (insured_limits[name].to_numpy(dtype="M8[D]") for name in ("limit_from", "limit_to"))
        begins = np.where(refused & (np.isnat(first) | (last < first)), _EVER, first)
        known = buyer >= 0  # a stranger has nothing that could be insured
        self._first = np.full(len(customers), _FOREVER)
        np.minimum.at(self._first, buyer[known], begins[known])
        self._has_refused = np.bincount(buyer[known & refused], minlength=len(customers)) > 0
        rows = np.flatnonzero(known & ~refused)
        rows = rows[np.lexsort((first[rows], buyer[rows]))]
        units = insured_limits["currency"].where(insured_limits["currency"] != "", valuation.base_currency)
        worth = insured_limits["insured_limit"].to_numpy(dtype=float) * valuation.to_base(units)
        # One row in front of all stands for "no row".
        self._rows, self._buyer = np.r_[NO_ROW, rows], np.r_[-1, buyer[rows]]
        self._keys = _keys(self._buyer, np.r_[_EVER, first[rows]])
        self._last = np.r_[_EVER, np.where(np.isnat(last), _FOREVER, last)[rows]]
        self._worth = np.r_[0.0, worth[rows]]

    def on(self, buyers: Codes, days: Dates) -> LimitOnDay:
        """Return the limit of each buyer on each day.

        Parameters
        ----------
        buyers : ndarray of int, shape (n,)
            Rows of the customers.
        days : ndarray of datetime64[D], shape (n,)
            Known days.

        Returns
        -------
        LimitOnDay
            One entry for each.
        """
        found = np.searchsorted(self._keys, _keys(buyers, days), side="right") - 1
        found = np.where(self._buyer[found] == buyers, found, 0)
        runs, worth = (found > 0) & (self._last[found] >= days), self._worth[found]
        early, is_dated = days < self._first[buyers], self._first[buyers] < _FOREVER
        listed, spare = self._listed[buyers], self._discretionary[buyers]
        tests = {
            IN_FORCE: (runs & ~np.isnan(worth), worth),
            NO_RATE: (runs, 0.0),
            LISTED_UNTIL: (early & is_dated & (listed > 0), listed),
            LISTED: (early & (listed > 0), listed),
            DISCRETIONARY: (early & (spare > 0), spare),
            NOT_YET: (early & is_dated, 0.0),
            NONE: (early, 0.0),
            REFUSED: (self._has_refused[buyers], 0.0),
        }
        holds = [is_so for is_so, _ in tests.values()]
        limits = [np.broadcast_to(limit, len(buyers)) for _, limit in tests.values()]
        return LimitOnDay(
            limit=np.select(holds, limits, 0.0),
            row=self._rows[found],
            state=np.select(holds, list(tests), EXPIRED),
        )

    def first_days(self) -> Dates:
        """Return the first day of the dated rows of every buyer; unknown where it has none."""
        found: Dates = np.where(self._first < _FOREVER, self._first, np.datetime64("NaT"))
        return found


def _keys(buyers: Codes, days: Dates) -> Codes:
    """Return numbers that sort by buyer, then by day."""
    since = (days - _EVER).astype(np.int64)
    return np.asarray(buyers * _DAYS_OF_A_BUYER + since, dtype=np.int64)


def with_limits_in_force(
    customers: pd.DataFrame, insured_limits: pd.DataFrame, valuation: Valuation
) -> pd.DataFrame:
    """Return customers with the insured limit in force on the date of valuation.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id`` and ``insured_limit``: that of the customer list. [base currency]
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`.
    valuation : Valuation
        Date, base currency, rates.

    Returns
    -------
    DataFrame
        The same rows, ``insured_limit`` as a row of the insured limits says where a customer has one that
        has begun, and ``listed_limit``, as the customer list says; without insured limits the same frame.
    """
    if insured_limits.empty:
        return customers
    listed = customers["insured_limit"]
    everyone = np.arange(len(customers))
    today = np.full(len(customers), np.datetime64(valuation.as_of, "D"))
    calendar = LimitCalendar(customers, insured_limits, valuation)
    found = calendar.on(everyone, today)
    is_listed = np.isin(found.state, (LISTED, LISTED_UNTIL, NONE))
    return customers.assign(
        insured_limit=np.where(is_listed, listed, found.limit),
        listed_limit=listed,
    )


def source_words(
    found: LimitOnDay, calendar: LimitCalendar, insured_limits: pd.DataFrame, language: Language
) -> list[str]:
    """Return in words where the limit of each customer comes from.

    Parameters
    ----------
    found : LimitOnDay
        Every customer on the date of valuation.
    calendar : LimitCalendar
        Where it comes from.
    insured_limits : DataFrame
        The rows it was made of.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of str
        One per customer.
    """
    usual = [say(f"insurance.source.{state}", language) if code in _WITHOUT_DAY else ""
             for code, state in enumerate(STATES)]  # fmt: skip
    said = [usual[state] for state in found.state.tolist()]
    starts = calendar.first_days()
    ends, references = insured_limits["limit_to"].tolist(), insured_limits["insurer_reference"].tolist()
    for place in np.flatnonzero((found.row >= 0) | (found.state == LISTED_UNTIL)).tolist():
        row, state = int(found.row[place]), int(found.state[place])
        is_open = row >= 0 and pd.isna(ends[row])
        key = "open_end" if is_open and state == IN_FORCE else STATES[state]
        last = "" if row < 0 or is_open else f"{ends[row]:%Y-%m-%d}"
        words = say(f"insurance.source.{key}", language, last=last, first=str(starts[place]))
        is_named = row >= 0 and references[row] and state != REFUSED
        said[place] = f"{references[row]}: {words}" if is_named else words
    return said


_WITHOUT_DAY: Final = frozenset(range(len(STATES))) - {IN_FORCE, LISTED_UNTIL, EXPIRED}
