"""What a document is and what of it is open: types, signs, statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from xlcredit.ledger.cells import FLAG, NUMBER, Cells
from xlcredit.ledger.vocabulary import normalise, word_lookup

if TYPE_CHECKING:
    from numpy.typing import NDArray

CREDITS = ("credit_note", "payment", "advance")
INVOICES_POSITIVE = 0.95


class Signed(NamedTuple):
    """Amounts with the sign of the ledger, and what was done to get there."""

    types: NDArray[np.object_]
    factor: NDArray[np.float64]
    negative_invoices: NDArray[np.intp]
    flipped: NDArray[np.intp]
    unclear: NDArray[np.intp]


def read_words(cells: Cells, section: str) -> tuple[NDArray[np.object_], dict[str, int]]:
    """Read a column of words by one section of the vocabulary.

    Parameters
    ----------
    cells : Cells
        The column.
    section : str
        ``"status"`` or ``"document_types"``.

    Returns
    -------
    tuple
        Meaning per row, shape (n,), ``""`` where blank or unknown; and the unknown words with their
        first row.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_words(cells_of(["Paid", "部分回款", "?", ""]), "status")
    (array(['paid', 'part_paid', '', ''], dtype=object), {'?': 2})
    """
    lookup = word_lookup(section)
    found = [lookup.get(normalise(text) or text, "") for text in cells.texts]
    unknown = {}
    for place, (text, meaning) in enumerate(zip(cells.texts, found, strict=True)):
        if not meaning:
            unknown[str(text)] = int(cells.text_rows[np.argmax(cells.text_codes == place)])
    return cells.spread(np.array(found, dtype=object), ""), unknown


def read_flags(cells: Cells) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Read a column of yes and no.

    Parameters
    ----------
    cells : Cells
        Words, booleans, 1 and 0; blank is no.

    Returns
    -------
    tuple
        Flags, shape (n,); and the words that are neither, read as no, with their first row.

    Examples
    --------
    >>> from xlcredit.ledger.cells import cells_of
    >>> read_flags(cells_of(["Yes", "否", True, 0, "√", None]))[0].tolist()
    [True, False, True, False, True, False]
    """
    words, unknown = read_words(cells, "flags")
    flags = np.asarray(words == "true", dtype=bool)
    rows = np.flatnonzero((cells.kinds == FLAG) | (cells.kinds == NUMBER))
    flags[rows] = cells.raw[rows].astype(bool)
    return flags, unknown


def sign_documents(types: NDArray[np.object_], amounts: NDArray[np.float64]) -> Signed:
    """Decide type and sign of documents, positive meaning owed to us.

    Parameters
    ----------
    types : ndarray of object, shape (n,)
        Type per document, ``""`` when not stated.
    amounts : ndarray of float64, shape (n,)
        Amounts with the sign of the sheet.

    Returns
    -------
    Signed
        Types without a gap, the factor to multiply by, and the rows of each decision.

    Notes
    -----
    A sheet that writes credits without a sign (all of them positive, invoices hardly ever negative) gets them
    turned. A sheet with signs is believed. A negative invoice is a credit note.

    Examples
    --------
    >>> signed = sign_documents(
    ...     np.array(["invoice", "credit_note", ""], dtype=object), np.array([100.0, 20.0, 30.0])
    ... )
    >>> signed.types.tolist(), signed.factor.tolist()
    (['invoice', 'credit_note', 'invoice'], [1.0, -1.0, 1.0])
    """
    negative = amounts < 0
    factor = np.ones(len(amounts))
    is_credit = np.isin(types, CREDITS)
    positive_credits = np.flatnonzero(is_credit & (amounts > 0))
    others = ~is_credit & (amounts != 0) & ~np.isnan(amounts)
    unsigned = not others.any() or float(np.mean(amounts[others] > 0)) >= INVOICES_POSITIVE
    none = np.empty(0, dtype=np.intp)
    flipped, unclear = none, none
    if len(positive_credits) and unsigned and not (is_credit & negative).any():
        flipped = positive_credits
        factor[flipped] = -1.0
    elif len(positive_credits):
        unclear = positive_credits
    turned = np.flatnonzero(negative & np.isin(types, ("", "invoice", "debit_note")))
    filled = types.copy()
    filled[types == ""] = "invoice"
    filled[turned] = "credit_note"
    return Signed(filled, factor, turned, flipped, unclear)


def open_amounts(
    amounts: NDArray[np.float64],
    stated: NDArray[np.float64] | None,
    paid: NDArray[np.float64] | None,
    status: NDArray[np.object_],
    has_paid_date: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return what of each document is open, as far as the sheet states it.

    Parameters
    ----------
    amounts : ndarray of float64, shape (n,)
        Signed amounts.
    stated : ndarray of float64, shape (n,), optional
        Open amounts of the sheet, signed; NaN where blank.
    paid : ndarray of float64, shape (n,), optional
        Amounts already paid, in size; NaN where blank.
    status : ndarray of object, shape (n,)
        ``""``, ``"open"``, ``"paid"`` or ``"part_paid"``.
    has_paid_date : ndarray of bool, shape (n,)
        Whether the sheet says when the document was settled.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the sheet does not state it: the document is open until its paid date, or until
        payments settle it.

    Notes
    -----
    In this order: the stated open amount; amount less paid amount; nothing for a document called paid
    without a date. A document with a paid date stays NaN, so that an as-of date before it finds the
    document open.

    Examples
    --------
    >>> open_amounts(
    ...     np.array([100.0, 100.0, 100.0]),
    ...     None,
    ...     np.array([30.0, np.nan, np.nan]),
    ...     np.array(["", "paid", ""], dtype=object),
    ...     np.array([False, False, True]),
    ... ).tolist()
    [70.0, 0.0, nan]
    """
    opened = np.full(len(amounts), np.nan)
    opened[(status == "paid") & ~has_paid_date] = 0.0
    if paid is not None:
        rows = ~np.isnan(paid) & ~has_paid_date
        opened[rows] = np.round(amounts[rows] - np.sign(amounts[rows]) * np.abs(paid[rows]), 6)
    if stated is not None:
        rows = ~np.isnan(stated)
        opened[rows] = stated[rows]
    return opened
