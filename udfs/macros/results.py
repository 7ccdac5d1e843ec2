"""What a refresh computed, written into the tables and named cells that the template laid out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import book_names, named_text, rows_in
from udfs.books.tables import fill_table, write_frame
from xlcredit import tables, texts
from xlcredit.policy import Policy, points_rows, policy_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd
    import xlwings as xw

    from xlcredit.refresh import Results

SOURCE_SUM_CELLS = 12
"""How many currencies the Checks sheet has a line for."""


def write_results(
    book: xw.Book,
    found: dict[str, Any],
    result: Results,
    language: texts.Language,
    *,
    only: Collection[str] | None = None,
) -> None:
    """Fill the output tables and named cells that the workbook has.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    found : dict
        Its tables.
    result : Results
        What to write.
    language : {"en", "zh"}
        Language of the headings.
    only : collection of str, optional
        Names of the tables and cells to fill; all when None.
    """
    for name, frame in result.tables.items():
        if name in found and (only is None or name in only):
            write_frame(book, found[name], _for_edition(found[name], name, frame), language)
    known = set(book_names(book))
    for name, value in result.cells.items():
        if name in known and (only is None or name in only):
            cell = book.names[name].refers_to_range
            cell.raw_value = frames.host_rows(book, [[frames.plain(value)]])


def _for_edition(table: Any, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a worklist as the edition has it: an earlier one shows what was handed over as not asked for."""
    if name != tables.WORKLIST.name:
        return frame
    known = frames.names_of_labels()
    headings = {known.get(str(heading)) for heading in rows_in(table.header_row_range)[0]}
    if "handed_over_amount" in headings:
        return frame
    together = frame["resting_amount"] + frame["handed_over_amount"]
    return frame.assign(resting_amount=together).drop(columns="handed_over_amount")


def choose_customer(book: xw.Book, result: Results) -> None:
    """Show the customer with the largest expected loss in the credit file of a workbook where none is chosen.

    Parameters
    ----------
    book : xlwings.Book
        The workbook; one of an earlier edition has no credit file.
    result : Results
        What was computed.
    """
    name = "xlcredit_file_customer"
    customers = result.tables["scores"]["customer_id"]
    if len(customers) and name in book_names(book) and not named_text(book, name):
        book.names[name].refers_to_range.raw_value = frames.host_rows(book, [[customers.iloc[0]]])


def write_policy(book: xw.Book, found: dict[str, Any], policy: Policy, language: texts.Language) -> None:
    """Write the policy in force where its sheets are blank, so that it can be seen and changed.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    found : dict
        Its tables.
    policy : Policy
        The policy.
    language : {"en", "zh"}
        Language of headings and labels.
    """
    for table, rows in (
        (tables.POLICY, policy_rows(policy, language)),
        (tables.POINTS, points_rows(policy, language)),
    ):
        place = found.get(table.name)
        if place is None or not rows:
            continue
        if place.data_body_range is None or not rows_in(place.data_body_range)[0][0]:
            headings = [texts.say(f"labels.{name}", language) for name in table.column_names]
            fill_table(book, place, headings, rows)


def write_source_sums(book: xw.Book, formulas: list[str]) -> None:
    """Put native formulas over the user's own amount column beside our control totals.

    Parameters
    ----------
    book : xlwings.Book
        The workbook the ledger stands in; a ledger from another file has no sheet here and gets no formula.
    formulas : list of str
        From `udfs.books.source_sums.source_sum_formulas`.
    """
    known = set(book_names(book))
    for position in range(SOURCE_SUM_CELLS):
        name = f"xlcredit_source_sum_{position + 1}"
        if name not in known:
            continue
        cell = book.names[name].refers_to_range
        if position < len(formulas) and formulas[position]:
            cell.formula = formulas[position]
        else:
            cell.clear_contents()


def append_audit(book: xw.Book, table: Any, line: list[Any], language: texts.Language) -> None:
    """Add a line to the audit log: who, when, which version, policy, source, totals and command.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The audit log; one of an earlier version gets the columns that it lacks.
    line : list
        Values in the order of the table.
    language : {"en", "zh"}
        Language of the headings.
    """
    body = table.data_body_range
    earlier = [list(row) for row in rows_in(body)] if body is not None else []
    earlier = [row for row in earlier if any(value not in (None, "") for value in row)]
    padded = [[*row, *[None] * (len(line) - len(row))][: len(line)] for row in earlier]
    headings = [texts.say(f"labels.{name}", language) for name in tables.AUDIT.column_names]
    fill_table(book, table, headings, [*padded, line])


def fill_inputs(
    book: xw.Book, found: dict[str, Any], inputs: dict[str, Any], language: texts.Language
) -> None:
    """Fill the input tables of a workbook of ours, for instance with the sample company.

    Parameters
    ----------
    book : xlwings.Book
        A workbook made from the template.
    found : dict
        Its tables.
    inputs : dict of str to DataFrame
        Table name to frame.
    language : {"en", "zh"}
        Language of the headings.
    """
    for name, frame in inputs.items():
        write_frame(book, found[name], frame, language)
