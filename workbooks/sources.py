"""Any ledger file as grids of raw values: text files in any encoding, workbooks through calamine.

What a file is, its first bytes say and not its name. A file that cannot be read is refused before it
costs time or memory, with a message that tells how to mend it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import python_calamine

from workbooks.admission import CHUNK, DEFAULT_LIMITS, Limits, admit, chunks, existing, refuse_large
from workbooks.uncalculated import uncalculated_cells
from xlcredit.errors import SourceError
from xlcredit.ledger.cells import NEVER_CALCULATED
from xlcredit.ledger.grid import Grid

DELIMITERS = (",", ";", "\t", "|")
SNIFFED_LINES = 50
SNIFFED_BYTES = 65_536
HASH_LENGTH = 16
MOST_TEXTS_IN_NUMBERS = 3

_CJK_PAIR = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")


def source_hash(path: Path | str) -> str:
    """Return a short fingerprint of a file.

    Parameters
    ----------
    path : Path or str
        The file.

    Returns
    -------
    str
        First 16 hexadecimal digits of its SHA-256.

    Raises
    ------
    SourceError
        When there is no such file, or it is a folder.
    """
    with existing(Path(path)).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:HASH_LENGTH]


def read_grids(path: Path | str, *, limits: Limits = DEFAULT_LIMITS) -> list[Grid]:
    """Return the sheets of a ledger file as grids of raw values.

    Parameters
    ----------
    path : Path or str
        csv, tsv, txt, xlsx, xlsm, xlsb, xls or ods.
    limits : Limits
        How much the file may ask of the machine.

    Returns
    -------
    list of Grid
        One per sheet, in order; one for a text file, named after it. Texts of a text file stay texts,
        leading zeros included; a workbook gives numbers as floats and date cells as dates. Each grid
        knows where its used range begins, so addresses are true.

    Raises
    ------
    SourceError
        Missing file, folder, empty file, password, damaged package, oversized package or sheet, unknown kind,
        unknown encoding. The file is left as it was.
    """
    file = Path(path)
    if admit(file, limits) != "text":
        return _read_workbook(file, limits)
    with file.open("rb") as stream:
        return [_read_text(file, stream.read(SNIFFED_BYTES), limits)]


def _read_workbook(file: Path, limits: Limits) -> list[Grid]:
    """Read every worksheet of a workbook."""
    try:
        with _opened(file) as workbook:
            sheets = [meta.name for meta in workbook.sheets_metadata if _is_worksheet(meta)]
            grids = [_grid(file, workbook, name, limits) for name in sheets]
    except python_calamine.PasswordError as error:
        raise SourceError("ledger.source.encrypted", path=file.name) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise SourceError("ledger.source.broken", path=file.name, detail=str(error)) from error
    if zipfile.is_zipfile(file):
        _mark_uncalculated(file, grids)
    return grids


def _opened(file: Path) -> Any:
    """Open a workbook; where the ending tells the reader another kind than the content, by the content."""
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except python_calamine.PasswordError:
        raise
    except python_calamine.CalamineError as error:
        try:
            return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
        except python_calamine.CalamineError:
            raise error from None


def _is_worksheet(meta: Any) -> bool:
    """Return whether a sheet holds cells, not a chart or a macro."""
    return str(meta.typ).endswith("WorkSheet")


def _grid(file: Path, workbook: Any, name: str, limits: Limits) -> Grid:
    """Read one worksheet; its rows begin at the first used row and at column A."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return Grid(name, [])
    refuse_large(file, name, (sheet.end[0] + 1, sheet.end[1] + 1), limits)
    return Grid(name, sheet.to_python(skip_empty_area=True), sheet.start[0] + 1, sheet.start[1] + 1)


def _mark_uncalculated(file: Path, grids: list[Grid]) -> None:
    """Mark the blank cells of number columns that hold a formula whose value was never stored."""
    suspects = {grid.sheet_name: grid for grid in grids if _has_gaps_in_numbers(grid)}
    if not suspects:
        return
    with zipfile.ZipFile(file) as package:
        for name, part in _sheet_parts(package).items():
            if name in suspects:
                _mark_in_part(package, part, suspects[name])


def _has_gaps_in_numbers(grid: Grid) -> bool:
    """Return whether some column holds a heading, numbers and blanks, and nothing else."""
    for column in zip(*grid.rows, strict=False):
        blanks = column.count("")
        if not blanks:
            continue
        kinds = Counter(map(type, column))
        texts = kinds[str] - blanks
        others = len(column) - kinds[str] - kinds[float] - kinds[int]
        if 0 < texts <= MOST_TEXTS_IN_NUMBERS and not others:
            return True
    return False


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the parts of the sheets of an xlsx package by sheet name."""
    names = {part.filename: part for part in package.infolist()}
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), parser)
    }
    found = {}
    for element in etree.fromstring(package.read("xl/workbook.xml"), parser).iter("{*}sheet"):
        relation = next((value for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            found[str(element.get("name"))] = names[path]
    return found


def _mark_in_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, grid: Grid) -> None:
    """Mark formulas without a value in one sheet part."""
    for chunk in chunks(package, part):
        for row, column in uncalculated_cells(chunk):
            _mark(grid, row, column)


def _mark(grid: Grid, row: int, column: int) -> None:
    """Put the mark in a blank cell of a grid."""
    line = grid.rows[row - grid.first_row] if 0 <= row - grid.first_row < len(grid.rows) else None
    place = column - grid.first_column
    if isinstance(line, list) and 0 <= place < len(line) and line[place] in ("", None):
        line[place] = NEVER_CALCULATED


def _read_text(file: Path, head: bytes, limits: Limits) -> Grid:
    """Read a text file: find its encoding, then its delimiter."""
    encoding = _encoding(file, head)
    start = head.decode(encoding, errors="ignore")
    if re.match(r"\s*(<!doctype html|<html|<table|<\?xml|<meta)", start, re.IGNORECASE):
        raise SourceError("ledger.source.html", path=file.name)
    if "\x00" in start:
        raise SourceError("ledger.source.unknown", path=file.name)
    skip, delimiter = _delimiter(start)
    rows: list[list[str]] = []
    cells = 0
    shared: dict[str, str] = {}
    csv.field_size_limit(CHUNK)
    try:
        with file.open(encoding=encoding, newline="") as stream:
            for _ in range(skip):
                stream.readline()
            for row in csv.reader(stream, delimiter=delimiter):
                cells += len(row)
                if cells > limits.cells:
                    refuse_large(file, file.stem, (len(rows), cells // max(1, len(rows))), Limits(cells=0))
                # One object per distinct text: a ledger repeats its customers, dates and currencies.
                rows.append([shared.setdefault(value, value) for value in row])
    except UnicodeDecodeError as error:
        raise SourceError("ledger.source.encoding", path=file.name) from error
    except csv.Error as error:
        raise SourceError("ledger.source.broken", path=file.name, detail=str(error)) from error
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Grid(file.stem, rows, first_row=1 + skip)


def _encoding(file: Path, head: bytes) -> str:
    """Return the encoding of a text file, decided from its bytes."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, encoding in marks:
        if head.startswith(mark):
            return encoding
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    for encoding in ("utf-8", *_by_letters(file)):
        if _decodes(file, encoding):
            return encoding
    raise SourceError("ledger.source.encoding", path=file.name)


def _by_letters(file: Path) -> tuple[str, str]:
    """Return GB 18030 and Windows-1252 with the likelier first.

    In Chinese text nearly every byte above ASCII belongs to a pair of the common characters (GB 2312);
    in Western text an accented letter stands alone between ASCII letters.
    """
    content = file.read_bytes()
    high = sum(content.count(bytes([byte])) for byte in range(0x80, 0x100))
    paired = 2 * len(_CJK_PAIR.findall(content))
    return ("gb18030", "cp1252") if 2 * paired >= high else ("cp1252", "gb18030")


def _decodes(file: Path, encoding: str) -> bool:
    """Return whether a whole file can be read in an encoding."""
    try:
        with file.open(encoding=encoding, newline="") as stream:
            while stream.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(start: str) -> tuple[int, str]:
    """Return how many lines to skip and the delimiter, from the first lines of a file."""
    lines = start.splitlines()[:SNIFFED_LINES]
    declared = re.fullmatch(r"sep=(.)", lines[0].strip(), re.IGNORECASE) if lines else None
    if declared:
        return 1, declared.group(1)
    scores = {delimiter: _delimiter_score("\n".join(lines), delimiter) for delimiter in DELIMITERS}
    return 0, max(scores, key=lambda delimiter: scores[delimiter])


def _delimiter_score(text: str, delimiter: str) -> float:
    """Return how many columns a delimiter gives, times the share of lines that have that many."""
    widths = Counter(len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width = max(wide, key=lambda width: wide[width])
    return float(width**0.5 * wide[width] / sum(widths.values()))
