"""A run of letters as a new folder: nothing in it is sent, nothing of the user's is written over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from workbooks.letters.filling import filled
from workbooks.letters.lists import OVERVIEW, items_book, overview_book
from workbooks.letters.mail import draft
from workbooks.letters.plain_text import for_file
from workbooks.letters.printing import as_pdf, checked_office
from workbooks.letters.templates import KINDS, made_template, template, template_name
from xlcredit.errors import SourceError, WorkbookError
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from xlcredit.collections.letters import Letter
    from xlcredit.texts import Language

Form = Literal["docx", "eml", "pdf"]
FORMS: tuple[Form, ...] = ("docx", "eml", "pdf")


@dataclass(frozen=True)
class WrittenLetter:
    """One letter on disk.

    Attributes
    ----------
    letter : Letter
        What it says.
    files : tuple of Path
        Its files.
    missing : tuple of str
        Placeholders left open in it.
    """

    letter: Letter
    files: tuple[Path, ...]
    missing: tuple[str, ...]


def write_letters(
    letters: Sequence[Letter],
    folder: Path,
    *,
    forms: Collection[Form],
    day: date,
    language: Language,
    templates: Path | None = None,
    unwritten: pd.DataFrame | None = None,
    office: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[WrittenLetter]:
    """Write letters into a new folder.

    Parameters
    ----------
    letters : sequence of Letter
        In the order of their numbers.
    folder : Path
        Must not exist yet, or be empty.
    forms : collection of {"docx", "eml", "pdf"}
        What is written of each: a Word document; the draft of an e-mail with the document, as PDF where PDF
        is asked for too, and the list of its items; a PDF (by LibreOffice).
    day : date
        Date of the letters.
    language : {"en", "zh"}
        Language of the overview.
    templates : Path, optional
        Folder with templates of one's own.
    unwritten : DataFrame, optional
        Statements that get no letter, from `xlcredit.collections.letters.unwritten`, for the overview.
    office : Path, optional
        The program of LibreOffice, for PDF.
    progress : callable, optional
        Told how many letters are printed, and how many there are.

    Returns
    -------
    list of WrittenLetter
        One per letter.

    Raises
    ------
    SourceError
        When a template cannot be used, or the folder for them has none.
    WorkbookError
        When the folder is there and not empty, or cannot be written to.
    HostError
        When a PDF is asked for and LibreOffice is not there, or prints none: nothing is written then.
    """
    if "pdf" in forms:
        checked_office(office)
    _check_templates(templates)
    new_folder(folder)
    made = [_filled(number, letter, templates) for number, letter in enumerate(letters, 1)]
    pages = as_pdf([word for _, word, _ in made], office, progress) if "pdf" in forms else [None] * len(made)
    done: list[WrittenLetter] = []
    try:
        for (stem, word, missing), letter, page in zip(made, letters, pages, strict=True):
            files = _files(folder / stem, stem, (word, page), letter, forms)
            done.append(WrittenLetter(letter, files, missing))
        lines = [_line(one, day, language) for one in done]
        if unwritten is not None:
            lines += [_unwritten_line(row, language) for row in unwritten.to_dict("records")]
        (folder / f"{say('letters.run.overview', language)}.xlsx").write_bytes(
            overview_book(lines, letters, day, language)
        )
    except OSError as error:
        raise WorkbookError("letters.no_folder", path=folder, reason=error.strerror) from error
    return done


def _check_templates(folder: Path | None) -> None:
    """Refuse a folder without a template of ours by name: a slip in its name would bring ours back unseen."""
    names = [template_name(kind, language) for kind in KINDS for language in LANGUAGES]
    if folder is not None and not any((folder / name).is_file() for name in names):
        raise SourceError("letters.no_templates", path=folder, name=names[0])


def new_folder(folder: Path, refusal: str = "letters.not_empty") -> None:
    """Make a folder, or refuse one in which something stands.

    Parameters
    ----------
    folder : Path
        Where files are to be.
    refusal : str, optional
        Key of what is said of a folder that is not empty.

    Raises
    ------
    WorkbookError
        When it is there and not empty, or cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise WorkbookError("letters.no_folder", path=folder, reason=error.strerror) from error
    if not is_empty:
        raise WorkbookError(refusal, path=folder)


def _filled(number: int, letter: Letter, templates: Path | None) -> tuple[str, bytes, tuple[str, ...]]:
    """Return name, Word document and gaps of a letter."""
    name = template_name(letter.kind, letter.language)
    word, missing = filled(template(letter.kind, letter.language, templates), letter, name)
    stem = f"{number:03d} {for_file(letter.customer_id)} {letter.currency} {letter.kind}"
    return stem, word, missing


def _files(
    path: Path, stem: str, made: tuple[bytes, bytes | None], letter: Letter, forms: Collection[Form]
) -> tuple[Path, ...]:
    """Write the files of one letter; who reads a draft gets the PDF where there is one."""
    word, page = made
    files = []
    if "docx" in forms:
        files.append(new_file(path.with_name(f"{stem}.docx"), word))
    if "eml" in forms:
        shown = (f"{stem}.docx", word) if page is None else (f"{stem}.pdf", page)
        attachments = [shown, (f"{stem}.xlsx", items_book(letter))]
        files.append(new_file(path.with_name(f"{stem}.eml"), draft(letter, word, attachments)))
    if page is not None:
        files.append(new_file(path.with_name(f"{stem}.pdf"), page))
    return tuple(files)


def new_file(path: Path, content: bytes) -> Path:
    """Write a file that is not there yet.

    Parameters
    ----------
    path : Path
        Its place.
    content : bytes
        What stands in it.

    Returns
    -------
    Path
        The same place.

    Raises
    ------
    FileExistsError
        When a file is there.
    """
    with path.open("xb") as file:
        file.write(content)
    return path


def _line(one: WrittenLetter, day: date, language: Language) -> dict[str, Any]:
    """Return the line of the overview of one letter."""
    letter = one.letter
    fields = [say(f"letters.field.{name}", language) for name in one.missing]
    return {
        "file": one.files[0].name if one.files else "",
        "letter": say(f"policy.words.{letter.kind}", language),
        "customer_id": letter.customer_id,
        "customer_name": letter.customer_name,
        "currency": letter.currency,
        "overdue": letter.total,
        "unapplied_credit": letter.credit,
        "amount_to_pay": letter.to_pay,
        "documents": len(letter.items),
        "interest": letter.interest if letter.rule else None,
        "fixed_fee": letter.fixed_fee if letter.rule else None,
        "claim_total": letter.claim_total,
        "interest_until": day if letter.rule else None,
        "interest_rule": say(f"collections.late.rule.{letter.rule}", language) if letter.rule else None,
        "missing": say("letters.comma", language).join(fields),
        "note": " ".join(remark.text(language) for remark in letter.remarks),
    }


def _unwritten_line(row: dict[Any, Any], language: Language) -> dict[str, Any]:
    """Return the line of the overview of a statement that got no letter, with the reason."""
    return {
        **dict.fromkeys(OVERVIEW),
        "letter": say(f"policy.words.{row['letter']}", language),
        "customer_id": str(row["customer_id"]),
        "customer_name": str(row["customer_name"]),
        "overdue": float(row["demanded"]),
        "amount_to_pay": float(row["amount_to_pay"]),
        "note": say("letters.remark.no_currency", language),
    }


def write_templates(folder: Path) -> list[Path]:
    """Write our templates into a new folder, to be changed in Word.

    Parameters
    ----------
    folder : Path
        Must not exist yet, or be empty.

    Returns
    -------
    list of Path
        One per letter and language.

    Raises
    ------
    WorkbookError
        When the folder is there and not empty, or cannot be written to.
    """
    new_folder(folder)
    return [
        new_file(folder / template_name(kind, language), made_template(kind, language))
        for kind in KINDS
        for language in LANGUAGES
    ]
