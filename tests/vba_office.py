"""Run VBA without Excel: a workbook with our project in LibreOffice, whose Basic runs a function of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from workbooks.package.vba import VbaModule, vba_project

PROJECT = "Trial"
WORKER = Path(__file__).with_name("vba_office_worker.py")

# LibreOffice without a window swallows an unhandled error, and an error value is lost on its way out of
# Basic.
RUNNER = """Function Outcome({names}) As Variant
    Dim given As Variant
    On Error GoTo failed
    given = {macro}({names})
    If IsError(given) Then
        Outcome = Array("error value", CLng(given))
    Else
        Outcome = Array("value", given)
    End If
    Exit Function
failed:
    Outcome = Array("failed", Err.Number & ": " & Err.Description)
End Function
"""

RunVba = Callable[..., Any]


def macro_workbook(path: Path, modules: Sequence[VbaModule]) -> Path:
    """Write an `.xlsm` of one sheet with these modules; missing document modules are added."""
    given = {module.name for module in modules}
    documents = [VbaModule(name, "", "document") for name in ("ThisWorkbook", "Sheet1") if name not in given]
    project = path.with_suffix(".bin")
    project.write_bytes(vba_project([*documents, *modules], name=PROJECT))
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Sheet1")
    book.add_vba_project(str(project))
    book.set_vba_name("ThisWorkbook")
    sheet.set_vba_name("Sheet1")
    book.close()
    return path


def office_python(soffice: str) -> str:
    """Return a Python that has the module `uno`: the system's, or the one that LibreOffice brings."""
    beside = Path(soffice).resolve().with_name("python.exe" if os.name == "nt" else "python")
    return str(beside) if beside.exists() else "/usr/bin/python3"


class Office:
    """One LibreOffice without a window, started at the first use, with a profile of its own."""

    def __init__(self, soffice: str, folder: Path, environment: dict[str, str]) -> None:
        self.soffice, self.folder, self.environment = soffice, folder, environment
        self.pipe = f"xlcredit{uuid.uuid4().hex}"
        self.process: subprocess.Popen[bytes] | None = None
        self.count = 0

    def run(self, modules: Sequence[VbaModule], macro: str, *args: object, sheet: object = None) -> Any:
        """Return what a function of these modules gives.

        `macro` is "Module.Function"; arguments and result are JSON values, a table is a list of lists.
        `sheet`, a list of rows, is written to the workbook's only sheet from A1 before; a text that starts
        with = is a formula there. A date comes back as its serial number, an error value as "Error 2042"
        (within a table: as None, like Empty). An error that the function does not handle fails the test with
        its number and words.
        """
        names = ", ".join(f"value{number}" for number in range(len(args)))
        runner = VbaModule("Runner", RUNNER.format(names=names, macro=macro), "standard")
        question = {"macro": "Runner.Outcome", "args": list(args), "sheet": sheet}
        outcome = self.ask([*modules, runner], question)["value"]
        assert outcome, f"{macro}: its module does not compile"
        assert outcome[0] != "failed", f"{macro}: {outcome[1]}"
        return f"Error {outcome[1]}" if outcome[0] == "error value" else outcome[1]

    def libraries(self, modules: Sequence[VbaModule]) -> dict[str, dict[str, str]]:
        """Return the source of every module, by library and name, as LibreOffice's Basic lists them."""
        found: dict[str, dict[str, str]] = self.ask(modules, {})["libraries"]
        return found

    def ask(self, modules: Sequence[VbaModule], question: dict[str, Any]) -> dict[str, Any]:
        """Let a Python beside LibreOffice open a workbook of these modules and do one job there."""
        self.start()
        self.count += 1
        path = macro_workbook(self.folder / f"book{self.count}.xlsm", modules)
        question = {"path": str(path), **question}
        command = [office_python(self.soffice), str(WORKER), self.pipe, json.dumps(question)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120, env=self.environment, check=False
        )
        assert done.returncode == 0, f"{question.get('macro')}: {done.stderr[-2000:]}"
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def start(self) -> None:
        """Start LibreOffice when it does not run yet."""
        if self.process and self.process.poll() is None:
            return
        command = [self.soffice, f"-env:UserInstallation={self.folder.as_uri()}/profile", "--headless"]
        command += ["--norestore", "--nologo", f"--accept=pipe,name={self.pipe};urp"]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            start_new_session=os.name == "posix",
        )

    def stop(self) -> None:
        """Close LibreOffice, and end it when it does not obey."""
        if not self.process or self.process.poll() is not None:
            return
        command = [office_python(self.soffice), str(WORKER), self.pipe, json.dumps({"close": True})]
        subprocess.run(command, capture_output=True, timeout=60, env=self.environment, check=False)
        for _ in range(100):
            if self.process.poll() is not None:
                return
            time.sleep(0.1)
        if sys.platform == "win32":
            self.process.kill()
        else:
            os.killpg(self.process.pid, 9)
        self.process.wait(30)
