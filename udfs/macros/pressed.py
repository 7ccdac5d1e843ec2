"""What a macro behind a button is given, and what it says when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from udfs.books.asked import Asked


@dataclass(frozen=True)
class Pressed:
    """One press of a button.

    Attributes
    ----------
    asked : Asked
        Who pressed, and when.
    answer : str
        What the user answered to the button's question; empty where it asks none.
    step : callable
        Told the text key of each step of long work.
    """

    asked: Asked
    answer: str
    step: Callable[[str], None]


@dataclass(frozen=True)
class Told:
    """What a macro says when it is done.

    Attributes
    ----------
    text : str
        The sentence.
    quiet : bool
        Whether the status bar is enough, because the result is in front of the user.
    """

    text: str
    quiet: bool = False
