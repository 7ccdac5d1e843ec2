"""One call of a function from a cell, beside a bare Python function, both through xlwings' door.

Excel calls Python once a cell: what counts there is the time of one call, and that a range is scored by one.
The door is xlwings' own `call_udf`, with the arguments that COM hands over; figures are medians.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
import types
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
WANTED, TIMES_FASTER = 30.0, 100.0  # microseconds of ours on top of a bare function; one array call for many
# The processor's time, so that other work on the machine is not counted; not where its clock is coarse.
CLOCK = time.process_time if time.get_clock_info("process_time").resolution < 1e-5 else time.perf_counter
TURNS, CALLS, ROWS = 15, 400, 10_000
MISSING = -2147352572
HEADINGS = (
    "Customer no.", "Debt ratio", "Current ratio", "Quick ratio", "Interest cover", "Net margin",
    "Sales growth", "Return on assets", "On-time rate", "Days late", "Oldest, days past due", "Bureau score",
)  # fmt: skip
ROW = ("C0001", 0.65, 1.4, 0.9, 3.5, 0.04, 0.08, 0.05, 0.82, 6.0, 12.0, 71.0)
CALLED = {
    "CREDITGRADE": (72.5, MISSING),
    "DSO": (1_200_000.0, 7_300_000.0, 365.0),
    "DAYSPASTDUE": (46053.0, 46083.0, MISSING),
    "CREDITLIMIT": ("B", 1_200_000.0, 60.0, 2_000_000.0, MISSING, MISSING, MISSING),
    "CREDITSCORE": ((ROW,), (HEADINGS,), MISSING, MISSING),
    "AGINGBUCKET": (45.0, MISSING),
    "ALTMANZ": (20.0, 30.0, 10.0, 60.0, 120.0, 100.0, 40.0, "1968"),
    "CURRENTRATIO": (300.0, 200.0),
}


@pytest.fixture(scope="module")
def call_udf() -> Iterator[Callable[..., Any]]:
    place = ROOT / "tests" / "hosts" / "excel" / "windows.py"
    spec = importlib.util.spec_from_file_location("excel_windows", place)
    assert spec
    assert spec.loader
    windows = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(windows)
    with windows.windows() as call:
        yield call


def bare_module() -> types.ModuleType:
    """Functions of every arity that give a cell of their first argument back, registered as ours are."""
    import xlwings as xw

    module = types.ModuleType("bare")
    module.__file__ = __file__
    for count in {len(arguments) for arguments in CALLED.values()}:
        names = [f"a{place}" for place in range(count)]
        space: dict[str, Any] = {}
        exec(f"def bare_{count}({', '.join(names)}): return [[a0]]", space)  # noqa: S102  functions of any arity
        function = space[f"bare_{count}"]
        for name in names:
            function = xw.arg(name, "raw")(function)
        setattr(module, f"bare_{count}", xw.func(xw.ret("raw")(function)))
    return module


def microseconds(*calls: Callable[[], Any]) -> list[float]:
    """Return the median time of each call, taken in turns so that a slow moment meets all."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(TURNS):
        for place, call in enumerate(calls):
            start = CLOCK()
            for _ in range(CALLS):
                call()
            times[place].append((CLOCK() - start) / CALLS * 1e6)
    return [median(one) for one in times]


@pytest.mark.bench
def test_one_call_beside_a_bare_function(call_udf):
    sys.modules["bare"] = bare_module()
    print(f"\n{'microseconds a call':<20}{'bare':>9}{'ours':>9}{'on top':>9}   wanted: {WANTED:.0f} at most")
    for name, arguments in CALLED.items():
        bare = f"bare_{len(arguments)}"
        assert call_udf(name, *arguments) is not None
        times = microseconds(
            lambda bare=bare, arguments=arguments: call_udf(bare, *arguments, module="bare"),
            lambda name=name, arguments=arguments: call_udf(name, *arguments),
        )
        over = times[1] - times[0]
        print(f"{name:<20}{times[0]:>9.1f}{times[1]:>9.1f}{over:>9.1f}   {'yes' if over <= WANTED else 'NO'}")


@pytest.mark.bench
def test_many_rows_in_one_call(call_udf):
    rows = tuple(
        (f"C{number:05}", *(cell * (1 + number % 7 / 100) for cell in ROW[1:])) for number in range(ROWS)
    )
    once, many = [], []
    for _ in range(3):
        for _ in range(25):  # as often as a call alone is repeated, so that both find their data in the cache
            scores = None  # what the call before gave is not this one's to throw away
            start = CLOCK()
            scores = call_udf("CREDITSCORE", rows, (HEADINGS,), MISSING, MISSING)
            once.append(CLOCK() - start)
        start = CLOCK()
        singles = [call_udf("CREDITSCORE", (row,), (HEADINGS,), MISSING, MISSING) for row in rows]
        many.append(CLOCK() - start)
    assert [row[0] for row in scores] == pytest.approx(singles, abs=1e-9)
    faster = median(many) / median(once)
    print(
        f"\n{ROWS:,} rows scored: one call {median(once) * 1000:.1f} ms, {ROWS:,} calls {median(many):.2f} s:"
        f" {faster:.0f} times as fast (wanted: {TIMES_FASTER:.0f})"
    )


@pytest.mark.bench
@pytest.mark.parametrize("line", ["import pandas", "import xlwings", "import udfs.hosts.excel.worksheet"])
def test_what_the_first_call_imports(line):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", line], check=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    print(f"\n{line}: {median(times):.2f} s with the interpreter's start")
