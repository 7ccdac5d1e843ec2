"""What a doctor found: each check with its result, why it matters and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlcredit.texts import Language

State = Literal["good", "watch", "bad", "unknown"]
STATE_STYLES: dict[State, str] = {"good": "green", "watch": "yellow", "bad": "bold red", "unknown": "dim"}


@dataclass(frozen=True)
class Finding:
    """What one check found; each host's doctor names the topic that its words stand in.

    Attributes
    ----------
    key : str
        The check.
    state : {"good", "watch", "bad", "unknown"}
        ``watch`` works but is worth knowing, ``unknown`` could not be told here.
    got : str
        What was found.
    topic : str
        File of the words of its checks.
    fields : mapping
        What the words leave a place for.
    """

    key: str
    state: State
    got: str = ""
    topic: ClassVar[str]
    fields: ClassVar[Mapping[str, str]] = {}

    def title(self, language: Language | None = None) -> str:
        """Return what is checked."""
        return say(f"{self.topic}.{self.key}.title", language)

    def why(self, language: Language | None = None) -> str:
        """Return why it matters."""
        return say(f"{self.topic}.{self.key}.why", language)

    def mend(self, language: Language | None = None) -> str:
        """Return how to mend it; empty when nothing is wrong."""
        if self.state == "good":
            return ""
        return say(f"{self.topic}.{self.key}.mend", language, **self.fields)


def all_is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing needs a look.

    Parameters
    ----------
    findings : iterable of Finding
        What a doctor found.

    Returns
    -------
    bool
        What could not be told counts as well.
    """
    return all(finding.state in ("good", "unknown") for finding in findings)


def record(finding: Finding) -> dict[str, str]:
    """Return one finding as plain data.

    Parameters
    ----------
    finding : Finding
        What a check found.

    Returns
    -------
    dict
        Keys check, state, found, why, mend.
    """
    return {
        "check": finding.key,
        "state": finding.state,
        "found": finding.got,
        "why": finding.why(),
        "mend": finding.mend(),
    }


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what was found as a table.

    Parameters
    ----------
    findings : iterable of Finding
        What a doctor found.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_lines=True)
    for word in ("check", "result", "found", "mend"):
        table.add_column(say(f"doctor.words.{word}"), overflow="fold")
    for finding in findings:
        style = STATE_STYLES[finding.state]
        advice = "" if finding.state == "good" else f"{finding.why()}\n{finding.mend()}"
        table.add_row(
            finding.title(),
            f"[{style}]{say(f'doctor.words.{finding.state}')}[/]",
            escape(finding.got),
            escape(advice),
        )
    Console(highlight=False).print(table)
