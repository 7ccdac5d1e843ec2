"""The start of the helper process: slow, silent or failing, it gives a reason in time and never hangs."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from calc_helper import (
    QUICK,
    SIXTY,
    helper_of,
    in_the_middle,
    process_of,
    servers_below,
    wait_until,
)

from udfs.hosts.calc.component.client import HelperError, connect

COMPONENT = Path(__file__).parents[3] / "udfs" / "hosts" / "calc" / "component"
OLDEST_PYTHON = (3, 8)  # of LibreOffice 7.x on Windows; 25.2 brings 3.10 or newer
posix = pytest.mark.skipif(os.name != "posix", reason="stand-ins and signals of Unix")


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
