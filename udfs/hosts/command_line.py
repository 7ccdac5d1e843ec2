"""The `xlcredit` command: every line here reads arguments and hands them on; the work is done in `jobs`.

Starts light: nothing that takes time to import is imported before a command needs it.
"""

from __future__ import annotations

import gc
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from udfs.hosts.addin_command import app as addin
from udfs.hosts.claim_command import claim
from udfs.hosts.exit_codes import DONE, REFUSED
from udfs.hosts.fit_command import fit
from udfs.hosts.letters_command import letters
from udfs.hosts.options import JsonOption, LanguageOption, speak
from udfs.hosts.statements_command import statements
from xlcredit.errors import XlcreditError
from xlcredit.texts import say

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say("cli.help"),
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(addin, name="addin")
app.command("fit", help=say("fitting.command"))(fit)
app.command("statements", help=say("statements.command"))(statements)
app.command("letters", help=say("letters.run.command"))(letters)
app.command("claim", help=say("claim_pack.run.command"))(claim)

BookArgument = Annotated[Path, typer.Argument(help=say("cli.book"), show_default=False)]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help=say("cli.as_of"))]
CurrencyOption = Annotated[str | None, typer.Option("--currency", help=say("cli.currency"))]
OutOption = Annotated[Path | None, typer.Option("--out", "-o", help=say("cli.out"))]


def _date(text: str | None) -> date | None:
    """Return the date asked for."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise XlcreditError("cli.bad_date", got=text) from None


@app.command(help=say("cli.demo"))
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("cli.demo_out"))] = Path("out"),
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Build the sample workbook and refresh it."""
    from udfs.hosts import jobs, reports

    with reports.progress(quiet=as_json) as step:
        done = jobs.demo(out, speak(lang), _now(), step)
    return reports.refreshed(done, as_json=as_json)


@app.command(help=say("cli.new"))
def new(book: BookArgument, lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Write an empty workbook to paste a ledger into."""
    from udfs.hosts import jobs, reports

    return reports.created(jobs.new(book, speak(lang)), as_json=as_json)


@app.command(help=say("cli.check"))
def check(book: BookArgument, lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Show how a file is read, and change nothing."""
    from udfs.hosts import jobs, reports

    speak(lang)
    with reports.progress(quiet=as_json) as step:
        ledger = jobs.check(book, _now().date(), step)
    return reports.checked(ledger, as_json=as_json)


@app.command(help=say("cli.refresh"))
def refresh(
    book: BookArgument,
    as_of: AsOfOption = None,
    out: OutOption = None,
    currency: CurrencyOption = None,
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Read the ledger in a file and fill our sheets."""
    from udfs.hosts import jobs, reports

    speak(lang)
    asked = jobs.asked(_date(as_of), currency, _now())
    with reports.progress(quiet=as_json) as step:
        done = jobs.refresh(book, out, asked, step)
    return reports.refreshed(done, as_json=as_json)


@app.command("calc", help=say("cli.calc"))
def calculate(
    book: BookArgument, out: OutOption = None, lang: LanguageOption = None, *, as_json: JsonOption = False
) -> int:
    """Compute the formulas with our functions in a closed workbook."""
    from udfs.hosts import jobs, reports

    speak(lang)
    with reports.progress(quiet=as_json) as step:
        done = jobs.calculate(book, out, step)
    return reports.calculated(done, as_json=as_json)


@app.command(help=say("cli.freeze"))
def freeze(
    book: BookArgument, out: OutOption = None, lang: LanguageOption = None, *, as_json: JsonOption = False
) -> int:
    """Write a copy that needs no add-in."""
    from udfs.hosts import jobs, reports

    speak(lang)
    with reports.progress(quiet=as_json) as step:
        done = jobs.freeze(book, out, _now(), step)
    return reports.frozen(done, as_json=as_json)


@app.command(help=say("cli.functions"))
def functions(lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """List the worksheet functions."""
    from udfs.hosts import reports

    return reports.functions(speak(lang), as_json=as_json)


@app.command("eval", help=say("cli.eval"))
def evaluate(
    formula: Annotated[str, typer.Argument(help=say("cli.formula"), show_default=False)],
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Evaluate one formula."""
    from udfs.hosts import reports

    speak(lang)
    return reports.evaluated(formula, as_json=as_json)


@app.command(help=say("cli.version"))
def version() -> int:
    """Show the version."""
    from xlcredit import __version__

    typer.echo(__version__)
    return DONE


def _now() -> datetime:
    """Return the present moment on the user's own clock; nothing below the command line asks the clock."""
    return datetime.now().astimezone()


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        Words of the command line; those of the process when None.

    Notes
    -----
    0 done, 1 done with issues that need a look, 2 refused: the input cannot be used and nothing was changed.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code: Any = app(given, standalone_mode=False)
    except XlcreditError as error:
        from udfs.hosts import reports

        reports.refused(error, as_json="--json" in given)
        code = REFUSED
    except typer.Abort:
        code = REFUSED
    except Exception as error:
        if not _is_usage_error(error):
            raise
        error.show()  # type: ignore[attr-defined]
        code = REFUSED
    raise SystemExit(code if isinstance(code, int) else DONE)


def _is_usage_error(error: Exception) -> bool:
    """Tell a slip in the words of the command from a fault of the programme."""
    return hasattr(error, "show") and hasattr(error, "exit_code")


def run() -> None:
    """Run the command as a process of its own, and end the process without taking its memory apart first.

    Everything written is on disk by then; freeing a long ledger cell by cell took a tenth of the time.
    Garbage is not looked for: a command ends before it could matter, and looking took a fifth of the time.
    """
    gc.disable()
    try:
        main()
    except SystemExit as done:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(done.code or DONE))


if __name__ == "__main__":
    run()
