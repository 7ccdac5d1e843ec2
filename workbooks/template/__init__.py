"""The template workbook: theme and one module per topic, an edition per language from one builder."""

from __future__ import annotations

from workbooks.template.edition import build_all, build_template, edition_file
from workbooks.template.sheets import INPUT_SHEETS, OUTPUT_SHEETS, SHEETS, output_sheet_names, sheet_name

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
