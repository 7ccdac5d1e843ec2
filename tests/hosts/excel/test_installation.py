import dataclasses
import io
import zipfile
from pathlib import Path

import pytest

from udfs.hosts.excel.addin import addin_bytes, build_addin, is_ours
from udfs.hosts.excel.installation import install, read_config, settings, uninstall
from xlcredit.errors import HostError


def test_the_add_in_goes_to_the_start_folder_with_its_settings(windows_machine):
    machine = windows_machine()
    done = install(machine)
    assert done.addin == Path(machine.environment["APPDATA"]) / "Microsoft/Excel/XLSTART/xlcredit.xlam"
    assert done.addin.read_bytes() == addin_bytes()
    told = read_config(done.config)
    assert told["INTERPRETER_WIN"] == str(machine.python.with_name("pythonw.exe"))
    assert told["USE UDF SERVER"] == "True"
    assert told["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"  # no code from the folder of a workbook


def test_installing_again_keeps_what_the_user_set(windows_machine):
    machine = windows_machine()
    install(machine)
    machine.config.write_text('"SHOW CONSOLE","True"\r\n"TEMP DIR","D:\\temp"\r\n')
    install(machine)
    assert read_config(machine.config)["TEMP DIR"] == "D:\\temp"
    assert read_config(machine.config)["INTERPRETER_WIN"].endswith("pythonw.exe")


def test_a_path_of_another_script_is_written_by_its_folder_variable():
    # VBA reads the file in the code page of the computer; xlwings fills in the variable.
    local = r"D:\home\王芳\AppData\Local"
    python = Path(rf"{local}\Python\pythonw.exe")
    told = settings(python, Path(rf"{local}\Python"), {"LOCALAPPDATA": local, "USERPROFILE": r"D:\home\王芳"})
    assert told["INTERPRETER_WIN"] == r"%LOCALAPPDATA%\Python\pythonw.exe"
    assert told["LIBRARY FOLDER"] == r"%LOCALAPPDATA%\Python"


def test_the_library_of_packages_of_one_user_is_named(windows_machine, tmp_path):
    # `pip install` without rights to Python's own folder puts it into APPDATA, where xlwings does not look.
    libraries = tmp_path / "Roaming" / "Python"
    done = install(dataclasses.replace(windows_machine(), libraries=libraries))
    assert read_config(done.config)["LIBRARY FOLDER"] == str(libraries)


STORE = Path(r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0")


@pytest.mark.parametrize("changed", [{"base": STORE}, {"python": STORE / "python.exe"}])
def test_a_python_that_excel_does_not_see_the_files_of_is_refused(windows_machine, changed):
    machine = dataclasses.replace(windows_machine(), **changed)
    with pytest.raises(HostError, match=r"from the Microsoft Store.*python\.org"):
        install(machine)
    assert not machine.addin.exists()


def test_removing_leaves_nothing_of_ours(windows_machine):
    machine = windows_machine()
    done = install(machine)
    assert uninstall(machine) == [done.addin, done.config]
    assert not done.addin.exists()
    assert uninstall(machine) == []


@pytest.mark.parametrize("action", [install, uninstall])
def test_a_file_of_another_program_is_left_alone(windows_machine, action):
    machine = windows_machine()
    machine.addin.parent.mkdir(parents=True)
    machine.addin.write_bytes(b"theirs")
    with pytest.raises(HostError, match="xlcredit did not make"):
        action(machine)
    assert machine.addin.read_bytes() == b"theirs"


def test_a_file_that_excel_holds_says_what_to_do(windows_machine, monkeypatch):
    machine = windows_machine()
    install(machine)

    def held(*_paths):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("workbooks.package.saving.swap", held)
    before = machine.addin.read_bytes()
    with pytest.raises(HostError, match="Close every Excel window"):
        install(machine)
    assert machine.addin.read_bytes() == before
    assert [path.name for path in machine.addin.parent.iterdir()] == ["xlcredit.xlam"]


@pytest.mark.parametrize("action", [install, uninstall])
def test_another_system_is_told_what_to_use_instead(other_machine, action):
    with pytest.raises(HostError, match="xlcredit refresh BOOK"):
        action(other_machine)


def test_other_add_ins_are_not_taken_for_ours(tmp_path):
    other = tmp_path / "other.xlam"
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("docProps/core.xml", "<dc:title>other</dc:title>")
    assert not is_ours(other)
    assert is_ours(build_addin(tmp_path / "ours.xlam"))
    assert zipfile.ZipFile(io.BytesIO(addin_bytes())).testzip() is None
