"""The settings of the helper process: which Python it runs, and what leads to a reason."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest
from calc_helper import (
    QUICK,
    SIXTY,
    helper_of,
    write_settings,
)

from udfs.hosts.calc.component.client import Helper, HelperError

COMPONENT = Path(__file__).parents[3] / "udfs" / "hosts" / "calc" / "component"
OLDEST_PYTHON = (3, 8)  # of LibreOffice 7.x on Windows; 25.2 brings 3.10 or newer
posix = pytest.mark.skipif(os.name != "posix", reason="stand-ins and signals of Unix")


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
