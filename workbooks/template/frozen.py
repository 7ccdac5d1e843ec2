"""The sheet that a frozen copy carries: a stamp, and every formula that became a value."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from workbooks.template import theme
from workbooks.template.theme import Theme
from xlcredit.tables import TABLE_PREFIX
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.texts import Language

HEADINGS = ("column_sheet", "cell", "formula", "value")
_WIDTHS = (26, 22, 90, 26)
_STAMP_ROW = 3
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed day, so that equal copies are equal bytes


def frozen_sheet(
    language: Language, stamp: Sequence[tuple[str, Any]], formulas: Sequence[Sequence[Any]]
) -> tuple[str, bytes]:
    """Return a workbook with one sheet that lists what was frozen.

    Parameters
    ----------
    language : {"en", "zh"}
        Language of its words.
    stamp : sequence of (str, object)
        Key of a label under ``macros.stamp``, and its value.
    formulas : sequence of (str, str, str, object)
        Sheet, cell, formula with its equals sign, value.

    Returns
    -------
    tuple of str and bytes
        Name of the sheet, and the package.
    """
    content = io.BytesIO()
    usual = {"font_name": theme.FONTS[language], "font_size": theme.FONT_SIZES[language]}
    book = xlsxwriter.Workbook(content, {"in_memory": True, "default_format_properties": usual})
    book.set_properties({"author": "xlcredit", "created": _CREATED})
    look = Theme(book, language)
    name = say("macros.frozen.sheet", language)
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, name, look.style("title"))
    sheet.write_string(1, 0, say("macros.frozen.note", language), look.style("note"))
    for row, (key, value) in enumerate(stamp, start=_STAMP_ROW):
        sheet.write_string(row, 0, say(f"macros.stamp.{key}", language), look.style("plain"))
        _write(sheet, row, 1, value, look)
    top = _STAMP_ROW + len(stamp) + 1
    headings = [say(f"macros.frozen.{heading}", language) for heading in HEADINGS]
    columns = [{"header": heading, "header_format": look.style("header")} for heading in headings]
    bottom = top + max(len(formulas), 1)
    options = {"name": f"{TABLE_PREFIX}frozen", "columns": columns, "style": None}
    sheet.add_table(top, 0, bottom, len(HEADINGS) - 1, options)
    for row, line in enumerate(formulas, start=top + 1):
        for column, value in enumerate(line):
            _write(sheet, row, column, value, look)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    book.close()
    return name, content.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, look: Theme) -> None:
    """Write one value as what it is: text is never a formula."""
    if isinstance(value, datetime):
        shape = theme.NUMBER_FORMATS["moment" if value.hour or value.minute else "date"]
        sheet.write_datetime(row, column, value, look.style("output", num_format=shape, align="left"))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look.style("output", align="left"))
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, look.style("output", align="left"))
    else:
        text = "" if value is None else str(value)
        sheet.write_string(row, column, text, look.style("output", num_format="@", align="left"))
