"""Cases that run in a Python beside LibreOffice: each a function of the desktop that gives plain values."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

NOW = "2026-11-22T09:00:00"
OPTION = "com.sun.star.beans.PropertyValue"


class Office:
    """The desktop, and short ways to what every case needs."""

    def __init__(self, pipe: str) -> None:
        import uno

        self.uno = uno
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
        deadline = time.monotonic() + 60
        while True:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def create(self, service: str) -> Any:
        return self.context.ServiceManager.createInstance(service)

    def options(self, **options: Any) -> tuple[Any, ...]:
        made = []
        for name, value in options.items():
            each = self.uno.createUnoStruct(OPTION)
            each.Name, each.Value = name, value
            made.append(each)
        return tuple(made)

    def load(self, path: str, **options: Any) -> Any:
        url = path if path.startswith("private:") else self.uno.systemPathToFileUrl(path)
        return self.desktop.loadComponentFromURL(url, "_blank", 0, self.options(Hidden=True, **options))

    def refresh_inside(self, document: Any) -> float:
        """Refresh in LibreOffice's own process and return the seconds."""
        factory = self.create("com.sun.star.script.provider.MasterScriptProviderFactory")
        script = factory.createScriptProvider("").getScript(
            "vnd.sun.star.script:inside_office.py$refresh?language=Python&location=user"
        )
        told = script.invoke((document, NOW), (), ())[0]
        assert told.replace(".", "").replace("e-", "").isdigit(), told
        return float(told)


def close_office(office: Office) -> None:
    """Ask LibreOffice to go."""
    try:
        office.desktop.terminate()
    except Exception:  # noqa: BLE001  it is gone before it can answer
        return


def plain(value: Any) -> Any:
    """Return a value as JSON takes it, told apart by its type."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return f"{type(value).__name__} {value}"
    return value


def message(act: Any) -> str:
    """Return the words of the refusal that an act meets."""
    from xlcredit.errors import XlcreditError

    try:
        act()
    except XlcreditError as error:
        return str(error)
    return "not refused"


def _asked() -> Any:
    from udfs.hosts.jobs import asked

    return asked(None, None, dt.datetime.fromisoformat(NOW))


def members(book: Any) -> dict[str, Any]:
    """Return what each member of the port gives on the workbook of tests/hosts/conftest.py."""
    ledger, user = book.sheets["ledger"], book.sheets["User's own"]
    table = ledger.tables["XLCREDIT_LEDGER"]
    found: dict[str, Any] = {
        "sheets": [sheet.name for sheet in book.sheets],
        "count": len(book.sheets),
        "index": user.index,
        "used": [sheet.used_range.address for sheet in book.sheets],
        "block": ledger.range("A1:E7").raw_value,
        "beyond": ledger.range("XFD1048576").raw_value,
        "value": ledger["C3"].value,
        "column": ledger.range("D:D").raw_value[:6],
        "expand": ledger["B2"].expand("down").address,
        "end": ledger["B2"].end("down").address,
        "region": ledger["C4"].current_region.address,
        "formula": ledger["H1"].formula,
        "formulas": user.range("A4:C5").formula,
        "tables": [(each.name, each.range.address) for each in ledger.tables],
        "header": table.header_row_range.raw_value,
        "body": table.data_body_range.address,
        "parent": table.parent.name,
        "structured": ledger.range("xlcredit_ledger[Amount]").address,
        "names": [(name.name, name.refers_to.replace("'", "")) for name in book.names],
        "named": book.names["asof"].refers_to_range.raw_value,
        "has": [book.names.contains("ASOF"), book.names.contains("nothing")],
    }
    found |= _written(book)
    return json.loads(json.dumps(plain(list(found.items())), default=str))


def _written(book: Any) -> dict[str, Any]:
    """Write through every member that writes, and return what can be read then."""
    user, ledger = book.sheets["User's own"], book.sheets["Ledger"]
    moment = dt.datetime(2026, 1, 5, 12, 30)
    user.range("E1:H3").raw_value = [
        ["=1+1", "000123", "+49", "@x"],
        [1.0, 2.5, True, None],
        [dt.date(2026, 1, 5), moment, "#N/A", "-7"],
    ]
    user["E5"].formula = "=C1*3"
    user["F5"].formula = '=SUMIFS(Ledger!$D$3:$D$6,Ledger!$B$3:$B$6,"C2")'
    user["G5"].value = "=2+2"
    user["A1"].clear_contents()
    book.names.add("Extra", "=Ledger!$D$4:$D$6")
    book.names.add("xlcredit_number", "=46326")
    book.names.add("xlcredit_number", "=46327")
    table = ledger.tables[0]
    ledger.range("B2:E4").raw_value = [
        ["客户", "日期", "金额", "备注"],
        ["X", None, 5.0, "=x"],
        ["Y", None, 6.0, ""],
    ]
    table.resize(ledger.range("B2:E9"))
    return {
        "back": user.range("E1:H3").raw_value,
        "back formulas": [user["E5"].formula, user["F5"].formula, user["G5"].raw_value, user["G5"].formula],
        "cleared": user["A1"].raw_value,
        "extra": ledger.range("Extra").address,
        "number": book.names["xlcredit_number"].refers_to,
        "resized": [table.range.address, table.header_row_range.raw_value, table.data_body_range.address],
        "frame": [row[:3] for row in table.range.raw_value],
    }


def members_in_calc(office: Office, path: str) -> Any:
    from udfs.hosts.calc.engine import open_document

    document = office.load(path)
    try:
        return members(open_document(document))
    finally:
        document.close(True)


def whole_book(book: Any) -> dict[str, Any]:
    """Return every cell of every sheet, and where tables stand."""
    return {
        "cells": {
            sheet.name: [[plain(cell) for cell in row] for row in _rows(sheet)] for sheet in book.sheets
        },
        "tables": {
            table.name: [sheet.name, table.range.address] for sheet in book.sheets for table in sheet.tables
        },
        "names": sorted(name.name for name in book.names if "_xlnm" not in name.name),
    }


def _rows(sheet: Any) -> list[list[Any]]:
    """Return the cells from A1, without blank rows and columns at the end."""
    rows = [[None if cell == "" else cell for cell in row] for row in sheet.impl.rows()]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    width = max((number for row in rows for number, cell in enumerate(row, 1) if cell is not None), default=0)
    return [row[:width] for row in rows]


def refreshed(office: Office, path: str, out: str | None = None, *, inside: bool = True) -> Any:
    """Refresh a workbook in LibreOffice and return all of it."""
    from udfs.hosts.calc.documents import refresh_document
    from udfs.hosts.calc.engine import open_document

    document = office.load(path)
    try:
        if inside:
            seconds = office.refresh_inside(document)
        else:
            start = time.perf_counter()
            refresh_document(document, _asked())
            seconds = time.perf_counter() - start
        told = whole_book(open_document(document)) | {"seconds": seconds}
        if out:
            open_document(document).save(out)
        return told
    finally:
        document.close(True)


def undone(office: Office, path: str) -> Any:
    """Refresh, undo, redo: say whether the cells are as before and as after."""
    from udfs.hosts.calc.documents import refresh_document
    from udfs.hosts.calc.engine import open_document

    document = office.load(path)
    try:
        manager = document.getUndoManager()
        document.calculateAll()  # the file's own sums were added up in another order
        before = whole_book(open_document(document))
        refresh_document(document, _asked())
        after = whole_book(open_document(document))
        titles = list(manager.getAllUndoActionTitles())
        manager.undo()
        back = whole_book(open_document(document))
        manager.redo()
        again = whole_book(open_document(document))
        differ = [name for name in before["cells"] if before["cells"][name] != back["cells"][name]]
        return {
            "titles": titles, "changed": before != after, "differ": differ,
            "back": before == back, "again": after == again,
        }  # fmt: skip
    finally:
        document.close(True)


def refused(office: Office, path: str, how: str) -> Any:
    """Refresh a document that cannot take it, and say what was told and whether anything changed."""
    from udfs.hosts.calc.documents import refresh_document
    from udfs.hosts.calc.engine import open_document

    document = office.load(path, **({"ReadOnly": True} if how == "read-only" else {}))
    try:
        if how == "structure":
            document.protect("")
        elif how not in {"read-only", "plain"}:
            document.Sheets.getByName(how).protect("")
        document.calculateAll()  # the file's own sums were added up in another order
        before = whole_book(open_document(document))
        told = message(lambda: refresh_document(document, _asked()))
        return {"told": told, "same": whole_book(open_document(document)) == before}
    finally:
        document.close(True)


def failing(office: Office, path: str) -> Any:
    """Refresh a foreign document with a macro that fails at its very end, and say what is left of it."""
    from udfs.hosts.calc.documents import refresh_document
    from udfs.hosts.calc.engine import open_document
    from udfs.macros import results

    document = office.load(path)
    kept = results.append_audit

    def fail(*_given: Any) -> None:
        """Fail."""
        raise ValueError("the last step failed")

    try:
        before = whole_book(open_document(document))
        results.append_audit = fail
        try:
            refresh_document(document, _asked())
        except ValueError as error:
            told = str(error)
        return {"told": told, "same": whole_book(open_document(document)) == before}
    finally:
        results.append_audit = kept
        document.close(True)


def converted(office: Office, path: str, out: str, kind: str) -> None:
    """Save a file as another kind."""
    document = office.load(path)
    document.storeToURL(office.uno.systemPathToFileUrl(out), office.options(FilterName=kind))
    document.close(True)


def saved(office: Office, folder: str) -> Any:
    """Return what saving says of a new document, and what it leaves."""
    from udfs.hosts.calc.engine import open_document

    document = office.load("private:factory/scalc")
    try:
        book = open_document(document)
        told = [message(book.save), message(lambda: book.save(str(Path(folder) / "x.doc")))]
        (Path(folder) / "file").touch()
        told.append(message(lambda: book.save(str(Path(folder) / "file" / "x.xlsx"))))
        book.sheets[0]["A1"].value = "kept"
        book.save(str(Path(folder) / "x.xlsx"))
        book.sheets[0]["A2"].value = "kept too"
        book.save()
        return {"told": told, "name": book.name, "fullname": book.fullname, "modified": document.isModified()}
    finally:
        document.close(True)


def sheets(office: Office) -> Any:
    """Add, rename, activate and delete sheets."""
    from udfs.hosts.calc.engine import open_document

    document = office.load("private:factory/scalc")
    try:
        book = open_document(document)
        first = book.sheets[0]
        added = book.sheets.add("New", after=first)
        before = book.sheets.add("Zero", before=first)
        taken = message(lambda: setattr(added, "name", "zero"))
        added.name = "Second"
        active = book.sheets.active.name
        names = [sheet.name for sheet in book.sheets]
        before.delete()
        added.delete()
        last = message(first.delete)
        wrong = message(lambda: book.sheets.add("a/b"))
        return {"names": names, "active": active, "left": [sheet.name for sheet in book.sheets],
                "told": [taken, last, wrong]}  # fmt: skip
    finally:
        document.close(True)


def errors(office: Office) -> Any:
    """Read error values, one by one and in numbers, and dates by their format."""
    from udfs.hosts.calc.engine import open_document

    document = office.load("private:factory/scalc")
    try:
        sheet = open_document(document).sheets[0]
        texts = ["=NA()", "=1/0", "=NOSUCHNAME()", '=VALUE("x")', "=INDEX(A20:A21,9)", "=10^999"]
        for row, text in enumerate(texts, 1):
            sheet.range((row, 2)).formula = text
        native = sheet.api.getCellRangeByName("D1:D3000")
        native.setFormulaArray((("=NA()",), ("=1/0",), ("=1",)) * 1000)
        many = sheet.range("D1:D3000").raw_value
        return {"each": [sheet.range((row, 2)).raw_value for row in range(1, 7)],
                "block": [row[0] for row in sheet.range("B1:B6").raw_value],
                "many": [many[0], many[1], many[2], many[2998]], "count": len(many)}  # fmt: skip
    finally:
        document.close(True)


def notes_and_selection(office: Office) -> Any:
    """Write over a cell with a note; select; say things without a window."""
    from udfs.hosts.calc.engine import open_document

    document = office.load("private:factory/scalc")
    try:
        book = open_document(document)
        sheet = book.sheets[0]
        native = sheet.api
        native.getAnnotations().insertNew(native.getCellByPosition(1, 1).getCellAddress(), "keep me")
        sheet.range("A1:C3").raw_value = [[1.0, 2.0, 3.0]] * 3
        sheet.range("B2").clear_contents()
        sheet.range("B2:C3").select()
        chosen = book.app.selection.address
        book.app.status_bar = "working"
        shown = book.app.status_bar
        book.app.status_bar = False
        book.app.alert("done", title="xlcredit")
        notes = native.getAnnotations()
        return {"notes": [notes.getByIndex(number).getString() for number in range(notes.getCount())],
                "selection": chosen, "status": [shown, book.app.status_bar],
                "alerts": book.app.impl.alerts[-1]}  # fmt: skip
    finally:
        document.close(True)


def moved_headings(office: Office, path: str) -> Any:
    """Put a column before the one that formulas name, and say what they read then."""
    from udfs.hosts.calc.engine import open_document

    document = office.load(path)
    try:
        book = open_document(document)
        ledger = book.sheets["Ledger"]
        table = ledger.tables[0]
        document.calculateAll()  # the file holds wrong values on purpose
        before = [ledger["H1"].formula, ledger["H1"].raw_value]
        rows = ledger.range("B3:E6").raw_value
        ledger.range("B2:F2").raw_value = [["Customer", "Date", "Extra", "Amount", "Note"]]
        ledger.range("B3:F6").raw_value = [[row[0], row[1], 1000.0, row[2] * 2, row[3]] for row in rows]
        table.resize(ledger.range("B2:F6"))
        book.impl.calculate()
        return {"before": before, "after": [ledger["H1"].formula, ledger["H1"].raw_value]}
    finally:
        document.close(True)


def fixed_links(office: Office, path: str) -> Any:
    """Mend dead paths to the add-in, and say what the cells have then."""
    from udfs.hosts.calc.engine import open_document
    from udfs.macros.formulas import fix_links
    from udfs.macros.pressed import Pressed

    document = office.load(path)
    try:
        book = open_document(document)
        told = fix_links(book, Pressed(_asked(), "", lambda _key: None)).text
        return {"told": told, "formulas": [row[0].upper() for row in book.sheets[0].range("A1:A3").formula]}
    finally:
        document.close(True)


def charts_and_styles(office: Office, path: str) -> Any:
    """Return what the charts of a refreshed foreign workbook show, and how its sheets look."""
    from udfs.hosts.calc.documents import refresh_document
    from udfs.hosts.calc.engine.charts import sources_of

    document = office.load(path)
    try:
        refresh_document(document, _asked())
        names = document.Sheets.getElementNames()
        found = {}
        for name in names:
            native = document.Sheets.getByName(name)
            document.CurrentController.setActiveSheet(native)
            rules = [native.getCellRangeByName(cell).Validation.getFormula1() for cell in ("C5", "G5")]
            shown = [
                [list(map(list, series)) for series in chart.series] + [list(map(list, chart.categories))]
                for _, chart in sources_of(native)
            ]
            frozen = document.CurrentController.hasFrozenPanes()
            columns, rows = native.getTitleColumns(), native.getTitleRows()
            titles = [
                [columns.StartColumn, columns.EndColumn] if native.getPrintTitleColumns() else None,
                [rows.StartRow, rows.EndRow] if native.getPrintTitleRows() else None,
            ]
            found[name] = {
                "page": native.PageStyle, "frozen": frozen, "rules": rules, "charts": shown, "titles": titles,
            }  # fmt: skip
        links = list(document.ExternalDocLinks.getElementNames())
        return {"sheets": found, "links": links, "undo": list(document.UndoManager.getAllUndoActionTitles())}
    finally:
        document.close(True)


def main() -> None:
    """Run the cases that are asked for, one line each."""
    office = Office(sys.argv[1])
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"answer": globals()[question["case"]](office, **question["given"])}
        except Exception:  # noqa: BLE001  the trace is the answer
            answer = {"trace": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()
        if question["case"] == "close_office":
            return


if __name__ == "__main__":
    main()
    os._exit(0)  # the threads of UNO's bridge may fault while an interpreter winds up
