"""The helper process itself: same values as the plain call, and an end where what arrives is no message."""

from __future__ import annotations

import signal
import struct
import time

import pytest
from calc_helper import helper_of, start_server

from udfs.catalogue import Entry, catalogue
from udfs.hosts.calc import door, server
from udfs.hosts.calc.component import wire
from udfs.hosts.closed.evaluation import evaluate_formula
from udfs.values import serial_of

EXAMPLES = [(entry, example) for entry in catalogue().values() for example in entry.examples]


@pytest.fixture(scope="module")
def helper(tmp_path_factory):
    one = helper_of(tmp_path_factory.mktemp("helper"))
    yield one
    one.close()


@pytest.fixture
def process():
    one = start_server()
    yield one
    stop(one)


def stop(process):
    process.kill()
    process.wait(10)
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def as_calc_hands_it_over(value):
    if isinstance(value, list | tuple):
        return tuple(
            tuple("" if cell is None else as_calc_hands_it_over(cell) for cell in row) for row in value
        )
    if hasattr(value, "year"):
        return serial_of(value)
    return float(value) if isinstance(value, bool | int) else value


def calls_of(monkeypatch, formula):
    """The calls of the catalogue that a formula makes, with what Calc would hand over."""
    calls, call = [], Entry.__call__

    def recorded(entry, *given):
        calls.append((entry, tuple(map(as_calc_hands_it_over, given))))
        return call(entry, *given)

    with monkeypatch.context() as patch:
        patch.setattr(Entry, "__call__", recorded)
        evaluate_formula(formula)
    return [(entry.name, arguments) for entry, arguments in calls if not entry.takes_errors]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[each.formula for _, each in EXAMPLES])
def test_every_example_gives_what_the_plain_call_gives(helper, monkeypatch, entry, example):
    calls = calls_of(monkeypatch, example.formula)
    assert calls or entry.takes_errors
    for name, arguments in calls:
        # As bytes, so that every bit of every number counts, and error values, which equal nothing, too.
        assert wire.encode(helper.call(name, arguments)) == wire.encode(door.call(name, arguments))


def test_a_long_column_gives_what_the_plain_call_gives(helper):
    rows = 20_000
    customers = tuple((f"C{row % 700:04}",) for row in range(rows))
    dates = tuple((46000.0 + row % 365,) if row % 11 else ("",) for row in range(rows))
    amounts = tuple((row * 1.37 - 900.0,) for row in range(rows))
    arguments = (customers, dates, amounts, ((46200.0,),), None, None)
    assert wire.encode(helper.call("AGING", arguments)) == wire.encode(door.call("AGING", arguments))


def ready(process):
    assert wire.decode(wire.read_frame(process.stdout)) == ("ready", wire.PROTOCOL)


def ending_of(process):
    code = process.wait(10)
    return code, process.stderr.read().decode()


def test_it_says_that_it_is_ready_and_ends_with_its_input(process):
    ready(process)
    process.stdin.close()
    assert process.wait(5) == server.PARENT_GONE


def test_it_ends_with_its_input_before_it_was_ready(process):
    started = time.monotonic()
    process.stdin.close()
    assert process.wait(10) == server.PARENT_GONE
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "not a message: b'GET / HT'"),
        (struct.pack("=4sI", wire.MAGIC, wire.LARGEST + 1), "at most 268,435,456 are taken"),
        (struct.pack("=4sI", wire.MAGIC, 100) + b"abc", "a message of 100 bytes ended after 3"),
    ],
)
def test_what_is_no_message_ends_it(process, sent, reason):
    ready(process)
    process.stdin.write(sent)
    process.stdin.close()
    code, told = ending_of(process)
    assert code == server.NO_MESSAGE
    assert reason in told


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"?", "unknown mark"),
        (wire.encode(("delete", "everything")), "no request: ('delete', 'everything')"),
        (wire.encode(("call", 1.0, ())), "no request: ('call', 1.0, ())"),
        (wire.encode(("call", "DSO")), "no request: ('call', 'DSO')"),
        (wire.encode(1.0), "no request: 1.0"),
    ],
    ids=["no value", "unknown", "no name", "no arguments", "no tuple"],
)
def test_a_message_that_is_no_request_ends_it(process, payload, reason):
    ready(process)
    wire.write_frame(process.stdin, payload)
    code, told = ending_of(process)
    assert code == 1
    assert reason in told


def test_nothing_but_the_catalogue_can_be_called(helper):
    for name in ("os.system", "__import__", "eval", "dso", ""):
        with pytest.raises(OSError, match="KeyError"):
            helper.call(name, ("echo",))


def test_ctrl_c_in_the_terminal_is_not_for_it(process):
    ready(process)
    process.send_signal(signal.SIGINT)
    wire.write_frame(process.stdin, wire.encode(("call", "DSO", (2.0, 1.0, 30.0))))
    # 2 / 1 x 30
    assert wire.decode(wire.read_frame(process.stdout)) == ("value", 60.0)


def test_reasons_are_told_in_the_language_it_was_started_with():
    process = start_server("zh")
    ready(process)
    why = ("call", "XLCWHY", ((("#NUM!", "=DSO(1,0,365)"),),))
    for request in (("call", "DSO", (1.0, 0.0, 365.0)), why):
        wire.write_frame(process.stdin, wire.encode(request))
    wire.read_frame(process.stdout)
    assert "请改用" in wire.decode(wire.read_frame(process.stdout))[1]
    stop(process)
