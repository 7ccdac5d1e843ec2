"""The sheets beside the ledger: payments, customers, rates and statements as their canonical tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger import amounts as amount_cells
from xlcredit.ledger import identifiers, terms, totals
from xlcredit.ledger.amounts import read_amounts
from xlcredit.ledger.body import Body, read_dates
from xlcredit.ledger.cells import cells_of
from xlcredit.ledger.currencies import NO_CURRENCY, heading_currency, read_currencies
from xlcredit.ledger.documents import read_flags
from xlcredit.ledger.mapping import kind_of_field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.ledger.cells import Cells
    from xlcredit.ledger.vocabulary import How
    from xlcredit.tables import Table

FROM_MONTH_END = "from_month_end"
"""Column beside those of the customers' table: whether terms run from the end of the month."""
OWN_PREFIX = "own: "
"""Begins the name of a column of a customers' sheet that has no field, before its heading."""
FREE_TEXTS = (
    "account", "before", "after", "reason", "approver", "stage", "channel", "who", "note",
    "insurer_reference",
)  # fmt: skip
"""Columns of words that stand as they were written; those whose name ends with ``_name`` too."""
_TOLD_BY_ROW = ("payment_date", "decided_on", "contacted_on", "agreed_on", "first_instalment_on")
"""Dates without which a row is an issue of its own."""
SURE: tuple[How, ...] = ("label", "heading", "pinned")
"""How a column is known to be what it is taken for: by our own heading, a usual one, or the user."""
NUMERIC_KINDS = ("money", "count", "days", "ratio", "score", "percent")


def empty_table(table: Table) -> pd.DataFrame:
    """Return a table without rows.

    Parameters
    ----------
    table : Table
        One of `xlcredit.tables`.

    Returns
    -------
    DataFrame
        Its columns, with the types they have when filled.

    Examples
    --------
    >>> empty_table(tables.RATES).dtypes["rate"]
    dtype('float64')
    """
    kinds = {"date": "datetime64[s]"} | dict.fromkeys(NUMERIC_KINDS, "float64")
    return pd.DataFrame({c.name: pd.Series([], dtype=kinds.get(c.kind, "object")) for c in table.columns})


def read_payments(body: Body, default_currency: str = NO_CURRENCY) -> pd.DataFrame:
    """Read one sheet of payments.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    default_currency : str
        Currency of payments that name none.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.PAYMENTS`; a payment received is positive. A payment without a readable
        amount or date, a total line, and the second of two equal payment numbers are reported and left out.
    """
    frame = read_side_table(body, tables.PAYMENTS, default_currency)
    amounts = frame["amount"].to_numpy()
    undated = frame["payment_date"].isna().to_numpy()
    keep = _payment_rows(body, amounts, undated)
    frame = frame[keep]
    again = (frame["payment_no"] != "") & frame.duplicated(
        ["payment_no", "document_no", "amount", "payment_date"]
    )
    for row in frame.index[again]:
        body.report("payment_duplicate", int(row), "payment_no", amount=float(frame.loc[row, "amount"]))
    frame = frame[~again].copy()
    frame.loc[frame["currency"] == "", "currency"] = heading_currency(body.heading("amount"))
    return frame.reset_index(drop=True)


def _payment_rows(body: Body, amounts: NDArray[np.float64], undated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which rows are payments; report the others."""
    keep = ~_blank_rows(body)
    for total in totals.find_totals(
        body.rows, np.where(keep, amounts, np.nan), undated & keep, _keyless(body, undated)
    ):
        keep[total.row] = False
        stated = float(amounts[total.row])
        code = "total_differs" if total.adds_up is False else "total_row"
        fields = {"expected": f"{total.expected:,.2f}", "stated": f"{stated:,.2f}"}
        body.report(code, total.row, "amount", amount=stated, **fields)
    for row in map(int, np.flatnonzero(keep & (np.isnan(amounts) | undated))):
        keep[row] = False
        if totals.is_note(body.rows[row]):
            words = next(value for value in body.rows[row] if value not in (None, ""))
            body.report("text_row", int(row), "", words=str(words)[:60])
            continue
        name = "amount" if np.isnan(amounts[row]) else "payment_date"
        filled = not body.columns[name].is_blank[row]
        code = f"{'amount' if name == 'amount' else 'date'}_{'unreadable' if filled else 'missing'}"
        body.report(code, int(row), name, amount=float(amounts[row]))
    return keep


def _keyless(body: Body, undated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the undated rows whose key cells are all blank."""
    keyless = undated & ~_blank_rows(body)
    for name in ("payment_no", "customer_id", "customer_name", "document_no"):
        if name in body.columns:
            keyless &= body.columns[name].is_blank
    return keyless


def _blank_rows(body: Body) -> NDArray[np.bool_]:
    """Return the rows whose mapped cells are all blank."""
    blank = np.ones(len(body.rows), dtype=bool)
    for column in body.columns.values():
        blank &= column.is_blank
    return blank


def read_customers(body: Body) -> pd.DataFrame:
    """Read one sheet of customers.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.CUSTOMERS`, `FROM_MONTH_END` and those of the user's own, one row per
        customer number; the first of two equal numbers stays. A blank yes or no is None: unknown.
    """
    frame = read_side_table(body, tables.CUSTOMERS)
    has_terms = "terms_days" in body.columns
    frame[FROM_MONTH_END] = terms.read_terms(body.columns["terms_days"])[1] if has_terms else False
    frame = pd.concat([frame, pd.DataFrame(_own_cells(body), index=frame.index)], axis=1)
    for name, other in (("customer_id", "customer_name"), ("customer_name", "customer_id")):
        gaps = frame[name] == ""
        frame.loc[gaps, name] = frame.loc[gaps, other]
    frame = frame[frame["customer_id"] != ""]
    again = frame.duplicated(["customer_id"])
    for row in frame.index[again]:
        shown = "customer_id" if "customer_id" in body.columns else "customer_name"
        body.report("customer_duplicate", int(row), shown)
    return frame[~again].reset_index(drop=True)


def _own_cells(body: Body) -> dict[str, NDArray[np.object_]]:
    """Return the cells of every column that no heading of ours surely names, as they stand."""
    sure = {place.column for place in body.sheet.places.values() if place.evidence in SURE}
    found: dict[str, NDArray[np.object_]] = {}
    for column, heading in enumerate(body.sheet.headings):
        if heading and column not in sure and OWN_PREFIX + heading not in found:
            cells = [row[column] if column < len(row) else None for row in body.rows]
            own = np.empty(len(cells), dtype=object)
            own[:] = [None if cell == "" else cell for cell in cells]
            found[OWN_PREFIX + heading] = own
    return found


def own_columns(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the user's own among those of the customers' sheets.

    Parameters
    ----------
    customers : DataFrame
        From `join_customers`.

    Returns
    -------
    DataFrame
        ``customer_id``, and a column under each heading, prefix included; cells as they stand.

    Examples
    --------
    >>> own_columns(join_customers([])).columns.tolist()
    ['customer_id']
    """
    names = [name for name in customers.columns if name.startswith(OWN_PREFIX)]
    return customers[["customer_id", *names]]


def join_customers(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Join several sheets of customers into one table.

    Parameters
    ----------
    frames : list of DataFrame
        Canonical customer tables; the first that states a value wins.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.CUSTOMERS`, `FROM_MONTH_END` and those of the user's own.

    Examples
    --------
    >>> join_customers([]).shape
    (0, 37)
    """
    if not frames:
        return empty_table(tables.CUSTOMERS).assign(**{FROM_MONTH_END: False})
    if len(frames) == 1:
        return frames[0]
    stacked = pd.concat(frames, ignore_index=True)
    texts = [column.name for column in tables.CUSTOMERS.columns if column.kind == "text"]
    stacked[texts] = stacked[texts].where(stacked[texts] != "")
    grouped = stacked.groupby("customer_id", sort=False)
    own = [name for name in stacked.columns if name.startswith(OWN_PREFIX)]
    columns = [*tables.CUSTOMERS.column_names, FROM_MONTH_END, *own]
    joined = grouped.first().reset_index().reindex(columns=columns)
    joined[texts] = joined[texts].astype(object).where(joined[texts].notna(), "")
    return joined


def read_rates(body: Body) -> pd.DataFrame:
    """Read one sheet of currency rates.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.RATES`; rows without currency or rate are left out.
    """
    frame = read_side_table(body, tables.RATES)
    return frame[(frame["currency"] != "") & frame["rate"].notna()].reset_index(drop=True)


def read_statements(body: Body) -> pd.DataFrame:
    """Read one sheet of statements in two columns, account and period.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.STATEMENTS`; headings between the accounts, which have no figures,
        are left out.
    """
    frame = read_side_table(body, tables.STATEMENTS)
    stated = frame["current_period"].notna() | frame["prior_period"].notna()
    return frame[(frame["account"] != "") & stated].reset_index(drop=True)


def read_side_table(body: Body, table: Table, default_currency: str = "") -> pd.DataFrame:
    """Read every column of a table by its kind.

    Parameters
    ----------
    body : Body
        The sheet; issues are added to it.
    table : Table
        One of `xlcredit.tables`.
    default_currency : str
        Currency of rows that name none.

    Returns
    -------
    DataFrame
        One row per row of the sheet; what it does not have is blank.
    """
    dates = [column.name for column in table.columns if column.kind == "date"]
    days, unreadable = read_dates(body, dates)
    filled: dict[str, Any] = {}
    for column in table.columns:
        name = column.name
        if name in days:
            filled[name] = days[name].astype("datetime64[s]")
            if name not in _TOLD_BY_ROW:
                body.report_rows(
                    "value_unreadable", np.flatnonzero(unreadable[name]), name, heading=body.heading(name)
                )
        else:
            filled[name] = _column(body, name, column.kind, default_currency)
    return pd.DataFrame(filled)


def _column(body: Body, name: str, kind: str, default_currency: str) -> NDArray[Any]:
    """Read one column by its kind."""
    count = len(body.rows)
    cells = body.columns.get(name)
    if cells is None:
        blank: dict[str, Any] = {"date": np.datetime64("NaT", "s")} | dict.fromkeys(NUMERIC_KINDS, np.nan)
        nothing = None if kind == "flag" else ""
        return np.full(count, blank.get(kind, nothing), dtype=None if kind in blank else object)
    if name == "terms_days":
        return terms.read_terms(cells)[0]
    if kind in NUMERIC_KINDS:
        cells = cells_of([_without_percent(value) for value in cells.raw]) if kind == "percent" else cells
        found = read_amounts(cells, default_currency=default_currency)
        bad = np.flatnonzero(~np.isin(found.problems, (amount_cells.FINE, amount_cells.MISSING)))
        if name != "amount":
            body.report_rows("value_unreadable", bad, name, heading=body.heading(name))
        return found.numbers
    if kind == "flag":
        return _flags(body, name, cells)
    if kind_of_field(name) == "currency":
        return read_currencies(cells, default_currency)[0]
    read = (
        identifiers.read_names
        if name.endswith("_name") or name in FREE_TEXTS
        else identifiers.read_identifiers
    )
    texts = read(cells)
    texts[identifiers.is_blank_id(texts, cells)] = ""
    return texts


def _without_percent(value: Any) -> Any:
    """Return a text such as "90 %" as a share of one; anything else as it is."""
    if isinstance(value, str) and value.strip().endswith(("%", "\uff05")):
        try:
            return float(value.strip()[:-1]) / 100
        except ValueError:
            return value
    return value


def _flags(body: Body, name: str, cells: Cells) -> NDArray[np.object_]:
    """Read a column of yes and no; a blank is unknown."""
    flags, unknown = read_flags(cells)
    if unknown:
        body.report("flag_unknown", min(unknown.values()), name, words=", ".join(sorted(unknown)[:10]))
    found = flags.astype(object)
    found[cells.is_blank] = None
    return found
