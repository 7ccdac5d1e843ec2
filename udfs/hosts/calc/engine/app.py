"""LibreOffice as the application: its window, its settings, what it says and what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from udfs.hosts.calc.engine.areas import area_at
from udfs.hosts.calc.engine.books import Book, Books
from udfs.hosts.calc.engine.members import Calc
from udfs.hosts.calc.engine.uno_values import enum

if TYPE_CHECKING:
    from udfs.hosts.calc.engine.ranges import Range

_BOXES = {"info": "INFOBOX", "critical": "ERRORBOX"}
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class App(Calc):
    """LibreOffice; settings of Excel's screen may be set and read, and do nothing."""

    stands_for = base_classes.App
    engine: Any
    books: Books
    desktop: Any
    document: Any
    """The document that was opened for a macro last."""
    pid = 0
    hwnd = 0
    version = "25.2"
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    cut_copy_mode: Any = False

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.desktop = None
        self.document = None
        self.books = Books(self)
        self.alerts: list[str] = []
        """What was said where there is no window to say it in."""
        self._indicator: Any = None
        self._said: Any = False

    def attach(self, document: Any) -> None:
        """Take the desktop that a document stands on as the application."""
        self.document = document
        controller = document.getCurrentController()
        if controller is not None:
            self.desktop = controller.getFrame().getCreator()

    @property
    def _frame(self) -> Any:
        """The window of the document, None where it has none."""
        controller = self.document.getCurrentController() if self.document is not None else None
        return controller.getFrame() if controller is not None else None

    @property
    def visible(self) -> bool:
        """Whether the document's window shows."""
        return bool(self._frame is not None and self._frame.getContainerWindow().isVisible())

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``, of the document."""
        return "automatic" if self.document.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        self.document.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Compute what is not up to date in every open document."""
        for book in self.books:
            book.calculate()

    @property
    def selection(self) -> Range | None:
        """The first selected range of the document; None when a chart or nothing is selected."""
        controller = self.document.getCurrentController() if self.document is not None else None
        chosen: Any = controller.getSelection() if controller is not None else None
        if hasattr(chosen, "getRangeAddress"):
            address = chosen.getRangeAddress()
        elif hasattr(chosen, "getRangeAddresses") and chosen.getRangeAddresses():
            address = chosen.getRangeAddresses()[0]
        else:
            return None
        book = Book(self, self.document)
        area = area_at(book.sheet_names[address.Sheet], address)
        return book.sheet(area.sheet).cells_at(area)

    @property
    def status_bar(self) -> Any:
        """What the status bar was given, False when it is LibreOffice's own."""
        return self._said

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self._said = value
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        frame = self._frame if value else None
        if frame is not None:
            self._indicator = frame.createStatusIndicator()
            self._indicator.start(str(value), 0)

    def alert(
        self,
        prompt: str,
        title: str | None = None,
        buttons: str | None = "ok",
        mode: str | None = None,
        callback: str | None = None,  # noqa: ARG002  xlwings hands all of them over
    ) -> str:
        """Say something in a box before the document; without a window, note it and take the first button.

        Returns
        -------
        str
            ``ok``, ``cancel``, ``yes`` or ``no``.
        """
        if not self.visible:
            self.alerts.append(prompt)
            return "yes" if (buttons or "").startswith("yes") else "ok"
        window = self._frame.getContainerWindow()
        kind = enum("com.sun.star.awt.MessageBoxType", _BOXES.get(mode or "", "MESSAGEBOX"))
        pressed = window.getToolkit().createMessageBox(
            window, kind, _BUTTONS.get(buttons or "ok", 1), title or "", prompt
        )
        return _ANSWERS.get(pressed.execute(), "ok")

    def activate(self, *, steal_focus: bool = False) -> None:  # noqa: ARG002  xlwings hands it over
        """Bring the document's window to the front."""
        if self._frame is not None:
            self._frame.activate()
