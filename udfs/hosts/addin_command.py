"""The `xlcredit addin` commands, for Excel and for LibreOffice: build, install, uninstall, doctor."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from udfs.hosts.exit_codes import DONE, LOOK
from udfs.hosts.options import JsonOption, LanguageOption, speak
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from udfs.hosts.findings import Finding

app = typer.Typer(no_args_is_help=True, help=say("addin.help.addin"))


class Host(StrEnum):
    """The program that an add-in is for."""

    excel = "excel"
    calc = "calc"


HostOption = Annotated[Host, typer.Option("--host", help=say("calc_office.host"))]


@app.command(help=say("addin.help.build"))
def build(
    host: HostOption = Host.excel,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=say("addin.help.build_out"), show_default=False)
    ] = None,
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Build the add-in."""
    from udfs.hosts.calc.extension import build_extension
    from udfs.hosts.excel.addin import build_addin
    from xlcredit.errors import HostError

    speak(lang)
    usual = "xlcredit.oxt" if host is Host.calc else "xlcredit.xlam"
    target = (out or Path(usual)).absolute()
    try:
        path = build_extension(target) if host is Host.calc else build_addin(target)
    except OSError as error:
        raise HostError("addin.not_written", path=str(target), reason=error.strerror or str(error)) from error
    return _tell(say("addin.built", path=path), {"path": str(path)}, as_json=as_json)


@app.command(help=say("addin.help.install"))
def install(
    host: HostOption = Host.excel, lang: LanguageOption = None, *, as_json: JsonOption = False
) -> int:
    """Install the add-in."""
    speak(lang)
    if host is Host.calc:
        return _install_calc(as_json=as_json)
    from udfs.hosts.excel import installation
    from udfs.hosts.excel.machine import this_machine

    done = installation.install(this_machine())
    paths = {"addin": str(done.addin), "config": str(done.config), "interpreter": str(done.interpreter)}
    return _tell(say("addin.installed", **paths), paths, as_json=as_json)


def _install_calc(*, as_json: bool) -> int:
    """Install the extension."""
    from udfs.hosts.calc import installation
    from udfs.hosts.calc.office import this_computer

    done = installation.install(this_computer())
    paths = {"office": str(done.office), "config": str(done.config)}
    sentence = "\n".join([say("calc_office.installed", **paths), *done.notes])
    _tell(sentence, {**paths, "notes": list(done.notes)}, as_json=as_json)
    return LOOK if done.needs_look else DONE


@app.command(help=say("addin.help.uninstall"))
def uninstall(
    host: HostOption = Host.excel, lang: LanguageOption = None, *, as_json: JsonOption = False
) -> int:
    """Remove the add-in."""
    speak(lang)
    removed = _uninstalled(host)
    nothing = "calc_office.nothing_removed" if host is Host.calc else "addin.nothing_removed"
    lines = [say("addin.removed", path=path) for path in removed] or [say(nothing)]
    return _tell("\n".join(lines), {"removed": removed}, as_json=as_json)


def _uninstalled(host: Host) -> list[str]:
    """Remove the add-in from one program and return what was removed."""
    if host is Host.calc:
        from udfs.hosts.calc.installation import uninstall as uninstall_calc
        from udfs.hosts.calc.office import this_computer

        return uninstall_calc(this_computer())
    from udfs.hosts.excel.installation import uninstall as uninstall_excel
    from udfs.hosts.excel.machine import this_machine

    return [str(path) for path in uninstall_excel(this_machine())]


@app.command(help=say("addin.help.doctor"))
def doctor(host: HostOption = Host.excel, lang: LanguageOption = None, *, as_json: JsonOption = False) -> int:
    """Check everything the add-in needs."""
    from udfs.hosts.findings import all_is_well, print_findings, record

    speak(lang)
    findings = _examined(host)
    if as_json:
        typer.echo(json.dumps([record(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        print_findings(findings)
    return DONE if all_is_well(findings) else LOOK


def _examined(host: Host) -> Sequence[Finding]:
    """Run the doctor of one program."""
    if host is Host.calc:
        from udfs.hosts.calc.doctor import examine as examine_calc
        from udfs.hosts.calc.office import this_computer

        return examine_calc(this_computer())
    from udfs.hosts.excel.doctor import examine as examine_excel
    from udfs.hosts.excel.machine import this_machine

    return examine_excel(this_machine())


def _tell(sentence: str, record: Mapping[str, object], *, as_json: bool) -> int:
    """Print a sentence for people or a record for machines."""
    typer.echo(json.dumps(record, ensure_ascii=False, indent=2) if as_json else sentence)
    return DONE
