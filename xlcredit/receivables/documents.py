"""Which document each payment belongs to, and which rows are instalments of one document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd

from xlcredit.columns import Codes, Dates, Flags, Floats, as_dates, as_floats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Columns: TypeAlias = Mapping[str, Any] | pd.DataFrame

ALWAYS: Final = np.datetime64("0001-01-01", "D")


@dataclass(frozen=True)
class Words:
    """A column of texts as numbers; the texts are made only for the rows that are asked for.

    Attributes
    ----------
    codes : ndarray of int64, shape (n,)
        0 for blank, else 1 + position in `names`.
    names : pandas Index
        Distinct texts.
    """

    codes: Codes
    names: pd.Index[str]

    def at(self, rows: Codes) -> NDArray[np.object_]:
        """Return the texts of some rows, "" where blank."""
        codes = self.codes[rows]
        found = np.full(len(codes), "", dtype=object)
        has_text = codes > 0
        found[has_text] = self.names.take(codes[has_text] - 1).to_numpy(dtype=object)
        return found


@dataclass(frozen=True)
class MatchedPayments:
    """Payments, each with the number of the document it belongs to.

    Attributes
    ----------
    document : ndarray of int64, shape (m,)
        Number of the document, -1 for none.
    payment_date : ndarray of datetime64[D], shape (m,)
        When the money came; the beginning of time where unknown.
    amount : ndarray of float64, shape (m,)
        Money received is positive. [currency]
    customer_id, document_no, currency : Words, m rows
        As given; a blank currency is that of the document or of the customer's documents.
    """

    document: Codes
    payment_date: Dates
    amount: Floats
    customer_id: Words
    document_no: Words
    currency: Words


def column(columns: Columns | None, name: str) -> Any:
    """Return a column of a table, or None where table or column are absent.

    Parameters
    ----------
    columns : DataFrame, mapping of columns, or None
        The table.
    name : str
        Canonical name.

    Returns
    -------
    array_like or None
        The column.

    Examples
    --------
    >>> column({"amount": [1]}, "due_date") is None
    True
    """
    return columns[name] if columns is not None and name in columns else None


def date_column(columns: Columns | None, name: str, n: int) -> Dates:
    """Return a column of dates, all unknown where it is absent.

    Parameters
    ----------
    columns : DataFrame, mapping of columns, or None
        The table.
    name : str
        Canonical name.
    n : int
        Rows.

    Returns
    -------
    ndarray of datetime64[D], shape (n,)
        Dates, NaT where unknown.

    Examples
    --------
    >>> date_column({}, "due_date", 1)
    array(['NaT'], dtype='datetime64[D]')
    """
    found = column(columns, name)
    return np.full(n, np.datetime64("NaT", "D")) if found is None else as_dates(found, name)


def float_column(columns: Columns | None, name: str, n: int) -> Floats:
    """Return a column of numbers, all unknown where it is absent.

    Parameters
    ----------
    columns : DataFrame, mapping of columns, or None
        The table.
    name : str
        Canonical name.
    n : int
        Rows.

    Returns
    -------
    ndarray of float64, shape (n,)
        Numbers, NaN where unknown.

    Examples
    --------
    >>> float_column({"amount": [1, None]}, "amount", 2)
    array([ 1., nan])
    """
    found = column(columns, name)
    return np.full(n, np.nan) if found is None else as_floats(found, name)


def match_payments(items: Columns, payments: Columns | None) -> tuple[Codes, int, MatchedPayments]:
    """Give every document a number and find the document of every payment.

    Parameters
    ----------
    items : DataFrame or mapping of columns, n rows
        ``amount`` and, where present, ``customer_id, document_no, currency``.
    payments : DataFrame or mapping of columns, m rows, optional
        ``amount`` and, where present, ``customer_id, document_no, currency, payment_date``.

    Returns
    -------
    document : ndarray of int64, shape (n,)
        Number of each row's document; a row without a document number is a document of its own.
    document_count : int
        How many documents there are.
    payments : MatchedPayments
        The payments.

    Notes
    -----
    A document number that only one customer uses finds its document whoever paid (a parent pays for its
    subsidiary). One that several customers use needs the payment's customer too. A payment in another
    currency than its document reduces nothing: currencies are never summed.

    Examples
    --------
    >>> items = {"document_no": ["1", "2"], "amount": [5, 6]}
    >>> match_payments(items, {"document_no": ["2", "9"], "amount": [1, 1]})[2].document
    array([ 1, -1])
    """
    n, m = len(items["amount"]), 0 if payments is None else len(payments["amount"])
    numbers = _shared_words(items, payments, "document_no", n, m)
    customers = _shared_words(items, payments, "customer_id", n, m)
    currencies = _shared_words(items, payments, "currency", n, m)
    customer, currency = customers.codes, currencies.codes
    key = _document_keys(numbers.codes, customer, n, len(numbers.names) + 1)
    document, document_count, paid = _numbered(key[:n], key[n:])
    of_document = np.zeros(document_count + 1, dtype=np.int64)
    of_document[document] = currency[:n]
    paid_currency = _payment_currency(currency[n:], of_document[paid], paid, customer, currency[:n])
    foreign = (paid >= 0) & (of_document[paid] > 0) & (of_document[paid] != paid_currency)
    dates = date_column(payments, "payment_date", m)
    return (
        document,
        document_count,
        MatchedPayments(
            document=np.where(foreign, -1, paid),
            payment_date=np.where(np.isnat(dates), ALWAYS, dates),
            amount=np.nan_to_num(float_column(payments, "amount", m)),
            customer_id=Words(customer[n:], customers.names),
            document_no=Words(numbers.codes[n:], numbers.names),
            currency=Words(paid_currency, currencies.names),
        ),
    )


def instalment_rows(
    document: Codes, count: int, due_date: Dates, amount: Floats, of_interest: Flags
) -> Codes:
    """Return the rows that share their document, in the order in which money settles them.

    Parameters
    ----------
    document : ndarray of int64, shape (n,)
        Number of each row's document.
    count : int
        How many documents there are.
    due_date, amount : ndarray, shape (n,)
        Columns of the ledger.
    of_interest : ndarray of bool, shape (count,)
        Documents to look at.

    Returns
    -------
    ndarray of int64
        Positions of rows, by document, then due date (unknown last), then amount.

    Examples
    --------
    >>> due = as_dates(["2026-02-01", "2026-01-01", None])
    >>> instalment_rows(np.array([0, 0, 1]), 2, due, as_floats([1, 2, 3]), np.array([True, True]))
    array([1, 0])
    """
    shared = (np.bincount(document, minlength=count) > 1) & of_interest[:count]
    rows = np.flatnonzero(shared[document]) if shared.any() else np.zeros(0, dtype=np.int64)
    return rows[np.lexsort((amount[rows], due_date[rows], document[rows]))]


def _shared_words(items: Columns, payments: Columns | None, name: str, n: int, m: int) -> Words:
    """Give the distinct texts of one column over both tables numbers."""
    if column(items, name) is None and column(payments, name) is None:
        return Words(np.zeros(n + m, dtype=np.int64), pd.Index([], dtype="str"))
    joined = pd.concat([_texts(items, name, n), _texts(payments, name, m)], ignore_index=True)
    codes, names = pd.factorize(joined)
    codes = codes.astype(np.int64, copy=False) + 1
    codes[np.isin(codes, np.flatnonzero(names == "") + 1)] = 0
    return Words(codes, names)


def _texts(columns: Columns | None, name: str, n: int) -> pd.Series[str]:
    """Return a column as texts; numbers become their digits, blanks stay missing."""
    found = column(columns, name)
    if found is None:
        return pd.Series(np.full(n, None, dtype=object), dtype="str")
    if isinstance(found, pd.Series) and isinstance(found.dtype, pd.StringDtype):
        return found
    as_objects = pd.Series(found, dtype=object)
    return as_objects.where(as_objects.isna(), as_objects.astype(str)).astype("str")


def _document_keys(number: Codes, customer: Codes, n: int, count: int) -> Codes:
    """Give every row a key that equal documents share; -1 for a payment without a document number."""
    key = number.copy()
    bare = np.flatnonzero(number[:n] == 0)
    key[n:][number[n:] == 0] = -1
    first = np.zeros(count, dtype=np.int64)
    first[number[:n]] = customer[:n]
    several = np.zeros(count, dtype=bool)
    several[number[:n][first[number[:n]] != customer[:n]]] = True
    several[0] = False
    rows = np.flatnonzero(several[number])
    if rows.size:
        pairs = number[rows] * (customer.max() + 1) + customer[rows]
        key[rows] = count + np.unique(pairs, return_inverse=True)[1]
    key[bare] = key.max(initial=0) + 1 + np.arange(len(bare))
    return key


def _numbered(item_key: Codes, payment_key: Codes) -> tuple[Codes, int, Codes]:
    """Renumber keys without gaps in the items, and find the payments' numbers (-1 for none)."""
    size = max(item_key.max(initial=-1), payment_key.max(initial=-1)) + 2
    is_used = np.zeros(size, dtype=bool)
    is_used[item_key] = True
    number = np.where(is_used, np.cumsum(is_used) - 1, -1)
    return number[item_key], int(is_used.sum()), number[payment_key]  # key -1 meets the spare last place


def _payment_currency(
    given: Codes, of_document: Codes, paid: Codes, customer: Codes, of_item: Codes
) -> Codes:
    """Fill blank currencies of payments: the document's, else that of the customer's documents."""
    n = len(of_item)
    of_customer = np.zeros(customer.max(initial=0) + 1, dtype=np.int64)
    of_customer[customer[:n][::-1]] = of_item[::-1]
    fallback = np.where(paid >= 0, of_document, of_customer[customer[n:]])
    return np.where(given > 0, given, fallback)
