"""What the ribbon of Excel calls: one press of one button, on the workbook that is in front."""

from __future__ import annotations

import os

from xlcredit.texts import LANGUAGES


def speak(language: str) -> None:
    """Use a language from here on, in every thread of this process; the add-in tells that of Excel's menus.

    Parameters
    ----------
    language : {"en", "zh"}
        Language of reasons, headings and messages.

    Raises
    ------
    ValueError
        When it is neither: a fault of the add-in.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language: got {language!r}; accepted are 'en' and 'zh'")
    os.environ["XLCREDIT_LANG"] = language


def pressed(key: str, answer: str = "") -> None:
    """Run the macro of a button on the calling workbook; whatever happens is told there.

    Parameters
    ----------
    key : str
        Key of the action.
    answer : str
        What the user answered to its question.
    """
    import xlwings as xw

    from udfs.actions import press

    press(key, xw.Book.caller(), answer)
