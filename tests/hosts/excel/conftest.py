"""Excel on Windows as far as xlwings can tell, in a module that benchmarks load too; VBA in LibreOffice."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from vba_trial import Trial, trial_modules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from vba_office import RunVba


def load(name: str) -> ModuleType:
    """Load a module beside this file: tests are no package."""
    spec = importlib.util.spec_from_file_location(f"excel_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def windows() -> Callable[..., Any]:
    """A context manager in which xlwings takes this machine for Windows."""
    return load("windows").windows  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def call_udf(windows: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """A function (name, *arguments) -> answer, through xlwings' own door on Windows."""
    with windows() as call:
        yield call


@pytest.fixture
def windows_machine(tmp_path: Path) -> Callable[..., Any]:
    """A function (registry, runs) -> a Windows computer whose folders lie in a temporary one."""
    return lambda registry=None, **options: load("machines").windows(tmp_path, registry, **options)


@pytest.fixture
def other_machine() -> Any:
    """A computer without Excel for Windows."""
    return load("machines").elsewhere()


@pytest.fixture
def trial(run_vba: RunVba) -> Trial:
    """A function (lines, sheet=rows) -> what the lines leave in Go; `seen` tells what reached Python."""
    return lambda lines, sheet=None: run_vba(trial_modules(lines), "Trials.Go", sheet=sheet)
