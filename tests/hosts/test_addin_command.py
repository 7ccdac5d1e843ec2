import json
import re
import zipfile

import pytest
from calc_computers import LibreOffice, computer

from udfs.hosts import command_line
from udfs.hosts.calc import office as offices
from udfs.hosts.excel import machine as machines


def run(capsys, *words) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        command_line.main([str(word) for word in ("addin", *words)])
    shown = capsys.readouterr()
    return left.value.code, shown.out + shown.err


def test_build_writes_the_file_and_says_where(capsys, tmp_path):
    code, shown = run(capsys, "build", "--out", tmp_path / "credit.xlam", "--json")
    assert (code, json.loads(shown)) == (0, {"path": str(tmp_path / "credit.xlam")})
    assert (tmp_path / "credit.xlam").read_bytes()[:2] == b"PK"


def test_build_into_no_folder_is_refused(capsys, tmp_path):
    code, shown = run(capsys, "build", "--out", tmp_path / "absent" / "credit.xlam")
    assert code == 2
    assert "cannot be written" in re.sub(r"\s+", " ", shown)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "xlcredit refresh BOOK"), ("zh", "xlcredit refresh 工作簿")]
)
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_off_windows_the_other_way_is_named(capsys, monkeypatch, command, language, words):
    monkeypatch.setattr("platform.system", lambda: "Linux")
    code, shown = run(capsys, command, "--lang", language)
    assert code == 2
    assert words in re.sub(r"\s+", " ", shown)


def test_install_and_uninstall_tell_their_paths(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "User"))
    _, shown = run(capsys, "install", "--json")
    paths = json.loads(shown)
    assert paths["addin"] == str(tmp_path / "Roaming/Microsoft/Excel/XLSTART/xlcredit.xlam")
    assert json.loads(run(capsys, "uninstall", "--json")[1]) == {"removed": [paths["addin"], paths["config"]]}
    assert "Nothing to remove" in run(capsys, "uninstall")[1]


def test_doctor_prints_every_check_and_how_to_mend_it(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setattr(machines, "_runs", lambda _command: True)
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    code, shown = run(capsys, "doctor", "--json")
    found = {record["check"]: record for record in json.loads(shown)}
    assert code == 1  # no Excel here
    assert found["excel"]["state"] == "bad"
    assert "Install the desktop edition" in found["excel"]["mend"]
    code, shown = run(capsys, "doctor", "--lang", "zh")
    assert (code, "加载项文件" in shown, "异常" in shown) == (1, True, True)


def test_build_for_libreoffice_writes_the_extension(capsys, tmp_path):
    code, shown = run(capsys, "build", "--host", "calc", "--out", tmp_path / "credit.oxt", "--json")
    assert (code, json.loads(shown)) == (0, {"path": str(tmp_path / "credit.oxt")})
    with zipfile.ZipFile(tmp_path / "credit.oxt") as extension:
        assert {"description.xml", "Addons.xcu", "CalcAddIns.xcu"} <= set(extension.namelist())


def test_install_and_uninstall_for_libreoffice_tell_what_they_did(capsys, monkeypatch, tmp_path):
    machine = computer(tmp_path, LibreOffice(python="3.9"))
    monkeypatch.setattr(offices, "this_computer", lambda: machine)
    code, shown = run(capsys, "install", "--host", "calc", "--json")
    told = json.loads(shown)
    assert (code, told["config"]) == (0, str(machine.config))
    assert "helper process" in told["notes"][0]
    removed = json.loads(run(capsys, "uninstall", "--host", "calc", "--json")[1])["removed"]
    assert removed == ["org.xlcredit.calc", str(machine.config)]
    assert "extension is not installed" in run(capsys, "uninstall", "--host", "calc")[1]


def test_an_office_without_python_needs_a_look(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(offices, "this_computer", lambda: computer(tmp_path, LibreOffice(python="")))
    code, shown = run(capsys, "install", "--host", "calc")
    assert (code, "apt install python3-uno" in re.sub(r"\s+", " ", shown)) == (1, True)


def test_doctor_for_libreoffice_prints_its_own_checks(capsys, monkeypatch, tmp_path):
    machine = computer(tmp_path, LibreOffice(shown="#NAME?"), is_root=True)
    monkeypatch.setattr(offices, "this_computer", lambda: machine)
    code, shown = run(capsys, "doctor", "--host", "calc", "--json")
    found = {record["check"]: record["state"] for record in json.loads(shown)}
    assert (code, found["extension"], found["user"], found["helper"]) == (1, "bad", "watch", "good")
    code, shown = run(capsys, "doctor", "--host", "calc", "--lang", "zh")
    assert (code, "文件中的公式" in shown, "注意" in shown) == (1, True, True)
