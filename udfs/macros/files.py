"""Files beside the workbook: an empty template, and a copy to share that needs no add-in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from udfs.books.editions import free_path, saved_path, template_path
from udfs.books.tables import find_tables, workbook_language
from udfs.macros.pressed import Pressed, Told
from xlcredit.errors import WorkbookError
from xlcredit.texts import say

if TYPE_CHECKING:
    import xlwings as xw

SHOWN_CELLS = 5


def new_template(book: xw.Book, _pressed: Pressed) -> Told:
    """Write an empty workbook of ours beside this one and open it; nothing is overwritten.

    Parameters
    ----------
    book : xlwings.Book
        A saved workbook; its folder gets the new one, in its language when it is one of ours.

    Returns
    -------
    Told
        Where it is.

    Raises
    ------
    HostError
        When the workbook was never saved.
    WorkbookError
        When its folder cannot be written to.
    """
    language = workbook_language(find_tables(book))
    folder = saved_path(book).parent
    path = free_path(folder / say("macros.files.template", language))
    try:
        shutil.copyfile(template_path(language), path)
    except OSError as error:
        raise WorkbookError("macros.no_folder", path=folder, reason=error.strerror) from error
    book.app.books.open(str(path))
    return Told(say("macros.say.template", path=path))


def freeze_values(book: xw.Book, pressed: Pressed) -> Told:
    """Write a copy of the workbook, as last saved, in which our functions are values; nothing else changes.

    Parameters
    ----------
    book : xlwings.Book
        A saved workbook.
    pressed : Pressed
        When.

    Returns
    -------
    Told
        Where the copy is, how many formulas became values, and which could not.

    Raises
    ------
    HostError
        When the workbook was never saved.
    """
    from udfs.books.frozen import freeze

    path = saved_path(book)
    pressed.step("macros.step.freeze")
    out = free_path(path.with_name(f"{path.stem} {say('macros.files.frozen')}{path.suffix}"))
    frozen = freeze(path, out, pressed.asked.now)
    lines = [say("macros.say.frozen", path=frozen.path, count=frozen.count)]
    if frozen.left:
        cells = say("macros.say.comma").join(frozen.left[:SHOWN_CELLS])
        lines.append(say("macros.say.not_frozen", count=len(frozen.left), cells=cells))
    return Told("\n".join(lines))
