"""A LibreOffice whose own Python does not hold our package: the helper process answers its cells."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import calc_calls
import openpyxl
import pytest
from calc_helper import servers_below, stand_in, wait_until, write_settings
from calc_office import CalcOffice
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook
from vba_office import office_python

from udfs.hosts.calc.extension import extension_bytes

ROOT = Path(__file__).parents[3]


class OfficeWithoutPackage(CalcOffice):
    """A LibreOffice that finds nothing of ours by itself, only settings that name our interpreter."""

    def python_path(self):
        return []

    def servers(self):
        """Its helper processes."""
        return servers_below(self.process.pid)


@pytest.fixture(scope="module")
def office(soffice):
    one = OfficeWithoutPackage(soffice, extension_bytes())
    try:
        one.install()
        (one.folder / ".xlcredit").mkdir()
        write_settings(one.folder / ".xlcredit")
        yield one
    finally:
        one.stop()


@pytest.fixture
def sixty(tmp_path):
    """A workbook with 60 in A1 (1,200,000 / 7,300,000 x 365) and the reason of A1 in A2."""
    path = tmp_path / "sixty.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=DSO(1200000,7300000,365)", "=XLCWHY(A1)"
    book.save(path)
    return path


def cells_of(office, path):
    (cells,) = office.compute(path).values()
    return cells["A1"]["value"], cells["A2"]["value"]


def shown(cells, call):
    """What a call shows, as rows."""
    return [
        [
            cells.get(f"{get_column_letter(column + 1)}{call.row + row}", {"value": ""})["value"]
            for column in range(len(call.rows[0]))
        ]
        for row in range(len(call.rows))
    ]


def test_every_function_shows_what_the_plain_call_gives(office, tmp_path):
    book, path = calc_calls.book_of_calls(), tmp_path / "calls.xlsx"
    calc_calls.write_with_openpyxl(book, path)
    cells = office.compute(path)[calc_calls.CALLS]
    assert len(office.servers()) == 1
    for call in book.calls:
        close = [
            [pytest.approx(cell, abs=1e-9) if isinstance(cell, float) else cell for cell in row]
            for row in call.rows
        ]
        assert shown(cells, call) == close, call.formula


def test_killed_between_two_recalculations_the_values_come_back(office, sixty):
    assert cells_of(office, sixty)[0] == 60.0
    (first,) = office.servers()
    first.kill()
    started = time.monotonic()
    assert cells_of(office, sixty)[0] == 60.0
    assert time.monotonic() - started < 10
    assert [server.pid for server in office.servers()] != [first.pid]


def test_killed_again_the_cells_say_why_and_the_values_come_back(office, sixty):
    outcomes, started = [], time.monotonic()
    for _ in range(3):
        for server in office.servers():
            server.kill()
        before = time.monotonic()
        outcomes.append(cells_of(office, sixty))
        assert time.monotonic() - before < 10
    assert outcomes[-1][0] == "#VALUE!"
    assert "ended unexpectedly (exit code -9)" in outcomes[-1][1]
    assert wait_until(lambda: cells_of(office, sixty)[0] == 60.0, 30)
    assert time.monotonic() - started < 40


def pressed(office, path, *keys, save_as=""):
    """What buttons told and did, each on what the one before left."""
    office.start()
    done = subprocess.run(
        [
            office_python(office.soffice),
            str(ROOT / "tests" / "calc_press_worker.py"),
            office.pipe,
            json.dumps({"path": str(path), "keys": keys, "save_as": str(save_as)}),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        env=office.environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    before, *answers = json.loads(done.stdout)
    return before, answers


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The sample company's workbook, with its reports out of date."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-c", "from udfs.hosts.command_line import run; run()", "demo"]
    subprocess.run(
        [*command, "--out", str(folder), "--lang", "en"], check=True, capture_output=True, cwd=ROOT
    )
    return next(folder.glob("*.xlsx"))


def values_of(path):
    """All cells by sheet; when a refresh was made is left out, as it differs."""
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return {
        name: [["a moment" if type(cell) is datetime else cell for cell in row] for row in rows]
        for name, rows in sheets.items()
    }


def test_a_refresh_gives_the_tables_that_the_same_button_gives_without_a_helper(
    office, calc_office, demo, tmp_path
):
    ways = {"helper.xlsx": office, "direct.xlsx": calc_office}
    for name, one in ways.items():
        _, (answer,) = pressed(one, demo, "refresh_all", save_as=tmp_path / name)
        assert answer["done"], answer["text"]
        assert answer["steps"] == ["Refresh all"]
        assert answer["at_rest"]
        assert answer["seconds"] < 10
    by_helper, direct = (values_of(tmp_path / name) for name in ways)
    assert by_helper.keys() == direct.keys()
    for sheet, rows in direct.items():
        assert by_helper[sheet] == rows, sheet


def restarted(office, path):
    """End the helper processes of an office and tell whether the next call has started another."""
    for server in office.servers():
        server.kill()
    return cells_of(office, path)[0] == 60.0


def test_killed_in_the_middle_of_a_refresh_nothing_is_lost_and_it_can_be_pressed_again(
    office, demo, sixty, tmp_path
):
    # It dies at the third block that it writes, its successor does not.
    tmp_path.chmod(0o755)
    script = f"""
        from udfs.hosts.calc import server
        ask, blocks = server.Server._ask, []
        def asked(self, what, *with_what):
            if what == "call" and with_what[1] == "setDataArray":
                blocks.append(1)
                if len(blocks) == 3 and os.path.exists({str(tmp_path / "die")!r}):
                    os.remove({str(tmp_path / "die")!r})
                    os._exit(9)
            return ask(self, what, *with_what)
        server.Server._ask = asked
        server.main(sys.argv[3:])
    """
    write_settings(office.folder / ".xlcredit", stand_in(tmp_path, script), rest_seconds=0.1)
    assert wait_until(lambda: restarted(office, sixty), 30)
    for server in office.servers():
        server.kill()
    (tmp_path / "die").touch()
    started = time.monotonic()
    before, (first, second) = pressed(office, demo, "refresh_all", "refresh_all")
    assert (first["done"], second["done"]) == (False, True)
    assert "helper process ended unexpectedly (exit code 9)" in first["text"]
    assert first["book"] == before["book"] != second["book"]
    assert first["steps"] == []
    assert first["at_rest"]
    assert second["at_rest"]
    assert time.monotonic() - started < 20


def test_it_ends_with_the_office(office, sixty):
    assert cells_of(office, sixty)[0] == 60.0
    (server,) = office.servers()
    server.parent().kill()  # what was started first is only LibreOffice's starter
    assert wait_until(lambda: not server.is_running())
