"""What was known of every customer on an earlier date: the score of that day, re-built from the same ledger.

Documents, payments and statements dated later do not count. Facts of the customer list that may have changed
since and carry no date of their own are left out (`UNDATED`): they would tell the past what came of it. What
hardly changes is kept as it is (`LASTING`). Exchange rates are those of the valuation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from xlcredit.columns import add_months, as_day
from xlcredit.credit.factors import STATEMENT_COLUMNS
from xlcredit.ledger.side_tables import OWN_PREFIX
from xlcredit.receivables import days_past_due
from xlcredit.receivables.documents import ALWAYS
from xlcredit.refresh import credit
from xlcredit.refresh.customers import customer_frame

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Codes, Dates, Flags, Floats
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.receivables import CustomerBehaviour
    from xlcredit.refresh.credit import Assessed
    from xlcredit.refresh.position import Position

UNDATED: Final = (
    "credit_limit", "insured_limit", "open_judgments", "closed_judgments", "bureau_score", "country_grade",
    "is_insolvent", "is_blocked",
)  # fmt: skip
"""Facts that change and carry no date: unknown on earlier ones. So are disputes and the use of limits."""
LASTING: Final = (
    "customer_name", "group_id", "country", "industry", "legal_form", "currency", "terms_days",
    "paid_in_capital",
)  # fmt: skip
"""Facts without a date that hardly change: taken as they are."""
DATED: Final = ("registered_on", "customer_since")
"""Facts that are dates themselves: unknown before they came true."""
OF_STATEMENT: Final = ("statement_date", "is_audited", *STATEMENT_COLUMNS)
"""Facts of the accounts: known from their date on, never without one. So are columns of one's own."""


@dataclass(frozen=True)
class Snapshot:
    """What a refresh would have said on an earlier date, one entry per row of its customer frame.

    Attributes
    ----------
    as_of : date
        The date.
    customers : DataFrame
        The customer frame as known then.
    was_there : ndarray of bool, shape (n,)
        Customers with a document by then, or listed as customers since an earlier day.
    behaviour : CustomerBehaviour
        Payment behaviour, without what needs a fact of `UNDATED`.
    assessed : Assessed
        Scores, grades and recommended limits.
    """

    as_of: date
    customers: pd.DataFrame
    was_there: Flags
    behaviour: CustomerBehaviour
    assessed: Assessed

    @property
    def is_rated(self) -> Flags:
        """Customers that were there and had a score."""
        return np.asarray(self.was_there & np.isfinite(self.assessed.scores.score))

    @property
    def is_graded(self) -> Flags:
        """Customers that were there and had a grade, hence a stated risk."""
        return np.asarray(self.was_there & np.isfinite(self.assessed.probability_of_default))

    @property
    def recommended_limit(self) -> Floats:
        """Recommended limits in base currency; NaN for who had no grade."""
        return np.where(self.is_graded, self.assessed.limit.recommended_limit, np.nan)


def snapshot_at(ledger: Ledger, position: Position, policy: Policy, day: date) -> Snapshot:
    """Score and grade every customer as it would have been done on a date.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    position : Position
        The ledger in base currency, from `open_position`.
    policy : Policy
        Every policy number, as it is now.
    day : date
        The date.

    Returns
    -------
    Snapshot
        One entry per customer of the list and the ledger, in the order of the customer frame of any date.

    Notes
    -----
    Payments settle documents by the day they came. A document that is settled in the ledger without a day of
    payment counts as settled from the beginning, on this date as in the aging of any past date.
    """
    then = position_at(position, day)
    customers = customer_frame(ledger, then, policy.limits.peak_months)
    return _assessed(then, known_facts(customers, day), policy)


def snapshot_by_facts_of(position: Position, customers: pd.DataFrame, policy: Policy, day: date) -> Snapshot:
    """Score every customer on the date of valuation by the facts of an earlier one.

    Parameters
    ----------
    position : Position
        The ledger in base currency.
    customers : DataFrame
        The customer frame of the date of valuation.
    policy : Policy
        Every policy number.
    day : date
        Facts of the customer list that were not known on it are left out; documents and payments are not.

    Returns
    -------
    Snapshot
        Beside `snapshot_at` of the same day only the ledger tells the two apart.
    """
    return _assessed(position, known_facts(customers, day), policy)


def _assessed(position: Position, customers: pd.DataFrame, policy: Policy) -> Snapshot:
    """Score and grade the customers of a frame without what needs an undated fact."""
    behaviour = replace(
        credit.behaviour_of(customers, position, policy, np.zeros(len(customers))),
        disputed_share=np.full(len(customers), np.nan),
    )
    day = position.valuation.as_of
    assessed = credit.assess(customers, behaviour, position.valuation, policy)
    return Snapshot(day, customers, _was_there(customers, position, day), behaviour, assessed)


def position_at(position: Position, day: date) -> Position:
    """Return what was open on an earlier date, as far as the scores of customers need it.

    Parameters
    ----------
    position : Position
        The open position of a later date.
    day : date
        The date.

    Returns
    -------
    Position
        The same ledger; its rows have the columns ``customer_id, open_in_base, days_past_due`` only.
    """
    found = position.ledger.open_at(day)
    place = np.flatnonzero(found.open_amount)
    credits_ = found.unapplied
    if position.plans.plans:
        return replace(_as_agreed(position, day), found=found)
    due = np.concatenate([position.ledger.due_date[place], credits_.payment_date])
    customer = position.customers[1][position.customers[0][place]]
    rows = pd.DataFrame({
        "customer_id": np.concatenate([customer, credits_.customer_id]),
        "open_in_base": np.concatenate([found.open_amount[place], credits_.open_amount]),
        "days_past_due": days_past_due(due, day),
    })  # fmt: skip
    return replace(position, valuation=replace(position.valuation, as_of=day), rows=rows, found=found)


def _as_agreed(position: Position, day: date) -> Position:
    """Return the open rows of an earlier date with the plans that were kept then."""
    plans = position.plans
    own = plans.own.open_at(day)
    place = np.flatnonzero((own.open_amount != 0) & np.isfinite(plans.to_base))
    rows = pd.DataFrame({
        "customer_id": plans.customer[place],
        "due_date": plans.own.due_date[place].astype("datetime64[s]"),
        "open_amount": own.open_amount[place],
        "rate": plans.to_base[place],
        "place": place,
    })  # fmt: skip
    rows = plans.as_agreed(rows, own)
    credits_ = position.ledger.open_at(day).unapplied
    due = np.concatenate([rows["due_date"].to_numpy().astype("datetime64[D]"), credits_.payment_date])
    known = pd.DataFrame({
        "customer_id": np.concatenate([rows["customer_id"], credits_.customer_id]),
        "open_in_base": np.concatenate([rows["open_amount"] * rows["rate"], credits_.open_amount]),
        "days_past_due": days_past_due(due, day),
    })  # fmt: skip
    return replace(position, valuation=replace(position.valuation, as_of=day), rows=known)


def known_facts(customers: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return a customer frame with what was not known on a date left blank.

    Parameters
    ----------
    customers : DataFrame
        Columns of the customers table, and others that stay.
    day : date
        The date.

    Returns
    -------
    DataFrame
        The same rows.

    Examples
    --------
    >>> from datetime import date
    >>> frame = pd.DataFrame(
    ...     {"statement_date": pd.to_datetime(["2025-12-31"]), "sales": [5.0], "terms_days": 30.0}
    ... )
    >>> known_facts(frame, date(2025, 6, 30)).to_dict("list")
    {'statement_date': [NaT], 'sales': [nan], 'terms_days': [30.0]}
    """
    known = customers.copy()
    now = pd.Timestamp(day)
    for name in UNDATED:
        if name in known:
            known[name] = _blank(known[name], np.ones(len(known), dtype=bool))
    for name in DATED:
        if name in known:
            known[name] = known[name].where(known[name] <= now)
    is_later = ~(customers["statement_date"] <= now).to_numpy()
    own = [name for name in map(str, known) if name.startswith(OWN_PREFIX)]
    for name in (*OF_STATEMENT, *own):
        if name in known:
            known[name] = _blank(known[name], is_later)
    return known


def _blank(column: pd.Series[Any], rows: Flags) -> pd.Series[Any]:
    """Return a column with some rows unknown, in its own type."""
    if column.dtype.kind in "fM":
        return column.mask(rows)
    return column.astype(object).mask(rows, None)


def _was_there(customers: pd.DataFrame, position: Position, day: date) -> Flags:
    """Say which customers had a document by a date, or were listed as customers before."""
    first = first_documents(position, customers)
    listed = customers["customer_since"].notna().to_numpy()
    return np.asarray((first <= as_day(day)) | listed)


def first_documents(position: Position, customers: pd.DataFrame) -> Dates:
    """Return the day of each customer's first document; the end of time where there is none.

    Parameters
    ----------
    position : Position
        The ledger.
    customers : DataFrame
        The customer frame.

    Returns
    -------
    ndarray of datetime64[D], shape (rows of the frame,)
        Documents without a date count from the beginning.
    """
    first = np.full(len(customers), np.iinfo(np.int64).max)
    np.minimum.at(first, customer_rows(position, customers), position.ledger.known_from.astype(np.int64))
    return first.view("datetime64[D]")


def customer_rows(position: Position, customers: pd.DataFrame) -> Codes:
    """Return the row of the customer frame that each document belongs to.

    Parameters
    ----------
    position : Position
        The ledger.
    customers : DataFrame
        The customer frame.

    Returns
    -------
    ndarray of int64, shape (documents,)
        Rows.
    """
    codes, names = position.customers
    place = pd.Series(np.arange(len(customers)), index=customers["customer_id"]).reindex(names)
    return place.to_numpy().astype(np.int64)[codes]


def snapshot_dates(position: Position, policy: Policy) -> tuple[date, ...]:
    """Return the dates whose scores can be held against what came of them, the newest first.

    Parameters
    ----------
    position : Position
        The ledger and its date of valuation.
    policy : Policy
        Length of the window, distance of the dates, history needed before.

    Returns
    -------
    tuple of date
        The first one window before the date of valuation; empty when the ledger is too short.
    """
    rules = policy.validation
    known = position.ledger.known_from[position.ledger.known_from > ALWAYS]
    if not known.size:
        return ()
    earliest = add_months(known.min(), rules.history_months)
    found: list[date] = []
    while True:
        back = rules.target.window_months + rules.snapshot_months * len(found)
        day = add_months(as_day(position.valuation.as_of), -back)
        if day < earliest:
            return tuple(found)
        found.append(day.item())
