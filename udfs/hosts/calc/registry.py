"""Parts of LibreOffice's configuration: nodes and properties, with words in the languages that we have."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.texts import Language

LOCALES: dict[Language, str] = {"en": "en-US", "zh": "zh-CN"}
"""LibreOffice falls back to en-US, and to zh-CN from any other Chinese."""


def component_data(name: str, package: str) -> ET.Element:
    """Return the root of a part of the configuration.

    Parameters
    ----------
    name, package : str
        Which component of LibreOffice's configuration it adds to.

    Returns
    -------
    Element
        Empty.
    """
    return ET.Element(
        "oor:component-data",
        {
            "xmlns:oor": "http://openoffice.org/2001/registry",
            "xmlns:xs": "http://www.w3.org/2001/XMLSchema",
            "oor:name": name,
            "oor:package": package,
        },
    )


def node(parent: ET.Element, name: str, *, new: bool = True) -> ET.Element:
    """Add a node.

    Parameters
    ----------
    parent : Element
        Where.
    name : str
        Its name.
    new : bool
        Whether it is an entry of a set, which replaces what an older version of ours left there.

    Returns
    -------
    Element
        The node.
    """
    looks = {"oor:name": name, **({"oor:op": "replace"} if new else {})}
    return ET.SubElement(parent, "node", looks)


def prop(parent: ET.Element, name: str, value: str | Mapping[Language, str], kind: str = "xs:string") -> None:
    """Add a property.

    Parameters
    ----------
    parent : Element
        Where.
    name : str
        Its name.
    value : str or mapping of language to str
        One text, or one in each language.
    kind : str
        Type of the property.

    Examples
    --------
    >>> part = component_data("CalcAddIns", "org.openoffice.Office")
    >>> prop(part, "DisplayName", {"en": "days", "zh": "天数"})
    >>> b'<value xml:lang="zh-CN">' in part_bytes(part)
    True
    """
    place = ET.SubElement(parent, "prop", {"oor:name": name, "oor:type": kind})
    if isinstance(value, str):
        ET.SubElement(place, "value").text = value
        return
    for language, words in value.items():
        ET.SubElement(place, "value", {"xml:lang": LOCALES[language]}).text = words


def part_bytes(root: ET.Element) -> bytes:
    """Return a part as it stands in the extension.

    Parameters
    ----------
    root : Element
        Its root; it is indented here.

    Returns
    -------
    bytes
        XML in UTF-8.
    """
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
