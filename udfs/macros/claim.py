"""The claim file of one insured customer as a new folder; nothing is filed or sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from udfs.books.cells import named_date
from udfs.books.editions import free_path, saved_path
from udfs.books.selection import customer_at, selected
from udfs.books.tables import find_tables, workbook_language
from udfs.macros.pressed import Pressed, Told
from udfs.macros.refreshing import read_at_shown_date
from xlcredit.errors import HostError
from xlcredit.texts import say

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import xlwings as xw

    from xlcredit.ledger import Ledger
    from xlcredit.protection.claim_pack import ClaimPack
    from xlcredit.refresh import Refreshed
    from xlcredit.texts import Language


@dataclass(frozen=True)
class WrittenClaim:
    """The file of a claim on disk.

    Attributes
    ----------
    folder : Path
        Where it is.
    files : tuple of Path
        Its files.
    pack : ClaimPack
        What it says.
    """

    folder: Path
    files: tuple[Path, ...]
    pack: ClaimPack


def claim(book: xw.Book, pressed: Pressed) -> Told:
    """Write the claim file of the customer in whose row the selected cell stands, beside the workbook.

    Parameters
    ----------
    book : xlwings.Book
        A saved workbook with our sheets.
    pressed : Pressed
        Who asks, and when: the day of the file.

    Returns
    -------
    Told
        Sums, how they tie with the aging, what is left to fill in, where the files are.

    Raises
    ------
    HostError
        When the workbook was never saved, or the cell stands in no row of a customer.
    ArgumentError, MissingDataError
        When there is nothing to claim for the customer.
    WorkbookError
        When its folder cannot be written to.
    """
    from workbooks.letters.plain_text import for_file

    source = saved_path(book)
    place, tables = selected(book), find_tables(book)
    customer_id = customer_at(place, tables)
    if not customer_id:
        raise HostError("claim_pack.error.which_customer", cell=place.address)
    pressed.step("cli.step.read")
    wanted = replace(pressed.asked, as_of=named_date(book, "AsOf"))
    inputs, result = read_at_shown_date(book, wanted)
    language = workbook_language(tables)
    name = say(
        "claim_pack.run.folder", book=source.stem, customer=for_file(customer_id), day=pressed.asked.today
    )
    pressed.step("claim_pack.run.writing")
    folder = free_path(source.with_name(name))
    done = write_pack(inputs.ledger, result, customer_id, folder, day=pressed.asked.today, language=language)
    return Told("\n".join(claim_lines(done)))


def write_pack(
    ledger: Ledger, result: Refreshed, customer_id: str, folder: Path, *, day: date, language: Language
) -> WrittenClaim:
    """Write the claim file of one customer of what was computed.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    result : Refreshed
        What a refresh computed of it.
    customer_id : str
        The customer.
    folder : Path
        The new folder.
    day : date
        Day of the file.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    WrittenClaim
        What was made.
    """
    from workbooks.claims.folder import write_claim
    from xlcredit.refresh.claim import claim_pack

    pack = claim_pack(ledger, result, customer_id, day=day, language=language)
    return WrittenClaim(folder, tuple(write_claim(pack, folder, language)), pack)


def claim_lines(done: WrittenClaim) -> list[str]:
    """Return what was made in sentences.

    Parameters
    ----------
    done : WrittenClaim
        The file.

    Returns
    -------
    list of str
        Sums, how they tie, what stands in the way, what is to be filled in, and that nothing was sent.
    """
    from workbooks.claims.words import remark_lines, total_words
    from xlcredit.texts import current_language

    pack, language = done.pack, current_language()
    sums = {"claimed": pack.claimed, "recovery": pack.recovery, "retained": pack.retained}
    names = {"customer_id": pack.customer_id, "customer_name": pack.customer_name}
    lines = [
        say("claim_pack.run.written", **names, as_of=pack.as_of, folder=done.folder),
        say("claim_pack.run.sums", **sums, currency=pack.base_currency, documents=len(pack.of("claimed"))),
        *total_words(pack, language),
        *remark_lines(pack, language)[:-1],
    ]
    if pack.missing:
        fields = [say(f"claim_pack.field.{key}") for key in pack.missing]
        lines.append(say("claim_pack.run.gaps", fields=say("claim_pack.error.join").join(fields)))
    return [*lines, say("claim_pack.run.nothing_sent")]
