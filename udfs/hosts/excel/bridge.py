"""The VBA of xlwings that an add-in must carry: read from the installed package, fitted to us, never kept.

Five things are changed. Settings come from the user's own folder alone: a workbook received by mail must not
choose which program is started. The folder that Excel works in, often that of the last workbook opened, is
not searched for code: Python starts with ``-P``, and no blank path is handed over, which would mean it. One
Python process serves all workbooks. Its functions do not show in cells. The library of xlwings is found in
the folder that our settings name, since pip puts it far from Python when it installs for one user.
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
_START = r'tail = " -B -c ""import sys, os;"'
_SEARCHED = 'GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")'
_LIBRARY = r"LoadLibrary\(ParentFolder\(ParentFolder\(PYTHON_WIN\)\) \+"


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
    text = _replaced(text, _START, _START.replace(" -B", " -P -B"))
    text = _replaced(
        text,
        _LIBRARY,
        'LoadLibrary(GetConfig("LIBRARY FOLDER", ParentFolder(ParentFolder(PYTHON_WIN))) +',
    )
    for name in _SETTLED:
        text = _settled(text, name)
    return _unsearched(text)


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


def _unsearched(text: str) -> str:
    """Let the start of Python hand no further folder over."""
    found = re.search(r"(?ms)^Function XLPyCommand\(.*?^End Function", text)
    if found is None or _SEARCHED not in found[0]:
        raise HostError("addin.unknown_xlwings", got=_SEARCHED)
    kept = found[0].replace(_SEARCHED, _SEARCHED.partition(" & ")[0])
    return text[: found.start()] + kept + text[found.end() :]


def _without_class_header(source: str) -> str:
    """Return a class without the lines that only a file of its own has."""
    text = source.replace("\r\n", "\n")
    return text[text.index("Attribute VB_Name") :]
