"""A closed workbook: sheets, tables and names to change, and a save that keeps the rest byte for byte."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbooks.package import charts, names, rows
from workbooks.package.cells import Formula
from workbooks.package.content import (
    add_relationship,
    content_type,
    ensure_content_type,
    linked_files,
    related_part,
    relationships,
    remove_part,
    workbook_part,
)
from workbooks.package.graft import graft
from workbooks.package.lint import lint
from workbooks.package.markup import RELATIONS
from workbooks.package.naming import Side
from workbooks.package.parts import Change, Package, refuse_what_we_cannot_keep
from workbooks.package.reading import SheetReader
from workbooks.package.saving import replace_file
from workbooks.package.sheet import SheetPart
from workbooks.package.styles import PLAIN_STYLES, Styles
from workbooks.package.tables import TableRef
from xlcredit.errors import WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Formula", "SheetPart", "TableRef", "Workbook"]

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
ENDINGS = {
    _MAIN_TYPE.format("sheet"): ".xlsx",
    _MACRO_TYPE.format("sheet"): ".xlsm",
    _MAIN_TYPE.format("template"): ".xltx",
    _MACRO_TYPE.format("template"): ".xltm",
}
LONG_SHEET = 4_000_000
"""Bytes from which on a worksheet is read ahead: below, starting a thread costs more than it gains."""
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Workbook:
    """A closed workbook that is changed part by part.

    Parameters
    ----------
    package : Package
        Its parts.
    path : Path
        Its file.

    Attributes
    ----------
    path : Path
        The file it was opened from or last saved to.

    Notes
    -----
    Supported are ``.xlsx``, ``.xlsm``, ``.xltx`` and ``.xltm``. Refused with the reason: ``.xlsb``, ``.xls``,
    strict Open XML, encrypted and signed files. Edits stay in memory until `save`.
    """

    def __init__(self, package: Package, path: Path) -> None:
        self.path = path
        self._package = package
        self._workbook = workbook_part(package)
        self._kind = content_type(package, self._workbook) or ""
        if self._kind not in ENDINGS:
            raise WorkbookError(
                "workbook.unsupported_kind", got=path.name, accepted=", ".join(ENDINGS.values())
            )
        self._sheets: dict[str, SheetPart] = {}
        self._styles: Styles | None = None
        self._reader: SheetReader | None = None
        self._source_sheets = {name.lower(): part for name, part in self._worksheets()}

    @classmethod
    def of_bytes(cls, content: bytes, path: str | Path) -> Workbook:
        """Return the workbook that some bytes are, with the path that they would be saved to.

        Parameters
        ----------
        content : bytes
            A package of our own making.
        path : str or Path
            A name for it.

        Returns
        -------
        Workbook
            The workbook.
        """
        return cls(Package(content), Path(path))

    @classmethod
    def open(cls, path: str | Path) -> Workbook:
        """Open a workbook; the file is read once and not held open.

        Parameters
        ----------
        path : str or Path
            The file.

        Returns
        -------
        Workbook
            The workbook.

        Raises
        ------
        SourceError
            When the file is absent, no Office package, encrypted, cut off, or unreasonably large.
        WorkbookError
            When it is signed, binary (``.xlsb``), strict Open XML, or another kind than a workbook or
            template.
        """
        path = Path(path)
        package = Package.open(path)
        refuse_what_we_cannot_keep(package, path)
        return cls(package, path)

    def _worksheets(self) -> list[tuple[str, str]]:
        """Return name and part of every worksheet in tab order."""
        relations = {relation.id: relation for relation in relationships(self._package, self._workbook)}
        return [
            (entry.name, relation.part)
            for entry in names.sheet_entries(self._package.read_xml(self._workbook))
            if (relation := relations.get(entry.relation_id))
            and relation.kind == "worksheet"
            and relation.part
        ]

    @property
    def sheet_names(self) -> list[str]:
        """Names of the worksheets in tab order; chart and macro sheets are left out."""
        return [name for name, _ in self._worksheets()]

    def sheet(self, name: str) -> SheetPart:
        """Return a worksheet.

        Parameters
        ----------
        name : str
            Its name, in any case.

        Returns
        -------
        SheetPart
            The same object each time.

        Raises
        ------
        WorkbookError
            When there is none of that name.
        """
        key = name.lower()
        if key not in self._sheets:
            found = next(((n, part) for n, part in self._worksheets() if n.lower() == key), None)
            if found is None:
                raise WorkbookError("workbook.sheet_unknown", got=name, accepted=", ".join(self.sheet_names))
            self._sheets[key] = self._new_sheet(*found)
        return self._sheets[key]

    def _new_sheet(self, name: str, part: str, origin: SheetPart | None = None) -> SheetPart:
        """Return the object of a worksheet; a grafted one has the values of the sheet it was copied from."""
        return SheetPart(
            self._package,
            part,
            name,
            origin.values if origin else lambda: self._values_in_file(name),
            lambda style, kind: self.styles.moment_style(style, kind),  # noqa: PLW0108  styles may be read anew
            epoch_1904=names.counts_from_1904(self._package.read_xml(self._workbook)),
        )

    def read_ahead(self) -> None:
        """Start to read the longest worksheet, when it is a long one, while other things are done."""
        sizes = {name: self._package.size(part) for name, part in self._worksheets()}
        longest = max(sizes, key=lambda name: sizes[name], default="")
        if self._reader is None and sizes.get(longest, 0) > LONG_SHEET:
            self._reader = SheetReader(self._package.source)
            self._reader.begin(longest)

    def _values_in_file(self, name: str) -> list[list[Any]]:
        """Return the values of a worksheet as they stand in the file."""
        self._reader = self._reader or SheetReader(self._package.source)
        found = self._reader.rows(name)
        part = self._source_sheets.get(name.lower())
        if part is not None:
            for row, column, text in self._errors_in_file(part) if self._package.holds(part, "error") else ():
                if row <= len(found) and column <= len(found[row - 1]):
                    found[row - 1][column - 1] = text
        return found

    def _errors_in_file(self, part: str) -> Iterator[tuple[int, int, str]]:
        """Return the error cells of a worksheet as in the file; its reader gives blanks for them."""
        xml = self._package.original(part)
        return rows.error_cells(xml, rows.split_sheet(xml, part).prefix)

    @property
    def tables(self) -> dict[str, TableRef]:
        """Every table of the worksheets by its name."""
        return {table.name: table for name in self.sheet_names for table in self.sheet(name).tables()}

    @property
    def names(self) -> dict[str, str]:
        """Defined names to what they refer to, without ``=``; a sheet's own name is keyed ``Sheet!Name``."""
        xml = self._package.read_xml(self._workbook)
        sheets = [entry.name for entry in names.sheet_entries(xml)]
        return names.keyed(names.defined_names(xml), lambda at: sheets[at] if at < len(sheets) else None)

    @property
    def link_targets(self) -> list[str]:
        """Files that formulas are linked to, in the order of their numbers: ``[1]`` is the first."""
        return linked_files(self._package, self._workbook)

    def set_name(self, name: str, refers_to: str) -> None:
        """Define a name of the workbook, or let an existing one refer to something else.

        Parameters
        ----------
        name : str
            The name.
        refers_to : str
            Formula text, with or without ``=``, for instance ``"Dashboard!$B$3"``.

        Raises
        ------
        WorkbookError
            When the name is not one that Excel takes.
        """
        names.check_name(name)
        xml = self._package.read_xml(self._workbook)
        self._package.write(self._workbook, names.with_name(xml, name, refers_to))

    def remove_name(self, name: str) -> None:
        """Take a name away, that of the workbook and those of its sheets.

        Parameters
        ----------
        name : str
            The name as it is written in the file; one that is not there is no fault.
        """
        xml = self._package.read_xml(self._workbook)
        self._package.write(self._workbook, names.without_name(xml, name))

    @property
    def styles(self) -> Styles:
        """The styles of the workbook; a workbook without any is given plain ones."""
        if self._styles is None:
            part = related_part(self._package, self._workbook, "styles")
            if part is None:
                part = (
                    self._package.free_name("xl/styles{}.xml")
                    if "xl/styles.xml" in self._package
                    else "xl/styles.xml"
                )
                self._package.write(part, PLAIN_STYLES)
                add_relationship(self._package, self._workbook, f"{RELATIONS}/styles", part)
                ensure_content_type(self._package, part, _STYLES_TYPE)
            self._styles = Styles(self._package.read_xml(part))
        return self._styles

    def graft(
        self,
        template: Workbook,
        sheet_names: Sequence[str],
        rename: Mapping[str, str] | None = None,
        *,
        before_first: bool = False,
    ) -> list[str]:
        """Copy whole sheets from another workbook, with everything that belongs to them.

        Parameters
        ----------
        template : Workbook
            Where they come from; its own edits come along.
        sheet_names : sequence of str
            Names of its worksheets.
        rename : mapping, optional
            Other names wanted, by the template's name.
        before_first : bool
            Whether they come before the first tab rather than behind the last.

        Returns
        -------
        list of str
            Names they got, in the order asked; one that was taken is numbered, as ``Aging (2)``.

        Raises
        ------
        WorkbookError
            When the structure of this workbook is protected, a sheet is unknown, a name illegal, or a sheet
            holds something that cannot be copied whole, such as a pivot table.

        Notes
        -----
        Styles, differential styles, tables, drawings, charts, comments, validations and names come with new
        numbers; shared texts become inline ones. A name that this workbook uses for something else is defined
        for the copied sheets alone. On failure this workbook is not changed.
        """
        template.flush()
        self._flush_sheets()
        before = self._package.state()
        styles_before = self._styles
        self._styles = None
        try:
            source = Side(template._package, template._workbook, template.styles)
            target = Side(self._package, self._workbook, self.styles)
            copied = graft(target, source, list(sheet_names), dict(rename or {}), before_first=before_first)
        except BaseException:
            self._package.restore(before)
            self._styles = styles_before
            raise
        self._write_styles()
        for old, new, part in copied:
            self._sheets[new.lower()] = self._new_sheet(new, part, template.sheet(old))
        return [new for _, new, _ in copied]

    def _write_styles(self) -> None:
        """Write the styles collected so far."""
        part = related_part(self._package, self._workbook, "styles")
        if self._styles is not None and part is not None:
            self._package.write(part, self._styles.patched())

    def _flush_sheets(self) -> None:
        """Lay waiting edits into the worksheets and what depends on them."""
        edited = [sheet for sheet in self._sheets.values() if sheet.has_edits]
        for sheet in edited:
            sheet.flush()
        self._write_styles()
        if edited:
            self._refresh_charts({sheet.name.lower() for sheet in edited})

    def _refresh_charts(self, sheets: set[str]) -> None:
        """Let charts of some sheets show their cells."""
        known: dict[str, list[list[Any]]] = {}

        def values_of(name: str) -> list[list[Any]]:
            if name not in known:
                known[name] = self.sheet(name).values()
            return known[name]

        epoch = names.counts_from_1904(self._package.read_xml(self._workbook))
        charts.refresh_caches(
            self._package, sheets & {n.lower() for n in self.sheet_names}, values_of, epoch_1904=epoch
        )

    def flush(self) -> None:
        """Lay every edit into the parts, drop the calculation chain and ask for a calculation on opening."""
        self._flush_sheets()
        if not self._package.changes():
            return
        chain = related_part(self._package, self._workbook, "calcChain")
        if chain is not None:
            remove_part(self._package, self._workbook, chain)
        xml = self._package.read_xml(self._workbook)
        self._package.write(self._workbook, names.with_calculation_on_load(xml))

    def changed_parts(self) -> dict[str, Change]:
        """Return which parts a save would change.

        Returns
        -------
        dict
            Part to ``"changed"``, ``"added"`` or ``"removed"``; every other part keeps its compressed bytes.
        """
        self.flush()
        return self._package.changes()

    def save(self, path: str | Path | None = None, *, backup: bool = True) -> Path:
        """Write the workbook: beside the file, checked, the old one kept, then swapped in one step.

        Parameters
        ----------
        path : str or Path, optional
            Where to; the file it was opened from when None.
        backup : bool
            Whether an existing file is kept as ``<name>.backup.<ending>``.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        WorkbookError
            When the file is open elsewhere, read-only, changed since it was opened, has another ending than
            its kind asks for, the disk is full, or the result does not read back. The file is then as it was.

        Notes
        -----
        Without changes the file is left alone, or copied when `path` is another one.
        """
        target = self.path if path is None else Path(path)
        same_file = target.resolve() == self.path.resolve()
        endings = {ENDINGS[self._kind], self.path.suffix.lower()}
        if not same_file and target.suffix.lower() not in endings:
            raise WorkbookError("workbook.wrong_ending", got=target.name, accepted=ENDINGS[self._kind])
        self._forget_values()
        changes = self.changed_parts()
        if same_file and not changes and target.exists():
            return target
        content = self._package.to_bytes()
        expected = self._package.source if same_file and target.exists() else None
        replace_file(target, content, check=self._check_written, expected=expected, backup=backup)
        self._rebase(Package(content), target)
        return target

    def _forget_values(self) -> None:
        """Give back the memory of what can be read again: the rows of a long ledger are most of it."""
        self._reader = None
        for sheet in self._sheets.values():
            sheet.forget_values()

    def _check_written(self, written: bytes) -> None:
        """Refuse a written file unless untouched parts are identical and the others without new faults."""
        package, changes = Package(written), self._package.changes()
        for name in self._package.names:
            if name not in package or not self._arrived(package, name, untouched=name not in changes):
                raise WorkbookError("workbook.verify_failed", got=name)
        touched = [name for name, change in changes.items() if change != "removed"]
        found = lint(package, touched)
        if found:
            known = set(lint(Package(self._package.source), touched))
            found = [finding for finding in found if finding not in known]
        if found:
            raise WorkbookError(
                "workbook.verify_failed", got="; ".join(finding.text() for finding in found[:5])
            )
        self._check_readable(written, set(touched))

    def _arrived(self, package: Package, name: str, *, untouched: bool) -> bool:
        """Whether a part reads back as it was meant; an untouched one to the last compressed byte."""
        if untouched:
            return package.entry(name).record == self._package.entry(name).record
        return package.read(name) == self._package.read(name)

    def _check_readable(self, written: bytes, touched: set[str]) -> None:
        """Refuse a written file whose changed sheets a reader of its own cannot read."""
        from python_calamine import CalamineError, CalamineWorkbook

        wanted = [name for name, part in self._worksheets() if part in touched]
        try:
            reader = CalamineWorkbook.from_filelike(io.BytesIO(written))
            for name in wanted:
                _ = reader.get_sheet_by_name(name).total_height
        except CalamineError as fault:
            raise WorkbookError("workbook.verify_failed", got=str(fault)) from fault

    def _rebase(self, package: Package, path: Path) -> None:
        """Stand on what was written."""
        self.path, self._package = path, package
        self._styles = self._reader = None
        self._source_sheets = {name.lower(): part for name, part in self._worksheets()}
        for sheet in self._sheets.values():
            sheet.rebase(package, lambda name=sheet.name: self._values_in_file(name))  # type: ignore[misc]
