import json
import re

import pytest

from udfs.hosts import command_line
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
