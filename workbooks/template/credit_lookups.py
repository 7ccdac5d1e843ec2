"""Formulas that look one customer up in our tables, readable by Excel 2016 and LibreOffice alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname

from workbooks.template.layout import BODY_ROW, LAST_ROW
from workbooks.template.sheets import sheet_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbooks.template.layout import Edition, Page
    from workbooks.template.sheets import SheetKey

DECISION_ROWS = 2_000
"""Last row of the decisions sheet that is looked at."""
_PLAIN_HEADING = re.compile(r"[\w ]+")
_SIGNS = ("~", "*", "?")  # wildcards of MATCH: an id with one of them stands for itself


@dataclass(frozen=True)
class Finder:
    """Writes lookups for the customer that is selected.

    Attributes
    ----------
    edition : Edition
        Language and headings.
    rows : mapping of str to str
        Table name to the cell that says in which of its rows the customer stands; "" where it does not.
    """

    edition: Edition
    rows: Mapping[str, str]

    def value(self, table: str, column: str, row: str | None = None) -> str:
        """Return the expression of a cell of a table, by heading and never by position.

        Parameters
        ----------
        table, column : str
            Canonical names.
        row : str, optional
            Expression of the row; that of the customer when None.

        Returns
        -------
        str
            Without an equals sign; for a row that exists.
        """
        at = row or self.rows[table]
        heading = self.edition.label(column)
        if _PLAIN_HEADING.fullmatch(heading):
            return f"INDEX({self.edition.ref(table, column)},{at})"
        return self.by_heading(table, f'"{heading}"', at)

    def by_heading(self, table: str, heading: str, row: str | None = None) -> str:
        """Return the expression of a cell whose heading is an expression itself.

        Parameters
        ----------
        table : str
            Canonical name.
        heading : str
            Expression of the heading.
        row : str, optional
            Expression of the row; that of the customer when None.

        Returns
        -------
        str
            Without an equals sign.
        """
        name = f"xlcredit_{table}"  # its bare name is the body in Excel, with the headings in LibreOffice
        return f"INDEX({name}[#Data],{row or self.rows[table]},MATCH({heading},{name}[#Headers],0))"

    def shown(self, table: str, column: str) -> str:
        """Return the formula of a cell that shows a value, blank where there is none or no customer."""
        found = self.value(table, column)
        return f'=IF({self.rows[table]}="","",IF({found}="","",{found}))'


def customer_ids(edition: Edition, table: SheetKey) -> str:
    """Return the reference to the customer numbers of a table that stands alone on its sheet, first column.

    Parameters
    ----------
    edition : Edition
        Language.
    table : str
        Canonical name of table and sheet.

    Returns
    -------
    str
        Absolute reference down to the end of the sheet: the heading has a full stop, which a structured
        reference must escape.
    """
    sheet = quote_sheetname(sheet_name(table, edition.language))
    return f"{sheet}!$A${BODY_ROW + 1}:$A${LAST_ROW + 1}"


def write_selector(page: Page, row: int, column: int) -> None:
    """Write the cell in which a customer is chosen, with the customers of the scores table to choose from.

    Parameters
    ----------
    page : Page
        The sheet.
    row, column : int
        The cell, from 0.
    """
    shape = page.theme.style("input", num_format="@", align="left", bold=True, font_size=12)
    page.sheet.write_blank(row, column, None, shape)
    ids = customer_ids(page.edition, "scores")
    rule = {
        "validate": "list",
        "source": f"=OFFSET({ids.partition(':')[0]},0,0,MAX(1,COUNTA({ids})),1)",
        "input_title": page.edition.say("validation.title"),
        "input_message": page.edition.say("validation.file_customer"),
        "show_error": False,
    }
    page.sheet.data_validation(row, column, row, column, rule)


def escaped(cell: str) -> str:
    """Return the expression of a text that MATCH takes as it stands.

    Parameters
    ----------
    cell : str
        Expression of the text.

    Returns
    -------
    str
        Expression.

    Examples
    --------
    >>> escaped("A1")
    'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(A1,"~","~~"),"*","~*"),"?","~?")'
    """
    for sign in _SIGNS:
        cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return cell


def decisions_column(edition: Edition, position: int, *, whole: bool = False) -> str:
    """Return the reference to a column of the decisions sheet, rows pasted below its table included.

    Parameters
    ----------
    edition : Edition
        Language.
    position : int
        Place of the column, from 0.
    whole : bool
        From the first row of the sheet, so that INDEX takes a row number of the sheet.

    Returns
    -------
    str
        Absolute reference.
    """
    letter = "ABCDEFGH"[position]
    first = 1 if whole else BODY_ROW + 1
    sheet = quote_sheetname(sheet_name("decisions", edition.language))
    return f"{sheet}!${letter}${first}:${letter}${DECISION_ROWS}"


def spliced(text: str, **parts: str) -> str:
    """Return the expression of a sentence whose placeholders are expressions.

    Parameters
    ----------
    text : str
        With ``{name}`` where an expression goes.
    **parts : str
        Expression of each name.

    Returns
    -------
    str
        Texts and expressions joined with ``&``.

    Examples
    --------
    >>> spliced("Grade {grade}.", grade="A1")
    '"Grade "&A1&"."'
    """
    pieces = re.split(r"\{(\w+)\}", text)
    found = [parts[piece] if place % 2 else f'"{piece}"' for place, piece in enumerate(pieces) if piece]
    return "&".join(found)
