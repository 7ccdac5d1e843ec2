"""Formulas as Excel writes them and as LibreOffice's own interface does: commas, sheets, prefixes."""

from __future__ import annotations

import re
from typing import Any

from udfs.hosts.calc.engine.uno_values import cell_address
from workbooks.package.lint.functions import SPELLING
from xlcredit.errors import HostError

_NATIVE, _FILE = 0, 3
"""Ways to write addresses: LibreOffice's own, and that of an Excel file."""
_PREFIX = re.compile(r"(?:_xlfn\.|_xlws\.|_xll\.|_xludf\.)+", re.IGNORECASE)
_CALL = re.compile(r"(?<![\w.])([A-Za-z][\w.]*)(?=\()")


class Formulas:
    """Translates the formulas of one document.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document.
    """

    def __init__(self, document: Any) -> None:
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True

    def native(self, formula: str, sheet_index: int, row: int, column: int) -> str:
        """Return a formula of Excel's as LibreOffice's interface takes it.

        Parameters
        ----------
        formula : str
            With its equals sign.
        sheet_index, row, column : int
            Cell it is for, counted from 0.

        Returns
        -------
        str
            With its equals sign.

        Raises
        ------
        HostError
            When nothing can be read from it.
        """
        place = cell_address(sheet_index, row, column)
        self._parser.FormulaConvention = _FILE
        tokens = self._parser.parseFormula(_prefixed(formula.removeprefix("=")), place)
        if not tokens:
            raise HostError("calc_engine.bad_formula", address="", got=formula)
        self._parser.FormulaConvention = _NATIVE
        return f"={self._parser.printFormula(tokens, place)}"

    def shown(self, native: str, sheet_index: int, row: int, column: int) -> str:
        """Return a formula of LibreOffice's interface as Excel shows it.

        Parameters
        ----------
        native : str
            With its equals sign.
        sheet_index, row, column : int
            Its cell, counted from 0.

        Returns
        -------
        str
            With its equals sign, and without prefixes.
        """
        place = cell_address(sheet_index, row, column)
        self._parser.FormulaConvention = _NATIVE
        tokens = self._parser.parseFormula(native.removeprefix("="), place)
        self._parser.FormulaConvention = _FILE
        return f"={_outside_texts(_PREFIX, '', self._parser.printFormula(tokens, place))}"


def _prefixed(formula: str) -> str:
    """Return a formula with the prefixes that a file has before young functions.

    Examples
    --------
    >>> _prefixed('IF(A1="XLOOKUP(",XLOOKUP(1,A:A,B:B),SORT(_xlfn.UNIQUE(C:C)))')
    'IF(A1="XLOOKUP(",_xlfn.XLOOKUP(1,A:A,B:B),_xlfn._xlws.SORT(_xlfn.UNIQUE(C:C)))'
    """
    return _outside_texts(_CALL, lambda found: SPELLING.get(found[1].upper(), found[1]), formula)


def _outside_texts(pattern: re.Pattern[str], by: Any, formula: str) -> str:
    """Replace a pattern in a formula, but not between double quotes."""
    parts = formula.split('"')
    return '"'.join(part if number % 2 else pattern.sub(by, part) for number, part in enumerate(parts))
