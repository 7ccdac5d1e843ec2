"""The helper process seen from LibreOffice's Python: a call gives a value or a reason, and never hangs."""

from __future__ import annotations

import ast
import os
import re
import string
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from calc_helper import (
    QUICK,
    SIXTY,
    helper_of,
    in_the_middle,
    process_of,
    servers_below,
    stand_in,
    wait_until,
    write_settings,
)

from udfs.hosts.calc.component import reasons
from udfs.hosts.calc.component.client import Helper, HelperError, Limits
from udfs.hosts.calc.component.errors import error_value

COMPONENT = Path(__file__).parents[3] / "udfs" / "hosts" / "calc" / "component"
OLDEST_PYTHON = (3, 8)  # of LibreOffice 7.x on Windows; 25.2 brings 3.10 or newer
posix = pytest.mark.skipif(os.name != "posix", reason="stand-ins and signals of Unix")


def test_a_call_gives_the_value_and_starts_one_process_only(helper):
    assert [helper.call(*SIXTY) for _ in range(3)] == [60.0] * 3
    assert len(servers_below(os.getpid())) == 1
    assert helper.reason == ""


@posix
def test_killed_in_the_middle_of_a_call_the_call_fails_and_the_next_one_works(helper):
    helper.call(*SIXTY)
    outcome = in_the_middle(helper)
    started = time.monotonic()
    process_of(helper).kill()
    with pytest.raises(HelperError, match=r"ended unexpectedly \(exit code -9\)"):
        raise outcome()
    assert helper.reason.startswith("xlcredit's helper process ended")
    assert helper.call(*SIXTY) == 60.0
    assert time.monotonic() - started < 10


@posix
def test_the_reason_of_the_failed_call_is_told_after_the_recovery(helper):
    helper.call(*SIXTY)
    outcome = in_the_middle(helper)
    process_of(helper).kill()
    outcome()
    told = helper.call("XLCWHY", ((("#VALUE!", "=DSO(1200000,7300000,365)"),),))
    assert told.startswith("DSO #VALUE!: xlcredit's helper process ended unexpectedly")


def test_killed_between_two_calls_the_next_one_works(helper):
    helper.call(*SIXTY)
    first = process_of(helper)
    first.kill()
    first.wait(5)
    assert helper.call(*SIXTY) == 60.0
    assert process_of(helper).pid != first.pid


def test_killed_again_and_again_calls_fail_at_once_until_it_has_rested(tmp_path):
    helper = helper_of(tmp_path, limits=QUICK._replace(rest_seconds=2.0))
    for _ in range(2):
        helper.call(*SIXTY)
        process_of(helper).kill()
        wait_until(lambda: not helper._child.lives())
    started = time.monotonic()
    for _ in range(1000):
        with pytest.raises(
            HelperError, match=r"ended unexpectedly .* next attempt is possible in [12] seconds"
        ):
            helper.call(*SIXTY)
    assert time.monotonic() - started < 1.5
    assert wait_until(lambda: time.monotonic() - started > 2.0)
    assert helper.call(*SIXTY) == 60.0
    helper.close()


@posix
def test_what_the_process_prints_does_not_come_between_the_messages(one_that):
    helper = one_that("""
        from udfs.hosts.calc import server
        def call(name, arguments):
            print("printed" * 20_000, flush=True)
            sys.stderr.write("said" * 50_000)
            sys.stdin.read()
            os.system("echo by a child")
            return arguments
        server.Server(*server._channel()).serve(lambda: call)
    """)
    assert [helper.call("X", (number,)) for number in range(3)] == [(0,), (1,), (2,)]


@posix
def test_a_fault_of_ours_is_a_reason_and_the_process_goes_on(helper):
    with pytest.raises(HelperError, match="KeyError: 'NOSUCHFUNCTION'"):
        helper.call("NOSUCHFUNCTION", (1.0,))
    first = process_of(helper).pid
    assert helper.call(*SIXTY) == 60.0
    assert process_of(helper).pid == first


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((object(),), r"neither a cell nor a range of cells \(object"),
        ((tuple((float(row),) for row in range(1000)),), r"take 8,\d\d\d bytes; at most 4,000 are accepted"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_the_process_is_not_troubled(tmp_path, arguments, reason):
    helper = helper_of(tmp_path, limits=QUICK._replace(message_bytes=4000))
    helper.call(*SIXTY)
    first = process_of(helper).pid
    with pytest.raises(HelperError, match=reason):
        helper.call("CREDITGRADE", arguments)
    assert helper.call(*SIXTY) == 60.0
    assert process_of(helper).pid == first
    helper.close()


def test_too_long_an_answer_is_refused_and_the_process_goes_on(tmp_path):
    helper = helper_of(tmp_path, limits=QUICK._replace(message_bytes=12_000))
    column = tuple((float(row % 100),) for row in range(500))
    with pytest.raises(HelperError, match=r"The answer takes 2\d,\d\d\d bytes; at most 12,000"):
        helper.call("INSTALMENTS", (1e6, 400.0, 46000.0))
    assert len(helper.call("CREDITGRADE", (column, None))) == 500
    helper.close()


def test_calls_of_several_threads_are_answered_one_after_the_other(helper):
    found = {}

    def ask(number):
        found[number] = [helper.call("DSO", (float(number), 1.0, float(turn))) for turn in range(1, 51)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    # DSO = receivables / credit sales x days
    assert found == {number: [float(number * turn) for turn in range(1, 51)] for number in range(8)}
    assert len(servers_below(os.getpid())) == 1


@posix
def test_a_call_does_not_wait_for_ever_for_another_thread(tmp_path):
    helper = helper_of(tmp_path, limits=QUICK._replace(call_seconds=1.0))
    helper._one_at_a_time.acquire()
    found = []

    def ask():
        with pytest.raises(HelperError, match="has been busy for 1 seconds") as refused:
            helper.call(*SIXTY)
        found.append(refused)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(5)
    assert found


def test_closed_it_is_gone_and_the_next_call_starts_another(helper):
    helper.call(*SIXTY)
    first = process_of(helper)
    helper.close()
    assert not psutil.pid_exists(first.pid) or not first.is_running()
    assert helper.call(*SIXTY) == 60.0


def test_reasons_of_the_process_come_in_the_language_of_the_office(tmp_path):
    helper = helper_of(tmp_path)
    helper.speak("zh-CN")
    helper.call("DSO", (1.0, 0.0, 365.0))
    assert re.search("[\u4e00-\u9fff]", helper.call("XLCWHY", ((("#NUM!", "=DSO(1,0,365)"),),)))
    helper.close()


def test_an_error_value_comes_through_with_its_code(helper):
    assert repr(helper.call("DSO", (1.0, 0.0, 365.0))) == "nan"
    assert struct.pack("<d", helper.call("DSO", (1.0, 0.0, 365.0))) == struct.pack("<d", error_value("#NUM!"))


@pytest.mark.parametrize("key", reasons.REASONS)
def test_every_reason_stands_in_both_languages_with_the_same_fields(key):
    english, chinese = reasons.REASONS[key]["en"], reasons.REASONS[key]["zh"]
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese)
    ]
    assert fields[0] == fields[1]
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "已不存在"), ("zh-TW", "已不存在"), ("en-US", "is gone"), ("", "is gone")]
)
def test_reasons_come_in_the_language_of_the_office(tmp_path, language, word):
    helper = Helper(write_settings(tmp_path, tmp_path / "gone"))
    helper.speak(language)
    with pytest.raises(HelperError, match=word):
        helper.call(*SIXTY)


@pytest.mark.parametrize("name", ["child", "client", "objects", "reasons", "status", "wire"])
def test_the_component_is_written_for_old_pythons_and_needs_their_own_library_only(name):
    tree = ast.parse((COMPONENT / f"{name}.py").read_text(encoding="utf-8"), feature_version=OLDEST_PYTHON)
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert {each.partition(".")[0] for each in imported} - {"udfs"} <= set(sys.stdlib_module_names)


def other_pythons():
    """Interpreters of other versions on this machine."""
    names = [f"python3.{minor}" for minor in range(OLDEST_PYTHON[1], sys.version_info.minor + 5)]
    roots = [Path("/usr"), Path("/usr/local"), *Path.home().glob(".pyenv/versions/*")]
    return [str(place) for name in names for root in roots if (place := root / "bin" / name).is_file()]


@posix
@pytest.mark.parametrize("python", other_pythons())
def test_another_python_gets_the_same_answers(python, tmp_path):
    # The files as they lie in the extension: under another package's name, and nothing of ours beside.
    package = tmp_path / "xlcredit_calc"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    for name in ("child", "client", "objects", "reasons", "status", "wire"):
        (package / f"{name}.py").write_bytes((COMPONENT / f"{name}.py").read_bytes())
    script = (
        "from pathlib import Path; import sys; from xlcredit_calc.client import Helper\n"
        "helper = Helper(Path('calc.json')); helper.speak('en')\n"
        "assert 'udfs' not in sys.modules\n"
        f"print(helper.call(*{SIXTY!r}), helper.call('CREDITGRADE', (((90.0,), ('',)), None)))"
    )
    write_settings(tmp_path)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        [python, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "60.0 (('A',), (nan,))", done.stderr


@posix
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_it_ends_with_the_office_whatever_it_is_busy_with(tmp_path, busy):
    python = stand_in(
        tmp_path,
        """
        from udfs.hosts.calc import server
        def call(name, arguments):
            while name == "BUSY":
                pass
            return os.getpid()
        server.Server(*server._channel()).serve(lambda: call)
        """,
    )
    write_settings(tmp_path, python)
    last = "helper.call('BUSY', ())" if busy else "time.sleep(60)"
    office = (
        "import time; from pathlib import Path; from udfs.hosts.calc.component.client import Helper\n"
        f"helper = Helper(Path({str(tmp_path / 'calc.json')!r}))\n"
        f"print(helper.call('PID', ()), flush=True); {last}"
    )
    with subprocess.Popen([sys.executable, "-c", office], stdout=subprocess.PIPE) as process:
        server = psutil.Process(int(process.stdout.readline()))
        time.sleep(0.5)
        assert server.is_running()
        process.kill()
        process.wait(5)
        assert wait_until(lambda: not server.is_running(), 5)


def test_the_usual_limits_are_those_that_are_promised():
    assert Limits()[:2] == (120.0, 60.0)
    assert Limits().rest_seconds == 10.0
