"""Lists that go with the letters: the documents of one letter, and an overview of all of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workbooks.letters.plain_text import for_xml
from workbooks.letters.templates import COLUMNS
from xlcredit.collections import stage_text
from xlcredit.tables import CONTACTS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from xlcredit.collections.letters import Letter
    from xlcredit.texts import Language

MONEY, DAY, HEADING = {"num_format": "#,##0.00"}, {"num_format": "yyyy-mm-dd"}, {"bold": True, "bottom": 1}
WIDTHS = {
    "customer_name": 36, "document_no": 20, "document_type": 14, "letter": 26, "file": 44, "missing": 40,
    "stage": 24, "note": 60, "rates_in_words": 34, "interest_rule": 22,
}  # fmt: skip
CELL_TEXT = 32_767
SAFE = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
"""How a workbook is written that holds words of a ledger."""
OVERVIEW = ("file", "letter", "customer_id", "customer_name", "currency", "overdue", "unapplied_credit",
            "amount_to_pay", "documents", "interest", "fixed_fee", "claim_total", "interest_until",
            "interest_rule", "missing", "note")  # fmt: skip
CLAIMED = ("interest", "fixed_fee", "rates_in_words")
RUN_WORDS = ("file", "missing", "interest_until")


def items_book(letter: Letter) -> bytes:
    """Return the documents of a letter as a workbook, for the debtor to reconcile.

    Parameters
    ----------
    letter : Letter
        The letter.

    Returns
    -------
    bytes
        An .xlsx file; words of the ledger are text in it, never formulas or links.
    """
    names = list(COLUMNS) + [name for name in CLAIMED if letter.rule]
    rows = [[getattr(item, name) for name in names] for item in letter.items]
    sums = {"document_no": say("labels.total", letter.language), "open_amount": letter.to_pay,
            "interest": letter.interest, "fixed_fee": letter.fixed_fee}  # fmt: skip
    sheet = say("labels.documents", letter.language)
    return _book([(sheet, names, [*rows, [sums.get(name) for name in names]])], letter.language)


def overview_book(
    lines: Sequence[dict[str, Any]], letters: Sequence[Letter], day: date, language: Language
) -> bytes:
    """Return the overview of a run: a line per letter, and lines for the Contacts sheet once they are sent.

    Parameters
    ----------
    lines : sequence of dict
        Fields of `OVERVIEW` of each letter.
    letters : sequence of Letter
        The same letters.
    day : date
        Date of the letters.
    language : {"en", "zh"}
        Language of the headings.

    Returns
    -------
    bytes
        An .xlsx file.
    """
    contacts = [
        [
            letter.customer_id, day, stage_text(letter.stage, language), None, None, letter.currency,
            None, None,
            say(f"policy.words.{letter.kind}", language),
        ]
        for letter in letters
    ]  # fmt: skip
    sheets = [
        (
            say("letters.run.overview", language),
            list(OVERVIEW),
            [[line[name] for name in OVERVIEW] for line in lines],
        ),
        (say("sheets.contacts", language), list(CONTACTS.column_names), contacts),
    ]
    return _book(sheets, language)


def _book(sheets: Sequence[tuple[str, list[str], list[list[Any]]]], language: Language) -> bytes:
    """Write sheets of headings and rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, SAFE)
    money, day, heading = (book.add_format(look) for look in (MONEY, DAY, HEADING))
    for name, columns, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, _heading(column, language), heading)
            sheet.set_column(place, place, WIDTHS.get(column, 15))
            for line, row in enumerate(rows, 1):
                write_value(sheet, (line, place), row[place], money, day)
    book.close()
    return stream.getvalue()


def _heading(column: str, language: Language) -> str:
    """Return the heading of a column."""
    key = f"letters.run.{column}" if column in RUN_WORDS else f"labels.{column}"
    return say(key, language)


def write_value(sheet: Any, place: tuple[int, int], value: Any, money: Any, day: Any) -> None:
    """Write one value as what it is; a text is never a formula or a link.

    Parameters
    ----------
    sheet : xlsxwriter Worksheet
        Where.
    place : tuple of int
        Row and column, from 0.
    value : object
        Text, number, date, or None for a blank.
    money, day : xlsxwriter Format
        Looks of amounts and dates.
    """
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(*place, for_xml(value)[:CELL_TEXT])
    elif isinstance(value, float):
        sheet.write_number(*place, value, money)
    elif isinstance(value, int):
        sheet.write_number(*place, value)
    else:
        sheet.write_datetime(*place, value, day)
