import zipfile

import pytest

from workbooks.package import Workbook
from workbooks.package.charts import split_reference
from workbooks.package.markup import local, parse


def caches(path, part="xl/charts/chart1.xml"):
    with zipfile.ZipFile(path) as archive:
        root = parse(archive.read(part), part)
    found = {}
    for node in root.iter():
        if local(node) in ("numRef", "strRef"):
            reference = next(child.text for child in node if local(child) == "f")
            found[reference] = [p[0].text for p in node.iter() if local(p) == "pt"]
    return found


def test_series_follow_a_table_and_show_its_cells(template_path):
    book = Workbook.open(template_path)
    sheet = book.sheet("Aging list")
    sheet.resize_table("xlcredit_aging", 6)
    sheet.write(3, 1, [["Ann", 1], ["Bob", 2.5], ["Cai", None], ["Dee", 4]])
    book.save()
    assert caches(template_path) == {
        "'Aging list'!$B$2": ["Open"],
        "'Aging list'!$A$3:$A$6": ["Ann", "Bob", "Cai", "Dee"],
        "'Aging list'!$B$3:$B$6": ["1.0", "2.5", "4.0"],
    }


def test_caches_follow_edits_without_a_resize(template_path):
    book = Workbook.open(template_path)
    book.sheet("Aging list").write(3, 2, [[9], [8]])
    book.save()
    assert caches(template_path)["'Aging list'!$B$3:$B$4"] == ["9.0", "8.0"]


def test_charts_of_other_sheets_keep_their_bytes(template_path):
    book = Workbook.open(template_path)
    book.sheet("Dash").write(20, 1, [["note"]])
    assert "xl/charts/chart1.xml" not in book.changed_parts()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Aging!$B$2", ("Aging", (2, 2, 2, 2))),
        ("'Ann''s sheet'!$B$2:$C$5", ("Ann's sheet", (2, 2, 5, 3))),
        ("(Aging!$B$2,Aging!$B$4)", None),
        ("[1]Aging!$B$2:$B$3", ("[1]Aging", (2, 2, 3, 2))),
    ],
)
def test_split_reference_reads_one_range(text, parts):
    assert split_reference(text) == parts
