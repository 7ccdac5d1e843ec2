"""What the command line prints: tables for people, one JSON document for machines, and the exit code."""

from __future__ import annotations

import json
import math
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from udfs.hosts.exit_codes import DONE, LOOK, REFUSED
from xlcredit import texts
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from udfs.books.frozen import Frozen
    from udfs.hosts.jobs import Calculated, Done
    from xlcredit.errors import XlcreditError
    from xlcredit.ledger import Ledger

SHOWN_ISSUES = 12
SHOWN_CUSTOMERS = 5
WHOLE_FROM = 100_000.0
"""Larger figures are shown without cents on the terminal; the workbook and --json keep them."""

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[..., None]]:
    """Show the step in work with a spinner and the time it takes.

    Parameters
    ----------
    quiet : bool
        Show nothing, for ``--json``; nor is anything shown where nobody watches.

    Yields
    ------
    callable
        To be called with the text key of each step, and what stands in the text.
    """
    if quiet or not errors.is_terminal:
        yield lambda _key, **_fields: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=errors, transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda key, **fields: bar.update(task, description=say(key, **fields))


def created(path: Path, *, as_json: bool) -> int:
    """Tell which workbook was written."""
    if as_json:
        return _json({"path": str(path)})
    console.print(say("cli.say.written", path=escape(str(path))))
    return DONE


def checked(ledger: Ledger, *, as_json: bool) -> int:
    """Tell how a file was read: mapping, issues, control total."""
    code = _code(ledger.issues_table())
    if as_json:
        _json({
            "source": ledger.source_name,
            "mapping": _records(ledger.mapping),
            "issues": _records(ledger.issues_table()),
            "control": _records(ledger.control),
        })  # fmt: skip
        return code
    console.print(_table(say("cli.say.mapping"), ledger.mapping))
    _print_issues(ledger.issues_table())
    console.print(_table(say("cli.say.control"), ledger.control))
    return code


def refreshed(done: Done, *, as_json: bool) -> int:
    """Tell the key figures, the risks and where the workbook is."""
    result = done.result
    issues = result.tables["issues"]
    if as_json:
        _json({
            "path": str(done.path),
            "backup": str(done.backup) if done.backup else None,
            "as_of": result.as_of,
            "base_currency": result.base_currency,
            "policy_id": result.policy.policy_id,
            "figures": result.figures,
            "headline": result.cells["xlcredit_headline"],
            "not_evaluated": list(done.not_evaluated),
            **{name: _records(result.tables[name]) for name in SUMMARY_TABLES},
        })  # fmt: skip
        return _code(issues)
    _print_figures(done)
    _print_issues(issues)
    console.print(say("cli.say.written", path=escape(str(done.path))), soft_wrap=True)
    if done.backup:
        console.print(say("cli.say.backup", path=escape(str(done.backup))), soft_wrap=True)
    return _code(issues)


def calculated(done: Calculated, *, as_json: bool) -> int:
    """Tell how many formulas were computed and which were left to Excel."""
    left = list(done.not_evaluated)
    if as_json:
        backup = str(done.backup) if done.backup else None
        _json({"path": str(done.path), "backup": backup, "calculated": done.count, "not_evaluated": left})
        return LOOK if left else DONE
    console.print(say("cli.say.calculated", count=done.count), soft_wrap=True)
    if left:
        cells = escape(", ".join(left[:SHOWN_ISSUES]))
        console.print(say("cli.say.not_calculated", count=len(left), cells=cells), soft_wrap=True)
    console.print(say("cli.say.written", path=escape(str(done.path))), soft_wrap=True)
    if done.backup:
        console.print(say("cli.say.backup", path=escape(str(done.backup))), soft_wrap=True)
    return LOOK if left else DONE


def frozen(done: Frozen, *, as_json: bool) -> int:
    """Tell where the copy is, how many formulas became values, and which could not."""
    if as_json:
        _json({"path": str(done.path), "frozen": done.count, "left": list(done.left)})
        return LOOK if done.left else DONE
    path = escape(str(done.path))
    console.print(say("macros.say.frozen", path=path, count=done.count), soft_wrap=True)
    if done.left:
        cells = escape(", ".join(done.left[:SHOWN_ISSUES]))
        console.print(say("macros.say.not_frozen", count=len(done.left), cells=cells), soft_wrap=True)
    return LOOK if done.left else DONE


SUMMARY_TABLES = ("control", "aging_buckets", "dso_family", "top_exposures", "limits", "scores", "issues")
RISK_COLUMNS = ["customer_name", "grade", "score", "open_amount", "overdue_share"]
LIMIT_COLUMNS = ["customer_name", "grade", "exposure", "recommended_limit", "headroom"]
CONTROL_COLUMNS = ["currency", "rows_read", "sheet_total", "set_aside", "open_total", "bucket_total"]
KEY_FIGURES = ("open_total", "overdue_total", "overdue_share", "expected_loss", "recommended_limits_total")
ISSUE_COLUMNS = ["severity", "sheet_name", "cell", "reason", "remedy"]


def _print_figures(done: Done) -> None:
    """Print key figures, aging, DSO family, top risks and limits."""
    result = done.result
    title = say("cli.say.figures", as_of=result.as_of, currency=result.base_currency)
    console.rule(title)
    console.print(escape(str(result.cells["xlcredit_headline"])))
    figures = Table(box=None, show_header=False)
    for name in KEY_FIGURES:
        shown = _shown(result.figures[name], share=name in SHARE_COLUMNS)
        figures.add_row(say(f"cli.figure.{name}"), shown)
    figures.columns[1].justify = "right"
    console.print(figures)
    console.print(_table(say("sheets.aging"), result.tables["aging_buckets"]))
    family = result.tables["dso_family"]
    console.print(_table(say("cli.say.dso"), family[["measure", "value"]]))
    console.print(
        _table(say("cli.say.top_risks"), result.tables["scores"].head(SHOWN_CUSTOMERS)[RISK_COLUMNS])
    )
    console.print(_table(say("cli.say.limits"), result.tables["limits"].head(SHOWN_CUSTOMERS)[LIMIT_COLUMNS]))
    console.print(_table(say("cli.say.control"), result.tables["control"][CONTROL_COLUMNS]))


def _print_issues(issues: pd.DataFrame) -> None:
    """Print the first issues, the gravest first, and how many there are."""
    if issues.empty:
        console.print(say("cli.say.no_issues"))
        return
    grave = issues.sort_values("severity", key=lambda column: column.map(_gravity()), kind="stable")
    console.print(_table(say("cli.say.issues"), grave.head(SHOWN_ISSUES)[ISSUE_COLUMNS]))
    if len(issues) > SHOWN_ISSUES:
        console.print(say("cli.say.more_issues", more=len(issues) - SHOWN_ISSUES, total=len(issues)))


def _gravity() -> dict[str, int]:
    """Rank severities as they are written in either language."""
    ranks = {}
    for rank, severity in enumerate(("error", "warning", "notice")):
        ranks[severity] = rank
        for language in texts.LANGUAGES:
            ranks[say(f"ledger.severity.{severity}", language)] = rank
    return ranks


def _code(issues: pd.DataFrame) -> int:
    """Return the exit code: 1 when an issue is graver than a notice."""
    ranks = _gravity()
    return LOOK if any(ranks[severity] < ranks["notice"] for severity in issues["severity"]) else DONE


def functions(language: texts.Language, *, as_json: bool) -> int:
    """List the catalogue."""
    from udfs.catalogue import catalogue

    entries = [entry.as_record(language) for entry in catalogue().values()]
    if as_json:
        return _json(entries)
    table = Table(box=None, header_style="bold")
    for heading in ("cli.say.function", "cli.say.sentence"):
        table.add_column(say(heading), overflow="fold")
    for record in entries:
        table.add_row(escape(record["call"]), escape(record["sentence"]))
    console.print(table)
    return DONE


def evaluated(formula: str, *, as_json: bool) -> int:
    """Evaluate a formula and print its value, or the error with its reason."""
    from udfs.hosts.closed.evaluation import evaluate_formula

    answer = evaluate_formula(formula)
    if as_json:
        _json({"formula": formula, "value": answer.value, "reason": answer.reason})
    elif isinstance(answer.value, list):
        for row in answer.value:
            console.print(*(escape(_shown(value)) for value in row), sep="\t")
    else:
        console.print(escape(_shown(answer.value)))
    if answer.reason and not as_json:
        errors.print(escape(answer.reason))
    return REFUSED if answer.reason else DONE


def refused(error: XlcreditError, *, as_json: bool) -> None:
    """Tell why nothing was done and what to do."""
    if as_json:
        _json({"error": type(error).__name__, "key": error.key, "message": str(error)})
        return
    errors.print(f"[bold]{say('cli.say.refused')}[/bold]\n{escape(str(error))}", soft_wrap=True)


def _table(title: str, frame: pd.DataFrame) -> Table:
    """Return a frame as a table for the terminal, headings in the current language."""
    from udfs.books import frames

    table = Table(title=title, title_justify="left", header_style="bold", box=None)
    for heading, name in zip(frames.headings(frame, texts.current_language()), frame.columns, strict=True):
        number = frame[name].dtype.kind in "fiu"
        table.add_column(heading, justify="right" if number else "left", overflow="fold", no_wrap=number)
    shares = {position for position, name in enumerate(frame.columns) if str(name) in SHARE_COLUMNS}
    for row in frames.rows_of(frame):
        cells = [_shown(value, share=position in shares) for position, value in enumerate(row)]
        table.add_row(*(escape(cell) for cell in cells))
    return table


SHARE_COLUMNS = {"share", "overdue_share", "coverage", "probability_of_default", "on_time_rate"}


def _shown(value: Any, *, share: bool = False) -> str:
    """Return a value as a person reads it."""
    if value is None or value != value:  # noqa: PLR0124  NaN is unknown, and shown as nothing
        return ""
    if share and isinstance(value, float):
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= WHOLE_FROM else f"{value:,.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return value.date().isoformat() if hasattr(value, "date") else str(value)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as JSON records."""
    from udfs.books import frames

    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frames.rows_of(frame)]


def _json(document: Any) -> int:
    """Print one JSON document; unknown numbers are null."""
    text = json.dumps(_finite(document), ensure_ascii=False, indent=1, default=_json_value)
    sys.stdout.write(text + "\n")
    return DONE


def _finite(value: Any) -> Any:
    """Return a document with NaN and infinity as null, for JSON knows neither."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _json_value(value: Any) -> str:
    """Write dates in ISO form."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
