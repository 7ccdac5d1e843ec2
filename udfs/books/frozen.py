"""A copy to share that needs nothing: formulas with our functions become values, listed with a stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from udfs.catalogue import catalogue
from udfs.hosts.closed.areas import letters_of
from udfs.hosts.closed.evaluation import evaluate
from udfs.hosts.closed.references import Book, plain
from udfs.values import CellError
from workbooks.admission import admit
from workbooks.package import Workbook
from workbooks.sources import source_hash
from xlcredit import __version__, texts
from xlcredit.errors import HostError, WorkbookError
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS = (".xlsx", ".xlsm")
LONGEST_TEXT = 32_767
"""As many characters as a cell holds."""

_Place = tuple[str, int, int]


@dataclass(frozen=True)
class Frozen:
    """What a frozen copy is.

    Attributes
    ----------
    path : Path
        The copy.
    count : int
        Formulas that became values.
    left : tuple of str
        Cells that keep their formula because their value is not known here; Excel computes it.
    """

    path: Path
    count: int
    left: tuple[str, ...]


def freeze(path: Path, out: Path, now: datetime) -> Frozen:
    """Write a copy of a closed workbook in which our functions are values; the workbook stays as it is.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` or ``.xlsm`` file.
    out : Path
        The copy; an earlier one there is replaced, with a backup.
    now : datetime
        For the stamp.

    Returns
    -------
    Frozen
        The copy, and how many formulas became values.

    Raises
    ------
    WorkbookError
        When `out` is the workbook itself, or the copy cannot be written.
    SourceError
        When the file is no workbook.

    Notes
    -----
    A value is the one that the file holds; only a formula that was never calculated is computed here. Every
    other formula, sheet and part stays; a sheet with the formulas and a stamp is added.
    """
    if path.suffix.lower() not in ENDINGS or out.suffix.lower() != path.suffix.lower():
        raise WorkbookError("macros.frozen.ending", path=path.name, out=out.name)
    if out.exists() and path.exists() and out.samefile(path):
        raise WorkbookError("cli.out_is_source", path=out)
    admit(path)
    package = Workbook.open(path)
    formulas = _our_formulas(package)
    values, left = _values(package, formulas)
    for sheet in {place[0] for place in values}:
        package.sheet(sheet).drop_formulas([place[1:] for place in values if place[0] == sheet])
    _add_sheet(package, _stamp(package, path, now), _listed(formulas, values))
    package.save(out)
    return Frozen(out, len(values), tuple(_cell(place) for place in sorted(left)))


def _our_formulas(package: Workbook) -> dict[_Place, str]:
    """Return the formulas that call our functions, by themselves or through a defined name."""
    book = Book(list(package.sheet_names), package.tables, package.names)
    ours = catalogue().keys()
    found: dict[_Place, str] = {}
    for sheet in package.sheet_names:
        for (row, column), text in package.sheet(sheet).formulas().items():
            try:
                calls = plain(text, book, sheet, row, column).calls
            except HostError:
                calls = frozenset(name for name in ours if f"{name}(" in text.upper())
            if calls & ours:
                found[sheet, row, column] = text
    return found


def _values(package: Workbook, formulas: dict[_Place, str]) -> tuple[dict[_Place, Any], list[_Place]]:
    """Return the values to keep; what was never calculated is computed, and left alone where it cannot be."""
    values: dict[_Place, Any] = {}
    missing: list[_Place] = []
    blank = {sheet: set(package.sheet(sheet).uncalculated()) for sheet in {place[0] for place in formulas}}
    for place in formulas:
        if place[1:] in blank[place[0]]:
            missing.append(place)
        else:
            line = package.sheet(place[0]).row(place[1])
            values[place] = line[place[2] - 1] if place[2] <= len(line) else None
    computed = evaluate(package).values if missing else {}
    for place in [place for place in missing if place in computed]:
        value = computed[place]
        values[place] = str(value) if isinstance(value, CellError) else value
        package.sheet(place[0]).set_cached(*place[1:], values[place])
    return values, [place for place in missing if place not in computed]


def _cell(place: _Place) -> str:
    """Return sheet and cell as a person reads them."""
    return f"{place[0]}!{letters_of(place[2])}{place[1]}"


def _listed(formulas: dict[_Place, str], values: dict[_Place, Any]) -> list[list[Any]]:
    """Return the lines of the list of formulas, sheet by sheet and row by row."""
    return [
        [sheet, f"{letters_of(column)}{row}", f"={text}"[:LONGEST_TEXT], values[sheet, row, column]]
        for (sheet, row, column), text in formulas.items()
        if (sheet, row, column) in values
    ]


def _stamp(package: Workbook, path: Path, now: datetime) -> list[tuple[str, Any]]:
    """Return version, policy, as-of date and fingerprint; what the workbook says of itself comes first."""
    return [
        ("source", path.name),
        ("source_hash", source_hash(path)),
        ("as_of", _moment(_named(package, "AsOf"))),
        ("policy_id", _named(package, "xlcredit_policy_id") or default_policy().policy_id),
        ("version", __version__),
        ("frozen_at", now.replace(tzinfo=None, microsecond=0)),
    ]


def _moment(value: Any) -> Any:
    """Return a date as a cell takes it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001  a cell holds no zone
    return value


def _named(package: Workbook, name: str) -> Any:
    """Return the value of a named cell, None when there is none."""
    refers_to = package.names.get(name)
    if refers_to is None:
        return None
    book = Book(list(package.sheet_names), package.tables, package.names)
    try:
        areas = plain(refers_to, book, package.sheet_names[0]).areas
    except HostError:
        return None
    if len(areas) != 1:
        return None
    line = package.sheet(areas[0].sheet).row(areas[0].top)
    return line[areas[0].left - 1] if areas[0].left <= len(line) else None


def _language(package: Workbook) -> texts.Language:
    """Return the language of a workbook of ours, else the one in use."""
    table = package.tables.get("xlcredit_aging")
    if table is None:
        return texts.current_language()
    return "zh" if table.headers[0] == texts.say("labels.customer_id", "zh") else "en"


def _add_sheet(package: Workbook, stamp: list[tuple[str, Any]], formulas: list[list[Any]]) -> None:
    """Add the sheet that lists the formulas, behind the last one."""
    from workbooks.template.frozen import frozen_sheet

    name, content = frozen_sheet(_language(package), stamp, formulas)
    package.graft(Workbook.of_bytes(content, "frozen.xlsx"), [name])
