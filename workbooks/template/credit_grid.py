"""Where everything stands on the page of the credit file, and how its cells are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.credit_lookups import spliced
from xlcredit.texts import entry

if TYPE_CHECKING:
    from workbooks.template.credit_lookups import Finder
    from workbooks.template.layout import Page
    from workbooks.template.theme import StyleName
    from xlcredit.texts import Language

# Columns: a left block of seven, a gap, a right block of three; beyond the page what the page stands on.
MARGIN, FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH = range(8)
GAP, LABEL, AMOUNT, MARK = range(8, 12)
BEHIND_LABEL, BEHIND, BEHIND_2, BEHIND_3, BEHIND_4 = 13, 14, 15, 16, 17
WIDTHS = (1, 13, 26, 11, 17, 8, 9, 10, 1.5, 24, 15, 11, 3, 26, 14, 14, 10, 10)
LAST = MARK

# Rows, from the top of the page to its foot.
TITLE, SELECTOR, STAMP, SENTENCE = range(4)
CARD_LABEL, CARD_VALUE, CARD_NOTE = 5, 6, 7
WHO, WHO_ROWS = 9, 6
FACTORS, FACTOR_ROWS = 17, 25
FACTOR_BODY = FACTORS + 2
FACTOR_TOTAL = FACTOR_BODY + FACTOR_ROWS
REASONS, REASON_ROWS = FACTOR_TOTAL + 1, 3
LIMITS = FACTORS
AGING, AGING_ROWS = LIMITS + 20, 8
AGING_TOTAL = AGING + AGING_ROWS + 1
CHARTS, CHART_ROWS = 50, 11
DECISIONS, DECISION_ROWS = 62, 6
SIGNATURES = 72
KEYS = 1  # beyond the page: the row of the customer in each table
MORE = 6  # whether there are more factors than lines
MONTHS_HEAD = 8
BARS_HEAD = 24
GAPS = (4, 8, 16, CHARTS - 1, DECISIONS - 1, SIGNATURES - 1)
SIZE = 10
QUIET: dict[str, Any] = {"style": "note", "font_size": 9, "align": "left"}  # beyond the page
LINE: dict[str, Any] = {"bottom": 4, "bottom_color": theme.HAIRLINE}
HEIGHTS: dict[Language, float] = {"en": 16.5, "zh": 19.5}  # the same columns are wider in Chinese type
GAP_HEIGHT = 7.5


@dataclass(frozen=True)
class File:
    """The page being written, with the lookups of its customer.

    Attributes
    ----------
    page : Page
        The sheet.
    finder : Finder
        Lookups.
    selected : str
        The cell with the number of the customer.
    """

    page: Page
    finder: Finder
    selected: str

    @property
    def found(self) -> str:
        """The cell that is blank while no customer is found."""
        return self.finder.rows["scores"]

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the credit file."""
        return self.page.edition.say(key, **fields)

    def spliced(self, key: str, **parts: str) -> str:
        """Return the expression of a text of the credit file whose placeholders are expressions."""
        return spliced(entry(f"template.credit_file.{key}")[self.page.edition.language], **parts)

    def when_found(self, expression: str) -> str:
        """Return the formula of an expression that needs a customer."""
        return f'=IF({self.found}="","",{expression})'

    def text(self, row: int, column: int, text: str, style: StyleName = "plain", **more: Any) -> None:
        """Write a text in the size of the page."""
        self.page.text(row, column, text, style, **{"font_size": SIZE, **more})

    def formula(
        self, row: int, column: int, formula: str, *, to: int | None = None, value: Any = "",
        style: StyleName = "calc_plain", **more: Any,
    ) -> None:  # fmt: skip
        """Write a formula, over several columns when `to` is given."""
        shape = self.page.theme.style(style, **{"font_size": SIZE, **more})
        if to is not None:
            self.page.sheet.merge_range(row, column, row, to, "", shape)
        self.page.formula(row, column, formula, value, shape)

    def section(self, row: int, column: int, to: int, text: str) -> None:
        """Write the heading of a block with a line under it."""
        look = {"bottom": 1, "bottom_color": theme.ACCENT}
        for place in range(column, to + 1):
            self.text(row, place, text if place == column else "", "section", font_size=SIZE, **look)


def cell(row: int, column: int) -> str:
    """Return an absolute reference on the sheet itself.

    Parameters
    ----------
    row, column : int
        Zero-based.

    Returns
    -------
    str
        A1 notation.

    Examples
    --------
    >>> cell(0, 1)
    '$B$1'
    """
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
