"""The doctor of the extension for LibreOffice: each obstacle is found and named in both languages."""

from __future__ import annotations

import pytest
from calc_computers import LibreOffice, computer

from udfs.hosts.calc.doctor import CHECKS, examine
from udfs.hosts.calc.installation import install
from udfs.hosts.findings import all_is_well
from xlcredit.texts import LANGUAGES, topic


def wrong(machine):
    """Return what is not good, by check."""
    return {finding.key: finding.state for finding in examine(machine) if finding.state != "good"}


def installed(tmp_path, *, reason="", **told):
    """Return a computer on which all was well once, and what became of it."""
    install(computer(tmp_path, LibreOffice()))
    from xlcredit import __version__

    return computer(tmp_path, LibreOffice(**{"extension": __version__, **told}), reason=reason)


def test_a_sound_installation_is_good(tmp_path):
    machine = installed(tmp_path)
    assert wrong(machine) == {}
    assert len(examine(machine)) == len(CHECKS) + 1
    assert all_is_well(examine(machine))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"version": "7.4.7.2"}, {"version": "bad"}),
        ({"version": "without a number"}, {"version": "unknown"}),
        ({"python": "3.9"}, {"python": "watch"}),
        ({"python": ""}, {"python": "bad"}),
        ({"extension": None}, {"extension": "bad"}),
        ({"extension": "0.0.9"}, {"extension": "watch"}),
        ({"active": "no"}, {"extension": "bad"}),
        ({"reason": "ended unexpectedly"}, {"helper": "bad"}),
        ({"shown": "#NAME?"}, {"formula": "bad"}),
        ({"shown": None}, {"formula": "bad"}),
    ],
)
def test_each_obstacle_is_found(tmp_path, told, expected):
    assert wrong(installed(tmp_path, **told)) == expected


def test_what_was_found_is_said(tmp_path):
    machine = installed(tmp_path, shown="#NAME?", python="3.9", reason="no Python")
    found = {finding.key: finding.got for finding in examine(machine)}
    assert found["formula"] == "DSO(1200000,7300000,365) = #NAME?"
    assert found["helper"] == "no Python"
    assert "(3.9)" in found["python"]
    assert found["version"] == "25.2.3.2"


def test_without_an_installation_it_says_so(tmp_path):
    machine = computer(tmp_path, LibreOffice(shown="#NAME?"), reason="no settings")
    assert wrong(machine) == {"extension": "bad", "settings": "bad", "helper": "bad", "formula": "bad"}


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ("not JSON", "bad"),
        ("[]", "bad"),
        ('{"python": 3, "site_packages": "x"}', "bad"),
        ('{"python": "/gone/python", "site_packages": "/"}', "bad"),
        ('{"python": "PYTHON", "site_packages": "/gone"}', "bad"),
        ('{"python": "PYTHON", "site_packages": "/"}', "watch"),
    ],
)
def test_settings_that_lead_elsewhere_are_found(tmp_path, settings, state):
    machine = installed(tmp_path)
    machine.config.write_text(settings.replace("PYTHON", machine.python.as_posix()))
    assert wrong(machine) == {"settings": state}


def test_root_is_worth_knowing(tmp_path):
    installed(tmp_path)
    from xlcredit import __version__

    assert wrong(computer(tmp_path, LibreOffice(extension=__version__), is_root=True)) == {"user": "watch"}


def test_without_an_office_only_that_is_said(tmp_path):
    (finding,) = examine(computer(tmp_path, LibreOffice(), place=""))
    assert (finding.key, finding.state) == ("office", "bad")
    (tmp_path / "top/snap/bin/libreoffice").mkdir(parents=True)
    (finding,) = examine(computer(tmp_path, LibreOffice(), place=""))
    assert "Snap" in finding.got


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_words(tmp_path, language):
    findings = examine(installed(tmp_path))
    assert {finding.key for finding in findings} == set(topic("calc_doctor")) - {"words"}
    for finding in examine(computer(tmp_path, LibreOffice(shown="#NAME?"))):
        assert finding.title(language)
        assert finding.why(language)
        assert bool(finding.mend(language)) == (finding.state != "good")
