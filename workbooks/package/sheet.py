"""One worksheet: its values, and edits that are laid into its rows when the workbook is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbooks.package import charts, formula_cells, formula_edits, rows, tables
from workbooks.package.cells import LAST_COLUMN, LAST_ROW, Formula, parse_box, plain
from workbooks.package.dress import Dress
from workbooks.package.formulas import translated
from workbooks.package.markup import outline
from workbooks.uncalculated import uncalculated_cells
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from workbooks.package.cells import Box
    from workbooks.package.parts import Package
    from workbooks.package.tables import TableRef

_RANGES = re.compile(rb'(<(?:\w+:)?(?:conditionalFormatting|dataValidation)\b[^>]*?\ssqref=")([^"]*)(")')
_SHOWN = (Formula, rows.Cached)
_AS_IT_IS = frozenset({type(None), str, int, bool})
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([^"]*)"')


class SheetPart:
    """One worksheet of a workbook; rows and columns count from 1.

    Parameters
    ----------
    package : Package
        The package it stands in.
    part : str
        Its part.
    name : str
        Its name.
    read_values : callable
        Returns the values that stand in the file.
    moment_style : callable
        From a cell style and a kind of moment to a style that shows it.
    epoch_1904 : bool
        Whether the workbook counts days from 1904.

    Attributes
    ----------
    name : str
        Its name.
    part : str
        Its part in the package.
    """

    def __init__(
        self,
        package: Package,
        part: str,
        name: str,
        read_values: Callable[[], list[list[Any]]],
        moment_style: Callable[[int, str], int],
        *,
        epoch_1904: bool = False,
    ) -> None:
        self.name, self.part = name, part
        self._package, self._read_values = package, read_values
        self._moment_style, self._epoch_1904 = moment_style, epoch_1904
        self._values: list[list[Any]] | None = None
        self._pending: rows.Edits = {}
        self._unseen: set[int] = set()
        self._grown: list[tuple[int, int, dict[int, int]]] = []

    def rebase(self, package: Package, read_values: Callable[[], list[list[Any]]]) -> None:
        """Stand on another package that already holds every edit."""
        self._package, self._read_values, self._values = package, read_values, None
        self._pending, self._unseen, self._grown = {}, set(), []

    @property
    def has_edits(self) -> bool:
        """Whether anything waits to be laid into the part."""
        return bool(self._pending)

    def _sections(self) -> rows.Sections:
        """Return the worksheet as it stands in the package, without waiting edits."""
        return rows.split_sheet(self._package.read_xml(self.part), self.part)

    def values(self) -> list[list[Any]]:
        """Return the values from A1 to the last cell used.

        Returns
        -------
        list of list
            Rows of equal length: None for blank, bool, float, str, date, datetime; errors as ``"#N/A"``. A
            formula gives its cached value. Edits made here are laid over. The rows are shared with the next
            call and not to be changed in place.
        """
        if self._values is None:
            self._values = _rectangular(self._read_values())
        if self._unseen:
            unseen = {number: self._pending[number] for number in self._unseen}
            self._values, self._unseen = _laid_over(self._values, unseen), set()
        return self._values

    def uncalculated(self) -> list[tuple[int, int]]:
        """Return row and column of every formula cell whose value the file does not hold."""
        if not self._may_hold_formulas():
            return []
        return list(uncalculated_cells(self._package.read_xml(self.part)))

    def forget_values(self) -> None:
        """Give the memory of its values back unless edits lie over them: they can be read again."""
        if not self._package.is_changed(self.part) and not self._pending:
            self._values = None

    def row(self, number: int) -> list[Any]:
        """Return the values of one row, edits laid over, without putting the whole sheet together.

        Parameters
        ----------
        number : int
            The row.

        Returns
        -------
        list
            As a row of `values`, perhaps shorter.
        """
        found = self.values() if self._values is None else self._values
        line = found[number - 1] if number <= len(found) else []
        return _laid_over([line], {1: self._pending[number]})[0] if number in self._unseen else line

    def write(self, row: int, column: int, values: Sequence[Sequence[Any]]) -> None:
        """Write values from a cell to the right and down.

        Parameters
        ----------
        row, column : int
            Top left cell.
        values : sequence of sequence
            Rows of values. A str is always text, never a formula; a `Formula` is one; None clears and keeps
            the style; NaN and NaT count as None; dates become serial numbers and, where the cell shows
            numbers plainly, take the workbook's short date format.

        Raises
        ------
        WorkbookError
            When a value falls outside the sheet.
        """
        width = max((len(line) for line in values), default=0)
        if not values or not width:
            return
        if row < 1 or column < 1 or row + len(values) - 1 > LAST_ROW or column + width - 1 > LAST_COLUMN:
            raise WorkbookError(
                "workbook.outside_sheet",
                sheet=self.name,
                row=row + len(values) - 1,
                column=column + width - 1,
            )
        pending = self._pending
        self._unseen.update(range(row, row + len(values)))
        for number, line in enumerate(values, start=row):
            cells = pending.get(number)
            if cells is None:
                pending[number] = dict(zip(range(column, column + len(line)), line, strict=True))
            else:
                cells.update(zip(range(column, column + len(line)), line, strict=True))

    def clear(self, top: int, left: int, bottom: int, right: int) -> None:
        """Clear the contents of a range; styles stay.

        Parameters
        ----------
        top, left, bottom, right : int
            Corners; what lies outside the cells used costs nothing.
        """
        for number in [number for number in self._pending if top <= number <= bottom]:
            self._blank(number, [column for column in self._pending[number] if left <= column <= right])
        sections = self._sections()
        for span in rows.row_spans(sections.body, sections.prefix):
            if not top <= span.number <= bottom:
                continue
            inner = sections.body[span.inner_start : span.inner_end].decode()
            found = [
                cell.column
                for cell in rows.cells_of(inner, span.number, sections.prefix)
                if left <= cell.column <= right and cell.inner is not None
            ]
            if found:
                self._blank(span.number, found)

    def _blank(self, row: int, columns: list[int]) -> None:
        """Have some cells of a row emptied."""
        self._unseen.add(row)
        self._pending.setdefault(row, {}).update(dict.fromkeys(columns))

    def formulas(self) -> dict[tuple[int, int], str]:
        """Return the formulas of the sheet.

        Returns
        -------
        dict
            (row, column) to text without ``=``, in the file's spelling; shared formulas spelled out per cell.
        """
        found = formula_cells.formula_texts(self._sections()) if self._may_hold_formulas() else {}
        rows_with = {row for row, _ in found}
        for number, cells in self._pending.items():
            if number not in rows_with and Formula not in set(map(type, cells.values())):
                continue  # most rows, of which some sheets have many
            for column, value in cells.items():
                if isinstance(value, Formula):
                    found[number, column] = value.text.removeprefix("=")
                elif not isinstance(value, rows.Cached):
                    found.pop((number, column), None)
        return found

    def _may_hold_formulas(self) -> bool:
        """Tell whether a look at the cells is worth while: a long list of plain values has no formula."""
        return self._package.is_changed(self.part) or self._package.holds(self.part, "formula")

    def set_cached(self, row: int, column: int, value: Any) -> None:
        """Set the value that a formula cell shows until it is calculated.

        Parameters
        ----------
        row, column : int
            The cell. One without a formula makes `Workbook.save` raise WorkbookError.
        value : bool, number, str, date or None
            The value; an Excel error as its text, for instance ``"#N/A"``.
        """
        self._unseen.add(row)
        cells = self._pending.setdefault(row, {})
        waiting = cells.get(column)
        cells[column] = Formula(waiting.text, value) if isinstance(waiting, Formula) else rows.Cached(value)

    def respell_formulas(self, spelling: Callable[[str], str]) -> int:
        """Put every formula through a spelling where it stands; values, array ranges and styles stay.

        Parameters
        ----------
        spelling : callable
            From the text of a formula, without ``=``, to the text it shall have.

        Returns
        -------
        int
            How many cells have another formula then.
        """
        self.flush()
        count = formula_edits.changed_formulas(self._sections(), spelling) if self._may_hold_formulas() else 0
        if count:
            self._package.write(self.part, formula_edits.respelled(self._sections(), spelling).joined())
        return count

    def drop_formulas(self, cells: Collection[tuple[int, int]]) -> None:
        """Take the formula off some cells; each keeps the value that it shows.

        Parameters
        ----------
        cells : collection of (row, column)
            Cells with formulas.
        """
        if cells:
            self.flush()
            self._package.write(self.part, formula_edits.without_formulas(self._sections(), cells).joined())

    def tables(self) -> list[TableRef]:
        """Return the tables of the sheet."""
        return tables.sheet_tables(self._package, self.part, self.name)

    def resize_table(
        self, name: str, bottom: int, right: int | None = None, headers: Sequence[object] | None = None
    ) -> TableRef:
        """Give a table another last row and last column; its values are not moved.

        Parameters
        ----------
        name : str
            Name of the table, in any case.
        bottom : int
            New last row; a table keeps at least one data row, so the row below the header is the least.
        right : int, optional
            New last column; as now when None.
        headers : sequence, optional
            Column names, one per column; as now when None, with names made up for new columns. They are
            written into the header cells.

        Returns
        -------
        TableRef
            The table as it stands then.

        Raises
        ------
        WorkbookError
            When there is no such table, it has a totals row, the number of headers differs from that of
            columns, or the new range would cover another table or merged cells.

        Notes
        -----
        New data rows take the style of the first one and the formulas of calculated columns. Conditional
        formats, validations and chart series that covered exactly the old data rows of a column follow.
        """
        present = self.tables()
        table = next((found for found in present if found.name.lower() == name.lower()), None)
        if table is None:
            raise WorkbookError(
                "workbook.table_unknown", got=name, accepted=", ".join(t.name for t in present) or "-"
            )
        last = table.right if right is None else right
        box = table.top, table.left, max(bottom, table.top + table.header_rows), last
        names = self._headers_for(table, last - table.left + 1, headers)
        merged = [parse_box(found.decode()) for found in _MERGED.findall(self._sections().tail)]
        tables.check_place(table, box, present, merged)
        xml = tables.resized(self._package.read_xml(table.part), table, box, names)
        changed = tables.read_table(xml, table.part, self.name)
        if table.header_rows and names != table.headers:
            self.write(table.top, table.left, [names])
        self._dress_new_rows(table, changed, xml)
        self._package.write(table.part, xml)
        self._move_followers(table.body, changed.body)
        return changed

    def _headers_for(self, table: TableRef, width: int, headers: Sequence[object] | None) -> tuple[str, ...]:
        """Return the column names of a table of some width."""
        if headers is None:
            return tables.unique_headers([*table.headers[:width], *([None] * (width - len(table.headers)))])
        if len(headers) != width:
            raise WorkbookError("workbook.table_headers", table=table.name, got=len(headers), width=width)
        return tables.unique_headers(headers)

    def _dress_new_rows(self, old: TableRef, new: TableRef, xml: bytes) -> None:
        """Remember the style of new data rows, and fill calculated columns down."""
        first, last = old.body[2] + 1, new.body[2]
        if last < first:
            return
        model = old.body[0]
        styles = rows.styles_of_row(self._sections(), model)
        self._grown.insert(0, (first, last, {c: s for c, s in styles.items() if old.left <= c <= old.right}))
        root = outline(xml, 3)
        columns = root.find("tableColumns")
        calculated = [
            at
            for at, span in enumerate(columns.children if columns else ())
            if span.find("calculatedColumnFormula")
        ]
        if not calculated:
            return
        known = self.formulas()
        for at in calculated:
            text = known.get((model, old.left + at))
            if text is not None:
                self.write(
                    first,
                    old.left + at,
                    [[Formula(translated(text, n - model, 0))] for n in range(first, last + 1)],
                )

    def _move_followers(self, old: Box, new: Box) -> None:
        """Let formats, validations and charts over the old data rows cover the new ones."""
        if old == new:
            return
        sections = self._sections()
        tail = _RANGES.sub(
            lambda found: found[1] + tables.grown_ranges(found[2].decode(), old, new).encode() + found[3],
            sections.tail,
        )
        tail = charts.with_moved_references(tail, self.name, old, new)
        if tail != sections.tail:
            self._package.write(
                self.part, rows.Sections(sections.head, sections.body, tail, sections.prefix).joined()
            )
        charts.follow(self._package, self.name, old, new)

    def flush(self) -> None:
        """Lay the waiting edits into the part."""
        if not self._pending:
            return
        sections = self._sections()
        freed = formula_cells.unshared(sections, self._pending)
        sections = formula_cells.with_own_formulas(sections, freed)
        dress = Dress(rows.column_styles(sections), self._grown, self._moment_style, self._epoch_1904)
        try:
            body = rows.patched_body(sections, self._pending, dress)
        except WorkbookError as fault:
            raise WorkbookError(fault.key, **(fault.fields | {"sheet": self.name})) from fault
        head = rows.with_dimension(sections, self._pending)
        self._package.write(self.part, rows.Sections(head, body, sections.tail, sections.prefix).joined())
        self.values()  # which the package does not tell until it is read again
        self._pending = {}

    def __repr__(self) -> str:
        """Return name and part, for a programmer."""
        return f"<SheetPart {self.name} in {self.part}>"


def _laid_over(base: list[list[Any]], edits: rows.Edits) -> list[list[Any]]:
    """Return values with edits over them; rows without an edit are shared with the base."""
    grid = list(base)
    grid += [[] for _ in range(max(edits) - len(grid))]
    for number, cells in edits.items():
        line = grid[number - 1]
        grid[number - 1] = line = [*line, *[None] * (max(cells, default=0) - len(line))]
        for column, value in cells.items():
            kind = type(value)
            known = kind in _AS_IT_IS or (kind is float and value == value)  # noqa: PLR0124  NaN differs
            line[column - 1] = value if known else _shown(value)
    return _rectangular(grid)


def _shown(value: Any) -> Any:
    """Return what a cell shows once an edit is laid into it."""
    return plain(value.value if isinstance(value, _SHOWN) else value)


def _rectangular(grid: list[list[Any]]) -> list[list[Any]]:
    """Return rows of equal length, as long as the longest."""
    width = max((len(line) for line in grid), default=0)
    for place, line in enumerate(grid):
        if len(line) < width:
            grid[place] = line + [None] * (width - len(line))
    return grid
