"""The `xlcredit addin` commands: build, install, uninstall, doctor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from udfs.hosts.exit_codes import DONE, LOOK
from udfs.hosts.options import JsonOption, LanguageOption, speak
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from udfs.hosts.excel.doctor import Finding

app = typer.Typer(no_args_is_help=True, help=say("addin.help.addin"))

STATE_STYLES = {"good": "green", "watch": "yellow", "bad": "bold red", "unknown": "dim"}


@app.command(help=say("addin.help.build"))
def build(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("addin.help.build_out"))] = Path(
        "xlcredit.xlam"
    ),
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Build the add-in."""
    from udfs.hosts.excel.addin import build_addin
    from xlcredit.errors import HostError

    speak(lang)
    try:
        path = build_addin(out.absolute())
    except OSError as error:
        raise HostError("addin.not_written", path=str(out), reason=error.strerror or str(error)) from error
    return _tell(say("addin.built", path=path), {"path": str(path)}, as_json=as_json)


@app.command(help=say("addin.help.install"))
def install(lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Install the add-in."""
    from udfs.hosts.excel import installation
    from udfs.hosts.excel.machine import this_machine

    speak(lang)
    done = installation.install(this_machine())
    paths = {"addin": str(done.addin), "config": str(done.config), "interpreter": str(done.interpreter)}
    return _tell(say("addin.installed", **paths), paths, as_json=as_json)


@app.command(help=say("addin.help.uninstall"))
def uninstall(lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Remove the add-in."""
    from udfs.hosts.excel import installation
    from udfs.hosts.excel.machine import this_machine

    speak(lang)
    removed = [str(path) for path in installation.uninstall(this_machine())]
    lines = [say("addin.removed", path=path) for path in removed] or [say("addin.nothing_removed")]
    return _tell("\n".join(lines), {"removed": removed}, as_json=as_json)


@app.command(help=say("addin.help.doctor"))
def doctor(lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Check everything the add-in needs."""
    from udfs.hosts.excel.doctor import examine
    from udfs.hosts.excel.machine import this_machine

    speak(lang)
    findings = examine(this_machine())
    if as_json:
        typer.echo(json.dumps([_record(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print_findings(findings)
    return DONE if all(finding.state in ("good", "unknown") for finding in findings) else LOOK


def _tell(sentence: str, record: Mapping[str, object], *, as_json: bool) -> int:
    """Print a sentence for people or a record for machines."""
    typer.echo(json.dumps(record, ensure_ascii=False, indent=2) if as_json else sentence)
    return DONE


def _record(finding: Finding) -> dict[str, str]:
    """Return one finding as plain data."""
    return {
        "check": finding.key,
        "state": finding.state,
        "found": finding.got,
        "why": finding.why(),
        "mend": finding.mend(),
    }


def _print_findings(findings: list[Finding]) -> None:
    """Print what was found as a table."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_lines=True)
    for word in ("check", "result", "found", "mend"):
        table.add_column(say(f"doctor.words.{word}"), overflow="fold")
    for finding in findings:
        style = STATE_STYLES[finding.state]
        advice = "" if finding.state == "good" else f"{finding.why()}\n{finding.mend()}"
        table.add_row(
            finding.title(),
            f"[{style}]{say(f'doctor.words.{finding.state}')}[/]",
            escape(finding.got),
            escape(advice),
        )
    Console(highlight=False).print(table)
