#!/usr/bin/env python3
"""One command for everything on every platform: ``python run.py demo|test|bench|fuzz|lint|build|lock``.

The first call makes ``.venv`` from ``requirements.lock``; later calls start at once, until the lock changes.
Extra arguments go to the tool behind the command: ``python run.py test -k aging``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "xlcredit-lock.sha256"
LOCK = ROOT / "requirements.lock"
LOCK_HEADER = (
    "# Locked versions of every platform: made by 'python run.py lock', installed by run.py;"
    " hashes are left out so that any mirror serves.\n"
)
OLDEST_PYTHON = (3, 11)
COMMANDS = {
    "demo": "build the template with the sample company, refresh it, print the key figures",
    "test": "the quick suite with doctests, on two processes",
    "bench": "timings and memory beside the script a user would write",
    "fuzz": "the property tests again, long and with new random cases",
    "lint": "ruff, its formatter and mypy",
    "build": "the built workbooks, the extension, the generated pages and the wheel in dist/",
    "lock": "remake requirements.lock (needs uv)",
}

# What makes the generated files; it runs in the environment and in this folder.
WRITE_BOOKS = (
    "from workbooks.template import build_all; import pathlib; build_all(pathlib.Path('workbooks/built'))"
)
WRITE_EXTENSION = (
    "from udfs.hosts.calc.extension import build_extension; import pathlib;"
    " build_extension(pathlib.Path('workbooks/built/xlcredit.oxt'))"
)
WRITE_PAGE = (
    "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(page(), encoding='utf-8', newline='\\n')"
)
WRITE_README = (
    "import pathlib; from udfs.reference import readme_with_table; p = pathlib.Path('README.md'); "
    "p.write_text(readme_with_table(p.read_text(encoding='utf-8')), encoding='utf-8', newline='\\n')"
)
GENERATORS = (
    (WRITE_BOOKS,),
    (WRITE_EXTENSION,),
    ("from udfs.reference import reference_page as page; " + WRITE_PAGE, "docs/functions.md"),
    (WRITE_README,),
    ("from xlcredit.texts.glossary import glossary_page as page; " + WRITE_PAGE, "docs/glossary.md"),
)


class StopError(Exception):
    """A fault that the caller can mend; its text says how."""


def usage() -> str:
    """Return the help text."""
    lines = [f"  {name:<6} {sentence}" for name, sentence in COMMANDS.items()]
    return "\n".join(["usage: python run.py COMMAND [arguments for the tool behind it]", "", *lines])


def check_python(version: tuple[int, ...]) -> None:
    """Stop when this Python is too old."""
    if version < OLDEST_PYTHON:
        got, wanted = (".".join(map(str, number[:2])) for number in (version, OLDEST_PYTHON))
        raise StopError(
            f"This is Python {got}; xlcredit needs {wanted} or newer. Start run.py with a newer one."
        )


def venv_python() -> Path:
    """Return the path of the environment's interpreter."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint() -> str:
    """Return the hash of what the environment is made from."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        # Git may write CRLF on Windows; the same lock must not look like another one.
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def is_ready() -> bool:
    """Say whether the environment stands and was made from the present lock."""
    return STAMP.is_file() and STAMP.read_text("ascii").strip() == fingerprint() and venv_python().exists()


def run(*command: object) -> int:
    """Run a command in the project's folder and return its exit code."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode


def must_run(*command: object) -> None:
    """Run a command; stop when it fails."""
    code = run(*command)
    if code:
        raise StopError(f"This step failed with exit code {code}: {' '.join(map(str, command))}")


def is_installed(module: str) -> bool:
    """Say whether this interpreter has a module."""
    return importlib.util.find_spec(module) is not None


def pip_command() -> list[object]:
    """Return the start of a pip command that works on the environment."""
    if run_quietly(venv_python(), "-m", "pip", "--version"):
        return [venv_python(), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", venv_python()]


def run_quietly(*command: object) -> bool:
    """Say whether a command starts and succeeds, showing nothing of it."""
    try:
        done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def make_venv() -> None:
    """Make an empty environment, by uv, by venv, or by venv with the pip of this interpreter."""
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv") and run("uv", "venv", "--quiet", "--python", sys.executable, VENV) == 0:
        return
    if is_installed("ensurepip"):
        must_run(sys.executable, "-m", "venv", VENV)
    elif is_installed("venv") and is_installed("pip"):
        must_run(sys.executable, "-m", "venv", "--without-pip", VENV)
    else:
        raise StopError(
            "This Python can make no environment: it lacks venv or ensurepip, as on a bare Debian.\n"
            "Install one package and call again:\n"
            "    sudo apt install python3-venv        (or: sudo apt install python3-pip)"
        )


def install() -> None:
    """Install the locked packages and the project itself, which stays where it is."""
    if shutil.which("uv"):
        uv: list[object] = ["uv", "pip", "install", "--quiet", "--python", venv_python()]
        if run(*uv, "-r", LOCK) == 0 and run(*uv, "--no-deps", "-e", ".") == 0:
            return
        print("uv could not install; trying pip.", flush=True)
    if not run_quietly(*pip_command(), "--version"):
        raise StopError(
            "Neither uv nor pip can install here.\nInstall pip and call again: sudo apt install python3-pip"
        )
    pip = [*pip_command(), "install", "--quiet", "--disable-pip-version-check"]
    must_run(*pip, "-r", LOCK)
    must_run(*pip, "--no-deps", "-e", ".")


def ensure_venv() -> None:
    """Make the environment, or bring it to the present lock; do nothing when it is ready."""
    if is_ready():
        return
    print("Preparing .venv from requirements.lock (only now, and when the lock changes) ...", flush=True)
    if not run_quietly(venv_python(), "-c", ""):
        make_venv()
    STAMP.unlink(missing_ok=True)
    install()
    STAMP.write_text(fingerprint() + "\n", encoding="ascii")


def module(name: str, *arguments: object) -> int:
    """Run a module of the environment."""
    return run(venv_python(), "-m", name, *arguments)


def first_failure(*codes: int) -> int:
    """Return the first exit code that is not 0; every step has run by then."""
    return next((code for code in codes if code), 0)


def lint() -> int:
    """Run every linter, the later ones too when an earlier one complains."""
    return first_failure(
        module("ruff", "check", "."),
        module("ruff", "format", "--check", "."),
        module("mypy", "--no-error-summary"),
    )


def build() -> int:
    """Rebuild what is generated: workbooks, pages, wheel."""
    for generator in GENERATORS:
        must_run(venv_python(), "-c", *generator)
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # what setuptools left there would enter the wheel
    if shutil.which("uv") and run("uv", "build", "--quiet", "--wheel", "--out-dir", "dist") == 0:
        return 0
    return run(*pip_command(), "wheel", "--quiet", "--no-deps", "--wheel-dir", "dist", ".")


def lock(*arguments: str) -> int:
    """Remake the lock for every platform; ``--upgrade`` takes the newest versions."""
    if not shutil.which("uv"):
        raise StopError("uv makes the lock and is not on the PATH. Install it: python -m pip install uv")
    scope = ("--universal", "--python-version", "3.11", "--extra", "dev")
    form = ("--no-annotate", "--no-header", "--quiet", "--output-file", LOCK)
    must_run("uv", "pip", "compile", "pyproject.toml", *scope, *form, *arguments)
    LOCK.write_text(LOCK_HEADER + LOCK.read_text("utf-8"), encoding="utf-8", newline="\n")
    return 0


def perform(command: str, arguments: list[str]) -> int:
    """Run one command of this script inside the environment and return its exit code."""
    quick = ("-m", "not fuzz and not bench")
    if command == "demo":
        return module("udfs.hosts.command_line", "demo", *arguments)
    if command == "test":
        return module("pytest", "-q", "-n", "2", *quick, *arguments)
    if command == "bench":
        return module("pytest", "-q", "-s", "-o", "python_files=*.py", "-m", "bench", "bench", *arguments)
    if command == "fuzz":
        return module("pytest", "-q", "-m", "fuzz or hypothesis", "--hypothesis-profile=fuzz", *arguments)
    return lint() if command == "lint" else build()


def main(arguments: list[str]) -> int:
    """Read the command line, run the command and return its exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        print(usage())
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    try:
        check_python(sys.version_info[:3])
        if arguments[0] == "lock":
            return lock(*arguments[1:])
        ensure_venv()
        return perform(arguments[0], arguments[1:])
    except StopError as stop:
        print(stop, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
