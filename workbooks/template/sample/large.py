"""A ledger of any size, for timings: made in a second, with the shape of a real one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbooks.template.sample.draws import Draws, cents

_AS_OF = np.datetime64("2026-10-31", "D")
_HISTORY_DAYS = 820
_DOCUMENTS_OF_A_CUSTOMER = 60
_TERMS = np.array([0, 15, 30, 45, 60, 90])
_TERMS_WEIGHTS = (5, 8, 36, 15, 26, 10)
_CURRENCIES = np.array(["CNY", "USD", "EUR"])
_CURRENCY_WEIGHTS = (70, 20, 10)
_CREDIT_NOTE_SHARE, _DISPUTED_SHARE, _PART_PAID_SHARE = 0.03, 0.01, 0.04
_TYPICAL_DAYS_LATE = 9.0  # median of log-normal delays, less the five days that many pay early


def large_ledger(rows: int, seed: int = 1) -> pd.DataFrame:
    """Return a ledger with as many documents as asked for, up to 2026-10-31.

    Parameters
    ----------
    rows : int
        Number of documents.
    seed : int, optional
        Another seed is another ledger.

    Returns
    -------
    DataFrame
        The columns of the ledger table, then ``paid_date`` (NaT: not settled). Three currencies, one customer
        for about sixty documents, most documents settled.

    Examples
    --------
    >>> ledger = large_ledger(1000)
    >>> ledger.shape, bool((ledger["open_amount"].abs() <= ledger["amount"].abs()).all())
    ((1000, 11), True)
    """
    draws = Draws(seed)
    customers = max(rows // _DOCUMENTS_OF_A_CUSTOMER, 1)
    # The smaller of two draws: a few customers buy often, most seldom.
    customer = np.minimum(draws.below(customers, rows), draws.below(customers, rows))
    invoice_date = np.sort(_AS_OF - draws.below(_HISTORY_DAYS, rows).astype("timedelta64[D]"))
    terms = _TERMS[draws.pick(_TERMS_WEIGHTS, customers)][customer]
    due_date = invoice_date + terms.astype("timedelta64[D]")
    is_credit = draws.chance(_CREDIT_NOTE_SHARE, rows)
    amount = cents(24_000 * draws.factor(1.0, rows)) * np.where(is_credit, -1, 1)
    paid_date = due_date + np.floor(_TYPICAL_DAYS_LATE * draws.factor(1.1, rows) - 5).astype("timedelta64[D]")
    is_settled = paid_date <= _AS_OF
    part = np.where(draws.chance(_PART_PAID_SHARE, rows), draws.between(0.2, 0.8, rows), 1.0)
    kind = np.where(is_credit, "credit_note", "invoice")
    return pd.DataFrame(
        {
            "customer_id": _numbered("C", np.arange(customers), 6)[customer],
            "customer_name": _numbered("Customer ", np.arange(customers), 6)[customer],
            "document_no": _numbered("INV", np.arange(rows), 8),
            "document_type": kind.astype(object),
            "invoice_date": invoice_date.astype("datetime64[s]"),
            "due_date": due_date.astype("datetime64[s]"),
            "currency": _CURRENCIES[draws.pick(_CURRENCY_WEIGHTS, customers)][customer].astype(object),
            "amount": amount,
            "open_amount": np.where(is_settled, 0.0, cents(amount * part)),
            "is_disputed": draws.chance(_DISPUTED_SHARE, rows) & ~is_settled,
            "paid_date": np.where(is_settled, paid_date, np.datetime64("NaT", "D")).astype("datetime64[s]"),
        }
    )


def _numbered(prefix: str, numbers: np.ndarray, width: int) -> np.ndarray:
    """Return texts such as C000017."""
    texts = [f"{prefix}{number:0{width}d}" for number in numbers.tolist()]
    return np.array(texts, dtype=object)
