"""The menu and the toolbar *Credit* of LibreOffice, as parts of its configuration.

An entry carries an address of our own protocol, ``vnd.xlcredit:refresh_all``, with an answer behind a
question mark where none has to be asked for: ``vnd.xlcredit:insert_function?DSO``. The component ``actions``
serves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.actions import ACTION_GROUPS, ACTIONS
from udfs.catalogue import GROUPS, catalogue
from udfs.hosts.calc.icons import SIZES, icon_path
from udfs.hosts.calc.registry import component_data, node, part_bytes, prop
from xlcredit.texts import entry

if TYPE_CHECKING:
    import xml.etree.ElementTree as ET
    from collections.abc import Iterator, Mapping

    from udfs.actions import Action
    from xlcredit.texts import Language

PROTOCOL = "vnd.xlcredit:"
HANDLER = "org.xlcredit.calc.Actions"
"""Name of the service that serves the protocol."""
TOOLBAR = "xlcredit.toolbar"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_OWN_ROW = "0,3"
"""Place of the toolbar before the user moves it: a row below LibreOffice's own."""


def menu_parts() -> dict[str, bytes]:
    """Return the parts of the extension that make the menu and the toolbar, but for their pictures.

    Returns
    -------
    dict
        Path in the extension to the part.
    """
    return {
        "Addons.xcu": addons_xcu(),
        "ProtocolHandler.xcu": protocol_handler_xcu(),
        "CalcWindowState.xcu": window_state_xcu(),
    }


def addons_xcu() -> bytes:
    """Return the part that adds the menu, the toolbar and their pictures.

    Returns
    -------
    bytes
        XML in UTF-8, every title in English and Chinese.

    Examples
    --------
    >>> addons_xcu().count(b"vnd.xlcredit:refresh_all")  # in the menu, on the toolbar, and its picture
    3
    """
    root = component_data("Addons", "org.openoffice.Office")
    face = node(root, "AddonUI", new=False)
    menu = node(node(face, "OfficeMenuBar", new=False), "xlcredit.menu")
    prop(menu, "Context", _CALC)
    prop(menu, "Title", entry("calc_buttons.menu"))
    _fill(node(menu, "Submenu", new=False), with_functions=True)
    _fill(node(node(face, "OfficeToolBar", new=False), TOOLBAR), with_functions=False)
    pictures = node(face, "Images", new=False)
    for action in ACTIONS:
        _add_picture(pictures, action)
    return part_bytes(root)


def protocol_handler_xcu() -> bytes:
    """Return the part that says who serves the addresses behind the entries.

    Returns
    -------
    bytes
        XML in UTF-8.
    """
    root = component_data("ProtocolHandler", "org.openoffice.Office")
    handler = node(node(root, "HandlerSet", new=False), HANDLER)
    prop(handler, "Protocols", f"{PROTOCOL}*", kind="oor:string-list")
    return part_bytes(root)


def window_state_xcu() -> bytes:
    """Return the part that names the toolbar and says where it stands at first.

    Returns
    -------
    bytes
        XML in UTF-8.
    """
    root = component_data("CalcWindowState", "org.openoffice.Office.UI")
    states = node(node(root, "UIElements", new=False), "States", new=False)
    bar = node(states, f"private:resource/toolbar/addon_{TOOLBAR}")
    prop(bar, "UIName", entry("calc_buttons.toolbar"))
    prop(bar, "DockPos", _OWN_ROW)
    for name, value in (("Docked", "true"), ("Visible", "true"), ("ContextSensitive", "false")):
        prop(bar, name, value, kind="xs:boolean")
    return part_bytes(root)


def address(key: str, answer: str = "") -> str:
    """Return the address behind an entry.

    Parameters
    ----------
    key : str
        Key of an action.
    answer : str
        What would be answered to its question.

    Returns
    -------
    str
        In our protocol.

    Examples
    --------
    >>> address("insert_function", "DSO")
    'vnd.xlcredit:insert_function?DSO'
    """
    return f"{PROTOCOL}{key}?{answer}" if answer else f"{PROTOCOL}{key}"


def _fill(parent: ET.Element, *, with_functions: bool) -> None:
    """Add the actions, a line between groups; the functions in menus below where there is room."""
    for number, action in enumerate(_with_lines(), 1):
        item = node(parent, f"a{number:03}")
        if action is None:
            prop(item, "URL", "private:separator")
            continue
        _entry(item, address(action.key), entry(f"actions.{action.key}.label"))
        if with_functions and action.asks == "function":
            _add_functions(node(item, "Submenu", new=False))


def _with_lines() -> Iterator[Action | None]:
    """Yield the actions group by group, None where a line goes."""
    for group in ACTION_GROUPS:
        if group != ACTION_GROUPS[0]:
            yield None
        yield from (action for action in ACTIONS if action.group == group)


def _add_functions(menu: ET.Element) -> None:
    """Add a menu for each group of functions that has any."""
    for number, group in enumerate(GROUPS, 1):
        names = [each.name for each in catalogue().values() if each.group == group]
        inner = node(menu, f"g{number:03}")
        _entry(inner, address("insert_function", group), entry(f"catalogue.groups.{group}"))
        below = node(inner, "Submenu", new=False)
        for place, name in enumerate(names, 1):
            _entry(node(below, f"f{place:03}"), address("insert_function", name), name)


def _entry(item: ET.Element, url: str, title: str | Mapping[Language, str]) -> None:
    """Write what an entry of a menu or a toolbar needs."""
    prop(item, "URL", url)
    prop(item, "Title", title if isinstance(title, str) else dict(title))
    prop(item, "Target", "_self")
    prop(item, "Context", _CALC)


def _add_picture(pictures: ET.Element, action: Action) -> None:
    """Tie the two sizes of a picture to an action."""
    picture = node(pictures, f"xlcredit.{action.key}")
    prop(picture, "URL", address(action.key))
    files = node(picture, "UserDefinedImages", new=False)
    for name, size in zip(("ImageSmallURL", "ImageBigURL"), SIZES, strict=True):
        prop(files, name, f"%origin%/{icon_path(action.key, size)}")
