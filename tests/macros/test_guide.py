"""Help and About: what there is and what runs, in words; the workbook stays as it is."""

from __future__ import annotations

import platform

import pytest
import xlwings as xw

import xlcredit
from udfs.catalogue import catalogue
from udfs.hosts.excel.buttons import pressed
from xlcredit.policy import default_policy


def test_help_lists_every_function_and_the_page_to_read_offline(foreign, watch, home):
    watched = watch(foreign)
    pressed("help")
    (told,) = foreign.app.impl.alerts
    assert {name for name in catalogue() if name not in told} == set()
    page = home / ".xlcredit" / "functions.md"
    assert str(page) in told
    assert "CREDITSCORE" in page.read_text(encoding="utf-8")
    assert watched.changed() == set()


def test_help_without_a_writable_home_leaves_the_page_out(foreign, home):
    (home / ".xlcredit").write_text("a file where the folder should be")
    pressed("help")
    assert "functions.md" not in foreign.app.impl.alerts[0]


@pytest.mark.parametrize(("language", "word"), [("en", "Version: "), ("zh", "版本: ")])
def test_about_names_version_policy_python_and_places(open_sample, watch, language, word):
    book = open_sample(language)
    watched = watch(book)
    pressed("about")
    (told,) = book.app.impl.alerts
    assert word + xlcredit.__version__ in told
    assert default_policy().policy_id in told
    assert platform.python_version() in told
    assert "xlcredit.log" in told
    assert watched.changed() == set()


@pytest.mark.parametrize("fault", [xw.XlwingsError("Couldn't find your OneDrive file"), UnboundLocalError()])
def test_a_workbook_that_only_a_cloud_knows_is_no_fault(foreign, monkeypatch, fault):
    def fullname(_book):
        raise fault

    monkeypatch.setattr(type(foreign.impl), "fullname", property(fullname))
    pressed("about")
    pressed("new_template")
    told, refused = foreign.app.impl.alerts
    assert "mine.xlsx" in told
    assert "never saved to a folder of this machine" in refused
