"""Sheets nobody prepared for us as one canonical ledger, with mapping, issues and control total."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.ledger import contacts, decisions, instalment_plans, insured_limits, side_tables
from xlcredit.ledger.assignment import assign_payments, unassigned_payments
from xlcredit.ledger.body import Body
from xlcredit.ledger.cells import cells_of
from xlcredit.ledger.control import CONTROL_COLUMNS, control_table
from xlcredit.ledger.copies import without_copies
from xlcredit.ledger.currencies import NO_CURRENCY
from xlcredit.ledger.dates import TWO_WAYS, UNREADABLE, scan_dates
from xlcredit.ledger.grid import Grid
from xlcredit.ledger.header import recognise
from xlcredit.ledger.issues import Issue, issues_frame, make_issue
from xlcredit.ledger.items import SheetItems, read_items, report_no_due_date
from xlcredit.ledger.joining import join_by_day, strangers
from xlcredit.ledger.mapping import DIRECTIVES, Pinned, SheetMap, mapping_rows
from xlcredit.ledger.money import Conventions
from xlcredit.ledger.settlements import apply_payment_rows
from xlcredit.ledger.terms import due_from_terms
from xlcredit.ledger.vocabulary import normalise, words
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ITEM_COLUMNS = (
    "customer_id", "customer_name", "document_no", "document_type", "invoice_date", "due_date", "amount",
    "open_amount", "currency", "paid_date", "paid_amount", "terms_days", "is_disputed", "status", "group_id",
    "sheet_name", "row_number",
)  # fmt: skip
ITEM_TYPES = {
    "invoice_date": "datetime64[s]", "due_date": "datetime64[s]", "paid_date": "datetime64[s]",
    "amount": "float64", "open_amount": "float64", "paid_amount": "float64", "terms_days": "float64",
    "is_disputed": "bool", "row_number": "int64",
}  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """A ledger in canonical form, with everything needed to trust it.

    Attributes
    ----------
    items : DataFrame
        One row per accepted document, settled ones too: columns `ITEM_COLUMNS`. ``amount`` is positive
        when owed to us; ``open_amount`` is NaN when the sheet does not state it.
    payments, customers, rates, statements : DataFrame
        Tables of `xlcredit.tables`; empty when no sheet has them.
    mapping : DataFrame
        Which column was taken for which field, and why; unused columns have no field.
    issues : tuple of Issue
        Everything to look at, and every row that was not used.
    control : DataFrame
        Per currency: rows read and accepted, sheet total = accepted + set aside, exactly.
    source_name, source_hash : str
        Where it came from.
    decisions : DataFrame
        Columns of `xlcredit.tables.DECISIONS`: what people decided about a customer, the latest last.
    contacts : DataFrame
        Columns of `xlcredit.tables.CONTACTS`: who was reminded when, and what was promised, the latest last.
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`; a refused row has a blank limit.
    instalment_plans : DataFrame
        Columns of `xlcredit.tables.INSTALMENT_PLANS` and where each stands; a refused row is not there.
    own_columns : DataFrame
        What the customers' sheets say beyond `xlcredit.tables.CUSTOMERS`: ``customer_id`` and a column under
        each heading (after `side_tables.OWN_PREFIX`), cells as they stand. A fitted card may read them.
    """

    items: pd.DataFrame
    payments: pd.DataFrame
    customers: pd.DataFrame
    rates: pd.DataFrame
    statements: pd.DataFrame
    mapping: pd.DataFrame
    issues: tuple[Issue, ...]
    control: pd.DataFrame
    source_name: str = ""
    source_hash: str = ""
    decisions: pd.DataFrame = field(default_factory=lambda: side_tables.empty_table(tables.DECISIONS))
    contacts: pd.DataFrame = field(default_factory=lambda: side_tables.empty_table(tables.CONTACTS))
    insured_limits: pd.DataFrame = field(
        default_factory=lambda: side_tables.empty_table(tables.INSURED_LIMITS)
    )
    instalment_plans: pd.DataFrame = field(default_factory=instalment_plans.no_plans)
    own_columns: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"customer_id": []}, dtype=object))

    def issues_table(self, language: Language | None = None) -> pd.DataFrame:
        """Return the issues as the issues table, in one language."""
        return issues_frame(self.issues, language)


def read_ledger(
    grids: Sequence[Grid],
    *,
    today: date,
    pinned: Pinned | None = None,
    as_of: date | None = None,
    source_name: str = "",
    source_hash: str = "",
    default_currency: str = NO_CURRENCY,
) -> Ledger:
    """Read sheets into the canonical ledger.

    Parameters
    ----------
    grids : sequence of Grid
        Every sheet of the workbook; those that a refresh wrote and those that are no ledger are passed over.
    today : date
        The day it is; invoices dated later are reported.
    pinned : mapping, optional
        Sheet name to field to heading or column letter, which is then never guessed; ``""`` leaves a
        field out. The entries ``date_order`` ("dmy" or "mdy") and ``decimal_mark`` ("." or ",") fix how
        a sheet is read.
    as_of : date, optional
        Date the user values at. Without it a date such as "Report date" above the headings is pointed out.
    source_name, source_hash : str
        Where the sheets came from, kept for the audit log.
    default_currency : str
        Currency of amounts that name none, usually the workbook's base currency; ``"XXX"`` (ISO 4217: no
        currency).

    Returns
    -------
    Ledger
        Nothing is dropped silently: every row that is not used is an issue, and the control total ties
        exactly. Without any ledger sheet the items are empty and the issue ``no_ledger`` says so.

    Examples
    --------
    >>> rows = [
    ...     ["Customer", "Invoice no.", "Due date", "Amount"],
    ...     ["Alpha", "INV1", "2026-01-31", "1,200.50"],
    ... ]
    >>> from datetime import date
    >>> ledger = read_ledger([Grid("Sheet1", rows)], today=date(2026, 2, 1))
    >>> ledger.items.loc[0, ["customer_id", "document_no"]].tolist()
    ['Alpha', 'INV1']
    """
    currency = default_currency or NO_CURRENCY
    fixed = pinned or {}
    bodies = [Body(grid, recognise(grid, fixed.get(grid.sheet_name))) for grid in grids if any(grid.rows)]
    of_kind = {kind: [body for body in bodies if body.sheet.kind == kind] for kind in _KINDS}
    customers = side_tables.join_customers(
        [side_tables.read_customers(body) for body in of_kind["customers"]]
    )
    read: list[SheetItems] = []
    for body in of_kind["ledger"]:
        directives = {name: fixed.get(body.grid.sheet_name, {}).get(name, "") for name in DIRECTIVES}
        read.append(read_items(body, Conventions(today, currency, directives)))
        _report_pins(body)
        if as_of is None:
            _report_as_of(body)
    sheets = without_copies(_stack([sheet.items for sheet in read]), of_kind["ledger"])
    items, derived = _with_customers(sheets, customers)
    for body, sheet in zip(of_kind["ledger"], read, strict=True):
        report_no_due_date(body, items, sheet.unreadable_due)
    issues = [issue for body in of_kind["ledger"] for issue in body.issues]
    control = _control(read, sheets, issues)
    payments = _stack_table([side_tables.read_payments(b, "") for b in of_kind["payments"]], tables.PAYMENTS)
    payments = assign_payments(payments, items, currency)
    items, payments, applied = apply_payment_rows(items, payments)
    logs = [decisions.read_decisions(body, today) for body in of_kind["decisions"]]
    decided = join_by_day(logs, tables.DECISIONS, "decided_on")
    talks = [contacts.read_contacts(body, today) for body in of_kind["contacts"]]
    contacted = join_by_day(talks, tables.CONTACTS, "contacted_on")
    insured = insured_limits.join_insured_limits(of_kind["insured_limits"])
    plans = instalment_plans.join_plans(of_kind["instalment_plans"], items, customers, today)
    unknown = strangers(decided, items, customers, "decision_customer_unknown")
    unknown += strangers(contacted, items, customers, "contact_customer_unknown")
    unknown += strangers(insured, items, customers, "insured_limit_unknown")
    others = [issue for body in bodies if body.sheet.kind != "ledger" for issue in body.issues]
    return Ledger(
        items=items.reindex(columns=list(ITEM_COLUMNS)),
        payments=payments,
        customers=customers[list(tables.CUSTOMERS.column_names)],
        rates=_stack_table([side_tables.read_rates(body) for body in of_kind["rates"]], tables.RATES),
        statements=_stack_table(
            [side_tables.read_statements(body) for body in of_kind["statements"] if body.sheet.places],
            tables.STATEMENTS,
        ),
        mapping=_mapping(bodies),
        issues=tuple(
            issues
            + derived
            + applied
            + others
            + unknown
            + unassigned_payments(payments)
            + _passed_over(bodies)
        ),
        control=control,
        source_name=source_name,
        source_hash=source_hash,
        decisions=decided,
        contacts=contacted,
        insured_limits=insured,
        instalment_plans=plans,
        own_columns=side_tables.own_columns(customers),
    )


_KINDS = (
    "ledger", "payments", "customers", "rates", "statements", "decisions", "contacts", "insured_limits",
    "instalment_plans",
)  # fmt: skip


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Stack the documents of several sheets; an empty frame with the right types when there are none."""
    filled = [frame for frame in frames if len(frame)]
    if len(filled) == 1:
        return filled[0]
    if filled:
        return pd.concat(filled, ignore_index=True)
    types = dict.fromkeys(ITEM_COLUMNS, "object") | ITEM_TYPES | {"sheet_amount": "float64"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in types.items()})


def _stack_table(frames: list[pd.DataFrame], table: tables.Table) -> pd.DataFrame:
    """Stack the rows of several sheets of one kind."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else side_tables.empty_table(table)


def _control(read: list[SheetItems], items: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Return the control totals over all ledger sheets."""
    if not read:
        return pd.DataFrame(columns=list(CONTROL_COLUMNS))
    return control_table(
        np.concatenate([sheet.currencies for sheet in read]),
        np.concatenate([sheet.sheet_amounts for sheet in read]),
        items["currency"].to_numpy(dtype=object),
        items["sheet_amount"].to_numpy(dtype=np.float64),
        issues,
    )


def _with_customers(items: pd.DataFrame, customers: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Fill names, groups and due dates of the documents from the customers' sheet."""
    if not len(customers) or not len(items):
        return items, []
    known = customers.set_index("customer_id")
    named = items["customer_id"].map(known["customer_name"])
    bare = (items["customer_name"] == items["customer_id"]) & named.notna()
    grouped = items["customer_id"].map(known["group_id"]).fillna("")
    days = items["terms_days"].fillna(items["customer_id"].map(known["terms_days"]))
    gaps = items["due_date"].isna() & items["invoice_date"].notna() & days.notna()
    items = items.assign(
        customer_name=items["customer_name"].where(~bare, named),
        group_id=items["group_id"].where(items["group_id"] != "", grouped),
        terms_days=days,
    )
    if not gaps.any():
        return items, []
    invoiced = items.loc[gaps, "invoice_date"].to_numpy().astype("datetime64[D]")
    from_month_end = items.loc[gaps, "customer_id"].map(known[side_tables.FROM_MONTH_END])
    due = due_from_terms(invoiced, days[gaps].to_numpy(), (from_month_end == True).to_numpy())  # noqa: E712  blank is no
    items.loc[gaps, "due_date"] = due.astype("datetime64[s]")
    sheets = items.loc[gaps, "sheet_name"].value_counts(sort=False)
    return items, [
        make_issue("due_date_derived", str(name), count=int(count)) for name, count in sheets.items()
    ]


def _mapping(bodies: list[Body]) -> pd.DataFrame:
    """Return the map table of every sheet that was read, the evidence in words."""
    rows = [row for body in bodies if body.sheet.places for row in mapping_rows(body.grid, body.sheet)]
    for row in rows:
        row["evidence"] = say(f"ledger.evidence.{row['evidence']}")
    return pd.DataFrame(rows, columns=list(tables.MAPPING.column_names))


def _report_pins(body: Body) -> None:
    """Report pinned headings that the sheet does not have."""
    for name, target in body.sheet.missing_pins:
        body.report("pinned_not_found", value=target, field=name, heading=target)


def _report_as_of(body: Body) -> None:
    """Point out a date above the headings that says what the ledger is as of."""
    wanted = {normalise(word) for word in words()["as_of"]["words"]}
    for row in body.grid.rows[: body.sheet.header_row]:
        cells = [value for value in row if value not in (None, "")]
        for label, value in pairwise(cells):
            if isinstance(label, str) and normalise(label) in wanted:
                scanned = scan_dates(cells_of([value]))
                if scanned.origin[0] not in (UNREADABLE, TWO_WAYS):
                    body.report("as_of_found", label=label, date=str(scanned.fixed[0]))


def _passed_over(bodies: list[Body]) -> list[Issue]:
    """Say which sheets were not read, and when there is no ledger at all."""
    kinds = [body.sheet.kind for body in bodies]
    found = [
        make_issue("sheet_not_read", body.grid.sheet_name) for body in bodies if body.sheet.kind == "other"
    ]
    if "ledger" not in kinds:
        found.append(make_issue("no_ledger", ", ".join(body.grid.sheet_name for body in bodies)))
    return found


def classify(grids: Sequence[Grid], pinned: Pinned | None = None) -> dict[str, SheetMap]:
    """Return how each sheet was understood, without reading it.

    Parameters
    ----------
    grids : sequence of Grid
        Sheets.
    pinned : mapping, optional
        As in `read_ledger`.

    Returns
    -------
    dict
        Sheet name to kind, headings and places; a statements sheet laid out with one account per column has
        kind ``"statements"`` and no places, and its grid is for the reader of statements.

    Examples
    --------
    >>> classify([Grid("Kurse", [["Currency", "Rate"], ["EUR", 7.8]])])["Kurse"].kind
    'rates'
    """
    return {grid.sheet_name: recognise(grid, (pinned or {}).get(grid.sheet_name)) for grid in grids}


def ledger_from_frame(
    frame: pd.DataFrame, *, today: date, source_name: str = "", source_hash: str = ""
) -> Ledger:
    """Read a table whose columns already carry canonical names, for instance from a Parquet file.

    Parameters
    ----------
    frame : DataFrame
        Columns among `ITEM_COLUMNS`; the rules for rows are those of `read_ledger`.
    today : date
        The day it is.
    source_name, source_hash : str
        Where it came from.

    Returns
    -------
    Ledger
        As `read_ledger`; the sheet is called by `source_name`, the first row of the frame is row 2.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"customer_id": ["A"], "invoice_date": [pd.Timestamp("2026-01-05")], "amount": [7.0]}
    ... )
    >>> from datetime import date
    >>> ledger_from_frame(frame, today=date(2026, 2, 1)).items["amount"].tolist()
    [7.0]
    """
    name = source_name or "frame"
    values = [
        frame[column].astype(object).where(frame[column].notna(), None).tolist() for column in frame.columns
    ]
    rows = [list(map(str, frame.columns)), *map(list, zip(*values, strict=True))]
    pins = {str(column): str(column) for column in frame.columns if column in ITEM_COLUMNS}
    return read_ledger(
        [Grid(name, rows)], today=today, pinned={name: pins}, source_name=source_name, source_hash=source_hash
    )


def pinned_from_rows(rows: Sequence[Sequence[object]]) -> dict[str, dict[str, str]]:
    """Return the mapping that a user has fixed in the map table of a workbook.

    Parameters
    ----------
    rows : sequence of sequence
        Body of the table: sheet, field, heading, column letter, evidence. A row counts when its evidence
        says that it is pinned, in either language; the heading is taken, the column letter when there is
        none.

    Returns
    -------
    dict
        Sheet name to field to heading or letter, for `read_ledger`.

    Examples
    --------
    >>> pinned_from_rows(
    ...     [["Sheet1", "amount", "Net", "D", "pinned"], ["Sheet1", "due_date", "Due", "E", "heading"]]
    ... )
    {'Sheet1': {'amount': 'Net'}}
    """
    said = {say("ledger.evidence.pinned", language).casefold() for language in ("en", "zh")}
    found: dict[str, dict[str, str]] = {}
    for sheet, name, heading, letter, evidence, *_ in rows:
        if str(evidence or "").strip().casefold() in said and name:
            found.setdefault(str(sheet), {})[str(name)] = str(heading or letter or "")
    return found
