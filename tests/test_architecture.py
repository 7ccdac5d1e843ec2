"""The plan of the house, held by reading every import: arrows point down, and the domain knows no Excel."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("xlcredit", "workbooks", "udfs")  # from the ground up
# Floors of the domain from the ground up; rooms on one floor do not know each other, but for the ground.
FLOORS = (
    {"texts", "errors", "tables", "columns"},
    {"policy", "ledger"},
    {"receivables"},
    # The days of sales of working capital are the DSO of receivables, defined once.
    {"working_capital", "collections", "provision", "protection", "foresight"},
    {"credit", "validation"},
    {"fitting"},
    {"refresh"},
)
DOMAIN_NEEDS = {"numpy", "pandas", "pydantic", "pydantic_core"} | set(sys.stdlib_module_names)
LAZY_EXTRAS = {
    "xlcredit.fitting.boosting": {"lightgbm"},  # only to fit a card; the extra brings it
    "xlcredit.collections.business_days": {"holidays"},  # only where a date is moved off a day of rest
}
LONGEST_MODULE = 500
EXCEL_LIBRARIES = ("xlwings", "openpyxl", "lxml", "xlsxwriter", "python_calamine", "formualizer")

SOURCES = sorted(path for house in HOUSES for path in (ROOT / house).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def runs(tree: ast.Module) -> Iterator[ast.AST]:
    """Walk what runs: everything but the blocks under TYPE_CHECKING."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def imported(path: Path, *, at_run_time: bool = False) -> set[str]:
    """Return the modules that a file imports; `from package import module` counts as the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in runs(tree) if at_run_time else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; write the full name"
            assert node.module
            for name in node.names:
                below = f"{node.module}.{name.name}"
                found.add(below if below in MODULES else node.module)
    return found


MODULES = {module_name(path): path for path in SOURCES}


def floor(room: str) -> int:
    return next(level for level, rooms in enumerate(FLOORS) if room in rooms)


def faults(path: Path) -> list[str]:
    """Return what a module imports against the plan."""
    house, *rest = module_name(path).split(".")
    extras = LAZY_EXTRAS.get(module_name(path), set())
    found = []
    for name in sorted(imported(path)):
        other, *deeper = name.split(".")
        if other in HOUSES and HOUSES.index(other) > HOUSES.index(house):
            found.append(f"{name} is above {house}")
        elif house == "xlcredit" and other not in DOMAIN_NEEDS | {"xlcredit"} | extras:
            found.append(f"{name} is not for the domain")
        elif house == other == "xlcredit" and rest and deeper and rest[0] != deeper[0]:
            mine, theirs = floor(rest[0]), floor(deeper[0])
            if theirs > mine or theirs == mine > 0:
                found.append(f"{name} is not below {rest[0]}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_down(path):
    assert faults(path) == []


def test_every_room_of_the_domain_has_its_floor():
    rooms = {name.split(".")[1] for name in MODULES if name.startswith("xlcredit.")}
    assert rooms <= set().union(*FLOORS)


@pytest.mark.parametrize(
    ("module", "line", "fault"),
    [
        ("xlcredit/receivables/aging.py", "import workbooks.package", "above"),
        ("workbooks/package/parts.py", "from udfs import macros", "above"),
        ("xlcredit/policy/records.py", "from xlcredit.credit import scorecard", "not below"),
        ("xlcredit/receivables/dso.py", "from xlcredit.working_capital import ratios", "not below"),
        ("xlcredit/ledger/grid.py", "import openpyxl", "not for the domain"),
        ("xlcredit/fitting/card.py", "import lightgbm", "not for the domain"),
    ],
)
def test_an_arrow_that_points_up_is_seen(module, line, fault, tmp_path, monkeypatch):
    broken = tmp_path / module
    broken.parent.mkdir(parents=True)
    broken.write_text(line, encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (found,) = faults(broken)
    assert fault in found


def test_no_module_imports_itself_by_a_circle():
    # Importing a.b.c runs a and a.b too, but a package that gathers its own modules is no circle.
    graph = {name: imported(path, at_run_time=True) & set(MODULES) - {name} for name, path in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_one_noun_and_not_too_long(path):
    assert "utils" not in path.stem
    assert "helpers" not in path.stem
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_needs_a_licence_key(path):
    assert not [name for name in imported(path) if name.startswith("xlwings.pro")]
    assert "XLWINGS_LICENSE" not in path.read_text(encoding="utf-8")


def test_the_whole_domain_imports_no_excel_library():
    script = (
        "import importlib, pkgutil, sys, xlcredit\n"
        "modules = pkgutil.walk_packages(xlcredit.__path__, 'xlcredit.')\n"
        "for module in modules: importlib.import_module(module.name)\n"
        f"print([name for name in {EXCEL_LIBRARIES!r} if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "[]"


def test_import_xlcredit_alone_is_light():
    script = "import sys, xlcredit; print('pandas' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.strip() == "False"
