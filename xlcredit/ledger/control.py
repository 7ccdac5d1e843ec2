"""The control total: what was accepted and what was set aside add up to the sheet, per currency, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.ledger.issues import SET_ASIDE, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

DECIMALS = 6
LARGEST = 2**62
CONTROL_COLUMNS = (
    "currency", "rows_read", "rows_accepted", "sheet_total", "accepted", "set_aside", "difference",
)  # fmt: skip


def exact_sum(amounts: NDArray[np.float64]) -> int:
    """Return the sum of amounts in millionths, as a whole number.

    Parameters
    ----------
    amounts : ndarray of float64, shape (n,)
        Amounts; NaN counts as nothing.

    Returns
    -------
    int
        Sum of the amounts, each rounded to six decimals: cents never drift, whatever the order.

    Examples
    --------
    >>> exact_sum(np.array([0.1, 0.2, np.nan]))
    300000
    """
    scaled = np.rint(amounts[~np.isnan(amounts)] * 10**DECIMALS)
    if len(scaled) and float(np.abs(scaled).max()) * len(scaled) >= LARGEST:
        return sum(map(int, scaled.tolist()))
    return int(scaled.astype(np.int64).sum())


def control_table(
    currencies: NDArray[np.object_],
    sheet_amounts: NDArray[np.float64],
    accepted_currencies: NDArray[np.object_],
    accepted_amounts: NDArray[np.float64],
    issues: Iterable[Issue],
) -> pd.DataFrame:
    """Return the control totals of a ledger.

    Parameters
    ----------
    currencies, sheet_amounts : ndarray, shape (n,)
        Currency and amount of every row read, as on the sheet; NaN where no amount could be read.
    accepted_currencies, accepted_amounts : ndarray, shape (m,)
        The same of the rows that were accepted, with the sign of the sheet.
    issues : iterable of Issue
        The set-aside part is summed from the issues, so a row that vanished without one shows as a
        difference.

    Returns
    -------
    DataFrame
        One row per currency: currency, rows_read, rows_accepted, sheet_total, accepted, set_aside,
        difference.

    Notes
    -----
    difference = sheet_total - accepted - set_aside, computed in whole millionths; it is exactly 0.

    Examples
    --------
    >>> eur = np.array(["EUR", "EUR"], dtype=object)
    >>> control_table(eur, np.array([0.1, 0.2]), eur, np.array([0.1, 0.2]), [])["sheet_total"].tolist()
    [0.3]
    """
    aside: dict[str, list[float]] = {}
    for issue in issues:
        if issue.code in SET_ASIDE:
            aside.setdefault(issue.currency, []).append(np.nan if issue.amount is None else issue.amount)
    rows = []
    for currency in sorted({*currencies.tolist(), *accepted_currencies.tolist(), *aside}):
        read, kept = currencies == currency, accepted_currencies == currency
        total, accepted = exact_sum(sheet_amounts[read]), exact_sum(accepted_amounts[kept])
        left = exact_sum(np.array(aside.get(currency, []), dtype=np.float64))
        sums = [value / 10**DECIMALS for value in (total, accepted, left, total - accepted - left)]
        rows.append((currency, int(np.count_nonzero(read)), int(np.count_nonzero(kept)), *sums))
    return pd.DataFrame(rows, columns=list(CONTROL_COLUMNS))
