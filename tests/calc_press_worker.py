"""Presses buttons of our menu in a LibreOffice that listens on a pipe; run by LibreOffice's own Python."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from typing import Any

from calc_office_worker import connect

PROTOCOL = "vnd.xlcredit:"


def main() -> None:
    """Press the buttons that the question names, and print what was told and became of the book."""
    import uno
    from com.sun.star.beans import PropertyValue

    question, context = json.loads(sys.argv[2]), connect(sys.argv[1])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    hidden = (PropertyValue("Hidden", 0, True, 0),)
    if question.get("read_only"):
        hidden += (PropertyValue("ReadOnly", 0, True, 0),)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(question["path"]), "_blank", 0, hidden)
    answers = [{"book": fingerprint(document)}]
    for key in question["keys"]:
        started = time.monotonic()
        done, text = press(context, document, key)
        answers.append(
            {
                "done": done,
                "text": text,
                "seconds": time.monotonic() - started,
                "book": fingerprint(document),
                "steps": list(document.getUndoManager().getAllUndoActionTitles()),
                "at_rest": document.isAutomaticCalculationEnabled() and not document.hasControllersLocked(),
            }
        )
    if question["save_as"]:
        options = (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),)
        document.storeToURL(uno.systemPathToFileUrl(question["save_as"]), options)
    document.close(True)
    sys.stdout.write(json.dumps(answers))


def press(context: Any, document: Any, key: str) -> tuple[bool, str]:
    """Press one button and return what is told."""
    import uno
    import unohelper
    from com.sun.star.frame import XDispatchResultListener

    class Listener(unohelper.Base, XDispatchResultListener):  # type: ignore[misc]
        """Hears how it went."""

        def dispatchFinished(self, event: Any) -> None:  # noqa: N802  the name is UNO's
            self.heard = bool(event.State), event.Result

        def disposing(self, _event: Any) -> None:
            """Nothing to let go of."""

    transformer = context.ServiceManager.createInstance("com.sun.star.util.URLTransformer")
    address = uno.createUnoStruct("com.sun.star.util.URL")
    address.Complete = PROTOCOL + key
    _, address = transformer.parseStrict(address)
    frame, listener = document.getCurrentController().getFrame(), Listener()
    frame.queryDispatch(address, "", 0).dispatchWithNotification(address, (), listener)
    return listener.heard


def fingerprint(document: Any) -> str:
    """Return what tells one state of a book from another: every cell that is in use."""
    found = hashlib.sha256()
    for name in document.Sheets.ElementNames:
        cursor = document.Sheets.getByName(name).createCursor()
        cursor.gotoEndOfUsedArea(False)
        cursor.gotoStartOfUsedArea(True)
        found.update(repr((name, cursor.getFormulaArray(), cursor.getDataArray())).encode("utf-8", "replace"))
    return found.hexdigest()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the threads of UNO's bridge may fault while an interpreter winds up
