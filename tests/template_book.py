"""A built edition as openpyxl reads it: the book, its tables, its formulas."""

from __future__ import annotations

from functools import cache

import openpyxl


@cache
def opened(path):
    return openpyxl.load_workbook(path)


def tables_of(book):
    return {table.name: (sheet, table) for sheet in book for table in sheet.tables.values()}


def formulas_of(sheet):
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.data_type == "f"}
