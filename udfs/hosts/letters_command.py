"""The `xlcredit letters` command: the letters of the worklist as files; nothing is sent."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path  # noqa: TC003  typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from udfs.hosts.exit_codes import DONE, LOOK
from udfs.hosts.options import JsonOption, speak
from xlcredit import texts
from xlcredit.errors import ArgumentError, XlcreditError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from udfs.books.asked import Asked
    from udfs.macros.letters import Choice, Run
    from workbooks.letters.folder import Form
    from xlcredit.refresh import Refreshed
    from xlcredit.texts import Language

BY_CUSTOMER = "customer"


def letters(  # noqa: PLR0917  typer gives them by name
    book: Annotated[Path | None, typer.Argument(help=say("cli.book"), show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=say("letters.run.out"))] = None,
    stage: Annotated[list[str] | None, typer.Option("--stage", help=say("letters.run.stage"))] = None,
    customer: Annotated[
        list[str] | None, typer.Option("--customer", help=say("letters.run.customer"))
    ] = None,
    form: Annotated[list[str] | None, typer.Option("--format", help=say("letters.run.format"))] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("cli.as_of"))] = None,
    currency: Annotated[str | None, typer.Option("--currency", help=say("letters.run.currency"))] = None,
    templates: Annotated[Path | None, typer.Option("--templates", help=say("letters.run.templates"))] = None,
    new_templates: Annotated[
        Path | None, typer.Option("--new-templates", help=say("letters.run.new_templates"))
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help=say("letters.run.lang"))] = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Write the letters of the worklist."""
    only = None if lang in (None, BY_CUSTOMER) else speak(lang)
    if new_templates is not None:
        from workbooks.letters.folder import write_templates

        made = write_templates(new_templates)
        typer.echo(json.dumps([str(path) for path in made]) if as_json else "\n".join(map(str, made)))
        return DONE
    if book is None or out is None:
        raise ArgumentError("letters.book_and_out")
    from udfs.hosts import reports
    from udfs.macros.letters import Choice

    forms = _forms(form)
    office = _office() if "pdf" in forms else None
    choice = Choice(tuple(stage or ()), tuple(customer or ()), forms, only, templates, office)
    asked = (_day(as_of), currency)
    with reports.progress(quiet=as_json) as step:
        done = run(book, out, choice, asked, datetime.now().astimezone(), step)
    return _told(done, as_json=as_json)


def _office() -> Path | None:
    """Return the program of the LibreOffice of this machine, None where there is none."""
    from udfs.hosts.calc.office import find_office, this_computer

    found = find_office(this_computer())
    return None if found is None else found.soffice


def _day(text: str | None) -> date | None:
    """Return the date asked for."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise XlcreditError("cli.bad_date", got=text) from None


def _forms(given: list[str] | None) -> tuple[Form, ...]:
    """Return the forms asked for, refused when there is none of that name."""
    from workbooks.letters.folder import FORMS

    wanted = [word.strip().lower() for words in given or ["docx"] for word in words.split(",")]
    for word in wanted:
        if word not in FORMS:
            raise ArgumentError("letters.unknown_form", got=word, known=", ".join(FORMS))
    return cast("tuple[Form, ...]", tuple(dict.fromkeys(wanted)))


def run(  # noqa: PLR0917  as many as a run has parts
    book: Path,
    out: Path,
    choice: Choice,
    valued: tuple[date | None, str | None],
    now: datetime,
    step: Callable[..., None] = lambda _key, **_fields: None,
) -> Run:
    """Write the letters of a workbook or a ledger file into a new folder; the file is only read.

    Parameters
    ----------
    book : Path
        Workbook or ledger file.
    out : Path
        The new folder.
    choice : Choice
        Which letters.
    valued : tuple of date or None, str or None
        Date of valuation, the one that the workbook shows when None; base currency, which amounts without a
        currency are taken to be in.
    now : datetime
        The present moment; its day is the date of the letters.
    step : callable, optional
        Told the text key of each step, and what stands in it.

    Returns
    -------
    Run
        What was made.

    Raises
    ------
    ArgumentError
        When a stage or a customer is unknown.
    SourceError
        When the file cannot be read, or a template cannot be used.
    WorkbookError
        When the folder is not new.
    HostError
        When PDF is asked for and LibreOffice cannot print it.
    """
    from udfs.hosts.jobs import asked
    from udfs.macros.letters import write_run

    wanted = asked(*valued, now)
    step("cli.step.read")
    result, shown, language = _computed(book, wanted)
    step("letters.run.writing" if "pdf" not in choice.forms else "letters.run.printing", done=0)
    return write_run(
        result, out, choice, now.date(), language, shown=shown,
        progress=lambda done, _count: step("letters.run.printing", done=done),
    )  # fmt: skip


def _computed(book: Path, wanted: Asked) -> tuple[Refreshed, pd.DataFrame | None, Language]:
    """Return what a refresh of the file would compute, the worklist it shows now, and its language."""
    from udfs.hosts.jobs import WORKBOOK_ENDINGS, check
    from workbooks.admission import kind_of

    if kind_of(book) == "package" and book.suffix.lower() in WORKBOOK_ENDINGS:
        from udfs.books.tables import find_tables, workbook_language
        from udfs.hosts.closed import open_book
        from udfs.macros.letters import shown_worklist
        from udfs.macros.refreshing import at_shown_date

        opened = open_book(book)
        found = find_tables(opened)
        result = at_shown_date(opened, wanted)
        return result, shown_worklist(found), workbook_language(found)
    from xlcredit.policy import default_policy
    from xlcredit.refresh import refresh

    language = texts.current_language()
    ledger = check(book, wanted.today, lambda _key: None, wanted)
    result = refresh(
        ledger,
        default_policy(),
        today=wanted.today,
        as_of=wanted.as_of,
        base_currency=wanted.base_currency,
        language=language,
    )
    return result, None, language


def _told(done: Run, *, as_json: bool) -> int:
    """Tell what was made."""
    from udfs.macros.letters import run_lines

    missing = sum(bool(one.missing) for one in done.letters)
    code = DONE if done.ties and not missing and not done.notes else LOOK
    if as_json:
        typer.echo(json.dumps(_record(done), ensure_ascii=False, indent=2, allow_nan=False))
        return code
    for line in run_lines(done):
        typer.echo(line)
    return code


def _record(done: Run) -> dict[str, Any]:
    """Return a run as plain values, the keys the same in every language."""
    return {
        "folder": str(done.folder),
        "as_of": done.as_of.isoformat(),
        "date": done.day.isoformat(),
        "ties": done.ties,
        "left_out": done.left_out,
        "totals": list(done.totals),
        "notes": list(done.notes),
        "unwritten": [
            {"customer_id": str(row["customer_id"]), "demanded": float(row["demanded"])}
            for row in done.unwritten.to_dict("records")
        ],
        "letters": [
            {
                "kind": one.letter.kind,
                "stage": one.letter.stage,
                "language": one.letter.language,
                "customer_id": one.letter.customer_id,
                "customer_name": one.letter.customer_name,
                "currency": one.letter.currency,
                "total": one.letter.total,
                "credit": one.letter.credit,
                "to_pay": one.letter.to_pay,
                "interest": one.letter.interest,
                "fixed_fee": one.letter.fixed_fee,
                "claim_total": one.letter.claim_total,
                "interest_rule": one.letter.rule,
                "documents": [
                    {
                        "document_no": item.document_no,
                        "open_amount": item.open_amount,
                        "interest": item.interest,
                        "fixed_fee": item.fixed_fee,
                    }
                    for item in one.letter.items
                ],
                "remarks": [remark.text() for remark in one.letter.remarks],
                "files": [path.name for path in one.files],
                "missing": list(one.missing),
            }
            for one in done.letters
        ],
    }
