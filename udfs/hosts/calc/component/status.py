"""The status bar of the window in front, for what takes long before our package can say anything itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_REPAINT = 1 | 8
"""CHILDREN and UPDATE of com.sun.star.awt.InvalidateStyle: at once, with all that is in the window."""


def show(text: str) -> Callable[[], Any]:
    """Show a text in the status bar.

    Parameters
    ----------
    text : str
        What is shown.

    Returns
    -------
    callable
        Gives the status bar back.
    """
    context = import_module("uno").getComponentContext()
    manager = context.ServiceManager
    frame = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context).getCurrentFrame()
    if frame is None:  # nobody looks
        return lambda: None
    indicator = frame.createStatusIndicator()
    indicator.start(text, 0)
    frame.getContainerWindow().invalidate(
        _REPAINT
    )  # LibreOffice is about to wait, and would paint after that
    end: Callable[[], Any] = indicator.end
    return end
