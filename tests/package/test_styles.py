import pytest

from workbooks.package.markup import parse
from workbooks.package.styles import PLAIN_STYLES, StyleImport, Styles, theme_colours

# ruff: noqa: E501  the parts stand as Excel writes them
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
THEME = b"""<a:theme xmlns:a="a"><a:themeElements><a:clrScheme name="x"><a:dk1><a:sysClr val="windowText" lastClr="010203"/>
</a:dk1><a:lt1><a:srgbClr val="fefefe"/></a:lt1></a:clrScheme></a:themeElements></a:theme>"""


@pytest.fixture
def source():
    xml = f"""<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="170" formatCode="0&quot;x&quot;"/></numFmts>
    <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
    <font><b/><color theme="1"/><name val="Arial"/><scheme val="minor"/></font></fonts>
    <fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
    <cellStyleXfs count="2"><xf numFmtId="0"/><xf numFmtId="0" fontId="1"/></cellStyleXfs>
    <cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
    <xf numFmtId="170" fontId="1" fillId="0" borderId="0" xfId="1" applyFont="1"><alignment wrapText="1"/></xf>
    <xf numFmtId="170" fontId="1" fillId="0" borderId="0" xfId="1" applyFont="1"><alignment wrapText="1"/></xf></cellXfs>
    <cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle name="Ours" xfId="1"/></cellStyles>
    <dxfs count="1"><dxf><font><color theme="0"/></font></dxf></dxfs>
    <tableStyles count="1"><tableStyle name="Plain" count="1"><tableStyleElement type="headerRow" dxfId="0"/></tableStyle>
    </tableStyles></styleSheet>"""
    return Styles(xml.encode())


def test_styles_come_over_appended_with_their_parts(source):
    target = Styles(PLAIN_STYLES)
    bring = StyleImport(target, source, [])
    assert (bring.cell(1), bring.cell(2), bring.cell(1)) == (1, 1, 1)
    made = Styles(target.patched())
    style = made.nodes("cellXfs")[1]
    assert (style.get("fontId"), style.get("xfId"), style.get("numFmtId")) == ("1", "1", "164")
    assert style[0].get("wrapText") == "1"
    assert [node.get("name") for node in made.nodes("cellStyles")] == ["Normal", "Ours"]
    assert made.root.find("{*}cellXfs").get("count") == "2"
    assert made.format_code(164) == '0"x"'


def test_equal_styles_are_not_appended():
    target = Styles(PLAIN_STYLES)
    StyleImport(target, Styles(PLAIN_STYLES), []).cell(0)
    assert target.patched() == PLAIN_STYLES


def test_theme_colours_become_what_they_meant_under_another_theme(source):
    target = Styles(PLAIN_STYLES)
    bring = StyleImport(target, source, theme_colours(THEME))
    bring.cell(1)
    assert bring.difference(0) == 0
    made = Styles(target.patched())
    font = made.nodes("fonts")[1]
    assert font.find("{*}color").get("rgb") == "FF010203"
    assert font.find("{*}scheme") is None
    assert made.nodes("dxfs")[0].find(".//{*}color").get("rgb") == "FFFEFEFE"


def test_a_table_style_comes_with_its_differences(source):
    target = Styles(PLAIN_STYLES)
    StyleImport(target, source, []).table_style("Plain")
    made = Styles(target.patched())
    assert made.table_style_names() == {"Plain"}
    assert len(made.nodes("dxfs")) == 1


def test_sections_are_created_where_the_schema_wants_them(source):
    target = Styles(PLAIN_STYLES)
    bring = StyleImport(target, source, [])
    bring.cell(1)
    bring.difference(0)
    names = [node.tag.rpartition("}")[2] for node in parse(target.patched(), "styles")]
    assert names == ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"]


def test_inserted_styles_take_the_prefix_of_the_part(source):
    text = PLAIN_STYLES.decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    target = Styles(text.replace("xmlns=", "xmlns:x=").encode())
    StyleImport(target, source, []).cell(1)
    made = target.patched().decode()
    assert "<x:font><x:b/>" in made
    assert len(Styles(made.encode()).nodes("cellXfs")) == 2


def test_moment_style_changes_only_plain_ones(source):
    assert source.moment_style(1, "date") == 1
    new = source.moment_style(0, "date")
    assert (new, source.moment_style(0, "date"), source.nodes("cellXfs")[new].get("numFmtId")) == (3, 3, "14")
