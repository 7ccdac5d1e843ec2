"""The extension for LibreOffice, made from the catalogue: one file, the same bytes from the same sources.

The types of the functions are written by LibreOffice's own ``unoidl-write``. Where it is absent, those in the
extension that is shipped serve as long as the declarations are still the same.
"""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from udfs.catalogue import catalogue
from udfs.hosts.calc.add_in_xcu import add_in_xcu
from udfs.hosts.calc.addons_xcu import HANDLER, menu_parts
from udfs.hosts.calc.icons import icon, icon_files
from udfs.hosts.calc.idl import IMPLEMENTATION, INTERFACE, MODULE, SERVICE, idl_text, result_of
from udfs.hosts.calc.office import OLDEST
from udfs.hosts.calc.registry import LOCALES
from udfs.hosts.calc.types_library import types_library
from workbooks.package.saving import write_whole
from xlcredit import __version__
from xlcredit.texts import LANGUAGES, entry, say, topic

if TYPE_CHECKING:
    from pathlib import Path

    from xlcredit.texts import Language

FILE_NAME = "xlcredit.oxt"
PACKAGE = "xlcredit_calc"
"""Name of our modules in LibreOffice's Python, which all extensions share."""
IDL, TYPES, COMPONENT_LIST = "xlcredit.idl", "xlcredit.rdb", "xlcredit.components"
ICON, ICON_SIZE = "icon.svg", 42
LICENCE = "LICENSE.txt"
_MARK = (2026, 1, 1, 0, 0, 0)  # a fixed moment, so that equal sources give equal bytes
_PYTHON_LOADER = "com.sun.star.loader.Python"


class Component(NamedTuple):
    """A class of ours that LibreOffice makes objects of.

    Attributes
    ----------
    module : str
        Module of the folder ``component``.
    name : str
        The class.
    implementation : str
        What LibreOffice calls it.
    services : tuple of str
        What it is good for.
    """

    module: str
    name: str
    implementation: str
    services: tuple[str, ...]


COMPONENTS = (
    Component("functions", "Functions", IMPLEMENTATION, (SERVICE, "com.sun.star.sheet.AddIn")),
    Component("actions", "Actions", HANDLER, ("com.sun.star.frame.ProtocolHandler",)),
)


def build_extension(path: Path) -> Path:
    """Write the extension for LibreOffice.

    Parameters
    ----------
    path : Path
        Where it goes, usually ``xlcredit.oxt``; an older file there is replaced.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    HostError
        When the types of the functions cannot be written here.
    OSError
        When the file cannot be written.
    """
    write_whole(path, extension_bytes())
    return path


def extension_bytes() -> bytes:
    """Return the extension as bytes.

    Returns
    -------
    bytes
        A zip file whose parts are stored as they are: how well they are packed depends on the machine.

    Raises
    ------
    HostError
        When the types of the functions cannot be written here.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts().items():
            part = zipfile.ZipInfo(name, _MARK)
            part.create_system, part.external_attr = 3, 0o644 << 16
            archive.writestr(part, content)
    return stream.getvalue()


def parts() -> dict[str, bytes]:
    """Return what the extension holds.

    Returns
    -------
    dict
        Path to content, the list of contents first.

    Raises
    ------
    HostError
        When the types of the functions cannot be written here.
    """
    declarations = idl_text()
    configuration = {"CalcAddIns.xcu": add_in_xcu(), **menu_parts()}
    return {
        "META-INF/manifest.xml": _manifest(configuration),
        "description.xml": _description(),
        **{f"description.{language}.txt": _about(language) for language in LANGUAGES},
        LICENCE: _licence(),
        ICON: icon("refresh_aging", ICON_SIZE),
        **icon_files(),
        **configuration,
        IDL: declarations.encode(),
        TYPES: types_library(declarations),
        COMPONENT_LIST: _component_list(),
        **{f"{each.module}.py": _entrance(each) for each in COMPONENTS},
        **_modules(),
    }


def _manifest(configuration: dict[str, bytes]) -> bytes:
    """Return the list of the parts that LibreOffice has to do something with."""
    kinds = {
        TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
        COMPONENT_LIST: "application/vnd.sun.star.uno-components",
        **dict.fromkeys(configuration, "application/vnd.sun.star.configuration-data"),
    }
    lines = [
        f"  <manifest:file-entry manifest:media-type={quoteattr(kind)} manifest:full-path={quoteattr(name)}/>"
        for name, kind in kinds.items()
    ]
    return _xml(
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">',
        *lines,
        "</manifest:manifest>",
    )


def _description() -> bytes:
    """Return what the extension manager shows and asks."""
    names = [
        f"    <name lang={quoteattr(LOCALES[language])}>{escape(text)}</name>"
        for language, text in entry("calc_cells.extension").items()
    ]
    abouts = [
        f'    <src xlink:href="description.{language}.txt" lang={quoteattr(LOCALES[language])}/>'
        for language in LANGUAGES
    ]
    oldest = ".".join(map(str, OLDEST))
    return _xml(
        '<description xmlns="http://openoffice.org/extensions/description/2006"',
        '  xmlns:lo="http://libreoffice.org/extensions/description/2011" xmlns:xlink="http://www.w3.org/1999/xlink">',
        f"  <identifier value={quoteattr(MODULE)}/>",
        f"  <version value={quoteattr(__version__)}/>",
        "  <dependencies>",
        f'    <lo:LibreOffice-minimal-version value="{oldest}" lo:name="LibreOffice {oldest}"/>',
        "  </dependencies>",
        *("  <display-name>", *names, "  </display-name>"),
        *("  <extension-description>", *abouts, "  </extension-description>"),
        f'  <icon><default xlink:href="{ICON}"/></icon>',
        "  <registration>",
        '    <simple-license accept-by="admin" suppress-on-update="true" default-license-id="mit">',
        f'      <license-text xlink:href="{LICENCE}" lang="en" license-id="mit"/>',
        "    </simple-license>",
        "  </registration>",
        "</description>",
    )


def _about(language: Language) -> bytes:
    """Return what the extension is, in one language."""
    return f"{say('calc_cells.description', language)}\n".encode()


def _licence() -> bytes:
    """Return our licence, from the project's folder or from the installed package."""
    beside = files("udfs").joinpath("..", "LICENSE")
    if beside.is_file():
        return beside.read_bytes()
    from importlib.metadata import distribution

    return (distribution("xlcredit").read_text("licenses/LICENSE") or "").encode()


def _component_list() -> bytes:
    """Return which class is what, so that LibreOffice need not run us to learn it."""
    lines = []
    for each in COMPONENTS:
        lines += [
            f'  <component loader="{_PYTHON_LOADER}" uri="{each.module}.py">',
            f'    <implementation name="{each.implementation}">',
            *(f'      <service name="{service}"/>' for service in each.services),
            "    </implementation>",
            "  </component>",
        ]
    return _xml('<components xmlns="http://openoffice.org/2010/uno-components">', *lines, "</components>")


def _entrance(component: Component) -> bytes:
    """Return the file that LibreOffice loads for a component: all else lies in a package of our name."""
    return (
        f"import unohelper\n\nfrom {PACKAGE}.{component.module} import {component.name}\n\n"
        "g_ImplementationHelper = unohelper.ImplementationHelper()\n"
        "g_ImplementationHelper.addImplementation("
        f"{component.name}, {component.implementation!r}, {component.services!r})\n"
    ).encode()


def _modules() -> dict[str, bytes]:
    """Return our modules for LibreOffice's Python, which finds them in this folder."""
    folder = files("udfs.hosts.calc.component")
    modules = {
        each.name: each.read_bytes().replace(b"\r\n", b"\n")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".py")
    }
    return {f"pythonpath/{PACKAGE}/{name}": content for name, content in modules.items()} | {
        f"pythonpath/{PACKAGE}/built.py": built_module().encode()
    }


def built_module() -> str:
    """Return the module that tells the component what it cannot know: the functions, and its few words.

    Returns
    -------
    str
        Python.

    Examples
    --------
    >>> "'DSO': 'sequence'," in built_module()
    True
    """
    functions = [f"    {each.name!r}: {result_of(each)!r}," for each in catalogue().values()]
    references = [each.name for each in catalogue().values() if each.takes_errors]
    return "\n".join(
        [
            '"""Written when the extension was built."""',
            "",
            f"INTERFACE = {INTERFACE!r}",
            *("FUNCTIONS = {", *functions, "}"),
            f"TAKE_REFERENCES = {references!r}",
            f"NO_ANSWER = {entry('calc_cells.no_answer')!r}",
            f"BUTTON_WORDS = {topic('calc_buttons')['extension']!r}",
            "",
        ]
    )


def _xml(*lines: str) -> bytes:
    """Return lines as an XML file."""
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', *lines, ""]).encode()
