"""LibreOffice's menu and toolbar: every action in both, in both languages, with its picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from udfs.actions import ACTIONS
from udfs.catalogue import GROUPS, catalogue
from udfs.hosts.calc.addons_xcu import addons_xcu, address, menu_parts, window_state_xcu
from udfs.hosts.calc.extension import parts
from udfs.hosts.calc.icons import SIZES, icon, icon_files
from xlcredit.texts import say

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KEYS = [action.key for action in ACTIONS]


def node(parent, *names):
    for name in names:
        (parent,) = (each for each in parent.findall("node") if each.get(f"{OOR}name") == name)
    return parent


def values(parent, name):
    (prop,) = (each for each in parent.findall("prop") if each.get(f"{OOR}name") == name)
    return {value.get(LANG): value.text for value in prop}


def face():
    return node(ET.fromstring(addons_xcu()), "AddonUI")


def menu():
    return node(face(), "OfficeMenuBar", "xlcredit.menu", "Submenu")


def keys_of(parent):
    urls = [values(item, "URL")[None] for item in parent.findall("node")]
    return [url.partition(":")[2] for url in urls if url != "private:separator"]


@pytest.mark.parametrize("place", ["menu", "toolbar"])
def test_every_action_stands_there_in_its_order(place):
    parent = menu() if place == "menu" else node(face(), "OfficeToolBar", "xlcredit.toolbar")
    assert keys_of(parent) == KEYS
    names = [item.get(f"{OOR}name") for item in parent.findall("node")]
    assert names == sorted(names)  # LibreOffice shows them by name


def test_a_line_stands_between_groups_and_nowhere_else():
    shown = [values(item, "URL")[None].partition(":")[2] for item in menu().findall("node")]
    groups = [action.group for action in ACTIONS]
    changes = [at for at in range(1, len(groups)) if groups[at] != groups[at - 1]]
    assert [
        at - done for done, at in enumerate(at for at, url in enumerate(shown) if url == "separator")
    ] == changes


def test_titles_are_in_both_languages():
    title = values(node(face(), "OfficeMenuBar", "xlcredit.menu"), "Title")
    assert title == {"en-US": "~Credit", "zh-CN": "信用管理(~K)"}
    (first, *_) = menu().findall("node")
    assert values(first, "Title") == {"en-US": "Refresh all", "zh-CN": "全部刷新"}


def test_functions_stand_in_menus_of_their_groups():
    (insert,) = (
        item
        for item in menu().findall("node")
        if "Insert"
        in (values(item, "Title")["en-US"] if values(item, "URL")[None] != "private:separator" else "")
    )
    groups = node(insert, "Submenu").findall("node")
    assert [values(group, "Title")["zh-CN"] for group in groups] == [
        say(f"catalogue.groups.{group}", "zh") for group in GROUPS
    ]
    found = [values(item, "URL")[None] for group in groups for item in node(group, "Submenu").findall("node")]
    assert found == [
        address("insert_function", entry.name)
        for group in GROUPS
        for entry in catalogue().values()
        if entry.group == group
    ]
    assert len(found) == len(catalogue())


def test_all_is_for_spreadsheets_only():
    contexts = [
        value.text for prop in face().iter("prop") if prop.get(f"{OOR}name") == "Context" for value in prop
    ]
    assert set(contexts) == {"com.sun.star.sheet.SpreadsheetDocument"}


def test_every_picture_that_is_named_is_in_the_extension():
    inside = parts()
    named = [
        value.text.removeprefix("%origin%/")
        for prop in node(face(), "Images").iter("prop")
        if prop.get(f"{OOR}name") in ("ImageSmallURL", "ImageBigURL")
        for value in prop
    ]
    assert sorted(named) == sorted(icon_files())
    assert set(named) | set(menu_parts()) <= set(inside)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", KEYS)
def test_a_picture_is_small_and_of_its_size(key, size):
    root = ET.fromstring(icon(key, size))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == (str(size), str(size), "0 0 16 16")
    assert len(icon(key, size)) < 600


def test_pictures_differ():
    assert len({icon(key, 16) for key in KEYS}) == len(KEYS)


def test_the_toolbar_has_a_name_and_a_row_of_its_own():
    name = "private:resource/toolbar/addon_xlcredit.toolbar"
    state = node(ET.fromstring(window_state_xcu()), "UIElements", "States", name)
    assert values(state, "UIName") == {"en-US": "Credit", "zh-CN": "信用管理"}
    assert values(state, "DockPos") == {None: "0,3"}


def test_the_service_that_is_named_is_in_the_extension():
    inside = parts()
    assert b"org.xlcredit.calc.Actions" in inside["ProtocolHandler.xcu"]
    assert b"<value>vnd.xlcredit:*</value>" in inside["ProtocolHandler.xcu"]
    assert b'name="org.xlcredit.calc.Actions"' in inside["xlcredit.components"]
