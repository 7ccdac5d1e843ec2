"""What every block of the statements sheet is written on, and where the blocks stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workbooks.template import theme
from xlcredit.texts import say
from xlcredit.working_capital.account_names import CURRENT, PRIOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbooks.template.theme import StyleName, Theme
    from xlcredit.credit.statement_report import StatementReport
    from xlcredit.texts import Language

COLUMNS = 17  # that are printed: a period and sixteen measures
EDGES_COLUMN = COLUMNS + 1
WIDTHS = {0: 13.0, 1: 16.0, 2: 19.0, 4: 18.0, 15: 18.0}
WIDTH = 13.0
CHART_ROW, CHART_LINES = 7, 14
ROW_PIXELS = 20
SIGNS = {"good": "✓", "watch": "!", "bad": "✗", "none": ""}
COLOURS = {"good": theme.GOOD, "watch": theme.WATCH, "bad": theme.BAD, "none": theme.INK}
Field = tuple[str, str, bool]
"""A column of a table: its key, its heading, whether it holds numbers."""


@dataclass(frozen=True)
class Canvas:
    """The sheet being written.

    Attributes
    ----------
    book : xlsxwriter.Workbook
        The workbook.
    sheet : xlsxwriter Worksheet
        Its only sheet.
    theme : Theme
        Its formats.
    language : {"en", "zh"}
        Its language.
    report : StatementReport
        What it shows.
    chart_rows : int
        How many rows of charts stand above the tables.
    """

    book: Workbook
    sheet: Worksheet
    theme: Theme
    language: Language
    report: StatementReport
    chart_rows: int

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return len(self.report.statement.periods)

    @cached_property
    def models(self) -> tuple[str, ...]:
        """The models of distress that are known in some period."""
        scores = self.report.distress.scores
        return tuple(name for name in scores if not np.isnan(scores[name]).all())

    @cached_property
    def distress_row(self) -> int:
        """The row of the headings of the distress table."""
        return CHART_ROW + self.chart_rows * CHART_LINES + 4

    @cached_property
    def ratios_row(self) -> int:
        """The row of the headings of the ratios table."""
        return self.distress_row + self.periods + 5

    @cached_property
    def issues_row(self) -> int:
        """The row of the headings of the issues."""
        return self.ratios_row + self.periods + 4

    @cached_property
    def accounts_row(self) -> int:
        """The row of the headings of the accounts."""
        return self.issues_row + max(len(self.report.issues), 1) + 4

    @cached_property
    def formulas_row(self) -> int:
        """The row of the headings of the formulas."""
        return self.accounts_row + len(self.report.statement.accounts) + 4

    def say(self, key: str, **fields: object) -> str:
        """Return a text in the language of the workbook."""
        return say(key, self.language, **fields)

    def text(
        self,
        row: int,
        column: int,
        text: str,
        style: StyleName = "plain",
        *,
        to: int | None = None,
        **more: Any,
    ) -> None:
        """Write a text, over several columns when `to` names the last."""
        shape = self.theme.style(style, **more)
        if to is None or to == column:
            self.sheet.write_string(row, column, text, shape)
        else:
            self.sheet.merge_range(row, column, row, to, text, shape)

    def number(self, row: int, column: int, number: float, shape: Format) -> None:
        """Write a number, a blank cell where it is unknown."""
        if np.isnan(number):
            self.sheet.write_blank(row, column, None, shape)
        else:
            self.sheet.write_number(row, column, number, shape)

    def period(self, row: int, column: int, place: int) -> None:
        """Write a period end, as a date where it is one."""
        name = self.report.statement.periods[place]
        shape = self.theme.style("output", num_format=theme.NUMBER_FORMATS["date"], align="left")
        if name in (CURRENT, PRIOR):
            self.sheet.write_string(row, column, self.say(f"statements.period.{name}"), shape)
        else:
            self.sheet.write_datetime(row, column, np.datetime64(name, "D").item(), shape)

    def table(self, row: int, name: str, fields: Sequence[Field]) -> None:
        """Lay an Excel table over rows that are written already, and write its headings."""
        columns = [
            {
                "header": heading,
                "header_format": self.theme.style("header_number", align="right", valign="top")
                if is_number
                else self.theme.style("header", align="left", valign="top", indent=int(at > 0)),
            }
            for at, (_, heading, is_number) in enumerate(fields)
        ]
        options = {"name": name, "style": None, "autofilter": True, "columns": columns}
        self.sheet.add_table(row, 0, row + self.periods, len(fields) - 1, options)
        self.sheet.set_row(row, theme.HEADER_HEIGHTS[self.language] + ROW_PIXELS)


def column_pixels(column: int) -> int:
    """Return how wide a column of the sheet is.

    Parameters
    ----------
    column : int
        Counted from 0.

    Returns
    -------
    int
        Pixels, as Excel counts them for its usual typeface.

    Examples
    --------
    >>> column_pixels(0)
    96
    """
    return int(WIDTHS.get(column, WIDTH) * 7 + 5)
