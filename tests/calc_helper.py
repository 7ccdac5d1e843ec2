"""Helper processes for tests: the real one, and stand-ins that misbehave in one way each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import psutil

from udfs.hosts.calc.component.client import MODULE, Helper, HelperError, Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUICK = Limits(start_seconds=30.0, call_seconds=30.0, slow_seconds=20.0)
REAL = """
def real():
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__")
"""
SIXTY = ("DSO", (1_200_000.0, 7_300_000.0, 365.0))
"""A call whose answer is 60: 1,200,000 / 7,300,000 x 365."""


def write_settings(folder: Path, python: str | Path = sys.executable, **others: Any) -> Path:
    """Write the settings that name an interpreter and return where they are."""
    path = folder / "calc.json"
    path.write_text(json.dumps({"python": str(python), **others}), encoding="utf-8")
    return path


def stand_in(folder: Path, script: str) -> Path:
    """Write a program that is started in the interpreter's place, with its arguments."""
    path = folder / "python-stand-in"
    lead = f"import os, sys, time, runpy\n{REAL}"
    path.write_text(f"#!{sys.executable}\n{lead}{textwrap.dedent(script)}", encoding="utf-8")
    path.chmod(0o755)
    return path


def helper_of(folder: Path, script: str = "", limits: Limits = QUICK, **others: Any) -> Helper:
    """Return a helper: the real one, or one that a script stands in for."""
    python = stand_in(folder, script) if script else sys.executable
    return Helper(write_settings(folder, python), limits=limits, **others)


def process_of(helper: Helper) -> psutil.Process:
    """Return the process of a helper that was called before."""
    return psutil.Process(helper._child.process.pid)


def servers_below(parent: int) -> list[psutil.Process]:
    """Return the helper processes that a process has started."""
    return [
        child
        for child in psutil.Process(parent).children(recursive=True)
        if child.is_running() and MODULE in child.cmdline()
    ]


def wait_until(fact: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Wait for a fact and tell whether it came true."""
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def start_server(*arguments: str) -> subprocess.Popen[bytes]:
    """Start the real helper process with pipes that the test holds."""
    return subprocess.Popen(
        [sys.executable, "-m", MODULE, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONSAFEPATH": "1"},
    )


def in_the_middle(helper: Helper, seconds: float = 10.0) -> Callable[[], Any]:
    """Start a call that the process is not going to answer; what is returned gives its outcome when known."""
    outcome: list[Any] = []

    def call() -> None:
        try:
            outcome.append(helper.call(*SIXTY))
        except HelperError as error:
            outcome.append(error)

    def wait() -> Any:
        thread.join(seconds)
        return outcome[0]

    process_of(helper).send_signal(signal.SIGSTOP)
    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.3)
    return wait
