"""A run of letters as a new folder: nothing in it is sent, nothing of the user's is written over."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbooks.letters.filling import filled
from workbooks.letters.lists import items_book, overview_book
from workbooks.letters.mail import draft
from workbooks.letters.plain_text import for_file
from workbooks.letters.templates import KINDS, made_template, template, template_name
from xlcredit.errors import SourceError, WorkbookError
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from xlcredit.collections.letters import Letter
    from xlcredit.texts import Language

Form = Literal["docx", "eml", "pdf"]
FORMS: tuple[Form, ...] = ("docx", "eml", "pdf")
PDF_SECONDS = 600.0


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
) -> list[WrittenLetter]:
    """Write letters into a new folder.

    Parameters
    ----------
    letters : sequence of Letter
        In the order of their numbers.
    folder : Path
        Must not exist yet, or be empty.
    forms : collection of {"docx", "eml", "pdf"}
        What is written of each: a Word document, the draft of an e-mail with the document and the list of its
        items, a PDF (by LibreOffice).
    day : date
        Date of the letters.
    language : {"en", "zh"}
        Language of the overview.
    templates : Path, optional
        Folder with templates of one's own.

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
        When a PDF is asked for and LibreOffice is not there.
    """
    office = _office() if "pdf" in forms else ""
    _check_templates(templates)
    _new_folder(folder)
    made = [_filled(number, letter, templates) for number, letter in enumerate(letters, 1)]
    done: list[WrittenLetter] = []
    try:
        for (stem, word, missing), letter in zip(made, letters, strict=True):
            done.append(WrittenLetter(letter, _files(folder / stem, stem, word, letter, forms), missing))
        if "pdf" in forms:
            done = _with_pdf(done, [word for _, word, _ in made], folder, office)
        lines = [_line(one, language) for one in done]
        (folder / f"{say('letters.run.overview', language)}.xlsx").write_bytes(
            overview_book(lines, letters, day, language)
        )
    except OSError as error:
        raise WorkbookError("letters.no_folder", path=folder, reason=error.strerror) from error
    return done


def _office() -> str:
    """Return the LibreOffice of this machine."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        from xlcredit.errors import HostError

        raise HostError("letters.no_office")
    return office


def _check_templates(folder: Path | None) -> None:
    """Refuse a folder without a template of ours by name: a slip in its name would bring ours back unseen."""
    names = [template_name(kind, language) for kind in KINDS for language in LANGUAGES]
    if folder is not None and not any((folder / name).is_file() for name in names):
        raise SourceError("letters.no_templates", path=folder, name=names[0])


def _new_folder(folder: Path) -> None:
    """Make the folder, or refuse one in which something stands."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise WorkbookError("letters.no_folder", path=folder, reason=error.strerror) from error
    if not is_empty:
        raise WorkbookError("letters.not_empty", path=folder)


def _filled(number: int, letter: Letter, templates: Path | None) -> tuple[str, bytes, tuple[str, ...]]:
    """Return name, Word document and gaps of a letter."""
    name = template_name(letter.kind, letter.language)
    word, missing = filled(template(letter.kind, letter.language, templates), letter, name)
    stem = f"{number:03d} {for_file(letter.customer_id)} {letter.currency} {letter.kind}"
    return stem, word, missing


def _files(path: Path, stem: str, word: bytes, letter: Letter, forms: Collection[Form]) -> tuple[Path, ...]:
    """Write the files of one letter but for the PDF."""
    files = []
    if "docx" in forms:
        files.append(_new_file(path.with_name(f"{stem}.docx"), word))
    if "eml" in forms:
        attachments = [(f"{stem}.docx", word), (f"{stem}.xlsx", items_book(letter))]
        files.append(_new_file(path.with_name(f"{stem}.eml"), draft(letter, word, attachments)))
    return tuple(files)


def _new_file(path: Path, content: bytes) -> Path:
    """Write a file that is not there yet."""
    with path.open("xb") as file:
        file.write(content)
    return path


def _with_pdf(
    done: list[WrittenLetter], words: list[bytes], folder: Path, office: str
) -> list[WrittenLetter]:
    """Print every letter into a PDF by a LibreOffice with a profile of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        source, profile = Path(scratch) / "letters", Path(scratch) / "profile"
        source.mkdir()
        names = []
        for number, word in enumerate(words, 1):
            names.append(f"{number:03d}")
            (source / f"{names[-1]}.docx").write_bytes(word)
        command = [
            office, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", "pdf",
            "--outdir", scratch, *[str(source / f"{name}.docx") for name in names],
        ]  # fmt: skip
        if names:
            with contextlib.suppress(subprocess.TimeoutExpired):  # what is not there is told below
                subprocess.run(command, check=False, capture_output=True, timeout=PDF_SECONDS)  # noqa: S603  our files
        printed = []
        for name, one in zip(names, done, strict=True):
            made = Path(scratch) / f"{name}.pdf"
            if not made.is_file():
                raise WorkbookError("letters.no_pdf", path=folder)
            letter = one.letter
            stem = f"{name} {for_file(letter.customer_id)} {letter.currency} {letter.kind}"
            path = _new_file(folder / f"{stem}.pdf", made.read_bytes())
            printed.append(WrittenLetter(letter, (*one.files, path), one.missing))
    return printed


def _line(one: WrittenLetter, language: Language) -> dict[str, Any]:
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
        "missing": say("letters.comma", language).join(fields),
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
    _new_folder(folder)
    return [
        _new_file(folder / template_name(kind, language), made_template(kind, language))
        for kind in KINDS
        for language in LANGUAGES
    ]
