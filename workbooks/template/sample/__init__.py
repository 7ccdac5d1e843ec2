"""A company that never was, with the ledger of a real one: the sample of the template, tests and timings.

It makes precision drives near Shanghai, sells at home in yuan and abroad in dollars, and knows every kind of
payer. Both editions hold the same figures and the same currencies, so that one can be checked by the other;
only names and words are translated.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbooks.template.sample.accounts import draw_limits, draw_records, draw_statements
from workbooks.template.sample.contacts import draw_contacts
from workbooks.template.sample.decisions import draw_decisions
from workbooks.template.sample.documents import Books, draw_invoices
from workbooks.template.sample.draws import Draws
from workbooks.template.sample.insured_limits import draw_insured_limits
from workbooks.template.sample.large import large_ledger
from workbooks.template.sample.names import names_file
from workbooks.template.sample.own_accounts import own_statements
from workbooks.template.sample.particulars import close_books
from workbooks.template.sample.profiles import BASE_CURRENCY, RATES, Profiles, draw_profiles
from xlcredit.tables import (
    CONTACTS,
    CUSTOMERS,
    DECISIONS,
    INSTALMENT_PLANS,
    INSURED_LIMITS,
    LEDGER,
    PAYMENTS,
    Table,
)
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.sample.draws import Floats
    from xlcredit.texts import Language

__all__ = ["BASE_CURRENCY", "SAMPLE_AS_OF", "SAMPLE_SEED", "large_ledger", "sample_company"]

SAMPLE_AS_OF = date(2026, 10, 31)
SAMPLE_SEED = 8


def sample_company(
    seed: int = SAMPLE_SEED, as_of: date = SAMPLE_AS_OF, language: Language = "en"
) -> dict[str, pd.DataFrame]:
    """Return the input tables of the sample company.

    Parameters
    ----------
    seed : int, optional
        Another seed is another company.
    as_of : date, optional
        Last day of the history, which begins 27 months before.
    language : {"en", "zh"}, optional
        Language of names and words; the figures are the same in both.

    Returns
    -------
    dict
        Name of the table (``ledger``, ``payments``, ``customers``, ``rates``, ``statements``, ``decisions``,
        ``contacts``, ``insured_limits``, ``instalment_plans``) to a frame
        with the columns of `xlcredit.tables`. Unknown is NaN or NaT. Open amounts are those of `as_of`.

    Notes
    -----
    The same arguments give the same figures on every platform. For every document open amount = amount -
    payments, to the cent.

    Examples
    --------
    >>> tables = sample_company()
    >>> {name: len(table) for name, table in tables.items()}
    {'ledger': 4736, 'payments': 4540, 'customers': 238, 'rates': 2, 'statements': 15, 'decisions': 14,
     'contacts': 7, 'insured_limits': 15, 'instalment_plans': 0}
    """
    draws, day = Draws(seed), np.datetime64(as_of, "D")
    profiles = draw_profiles(draws)
    books = close_books(draw_invoices(profiles, day, draws), profiles, day, draws)
    purchases = _purchases(books, len(profiles), day)
    customers = _customers(profiles, purchases, day, draws, language)
    ledger = _ledger(books, customers, language)
    return {
        "ledger": ledger,
        "payments": _payments(books, customers),
        "customers": customers,
        "rates": pd.DataFrame(
            {"currency": list(RATES), "rate": list(RATES.values()), "rate_date": pd.Timestamp(day)}
        ),
        "statements": _statements(books, day, language),
        "decisions": _in_order(draw_decisions(customers, profiles, day, language), DECISIONS),
        "contacts": _in_order(draw_contacts(ledger, day, BASE_CURRENCY, language), CONTACTS),
        "insured_limits": _in_order(draw_insured_limits(customers, profiles, day), INSURED_LIMITS),
        "instalment_plans": pd.DataFrame(columns=list(INSTALMENT_PLANS.column_names)),  # nobody asked for one
    }


def _purchases(books: Books, customers: int, day: np.datetime64) -> Floats:
    """Return what each customer was invoiced in the last twelve months, in the base currency."""
    documents = books.documents
    recent = documents[documents["invoice_date"] > pd.Timestamp(day) - pd.DateOffset(years=1)]
    recent = recent[recent["document_type"] == "invoice"]
    amount = recent["cents"] / 100 * recent["currency"].map(RATES)
    return np.bincount(recent["customer"], amount, customers).astype(np.float64)


def _customers(
    profiles: Profiles, purchases: Floats, day: np.datetime64, draws: Draws, language: Language
) -> pd.DataFrame:
    """Return the customers table."""
    countries, industries = names_file()["countries"], names_file()["industries"]
    companies = profiles.companies
    groups = {
        name: f"G{number:02d}" for number, name in enumerate(sorted({c.group for c in companies} - {""}), 1)
    }
    who = pd.DataFrame(
        {
            "customer_id": [f"C{number:04d}" for number in range(1, len(companies) + 1)],
            "customer_name": [company.name[language] for company in companies],
            "group_id": [groups.get(company.group) for company in companies],
            "country": [countries[company.country][language] for company in companies],
            "industry": [industries[company.industry][language] for company in companies],
            "legal_form": [say(f"policy.words.{company.legal_form}", language) for company in companies],
            "registered_on": day - profiles.days_since_registration.astype("timedelta64[D]"),
            "customer_since": day - profiles.days_as_customer.astype("timedelta64[D]"),
            "currency": profiles.currency,
            "terms_days": profiles.terms_days,
        }
    )
    parts = [
        draw_limits(profiles, purchases, draws),
        draw_statements(profiles, purchases, day, draws),
        draw_records(profiles, draws),
    ]
    return _in_order(pd.concat([who, *parts], axis=1), CUSTOMERS)


def _ledger(books: Books, customers: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the ledger table."""
    documents = books.documents
    named = customers[["customer_id", "customer_name"]].iloc[documents["customer"]].reset_index(drop=True)
    words = {
        kind: say(f"template.document_type.{kind}", language) for kind in documents["document_type"].unique()
    }
    filled = documents.assign(
        document_type=documents["document_type"].map(words),
        amount=documents["cents"] / 100,
        open_amount=documents["open_cents"] / 100,
    )
    return _in_order(pd.concat([named, filled], axis=1), LEDGER)


def _payments(books: Books, customers: pd.DataFrame) -> pd.DataFrame:
    """Return the payments table, numbered in the order of dates."""
    payments = books.payments
    settled = books.documents.iloc[payments["document"]].reset_index(drop=True)
    running = pd.Series(range(1, len(payments) + 1)).astype(str).str.zfill(5)
    table = payments.assign(
        payment_no="RC" + payments["payment_date"].dt.strftime("%y") + running,
        customer_id=customers["customer_id"].to_numpy()[settled["customer"]],
        document_no=settled["document_no"],
        currency=settled["currency"],
        amount=payments["cents"] / 100,
    )
    return _in_order(table, PAYMENTS)


def _statements(books: Books, day: np.datetime64, language: Language) -> pd.DataFrame:
    """Return the statements table."""
    accounts = own_statements(books, day)
    return pd.DataFrame(
        {
            "account": [say(f"sample.accounts.{account}", language) for account in accounts],
            "current_period": [current for current, _ in accounts.values()],
            "prior_period": [prior for _, prior in accounts.values()],
        }
    )


def _in_order(table: pd.DataFrame, of: Table) -> pd.DataFrame:
    """Return the columns of a table in their order, dates by the day in one resolution."""
    ordered = table[list(of.column_names)].reset_index(drop=True)
    dates = {
        column.name: ordered[column.name].astype("datetime64[s]")
        for column in of.columns
        if column.kind == "date"
    }
    return ordered.assign(**dates)
