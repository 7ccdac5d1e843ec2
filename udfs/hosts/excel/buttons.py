"""What the ribbon of Excel calls: one press of one button, on the workbook that is in front."""

from __future__ import annotations


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
