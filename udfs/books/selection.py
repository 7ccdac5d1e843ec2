"""The cell that the user has selected, and the customer whose row it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.books.cells import rows_in
from udfs.books.tables import record_at
from xlcredit.errors import HostError
from xlcredit.ledger.cells import cells_of
from xlcredit.ledger.identifiers import read_identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlwings as xw


@dataclass(frozen=True)
class Selected:
    """One cell of a workbook.

    Attributes
    ----------
    sheet : xlwings.Sheet
        Its sheet.
    row, column : int
        Its place.
    """

    sheet: Any
    row: int
    column: int

    @property
    def cell(self) -> xw.Range:
        """The cell as a range."""
        return self.sheet.range((self.row, self.column))

    @property
    def value(self) -> Any:
        """Its value; an error as its text."""
        return rows_in(self.cell)[0][0]

    @property
    def formula(self) -> str:
        """Its formula with the equals sign; "" when it has none."""
        text = self.cell.formula
        return text if isinstance(text, str) and text.startswith("=") else ""

    @property
    def address(self) -> str:
        """Sheet and cell, as a person reads them."""
        return f"{self.sheet.name}!{self.cell.address.replace('$', '')}"


def selected(book: xw.Book) -> Selected:
    """Return the first cell of the selection.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front.

    Returns
    -------
    Selected
        The cell.

    Raises
    ------
    HostError
        When no cell of this workbook is selected: a chart, for instance, or another workbook.
    """
    try:
        chosen = book.app.selection
    except AttributeError:  # of a chart or a picture in Excel, which has no address
        chosen = None
    if chosen is None or chosen.sheet.book.name != book.name:
        raise HostError("macros.no_cell_selected", book=book.name)
    return Selected(chosen.sheet, chosen.row, chosen.column)


def customer_at(place: Selected, found: Mapping[str, Any]) -> str:
    """Return the customer in whose row of one of our tables a cell stands.

    Parameters
    ----------
    place : Selected
        The cell.
    found : mapping of str to xlwings Table
        Our tables, from `find_tables`.

    Returns
    -------
    str
        The customer's number as a ledger is read: 1001 for a cell that holds the number; "" when the cell
        stands in no row of a customer.
    """
    for table in found.values():
        cells = table.range
        row = place.row - cells.row
        is_across = 0 <= place.column - cells.column < cells.shape[1]
        if cells.sheet.name == place.sheet.name and is_across and 0 < row < cells.shape[0]:
            return str(read_identifiers(cells_of([record_at(table, row).get("customer_id")]))[0])
    return ""
