"""The helper process seen from LibreOffice's Python: a call gives a value or a reason, and never hangs."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import string
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from calc_helper import (
    QUICK,
    SIXTY,
    helper_of,
    process_of,
    servers_below,
    stand_in,
    wait_until,
    write_settings,
)

from udfs.hosts.calc.component import reasons
from udfs.hosts.calc.component.client import Helper, HelperError, Limits, connect
from udfs.hosts.calc.component.errors import error_value

COMPONENT = Path(__file__).parents[3] / "udfs" / "hosts" / "calc" / "component"
OLDEST_PYTHON = (3, 8)  # of LibreOffice 7.x on Windows; 25.2 brings 3.10 or newer
posix = pytest.mark.skipif(os.name != "posix", reason="stand-ins and signals of Unix")


@pytest.fixture
def helper(tmp_path):
    one = helper_of(tmp_path)
    yield one
    one.close()


@pytest.fixture
def one_that(tmp_path):
    """A function (script, limits) -> helper that the script stands in for."""
    made = []

    def make(script, limits=QUICK, **others):
        made.append(helper_of(tmp_path, script, limits, **others))
        return made[-1]

    yield make
    for each in made:
        each.close()


def in_the_middle(helper, seconds=10.0):
    """Start a call that the process is not going to answer and return its outcome when it is known."""
    outcome = []

    def call():
        try:
            outcome.append(helper.call(*SIXTY))
        except HelperError as error:
            outcome.append(error)

    process_of(helper).send_signal(signal.SIGSTOP)
    thread = threading.Thread(target=call)
    thread.start()
    time.sleep(0.3)
    return lambda: (thread.join(seconds), outcome[0])[1]


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
def test_a_process_that_dies_at_each_start_is_not_started_for_every_cell(one_that, tmp_path):
    helper = one_that(f"""
        open({str(tmp_path / "starts")!r}, "a").write("x")
        sys.exit("out of luck")
    """)
    started = time.monotonic()
    for _ in range(10_000):
        with pytest.raises(HelperError, match="could not start: exit code 1: out of luck"):
            helper.call(*SIXTY)
    assert len((tmp_path / "starts").read_text()) == 1
    assert time.monotonic() - started < 10


@posix
def test_a_process_that_is_silent_is_ended_in_time(tmp_path):
    helper = helper_of(tmp_path, limits=QUICK._replace(call_seconds=1.0))
    helper.call(*SIXTY)
    frozen = process_of(helper)
    outcome = in_the_middle(helper)
    with pytest.raises(HelperError, match="gave no answer within 1 seconds and was ended"):
        raise outcome()
    assert wait_until(lambda: not frozen.is_running())
    with pytest.raises(HelperError, match="next attempt is possible in"):
        helper.call(*SIXTY)


@posix
def test_a_process_that_takes_nothing_in_is_ended_in_time(tmp_path):
    helper = helper_of(tmp_path, limits=QUICK._replace(call_seconds=1.0))
    helper.call(*SIXTY)
    process_of(helper).send_signal(signal.SIGSTOP)
    column = tuple((float(row),) for row in range(100_000))  # far more than a pipe holds
    started = time.monotonic()
    with pytest.raises(HelperError, match="gave no answer within 1 seconds"):
        helper.call("CREDITGRADE", (column, None))
    assert time.monotonic() - started < 5


@posix
def test_a_start_that_never_ends_is_ended_in_time(one_that):
    helper = one_that("time.sleep(60)", QUICK._replace(start_seconds=1.0))
    started = time.monotonic()
    with pytest.raises(HelperError, match="did not start within 1 seconds and was ended"):
        helper.call(*SIXTY)
    assert time.monotonic() - started < 5
    assert servers_below(os.getpid()) == []


@posix
@pytest.mark.parametrize(
    ("language", "words"), [("en", "is starting its helper"), ("zh", "正在启动辅助进程")]
)
def test_a_slow_start_is_told_and_the_call_goes_on(one_that, language, words):
    told = []

    def tell(text):
        told.append(text)
        return lambda: told.append("over")

    helper = one_that("time.sleep(1); real()", QUICK._replace(slow_seconds=0.3), on_slow=tell)
    helper.speak(language)
    assert helper.call(*SIXTY) == 60.0
    assert words in told[0]
    assert told[1:] == ["over"]


def test_a_slow_start_shows_in_the_status_bar_while_it_lasts(monkeypatch):
    log = []
    indicator = SimpleNamespace(start=lambda *given: log.append(given), end=lambda: log.append("end"))
    window = SimpleNamespace(invalidate=lambda _: log.append("painted"))
    frames = [
        SimpleNamespace(createStatusIndicator=lambda: indicator, getContainerWindow=lambda: window),
        None,
    ]
    desktop = SimpleNamespace(getCurrentFrame=lambda: frames.pop(0))
    manager = SimpleNamespace(createInstanceWithContext=lambda *_: desktop)
    uno = SimpleNamespace(getComponentContext=lambda: SimpleNamespace(ServiceManager=manager))
    monkeypatch.setitem(sys.modules, "uno", uno)
    show = connect().on_slow
    show("starting")()
    show("nobody looks")()
    assert log == [("starting", 0), "painted", "end"]


@posix
def test_a_start_that_cannot_be_told_goes_on(one_that):
    def fail(_text):
        raise RuntimeError("no status bar")

    helper = one_that("time.sleep(0.5); real()", QUICK._replace(slow_seconds=0.1), on_slow=fail)
    assert helper.call(*SIXTY) == 60.0


def test_a_quick_start_is_not_told(tmp_path):
    told = []
    helper = helper_of(tmp_path, on_slow=told.append)
    helper.call(*SIXTY)
    helper.close()
    assert told == []


@posix
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("print('Welcome!', flush=True); time.sleep(60)", r"could not start: not a message: b'Welcome!'"),
        ("os.write(1, b'xlc1' + b'\\xff' * 4); time.sleep(60)", r"a message of 4,294,967,295 bytes; at most"),
        ("os.write(1, b'xlc1\\x01\\x00\\x00\\x00n'); time.sleep(60)", "could not start: None"),
        ("os.write(1, b'xlc1\\x01\\x00\\x00\\x00?'); time.sleep(60)", "could not start: unknown mark"),
        ("os.execv(sys.executable, [sys.executable, '-S', *sys.argv[1:]])", "does not hold xlcredit"),
        ("sys.modules['numpy'] = None; real()", r"could not start: .*numpy"),
        (
            "from udfs.hosts.calc.component import wire; wire.PROTOCOL = 99; real()",
            r"different versions \(99; 1 is needed\)",
        ),
    ],
)
def test_a_process_that_does_not_start_well_gives_the_reason(one_that, script, reason):
    helper = one_that(script)
    started = time.monotonic()
    with pytest.raises(HelperError, match=reason):
        helper.call(*SIXTY)
    assert time.monotonic() - started < 10
    assert servers_below(os.getpid()) == []


@posix
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("os.write(channel, b'Segmentation fault')", "sent what is no answer .*not a message: b'Segmenta'"),
        (
            "os.write(channel, b'xlc1' + b'\\x7f' * 4)",
            "sent what is no answer .*2,139,062,143 bytes; at most",
        ),
        ("os.write(channel, b'xlc1' + bytes((9, 0, 0, 0)) + b'd'); os._exit(7)", r"ended .*\(exit code 7"),
        ("wire.write_frame(os.fdopen(channel, 'wb'), wire.encode(('ask', 1)))", "sent what is no answer"),
        ("sys.exit('no memory left')", r"exit code 1: no memory left"),
    ],
)
def test_an_answer_that_is_none_ends_the_process_with_a_reason(one_that, answer, reason):
    helper = one_that(f"""
        from udfs.hosts.calc.component import wire
        from udfs.hosts.calc import server
        channel = os.dup(1)
        def fail(self, message):
            {answer}
            time.sleep(60)
        server.Server._answer = fail
        server.main([])
    """)
    with pytest.raises(HelperError, match=reason):
        helper.call(*SIXTY)
    assert wait_until(lambda: servers_below(os.getpid()) == [])


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


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, r"calc.json is not there.*xlcredit addin install --host calc"),
        ("{", r"calc.json cannot be used \(Expecting property name"),
        ("[]", r'calc.json cannot be used \("python"\)'),
        ("{}", r'calc.json cannot be used \("python"\)'),
        ('{"python": 3}', r'calc.json cannot be used \("python"\)'),
        ('{"python": "/gone/python"}', r"The Python that held xlcredit, /gone/python, is gone"),
        (json.dumps({"python": sys.executable, "call_seconds": -1}), r'\("call_seconds": -1\)'),
        (json.dumps({"python": sys.executable, "call_seconds": "9"}), r"\(\"call_seconds\": '9'\)"),
    ],
)
def test_settings_that_are_of_no_use_give_the_reason(tmp_path, content, reason):
    path = tmp_path / "calc.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(HelperError, match=reason):
        Helper(path).call(*SIXTY)


def test_settings_that_are_mended_are_read_again(tmp_path):
    helper = Helper(tmp_path / "calc.json", limits=QUICK._replace(rest_seconds=0.1))
    with pytest.raises(HelperError, match="is not there"):
        helper.call(*SIXTY)
    write_settings(tmp_path)
    time.sleep(0.2)
    assert helper.call(*SIXTY) == 60.0
    helper.close()


def test_settings_may_name_other_limits(tmp_path):
    helper = Helper(write_settings(tmp_path, message_bytes=100))
    with pytest.raises(HelperError, match="at most 100 are accepted"):
        [helper.call("DSO", ("x" * 200,)) for _ in range(2)]
    helper.close()


@posix
def test_a_program_that_cannot_be_run_gives_the_reason(tmp_path):
    (tmp_path / "python").write_bytes(b"")
    with pytest.raises(HelperError, match=r"could not start: .*Permission denied"):
        Helper(write_settings(tmp_path, tmp_path / "python")).call(*SIXTY)


def test_the_office_leaves_its_own_python_out_of_the_way(tmp_path, monkeypatch):
    # LibreOffice sets these for the Python it brings; with them another Python does not even start.
    for name in ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "URE_BOOTSTRAP"):
        monkeypatch.setenv(name, str(tmp_path / "program"))
    helper = helper_of(tmp_path)
    assert helper.call(*SIXTY) == 60.0
    helper.close()


def test_modules_that_lie_in_the_folder_of_the_settings_are_not_run(tmp_path):
    (tmp_path / "udfs.py").write_text("raise SystemExit('run')", encoding="utf-8")
    helper = helper_of(tmp_path)
    assert helper.call(*SIXTY) == 60.0
    helper.close()


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
