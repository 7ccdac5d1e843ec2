"""The cell that the user has selected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.books.cells import rows_in
from xlcredit.errors import HostError

if TYPE_CHECKING:
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
