"""The VBA of xlwings that an add-in must carry: read from the installed package, fitted to us, never kept.

Three things are changed. Settings come from the user's own folder alone: a workbook received by mail must not
choose which program is started. One Python process serves all workbooks. Its functions do not show in cells.
"""

from __future__ import annotations

import re
from importlib.resources import files

from workbooks.package.vba import VbaModule
from xlcredit.errors import HostError

PROJECT = "xlcredit"
"""Name of the folder and the file of settings in the user's profile, without the dots."""
_SETTLED = ("XLPyCommand", "GetDirectoryConfigFilePath", "GetConfig")
"""Functions that must not ask the workbook on top."""


def bridge_modules() -> list[VbaModule]:
    """Return the modules of xlwings that the add-in carries.

    Returns
    -------
    list of VbaModule
        ``xlwings`` and ``Dictionary``, with their licences in them.

    Raises
    ------
    HostError
        When the installed xlwings has another text than the one this version fits.
    """
    package = files("xlwings")
    module = package.joinpath("xlwings_custom_addin.bas").read_text("utf-8")
    dictionary = package.joinpath("addin", "Dictionary.cls").read_text("utf-8")
    return [
        VbaModule("xlwings", fitted(module), "standard"),
        VbaModule("Dictionary", _without_class_header(dictionary), "class"),
    ]


def fitted(source: str) -> str:
    """Return xlwings' module for custom add-ins as ours needs it.

    Parameters
    ----------
    source : str
        Text of ``xlwings_custom_addin.bas``.

    Returns
    -------
    str
        With our project name, private to the add-in, asking no other workbook for settings.

    Raises
    ------
    HostError
        When a place to change is not there exactly once.
    """
    text = source.replace("\r\n", "\n")
    text = _replaced(
        text,
        r'(?m)^Public Const PROJECT_NAME As String = "\w+"',
        f'Public Const PROJECT_NAME As String = "{PROJECT}"',
    )
    text = _replaced(
        text, r'\AAttribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n'
    )
    for name in _SETTLED:
        text = _settled(text, name)
    return text


def _replaced(text: str, pattern: str, by: str) -> str:
    """Replace what must stand there exactly once."""
    changed, count = re.subn(pattern, lambda _found: by, text)
    if count != 1:
        raise HostError("addin.unknown_xlwings", got=pattern)
    return changed


def _settled(text: str, function: str) -> str:
    """Let one function ask the add-in instead of the workbook on top."""
    found = re.search(rf"(?ms)^Function {function}\(.*?^End Function", text)
    if found is None or "ActiveWorkbook" not in found[0]:
        raise HostError("addin.unknown_xlwings", got=function)
    return text[: found.start()] + found[0].replace("ActiveWorkbook", "ThisWorkbook") + text[found.end() :]


def _without_class_header(source: str) -> str:
    """Return a class without the lines that only a file of its own has."""
    text = source.replace("\r\n", "\n")
    return text[text.index("Attribute VB_Name") :]
