"""Parts of workbooks, and those that a refresh changes."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from udfs.hosts.jobs import Done

OUR_CHANGES = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def parts_of(path: Path) -> dict[str, bytes]:
    """Content of every part of a file."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed_parts(done: Done) -> set[str]:
    """Parts of the user's workbook that a refresh has changed or taken away."""
    assert done.backup
    before, after = parts_of(done.backup), parts_of(done.path)
    return {name for name, content in before.items() if after.get(name) != content}
