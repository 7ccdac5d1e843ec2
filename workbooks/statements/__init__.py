"""The workbook of a company's statements over time: one sheet with charts, tables and what to look at."""

from workbooks.statements.book import statement_book

__all__ = ["statement_book"]
