"""What every object of the engine shares: a member it lacks says so, instead of failing without a word."""

from __future__ import annotations

from typing import Any, ClassVar

from xlwings import base_classes

from xlcredit.errors import HostError
from xlcredit.texts import say

_FORMAT_MEMBERS = frozenset(
    {
        "font", "borders", "color", "number_format", "autofit", "column_width", "row_height", "wrap_text",
        "clear_formats", "conditional_formats", "horizontal_alignment", "vertical_alignment", "merge",
        "unmerge", "table_style", "page_setup", "set_colors", "data_validation",
    }
)  # fmt: skip


class Closed:
    """An object of the engine; a subclass annotates the members that it sets itself.

    Attributes
    ----------
    stands_for : type
        The class of xlwings whose place it takes.
    """

    stands_for: ClassVar[type] = object

    def __getattr__(self, name: str) -> Any:
        """Say that a closed file has no such member."""
        if hasattr(self.stands_for, name):
            raise self.refusal(f"{self.stands_for.__name__}.{name}", name)
        raise AttributeError(f"{type(self).__name__} has no {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse to set a member of xlwings that would have no effect."""
        own = hasattr(type(self), name) or any(
            name in vars(each).get("__annotations__", ()) for each in type(self).__mro__
        )
        if hasattr(self.stands_for, name) and not own:
            raise self.refusal(f"{self.stands_for.__name__}.{name}", name)
        object.__setattr__(self, name, value)

    @staticmethod
    def refusal(member: str, name: str) -> HostError:
        """Return the error for a member that this host does not offer."""
        return not_supported(member, name)

    @property
    def api(self) -> Any:
        """The object itself: a closed file has no other one underneath."""
        return self


def not_supported(member: str, name: str = "") -> HostError:
    """Return the error for a member that a closed file cannot offer.

    Parameters
    ----------
    member : str
        As a macro writes it, for instance ``"Range.color"``.
    name : str
        Its last word, which decides what is advised instead.

    Returns
    -------
    HostError
        To be raised.

    Examples
    --------
    >>> str(not_supported("Range.color", "color"))
    'Range.color: a closed workbook has no such thing. Formats live in the template: ...'
    """
    advice = (
        "template" if name in _FORMAT_MEMBERS else "copy_sheets" if member in _ADDS_SHEETS else "open_excel"
    )
    return HostError("hosts.not_supported", member=member, instead=say(f"hosts.instead.{advice}"))


_ADDS_SHEETS = frozenset({"Sheets.add", "Sheet.copy", "Tables.add"})

assert hasattr(base_classes, "Range")  # noqa: S101  the engine is written against these classes
