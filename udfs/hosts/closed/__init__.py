"""A closed `.xlsx` or `.xlsm` file as a host: an xlwings engine over its parts, and its formulas computed."""

from udfs.hosts.closed.engine import engine, open_book

__all__ = ["engine", "open_book"]
