"""Small questions in LibreOffice: a line to write, or a list to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _MARGIN, _LINE = 180, 6, 12
"""In the units of dialogs, which grow with the font."""
_ROWS_SHOWN = 14
_LETTERS_A_LINE = 46
_BUTTON = (46, 14)
_POSITION = 3
"""Left and top, of what `setPosSize` can set."""
_OK, _CANCEL = 1, 2
"""The kinds of button that close a dialog by themselves."""


def ask_line(context: Any, window: Any, title: str, question: str) -> str | None:
    """Ask for a line of text.

    Parameters
    ----------
    context : XComponentContext
        Of the office.
    window : XWindow
        The window that the question stands before.
    title, question : str
        What is asked.

    Returns
    -------
    str or None
        What was written, which may be nothing; None when the question was closed without an answer.
    """
    box = _Box(context, title)
    box.words(question)
    line = box.add("Edit", "answer", _LINE + 2)
    return str(line.Text) if box.show(window, "answer") else None


def ask_choice(context: Any, window: Any, title: str, question: str, choices: Sequence[str]) -> int | None:
    """Ask for one of a few.

    Parameters
    ----------
    context : XComponentContext
        Of the office.
    window : XWindow
        The window that the question stands before.
    title, question : str
        What is asked.
    choices : sequence of str
        What there is to choose from; the first is chosen at first.

    Returns
    -------
    int or None
        Place of the choice; None when the question was closed without an answer.
    """
    widest = max(map(len, choices))
    box = _Box(context, title, _WIDTH if widest <= _LETTERS_A_LINE else 2 * _WIDTH)
    box.words(question)
    chosen = box.add("ListBox", "answer", _LINE * min(len(choices), _ROWS_SHOWN) + 2)
    chosen.StringItemList = tuple(choices)
    chosen.SelectedItems = (0,)
    if not box.show(window, "answer") or not chosen.SelectedItems:
        return None
    return int(chosen.SelectedItems[0])


def show_message(window: Any, text: str, *, good: bool) -> None:
    """Show a message until it is closed.

    Parameters
    ----------
    window : XWindow
        The window that the message stands before.
    text : str
        The words.
    good : bool
        Whether all is well; else it is marked as an error.
    """
    import uno

    kind = uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX" if good else "ERRORBOX")
    window.getToolkit().createMessageBox(window, kind, _OK, "xlcredit", text).execute()


class _Box:
    """A dialog that grows downwards.

    Parameters
    ----------
    context : XComponentContext
        Of the office.
    title : str
        Of its window.
    width : int
        In dialog units.
    """

    def __init__(self, context: Any, title: str, width: int = _WIDTH) -> None:
        self.context = context
        self.manager = context.ServiceManager
        self.model = self._make("com.sun.star.awt.UnoControlDialogModel")
        self.model.Title = title
        self.model.Width = width
        self.height = _MARGIN

    def _make(self, service: str) -> Any:
        """Return a new object of the office."""
        return self.manager.createInstanceWithContext(service, self.context)

    def words(self, text: str) -> None:
        """Add words, on as many lines as they take."""
        wide = sum(1 if letter.isascii() else 2 for letter in text)
        label = self.add(
            "FixedText", "words", _LINE * (1 + wide * _WIDTH // (_LETTERS_A_LINE * self.model.Width))
        )
        label.Label = text
        label.MultiLine = True

    def add(self, kind: str, name: str, height: int) -> Any:
        """Add a control below the others and return its model."""
        control = self._place(kind, name, _MARGIN, self.model.Width - 2 * _MARGIN, height)
        self.height += height + _MARGIN
        return control

    def _place(self, kind: str, name: str, left: int, width: int, height: int) -> Any:
        """Put a control where the dialog has grown to."""
        control = self.model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        control.PositionX, control.PositionY, control.Width, control.Height = left, self.height, width, height
        self.model.insertByName(name, control)
        return control

    def _add_buttons(self) -> None:
        """Add the two buttons that close it."""
        width, height = _BUTTON
        for place, (key, kind) in enumerate((("ok", _OK), ("cancel", _CANCEL))):
            left = self.model.Width - (2 - place) * (width + _MARGIN)
            button = self._place("Button", key, left, width, height)
            button.Label = say(f"calc_buttons.dialog.{key}")
            button.PushButtonType = kind
            button.DefaultButton = kind == _OK
        self.height += height + _MARGIN

    def show(self, window: Any, first: str) -> bool:
        """Show it until it is closed; tell whether by OK."""
        self._add_buttons()
        self.model.Height = self.height
        dialog = self._make("com.sun.star.awt.UnoControlDialog")
        try:
            dialog.setModel(self.model)
            dialog.createPeer(self._make("com.sun.star.awt.Toolkit"), window)
            _centre(dialog, window)
            dialog.getControl(first).setFocus()
            return bool(dialog.execute() == 1)
        finally:
            dialog.dispose()


def _centre(dialog: Any, window: Any) -> None:
    """Put a dialog in the middle of a window."""
    outer, inner = window.getPosSize(), dialog.getPosSize()
    left, top = max(0, (outer.Width - inner.Width) // 2), max(0, (outer.Height - inner.Height) // 3)
    dialog.setPosSize(left, top, 0, 0, _POSITION)
