"""What each button does, written once against the xlwings API; a macro never knows its host.

A macro reads values in bulk, calls the domain, and fills tables and named cells that the template laid out.
It formats nothing: new cells take the style of their column, as the template set it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import book_names, chosen_date, named_text, remember_chosen_date
from udfs.books.inputs import Asked, Inputs, read_inputs, read_policy
from udfs.books.source_sums import source_sum_formulas
from udfs.books.tables import fill_table, find_tables, workbook_language, write_frame
from xlcredit import tables, texts
from xlcredit.errors import HostError
from xlcredit.policy import Policy, policy_rows
from xlcredit.refresh import Refreshed
from xlcredit.refresh import refresh as compute

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    import xlwings as xw

    Progress = Callable[[str], None]

SOURCE_SUM_CELLS = 12
"""How many currencies the Checks sheet has a line for."""


def refresh(
    book: xw.Book, asked: Asked, template: Path | None = None, progress: Progress | None = None
) -> Refreshed:
    """Read the ledger of a workbook, compute everything, and fill our sheets in it.

    Parameters
    ----------
    book : xlwings.Book
        Ours, or any workbook with a ledger in it: it gets our sheets and loses nothing.
    asked : Asked
        As-of date, base currency, today, user.
    template : Path, optional
        Edition whose sheets are copied in when the workbook has none of ours.
    progress : callable, optional
        Called with the text key of each step.

    Returns
    -------
    Refreshed
        The result tables and figures that were written.

    Raises
    ------
    HostError
        When the workbook has none of our sheets and no template is given.
    """
    step = progress or (lambda _key: None)
    step("cli.step.read")
    return refresh_from(book, read_inputs(book, asked), asked, template, step)


def refresh_from(
    book: xw.Book, inputs: Inputs, asked: Asked, template: Path | None, step: Progress
) -> Refreshed:
    """Compute everything from a ledger that was read already, and fill our sheets of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        The workbook to fill.
    inputs : Inputs
        What was read, from this workbook or from a file of another kind.
    asked : Asked
        As-of date, base currency, today, user.
    template : Path or None
        Edition whose sheets are copied in when the workbook has none of ours.
    step : callable
        Called with the text key of each step.

    Returns
    -------
    Refreshed
        The result tables and figures that were written.
    """
    found = find_tables(book)
    language = workbook_language(found)
    policy = read_policy(found)
    as_of = asked.as_of or chosen_date(book)
    step("cli.step.compute")
    result = compute(
        inputs.ledger,
        policy,
        today=asked.today,
        as_of=as_of,
        base_currency=asked.base_currency or named_text(book, "BaseCurrency"),
        language=language,
    )
    step("cli.step.fill")
    if "aging" not in found:
        found = _add_sheets(book, template)
    result.cells["xlcredit_refreshed_at"] = asked.now
    write_results(book, found, result, language)
    remember_chosen_date(book, result.as_of if as_of is None else None)
    write_source_sums(book, inputs)
    line = frames.audit_line(inputs.ledger, result, asked.who, asked.now)
    append_audit(book, found["audit"], line, language)
    return result


def _add_sheets(book: xw.Book, template: Path | None) -> dict[str, Any]:
    """Copy our report sheets into a workbook that has none and return their tables."""
    if template is None:
        raise HostError("refresh.no_template", book=book.name)
    from workbooks.template import output_sheet_names

    book.impl.copy_sheets_from(template, output_sheet_names(template))
    return find_tables(book)


def write_results(book: xw.Book, found: dict[str, Any], result: Refreshed, language: texts.Language) -> None:
    """Fill every output table and named cell that the workbook has.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    found : dict
        Its tables.
    result : Refreshed
        What to write.
    language : {"en", "zh"}
        Language of the headings.
    """
    for name, frame in result.tables.items():
        if name in found:
            write_frame(book, found[name], frame, language)
    _write_policy(book, found, result.policy, language)
    known = set(book_names(book))
    for name, value in result.cells.items():
        if name in known:
            cell = book.names[name].refers_to_range
            cell.raw_value = frames.host_rows(book, [[frames.plain(value)]])


def _write_policy(book: xw.Book, found: dict[str, Any], policy: Policy, language: texts.Language) -> None:
    """Write the policy in force when its sheet is blank, so that it can be seen and changed."""
    table = found.get("policy")
    if table is None or (table.data_body_range is not None and table.data_body_range.raw_value[0][0]):
        return
    headings = [texts.say(f"labels.{name}", language) for name in tables.POLICY.column_names]
    fill_table(book, table, headings, [list(row) for row in policy_rows(policy, language)])


def write_source_sums(book: xw.Book, inputs: Inputs) -> None:
    """Put native formulas over the user's own amount column beside our control totals.

    Parameters
    ----------
    book : xlwings.Book
        The workbook the ledger stands in; a ledger from another file has no sheet here and gets no formula.
    inputs : Inputs
        What was read.
    """
    known = set(book_names(book))
    formulas = source_sum_formulas(book, inputs)
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
    """Add a line to the audit log: who, when, which version, policy, source and totals.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The audit log.
    line : list
        Values in the order of the table.
    language : {"en", "zh"}
        Language of the headings.
    """
    body = table.data_body_range
    earlier = [list(row) for row in body.raw_value] if body is not None else []
    earlier = [row for row in earlier if any(value not in (None, "") for value in row)]
    headings = [texts.say(f"labels.{name}", language) for name in tables.AUDIT.column_names]
    fill_table(book, table, headings, [*earlier, line])


def fill_inputs(book: xw.Book, inputs: dict[str, pd.DataFrame]) -> None:
    """Fill the input tables of a workbook of ours, for instance with the sample company.

    Parameters
    ----------
    book : xlwings.Book
        A workbook made from the template.
    inputs : dict
        Table name to frame.
    """
    found = find_tables(book)
    language = workbook_language(found)
    for name, frame in inputs.items():
        write_frame(book, found[name], frame, language)
