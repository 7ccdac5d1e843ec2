"""Formulas: one of our functions into an empty cell, and dead paths to the add-in out of all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from udfs.books.selection import selected
from udfs.catalogue import catalogue
from udfs.links import without_dead_paths
from udfs.macros.pressed import Pressed, Told
from xlcredit.errors import HostError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import xlwings as xw


def insert_function(book: xw.Book, pressed: Pressed) -> Told:
    """Write a call of one of our functions into the selected cell, which must be empty.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front.
    pressed : Pressed
        Its answer is the function's name, in any case.

    Returns
    -------
    Told
        What the function wants.

    Raises
    ------
    HostError
        When there is no such function, or the cell holds something.
    """
    name = pressed.answer.strip().removeprefix("=").partition("(")[0].strip().upper()
    if name not in catalogue():
        raise HostError("macros.no_function", got=pressed.answer.strip(), known=", ".join(catalogue()))
    place = selected(book)
    if place.formula or place.value not in (None, ""):
        raise HostError("macros.cell_not_empty", cell=place.address)
    place.cell.formula = f"={name}()"
    entry = catalogue()[name]
    return Told(say("macros.say.inserted", call=entry.signature, sentence=entry.sentence()), quiet=True)


def fix_links(book: xw.Book, _pressed: Pressed) -> Told:
    """Write our functions under their plain names where a formula carries a dead path to the add-in.

    Parameters
    ----------
    book : xlwings.Book
        The workbook in front.

    Returns
    -------
    Told
        How many formulas were mended.

    Notes
    -----
    Only formulas that carry such a path are entered again. A cell inside a spilled or array result has none.
    """
    others = _foreign_links(book)
    mended = 0
    left: list[str] = []
    for sheet in book.sheets:
        respell = getattr(sheet.impl, "respell_formulas", None)
        if respell is not None:
            mended += respell(partial(without_dead_paths, others=others))
        else:
            entered, refused = _enter_again(sheet, others)
            mended, left = mended + entered, [*left, *refused]
    lines = [say("macros.say.links", count=mended) if mended else say("macros.say.no_links")]
    if left:
        lines.append(say("macros.say.links_left", count=len(left), cell=left[0]))
    return Told("\n".join(lines))


def _enter_again(sheet: xw.Sheet, others: Collection[str]) -> tuple[int, list[str]]:
    """Enter the formulas of a live sheet again that carry a dead path; return how many, and those refused.

    A cell is read once more before it is written: it may show the formula that just spilled over it.
    """
    entered, refused = 0, []
    for cell in _formula_cells(sheet):
        formula = cell.formula2
        plain = without_dead_paths(formula, others) if isinstance(formula, str) else formula
        if plain == formula:
            continue
        try:
            cell.formula2 = plain
        except Exception:  # noqa: BLE001  the host says no in its own words; the other cells are still mended
            refused.append(f"{sheet.name}!{cell.address.replace('$', '')}")
        else:
            entered += 1
    return entered, refused


def _foreign_links(book: xw.Book) -> frozenset[str]:
    """Return the links by number that lead to another file than our add-in, where the host can tell."""
    targets = getattr(book.impl, "foreign_links", None)
    return frozenset() if targets is None else frozenset(targets())


def _formula_cells(sheet: xw.Sheet) -> Iterator[xw.Range]:
    """Yield the cells of a sheet whose formula reaches beyond the sheet, row by row."""
    used = sheet.used_range
    shown: Any = used.formula
    rows = shown if isinstance(shown, list | tuple) else ((shown,),)
    for down, row in enumerate(rows):
        for across, text in enumerate(row if isinstance(row, list | tuple) else (row,)):
            if isinstance(text, str) and text.startswith("=") and "!" in text:
                yield sheet.range((used.row + down, used.column + across))
