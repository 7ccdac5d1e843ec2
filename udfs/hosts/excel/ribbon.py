"""The *Credit* tab of Excel's ribbon: buttons from the actions, a menu of functions from the catalogue."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from udfs.actions import ACTION_GROUPS, ACTIONS
from udfs.catalogue import GROUPS, catalogue
from udfs.hosts.excel.help_sheet import TAB, group_id, menu_id

if TYPE_CHECKING:
    from udfs.actions import Action

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
"""Of Excel 2010 and later."""
_WORDS = {"getLabel": "XlcLabel"}
_TIPS = {"getScreentip": "XlcScreentip", "getSupertip": "XlcSupertip"}


def ribbon_xml() -> bytes:
    """Return the part ``customUI/customUI14.xml`` of the add-in.

    Returns
    -------
    bytes
        XML in UTF-8; every word comes from the sheet of texts by a callback, in Excel's language.

    Examples
    --------
    >>> ribbon_xml().count(b'onAction="XlcPressed"')
    17
    """
    root = ET.Element("customUI", {"xmlns": NAMESPACE, "onLoad": "XlcRibbonLoaded"})
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = ET.SubElement(tabs, "tab", {"id": TAB, **_WORDS})
    for group in ACTION_GROUPS:
        box = ET.SubElement(tab, "group", {"id": group_id(group), **_WORDS})
        for action in ACTIONS:
            if action.group == group:
                _add_control(box, action)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _add_control(box: ET.Element, action: Action) -> None:
    """Add a button, or the menu of functions where a function is asked for."""
    looks = {"imageMso": action.icon, "size": "large" if action.large else "normal", **_WORDS, **_TIPS}
    if action.asks == "function":
        _add_functions(ET.SubElement(box, "menu", {"id": action.key, **looks}))
    else:
        ET.SubElement(box, "button", {"id": action.key, **looks, "onAction": "XlcPressed"})


def _add_functions(menu: ET.Element) -> None:
    """Add a menu for each group of functions."""
    for group in GROUPS:
        inner = ET.SubElement(menu, "menu", {"id": menu_id(group), **_WORDS})
        for entry in catalogue().values():
            if entry.group == group:
                item = {"id": f"function_{entry.name}", "tag": entry.name, "label": entry.name}
                calls = {"getSupertip": "XlcFunctionTip", "onAction": "XlcInsertPressed"}
                ET.SubElement(inner, "button", item | calls)
