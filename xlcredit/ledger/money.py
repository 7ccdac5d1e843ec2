"""The amounts of one ledger sheet and their currencies: one column, or debit and credit, or open amounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from xlcredit.ledger import amounts as amount_cells
from xlcredit.ledger.amounts import Amounts, Mark, read_amounts
from xlcredit.ledger.currencies import (
    NO_CURRENCY,
    currency_of,
    heading_currency,
    read_currencies,
    shared_sign,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from numpy.typing import NDArray

    from xlcredit.ledger.body import Body


@dataclass(frozen=True)
class Conventions:
    """What the reader must know beyond the sheet.

    Attributes
    ----------
    today : date
        The day it is; later invoices are reported.
    default_currency : str
        Currency of amounts that name none; ``"XXX"`` (ISO 4217: no currency) when nobody says.
    directives : mapping
        Pinned ``date_order`` and ``decimal_mark`` of the sheet.
    """

    today: date
    default_currency: str = NO_CURRENCY
    directives: Mapping[str, str] = field(default_factory=dict)


def read_money(body: Body, conventions: Conventions) -> tuple[Amounts, str]:
    """Read the amount column, or debit less credit, or the open amounts when there is nothing else.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    conventions : Conventions
        Default currency and pinned decimal mark.

    Returns
    -------
    tuple of Amounts and str
        Amounts with the sign of the sheet, and the field whose cells they stand in.
    """
    mark = cast("Mark", conventions.directives.get("decimal_mark", ""))
    columns = body.columns
    if "amount" not in columns and "debit_amount" in columns:
        debit = read_amounts(columns["debit_amount"], mark, conventions.default_currency)
        if "credit_amount" not in columns:
            return _report_marks(body, debit, "debit_amount"), "debit_amount"
        credit = read_amounts(columns["credit_amount"], mark, conventions.default_currency)
        return _debit_less_credit(debit, credit), "debit_amount"
    name = "amount" if "amount" in columns else "open_amount"
    if name == "open_amount":
        body.report("amount_is_open_amount", heading=body.heading("open_amount"))
    found = read_amounts(columns[name], mark, conventions.default_currency)
    if found.evidence == "assumed" and not mark and "open_amount" in columns:
        sister = read_amounts(columns["open_amount"], "", conventions.default_currency)
        if sister.evidence == "seen":
            found = read_amounts(columns[name], sister.mark, conventions.default_currency)
    return _report_marks(body, found, name), name


def _debit_less_credit(debit: Amounts, credit: Amounts) -> Amounts:
    """Join a debit and a credit column: debit is owed to us."""
    both_missing = (debit.problems == amount_cells.MISSING) & (credit.problems == amount_cells.MISSING)
    worst = np.maximum(
        np.where(debit.problems == amount_cells.MISSING, amount_cells.FINE, debit.problems),
        np.where(credit.problems == amount_cells.MISSING, amount_cells.FINE, credit.problems),
    )
    problems = np.where(both_missing, amount_cells.MISSING, worst).astype(np.int8)
    values = np.nan_to_num(debit.numbers) - np.nan_to_num(credit.numbers)
    values[problems != amount_cells.FINE] = np.nan
    in_cell = np.where(debit.currencies != "", debit.currencies, credit.currencies)
    return Amounts(
        values, problems, in_cell, debit.mark, debit.evidence, debit.doubtful, debit.first_doubtful
    )


def _report_marks(body: Body, found: Amounts, name: str) -> Amounts:
    """Say how text amounts were read when there was anything to decide."""
    if found.doubtful and found.evidence in ("assumed", "mixed"):
        code = f"decimal_mark_{found.evidence}"
        body.report(code, found.first_doubtful, name, count=found.doubtful, heading=body.heading(name))
    return found


def read_currency(
    body: Body, amounts: Amounts, is_row: NDArray[np.bool_], money_field: str, conventions: Conventions
) -> NDArray[np.object_]:
    """Return the currency of each row: its cell, its column, the heading, the default.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    amounts : Amounts
        What `read_money` returned.
    is_row : ndarray of bool, shape (n,)
        Which lines are rows of the ledger.
    money_field : str
        Field of the amounts.
    conventions : Conventions
        Default currency.

    Returns
    -------
    ndarray of object, shape (n,)
        Currency codes without a gap.
    """
    fallback = heading_currency(body.heading(money_field)) or conventions.default_currency or NO_CURRENCY
    currencies = amounts.currencies.copy()
    if "currency" in body.columns:
        stated, unknown = read_currencies(body.columns["currency"], conventions.default_currency)
        for word, row in unknown.items():
            if is_row[row]:
                body.report("currency_unknown", row, "currency", word=word)
        keep = (stated != "") & ((currencies == "") | _shares_sign(stated, currencies))
        currencies[keep] = stated[keep]
    for sign in amounts.shared_signs:
        body.report(
            "currency_sign_shared", sign=sign, currency_taken=currency_of(sign, conventions.default_currency)
        )
    blank = np.flatnonzero((currencies == "") & is_row)
    if len(blank) and fallback == NO_CURRENCY:
        body.report_rows("currency_missing", blank, money_field)
    currencies[currencies == ""] = fallback
    return currencies


def _shares_sign(stated: NDArray[np.object_], in_cell: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return where the sign in the cell can stand for the currency of the column."""
    families = [set(shared_sign(sign)) for sign in ("$", "¥", "kr")]
    pairs = pd.Series(list(zip(stated.tolist(), in_cell.tolist(), strict=True)), dtype=object)
    same = {pair: any(set(pair) <= family for family in families) for pair in pairs.unique()}
    return np.asarray(pairs.map(same), dtype=bool)


def second_money(
    body: Body, name: str, rows: NDArray[np.intp], conventions: Conventions
) -> NDArray[np.float64] | None:
    """Return the chosen rows of a second amount column; unreadable cells count as not stated.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    name : str
        ``"open_amount"`` or ``"paid_amount"``.
    rows : ndarray of int, shape (m,)
        Rows wanted.
    conventions : Conventions
        Default currency and pinned decimal mark.

    Returns
    -------
    ndarray of float64, shape (m,), or None
        NaN where not stated; None when the sheet has no such column.
    """
    if name not in body.columns:
        return None
    mark = cast("Mark", conventions.directives.get("decimal_mark", ""))
    found = read_amounts(body.columns[name], mark, conventions.default_currency)
    bad = rows[~np.isin(found.problems[rows], (amount_cells.FINE, amount_cells.MISSING))]
    body.report_rows(f"{name}_unreadable", bad, name)
    return found.numbers[rows]
