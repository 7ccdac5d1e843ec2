"""One ledger sheet as canonical documents: every row is accepted, or set aside with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.ledger import amounts as amount_cells
from xlcredit.ledger import documents, identifiers, terms, totals
from xlcredit.ledger.body import Body, read_dates
from xlcredit.ledger.cells import BLANK, Cells
from xlcredit.ledger.money import Conventions, read_currency, read_money, second_money
from xlcredit.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from xlcredit.ledger.amounts import Amounts
    from xlcredit.ledger.dates import Days

FILLED_DOWN_SHARE = 0.3
DUPLICATE_KEY = (
    "customer_id",
    "document_no",
    "currency",
    "amount",
    "invoice_date",
    "due_date",
    "document_type",
)
ITEM_DATES = ("invoice_date", "due_date", "paid_date")


@dataclass(frozen=True)
class _Lines:
    """The columns of one sheet that decide over its rows."""

    days: dict[str, Days]
    unreadable: dict[str, NDArray[np.bool_]]
    amounts: Amounts
    money_field: str
    currencies: NDArray[np.object_]


@dataclass(frozen=True)
class SheetItems:
    """The documents of one sheet and what the control total needs.

    Attributes
    ----------
    items : DataFrame
        Accepted documents; column ``sheet_amount`` keeps the amount with the sign of the sheet.
    currencies, sheet_amounts : ndarray, shape (n,)
        Currency and amount of every row read.
    unreadable_due : ndarray of bool, shape (m,)
        Body rows whose due date is filled and cannot be read; they have an issue of their own.
    """

    items: pd.DataFrame
    currencies: NDArray[np.object_]
    sheet_amounts: NDArray[np.float64]
    unreadable_due: NDArray[np.bool_]


def read_items(body: Body, conventions: Conventions) -> SheetItems:
    """Read one ledger sheet.

    Parameters
    ----------
    body : Body
        The sheet below its headings; issues are added to it.
    conventions : Conventions
        Today, default currency, pinned directives.

    Returns
    -------
    SheetItems
        Accepted documents in the order of the sheet, and the amounts of every row read.

    Notes
    -----
    A row is set aside without a readable amount, without any readable date, or as the second of two equal
    documents. Without a customer it is kept under "(no customer)": no money disappears.
    """
    days, unreadable = read_dates(body, ITEM_DATES, conventions.directives.get("date_order", ""))
    amounts, money_field = read_money(body, conventions)
    blank_dates = np.full(len(body.rows), np.datetime64("NaT"), dtype="datetime64[D]")
    invoiced, due = days.get("invoice_date", blank_dates), days.get("due_date", blank_dates)
    undated = np.isnat(invoiced) & np.isnat(due)
    is_row = _find_rows(body, amounts, money_field, undated)
    currencies = read_currency(body, amounts, is_row, money_field, conventions)
    lines = _Lines(days, unreadable, amounts, money_field, currencies)
    good = _set_aside(body, lines, is_row, undated)
    frame = _frame(body, lines, np.flatnonzero(good), conventions)
    frame = _without_duplicates(body, frame)
    _report_dates(body, frame, unreadable, conventions)
    unreadable_due = unreadable.get("due_date", np.zeros(len(body.rows), dtype=bool))
    return SheetItems(frame, currencies[is_row], amounts.numbers[is_row], unreadable_due)


def _find_rows(
    body: Body, amounts: Amounts, money_field: str, undated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which lines are rows of the ledger; report the others, blank lines apart."""
    count = len(body.rows)
    mapped_blank = np.ones(count, dtype=bool)
    for column in body.columns.values():
        mapped_blank &= column.is_blank
    keyless = undated.copy()
    for name in ("customer_id", "customer_name", "document_no", "invoice_date", "due_date"):
        if name in body.columns:
            keyless &= body.columns[name].is_blank
    is_row = ~mapped_blank
    used = [place.column for place in body.sheet.places.values()]
    for row in map(int, np.flatnonzero(undated & is_row)):
        if totals.is_repeated_header(body.rows[row], body.sheet.headings, used):
            is_row[row] = False
            body.report("repeated_header", int(row), money_field)
    for total in totals.find_totals(
        body.rows, np.where(is_row, amounts.numbers, np.nan), undated & is_row, keyless & is_row
    ):
        is_row[total.row] = False
        stated = amounts.numbers[total.row]
        fields = {"expected": f"{total.expected:,.2f}", "stated": f"{stated:,.2f}"}
        code = "total_differs" if total.adds_up is False else "total_row"
        body.report(code, total.row, money_field, amount=stated, **fields)
    for row in map(int, np.flatnonzero(undated & (amounts.problems != amount_cells.FINE))):
        if (is_row[row] or mapped_blank[row]) and totals.is_note(body.rows[row]):
            is_row[row] = False
            words = next(value for value in body.rows[row] if value not in (None, "") and str(value).strip())
            body.report("text_row", int(row), "", words=str(words)[:60])
    return is_row


def _set_aside(
    body: Body, lines: _Lines, is_row: NDArray[np.bool_], undated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which rows can be used; report each that cannot."""
    amounts, currencies, unreadable = lines.amounts, lines.currencies, lines.unreadable
    bad_amount = is_row & (amounts.problems != amount_cells.FINE)
    for row in np.flatnonzero(bad_amount):
        name = _culprit(body, int(row), lines.money_field)
        body.report(
            amount_cells.PROBLEM_CODES[int(amounts.problems[row])], int(row), name, currency=currencies[row]
        )
    bad_date = is_row & ~bad_amount & undated
    for row in np.flatnonzero(bad_date):
        name = next(
            (name for name in ("invoice_date", "due_date") if name in unreadable and unreadable[name][row]),
            "",
        )
        code = "date_unreadable" if name else "date_missing"
        shown = name or ("invoice_date" if "invoice_date" in body.columns else "due_date")
        body.report(code, int(row), shown, currency=currencies[row], amount=amounts.numbers[row])
    return np.asarray(is_row & ~bad_amount & ~bad_date)


def _culprit(body: Body, row: int, money_field: str) -> str:
    """Return the field of the amount cell at fault; of debit and credit, the one that is filled."""
    if money_field == "debit_amount" and "credit_amount" in body.columns:
        return "credit_amount" if body.columns["debit_amount"].kinds[row] == BLANK else "debit_amount"
    return money_field


def _frame(body: Body, lines: _Lines, rows: NDArray[np.intp], conventions: Conventions) -> pd.DataFrame:
    """Put the accepted rows together."""
    days, amounts, currencies, money_field = lines.days, lines.amounts, lines.currencies, lines.money_field
    identifier, name = _customers(body, rows)
    types, signed = _types(body, rows, amounts.numbers[rows])
    status = _words(body, rows, "status", "status")
    is_disputed = _flags(body, rows)
    paid = second_money(body, "paid_amount", rows, conventions)
    stated = None if money_field == "open_amount" else second_money(body, "open_amount", rows, conventions)
    value = amounts.numbers[rows] * signed.factor
    sheet_open = None if stated is None else np.where(signed.factor < 0, -np.abs(stated), stated)
    if money_field == "open_amount":
        sheet_open = value
    paid = None if paid is None else np.sign(value) * np.abs(paid)
    paid_date = _days(days, "paid_date", rows)
    opened = documents.open_amounts(value, sheet_open, paid, status, ~np.isnat(paid_date))
    unsaid = np.isnan(opened) & (True if paid is None else np.isnan(paid))
    vague = (status == "part_paid") & unsaid
    # The date of a part of unknown size settles nothing: taken as it stands it would settle the whole.
    paid_date = np.where(vague, np.datetime64("NaT", "D"), paid_date)
    body.report_rows(
        "part_paid_unknown",
        rows[vague],
        "status",
        amount=_one_currency(value[vague], currencies[rows][vague]),
    )
    invoiced, due, days_of_terms = _due_dates(body, days, rows)
    return pd.DataFrame(
        {
            "customer_id": identifier,
            "customer_name": name,
            "document_no": _identifiers(body, "document_no", rows),
            "document_type": types,
            "invoice_date": invoiced.astype("datetime64[s]"),
            "due_date": due.astype("datetime64[s]"),
            "amount": value,
            "open_amount": opened,
            "currency": currencies[rows],
            "paid_date": paid_date.astype("datetime64[s]"),
            "paid_amount": np.full(len(rows), np.nan) if paid is None else paid,
            "terms_days": days_of_terms,
            "is_disputed": is_disputed,
            "status": status,
            "group_id": _identifiers(body, "group_id", rows),
            "sheet_name": np.full(len(rows), body.grid.sheet_name, dtype=object),
            "row_number": body.row_numbers[rows],
            "sheet_amount": amounts.numbers[rows],
        }
    )


def _one_currency(amounts: NDArray[np.float64], currencies: NDArray[np.object_]) -> float | None:
    """Return the sum of amounts when they are all in one currency; currencies are never summed."""
    return float(np.round(amounts.sum(), 2)) if len(set(currencies.tolist())) == 1 else None


def _days(days: dict[str, Days], name: str, rows: NDArray[np.intp]) -> Days:
    """Return the chosen rows of a date field, NaT when the sheet does not have it."""
    if name in days:
        return days[name][rows]
    return np.full(len(rows), np.datetime64("NaT"), dtype="datetime64[D]")


def _identifiers(body: Body, name: str, rows: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return the chosen rows of an identifier, ``""`` when the sheet does not have it."""
    if name not in body.columns:
        if name == "document_no":
            body.report("no_document_no_column")
        return np.full(len(rows), "", dtype=object)
    column = body.columns[name]
    found = identifiers.read_identifiers(column)
    found[identifiers.is_blank_id(found, column)] = ""
    _report_short(body, name, column)
    return found[rows]


def _report_short(body: Body, name: str, column: Cells) -> None:
    """Say when ids look as if leading zeros were lost; none are invented."""
    count, width, first = identifiers.shortened_count(column)
    if count:
        body.report("ids_shortened", first, name, count=count, width=width, heading=body.heading(name))


def _customers(body: Body, rows: NDArray[np.intp]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return customer numbers and names; one stands in for the other, and neither gives "(no customer)"."""
    found: dict[str, NDArray[np.object_]] = {}
    for name in ("customer_id", "customer_name"):
        if name in body.columns:
            column = body.columns[name]
            reader = identifiers.read_identifiers if name == "customer_id" else identifiers.read_names
            read = reader(column)
            read[identifiers.is_blank_id(read, column)] = ""
            found[name] = _filled_down(body, name, read[rows], rows)
    if "customer_id" not in found:
        body.report("no_customer_id_column", heading=body.heading("customer_name"))
    else:
        _report_short(body, "customer_id", body.columns["customer_id"])
    given = found.get("customer_name", found.get("customer_id", body.no_texts()[rows]))
    identifier, names = found.get("customer_id", given).copy(), given.copy()
    identifier[identifier == ""] = names[identifier == ""]
    names[names == ""] = identifier[names == ""]
    nobody = identifier == ""
    shown = "customer_id" if "customer_id" in found else "customer_name"
    body.report_rows("customer_missing", rows[nobody], shown)
    identifier[nobody] = names[nobody] = say("ledger.no_customer")
    return identifier, names


def _filled_down(
    body: Body, name: str, column: NDArray[np.object_], rows: NDArray[np.intp]
) -> NDArray[np.object_]:
    """Carry a customer down over the blanks below it, as in grouped reports and merged cells."""
    blank = column == ""
    if not len(column) or blank[0] or blank.mean() < FILLED_DOWN_SHARE:
        return column
    body.report_rows("customer_filled_down", rows[blank], name, heading=body.heading(name))
    return column[np.maximum.accumulate(np.where(blank, 0, np.arange(len(column))))]


def _types(
    body: Body, rows: NDArray[np.intp], amounts: NDArray[np.float64]
) -> tuple[NDArray[np.object_], documents.Signed]:
    """Return the document types and the signs, and report what was decided."""
    stated = np.full(len(rows), "", dtype=object)
    if "document_type" in body.columns:
        found, unknown = documents.read_words(body.columns["document_type"], "document_types")
        stated = found[rows]
        if unknown:
            body.report(
                "type_unknown", min(unknown.values()), "document_type", words=", ".join(sorted(unknown)[:10])
            )
    signed = documents.sign_documents(stated, amounts)
    shown = "document_type" if "document_type" in body.columns else "amount"
    body.report_rows("negative_invoices", rows[signed.negative_invoices], "amount")
    body.report_rows("credits_positive", rows[signed.flipped], shown)
    body.report_rows("credit_sign_unclear", rows[signed.unclear], shown)
    return signed.types, signed


def _words(body: Body, rows: NDArray[np.intp], name: str, section: str) -> NDArray[np.object_]:
    """Return the meaning of a column of words, and report the unknown ones."""
    if name not in body.columns:
        return np.full(len(rows), "", dtype=object)
    found, unknown = documents.read_words(body.columns[name], section)
    if unknown:
        body.report(f"{name}_unknown", min(unknown.values()), name, words=", ".join(sorted(unknown)[:10]))
    return found[rows]


def _flags(body: Body, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return the disputed flags, False when the sheet has none."""
    if "is_disputed" not in body.columns:
        return np.zeros(len(rows), dtype=bool)
    flags, unknown = documents.read_flags(body.columns["is_disputed"])
    if unknown:
        body.report(
            "flag_unknown", min(unknown.values()), "is_disputed", words=", ".join(sorted(unknown)[:10])
        )
    return flags[rows]


def _due_dates(
    body: Body, days: dict[str, Days], rows: NDArray[np.intp]
) -> tuple[Days, Days, NDArray[np.float64]]:
    """Return invoice dates, due dates and terms; known terms fill in missing due dates."""
    invoiced, due = _days(days, "invoice_date", rows), _days(days, "due_date", rows)
    if "terms_days" not in body.columns:
        return invoiced, due, np.full(len(rows), np.nan)
    stated, from_month_end = terms.read_terms(body.columns["terms_days"])
    derived = terms.due_from_terms(invoiced, stated[rows], from_month_end[rows])
    gaps = np.isnat(due) & ~np.isnat(derived)
    body.report_rows(
        "due_date_derived", rows[gaps], "due_date" if "due_date" in body.columns else "terms_days"
    )
    return invoiced, np.where(np.isnat(due), derived, due), stated[rows]


def _without_duplicates(body: Body, frame: pd.DataFrame) -> pd.DataFrame:
    """Set the second of two equal documents aside; report numbers that return with another amount or date."""
    numbered = frame["document_no"] != ""
    again = numbered & frame.duplicated(["document_no", "customer_id"], keep=False)
    if not again.any():
        return frame
    suspects = frame[again]
    equal = suspects.duplicated(list(DUPLICATE_KEY), keep="first")
    offset = int(body.row_numbers[0]) if len(body.row_numbers) else 0
    first_rows = suspects.groupby(list(DUPLICATE_KEY), dropna=False)["row_number"].transform("min")
    for place in suspects.index[equal]:
        line = suspects.loc[place]
        body.report(
            "duplicate",
            int(line["row_number"]) - offset,
            "document_no",
            currency=line["currency"],
            amount=line["sheet_amount"],
            first_row=int(first_rows[place]),
        )
    kept = frame.drop(index=suspects.index[equal])
    others = kept[(kept["document_no"] != "") & kept.duplicated(["document_no", "customer_id"], keep=False)]
    body.report_rows("same_number", others["row_number"].to_numpy() - offset, "document_no")
    return kept.reset_index(drop=True)


def _report_dates(
    body: Body, frame: pd.DataFrame, unreadable: dict[str, NDArray[np.bool_]], conventions: Conventions
) -> None:
    """Report what is odd about the dates of the accepted rows."""
    offset = int(body.row_numbers[0]) if len(body.row_numbers) else 0
    rows = frame["row_number"].to_numpy() - offset
    for name, bad in unreadable.items():
        for row in rows[bad[rows]]:
            body.report(f"{name}_unreadable", int(row), name)
    no_invoice = frame["invoice_date"].isna().to_numpy()
    if "invoice_date" in body.columns:
        silent = no_invoice & ~unreadable.get("invoice_date", np.zeros(len(body.rows), dtype=bool))[rows]
        body.report_rows("invoice_date_missing", rows[silent], "invoice_date")
    future = (frame["invoice_date"] > pd.Timestamp(conventions.today)).to_numpy()
    body.report_rows("future_dated", rows[future], "invoice_date", today=conventions.today.isoformat())
    early = (frame["due_date"] < frame["invoice_date"]).to_numpy()
    body.report_rows("due_before_invoice", rows[early], "due_date")


def report_no_due_date(body: Body, items: pd.DataFrame, unreadable_due: NDArray[np.bool_]) -> None:
    """Report the documents of one sheet that have no due date once everything known has filled the gaps.

    Parameters
    ----------
    body : Body
        The sheet; the issue is added to it.
    items : DataFrame
        Documents of all sheets, due dates that follow from terms filled in.
    unreadable_due : ndarray of bool, shape (m,)
        Body rows that have an issue of their own.
    """
    here = (items["sheet_name"] == body.grid.sheet_name) & items["due_date"].isna()
    numbers = items.loc[here, "row_number"].to_numpy()
    if not len(numbers):
        return
    if "due_date" not in body.columns:
        body.report("no_due_date_column", count=len(numbers))
        return
    rows = numbers - int(body.row_numbers[0])
    body.report_rows("due_date_missing", rows[~unreadable_due[rows]], "due_date")
