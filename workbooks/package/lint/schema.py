"""What the file format lays down, as data: the order of elements, and the content types of parts.

References
----------
ISO/IEC 29500-1:2016, Office Open XML, annex A (schemas) and part 2 (packages); [MS-OI29500] for the order of
a font's children, which Office wants and the standard leaves open; [MS-OFFMACRO2] for add-ins and macros.
"""

from __future__ import annotations

from workbooks.package.names import ORDER as BOOK_ORDER
from workbooks.package.styles import ORDER as STYLE_ORDER

_OFFICE = "application/vnd.openxmlformats-officedocument."
_SHEET = _OFFICE + "spreadsheetml."
_EXCEL = "application/vnd.ms-excel."

SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
    "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {
    "worksheet": SHEET_ORDER,
    "styleSheet": STYLE_ORDER,
    # These three stand where the program that wrote them pleased.
    "workbook": tuple(
        name for name in BOOK_ORDER if name not in {"AlternateContent", "absPath", "revisionPtr"}
    ),
    "table": ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst"),
}
MANY = frozenset({"conditionalFormatting", "fileRecoveryPr"})  # more than one may stand there
FONT_ORDER = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
    "family", "charset", "scheme",
)  # fmt: skip
DIFFERENCE_ORDER = ("font", "numFmt", "fill", "alignment", "border", "protection", "extLst")

MAIN_TYPES = {
    ".xlsx": _SHEET + "sheet.main+xml",
    ".xltx": _SHEET + "template.main+xml",
    ".xlsm": _EXCEL + "sheet.macroEnabled.main+xml",
    ".xltm": _EXCEL + "template.macroEnabled.main+xml",
    ".xlam": _EXCEL + "addin.macroEnabled.main+xml",
}
PART_TYPES = {  # by the last step of the relationship that leads to the part
    "worksheet": _SHEET + "worksheet+xml",
    "chartsheet": _SHEET + "chartsheet+xml",
    "dialogsheet": _SHEET + "dialogsheet+xml",
    "styles": _SHEET + "styles+xml",
    "sharedStrings": _SHEET + "sharedStrings+xml",
    "table": _SHEET + "table+xml",
    "comments": _SHEET + "comments+xml",
    "calcChain": _SHEET + "calcChain+xml",
    "sheetMetadata": _SHEET + "sheetMetadata+xml",
    "pivotTable": _SHEET + "pivotTable+xml",
    "pivotCacheDefinition": _SHEET + "pivotCacheDefinition+xml",
    "externalLink": _SHEET + "externalLink+xml",
    "theme": _OFFICE + "theme+xml",
    "drawing": _OFFICE + "drawing+xml",
    "chart": _OFFICE + "drawingml.chart+xml",
    "vmlDrawing": _OFFICE + "vmlDrawing",
    "vbaProject": "application/vnd.ms-office.vbaProject",
}
SHEET_KINDS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
