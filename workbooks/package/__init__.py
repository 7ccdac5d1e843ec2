"""An Office package as parts: read, patch, graft, check, replace atomically."""

from workbooks.package.workbook import Formula, SheetPart, TableRef, Workbook

__all__ = ["Formula", "SheetPart", "TableRef", "Workbook"]
