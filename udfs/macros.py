"""What each button does, written once against the xlwings API; a macro never knows its host.

A macro reads values in bulk, calls the domain, and fills tables and named cells that the template laid out.
It formats nothing: new cells take the style of their column, as the template set it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from udfs import frames
from udfs.source_sums import source_sum_formulas
from xlcredit import tables, texts
from xlcredit.errors import HostError
from xlcredit.ledger import NO_CURRENCY, Grid, Ledger, pinned_from_rows, read_ledger
from xlcredit.policy import Policy, default_policy, policy_from_rows, policy_rows
from xlcredit.refresh import Refreshed
from xlcredit.refresh import refresh as compute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import xlwings as xw

    Progress = Callable[[str], None]

REPORT_CELLS = ("xlcredit_headline", "xlcredit_source_sum_1")
"""Named cells on sheets of ours that hold no table."""
INPUT_ON_REPORT = {"working_capital"}
"""Output tables that share a sheet with an input."""
SOURCE_SUM_CELLS = 12
"""How many currencies the Checks sheet has a line for."""


@dataclass(frozen=True)
class Asked:
    """What the user asked of a refresh; every part may be left to the workbook and the policy.

    Attributes
    ----------
    as_of : date or None
        Date the open items are valued at; the named cell ``AsOf``, else the policy's rule, when None.
    base_currency : str or None
        Currency of the totals; the named cell ``BaseCurrency``, else the ledger's main one, when None.
    now : datetime
        The present moment; never read from the clock below this point.
    who : str
        Name for the audit log.
    source_name : str
        What to call the source; the workbook's name when blank.
    source_hash : str
        Fingerprint of the file that was read.
    """

    as_of: date | None
    base_currency: str | None
    now: datetime
    who: str
    source_name: str = ""
    source_hash: str = ""

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()


def find_tables(book: xw.Book) -> dict[str, Any]:
    """Return our tables of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        Any workbook.

    Returns
    -------
    dict
        Name without prefix to xlwings Table; empty when the workbook holds none of ours.
    """
    found = {}
    for sheet in book.sheets:
        for table in sheet.tables:
            if table.name.startswith(tables.TABLE_PREFIX):
                found[table.name.removeprefix(tables.TABLE_PREFIX)] = table
    return found


def workbook_language(book_tables: dict[str, Any]) -> texts.Language:
    """Return the language a workbook of ours is written in, read from its first heading.

    Parameters
    ----------
    book_tables : dict
        What `find_tables` returned.

    Returns
    -------
    {"en", "zh"}
        The language; the current one when the workbook holds none of our tables.
    """
    if "aging" not in book_tables:
        return texts.current_language()
    first = book_tables["aging"].header_row_range.raw_value[0][0]
    return "zh" if first == texts.say("labels.customer_id", "zh") else "en"


def fill_table(book: xw.Book, table: Any, headings: Sequence[str], rows: list[list[Any]]) -> None:
    """Replace headings and body of a table and resize it to them.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The table.
    headings : sequence of str
        Headings from left to right.
    rows : list of list
        Body; an empty body leaves one blank row, the least a table can have. Rows that the template keeps
        beyond the body (charts point at them) stay in the table, blank.
    """
    header = table.header_row_range
    sheet, top, left = header.sheet, header.row, header.column
    old_rows, old_columns = table.range.shape
    width = len(headings)
    body = rows or [[None] * width]
    if old_rows > 1:
        sheet.range((top + 1, left), (top + old_rows - 1, left + old_columns - 1)).clear_contents()
    bottom = top + len(body)
    sheet.range((top, left), (bottom, left + width - 1)).raw_value = [
        list(headings),
        *frames.host_rows(book, body),
    ]
    if (len(body) + 1, width) != (old_rows, old_columns):
        table.resize(sheet.range((top, left), (bottom, left + width - 1)))


def write_frame(book: xw.Book, table: Any, frame: pd.DataFrame, language: texts.Language) -> None:
    """Fill a table from a result frame, headings in the workbook's language.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The table.
    frame : DataFrame
        Columns named canonically; a bucket column carries its label already.
    language : {"en", "zh"}
        Language of the headings.
    """
    fill_table(book, table, frames.headings(frame, language), frames.rows_of(frame))


def read_inputs(book: xw.Book, asked: Asked) -> Ledger:
    """Read every sheet of a workbook that is the user's into the canonical ledger.

    Parameters
    ----------
    book : xlwings.Book
        The workbook; the sheets that a refresh fills are passed over.
    asked : Asked
        The day it is, and the name of the source.

    Returns
    -------
    Ledger
        Items, payments, customers, mapping, issues and control totals.
    """
    found = find_tables(book)
    ours = _report_sheets(book, found)
    grids = [_grid(sheet) for sheet in book.sheets if sheet.name not in ours]
    return read_ledger(
        [grid for grid in grids if grid.rows],
        today=asked.today,
        pinned=_pinned(found),
        as_of=asked.as_of or named_date(book, "AsOf"),
        source_name=asked.source_name or book.name,
        source_hash=asked.source_hash,
        default_currency=asked.base_currency or named_text(book, "BaseCurrency") or NO_CURRENCY,
    )


def _report_sheets(book: xw.Book, found: dict[str, Any]) -> set[str]:
    """Return the names of the sheets that a refresh fills, and of those that only tell about the workbook."""
    from workbooks.template import sheet_name

    reports = {table.name for table in (*tables.OUTPUT_TABLES, tables.POLICY)}
    ours = {table.range.sheet.name for name, table in found.items() if name in reports - INPUT_ON_REPORT}
    known = set(book_names(book))
    ours |= {book.names[name].refers_to_range.sheet.name for name in REPORT_CELLS if name in known}
    return ours | {sheet_name("about", language) for language in texts.LANGUAGES if found}


def _pinned(found: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the mapping the user has fixed in the map table, fields named canonically."""
    table = found.get("map")
    if table is None or table.data_body_range is None:
        return {}
    names = frames.names_of_labels()
    rows = [list(row) for row in table.data_body_range.raw_value]
    return pinned_from_rows([[row[0], names.get(row[1], row[1]), *row[2:]] for row in rows])


def _grid(sheet: Any) -> Grid:
    """Return the used range of a sheet as a grid of raw values."""
    used = sheet.used_range
    values = used.raw_value
    if not isinstance(values, list | tuple):
        values = [[values]] if values is not None else []
    return Grid(sheet.name, list(values), used.row, used.column)


def read_policy(book_tables: dict[str, Any]) -> Policy:
    """Return the workbook's policy: its Policy sheet laid over the default.

    Parameters
    ----------
    book_tables : dict
        What `find_tables` returned.

    Returns
    -------
    Policy
        The default where the workbook has no Policy sheet.

    Raises
    ------
    PolicyError
        When a row of the sheet breaks a rule of the policy; it names the row.
    """
    table = book_tables.get("policy")
    if table is None or table.data_body_range is None:
        return default_policy()
    rows = [list(row) for row in table.data_body_range.raw_value]
    return policy_from_rows(rows, default_policy())


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
    ledger = read_inputs(book, asked)
    return refresh_from(book, ledger, asked, template, step)


def refresh_from(
    book: xw.Book, ledger: Ledger, asked: Asked, template: Path | None, step: Progress
) -> Refreshed:
    """Compute everything from a ledger that was read already, and fill our sheets of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        The workbook to fill.
    ledger : Ledger
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
    step("cli.step.compute")
    result = compute(
        ledger,
        policy,
        today=asked.today,
        as_of=asked.as_of or named_date(book, "AsOf"),
        base_currency=asked.base_currency or named_text(book, "BaseCurrency"),
        language=language,
    )
    step("cli.step.fill")
    if "aging" not in found:
        found = _add_sheets(book, template)
    result.cells["xlcredit_refreshed_at"] = asked.now
    write_results(book, found, result, language)
    write_source_sums(book, ledger)
    append_audit(book, found["audit"], ledger, result, asked, language)
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


def book_names(book: xw.Book) -> list[str]:
    """Return the defined names of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.

    Returns
    -------
    list of str
        Names as they stand.
    """
    return [name.name for name in book.names]


def named_value(book: xw.Book, name: str) -> Any:
    """Return the value of a named cell, None when the workbook has no such name.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    object
        The raw value.
    """
    if name not in book_names(book):
        return None
    value = book.names[name].refers_to_range.raw_value
    while isinstance(value, list | tuple):
        value = value[0] if value else None
    return value


def named_date(book: xw.Book, name: str) -> date | None:
    """Return the date in a named cell.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    date or None
        None when the cell is blank or absent.

    Raises
    ------
    HostError
        When the cell holds something that is no date.
    """
    value = named_value(book, name)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = frames.date_of(value)
    if found is None:
        raise HostError("refresh.cell_is_no_date", name=name, value=value)
    return found


def named_text(book: xw.Book, name: str) -> str | None:
    """Return the text in a named cell.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    name : str
        Defined name.

    Returns
    -------
    str or None
        None when the cell is blank or absent.
    """
    value = named_value(book, name)
    return str(value).strip() or None if value is not None else None


def write_source_sums(book: xw.Book, ledger: Ledger) -> None:
    """Put native formulas over the user's own amount column beside our control totals.

    Parameters
    ----------
    book : xlwings.Book
        The workbook the ledger stands in; a ledger from another file has no sheet here and gets no formula.
    ledger : Ledger
        What was read.
    """
    known = set(book_names(book))
    formulas = source_sum_formulas(book, ledger)
    for position in range(SOURCE_SUM_CELLS):
        name = f"xlcredit_source_sum_{position + 1}"
        if name not in known:
            continue
        cell = book.names[name].refers_to_range
        if position < len(formulas) and formulas[position]:
            cell.formula = formulas[position]
        else:
            cell.clear_contents()


def append_audit(
    book: xw.Book,
    table: Any,
    ledger: Ledger,
    result: Refreshed,
    asked: Asked,
    language: texts.Language,
) -> None:
    """Add a line to the audit log: who, when, which version, policy, source and totals.

    Parameters
    ----------
    book : xlwings.Book
        The workbook.
    table : xlwings Table
        The audit log.
    ledger : Ledger
        What was read.
    result : Refreshed
        What was computed.
    asked : Asked
        Who asked, and when.
    language : {"en", "zh"}
        Language of the headings.
    """
    body = table.data_body_range
    earlier = [list(row) for row in body.raw_value] if body is not None else []
    earlier = [row for row in earlier if any(value not in (None, "") for value in row)]
    headings = [texts.say(f"labels.{name}", language) for name in tables.AUDIT.column_names]
    line = frames.audit_line(ledger, result, asked.who, asked.now)
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
