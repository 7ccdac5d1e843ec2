"""The `xlcredit statements` command: every ratio and distress model of every period, in a new workbook."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path  # noqa: TC003  typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from udfs.hosts.exit_codes import DONE, LOOK
from udfs.hosts.options import JsonOption, LanguageOption, speak
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlcredit.credit.statement_report import StatementReport
    from xlcredit.texts import Language

_MONTHS = 12
_PRICE_BASE = 100.0


@dataclass(frozen=True)
class Written:
    """What the command made.

    Attributes
    ----------
    path : Path
        The workbook.
    report : StatementReport
        What it shows.
    """

    path: Path
    report: StatementReport


def statements(
    files: Annotated[list[Path], typer.Argument(help=say("statements.files"), show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help=say("statements.out"), show_default=False)],
    year_end: Annotated[int, typer.Option("--year-end", help=say("statements.year_end"))] = _MONTHS,
    price_index: Annotated[
        float, typer.Option("--price-index", help=say("statements.price_index"))
    ] = _PRICE_BASE,
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Judge statements of many periods."""
    language = speak(lang)
    done = write_statements(
        files, out, language, datetime.now().astimezone(), year_end=year_end, price_index=price_index
    )
    return _told(done, language, as_json=as_json)


def write_statements(
    files: Sequence[Path],
    out: Path,
    language: Language,
    now: datetime,
    *,
    year_end: int = _MONTHS,
    price_index: float = _PRICE_BASE,
) -> Written:
    """Write the workbook of a company's statements over time.

    Parameters
    ----------
    files : sequence of Path
        Statements; every sheet that holds accounts is read, the others are passed over.
    out : Path
        The new workbook; an older file there is kept as a backup.
    language : {"en", "zh"}
        Its language.
    now : datetime
        The moment, for its properties.
    year_end : int
        Month in which the business year ends, 1 to 12.
    price_index : float
        Price level for Ohlson's size term, above 0.

    Returns
    -------
    Written
        The file and what it shows.

    Raises
    ------
    ArgumentError
        When month or price index cannot be.
    SourceError
        When a file cannot be read, or no sheet of a file holds accounts.
    WorkbookError
        When `out` has another ending, is one of the files, or cannot be written.
    """
    from workbooks.package.parts import Package
    from workbooks.package.saving import replace_file
    from workbooks.statements import statement_book
    from xlcredit.credit.statement_report import statement_report

    _check(files, out, year_end, price_index)
    report = statement_report(
        _read(files), language=language, year_end_month=year_end, price_index=price_index
    )
    joint = "、" if language == "zh" else ", "
    content = statement_book(report, language, sources=joint.join(file.name for file in files), created=now)

    def check(written: bytes) -> None:
        Package(written, file=out.name)

    return Written(replace_file(out, content, check=check), report)


def _check(files: Sequence[Path], out: Path, year_end: int, price_index: float) -> None:
    """Refuse what cannot be before anything is read."""
    from xlcredit.errors import ArgumentError, WorkbookError

    if not 1 <= year_end <= _MONTHS:
        raise ArgumentError("statements.bad_month", got=year_end)
    if not price_index > 0:
        raise ArgumentError("statements.bad_index", got=price_index)
    if out.suffix.lower() != ".xlsx":
        raise WorkbookError("cli.not_xlsx", path=out, suffix=out.suffix)
    if any(out.exists() and file.exists() and out.samefile(file) for file in files):
        raise WorkbookError("statements.out_is_source", path=out)


def _read(files: Sequence[Path]) -> Any:
    """Read the sheets of all files that hold accounts as one statement."""
    from workbooks.sources import read_grids
    from xlcredit.errors import SourceError
    from xlcredit.working_capital import read_statement, read_statements

    grids = []
    for file in files:
        found, fault = [], None
        for grid in read_grids(file):
            try:
                read_statement(grid)
            except SourceError as error:
                fault = fault or error
            else:
                found.append(grid)
        if not found and fault is not None:
            raise fault
        grids += found
    return read_statements(grids)


def _told(done: Written, language: Language, *, as_json: bool) -> int:
    """Tell what was found and where the workbook is."""
    code = LOOK if any(issue.severity != "notice" for issue in done.report.issues) else DONE
    if as_json:
        typer.echo(json.dumps(_record(done, language), ensure_ascii=False, indent=2, allow_nan=False))
        return code
    for issue in done.report.issues:
        severity = say(f"ledger.severity.{issue.severity}", language)
        typer.echo(f"{severity}: {issue.reason(language)} {issue.remedy(language)}")
    typer.echo(say("statements.written", language, path=done.path))
    return code


def _record(done: Written, language: Language) -> dict[str, Any]:
    """Return everything as plain values, the keys the same in every language."""
    report = done.report
    periods = [
        {
            "period": period,
            "basis": report.year.basis[place],
            "ebit_from": report.distress.ebit_from[place],
            "ratios": {name: _known(column[place]) for name, (column, _) in report.ratios.items()},
            "health": {name: levels[place] for name, levels in report.health.items() if levels[place]},
            "scores": {name: _known(scores[place]) for name, scores in report.distress.scores.items()},
            "zones": {name: zones[place] for name, zones in report.distress.zones.items()},
        }
        for place, period in enumerate(report.statement.periods)
    ]
    issues = [
        {
            "code": issue.code,
            "severity": issue.severity,
            "reason": issue.reason(language),
            "remedy": issue.remedy(language),
        }
        for issue in report.issues
    ]
    accounts = dict(report.statement.headings)
    return {"path": str(done.path), "periods": periods, "accounts": accounts, "issues": issues}


def _known(value: Any) -> float | None:
    """Return a number for JSON, None where it is unknown."""
    number = float(value)
    return number if math.isfinite(number) else None
