"""LibreOffice's objects through the channel: what is done to them in the helper process, happens here."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace

import pytest
from calc_helper import QUICK, helper_of, process_of, servers_below

from udfs.hosts.calc import remote
from udfs.hosts.calc.component import objects, wire
from udfs.hosts.calc.component.client import HelperError

posix = pytest.mark.skipif(os.name != "posix", reason="stand-ins of Unix")


class Cell:
    """An object as UNO has them, with a member, a method, and a member that refuses."""

    def __init__(self, text=""):
        self.String, self.parent, self._private = text, None, 1

    def getRows(self, first, rows):  # noqa: N802  as UNO's
        return (first, *rows, self)

    def fail(self):
        raise RuntimeError("no such row")

    def __eq__(self, other):
        return isinstance(other, Cell) and self.String == other.String

    __hash__ = None


class Manager:
    """Undo as LibreOffice has it, of one document."""

    def __init__(self):
        self.titles, self.written, self.log = ["mine"], False, []

    def getAllUndoActionTitles(self):  # noqa: N802
        return tuple(self.titles)

    def enterUndoContext(self, title):  # noqa: N802
        self.log.append(f"enter {title}")

    def leaveUndoContext(self):  # noqa: N802
        self.log.append("leave")
        if self.written:
            self.titles.append("ours")

    def undo(self):
        self.log.append("undo " + self.titles.pop())


@pytest.fixture
def office():
    """An office that is asked directly, and a cell of it as the helper process sees it."""
    uno = SimpleNamespace(
        createUnoStruct=Cell, Enum=lambda kind, value: f"{kind}.{value}", getComponentContext=Cell
    )
    known = objects.Objects(lambda: uno)
    one = remote.Office(lambda *question: wire.decode(wire.encode(known.answer(question))))
    one._served_by = threading.get_ident()
    return one, known


@pytest.fixture
def cell(office):
    one, known = office
    return one.received(known.sent(Cell("A1")))


def test_members_are_read_and_set(cell):
    assert cell.String == "A1"
    cell.String = "B2"
    assert cell.String == "B2"


def test_objects_are_members_too_and_come_back_as_the_same(cell):
    assert cell.parent is None
    cell.parent = cell
    assert cell.parent == cell
    cell.parent.String = "C3"
    assert cell.String == "C3"


def test_objects_that_are_not_the_same_are_told_apart(office, cell):
    one, known = office
    assert one.received(known.sent(Cell("A1"))) == cell
    assert one.received(known.sent(Cell("Z9"))) != cell
    assert cell != "A1"


def test_methods_take_cells_rows_and_objects(cell):
    first, one, two, itself = cell.getRows(cell, [1.5, ("A", None)])
    assert (one, two) == (1.5, ("A", None))
    assert first == itself == cell


def test_what_the_office_refuses_is_an_error_with_its_words(cell):
    with pytest.raises(remote.RemoteError, match="RuntimeError: no such row") as refused:
        cell.fail()
    assert refused.value.Message == "no such row"


def test_a_member_that_is_not_there_is_missing_as_it_would_be_here(cell):
    assert not hasattr(cell, "NoSuchMember")
    with pytest.raises(AttributeError, match="NoSuchMember"):
        cell.NoSuchMember()


@pytest.mark.parametrize("name", ["_private", "__class__", "__init__"])
def test_what_is_pythons_own_is_not_for_the_other_side(office, name):
    one, known = office
    mark = known.sent(Cell())
    for question in (("get", mark, name), ("set", mark, name, 1.0), ("call", mark, name)):
        assert known.answer(question)[:2] == ("raised", "AttributeError")
    assert one.received(mark)._office is one


@pytest.mark.parametrize(
    "question",
    [
        ("uno", "getComponentContext"),
        ("uno", "__import__", "os"),
        ("eval", "1"),
        (),
        ("get", 1.0),
        ("get", "x", "y"),
    ],
)
def test_nothing_else_can_be_asked_for(office, question):
    assert office[1].answer(question)[0] == "raised"


def test_numbers_of_a_press_that_is_over_find_nothing_in_the_next(office):
    mark = office[1].sent(Cell())
    assert objects.Objects().answer(("get", mark, "String"))[:2] == ("raised", "KeyError")


def test_the_module_uno_is_done_by_the_office(office, monkeypatch):
    monkeypatch.setitem(remote.sys.modules, "uno", None)
    remote.install_uno(office[0])
    import uno

    struct = uno.createUnoStruct("kind")
    struct.String = "x"
    assert struct.getRows(1.0, ())[0] == 1.0
    assert struct.String == "x"
    constant = uno.Enum("com.sun.star.awt.PosSize", "POS")
    assert (constant.typeName, constant.value) == ("com.sun.star.awt.PosSize", "POS")
    assert (
        constant
        == uno.Enum("com.sun.star.awt.PosSize", "POS")
        != uno.Enum("com.sun.star.awt.PosSize", "SIZE")
    )
    assert struct.getRows(constant, ())[0] == "com.sun.star.awt.PosSize.POS"  # made anew on the other side


def test_a_constant_of_the_office_is_the_same_here(office):
    class Enum:
        typeName, value = "kind", "A"  # noqa: N815  as UNO's

    assert office[0].received(office[1].sent((Enum(), 1.0))) == (remote.Constant("kind", "A"), 1.0)


def test_outside_of_a_press_nobody_listens(office, cell):
    one, _ = office
    one._served_by = None
    with pytest.raises(remote.RemoteError, match="not listening"):
        cell.String  # noqa: B018  reading is what is tried


@pytest.mark.parametrize(
    ("written", "log"), [(True, ["enter ours", "leave", "undo ours"]), (False, ["enter ours", "leave"])]
)
def test_what_was_left_open_is_closed_and_what_was_written_taken_back(office, written, log):
    _, known = office
    manager = Manager()
    manager.written = written
    known.answer(("call", known.sent(manager), "enterUndoContext", "ours"))
    known.settle()
    assert manager.log == log
    assert manager.titles == ["mine"]


def test_what_was_closed_stays_as_it_is(office):
    _, known = office
    manager = Manager()
    mark = known.sent(manager)
    for call in (("enterUndoContext", "ours"), ("leaveUndoContext",)):
        known.answer(("call", mark, *call))
    known.settle()
    assert manager.log == ["enter ours", "leave"]


def test_recalculation_is_as_it_was_before(office):
    class Document:
        automatic = True

        def isAutomaticCalculationEnabled(self):  # noqa: N802
            return self.automatic

        def enableAutomaticCalculation(self, value):  # noqa: N802
            self.automatic = value

    _, known = office
    document = Document()
    known.answer(("call", known.sent(document), "enableAutomaticCalculation", False))
    assert not document.automatic
    known.settle()
    assert document.automatic


def test_the_last_words_in_the_status_bar_go_after_a_while(office, monkeypatch):
    gone = threading.Event()

    class Indicator:
        def start(self, text, steps):
            self.text = text, steps

        def end(self):
            gone.set()

    monkeypatch.setattr(objects, "SHOWN_SECONDS", 0.05)
    _, known = office
    known.answer(("call", known.sent(Indicator()), "start", "Done", 0))
    known.fade()
    assert gone.wait(5)


PRESS = """
    from udfs.hosts.calc import server
    def press(key, answer, context, frame):
        {action}
    server._press = press
    server.main(sys.argv[3:])
"""


@posix
def test_a_press_works_on_the_objects_of_the_office(tmp_path):
    helper = helper_of(
        tmp_path, PRESS.format(action="frame.String = key + str(answer); return True, context.String")
    )
    frame = Cell()
    assert helper.press(Cell("context"), frame, "check", None) == (True, "context")
    assert frame.String == "checkNone"
    helper.close()


@posix
def test_cells_are_answered_in_the_middle_of_a_press(tmp_path):
    helper = helper_of(tmp_path, PRESS.format(action="return True, str([frame.write(), frame.write()])"))

    class Frame:
        def write(self):  # what LibreOffice does when a cell changes: those that depend on it are computed
            return helper.call("DSO", (1.0, 1.0, 30.0))

    # 1 / 1 x 30
    assert helper.press(Cell(), Frame(), "refresh_all") == (True, "[30.0, 30.0]")
    assert helper.call("DSO", (2.0, 1.0, 30.0)) == 60.0
    helper.close()


@posix
def test_killed_in_the_middle_of_a_press_it_is_settled_and_the_next_works(tmp_path):
    action = "frame.enterUndoContext(key); frame.getAllUndoActionTitles(); return True, 'done'"
    helper = helper_of(tmp_path, PRESS.format(action=action))
    manager = Manager()

    class Killing(Manager):
        def getAllUndoActionTitles(self):  # noqa: N802
            if self.log and self.log[-1].startswith("enter"):
                process_of(helper).kill()
            return manager.getAllUndoActionTitles()

    killing = Killing()
    with pytest.raises(HelperError, match=r"ended unexpectedly \(exit code -9\)"):
        helper.press(Cell(), killing, "refresh_all")
    assert killing.log == ["enter refresh_all", "leave"]
    assert helper.press(Cell(), manager, "refresh_all") == (True, "done")
    helper.close()


@posix
def test_killed_under_a_cell_in_the_middle_of_a_press_the_cell_has_its_value(tmp_path):
    helper = helper_of(tmp_path, PRESS.format(action="return True, str(frame.write())"))
    told = []

    class Frame:
        def write(self):
            process_of(helper).kill()
            process_of(helper).wait()
            told.append(helper.call("DSO", (1.0, 1.0, 30.0)))

    with pytest.raises(HelperError, match="ended unexpectedly"):
        helper.press(Cell(), Frame(), "refresh_all")
    assert told == [30.0]
    assert helper.call("DSO", (2.0, 1.0, 30.0)) == 60.0
    assert len(servers_below(os.getpid())) == 1
    helper.close()


@posix
def test_a_fault_of_a_press_is_a_reason(tmp_path):
    helper = helper_of(tmp_path, PRESS.format(action="return frame.fail()"), QUICK)
    with pytest.raises(HelperError, match="RemoteError: RuntimeError: no such row"):
        helper.press(Cell(), Cell(), "refresh_all")
    helper.close()
