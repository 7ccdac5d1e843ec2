"""The `xlcredit claim` command: the claim file of one insured customer; nothing is filed or sent."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path  # noqa: TC003  typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from udfs.hosts.exit_codes import DONE, LOOK
from udfs.hosts.options import JsonOption, LanguageOption, speak
from xlcredit import texts
from xlcredit.errors import XlcreditError
from xlcredit.texts import say

if TYPE_CHECKING:
    from udfs.books.asked import Asked
    from udfs.macros.claim import WrittenClaim
    from xlcredit.ledger import Ledger
    from xlcredit.refresh import Refreshed
    from xlcredit.texts import Language


def claim(  # noqa: PLR0917  typer gives them by name
    book: Annotated[Path, typer.Argument(help=say("cli.book"), show_default=False)],
    customer: Annotated[str, typer.Option("--customer", help=say("claim_pack.run.customer"))],
    out: Annotated[Path, typer.Option("--out", "-o", help=say("claim_pack.run.out"))],
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("cli.as_of"))] = None,
    currency: Annotated[str | None, typer.Option("--currency", help=say("claim_pack.run.currency"))] = None,
    lang: LanguageOption = None,
    *,
    as_json: JsonOption = False,
) -> int:
    """Write the claim file of one customer."""
    only = None if lang is None else speak(lang)
    return _told(
        run(book, customer, out, (_day(as_of), currency), datetime.now().astimezone(), only), as_json=as_json
    )


def _day(text: str | None) -> date | None:
    """Return the date asked for."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise XlcreditError("cli.bad_date", got=text) from None


def run(  # noqa: PLR0917  as the command is given
    book: Path,
    customer: str,
    out: Path,
    valued: tuple[date | None, str | None],
    now: datetime,
    only: Language | None = None,
) -> WrittenClaim:
    """Write the claim file of a customer into a new folder; the workbook or ledger file is only read.

    Parameters
    ----------
    book : Path
        Workbook or ledger file.
    customer : str
        The customer's number.
    out : Path
        The new folder.
    valued : tuple of date or None, str or None
        Date of valuation, the one that the workbook shows when None; base currency.
    now : datetime
        The present moment; its day is that of the file.
    only : {"en", "zh"}, optional
        Language of the file; the workbook's when None.

    Returns
    -------
    WrittenClaim
        What was made.

    Raises
    ------
    ArgumentError
        When the customer is unknown.
    MissingDataError
        When there is nothing to claim.
    SourceError
        When the file cannot be read.
    WorkbookError
        When the folder is not new.
    """
    from udfs.hosts.jobs import asked
    from udfs.macros.claim import write_pack

    ledger, result, language = _computed(book, asked(*valued, now))
    return write_pack(ledger, result, customer.strip(), out, day=now.date(), language=only or language)


def _computed(book: Path, wanted: Asked) -> tuple[Ledger, Refreshed, Language]:
    """Return what a file holds, what a refresh of it would compute, and its language."""
    from udfs.hosts.jobs import WORKBOOK_ENDINGS, check
    from workbooks.admission import kind_of

    if kind_of(book) == "package" and book.suffix.lower() in WORKBOOK_ENDINGS:
        from udfs.books.tables import find_tables, workbook_language
        from udfs.hosts.closed import open_book
        from udfs.macros.refreshing import read_at_shown_date

        opened = open_book(book)
        inputs, result = read_at_shown_date(opened, wanted)
        return inputs.ledger, result, workbook_language(find_tables(opened))
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
    return ledger, result, language


def _told(done: WrittenClaim, *, as_json: bool) -> int:
    """Tell what was made; a file with gaps, or one that does not tie, needs a look."""
    from udfs.macros.claim import claim_lines

    code = DONE if done.pack.agrees and not done.pack.missing else LOOK
    if as_json:
        typer.echo(json.dumps(_record(done), ensure_ascii=False, indent=2, allow_nan=False))
        return code
    for line in claim_lines(done):
        typer.echo(line)
    return code


def _record(done: WrittenClaim) -> dict[str, Any]:
    """Return what was made as plain values, the keys the same in every language."""
    from workbooks.claims.words import TOTALS, flag_keys

    pack = done.pack
    return {
        "folder": str(done.folder),
        "files": [path.name for path in done.files],
        "customer_id": pack.customer_id,
        "customer_name": pack.customer_name,
        "as_of": pack.as_of.isoformat(),
        "date": pack.day.isoformat(),
        "base_currency": pack.base_currency,
        "claimed": pack.claimed,
        "expected_recovery": pack.recovery,
        "ties": pack.agrees,
        "steps": [{"step": step.key, "amount": step.amount} for step in pack.steps],
        "deadlines": {key: day.isoformat() if day else None for key, day in pack.deadlines},
        "totals": [
            {name: getattr(total, name) for name in ("currency", *TOTALS, "credit", "difference")}
            for total in pack.totals
        ],
        "documents": [
            {
                "document_no": item.document_no,
                "part": item.part,
                "currency": item.currency,
                "open_amount": item.open_amount,
                "insured_amount": item.insured_amount,
                "remarks": flag_keys(item, pack),
                "sheet": item.sheet_name,
                "row": item.row_number,
            }
            for item in pack.items
        ],
        "promises_broken": len(pack.broken),
        "missing": list(pack.missing),
    }
