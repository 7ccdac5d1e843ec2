"""What the command line does: open the right kind of file, run a macro on it, save it safely."""

from __future__ import annotations

import getpass
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from udfs.books.editions import template_path
from xlcredit import texts
from xlcredit.errors import WorkbookError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    import xlwings as xw

    from udfs.books.asked import Asked
    from udfs.books.frozen import Frozen
    from xlcredit.ledger import Ledger
    from xlcredit.refresh import Results

    Step = Callable[[str], None]

WORKBOOK_ENDINGS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Done:
    """What a refresh left behind.

    Attributes
    ----------
    path : Path
        The workbook written.
    backup : Path or None
        Copy of the file as it was, when one was replaced.
    result : Results
        What was computed.
    not_evaluated : tuple of str
        Formula cells of our sheets whose value could not be computed here; Excel computes them on opening.
    """

    path: Path
    backup: Path | None
    result: Results
    not_evaluated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calculated:
    """What a calculation left behind.

    Attributes
    ----------
    path : Path
        The workbook written.
    backup : Path or None
        Copy of the file as it was, when one was replaced.
    count : int
        Formulas whose value was computed.
    not_evaluated : tuple of str
        Formula cells whose value could not be computed here; Excel computes them on opening.
    """

    path: Path
    backup: Path | None
    count: int
    not_evaluated: tuple[str, ...]


def asked(as_of: date | None, base_currency: str | None, now: datetime) -> Asked:
    """Return what the user asked, with the day and the user's name.

    Parameters
    ----------
    as_of : date or None
        Date asked for.
    base_currency : str or None
        Currency asked for.
    now : datetime
        The present moment.

    Returns
    -------
    Asked
        For `udfs.macros.refreshing.refresh`.
    """
    from udfs.books.asked import Asked

    return Asked(as_of, base_currency, now.replace(tzinfo=None, microsecond=0), _user())


def _user() -> str:
    """Return the user's login name, empty where the machine knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def new(path: Path, language: texts.Language) -> Path:
    """Write an empty workbook of ours.

    Parameters
    ----------
    path : Path
        A file that does not exist yet, ending in ``.xlsx``.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    WorkbookError
        When the file exists, has another ending, or its folder cannot be written to.
    """
    if path.suffix.lower() != ".xlsx":
        raise WorkbookError("cli.not_xlsx", path=path, suffix=path.suffix)
    if path.exists():
        raise WorkbookError("cli.exists", path=path)
    _copy_template(language, path)
    return path


def _copy_template(language: texts.Language, path: Path) -> None:
    """Copy a template edition to a path, making the folder when needed."""
    _writable(path.parent)
    try:
        shutil.copyfile(template_path(language), path)
    except OSError as error:
        raise WorkbookError("cli.no_folder", path=path.parent, reason=error.strerror) from error


def check(path: Path, today: date, step: Step, wanted: Asked | None = None) -> Ledger:
    """Read a file as a refresh would, and change nothing.

    Parameters
    ----------
    path : Path
        A workbook or ledger file.
    today : date
        The day it is.
    step : callable
        Told the text key of each step.
    wanted : Asked, optional
        What is asked of the refresh that the ledger is read for: its date, and the currency of amounts that
        name none.

    Returns
    -------
    Ledger
        Mapping, issues and control total are in it.
    """
    from workbooks.sources import read_grids, source_hash
    from xlcredit.ledger import NO_CURRENCY, read_ledger

    step("cli.step.read")
    return read_ledger(
        read_grids(path),
        today=today,
        as_of=wanted.as_of if wanted else None,
        source_name=path.name,
        source_hash=source_hash(path),
        default_currency=(wanted.base_currency if wanted else None) or NO_CURRENCY,
    )


def demo(folder: Path, language: texts.Language, now: datetime, step: Step) -> Done:
    """Build a workbook with the sample company and refresh it.

    Parameters
    ----------
    folder : Path
        Where to put it; an earlier demo workbook there is replaced, with a backup.
    language : {"en", "zh"}
        Its language.
    now : datetime
        The present moment, for the audit log; the sample's as-of date is its own.
    step : callable
        Told the text key of each step.

    Returns
    -------
    Done
        The workbook and its figures.
    """
    from udfs.hosts.closed import open_book
    from udfs.macros import refreshing
    from workbooks.template.sample import BASE_CURRENCY, SAMPLE_AS_OF, SAMPLE_SEED, sample_company

    step("cli.step.build")
    book = open_book(template_path(language))
    refreshing.fill_inputs(book, sample_company(language=language))
    wanted = replace(
        asked(SAMPLE_AS_OF, BASE_CURRENCY, now),
        source_name=say("cli.sample_company"),
        source_hash=f"seed {SAMPLE_SEED}",
    )
    result = refreshing.refresh(book, wanted, progress=step)
    return _save(book, _writable(folder) / f"xlcredit-demo-{language}.xlsx", result, step)


def refresh(path: Path, out: Path | None, asked: Asked, step: Step) -> Done:
    """Refresh a workbook, or make one from a ledger file of another kind.

    Parameters
    ----------
    path : Path
        The file to read.
    out : Path or None
        Where to write; the workbook itself, with a backup, when None. A csv, xls, xlsb or ods source gives a
        new workbook beside it.
    asked : Asked
        As-of date, base currency, today, user.
    step : callable
        Told the text key of each step.

    Returns
    -------
    Done
        The workbook and its figures.

    Raises
    ------
    SourceError
        When the file cannot be read or holds no ledger.
    WorkbookError
        When the workbook cannot be changed without harm.
    """
    from workbooks.admission import kind_of

    if out is not None and out.suffix.lower() not in WORKBOOK_ENDINGS:
        raise WorkbookError("cli.not_xlsx", path=out, suffix=out.suffix)
    if out is not None and out.exists() and path.exists() and out.samefile(path):
        raise WorkbookError("cli.out_is_source", path=out)
    is_package = kind_of(path) == "package"  # by its content: exports often carry the ending of another kind
    if is_package and path.suffix.lower() in WORKBOOK_ENDINGS:
        return _refresh_workbook(path, out, asked, step)
    return _refresh_source(path, out or path.with_name(f"{path.stem} xlcredit.xlsx"), asked, step)


def _refresh_workbook(path: Path, out: Path | None, asked: Asked, step: Step) -> Done:
    """Refresh a closed workbook in place or into another file."""
    from workbooks.opening import open_workbook
    from workbooks.sources import source_hash

    package = open_workbook(path)
    from udfs.hosts.closed import open_book  # only now: a long sheet is read while these are loaded
    from udfs.macros import refreshing

    book = open_book(package)
    wanted = replace(asked, source_hash=source_hash(path))
    result = refreshing.refresh(book, wanted, template_path(texts.current_language()), step)
    return _save(book, out, result, step)


def _refresh_source(path: Path, out: Path, asked: Asked, step: Step) -> Done:
    """Make a workbook of ours from a file that cannot carry sheets, or bring an earlier one up to date."""
    from udfs.books import frames
    from udfs.books.inputs import Inputs
    from udfs.hosts.closed import open_book
    from udfs.macros import refreshing

    ledger = check(path, asked.today, step, asked)
    book = open_book(out if out.exists() else template_path(texts.current_language()))
    refreshing.fill_inputs(book, frames.input_frames(ledger))
    result = refreshing.refresh_from(book, Inputs(ledger, ()), asked, None, step)
    return _save(book, out, result, step)


def calculate(path: Path, out: Path | None, step: Step) -> Calculated:
    """Compute the formulas with our functions, and what leans on them, in a closed workbook.

    Parameters
    ----------
    path : Path
        The workbook.
    out : Path or None
        Where to write; the workbook itself, with a backup, when None.
    step : callable
        Told the text key of each step.

    Returns
    -------
    Calculated
        What was written.

    Raises
    ------
    SourceError, WorkbookError
        When the workbook cannot be read, or not changed without harm.
    """
    from udfs.hosts.closed import open_book

    if out is not None and out.exists() and path.exists() and out.samefile(path):
        raise WorkbookError("cli.out_is_source", path=out)
    step("cli.step.calculate")
    book = open_book(path)
    book.save(None if out is None else str(out))
    saved = book.impl.saved
    return Calculated(Path(book.fullname), saved.backup, saved.evaluated, tuple(saved.not_evaluated))


def freeze(path: Path, out: Path | None, now: datetime, step: Step) -> Frozen:
    """Write a copy of a closed workbook that needs no add-in.

    Parameters
    ----------
    path : Path
        The workbook; it stays as it is.
    out : Path or None
        The copy; a new file beside the workbook when None.
    now : datetime
        For the stamp.
    step : callable
        Told the text key of each step.

    Returns
    -------
    Frozen
        The copy, and how many formulas became values.
    """
    from udfs.books.editions import free_path
    from udfs.books.frozen import freeze as write

    step("macros.step.freeze")
    beside = free_path(path.with_name(f"{path.stem} {say('macros.files.frozen')}{path.suffix}"))
    return write(path, out or beside, now)


def _writable(folder: Path) -> Path:
    """Make a folder when it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError("cli.no_folder", path=folder, reason=error.strerror) from error
    return folder


def _save(book: xw.Book, out: Path | None, result: Results, step: Step) -> Done:
    """Save a workbook and tell where it is."""
    step("cli.step.save")
    book.save(None if out is None else str(out))
    saved = book.impl.saved
    return Done(Path(book.fullname), saved.backup, result, tuple(saved.not_evaluated))
