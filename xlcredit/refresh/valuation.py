"""As of which date, in which currency: the two choices every figure of a refresh stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.ledger import Issue, make_issue

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Floats
    from xlcredit.ledger import Ledger


@dataclass(frozen=True)
class Valuation:
    """The date and the currency a refresh values open items at.

    Attributes
    ----------
    as_of : date
        Date of valuation.
    base_currency : str
        Currency of totals over currencies.
    rates : dict of str to float
        Units of base currency for one unit of each currency; a currency without a rate is absent.
    issues : tuple of Issue
        What was decided for the user, and what could not be converted.
    today : date
        The day it is.
    """

    as_of: date
    base_currency: str
    rates: dict[str, float]
    issues: tuple[Issue, ...]
    today: date

    def to_base(self, currencies: pd.Series[str]) -> Floats:
        """Return the rate of every row.

        Parameters
        ----------
        currencies : Series, shape (n,)
            Currency codes.

        Returns
        -------
        ndarray, shape (n,)
            Units of base currency; NaN where there is no rate, so that such amounts drop out of totals
            instead of being added as if they were base currency.
        """
        return np.asarray(currencies.map(self.rates), dtype=np.float64)


def value_at(
    ledger: Ledger,
    *,
    today: date,
    as_of: date | None,
    base_currency: str | None,
    stale_after_days: int,
) -> Valuation:
    """Decide date and currency of valuation and say what was decided.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    today : date
        The day it is.
    as_of : date or None
        Date asked for.
    base_currency : str or None
        Currency asked for.
    stale_after_days : int
        A ledger whose newest document is older than this is valued at that document's date. [days]

    Returns
    -------
    Valuation
        Date, currency, rates, and the issues that tell of choices made for the user.
    """
    issues: list[Issue] = []
    if as_of is None:
        as_of = _default_as_of(ledger.items["invoice_date"], today, stale_after_days)
        if as_of != today:
            issues.append(_notice("as_of_from_ledger", as_of.isoformat(), today=today.isoformat()))
    counts = ledger.items["currency"].value_counts()
    if base_currency is None:
        base_currency = str(counts.index[0]) if len(counts) else ""
        if len(counts) > 1:
            issues.append(_notice("base_from_ledger", base_currency))
    rates = _rates(ledger.rates, base_currency, as_of)
    for unit, amount in _amounts_by_currency(ledger).items():
        if unit not in rates:
            issues.append(
                make_issue(
                    "no_rate", "", "", unit, currency=unit, amount=amount, unit=unit, base=base_currency
                )
            )
    return Valuation(as_of, base_currency, rates, tuple(issues), today)


def _default_as_of(invoice_dates: pd.Series[pd.Timestamp], today: date, stale_after_days: int) -> date:
    """Return today, or the date of the newest document when the ledger is an old one."""
    past = invoice_dates[invoice_dates <= pd.Timestamp(today)]
    if past.empty:
        return today
    newest: date = past.max().date()
    return newest if (today - newest).days > stale_after_days else today


def _amounts_by_currency(ledger: Ledger) -> dict[str, float | None]:
    """Return the currencies in use: with the sum of documents, else of payments, else of no amount."""
    units = [str(unit) for unit in ledger.customers["currency"].unique() if unit]
    found: dict[str, float | None] = dict.fromkeys(units)
    for frame in (ledger.payments, ledger.items):
        sums = frame.groupby("currency", sort=False)["amount"].sum()
        found |= {str(unit): float(amount) for unit, amount in sums.items()}
    return found


def _rates(rates: pd.DataFrame, base_currency: str, as_of: date) -> dict[str, float]:
    """Return the rate to base of each currency that has a usable one.

    Of several rates of one currency the newest that was known on the day counts; the earliest of all where
    none was known yet. A table in another base that gives the base asked for is crossed over it.
    """
    usable = rates[rates["rate"].notna() & (rates["rate"] > 0)]
    day = usable["rate_date"].fillna(pd.Timestamp(1900, 1, 1))
    distance = (pd.Timestamp(as_of) - day).dt.days
    rank = distance.where(distance >= 0, np.inf)
    newest = usable.assign(rank=rank, day=day).sort_values(["rank", "day"], kind="stable")
    chosen = newest.drop_duplicates("currency").set_index("currency")["rate"].astype(float)
    one = float(chosen.get(base_currency, 1.0))
    return {str(unit): rate / one for unit, rate in chosen.items()} | {base_currency: 1.0}


def _notice(code: str, chosen: str, **fields: str) -> Issue:
    """Tell of a choice made for the user."""
    return Issue(code, "notice", "", "", chosen, fields={"chosen": chosen, **fields})
