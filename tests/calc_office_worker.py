"""The half of `calc_office` in LibreOffice's own Python: open a workbook, recalculate it, print its cells."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

WAIT_SECONDS = 60
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}


def main() -> None:
    """Answer the question in the second argument."""
    question = json.loads(sys.argv[2])
    context = connect(sys.argv[1])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    if question.get("close"):
        desktop.terminate()
        return
    jobs = {"compute": (compute, desktop), "race": (race, desktop), "describe": (describe, context)}
    job, place = next((jobs[key] for key in jobs if key in question), (help_of, context))
    sys.stdout.write(json.dumps(job(place, question)))


def connect(pipe: str) -> Any:
    """Return LibreOffice's component context, once it listens."""
    # Only LibreOffice's Python has these; the tests' own one reads this file for doctests.
    import uno
    from com.sun.star.connection import NoConnectException

    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def opened(desktop: Any, path: str) -> Any:
    """Return a workbook, opened without a window."""
    import uno
    from com.sun.star.beans import PropertyValue

    hidden = (PropertyValue("Hidden", 0, True, 0),)
    return desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, hidden)


def compute(desktop: Any, question: dict[str, Any]) -> dict[str, Any]:
    """Open a workbook, recalculate it, save it if asked, and return what it shows."""
    document = opened(desktop, question["compute"])
    try:
        document.calculateAll()
        sheets = document.Sheets
        answer = {name: cells(sheets.getByName(name)) for name in sheets.ElementNames}
        if question["save_as"]:
            save(document, question["save_as"])
        return answer
    finally:
        document.close(True)


def save(document: Any, path: str) -> None:
    """Write a copy in the format of the path's ending."""
    import uno
    from com.sun.star.beans import PropertyValue

    kind = PropertyValue("FilterName", 0, FILTERS[path.rpartition(".")[2]], 0)
    document.storeToURL(uno.systemPathToFileUrl(path), (kind,))


def race(desktop: Any, question: dict[str, Any]) -> list[list[float]]:
    """Recalculate workbooks in turns."""
    documents = [opened(desktop, path) for path in question["race"]]
    try:
        turns = [[recalculated(document) for document in documents] for _ in range(question["turns"])]
        return [list(times) for times in zip(*turns, strict=True)]
    finally:
        for document in documents:
            document.close(True)


def recalculated(document: Any) -> float:
    """Compute every formula anew and return how long it took."""
    start = time.perf_counter()
    document.calculateAll()
    return time.perf_counter() - start


def cells(sheet: Any) -> dict[str, dict[str, Any]]:
    """Return the filled cells of a sheet by address."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    area = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
    values, formulas = area.getDataArray(), area.getFormulaArray()
    found = {}
    for row, (shown, written) in enumerate(zip(values, formulas, strict=True)):
        for column, (value, formula) in enumerate(zip(shown, written, strict=True)):
            if value is None:
                found[f"{letters(column)}{row + 1}"] = {
                    "value": text_of(sheet, column, row),
                    "formula": formula,
                }
            elif value != "" or formula:
                found[f"{letters(column)}{row + 1}"] = {"value": value, "formula": formula}
    return found


def text_of(sheet: Any, column: int, row: int) -> str:
    """Return what a cell shows."""
    shown: str = sheet.getCellByPosition(column, row).String
    return shown


def letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def describe(context: Any, question: dict[str, Any]) -> dict[str, Any]:
    """Return what the office knows of some functions: category, description, arguments, in its language."""
    manager = context.ServiceManager
    known = manager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", context)
    found = {}
    for name in question["describe"]:
        properties = {each.Name: each.Value for each in known.getByName(name)}
        found[name] = {
            "description": properties["Description"],
            "arguments": [[each.Name, each.Description, each.IsOptional] for each in properties["Arguments"]],
        }
    return found


def help_of(context: Any, question: dict[str, Any]) -> dict[str, str]:
    """Return what the office's configuration says of a function in one language."""
    from com.sun.star.beans import PropertyValue

    manager = context.ServiceManager
    name = "com.sun.star.configuration.ConfigurationProvider"
    place = "/org.openoffice.Office.CalcAddIns/AddInInfo/org.xlcredit.calc.Functions/AddInFunctions"
    provider = manager.createInstanceWithContext(name, context)
    wanted = {"nodepath": place, "Locale": question["locale"]}
    arguments = tuple(PropertyValue(key, 0, value, 0) for key, value in wanted.items())
    reader = "com.sun.star.configuration.ConfigurationAccess"
    function = provider.createInstanceWithArguments(reader, arguments).getByName(question["help"])
    return {
        "name": function.DisplayName,
        "sentence": function.Description,
        "argument": function.Parameters.getByName("aAsOf").Description,
    }


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the threads of UNO's bridge may fault while an interpreter winds up
