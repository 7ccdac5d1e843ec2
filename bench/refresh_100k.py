"""Refreshing a workbook of 100,000 documents, beside the script that a user would write.

Both run in processes of their own; time is the wall's, memory the peak of the process.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from workbooks.template import sheet_name
from workbooks.template.sample import large_ledger
from xlcredit.tables import LEDGER
from xlcredit.texts import say

ROOT = Path(__file__).resolve().parent.parent
ROWS = 100_000
AS_OF = "2026-10-31"
TURNS = 3
FASTER, LEANER = 8.0, 0.5  # what we want: this many times as fast, with this share of the memory
# A small process in between: a child inherits the peak of the process that starts it.
MEASURE = """
import json, os, subprocess, sys, time
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
seconds = time.perf_counter() - start
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss]))
"""
# Parts that every program may rewrite; what stands in any other must come out as it went in.
BOOKKEEPING = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|xl/(workbook|styles|sharedStrings|calcChain)\.xml|docProps/.*"
)


# What users put beside a ledger, and the pattern by which a package shows it, whatever its prefixes.
EXTRAS = {
    "chart": r"<(\w+:)?chartSpace\b",
    "data labels": r"<(\w+:)?dLbls\b",
    "comment": r"<(\w+:)?comment\b",
    "validation": r"<(\w+:)?dataValidation\b",
    "data bar": r"<\w+:dataBar\b",
    "sparkline": r"<(\w+:)?sparkline\b",
    "text box": "Do not change this sheet",
}


@dataclass(frozen=True)
class Run:
    """What one program took, and what the workbook lost by it."""

    seconds: float
    megabytes: float
    lost: list[str]
    changed: list[str]


def write_book(path: Path) -> None:
    """Write the ledger of a user, with what users put beside it."""
    ledger = large_ledger(ROWS)[list(LEDGER.column_names)]
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Ledger")
        sheet.write_row(0, 0, [say(f"labels.{name}", "en") for name in ledger])
        for number, row in enumerate(ledger.itertuples(index=False), 1):
            for place, value in enumerate(row):
                if hasattr(value, "to_pydatetime"):
                    sheet.write_datetime(number, place, value.to_pydatetime())
                else:
                    sheet.write(number, place, value)
        _write_extras(book)


def _write_extras(book: xlsxwriter.Workbook) -> None:
    """Add a sheet with a chart, a comment, a validation, a text box, sparklines and data bars."""
    sheet = book.add_worksheet("Notes")
    for row in range(12):
        sheet.write_row(row, 0, [row + 1, (row * 37) % 11])
    sheet.write_comment("A13", "Agreed with the auditors")
    sheet.data_validation("D1:D12", {"validate": "list", "source": ["open", "closed"]})
    sheet.conditional_format("B1:B12", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline("F1", {"range": "Notes!B1:B12"})
    sheet.insert_textbox("H2", "Do not change this sheet")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Notes!$B$1:$B$12", "data_labels": {"value": True}})
    sheet.insert_chart("H8", chart)


def measured(command: list[str], before: Path, after: Path, allowed: tuple[int, ...]) -> Run:
    """Run a program and compare the workbook before and after."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": ""}
    told = subprocess.run(
        [sys.executable, "-S", "-c", MEASURE, *command],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=ROOT,
    )
    code, seconds, kilobytes = json.loads(told.stdout)
    assert code in allowed, told.stderr
    lost, changed = compared(before, after)
    return Run(seconds, kilobytes / (1024 if sys.platform != "darwin" else 1024**2), lost, changed)


def compared(before: Path, after: Path) -> tuple[list[str], list[str]]:
    """Return what is gone, and the user's own parts that are not the same bytes any more."""
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        kept = b"".join(new.read(name) for name in new.namelist()).decode("utf-8", "replace")
        names = [name for name in old.namelist() if not BOOKKEEPING.fullmatch(name)]
        there = set(new.namelist())
        changed = [name for name in names if name not in there or old.read(name) != new.read(name)]
        return [extra for extra, pattern in EXTRAS.items() if not re.search(pattern, kept)], changed


def aging_totals(path: Path, sheet: str) -> dict[str, float]:
    """Return the total of each currency in an aging table, found by its headings."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    top = next(number for number, row in enumerate(rows) if "Currency" in row and "Total" in row)
    currency, total = rows[top].index("Currency"), rows[top].index("Total")
    found: dict[str, float] = {}
    for row in rows[top + 1 :]:
        if row[0] and row[currency] in {"CNY", "USD", "EUR"} and isinstance(row[total], float):
            found[row[currency]] = found.get(row[currency], 0.0) + row[total]
    return found


@pytest.mark.bench
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="peak memory of a child is read by wait4")
def test_refresh_beside_the_script_of_a_user(tmp_path):
    book, ours, theirs = (tmp_path / name for name in ("ledger.xlsx", "ours.xlsx", "theirs.xlsx"))
    write_book(book)
    refresh = [sys.executable, "-m", "udfs.hosts.command_line", "refresh", "--as-of", AS_OF]
    script = [sys.executable, str(ROOT / "bench" / "naive_script.py")]
    measured(
        [*refresh, str(book), "--out", str(ours)], book, ours, (0, 1)
    )  # leaves bytecode, as installing does
    pairs = [
        (
            measured([*refresh, str(book), "--out", str(ours)], book, ours, (0, 1)),
            measured([*script, str(book), str(theirs), AS_OF], book, theirs, (0,)),
        )
        for _ in range(TURNS)
    ]
    mine, other = (sorted(runs, key=lambda run: run.seconds)[TURNS // 2] for runs in zip(*pairs, strict=True))

    print(f"\n{ROWS:,} documents, medians of {TURNS} turns, {book.stat().st_size / 2**20:.1f} MB")
    for name, run in (("xlcredit refresh", mine), ("pandas + openpyxl script", other)):
        print(f"  {name:<26}{run.seconds:8.2f} s{run.megabytes:7.0f} MB")
        print(f"    lost: {', '.join(run.lost) or 'nothing'}")
        print(f"    written anew: {', '.join(run.changed) or 'nothing'}")
    faster = median(theirs_.seconds / ours_.seconds for ours_, theirs_ in pairs)
    share = median(ours_.megabytes / theirs_.megabytes for ours_, theirs_ in pairs)
    print(f"  {faster:.1f} x as fast (wanted: {FASTER}); {share:.0%} of the memory (wanted: {LEANER:.0%})")
    assert (mine.lost, mine.changed) == ([], [])
    assert aging_totals(ours, sheet_name("aging", "en")) == pytest.approx(
        aging_totals(theirs, "Aging"), abs=0.01
    )
