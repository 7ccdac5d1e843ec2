"""Who the customers of the sample company are and how much they buy, before any document is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbooks.template.sample.names import Company, companies_abroad, companies_at_home, subsidiaries
from workbooks.template.sample.payers import KINDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from workbooks.template.sample.draws import Draws, Floats, Integers

BASE_CURRENCY = "CNY"
RATES = {"CNY": 1.0, "USD": 7.12}  # units of the base currency for one unit

_ABROAD = 90
_GROUPS = 11
_TERMS = (0, 15, 30, 45, 60, 90)
_TERMS_WEIGHTS = (6, 10, 42, 17, 20, 5)
_TYPICAL_SIZE = 38_000.0  # of an invoice [base currency]
_TYPICAL_INVOICES = 0.6  # a month
_SECOND_CURRENCY_SHARE = 0.06


@dataclass(frozen=True)
class Profiles:
    """The customers, one entry each, the oldest relationship first.

    Attributes
    ----------
    companies : tuple of Company
        Names, countries, industries, legal forms, groups.
    kind : ndarray of int, shape (n,)
        Position in `KINDS`.
    quality : ndarray of float, shape (n,)
        Health of accounts and records, 0 to 1.
    invoices_per_month, invoice_size : ndarray of float, shape (n,)
        Mean number, and median amount. [1/month], [base currency]
    terms_days : ndarray of int, shape (n,)
        Agreed payment period. [days]
    currency : ndarray of str, shape (n,)
        Currency of the relationship.
    second_currency_share : ndarray of float, shape (n,)
        Share of invoices in the other currency.
    days_as_customer, days_since_registration : ndarray of int, shape (n,)
        Counted back from the as-of date. [days]
    """

    companies: tuple[Company, ...]
    kind: Integers
    quality: Floats
    invoices_per_month: Floats
    invoice_size: Floats
    terms_days: Integers
    currency: npt.NDArray[np.str_]
    second_currency_share: Floats
    days_as_customer: Integers
    days_since_registration: Integers

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self.companies)

    def of_kind(self, field: str) -> Floats:
        """Return one number of every customer's kind, shape (n,); NaN where the kind has None."""
        values = [getattr(kind, field) for kind in KINDS]
        table = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        return np.asarray(table[self.kind])

    def is_kind(self, name: str) -> npt.NDArray[np.bool_]:
        """Say which customers are of a kind, shape (n,)."""
        return np.asarray(self.kind == [kind.name for kind in KINDS].index(name))


def draw_profiles(draws: Draws) -> Profiles:
    """Draw the customers.

    Parameters
    ----------
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    Profiles
        As many customers as `KINDS` asks for.
    """
    kind = np.repeat(np.arange(len(KINDS)), [kind.customers for kind in KINDS])
    count = len(kind)
    kind = kind[draws.order(count)]
    age = _days_as_customer(kind, draws)
    oldest_first = np.argsort(-age, kind="stable")
    kind, age = kind[oldest_first], age[oldest_first]
    companies = _companies(kind, draws)
    is_abroad = np.array([company.is_abroad for company in companies])
    fixed_number, fixed_size = (
        np.array([getattr(KINDS[k], name) or np.nan for k in kind], dtype=np.float64)
        for name in ("invoices_per_month", "invoice_size")
    )
    number = np.clip(_TYPICAL_INVOICES * draws.factor(0.65, count), 0.3, 3.3)
    size = np.clip(_TYPICAL_SIZE * draws.factor(0.8, count), 5_000, 300_000)
    terms = np.array(_TERMS)[draws.pick(_TERMS_WEIGHTS, count)]
    return Profiles(
        companies=companies,
        kind=kind,
        quality=np.clip(_kind_number(kind, "quality") + 0.13 * draws.normal(count), 0.0, 1.0),
        invoices_per_month=np.where(np.isnan(fixed_number), number, fixed_number),
        invoice_size=np.where(np.isnan(fixed_size), size, fixed_size),
        terms_days=np.where(np.isnan(fixed_number), terms, 60),
        currency=np.where(is_abroad, "USD", BASE_CURRENCY),
        second_currency_share=np.where(draws.chance(_SECOND_CURRENCY_SHARE, count), 0.3, 0.0),
        days_as_customer=age,
        days_since_registration=age + draws.below(4_500, count) + 120,
    )


def _kind_number(kind: Integers, field: str) -> Floats:
    """Return one number of each customer's kind."""
    return np.array([getattr(KINDS[position], field) for position in kind], dtype=np.float64)


def _days_as_customer(kind: Integers, draws: Draws) -> Integers:
    """Draw the length of each relationship: most are older than the ledger, new ones within a quarter."""
    count = len(kind)
    long, middle, short = (
        draws.below(4_600, count) + 900,
        draws.below(600, count) + 300,
        draws.below(55, count) + 20,
    )
    is_new = np.array([KINDS[position].name == "new" for position in kind])
    return np.where(is_new, short, np.where(draws.chance(0.14, count), middle, long))


def _companies(kind: Integers, draws: Draws) -> tuple[Company, ...]:
    """Give every customer a company; the concentrated one is listed and at home."""
    abroad = companies_abroad()
    parents = [company for company in abroad if company.group]
    others = [company for company in abroad if not company.group]
    order = draws.order(len(others)).tolist()
    abroad = parents + [others[position] for position in order[: _ABROAD - len(parents)]]
    wanted = len(kind) - len(abroad) - len(subsidiaries())
    # A few more than wanted: names that were drawn twice are left out.
    home = companies_at_home(wanted + 20, _GROUPS, draws)[:wanted] + subsidiaries()
    companies = abroad + home
    companies = [companies[position] for position in draws.order(len(companies)).tolist()]
    large = int(np.flatnonzero([KINDS[position].name == "concentrated" for position in kind])[0])
    listed = next(
        position
        for position, company in enumerate(companies)
        if company.legal_form == "listed_company" and not company.is_abroad and not company.group
    )
    companies[large], companies[listed] = companies[listed], companies[large]
    return tuple(companies)
