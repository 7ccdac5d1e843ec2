"""The ribbon against what the schema of Office 2010 (2009/07) allows, and against the VBA that it calls."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
import vba_source

from udfs.actions import ACTION_GROUPS, ACTIONS
from udfs.catalogue import catalogue
from udfs.hosts.excel.help_sheet import help_rows
from udfs.hosts.excel.ribbon import NAMESPACE, ribbon_xml
from udfs.hosts.excel.vba_modules import vba_modules

# As far as the tab goes; the schema knows more elements and attributes.
WORDS = {"id", "tag", "label", "getLabel", "getEnabled", "getVisible", "keytip", "insertAfterMso"}
TIPS = {"screentip", "getScreentip", "supertip", "getSupertip"}
PICTURE = {"image", "imageMso", "getImage", "showImage", "showLabel"}
MENU = WORDS | TIPS | PICTURE | {"itemSize"}
BUTTON = WORDS | TIPS | PICTURE | {"onAction"}
ALLOWED = {
    ("customUI", "ribbon"): {"startFromScratch"},
    ("ribbon", "tabs"): set(),
    ("tabs", "tab"): WORDS,
    ("tab", "group"): WORDS | TIPS | PICTURE,
    ("group", "button"): BUTTON | {"size"},
    ("group", "menu"): MENU | {"size"},
    ("menu", "menu"): MENU,
    ("menu", "button"): BUTTON,
}
NUMBER_OF_PARAMETERS = {"onLoad": 1, "onAction": 1} | dict.fromkeys(
    ("getLabel", "getScreentip", "getSupertip"), 2
)
CALLBACKS = {
    each.name: each
    for module in vba_modules()
    if module.name == "Ribbon"
    for each in vba_source.procedures(module.code)
}


def faults(xml: bytes) -> list[str]:
    """Return what Excel would refuse, or leave out without a word."""
    root = ET.fromstring(xml)
    tag = f"{{{NAMESPACE}}}"
    found = [] if root.tag == f"{tag}customUI" else ["root"]
    found += callback_faults(root)
    for parent in root.iter():
        for child in parent:
            place = (parent.tag.removeprefix(tag), child.tag.removeprefix(tag))
            if place not in ALLOWED:
                found.append(f"{place[1]} within {place[0]}")
                continue
            found += [f"{name} of {place[1]}" for name in set(child.attrib) - ALLOWED[place]]
            found += callback_faults(child)
            if "id" in ALLOWED[place]:
                if not re.fullmatch(r"[A-Za-z_][\w.-]*", child.get("id", "")):
                    found.append(f"id {child.get('id')}")
                if ("label" in child.attrib) == ("getLabel" in child.attrib):
                    found.append(f"label of {child.get('id')}")
            if not re.fullmatch(r"[A-Z]\w+", child.get("imageMso", "None")):
                found.append(f"icon {child.get('imageMso')}")
            if child.get("size", "normal") not in ("normal", "large"):
                found.append(f"size {child.get('size')}")
    ids = [each.get("id") for each in root.iter() if "id" in each.attrib]
    return found + [f"id {each} twice" for each in set(ids) if ids.count(each) > 1]


def callback_faults(element: ET.Element) -> list[str]:
    """Return the callbacks of an element that our VBA does not have as they are called."""
    found = []
    for attribute, count in NUMBER_OF_PARAMETERS.items():
        name = element.get(attribute)
        if name is None:
            continue
        callback = CALLBACKS.get(name)
        fits = (
            callback and callback.kind == "Sub" and callback.is_public and len(callback.parameters) == count
        )
        if not fits or (count > 1 and not callback.parameters[1].startswith("ByRef ")):  # type: ignore[union-attr]
            found.append(f"callback {name}")
    return found


def test_ribbon_is_what_the_schema_and_the_code_allow() -> None:
    assert faults(ribbon_xml()) == []
    assert ribbon_xml().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert ribbon_xml() == ribbon_xml()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'id="about"', b'id="help"', "id help twice"),
        (b'onAction="XlcInsertPressed"', b'onAction="XlcGone"', "callback XlcGone"),
        (b'onAction="XlcPressed"', b'onAction="XlcLabel"', "callback XlcLabel"),
        (b'getLabel="XlcLabel"', b'getLabel="XlcPressed"', "callback XlcPressed"),
        (b'tag="DSO"', b'size="large"', "size of button"),
        (b'size="normal"', b'size="small"', "size small"),
        (b"2009/07", b"2006/01", "root"),
        (b'label="DSO"', b"", "label of function_DSO"),
        (b'id="refresh_all"', b'id="1"', "id 1"),
        (b"<tabs>", b"<tabs><group/>", "group within tabs"),
    ],
)
def test_the_check_finds_a_broken_ribbon(old: bytes, new: bytes, fault: str) -> None:
    assert old in ribbon_xml()
    assert fault in faults(ribbon_xml().replace(old, new))


def test_groups_and_buttons_are_the_actions_in_order() -> None:
    tab = ET.fromstring(ribbon_xml())[0][0][0]
    assert [group.get("id") for group in tab] == [f"group_{name}" for name in ACTION_GROUPS]
    assert [control.get("id") for group in tab for control in group] == [
        action.key for name in ACTION_GROUPS for action in ACTIONS if action.group == name
    ]
    looks = {control.get("id"): control.attrib for group in tab for control in group}
    for action in ACTIONS:
        assert looks[action.key]["imageMso"] == action.icon
        assert looks[action.key]["size"] == ("large" if action.large else "normal")


def test_the_menu_offers_every_function() -> None:
    root = ET.fromstring(ribbon_xml())
    offered = [each.get("tag") for each in root.iter() if each.get("onAction") == "XlcInsertPressed"]
    assert offered == list(catalogue())


def test_every_word_that_a_control_asks_for_stands_on_the_sheet() -> None:
    rows = {(row[0], row[1]) for row in help_rows()}
    for each in ET.fromstring(ribbon_xml()).iter():
        if "getLabel" in each.attrib:
            assert ("label", each.get("id")) in rows
        if each.get("getSupertip") == "XlcSupertip":
            assert ("tip", each.get("id")) in rows
        if each.get("getSupertip") == "XlcFunctionTip":
            assert ("function", each.get("tag")) in rows
