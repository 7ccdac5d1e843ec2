"""The template workbook: theme and one module per topic, an edition per language from one builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.template.sheets import INPUT_SHEETS, OUTPUT_SHEETS, SHEETS, output_sheet_names, sheet_name

if TYPE_CHECKING:
    from workbooks.template.edition import build_all, build_template, edition_file

__all__ = [
    "INPUT_SHEETS",
    "OUTPUT_SHEETS",
    "SHEETS",
    "build_all",
    "build_template",
    "edition_file",
    "output_sheet_names",
    "sheet_name",
]


def __getattr__(name: str) -> Any:
    """Bring the builder when it is asked for: it needs XlsxWriter, and a refresh does not."""
    if name not in __all__:
        raise AttributeError(name)
    from workbooks.template import edition

    return getattr(edition, name)
