"""From records to sheets: a table becomes an Excel Table, a page gets head, flag, links and print setup."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.sheets import CHECK_SHEETS, INPUT_SHEETS, sheet_name
from xlcredit.policy import default_policy
from xlcredit.receivables import bucket_labels
from xlcredit.tables import TABLE_PREFIX, TABLES, Column
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from workbooks.template.sheets import SheetKey
    from workbooks.template.theme import StyleName, Theme
    from xlcredit.tables import Kind, Table
    from xlcredit.texts import Language

TITLE_ROW, NOTE_ROW, STAMP_ROW, FLAG_ROW, TOTAL_ROW, HEADER_ROW = range(6)  # zero-based, as XlsxWriter counts
BODY_ROW = HEADER_ROW + 1
LAST_ROW = 1_048_575
STAMP_NAME = "xlcredit_stamp"
FLAG_NAME = "xlcredit_master_check"
SIGNS = {"good": "✓", "watch": "!", "bad": "✗", "none": "○"}

_KIND_WIDTHS: dict[Kind, float] = {
    "text": 14, "date": 12, "moment": 17, "money": 15.5, "days": 10, "count": 10.5, "ratio": 11,
    "percent": 10, "score": 9.5, "flag": 10, "any": 16,
}  # fmt: skip
_COLUMN_WIDTHS = {
    "customer_id": 13, "customer_name": 38, "document_no": 17, "document_type": 14, "payment_no": 15,
    "currency": 10, "grade": 8, "country_grade": 10, "trend": 11, "severity": 10, "cell": 9, "reason": 48,
    "remedy": 48, "value": 13, "evidence": 46, "header": 30, "field": 30, "sheet_name": 18,
    "column_letter": 9,
    "reason_1": 32, "reason_2": 32, "reason_3": 32, "cap_reason": 24, "action": 26, "binding_limit": 30,
    "factor": 36, "family": 12, "band": 22, "rank": 7, "measure": 30, "formula": 42, "convention": 42,
    "meaning": 46, "source_hash": 18, "account": 32, "unit": 10, "path": 46, "label": 52, "source": 58,
    "healthy_range": 18, "health": 12, "bucket": 14,
    "collection_effectiveness": 14, "average_days_delinquent": 12, "is_disputed": 11, "contribution": 13,
    "approver": 20, "decision_kind": 16, "before": 15, "after": 15,
    "stage": 24, "stage_now": 24, "stage_last": 20, "letter": 22,
    "next_action": 46, "note": 48, "channel": 13,
    "is_alarm": 8, "industry": 18, "who": 16, "country": 20, "legal_form": 20,
}  # fmt: skip
_FINE = {"font_size": 9, "font_color": theme.MUTED}
_SPECIAL = re.compile(
    r"[^\w ]"
)  # a heading with other characters needs escapes in a formula; none of ours is used so


@dataclass(frozen=True)
class Edition:
    """What every page of one edition shares.

    Attributes
    ----------
    book : xlsxwriter.Workbook
        The workbook being written.
    theme : Theme
        Its formats.
    language : {"en", "zh"}
        Its language.
    """

    book: Workbook
    theme: Theme
    language: Language

    def say(self, key: str, **fields: object) -> str:
        """Return a text of the template in the edition's language."""
        return say(f"template.{key}", self.language, **fields)

    def label(self, column: str) -> str:
        """Return the heading of a column."""
        return say(f"labels.{column}", self.language)

    @property
    def buckets(self) -> tuple[str, ...]:
        """Names of the aging buckets of the default policy, from not due to no due date."""
        aging = default_policy().aging
        return bucket_labels(
            aging.edges, self.language, day_zero=aging.day_zero, closed_side=aging.closed_side
        )

    def headings(self, table: Table) -> list[str]:
        """Return the headings of a table, aging buckets included."""
        return [heading for _, heading in self.columns(table)]

    def columns(self, table: Table) -> list[tuple[Column, str]]:
        """Return columns and headings of a table; a bucket column is money and has the bucket's label."""
        found: list[tuple[Column, str]] = []
        for column in table.columns:
            found.append((column, self.label(column.name)))
            if column.name == table.buckets_after:
                found += [(Column(label, "money"), label) for label in self.buckets]
        return found

    def ref(self, table: str, column: str) -> str:
        """Return a structured reference to a column of a table, for instance ``xlcredit_aging[Total]``."""
        heading = self.label(column)
        if _SPECIAL.search(heading):
            raise ValueError(
                f"heading {heading!r}: got a character that a reference must escape; use another column"
            )
        assert column in TABLES[table].column_names, column  # noqa: S101  a fault of the builder, seen when it runs
        return f"{TABLE_PREFIX}{table}[{heading}]"

    def cell(self, key: SheetKey, row: int, column: int) -> str:
        """Return an absolute reference to a cell of a sheet."""
        place = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        return f"{quote_sheetname(sheet_name(key, self.language))}!{place}"

    def name(self, name: str, key: SheetKey, row: int, column: int) -> None:
        """Give a cell a name."""
        self.book.define_name(name, f"={self.cell(key, row, column)}")


@dataclass(frozen=True)
class Page:
    """One sheet being written.

    Attributes
    ----------
    edition : Edition
        What it shares with the others.
    key : str
        Key of the sheet.
    sheet : xlsxwriter Worksheet
        The sheet.
    """

    edition: Edition
    key: SheetKey
    sheet: Worksheet

    @property
    def theme(self) -> Theme:
        """Formats of the edition."""
        return self.edition.theme

    def text(self, row: int, column: int, text: str, style: StyleName = "plain", **more: Any) -> None:
        """Write a text."""
        self.sheet.write_string(row, column, text, self.theme.style(style, **more))

    def formula(self, row: int, column: int, formula: str, value: Any, shape: Format) -> None:
        """Write a native formula with the value it has before the first refresh."""
        self.sheet.write_formula(row, column, formula, shape, value)

    def link(self, row: int, column: int, key: SheetKey, text: str, place: str = "A1", **more: Any) -> None:
        """Write a text that leads to another sheet."""
        target = quote_sheetname(sheet_name(key, self.edition.language))
        self.sheet.write_url(
            row, column, f"internal:{target}!{place}", self.theme.style("link", **more), text
        )

    def head(self) -> None:
        """Write title, note, stamp and the master flag of the checks."""
        self.text(TITLE_ROW, 0, say(f"sheets.title.{self.key}", self.edition.language), "title")
        self.text(NOTE_ROW, 0, say(f"sheets.note.{self.key}", self.edition.language), "note")
        self.sheet.set_row(TITLE_ROW, 28)
        self.sheet.set_row(TOTAL_ROW, 22)
        self.formula(
            STAMP_ROW, 0, f"={STAMP_NAME}", self.edition.say("empty.stamp"), self.theme.style("stamp")
        )
        self.formula(FLAG_ROW, 0, f"={FLAG_NAME}", self.edition.say("flag.empty"), self.theme.style("flag"))
        self.colour_signs(FLAG_ROW, 0, FLAG_ROW, 0)

    def colour_signs(self, top: int, left: int, bottom: int, right: int) -> None:
        """Colour texts by the sign they begin with; the sign and its word stay readable without colour."""
        colours = {"good": theme.GOOD, "watch": theme.WATCH, "bad": theme.BAD, "none": theme.NEUTRAL}
        for meaning, colour in colours.items():
            rule = {
                "type": "text",
                "criteria": "begins with",
                "value": SIGNS[meaning],
                "format": self.edition.book.add_format({"font_color": colour}),
            }
            self.sheet.conditional_format(top, left, bottom, right, rule)

    def section(self, row: int, column: int, key: str) -> None:
        """Write the title of a block."""
        self.text(row, column, self.edition.say(f"section.{key}"), "section")

    def header_row(self, row: int, headings: Sequence[str], words: frozenset[int]) -> None:
        """Write headings over cells that are no table; `words` are the columns that hold no numbers."""
        for column, heading in enumerate(headings):
            if column in words:
                self.text(
                    row, column, heading, "header", align="left", text_wrap=False, indent=int(column > 0)
                )
            else:
                self.text(row, column, heading, "header_number", align="right")

    def table(
        self,
        name: str,
        row: int = HEADER_ROW,
        column: int = 0,
        *,
        style: StyleName = "output",
        body: Sequence[Sequence[Any]] = (),
        rows: int = 1,
        reserve: int = 0,
        typed: frozenset[str] = frozenset(),
        wrapped: frozenset[str] = frozenset(),
        fine: frozenset[str] = frozenset(),
        widths: Mapping[str, float] | None = None,
        valign: str = "top",
    ) -> int:
        """Lay out a table: headings, widths, and formats that new cells take from their column.

        Parameters
        ----------
        name : str
            Name of the table without prefix.
        row, column : int
            Place of its header, zero-based.
        style : str
            ``output``, or ``input_column`` for what a person types.
        body : sequence of rows
            What stands in it already; one blank row when there is nothing.
        rows : int
            Rows the table has before the first refresh; a chart points at all of them.
        reserve : int
            Rows kept for a table that does not grow: they are formatted one by one, because other blocks
            share its columns. Zero for a table that grows: its format is the column's, nothing stands below.
        typed, wrapped, fine : frozenset of str
            Columns that a person types into a report; whose long texts wrap; in small quiet type.
        widths : mapping, optional
            Widths of columns that differ from the usual.
        valign : str
            Where a heading of one line stands: on top, over its filter button, or at the bottom.

        Returns
        -------
        int
            The first free column to the right of it.
        """
        columns = self.edition.columns(TABLES[name])
        last_row = row + max(len(body), rows)
        last_column = column + len(columns) - 1
        for position, (field, heading) in enumerate(columns):
            look = "input_column" if field.name in typed else style
            more = {**_placing(field, position), **({"text_wrap": True} if field.name in wrapped else {})}
            more |= _FINE if field.name in fine else {}
            shape = self.theme.column(look, field.name, field.kind, **more)
            width = max((widths or {}).get(field.name, column_width(field)), heading_width(heading))
            self.sheet.set_column(column + position, column + position, width, None if reserve else shape)
            for line in range(max(len(body), rows, reserve)):
                value = body[line][position] if line < len(body) else None
                self._body_cell(row + 1 + line, column + position, value, shape)
        options = {
            "name": TABLES[name].workbook_name,
            "style": None,
            "autofilter": not reserve,
            "columns": [
                {"header": heading, "header_format": self._header(field, position, valign)}
                for position, (field, heading) in enumerate(columns)
            ],
        }
        self.sheet.add_table(row, column, last_row, last_column, options)
        bottom = row + reserve if reserve else LAST_ROW
        for position, (field, _) in enumerate(columns):
            if field.kind == "flag":
                self._quiet_flags(row + 1, column + position, style, bottom)
        self._lines(row + 1, column, last_column, style, bottom)
        return last_column + 1

    def _body_cell(self, row: int, column: int, value: Any, shape: Format) -> None:
        """Write one value of a table's body in its column's format."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, shape)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, shape)
        elif isinstance(value, date) and not shape.num_format.startswith("yyyy"):
            dated = self.theme.column(
                "input_column", "any", "date", indent=1
            )  # a date among values of every kind
            self.sheet.write_datetime(row, column, value, dated)
        else:
            self.sheet.write(row, column, value, shape)

    def _header(self, field: Column, position: int, valign: str) -> Format:
        """Return the format of a heading: numbers to the right, over their column."""
        if field.kind in theme.NUMERIC:
            return self.theme.style("header_number", align="right", valign=valign)
        return self.theme.style("header", align="left", valign=valign, indent=int(position > 0))

    def _lines(self, top: int, left: int, right: int, style: StyleName, bottom: int) -> None:
        """Draw a hairline under every row in use; inputs get their fill too."""
        first, last = xl_col_to_name(left), xl_col_to_name(right)
        used = f"COUNTA(${first}{top + 1}:${last}{top + 1})>0"
        if style == "input_column":
            used = f"OR(ROW()={top + 1},{used})"  # the row to paste into shows, before anything stands in it
        rule = {"type": "formula", "criteria": f"={used}", "format": self.rule_format(style)}
        self.sheet.conditional_format(top, left, bottom, right, rule)

    def rule_format(self, style: StyleName = "output", **look: Any) -> Format:
        """Return a format for a conditional rule, hairline included: some programmes apply one rule only."""
        filled = {"bg_color": theme.INPUT_FILL} if style == "input_column" else {}
        return self.edition.book.add_format({"bottom": 1, "bottom_color": theme.HAIRLINE, **filled, **look})

    def _quiet_flags(self, top: int, column: int, style: StyleName, bottom: int) -> None:
        """Let a no stand back, so that a yes is seen."""
        cell = f"${xl_col_to_name(column)}{top + 1}"
        quiet = self.rule_format(style, font_color=theme.GREY)
        rule = {"type": "formula", "criteria": f'=AND({cell}<>"",{cell}=FALSE)', "format": quiet}
        self.sheet.conditional_format(top, column, bottom, column, rule)

    def quiet_repeats(self, columns: int) -> None:
        """Let the first columns stand back where they repeat the row above; call it before the table."""
        here, above = f"$A{BODY_ROW + 1}", f"$A{BODY_ROW}"
        quiet = self.rule_format(font_color=theme.GREY)
        rule = {"type": "formula", "criteria": f'=AND({here}<>"",{here}={above})', "format": quiet}
        self.sheet.conditional_format(BODY_ROW, 0, LAST_ROW, columns - 1, rule)

    def print_setup(
        self,
        *,
        repeat_to: int = HEADER_ROW,
        pages_wide: int = 1,
        pages_high: int = 0,
        repeat_columns: int = 0,
        portrait: bool = False,
    ) -> None:
        """Set A4, one page wide, long narrow lists upright; every page carries the stamp and the headings."""
        sheet = self.sheet
        if not portrait:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(pages_wide, pages_high)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        if repeat_to >= 0:
            sheet.repeat_rows(STAMP_ROW, repeat_to)
        if repeat_columns:
            sheet.repeat_columns(0, repeat_columns - 1)
        font = f'&"{self.theme.font},Regular"&8'
        sheet.set_footer(f"&L{font}xlcredit  |  &A&C{font}&F&R{font}{self.edition.say('footer')}")

    def freeze(self, columns: int = 0, row: int = BODY_ROW, *, heading_lines: int = 2) -> None:
        """Keep the head and the first columns in view."""
        self.sheet.freeze_panes(row, columns)
        height = theme.HEADER_HEIGHTS[self.edition.language] if heading_lines > 1 else theme.ROOMY
        self.sheet.set_row(row - 1, height)

    def roomy(self, top: int, rows: int) -> None:
        """Give a few rows that neither grow nor wrap a little air."""
        for row in range(top, top + rows):
            self.sheet.set_row(row, theme.ROOMY)


def _placing(field: Column, position: int) -> dict[str, Any]:
    """Return how words stand in a column: off the numbers to their left, long names shrunk instead of cut."""
    if field.kind in theme.NUMERIC:
        return {}
    return {"indent": int(position > 0), **({"shrink": True} if field.name == "customer_name" else {})}


def column_width(column: Column) -> float:
    """Return the width of a column in characters.

    Parameters
    ----------
    column : Column
        Column of a table.

    Returns
    -------
    float
        Its own width, else that of its kind.
    """
    return _COLUMN_WIDTHS.get(column.name, _KIND_WIDTHS[column.kind])


def heading_width(heading: str) -> float:
    """Return the width that a heading needs to stand on two lines.

    Parameters
    ----------
    heading : str
        Heading of a column; it breaks at spaces, Chinese anywhere.

    Returns
    -------
    float
        In characters, with room for bold type; a Chinese character takes two.

    Examples
    --------
    >>> heading_width("Collection effectiveness (CEI)") > heading_width("Credit limit")
    True
    """
    words = heading.split(" ")
    if heading.isascii():
        lines = (
            max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))) for cut in range(1, len(words) + 1)
        )
        return min(lines) * 1.1 + 2.5
    return sum(1 if character.isascii() else 2 for character in heading) / 2 + 3


def new_page(edition: Edition, key: SheetKey) -> Page:
    """Add a sheet to the workbook being written.

    Parameters
    ----------
    edition : Edition
        The edition.
    key : str
        Key of the sheet.

    Returns
    -------
    Page
        The sheet, empty, with its tab's colour.
    """
    sheet = edition.book.add_worksheet(sheet_name(key, edition.language))
    sheet.set_tab_color(_tab_colour(key))
    return Page(edition, key, sheet)


def _tab_colour(key: SheetKey) -> str:
    """Return the colour of a tab: inputs, checks and reports look different."""
    if key in ("about", "customer_history"):
        return theme.TAB_ABOUT
    if key in CHECK_SHEETS:
        return theme.TAB_CHECK
    return theme.TAB_INPUT if key in INPUT_SHEETS else theme.TAB_OUTPUT
