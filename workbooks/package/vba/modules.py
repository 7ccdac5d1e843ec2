"""One module of a VBA project: its source, what is refused in it, and the attribute lines at its head."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from xlcredit.errors import ArgumentError

Kind = Literal["standard", "class", "document"]

LONGEST_NAME = 31
LONGEST_LINE = 1023  # the editor cuts longer ones off
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
ATTRIBUTE = re.compile(r"Attribute (VB_\w+) = (.*)")
EXPORT_HEAD, EXPORT_HEAD_END = re.compile(r"VERSION \d+\.\d+ CLASS"), "END"
STRANGE = re.compile(r"[^\t\x20-\x7e]")
WORKBOOK_MODULE = "ThisWorkbook"
CLASS_BASE = '"0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"'
WORKBOOK_BASE = '"0{00020819-0000-0000-C000-000000000046}"'
SHEET_BASE = '"0{00020820-0000-0000-C000-000000000046}"'

# Reserved identifiers of the language (MS-VBAL 3.3.5.2); none of them can name a module.
RESERVED_WORDS = """
    abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate
    cdbl cdec cdecl cint circle clng clnglng clngptr close const csng cstr currency cvar cverr date
    debug decimal declare defbool defbyte defcur defdate defdbl defdec defint deflng deflnglng deflngptr
    defobj defsng defstr defvar dim do doevents double each else elseif empty end endif enum eqv erase
    event exit false fix for friend function get global gosub goto if imp implements in inputb instrb
    int integer is lbound len lenb let like line lock long longlong longptr loop lset me midb mod new
    next not nothing null on open option optional or paramarray preserve print private pset public put
    raiseevent redim rem resume return rset scale seek select set sgn shared single spc static stop
    string sub tab then to true type typeof ubound unlock until variant wend while with withevents write
    xor
"""
RESERVED = frozenset(RESERVED_WORDS.split())


@dataclass(frozen=True)
class VbaModule:
    r"""One module.

    Parameters
    ----------
    name : str
        A letter, then letters, digits and _, at most 31; for a document, the ``codeName`` of its workbook or
        sheet.
    source : str
        ASCII, lines ended by CRLF or LF. Attribute lines at its head are kept and those that are missing are
        added; the head of an exported class file (``VERSION 1.0 CLASS``) is left out, as in Excel's own
        projects.
    kind : {"standard", "class", "document"}
        A document module belongs to the workbook (it is named ``ThisWorkbook``) or to a sheet.

    Examples
    --------
    >>> module = VbaModule("Sums", "Function Twice(x)\n    Twice = 2 * x\nEnd Function\n", "standard")
    >>> module.stored.splitlines()[:2]
    ['Attribute VB_Name = "Sums"', 'Function Twice(x)']
    """

    name: str
    source: str
    kind: Kind

    @property
    def stored(self) -> str:
        """The whole source as a project holds it: attribute lines, then the code, lines ended by CRLF.

        Raises
        ------
        ArgumentError
            When the name is not allowed, the source holds a character that is not ASCII or a line that is too
            long, or its attribute lines name another module.
        """
        _check_name(self.name)
        for number, line in enumerate(self._lines(), start=1):
            self._check_line(number, line)
        head, code = self._parts()
        lines = [f"Attribute {name} = {value}" for name, value in self._attributes(head)] + code
        return "\r\n".join(lines).removesuffix("\r\n") + "\r\n"

    @property
    def code(self) -> str:
        """The source without the attribute lines at its head, lines ended by LF."""
        return "\n".join(self._parts()[1])

    @property
    def description(self) -> str:
        """What the module's ``VB_Description`` says, "" when it has none."""
        value = dict(self._parts()[0]).get("VB_Description", '""')
        return value[1:-1].replace('""', '"').replace("\\r\\n", "\r\n")

    def _lines(self) -> list[str]:
        """Return the lines of the source."""
        return self.source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def _parts(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Return the attributes at the head, and the lines of code."""
        lines = self._lines()
        if EXPORT_HEAD.fullmatch(lines[0].rstrip()) and EXPORT_HEAD_END in lines:
            lines = lines[lines.index(EXPORT_HEAD_END) + 1 :]
        head: list[tuple[str, str]] = []
        for line in lines:
            found = ATTRIBUTE.fullmatch(line)
            if not found:
                break
            head.append((found[1], found[2]))
        return head, lines[len(head) :]

    def _attributes(self, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the attributes in Excel's order: the given ones, and the usual ones of this kind."""
        usual = self._usual_attributes()
        own = {name: value for name, value in given if name in usual}
        if own.get("VB_Name", usual["VB_Name"]) != usual["VB_Name"]:
            raise ArgumentError("vba.name_differs", module=self.name, got=own["VB_Name"].strip('"'))
        further = [(name, value) for name, value in given if name not in usual]
        return [*(usual | own).items(), *further]

    def _usual_attributes(self) -> dict[str, str]:
        """Return the attributes that Excel writes for a new module of this kind."""
        name = {"VB_Name": f'"{self.name}"'}
        if self.kind == "standard":
            return name
        document_base = WORKBOOK_BASE if self.name == WORKBOOK_MODULE else SHEET_BASE
        base, seen = (CLASS_BASE, "False") if self.kind == "class" else (document_base, "True")
        return name | {
            "VB_Base": base,
            "VB_GlobalNameSpace": "False",
            "VB_Creatable": "False",
            "VB_PredeclaredId": seen,
            "VB_Exposed": seen,
            "VB_TemplateDerived": "False",
            "VB_Customizable": seen,
        }

    def _check_line(self, number: int, line: str) -> None:
        """Refuse a line that would not survive: code pages differ between machines, ASCII does not."""
        strange = STRANGE.search(line)
        if strange:
            raise ArgumentError("vba.not_ascii", module=self.name, line=number, got=strange[0])
        if len(line) > LONGEST_LINE:
            raise ArgumentError("vba.line_too_long", module=self.name, line=number, got=len(line))


def _check_name(name: str) -> None:
    """Refuse what cannot name a module."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME or name.lower() in RESERVED:
        raise ArgumentError("vba.module_name", got=name)
