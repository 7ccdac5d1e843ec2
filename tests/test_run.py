"""The one command: it prepares once, starts at once afterwards, and says what to do when it cannot."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The script as a module over a project of two files; commands are written down and not run."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for name, folder in {
        "ROOT": "",
        "VENV": ".venv",
        "STAMP": ".venv/stamp",
        "LOCK": "requirements.lock",
    }.items():
        monkeypatch.setattr(script, name, tmp_path / folder)
    (tmp_path / "requirements.lock").write_text("numpy==2.4.6\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    monkeypatch.setattr(script.shutil, "which", lambda _: None)
    script.started = []
    script.fails = lambda _: False

    def started(command, **_):
        script.started.append(" ".join(command))
        if "venv" in command:
            script.venv_python().parent.mkdir(parents=True)
            script.venv_python().touch()
        starts = Path(command[0]).exists() and not script.fails(command)
        return SimpleNamespace(returncode=0 if starts else 1)

    monkeypatch.setattr(script.subprocess, "run", started)
    return script


def test_the_first_call_prepares_and_the_second_starts_at_once(run):
    assert run.main(["test"]) == 0
    assert any("-r" in command and "requirements.lock" in command for command in run.started)
    assert any("--no-deps -e ." in command for command in run.started)
    run.started.clear()
    assert run.main(["test"]) == 0
    assert [" -m pytest" in command for command in run.started] == [True]


def test_a_changed_lock_installs_again_into_the_same_environment(run):
    run.main(["test"])
    run.started.clear()
    run.LOCK.write_text("numpy==2.5.0\n", encoding="utf-8")
    run.main(["test"])
    assert any("pip install" in command for command in run.started)
    assert not any("-m venv" in command for command in run.started)


def test_line_ends_of_windows_change_nothing(run):
    before = run.fingerprint()
    run.LOCK.write_bytes(run.LOCK.read_bytes().replace(b"\n", b"\r\n"))
    assert run.fingerprint() == before


def test_an_installation_that_failed_is_not_taken_for_done(run, capsys):
    run.fails = lambda command: "install" in command
    assert run.main(["test"]) == 2
    assert "failed with exit code 1" in capsys.readouterr().err
    assert not run.is_ready()


def test_extra_arguments_go_to_the_tool(run):
    run.main(["test", "-k", "aging"])
    assert run.started[-1].endswith("-m not fuzz and not bench -k aging")
    run.main(["demo", "--lang", "zh"])
    assert run.started[-1].endswith("-m udfs.hosts.command_line demo --lang zh")


def test_every_linter_runs_although_the_first_complains(run):
    run.fails = lambda command: "check" in command
    assert run.main(["lint"]) == 1
    assert [command.split(" -m ")[1].split()[0] for command in run.started[-3:]] == ["ruff", "ruff", "mypy"]


def test_the_exit_code_of_the_tool_is_ours(run):
    run.fails = lambda command: "pytest" in command
    assert run.main(["test"]) == 1


@pytest.mark.parametrize(("present", "words"), [((), "python3-venv"), (("venv",), "python3-pip")])
def test_a_bare_debian_is_told_what_to_install(run, monkeypatch, capsys, present, words):
    monkeypatch.setattr(run, "is_installed", lambda module: module in present)
    assert run.main(["test"]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "sudo apt install" in told


def test_without_ensurepip_the_pip_of_the_machine_is_used(run, monkeypatch):
    monkeypatch.setattr(run, "is_installed", lambda module: module in ("venv", "pip"))
    monkeypatch.setattr(run, "run_quietly", lambda *command: "--python" in command)
    assert run.main(["test"]) == 0
    assert any("--without-pip" in command for command in run.started)
    assert any(f"-m pip --python {run.venv_python()} install" in command for command in run.started)


def test_an_old_python_gets_a_readable_message(run):
    with pytest.raises(run.StopError, match=r"This is Python 3\.10; xlcredit needs 3\.11 or newer"):
        run.check_python((3, 10, 4))


def test_the_lock_needs_uv(run, capsys):
    assert run.main(["lock"]) == 2
    assert "uv makes the lock" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["tset"], 2), (["--help"], 0)])
def test_a_wrong_command_shows_the_right_ones(run, capsys, arguments, code):
    assert run.main(arguments) == code
    told = capsys.readouterr().out
    assert [name for name in run.COMMANDS if name not in told] == []


def test_the_script_itself_answers():
    told = subprocess.run(
        [sys.executable, ROOT / "run.py", "--help"], capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith("usage: python run.py COMMAND")


def test_build_rebuilds_everything_and_then_the_wheel(run):
    assert run.main(["build"]) == 0
    started = " ".join(run.started)
    assert started.index("build_all") < started.index("docs/functions.md") < started.index("docs/glossary.md")
    assert run.started[-1].endswith("wheel --quiet --no-deps --wheel-dir dist .")


def test_what_the_build_runs_can_be_imported(run, monkeypatch):
    monkeypatch.undo()
    imports = [statement.partition(";")[0] for statement, *_ in run.GENERATORS]
    subprocess.run([sys.executable, "-c", "\n".join(imports)], check=True, cwd=ROOT)


def test_pages_are_written_with_unix_line_ends_everywhere(run, tmp_path, monkeypatch):
    monkeypatch.undo()
    statement = "page = lambda: 'α\\n'; " + run.WRITE_PAGE
    subprocess.run([sys.executable, "-c", statement, str(tmp_path / "page.md")], check=True)
    assert (tmp_path / "page.md").read_bytes() == "α\n".encode()
