"""Fitting from the command line: read a sample, fit, write the card, and tell what it is worth."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.hosts import jobs
from udfs.hosts.exit_codes import DONE
from xlcredit import texts
from xlcredit.errors import MissingDataError, WorkbookError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import xlwings as xw

    from udfs.books.asked import Asked
    from udfs.macros.fitting import FitSource
    from xlcredit.fitting import DevelopmentSample, Figures, Fitted, LeftOut
    from xlcredit.ledger import Grid
    from xlcredit.policy import Policy

    Advance = Callable[[int, int], None]

STRONGEST = 5


@dataclass(frozen=True)
class SampleAsked:
    """Where the sample stands.

    Attributes
    ----------
    sheet : str or None
        Its sheet; the only one, when None. Without a target the sample comes from the ledger's own history.
    target, observed_on, customer_id : str or None
        Headings of the outcome, the date and the customer.
    directions : mapping of str to int
        Heading of a column to 1 where higher is worse, -1 where higher is better.
    """

    sheet: str | None
    target: str | None
    observed_on: str | None
    customer_id: str | None
    directions: Mapping[str, int]


@dataclass(frozen=True)
class FitDone:
    """What a fit left behind.

    Attributes
    ----------
    path : Path
        The workbook written.
    backup : Path or None
        Copy of the file as it was, when one was replaced.
    sample : DevelopmentSample
        What was fitted to.
    fitted : Fitted
        The card.
    left_out : tuple of LeftOut
        Columns that are not in it.
    policy : Policy
        What it was fitted under.
    """

    path: Path
    backup: Path | None
    sample: DevelopmentSample
    fitted: Fitted
    left_out: tuple[LeftOut, ...]
    policy: Policy


def fit(path: Path, out: Path | None, wanted: SampleAsked, asked: Asked, advance: Advance) -> FitDone:
    """Fit a card and write it into a workbook.

    Parameters
    ----------
    path : Path
        A workbook, or a file of another kind: then a new workbook is written beside it.
    out : Path or None
        Where to write; the workbook itself, with a backup, when None.
    wanted : SampleAsked
        Where the sample stands.
    asked : Asked
        The day it is, as-of date and base currency; only a ledger's history needs them.
    advance : callable
        Told how many fits are done, and how many there are.

    Returns
    -------
    FitDone
        The workbook and the card.

    Raises
    ------
    MissingDataError
        When the sample is too small or nothing can be learnt from it; nothing is written then.
    SourceError, WorkbookError
        When a file cannot be read, or not changed without harm.
    """
    from udfs.books.inputs import read_policy
    from udfs.books.tables import find_tables
    from udfs.macros.fitting import write_fitted
    from workbooks.sources import source_hash
    from xlcredit.fitting import fit_card

    book, target = _opened(path, out)
    policy = read_policy(find_tables(book))
    source, left_out = _source(path, book, wanted, asked, policy)
    fitted = fit_card(source.sample, policy, directions=wanted.directions, advance=advance)
    write_fitted(book, policy, fitted, source, replace(asked, source_hash=source_hash(path)))
    book.save(None if target is None else str(target))
    saved = book.impl.saved
    left_out += fitted.left_out
    return FitDone(Path(book.fullname), saved.backup, source.sample, fitted, left_out, policy)


def _opened(path: Path, out: Path | None) -> tuple[xw.Book, Path | None]:
    """Open the workbook that gets the card, and say where it is written."""
    from udfs.books.editions import template_path
    from udfs.hosts.closed import open_book
    from workbooks.admission import kind_of

    if out is not None and out.suffix.lower() not in jobs.WORKBOOK_ENDINGS:
        raise WorkbookError("cli.not_xlsx", path=out, suffix=out.suffix)
    if out is not None and out.exists() and path.exists() and out.samefile(path):
        raise WorkbookError("cli.out_is_source", path=out)
    if kind_of(path) == "package" and path.suffix.lower() in jobs.WORKBOOK_ENDINGS:
        return open_book(path), out
    target = out or path.with_name(f"{path.stem} xlcredit.xlsx")
    return open_book(target if target.exists() else template_path(texts.current_language())), target


def _source(
    path: Path, book: xw.Book, wanted: SampleAsked, asked: Asked, policy: Policy
) -> tuple[FitSource, tuple[LeftOut, ...]]:
    """Read the sample from its sheet, or from the ledger's own history where no outcome is named."""
    from udfs.macros.fitting import FitSource
    from workbooks.sources import read_grids
    from xlcredit.fitting.reading import SampleColumns, read_sample

    if wanted.target is None:
        return _from_history(path, book, asked, policy), ()
    columns = SampleColumns(wanted.target, wanted.observed_on, wanted.customer_id)
    sample, left_out = read_sample(_grid(read_grids(path), wanted.sheet), columns)
    return FitSource(sample, sample.size, sample.size), left_out


def _grid(grids: list[Grid], name: str | None) -> Grid:
    """Return the sheet of the sample: the one named, or the only one."""
    for grid in grids:
        if grid.sheet_name == name or (name is None and len(grids) == 1):
            return grid
    accepted = ", ".join(grid.sheet_name for grid in grids)
    raise MissingDataError("fitting.no_sheet", got=name or "", accepted=accepted)


def _from_history(path: Path, book: xw.Book, asked: Asked, policy: Policy) -> FitSource:
    """Return what the ledger knew on earlier dates, and what came of it."""
    from udfs.books.cells import chosen_date, named_text
    from udfs.books.inputs import read_inputs
    from udfs.books.tables import find_tables
    from udfs.macros.fitting import history_of
    from workbooks.admission import kind_of

    is_book = kind_of(path) == "package" and path.suffix.lower() in jobs.WORKBOOK_ENDINGS
    if is_book:
        ours = bool(find_tables(book))
        asked = replace(asked, as_of=asked.as_of or (chosen_date(book) if ours else None))
        ledger = read_inputs(book, asked).ledger
        currency = asked.base_currency or (named_text(book, "BaseCurrency") if ours else None)
    else:
        ledger, currency = jobs.check(path, asked.today, lambda _key: None, asked), asked.base_currency
    return history_of(ledger, policy, replace(asked, base_currency=currency))


@contextmanager
def bar(*, quiet: bool) -> Iterator[Advance]:
    """Show how many of the fits are done.

    Parameters
    ----------
    quiet : bool
        Show nothing, for ``--json``; nor is anything shown where nobody watches.

    Yields
    ------
    callable
        To be called with what is done and the whole.
    """
    from udfs.hosts.reports import errors

    if quiet or not errors.is_terminal:
        yield lambda _done, _whole: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*shown, console=errors, transient=True) as progress:
        task = progress.add_task(say("fitting.step.fit"), total=None)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)


def told(done: FitDone, *, as_json: bool) -> int:
    """Tell what was fitted, what it is worth, and where it is.

    Parameters
    ----------
    done : FitDone
        What was done.
    as_json : bool
        One JSON document instead of tables.

    Returns
    -------
    int
        Exit code.
    """
    from rich.markup import escape

    from udfs.hosts import reports
    from udfs.macros.fitting import grades_in_words
    from xlcredit.policy.points_sheet import fitted_factor_text

    if as_json:
        sys.stdout.write(json.dumps(_document(done), ensure_ascii=False, indent=1) + "\n")
        return DONE
    console = reports.console
    console.print(escape(_card_in_words(done)), soft_wrap=True)
    console.print(_figures_table(done.fitted))
    console.print(say("fitting.figures.note"), soft_wrap=True)
    for line in grades_in_words(done.fitted, done.policy):
        console.print(line, soft_wrap=True)
    for column in done.left_out:
        line = say("fitting.say.left_out", name=fitted_factor_text(column.name), reason=column.text())
        console.print(escape(line), soft_wrap=True)
    console.print(say("cli.say.written", path=escape(str(done.path))), soft_wrap=True)
    if done.backup:
        console.print(say("cli.say.backup", path=escape(str(done.backup))), soft_wrap=True)
    console.print(say("fitting.say.next"), soft_wrap=True)
    return DONE


def _card_in_words(done: FitDone) -> str:
    """Return the card in one sentence."""
    from xlcredit.policy.points_sheet import fitted_factor_text

    factors = done.fitted.points_table.factors
    return say(
        "fitting.say.card",
        factors=len(factors),
        bands=sum(len(factor.points) for factor in factors),
        rows=done.sample.size,
        bads=done.sample.bads,
        strongest=say("fitting.say.comma").join(fitted_factor_text(f.name) for f in factors[:STRONGEST]),
    )


def _kinds(fitted: Fitted) -> dict[str, Figures]:
    """Return the figures there are, the honest ones first."""
    kinds = {
        "cross_validated": fitted.cross_validated,
        "out_of_time": fitted.out_of_time,
        "in_sample": fitted.in_sample,
    }
    return {name: figures for name, figures in kinds.items() if figures is not None}


def _figures_table(fitted: Fitted) -> Any:
    """Return the figures as a table for the terminal, one column per kind."""
    from rich.table import Table

    kinds = _kinds(fitted)
    table = Table(title=say("fitting.figures.title"), title_justify="left", header_style="bold", box=None)
    table.add_column("")
    for kind in kinds:
        table.add_column(say(f"fitting.figures.{kind}"), justify="right")
    columns = [_shown(found) for found in kinds.values()]
    for name in columns[0]:
        table.add_row(say(f"fitting.figures.{name}"), *(column[name] for column in columns))
    return table


def _shown(found: Figures) -> dict[str, str]:
    """Return figures as a person reads them."""
    return {
        "rows": f"{found.rows:,}",
        "bads": f"{found.bads:,}",
        "auc": f"{found.auc:.3f}",
        "interval": f"{found.auc_low:.3f}–{found.auc_high:.3f}",
        "ks": f"{found.ks:.3f}",
        "stated": f"{found.stated:.1%}",
        "observed": f"{found.observed:.1%}",
        "slope": f"{found.slope:.2f}",
    }


def _document(done: FitDone) -> dict[str, Any]:
    """Return what was done for machines."""
    return {
        "path": str(done.path),
        "backup": str(done.backup) if done.backup else None,
        "rows": done.sample.size,
        "bads": done.sample.bads,
        "figures": {name: _known(asdict(found)) for name, found in _kinds(done.fitted).items()},
        "thresholds": done.fitted.thresholds,
        "factors": [factor.model_dump(mode="json") for factor in done.fitted.points_table.factors],
        "left_out": [{"name": column.name, "reason": column.text()} for column in done.left_out],
    }


def _known(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with None for what is not known: JSON has no not-a-number."""
    return {name: None if value != value else value for name, value in record.items()}  # noqa: PLR0124  NaN
