"""The builder of the statements workbook: head, charts, two tables, three lists, on one sheet."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import xlsxwriter

from workbooks.statements.canvas import (
    CHART_LINES,
    CHART_ROW,
    COLOURS,
    COLUMNS,
    EDGES_COLUMN,
    WIDTH,
    WIDTHS,
    Canvas,
)
from workbooks.statements.charts import chart_rows, write_charts
from workbooks.statements.lists import write_accounts, write_formulas, write_issues
from workbooks.statements.tables import charted_edges, write_distress, write_ratios
from workbooks.template import theme
from workbooks.template.cell_styles import finish_package
from workbooks.template.theme import FONT_SIZES, FONTS, Theme
from xlcredit.texts import say

if TYPE_CHECKING:
    from datetime import datetime

    from xlcredit.credit.statement_report import StatementReport
    from xlcredit.texts import Language

_TITLE, _SPAN, _RULE, _FLAG, _LINKS = range(5)


def statement_book(
    report: StatementReport,
    language: Language,
    *,
    sources: str,
    created: datetime,
) -> bytes:
    """Return a workbook that shows statements over time.

    Parameters
    ----------
    report : StatementReport
        What it shows.
    language : {"en", "zh"}
        Its language.
    sources : str
        Names of the files it comes from.
    created : datetime
        The moment of its making, for its properties.

    Returns
    -------
    bytes
        An .xlsx package: one sheet, native charts and tables, the same bytes for the same report and moment.

    Raises
    ------
    UserWarning
        When XlsxWriter objects to anything: what it would leave out is a fault of the builder.
    """
    package = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        usual = {"font_name": FONTS[language], "font_size": FONT_SIZES[language]}
        book = xlsxwriter.Workbook(package, {"in_memory": True, "default_format_properties": usual})
        title = say("statements.title", language)
        book.set_properties({"title": title, "author": "xlcredit", "created": created.replace(tzinfo=None)})
        sheet = book.add_worksheet(say("statements.sheet", language))
        _write(Canvas(book, sheet, Theme(book, language), language, report, chart_rows(report)), sources)
        book.close()
    finished = io.BytesIO()
    finish_package(package.getvalue(), {}, finished)
    return finished.getvalue()


def _write(canvas: Canvas, sources: str) -> None:
    """Write everything on the sheet."""
    for column in range(COLUMNS):
        canvas.sheet.set_column(column, column, WIDTHS.get(column, WIDTH))
    canvas.sheet.set_column(COLUMNS, COLUMNS, 3)
    canvas.sheet.set_column(EDGES_COLUMN, EDGES_COLUMN + len(charted_edges(canvas)), WIDTH)
    canvas.sheet.hide_gridlines(2)
    _head(canvas, sources)
    for row in range(CHART_ROW, CHART_ROW + canvas.chart_rows * CHART_LINES):
        canvas.sheet.set_row(row, 15)
    write_distress(canvas)
    write_ratios(canvas)
    write_charts(canvas)
    write_issues(canvas)
    write_accounts(canvas)
    write_formulas(canvas)
    _sections(canvas)
    _print_setup(canvas)


def _head(canvas: Canvas, sources: str) -> None:
    """Write title, sources, the rule of flows, and whether there is something to look at."""
    periods = sorted(canvas.report.statement.periods)
    first, last = (
        canvas.say(f"statements.period.{name}") if name.endswith("_period") else name
        for name in (periods[0], periods[-1])
    )
    span = canvas.say("statements.span", files=sources, count=len(periods), first=first, last=last)
    canvas.text(_TITLE, 0, canvas.say("statements.title"), "title")
    canvas.sheet.set_row(_TITLE, 28)
    canvas.text(_SPAN, 0, span, "note")
    canvas.text(_RULE, 0, canvas.say("statements.rule"), "note", to=COLUMNS - 1, text_wrap=True)
    canvas.sheet.set_row(_RULE, 32)
    grave = sum(issue.severity != "notice" for issue in canvas.report.issues)
    notices = len(canvas.report.issues) - grave
    sign = "!" if grave else "✓"
    flag = canvas.say(
        "statements.something", sign=sign, warnings=grave, notices=notices, row=canvas.issues_row + 1
    )
    colour = COLOURS["watch" if grave else "good"]
    canvas.text(
        _FLAG,
        0,
        flag if canvas.report.issues else canvas.say("statements.nothing"),
        "flag",
        font_color=colour,
    )


def _sections(canvas: Canvas) -> None:
    """Write the titles of the blocks, and on top the links to them."""
    rows = {
        "charts": CHART_ROW, "distress": canvas.distress_row - 1, "ratios": canvas.ratios_row - 1,
        "issues": canvas.issues_row, "accounts": canvas.accounts_row, "formulas": canvas.formulas_row,
    }  # fmt: skip
    notes = {"distress": "statements.zone_note", "ratios": "statements.health_note"}
    places = (0, 1, 2, 4, 6, 8)
    for column, (key, row) in zip(places, rows.items(), strict=True):
        title = canvas.say(f"statements.section.{key}")
        canvas.text(row - 1, 0, title, "section")
        if key in notes:
            canvas.text(row, 0, canvas.say(notes[key]), "note")
        target = f"internal:'{canvas.sheet.get_name()}'!A{row}"
        canvas.sheet.write_url(_LINKS, column, target, canvas.theme.style("link"), title)


def _print_setup(canvas: Canvas) -> None:
    """Set A4 landscape, one page wide; every block begins on a page of its own."""
    sheet = canvas.sheet
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    last = canvas.formulas_row + len(canvas.report.ratios) + len(canvas.report.distress.scores) + 1
    sheet.print_area(0, 0, last, COLUMNS - 1)
    sheet.set_h_pagebreaks([canvas.distress_row - 2, canvas.ratios_row - 2, canvas.issues_row - 1])
    sheet.set_footer(f'&L&"{canvas.theme.font},Regular"&8xlcredit  |  &A&R&P / &N')
    sheet.set_zoom(85)
    sheet.set_tab_color(theme.TAB_OUTPUT)
