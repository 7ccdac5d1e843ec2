"""The half of `vba_office` in LibreOffice's own Python: open a workbook, run a macro, print the answer."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

ALWAYS_RUN_MACROS = 4
WAIT_SECONDS = 60


def main() -> None:
    """Answer the question in the second argument."""
    # Only LibreOffice's Python has these; the tests' own one reads this file for doctests.
    import uno
    from com.sun.star.beans import PropertyValue

    question = json.loads(sys.argv[2])
    desktop = connect(sys.argv[1])
    if question.get("close"):
        desktop.terminate()
        return
    options = (
        PropertyValue("Hidden", 0, True, 0),
        PropertyValue("MacroExecutionMode", 0, ALWAYS_RUN_MACROS, 0),
    )
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(question["path"]), "_blank", 0, options)
    try:
        answer = (
            {"value": run(document, question)} if "macro" in question else {"libraries": libraries(document)}
        )
        sys.stdout.write(json.dumps(answer))
    finally:
        document.close(True)


def connect(pipe: str) -> Any:
    """Return LibreOffice's desktop, once it listens."""
    import uno
    from com.sun.star.connection import NoConnectException

    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")


def run(document: Any, question: dict[str, Any]) -> Any:
    """Return what a function gives."""
    if question["sheet"] is not None:
        fill(document.Sheets.getByIndex(0), question["sheet"])
    library = project_library(document)
    address = f"vnd.sun.star.script:{library}.{question['macro']}?language=Basic&location=document"
    script = document.getScriptProvider().getScript(address)
    value, _, _ = script.invoke(tuple(as_uno(value) for value in question["args"]), (), ())
    return as_json(value)


def fill(sheet: Any, rows: list[list[Any]]) -> None:
    """Write rows from A1; a text that starts with = is a formula."""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            cell = sheet.getCellByPosition(column, row)
            if isinstance(value, str) and value.startswith("="):
                cell.Formula = value
            elif isinstance(value, str):
                cell.String = value
            elif value is not None:
                cell.Value = value


def project_library(document: Any) -> str:
    """Return the name of the library that holds the workbook's project."""
    names = [name for name in document.BasicLibraries.ElementNames if name != "Standard"]
    return names[0] if names else "Standard"


def libraries(document: Any) -> dict[str, dict[str, str]]:
    """Return the sources of the modules by library."""
    found = {}
    for name in document.BasicLibraries.ElementNames:
        document.BasicLibraries.loadLibrary(name)
        library = document.BasicLibraries.getByName(name)
        found[name] = {module: library.getByName(module) for module in library.ElementNames}
    return found


def as_uno(value: Any) -> Any:
    """Return a JSON value as LibreOffice wants it: tuples for lists."""
    return tuple(as_uno(item) for item in value) if isinstance(value, list) else value


def as_json(value: Any) -> Any:
    """Return a value of Basic as JSON can hold it; what has no equal there comes as its text."""
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the threads of UNO's bridge may fault while an interpreter winds up
