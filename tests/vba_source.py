"""Read VBA as text: what its compiler would refuse is found here, since no Excel runs where the tests do."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = re.compile(
    r"^(?:(Public|Private|Friend) )?(?:Static )?(Function|Sub|Property Get|Property Let|Property Set) "
    r"(\w+)\s*\((.*)\)(?: As (\w+))?$"
)
WORD = re.compile(r"(?<![\w.!])[A-Za-z]\w*")
# What the code of the add-in uses of the language and of Excel; a word that is in no list is a slip.
LANGUAGE_WORDS = """
    abs addressof and any array as ascw boolean byref byval call case cdbl chrw clng close collection
    const createobject cstr cverr date dim do double each else elseif empty end environ eof erase err
    error exit explicit false for freefile function get goto hex if in input instr instrrev integer is
    isarray isempty iserror ismissing isnumeric join lbound lcase left len let like line long loop mid
    mod module msgbox new next not nothing now object on open option optional or preserve private public
    redim replace resume right select set single static step strcomp string sub then timer to true
    typename ubound until variant vartype vbbinarycompare vbboolean vbbyte vbcurrency vbdate vbdouble
    vbempty vberror vbinformation vbinteger vblf vblong vbnull vbsingle vbstring vbtextcompare wend
    while with withevents
"""
LANGUAGE = frozenset(LANGUAGE_WORDS.split())
EXCEL = frozenset(("activecell", "activeworkbook", "application", "thisworkbook", "workbook"))
BLOCKS = {"If": "End If", "For": "Next", "Do": "Loop", "Select": "End Select", "With": "End With"}


@dataclass(frozen=True)
class Procedure:
    """One procedure: its head's parts and the code between head and end."""

    name: str
    kind: str
    is_public: bool
    parameters: tuple[str, ...]
    returns: str | None
    body: tuple[str, ...]


def code_lines(source: str) -> list[str]:
    """Return the logical lines: continuations joined, comments gone, every text empty."""
    lines = []
    for line in re.sub(r" _\r?\n\s*", " ", source).splitlines():
        bare = re.sub(r'"(?:[^"]|"")*"', '""', line)
        bare = bare.split("'")[0].strip()
        if bare and not bare.startswith(("#", "Attribute ")):
            lines.append(bare)
    return lines


def procedures(source: str) -> list[Procedure]:
    """Return the procedures of a module; a head without its end is refused."""
    found: list[Procedure] = []
    waiting: re.Match[str] | None = None
    body: list[str] = []
    for line in code_lines(source):
        head = HEAD.match(line)
        if head:
            assert waiting is None, f"{line}: the procedure before has no end"
            waiting, body = head, []
        elif waiting and line == f"End {waiting[2].split()[0]}":
            parameters = tuple(part.strip() for part in waiting[4].split(",") if part.strip())
            found.append(
                Procedure(
                    waiting[3], waiting[2], waiting[1] != "Private", parameters, waiting[5], tuple(body)
                )
            )
            waiting = None
        else:
            body.append(line)
    assert waiting is None, f"{waiting and waiting[3]} has no end"
    return found


def declared(line: str) -> list[str]:
    """Return the names that a line declares."""
    found = re.match(
        r"(?:Dim|Static|(?:Public|Private)(?: Const| WithEvents)?|Const) (?!Function|Sub)(.*)", line
    )
    return re.findall(r"(\w+)(?:\([^)]*\))?(?: As [\w.]+)?(?: = .*)?(?:,|$)", found[1]) if found else []


def parameter_names(procedure: Procedure) -> list[str]:
    """Return the names of the parameters."""
    return [re.sub(r"^(?:Optional |ByVal |ByRef |ParamArray )+", "", each).split("(")[0].split(" ")[0]
            for each in procedure.parameters]  # fmt: skip


def unknown_words(procedure: Procedure, known: set[str]) -> set[str]:
    """Return the words of a procedure that nothing declares: Option Explicit would stop there."""
    own = {name.lower() for line in procedure.body for name in declared(line)}
    own |= {name.lower() for name in parameter_names(procedure)} | {procedure.name.lower()}
    labels = {line[:-1].lower() for line in procedure.body if re.fullmatch(r"\w+:", line)}
    words = set()
    for line in procedure.body:
        bare = re.sub(r"\w+:=", "", line)  # names of arguments
        words |= {word.lower() for word in WORD.findall(bare)}
    return words - own - labels - LANGUAGE - EXCEL - known


def unbalanced(procedure: Procedure) -> list[str]:
    """Return what is opened or closed amiss among the blocks of a procedure."""
    open_blocks: list[str] = []
    for line in procedure.body:
        first = line.split(" ")[0]
        if line in BLOCKS.values() or first in ("Next", "Loop"):
            closes = line if line.startswith("End") else first
            if not open_blocks or BLOCKS[open_blocks.pop()] != closes:
                return [line]
        elif first in BLOCKS and (first != "If" or line.endswith(" Then")):
            open_blocks.append(first)
    return open_blocks
