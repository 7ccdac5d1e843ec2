"""The reference page says what the catalogue says, and the page in the docs is the one it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.catalogue import catalogue
from udfs.reference import readme_with_table, reference_page

if TYPE_CHECKING:
    from pathlib import Path


def test_reference_page_has_a_section_for_every_function() -> None:
    page = reference_page()
    for name, entry in catalogue().items():
        assert f"\n### {name}\n" in page
        assert f"`{entry.signature}`" in page
        assert entry.sentence("zh") in page


def test_reference_page_in_the_docs_is_current(project_root: Path) -> None:
    assert (project_root / "docs" / "functions.md").read_text(encoding="utf-8") == reference_page()


def test_readme_lists_every_function(project_root: Path) -> None:
    readme = (project_root / "README.md").read_text(encoding="utf-8")
    assert readme == readme_with_table(readme)
    assert all(f"[{name}](docs/functions.md#{name.lower()})" in readme for name in catalogue())
