"""One small edit of one part, and the judge names that defect and no other."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbooks.package.lint import lint, lint_file
from workbooks.package.markup import escape
from workbooks.package.parts import Package
from xlcredit.texts import topic

TYPES, RELS, BOOK_RELS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
BOOK, STYLES, CHAIN, THEME = "xl/workbook.xml", "xl/styles.xml", "xl/calcChain.xml", "xl/theme/theme1.xml"
DASH, SHEET, TABLE = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml"
DRAWING, DRAWING_RELS = "xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"
PROJECT, RIBBON = "xl/vbaProject.bin", "customUI/customUI14.xml"
SHEET_RELS = "xl/worksheets/_rels/sheet2.xml.rels"
MAIN_TYPE = "spreadsheetml.sheet.main+xml"
SUM = "SUM(xlcredit_aging[Open])"
COLUMN = "xlcredit_aging[[#This Row],[Open]]*2</f><v>0</v></c><c "
LIST = '"open,closed"'

IN_BOOKS = [  # code, part, what stands there once, what takes its place
    ("malformed", SHEET, "</sheetData>", "</sheetData"),
    ("malformed", BOOK, "<workbook ", "<!DOCTYPE workbook><workbook "),
    ("prefix_undeclared", SHEET, "<worksheet ", '<worksheet xmlns:m="urn:m" m:Ignorable="x14ac" '),
    ("no_content_type", TYPES, '<Default Extension="vml" ', '<Default Extension="emf" '),
    (
        "content_type_orphan",
        TYPES,
        "<Override ",
        '<Override PartName="/xl/no.xml" ContentType="a/b"/><Override ',
    ),
    ("content_type_twice", TYPES, "<Default ", '<Default Extension="VML" ContentType="a/b"/><Default '),
    ("main_type", TYPES, MAIN_TYPE, "spreadsheetml.template.main+xml"),
    ("part_type", TYPES, "drawingml.chart+xml", "drawingml.diagramData+xml"),
    ("relation_broken", BOOK_RELS, "theme/theme1.xml", "theme/theme9.xml"),
    ("relation_broken", DRAWING_RELS, "charts/chart1.xml", "charts/chart7.xml"),
    ("relation_twice", SHEET_RELS, 'Id="rId4"', 'Id="rId1"'),
    ("relation_absent", SHEET, '<tablePart r:id="rId3"', '<tablePart r:id="rId77"'),
    ("relation_absent", DRAWING, 'r:id="rId1"', 'r:id="rId2"'),
    ("no_workbook", RELS, "relationships/officeDocument", "relationships/officeDokument"),
    ("sheet_name_illegal", BOOK, 'name="Spare"', 'name="a:b"'),
    ("sheet_name_illegal", BOOK, 'name="Spare"', f'name="{"S" * 32}"'),
    ("sheet_twice", BOOK, 'name="Spare"', 'name="aging LIST"'),
    ("sheet_id_twice", BOOK, 'sheetId="3"', 'sheetId="1"'),
    ("sheet_part_twice", BOOK, 'r:id="rId93"', 'r:id="rId1"'),
    ("sheet_without_part", BOOK, 'r:id="rId93"', 'r:id="rId4"'),
    ("no_visible_sheet", BOOK, "<sheets>", "<sheets>"),  # see `broken`: all tabs
    ("tab_range", BOOK, 'xWindow="240"', 'activeTab="3"'),
    ("element_order", BOOK, "<calcPr ", "<calcPr "),  # see `broken`: moved to the front
    ("name_illegal", BOOK, 'name="Rate"', 'name="A1"'),
    ("name_twice", BOOK, 'name="Rate"', 'name="asof"'),
    ("name_without_sheet", BOOK, 'Titles" localSheetId="1"', 'Titles" localSheetId="7"'),
    ("name_empty", BOOK, ">0.05<", "><"),
    ("formula_sheet", BOOK, ">Dash!$B$1<", ">Gone!$B$1<"),
    ("table_name_twice", BOOK, 'name="Rate"', 'name="xlcredit_aging"'),
    ("table_name_illegal", TABLE, 'displayName="xlcredit_aging"', 'displayName="AGE2024"'),
    ("table_header", TABLE, 'name="Open"', 'name="Closed"'),
    ("table_header", SHEET, '<c r="B2" t="s"><v>1<', '<c r="B2" t="s"><v>3<'),
    ("table_column_twice", TABLE, 'name="Open"', 'name="customer"'),
    ("table_column_id", TABLE, 'id="2" name="Open"', 'id="1" name="Open"'),
    ("table_width", TABLE, '<tableColumn id="2" name="Open"/>', ""),
    ("table_filter", TABLE, '<autoFilter ref="A2:C4"', '<autoFilter ref="A2:C3"'),
    ("table_merged", SHEET, 'ref="A8:C8"', 'ref="A3:C3"'),
    ("reference_illegal", TABLE, ' ref="A2:C4" totals', ' ref="C4:A2" totals'),
    ("element_order", TABLE, "<autoFilter ", "<autoFilter "),  # see `broken`: moved behind the columns
    ("row_order", SHEET, '<row r="4"', '<row r="3"'),
    ("row_order", SHEET, '<row r="8"', '<row r="1"'),
    ("cell_order", SHEET, '<c r="B4"', '<c r="A4"'),
    ("cell_row", SHEET, '<c r="B4"', '<c r="B5"'),
    ("cell_beyond", SHEET, '<c r="F3"', '<c r="XFE3"'),
    ("style_range", SHEET, '<c r="B3" s="3"', '<c r="B3" s="5"'),
    ("style_range", SHEET, '<col min="3"', '<col style="5" min="3"'),
    ("style_range", SHEET, '<row r="8"', '<row r="8" s="5" customFormat="1"'),
    ("string_range", SHEET, '<c r="A3" t="s"><v>4<', '<c r="A3" t="s"><v>10<'),
    ("value_kind", SHEET, '<c r="B3" s="3"><v>1<', '<c r="B3" s="3"><v>nan<'),
    ("value_kind", SHEET, '<c r="A3" t="s"><v>4<', '<c r="A3"><v>Ann<'),
    (
        "text_long",
        SHEET,
        '<c r="A3" t="s"><v>4</v>',
        f'<c r="A3" t="inlineStr"><is><t>{"x" * 32_768}</t></is>',
    ),
    ("metadata_range", DASH, 'cm="1"', 'cm="2"'),
    ("metadata_range", BOOK_RELS, "relationships/sheetMetadata", "relationships/otherMetadata"),
    ("element_order", SHEET, "<mergeCells", "<pageSetup/><mergeCells"),
    (
        "element_twice",
        SHEET,
        "<mergeCells ",
        '<mergeCells><mergeCell ref="A20:B20"/></mergeCells><mergeCells ',
    ),
    ("merges_overlap", SHEET, "<mergeCell ", '<mergeCell ref="B7:B8"/><mergeCell '),
    ("reference_illegal", SHEET, "<mergeCell ", '<mergeCell ref="B9:XFE9"/><mergeCell '),
    ("reference_illegal", SHEET, 'sqref="A3:A4"', 'sqref="A3:A0"'),
    ("sqref_empty", SHEET, 'sqref="A3:A4"', 'sqref=""'),
    ("sqref_empty", SHEET, ' sqref="B3:B4"', ""),
    ("columns_overlap", SHEET, '<col min="3"', '<col min="2"'),
    ("columns_range", SHEET, 'max="3"', 'max="16385"'),
    ("validation_list", SHEET, LIST, f'"{",".join(["closed"] * 40)}"'),
    ("validation_text", SHEET, 'promptTitle="Pay"', f'promptTitle="{"P" * 33}"'),
    ("difference_range", SHEET, 'dxfId="0"', 'dxfId="1"'),
    ("difference_range", TABLE, 'id="2" name="Open"', 'id="2" name="Open" dataDxfId="4"'),
    ("function_prefix", SHEET, COLUMN, "IFNA(XLOOKUP(1,A:A,B:B),0)</f><v>0</v></c><c "),  # two of them
    ("function_prefix", DASH, "_xlfn._xlws.SORT(", "_xlfn.SORT("),
    ("function_prefix", DASH, SUM, "CONCAT(A1,A2)"),
    ("function_prefix", BOOK, ">0.05<", ">MAXIFS(Dash!A1:A3,Dash!B1:B3,1)<"),
    ("function_prefix", SHEET, "<formula>1<", "<formula>XOR(B3,B4)<"),
    ("parameter_prefix", DASH, SUM, "_xlfn.LET(x,1,x+1)"),
    ("structured_reference", SHEET, COLUMN, COLUMN.replace("[Open]]", "Open]")),
    ("formula_long", DASH, SUM, "1+" * 4097 + "1"),
    ("formula_equals", DASH, f"<f>{SUM}", f"<f>={SUM}"),
    ("formula_unbalanced", DASH, SUM, "SUM((A1)"),
    ("formula_unbalanced", DASH, SUM, '"a'),
    ("formula_separator", DASH, SUM, "SUM(A1;A2)"),
    ("formula_sheet", DASH, "'Aging list'!B3", "'Old list'!B3"),
    ("formula_book", DASH, SUM, "SUM([1]Sheet1!A1)"),
    ("style_part_range", STYLES, 'numFmtId="165" fontId="0"', 'numFmtId="165" fontId="5"'),
    ("style_part_range", STYLES, 'fillId="2"', 'fillId="3"'),
    ("style_part_range", STYLES, 'fontId="3" fillId="0" borderId="0"', 'fontId="3" fillId="0" borderId="1"'),
    (
        "style_part_range",
        STYLES,
        '<cellStyle name="Hyperlink" xfId="1"',
        '<cellStyle name="Hyperlink" xfId="2"',
    ),
    ("format_range", STYLES, '<xf numFmtId="165"', '<xf numFmtId="170"'),
    (
        "format_twice",
        STYLES,
        '<numFmt numFmtId="164"',
        '<numFmt numFmtId="166" formatCode="0"/><numFmt numFmtId="164"',
    ),
    ("element_order", STYLES, "<dxfs ", "<dxfs "),  # see `broken`: moved to the front
    ("element_order", STYLES, "<dxf><font>", "<dxf><fill/><font>"),
    ("font_order", STYLES, "<font><b/><sz ", '<font><family val="2"/><sz '),
    ("chain_cell", CHAIN, 'r="C4"', 'r="B4"'),
    ("chain_sheet", CHAIN, 'r="C3" i="2"', 'r="C3" i="4"'),
]
IN_ADDINS = [
    ("main_type", TYPES, "excel.addin.macroEnabled", "excel.sheet.macroEnabled"),
    ("macro_absent", BOOK_RELS, "vbaProject.bin", "vbaProjekt.bin"),
    ("macro_unreadable", PROJECT, "\xd0\xcf\x11\xe0", "PK\x03\x04"),
    ("malformed", RIBBON, "</group>", ""),
    ("ribbon_relation", RELS, "relationships/ui/extensibility", "relationships/ui/extension"),
    ("ribbon_edition", RELS, "office/2007/relationships/ui", "office/2006/relationships/ui"),
    ("ribbon_edition", RIBBON, "office/2009/07/customui", "office/2019/07/customui"),
    ("ribbon_id_twice", RIBBON, 'id="score"', 'id="why"'),
    ("ribbon_id", RIBBON, 'id="score"', 'id="2 score"'),
    ("ribbon_element", RIBBON, '<button id="score"', '<knob id="score"'),
    ("ribbon_both", RIBBON, 'getLabel="Label"', 'getLabel="Label" label="Score"'),
    ("relation_absent", RIBBON, 'imageMso="Chart"', 'image="chart"'),
]
# Kinds that an edit of one text cannot make have tests of their own below.
ELSEWHERE = {
    "table_header_kind", "table_id_twice", "tables_overlap", "table_without_rows", "macro_unwanted",
    "part_twice", "not_opened", "unreadable",
}  # fmt: skip


def moved(xml: bytes, start: bytes, end: bytes, before: bytes) -> bytes:
    """Return a part with one element moved before another."""
    head, found, rest = xml.partition(start)
    inner, close, tail = rest.partition(end)
    return (head + tail).replace(before, found + inner + close + before, 1)


def broken(parts: dict[str, bytes], part: str, old: str, new: str) -> dict[str, bytes]:
    """Return the parts with one edit; an old text that equals the new one stands for a move."""
    xml, was, becomes = parts[part], old.encode("latin-1"), new.encode("latin-1")
    assert was in xml, f"{part} does not hold {old}"
    if old != new:
        return parts | {part: xml.replace(was, becomes, 1)}
    if was == b"<sheets>":
        return parts | {part: xml.replace(b' sheetId="', b' state="hidden" sheetId="')}
    if was == b"<calcPr ":
        return parts | {part: moved(xml, was, b"/>", b"<bookViews>")}
    if was == b"<autoFilter ":
        return parts | {part: moved(xml, was, b"/>", b"<tableStyleInfo ")}
    return parts | {part: moved(xml, was, b"</dxfs>", b"<numFmts ")}


def only_finding(path, code):
    """Return the one finding of a file, told in words with its place."""
    found = lint_file(path, notices=True)
    assert {finding.code for finding in found} == {code}, [finding.text() for finding in found]
    assert all(finding.part in finding.text() for finding in found)
    return found[0]


def numbered(cases):
    return [f"{number:02}-{case[0]}" for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", IN_BOOKS, ids=numbered(IN_BOOKS))
def test_a_defect_of_a_workbook_is_named_alone(book_parts, packed, case):
    code, *edit = case
    assert lint_file(packed(book_parts, "sound.xlsx"), notices=True) == []
    only_finding(packed(broken(book_parts, *edit)), code)


@pytest.mark.parametrize("case", IN_ADDINS, ids=numbered(IN_ADDINS))
def test_a_defect_of_an_addin_is_named_alone(addin_parts, packed, case):
    code, *edit = case
    assert lint_file(packed(addin_parts, "sound.xlam"), notices=True) == []
    only_finding(packed(broken(addin_parts, *edit), "broken.xlam"), code)


def with_second_table(parts, ref, table_id=2):
    """Return the parts with another table on the sheet of the first, over figures or nothing."""
    table = parts[TABLE].replace(b"A2:C4", ref.encode()).replace(b"xlcredit_aging", b"other")
    table = table.replace(b' id="1" name="other"', b' id="%d" name="other"' % table_id, 1)
    table = table.replace(b"other[[#This Row],[Open]]*2", b"1")
    kind = b'<Override PartName="/xl/tables/table2.xml" ContentType="application/vnd.openxmlformats-'
    kind += b'officedocument.spreadsheetml.table+xml"/></Types>'
    relation = b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    relation += b'relationships/table" Target="../tables/table2.xml"/></Relationships>'
    return parts | {
        "xl/tables/table2.xml": table,
        TYPES: parts[TYPES].replace(b"</Types>", kind),
        SHEET_RELS: parts[SHEET_RELS].replace(b"</Relationships>", relation),
        SHEET: parts[SHEET].replace(b"</tableParts>", b'<tablePart r:id="rId9"/></tableParts>'),
    }


HEADER = b'<row r="11">%s</row>' % b"".join(
    b'<c r="%s11" t="s"><v>%d</v></c>' % place for place in ((b"A", 0), (b"B", 1), (b"C", 3))
)


def test_two_tables_apart_are_sound_and_share_no_id_and_no_cell(book_parts, packed):
    parts = book_parts | {SHEET: book_parts[SHEET].replace(b"</sheetData>", HEADER + b"</sheetData>")}
    assert lint_file(packed(with_second_table(parts, "A11:C13")), notices=True) == []
    assert only_finding(packed(with_second_table(parts, "A11:C13", 1)), "table_id_twice").got == "1"
    overlap = only_finding(packed(with_second_table(book_parts, "A2:C3")), "tables_overlap")
    assert (overlap.cell, overlap.got) == ("A2:C3", "xlcredit_aging, other")


def test_a_table_needs_a_row_for_values(book_parts, packed):
    table = book_parts[TABLE].replace(b"A2:C4", b"A2:C2")
    assert only_finding(packed(book_parts | {TABLE: table}), "table_without_rows").got == "A2:C2"


def test_a_header_cell_holds_a_text_and_no_figure(book_parts, packed):
    table = book_parts[TABLE].replace(b'name="Open"', b'name="2024"')
    sheet = book_parts[SHEET].replace(b'<c r="B2" t="s"><v>1<', b'<c r="B2"><v>2024<')
    dash = book_parts[DASH].replace(b"[Open]", b"[2024]")
    parts = book_parts | {TABLE: table, SHEET: sheet, DASH: dash}
    assert only_finding(packed(parts), "table_header_kind").cell == "B2"


def test_macros_in_a_workbook_without_the_right_to_them(addin_parts, packed):
    types = addin_parts[TYPES].replace(
        b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    )
    assert only_finding(packed(addin_parts | {TYPES: types}), "macro_unwanted").part == PROJECT


def test_a_part_that_stands_twice_in_the_zip(book_parts, packed):
    path = packed(book_parts)
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(THEME, book_parts[THEME])
    assert only_finding(path, "part_twice").got == THEME


def test_what_is_no_package_at_all(tmp_path):
    path = tmp_path / "note.xlsx"
    path.write_bytes(b"no zip")
    only_finding(path, "not_opened")


def test_a_number_that_is_none_is_a_finding_and_no_crash(book_parts, packed):
    finding = only_finding(packed(broken(book_parts, STYLES, 'fontId="1"', 'fontId="one"')), "unreadable")
    assert (finding.part, "one" in finding.got) == (STYLES, True)


def test_every_kind_of_finding_is_seen_once_and_has_words():
    seen = {case[0] for case in IN_BOOKS + IN_ADDINS} | ELSEWHERE
    assert seen == set(topic("lint"))


def test_a_finding_says_where_what_and_what_instead(book_parts, packed):
    path = packed(broken(book_parts, SHEET, '<c r="B3" s="3"', '<c r="B3" s="9"'))
    (finding,) = lint_file(path)
    assert (finding.part, finding.cell, finding.got, finding.accepted) == (SHEET, "B3", "9", "0-4")
    assert finding.text() == f"{SHEET} B3: cell style 9 is not defined; accepted is 0-4"


def test_only_the_parts_asked_for_are_read_through(book_parts, packed):
    package = Package.open(packed(broken(book_parts, SHEET, '<c r="B3" s="3"', '<c r="B3" s="9"')))
    assert lint(package, [DASH]) == []
    assert [finding.code for finding in lint(package, [SHEET])] == ["style_range"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_whatever_is_damaged_the_judge_answers(addin_parts, draw):
    """Any attribute of any part set to any short text: findings or none, never a crash."""
    name = draw.draw(st.sampled_from(sorted(n for n in addin_parts if n.endswith((".xml", ".rels")))))
    values = list(re.finditer(rb'="([^"]*)"', addin_parts[name]))
    hit = draw.draw(st.sampled_from(values))
    text = draw.draw(st.one_of(st.text(max_size=6), st.integers().map(str), st.just("A1:B2")))
    xml = addin_parts[name][: hit.start(1)] + escape(text).encode() + addin_parts[name][hit.end(1) :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part, content in (addin_parts | {name: xml}).items():
            archive.writestr(part, content)
    assert all(finding.text() for finding in lint(Package(stream.getvalue())))
