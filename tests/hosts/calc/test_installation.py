"""Installing the extension: where LibreOffice is looked for, what is written, what is refused."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest
from calc_computers import LibreOffice, computer

from udfs.hosts.calc.installation import install, package_folder, python_version, registered, uninstall
from udfs.hosts.calc.office import Office, find_office, find_sandboxed, python_of, version_of
from xlcredit import __version__
from xlcredit.errors import HostError


def test_the_extension_is_handed_over_and_the_settings_are_written(tmp_path):
    office = LibreOffice()
    machine = computer(tmp_path, office)
    done = install(machine)
    (add,) = (words for words in office.asked if words[1] == "add")
    assert add[:4] == [str(tmp_path / "top/usr/lib/libreoffice/program/unopkg"), "add", "-f", "-s"]
    assert Path(add[4]).name == "xlcredit.oxt"
    assert json.loads(machine.config.read_text("utf-8")) == {
        "python": str(machine.python),
        "site_packages": str(package_folder()),
        "version": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "xlcredit": __version__,
    }
    assert (done.config, done.notes, done.needs_look) == (tmp_path / "home/.xlcredit/calc.json", (), False)


def test_the_package_is_found_from_the_folder_that_is_written_down():
    folder = package_folder()
    found = [(folder / name).exists() for name in ("udfs", "numpy")]
    assert any(found)
    assert found[1] or importlib.util.find_spec("numpy")


def test_other_settings_in_the_file_stay(tmp_path):
    machine = computer(tmp_path, LibreOffice())
    machine.config.parent.mkdir()
    machine.config.write_text('{"call_seconds": 90, "python": "/gone"}')
    install(machine)
    told = json.loads(machine.config.read_text("utf-8"))
    assert (told["call_seconds"], told["python"]) == (90, str(machine.python))


def test_uninstall_takes_away_what_install_brought_and_nothing_else(tmp_path):
    machine = computer(tmp_path, LibreOffice())
    install(machine)
    machine.config.with_name("settings.toml").touch()
    assert uninstall(machine) == ["org.xlcredit.calc", str(machine.config)]
    assert [path.name for path in machine.config.parent.iterdir()] == ["settings.toml"]
    assert uninstall(machine) == []


@pytest.mark.parametrize("action", [install, uninstall])
def test_root_is_told_what_to_do_and_nothing_is_changed(tmp_path, action):
    office = LibreOffice(extension=__version__)
    machine = computer(tmp_path, office, is_root=True)
    with pytest.raises(HostError, match=r"administrator.*Run the same command as the user.*without sudo"):
        action(machine)
    assert not machine.config.exists()
    assert [words for words in office.asked if words[1] in ("add", "remove")] == []


def test_an_old_office_is_refused_with_what_it_lacks(tmp_path):
    office = LibreOffice(version="7.4.7.2")
    with pytest.raises(HostError, match=r"got 7\.4\.7\.2.*25\.2 or newer.*#NAME\?"):
        install(computer(tmp_path, office))
    assert office.extension is None


def test_no_office_is_refused(tmp_path):
    with pytest.raises(HostError, match=r"none was found.*Install LibreOffice 25\.2"):
        install(computer(tmp_path, LibreOffice(), place=""))


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("Flatpak", "top/var/lib/flatpak/app/org.libreoffice.LibreOffice"),
        ("Flatpak", "home/.local/share/flatpak/app/org.libreoffice.LibreOffice"),
        ("Snap", "top/snap/bin/libreoffice"),
    ],
)
def test_a_sandboxed_office_is_named(tmp_path, kind, place):
    machine = computer(tmp_path, LibreOffice(), place="")
    assert find_sandboxed(machine) == ""
    (tmp_path / place).mkdir(parents=True)
    assert find_sandboxed(machine) == kind
    with pytest.raises(HostError, match=f"the {kind} edition.*shut off from the Python"):
        install(machine)


def test_what_unopkg_says_is_passed_on(tmp_path):
    office = LibreOffice(unopkg=1, said="ERROR: the extension\n   is locked")
    machine = computer(tmp_path, office)
    with pytest.raises(HostError, match="did not take the extension: ERROR: the extension is locked"):
        install(machine)
    assert not machine.config.exists()


@pytest.mark.parametrize(
    ("python", "words", "needs_look"),
    [("3.9", "helper process", False), ("", "apt install python3-uno", True)],
)
def test_another_python_is_worth_a_note_and_none_a_look(tmp_path, python, words, needs_look):
    done = install(computer(tmp_path, LibreOffice(python=python)))
    assert words in " ".join(done.notes)
    assert done.needs_look is needs_look


@pytest.mark.parametrize(
    ("system", "place", "program"),
    [
        ("Linux", "opt/libreoffice25.2/program", "soffice"),
        ("Linux", "usr/lib64/libreoffice/program", "soffice"),
        ("Darwin", "Applications/LibreOffice.app/Contents/MacOS", "soffice"),
        ("Windows", "LibreOffice/program", "soffice.com"),
    ],
)
def test_the_usual_places_are_looked_at(tmp_path, system, place, program):
    office = find_office(computer(tmp_path, LibreOffice(), system, place=place))
    assert office is not None
    assert office.soffice == tmp_path / "top" / place / program


def test_the_newest_of_several_is_taken(tmp_path):
    for place in ("opt/libreoffice25.2/program", "opt/libreoffice25.8/program"):
        machine = computer(tmp_path, LibreOffice(), place=place)
    assert find_office(machine).program.parent.name == "libreoffice25.8"


def test_the_path_goes_before_the_usual_places(tmp_path):
    machine = computer(tmp_path, LibreOffice())
    own = tmp_path / "own" / "program"
    own.mkdir(parents=True)
    for name in ("soffice", "unopkg"):
        (own / name).touch(0o755)
    machine.environment["PATH"] = str(own)
    assert find_office(machine).program == own


@pytest.mark.parametrize(
    ("told", "version"),
    [("25.2.3.2", (25, 2, 3, 2)), ("26.8.0.1", (26, 8, 0, 1)), ("of a kind without a number", ())],
)
def test_the_version_is_read(tmp_path, told, version):
    machine = computer(tmp_path, LibreOffice(version=told))
    assert version_of(find_office(machine), machine) == version


def test_its_own_python_goes_before_that_of_the_system(tmp_path):
    machine = computer(tmp_path, LibreOffice(python="3.10"))
    program, system = tmp_path / "top/usr/lib/libreoffice/program", tmp_path / "top/usr/bin/python3"
    system.parent.mkdir()
    system.touch()
    assert python_of(Office(program, "Linux"), machine) == (program / "python", "3.10")
    (program / "python").unlink()
    assert python_of(Office(program, "Linux"), machine) == (system, "3.10")


def test_an_extension_that_is_not_listed_is_not_there(tmp_path):
    office = LibreOffice()
    machine = computer(tmp_path, office)
    assert registered(find_office(machine), machine) is None
    office.extension = "0.0.9"
    found = registered(find_office(machine), machine)
    assert (found.version, found.is_active) == ("0.0.9", True)


def test_the_version_of_python_is_that_of_its_packages():
    assert python_version() == ".".join(map(str, sys.version_info[:2]))
