"""A sound workbook and a sound add-in as parts, for tests that break one thing in one part."""

from __future__ import annotations

import zipfile

import pytest

_RELATION = '<Relationship Id="{}" Type="{}" Target="{}"/></Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RIBBON = (
    '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"><ribbon><tabs>'
    '<tab id="credit" label="Credit"><group id="ask" label="Ask">'
    '<button id="why" label="Why" size="large" imageMso="Help" onAction="Pressed"/>'
    '<button id="score" getLabel="Label" imageMso="Chart" onAction="Pressed"/>'
    "</group></tab></tabs></ribbon></customUI>"
)


def _with_part(parts, name, content, content_type, relation):
    """Add a part, its content type and the relationship that leads to it."""
    parts[name] = content
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"</Types>", f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'.encode()
    )
    line = _RELATION.format(*relation).encode()
    owner_rels = "_rels/.rels" if name.startswith("customUI") else "xl/_rels/workbook.xml.rels"
    parts[owner_rels] = parts[owner_rels].replace(b"</Relationships>", line)


@pytest.fixture
def book_parts(template_path):
    """The template of the package tests, with a spare sheet, a calculation chain, columns and a list."""
    with zipfile.ZipFile(template_path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"]
    sheet = sheet.replace(
        b"<sheetData>",
        b'<cols><col min="1" max="2" width="9"/><col min="3" max="3" width="9"/></cols><sheetData>',
    )
    prompt = b'<dataValidations count="2"><dataValidation type="list" promptTitle="Pay" prompt="Who pays" '
    prompt += (
        b'sqref="D3:D4"><formula1>"open,closed"</formula1></dataValidation><dataValidation type="list" allow'
    )
    parts["xl/worksheets/sheet2.xml"] = sheet.replace(
        b'<dataValidations count="1"><dataValidation type="list" allow', prompt
    )
    chain = f'<calcChain xmlns="{_MAIN}"><c r="H1" i="1"/><c r="A5"/><c r="C3" i="2"/><c r="C4"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    relation = ("rId90", f"{_OFFICE}/calcChain", "calcChain.xml")
    _with_part(parts, "xl/calcChain.xml", chain.encode(), kind, relation)
    spare = f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    relation = ("rId93", f"{_OFFICE}/worksheet", "worksheets/sheet3.xml")
    _with_part(parts, "xl/worksheets/sheet3.xml", spare.encode(), kind, relation)
    tab = b'<sheet name="Spare" sheetId="3" r:id="rId93"/></sheets>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</sheets>", tab)
    return parts


@pytest.fixture
def addin_parts(book_parts):
    """The same as an add-in, with a macro project (its container only) and a ribbon."""
    parts = dict(book_parts)
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
    )
    project = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    relation = ("rId91", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin")
    kind = "application/vnd.ms-office.vbaProject"
    _with_part(parts, "xl/vbaProject.bin", project, kind, relation)
    relation = ("rId92", f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml")
    _with_part(parts, "customUI/customUI14.xml", RIBBON.encode(), "application/xml", relation)
    return parts


@pytest.fixture
def packed(tmp_path):
    """A function (parts, name) -> path of the file they make."""

    def pack(parts, name="broken.xlsx"):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return tmp_path / name

    return pack
