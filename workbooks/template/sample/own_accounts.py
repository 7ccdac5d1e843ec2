"""The statements of the sample company itself, whose sales and receivables are those of its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbooks.template.sample.draws import cents
from workbooks.template.sample.profiles import RATES

if TYPE_CHECKING:
    import numpy as np

    from workbooks.template.sample.documents import Books

_TAX_RATE = 0.25
# A healthy maker of components.
_SHARES_OF_SALES = {
    "operating_cost": 0.196,
    "interest_expense": 0.008,
    "depreciation": 0.031,
    "cash": 0.071,
    "inventory": 0.137,
    "other_current_assets": 0.024,
    "fixed_assets": 0.29,
    "payables": 0.118,
    "short_term_debt": 0.082,
    "other_current_liabilities": 0.046,
    "long_term_debt": 0.07,
}


def own_statements(books: Books, as_of: np.datetime64) -> dict[str, tuple[float, float]]:
    """Return the statements of the company itself, this year and the year before.

    Parameters
    ----------
    books : Books
        Documents and payments: sales and receivables are theirs.
    as_of : datetime64[D]
        End of the present period of twelve months; the prior one ends a year before.

    Returns
    -------
    dict
        Key of the account to current and prior amount. [base currency]

    Notes
    -----
    Foreign receivables of both dates are valued at the present rate, so that the two periods compare like
    with like. Assets = liabilities + equity.
    """
    year_ago = (pd.Timestamp(as_of) - pd.DateOffset(years=1)).to_datetime64().astype("datetime64[D]")
    present = _statement(books, as_of, cost_share=0.712)
    prior = _statement(books, year_ago, cost_share=0.704)
    return {account: (present[account], prior[account]) for account in present}


def _statement(books: Books, day: np.datetime64, cost_share: float) -> dict[str, float]:
    """Return one period's accounts; shares of sales are those of a healthy maker of components."""
    receivables, sales = _receivables(books, day), _sales(books, day)
    share = {name: round(sales * part, -3) for name, part in _SHARES_OF_SALES.items()}
    cost = round(sales * cost_share, -3)
    ebit = round(sales - cost - share["operating_cost"], 2)
    profit = round((ebit - share["interest_expense"]) * (1 - _TAX_RATE), 2)
    current_assets = round(
        share["cash"] + receivables + share["inventory"] + share["other_current_assets"], 2
    )
    total_assets = round(current_assets + share["fixed_assets"], 2)
    current_liabilities = share["payables"] + share["short_term_debt"] + share["other_current_liabilities"]
    total_liabilities = current_liabilities + share["long_term_debt"]
    return {
        "sales": sales,
        "cost_of_sales": cost,
        "ebit": ebit,
        "interest_expense": share["interest_expense"],
        "net_profit": profit,
        "operating_cash_flow": round(profit + share["depreciation"], 2),
        "cash": share["cash"],
        "receivables": receivables,
        "inventory": share["inventory"],
        "current_assets": current_assets,
        "total_assets": total_assets,
        "payables": share["payables"],
        "current_liabilities": current_liabilities,
        "total_liabilities": total_liabilities,
        "equity": round(total_assets - total_liabilities, 2),
    }


def _in_base(currency: pd.Series[str], amount: pd.Series[float]) -> float:
    """Return a total in the base currency: every currency is summed in its own cents, then converted."""
    by_currency = amount.groupby(currency).sum()
    return float(cents(sum(by_currency[code] / 100 * RATES[code] for code in sorted(by_currency.index))))


def _receivables(books: Books, day: np.datetime64) -> float:
    """Return what was open on a day."""
    documents, payments = books.documents, books.payments
    issued = documents[documents["invoice_date"] <= pd.Timestamp(day)]
    paid = payments[payments["payment_date"] <= pd.Timestamp(day)]
    currency = documents["currency"].iloc[paid["document"]].reset_index(drop=True)
    return round(
        _in_base(issued["currency"], issued["cents"])
        - _in_base(currency, paid["cents"].reset_index(drop=True)),
        2,
    )


def _sales(books: Books, day: np.datetime64) -> float:
    """Return the sales of the twelve months that end on a day: invoices less credit notes."""
    documents = books.documents
    start = pd.Timestamp(day) - pd.DateOffset(years=1)
    within = documents["invoice_date"].between(start, pd.Timestamp(day), inclusive="right")
    chosen = documents[within & documents["document_type"].isin(["invoice", "credit_note"])]
    return _in_base(chosen["currency"], chosen["cents"])
