"""A LibreOffice without a window for the engine: cases run in a Python beside it, and inside it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import clean_environment
from vba_office import office_python

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]

Case = Callable[..., Any]


class EngineOffice:
    """LibreOffice with a profile of its own, and a Python that runs the cases of `cases.py` on it."""

    def __init__(self, soffice: str, folder: Path) -> None:
        self.pipe = f"xlcredit{uuid.uuid4().hex}"
        self.environment = clean_environment(folder) | {"PYTHONPATH": f"{_packages()}:{ROOT}"}
        scripts = folder / "profile" / "user" / "Scripts" / "python"
        scripts.mkdir(parents=True)
        shutil.copy(HERE / "inside_office.py", scripts)
        command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--norestore", "--nologo", f"--accept=pipe,name={self.pipe};urp"]
        self.office = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment
        )
        self.worker = subprocess.Popen(
            [office_python(soffice), str(HERE / "cases.py"), self.pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.environment,
            text=True,
        )

    def ask(self, case: str, **given: Any) -> Any:
        """Return what a case gives; its failure fails the test with its trace."""
        assert self.worker.stdin
        assert self.worker.stdout
        self.worker.stdin.write(json.dumps({"case": case, "given": given}, default=str) + "\n")
        self.worker.stdin.flush()
        line = self.worker.stdout.readline()
        assert line, f"{case}: the Python beside LibreOffice is gone"
        answer = json.loads(line)
        assert "trace" not in answer, answer["trace"]
        return answer["answer"]

    def stop(self) -> None:
        """Close LibreOffice, and end both processes when they do not obey."""
        self.ask("close_office")
        for process in (self.worker, self.office):
            deadline = time.monotonic() + 20
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            if process.poll() is None:
                process.kill()
                process.wait(30)
        if self.worker.stdin and self.worker.stdout:
            self.worker.stdin.close()
            self.worker.stdout.close()


def _packages() -> Path:
    """Return the folder that our packages are installed in."""
    import pandas as pd

    return Path(pd.__file__).resolve().parents[1]


def _same_python(soffice: str) -> bool:
    """Tell whether the Python beside LibreOffice can load the packages of this one."""
    told = subprocess.run(
        [office_python(soffice), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True, text=True, env=clean_environment(), check=False,
    )  # fmt: skip
    return told.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture(scope="session")
def engine_office(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineOffice]:
    """The LibreOffice of this process."""
    if not _same_python(soffice):
        pytest.skip("LibreOffice's Python is of another version and cannot load our packages")
    office = EngineOffice(soffice, tmp_path_factory.mktemp("engine"))
    yield office
    office.stop()


@pytest.fixture
def case(engine_office: EngineOffice) -> Case:
    """A function (name, **given) -> what a case of `cases.py` gives."""
    return engine_office.ask


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workbook."""
    import datetime as dt

    from udfs.hosts import jobs

    now = dt.datetime(2026, 11, 22, 9)
    return jobs.demo(tmp_path_factory.mktemp("demo"), "en", now, lambda _step: None).path
