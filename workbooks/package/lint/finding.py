"""One fault of a package: where it stands, what was got and what is accepted, told in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from xlcredit.texts import Language, say

NOTICES = frozenset({"font_order"})  # against the schema, yet every Excel opens it without a word


@dataclass(frozen=True)
class Finding:
    """One fault of a package.

    Attributes
    ----------
    code : str
        What it is; the words are ``lint.<code>``.
    part : str
        The part it stands in.
    got : str
        What was found there.
    cell : str
        The cell, range or control; empty when the fault is not of one.
    accepted : str
        What would be accepted, where that is not the same for every fault of the code. Two findings of one
        fault are equal whatever is accepted: that changes with what a save appends, the fault does not.
    """

    code: str
    part: str
    got: str = ""
    cell: str = ""
    accepted: str = field(default="", compare=False)

    @property
    def severity(self) -> Literal["error", "notice"]:
        """Whether Excel would stumble over it, or only the schema does."""
        return "notice" if self.code in NOTICES else "error"

    def text(self, language: Language | None = None) -> str:
        """Return the finding in words."""
        place = f"{self.part} {self.cell}".rstrip()
        return say(f"lint.{self.code}", language, place=place, got=self.got, accepted=self.accepted)
