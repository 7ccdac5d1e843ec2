"""LibreOffice Calc with our extension installed, which computes workbooks and says what their cells show."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from vba_office import office_python

ROOT = Path(__file__).resolve().parent.parent
WORKER = Path(__file__).with_name("calc_office_worker.py")
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
NOBODY = "nobody"


class CalcOffice:
    """One LibreOffice without a window, with a profile and a home of its own.

    It runs as whoever runs the tests. LibreOffice lets root install nothing into a profile, so there an
    ordinary user does that one step, in a folder that is his.
    """

    def __init__(self, soffice: str, extension: bytes) -> None:
        self.soffice, self.extension = soffice, extension
        self.folder = Path(tempfile.mkdtemp(prefix="xlcredit-calc-"))
        self.pipe = f"xlcredit{uuid.uuid4().hex}"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = clean_environment() | {"HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        self.profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"

    def install(self) -> None:
        """Put the extension into a fresh profile."""
        (self.folder / "profile" / "user").mkdir(parents=True)
        settings = self.folder / "profile" / "user" / "registrymodifications.xcu"
        settings.write_text(RECALCULATE_ALWAYS, encoding="utf-8")
        file = self.folder / "xlcredit.oxt"
        file.write_bytes(self.extension)
        done = subprocess.run(
            [str(Path(self.soffice).with_name("unopkg")), self.profile, "add", "-f", "-s", str(file)],
            capture_output=True,
            text=True,
            timeout=180,
            env=self.environment,
            cwd=self.folder,
            check=False,
            **self._ordinary_user(),
        )
        assert done.returncode == 0, f"unopkg: {done.stdout}{done.stderr}"

    def _ordinary_user(self) -> dict[str, Any]:
        """Return how a step is done by an ordinary user when we are root, in a folder given to him."""
        if os.name != "posix" or os.geteuid() != 0:
            return {}
        group = "nogroup" if Path("/etc/debian_version").exists() else NOBODY
        for place in (self.folder, *self.folder.rglob("*")):
            shutil.chown(place, NOBODY, group)
        return {"user": NOBODY, "group": group, "extra_groups": []}

    def compute(self, path: Path, *, save_as: Path | None = None) -> dict[str, dict[str, Any]]:
        """Open a workbook, recalculate it and return its cells by sheet and address.

        A cell is a dict of ``value`` (a number, a text, or the text of an error) and ``formula``. `save_as`
        writes what LibreOffice holds then, in the format of the name's ending.
        """
        question = {"compute": str(path), "save_as": str(save_as) if save_as else ""}
        cells: dict[str, dict[str, Any]] = self.ask(question)
        return cells

    def race(self, paths: list[Path], turns: int) -> list[list[float]]:
        """Return how long hard recalculations of workbooks take, in turns so that a slow moment meets all."""
        seconds: list[list[float]] = self.ask({"race": [str(path) for path in paths], "turns": turns})
        return seconds

    def describe(self, names: list[str]) -> dict[str, Any]:
        """Return what the function wizard knows of some functions."""
        found: dict[str, Any] = self.ask({"describe": names})
        return found

    def ask(self, question: dict[str, Any]) -> Any:
        """Let a Python beside LibreOffice do one job there."""
        self.start()
        done = subprocess.run(
            [office_python(self.soffice), str(WORKER), self.pipe, json.dumps(question)],
            capture_output=True,
            text=True,
            timeout=300,
            env=self.environment,
            check=False,
        )
        assert done.returncode == 0, f"{question}: {done.stderr[-2000:]}"
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start LibreOffice when it does not run yet; its Python sees our package."""
        if self.process and self.process.poll() is None:
            return
        command = [self.soffice, self.profile, "--headless", "--norestore", "--nologo"]
        self.process = subprocess.Popen(
            [*command, f"--accept=pipe,name={self.pipe};urp"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(self.python_path()))},
            cwd=self.folder,
            start_new_session=os.name == "posix",
        )

    def python_path(self) -> list[str]:
        """Return where LibreOffice's Python looks for modules besides its own."""
        return [sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"], str(ROOT)]

    def stop(self) -> None:
        """Close LibreOffice, end it when it does not obey, and leave nothing behind."""
        if self.process and self.process.poll() is None:
            subprocess.run(
                [office_python(self.soffice), str(WORKER), self.pipe, json.dumps({"close": True})],
                capture_output=True,
                timeout=60,
                env=self.environment,
                check=False,
            )
            self._see_it_ended()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _see_it_ended(self) -> None:
        """Wait for the end, then do not wait any longer."""
        assert self.process
        for _ in range(100):
            if self.process.poll() is not None:
                return
            time.sleep(0.1)
        if sys.platform == "win32":
            self.process.kill()
        else:
            os.killpg(self.process.pid, 9)
        self.process.wait(30)


def clean_environment() -> dict[str, str]:
    """Return the environment for LibreOffice: a Python of ours ahead in PATH makes it fail without a word."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    return kept | ({"PATH": "/usr/bin:/bin"} if os.name == "posix" else {})


def same_python(soffice: str) -> bool:
    """Tell whether LibreOffice's Python is of our version, so that it can load our package."""
    told = subprocess.run(
        [office_python(soffice), "-c", "import sys; print(*sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.split() == [str(part) for part in sys.version_info[:2]]
