"""The file of a claim as a new folder: nothing in it is sent, nothing of the user's is written over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbooks.claims.document import claim_document
from workbooks.claims.lists import claim_book
from workbooks.letters.folder import new_file, new_folder
from workbooks.letters.plain_text import for_file
from xlcredit.errors import WorkbookError
from xlcredit.texts import say

if TYPE_CHECKING:
    from pathlib import Path

    from xlcredit.protection.claim_pack import ClaimPack
    from xlcredit.texts import Language


def write_claim(pack: ClaimPack, folder: Path, language: Language) -> list[Path]:
    """Write the file of a claim into a new folder.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    folder : Path
        Must not exist yet, or be empty.
    language : {"en", "zh"}
        Language of the files.

    Returns
    -------
    list of Path
        The Word document, the workbook.

    Raises
    ------
    WorkbookError
        When the folder is there and not empty, or cannot be written to.
    """
    made = (
        ("docx", "file", claim_document(pack, language)),
        ("xlsx", "items_file", claim_book(pack, language)),
    )
    new_folder(folder, "claim_pack.error.not_empty")
    stem = for_file(pack.customer_id)
    try:
        return [
            new_file(folder / f"{say(f'claim_pack.{key}', language)} {stem}.{ending}", content)
            for ending, key, content in made
        ]
    except OSError as error:
        raise WorkbookError("letters.no_folder", path=folder, reason=error.strerror) from error
