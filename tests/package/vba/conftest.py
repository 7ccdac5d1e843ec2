"""xlwings' own VBA, read from the installed package: real modules and projects that are not ours to ship."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path

import pytest

from workbooks.package.vba import VbaModule


@pytest.fixture(scope="session")
def xlwings_folder() -> Path:
    return Path(importlib.util.find_spec("xlwings").origin).parent


@pytest.fixture(scope="session")
def xlwings_modules(xlwings_folder: Path) -> list[VbaModule]:
    files = [
        xlwings_folder / "xlwings_custom_addin.bas",
        *sorted((xlwings_folder / "addin").glob("*.[bc][al]s")),
    ]
    kinds = {".bas": "standard", ".cls": "class"}
    names = {"xlwings_custom_addin": "xlwings"}
    return [
        VbaModule(names.get(file.stem, file.stem), file.read_bytes().decode("ascii"), kinds[file.suffix])
        for file in files
    ]


@pytest.fixture(scope="session")
def real_projects(xlwings_folder: Path) -> dict[str, bytes]:
    books = [*xlwings_folder.glob("*.xl[as]m"), *xlwings_folder.glob("addin/*.xlam")]
    assert len(books) >= 4
    return {book.name: zipfile.ZipFile(book).read("xl/vbaProject.bin") for book in books}


@pytest.fixture
def modules() -> list[VbaModule]:
    return [
        VbaModule("ThisWorkbook", "", "document"),
        VbaModule("Sheet1", "", "document"),
        VbaModule(
            "Sums", "Option Explicit\nFunction Twice(x)\n    Twice = 2 * x\nEnd Function\n", "standard"
        ),
        VbaModule("Counter", "Public Count As Long\n", "class"),
    ]
