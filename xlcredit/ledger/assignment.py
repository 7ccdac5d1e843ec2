"""Whose each payment is and in which currency, where the sheet of payments does not say."""

from __future__ import annotations

import pandas as pd

from xlcredit.ledger.issues import Issue, make_issue
from xlcredit.texts import say


def assign_payments(payments: pd.DataFrame, items: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Fill customer and currency of payments from the documents they name, where these leave no choice.

    Parameters
    ----------
    payments : DataFrame
        Columns of `xlcredit.tables.PAYMENTS`, ``""`` where blank.
    items : DataFrame
        Documents.
    currency : str
        Currency of a payment that nothing tells.

    Returns
    -------
    DataFrame
        A payment of nobody keeps its money, under "(no customer)". A blank currency is that of the document,
        else that of the customer's first document.
    """
    if not len(payments):
        return payments
    number, given = payments["document_no"], payments["customer_id"]
    customer = given.where(given != "", number.map(_sole(items, "customer_id")))
    customer = customer.fillna(say("ledger.no_customer"))
    pairs = items.drop_duplicates(["customer_id", "document_no"]).set_index(["customer_id", "document_no"])
    of_pair = pairs["currency"].reindex(pd.MultiIndex.from_arrays([customer, number])).set_axis(number.index)
    of_customer = items.drop_duplicates("customer_id").set_index("customer_id")["currency"]
    told = [number.map(_sole(items, "currency")), of_pair.where(number != ""), customer.map(of_customer)]
    unit = payments["currency"].where(payments["currency"] != "").astype(object)
    for answer in told:
        unit = unit.fillna(answer.astype(object))
    unit = unit.fillna(currency)
    return payments.assign(customer_id=customer, currency=unit)


def _sole(items: pd.DataFrame, name: str) -> pd.Series[str]:
    """Return a field of each document number, for the numbers whose documents all agree on it."""
    pairs = items.loc[items["document_no"] != "", ["document_no", name]].drop_duplicates()
    return pairs[~pairs["document_no"].duplicated(keep=False)].set_index("document_no")[name]


def unassigned_payments(payments: pd.DataFrame) -> list[Issue]:
    """Say which payments are nobody's.

    Parameters
    ----------
    payments : DataFrame
        From `assign_payments`.

    Returns
    -------
    list of Issue
        At most one; with the sum where all are in one currency.
    """
    nobody = payments[payments["customer_id"] == say("ledger.no_customer")]
    if not len(nobody):
        return []
    units = nobody["currency"].unique().tolist()
    unit, total = (units[0], float(nobody["amount"].sum())) if len(units) == 1 else ("", None)
    first = nobody["payment_no"].iloc[0]
    return [make_issue("payment_unassigned", "", "", first, currency=unit, amount=total, count=len(nobody))]
