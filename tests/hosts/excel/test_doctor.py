import dataclasses
from pathlib import Path

import pytest

from udfs.hosts.excel.doctor import CHECKS, examine
from udfs.hosts.excel.installation import install
from xlcredit.texts import LANGUAGES, topic

EXCEL = r"Software\Microsoft\Office\16.0\Excel"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


def wrong(machine) -> dict[str, str]:
    """Return what is not good, by check; pywin32 is missing wherever these tests run."""
    return {
        finding.key: finding.state
        for finding in examine(machine)
        if finding.state != "good" and finding.key != "pywin32"
    }


def test_a_sound_installation_is_good(windows_machine):
    machine = windows_machine()
    install(machine)
    assert wrong(machine) == {}
    assert len(examine(machine)) == len(CHECKS) + 1


@pytest.mark.parametrize(
    ("registry", "expected"),
    [
        ({("machine", APP_PATHS): {}}, {"excel": "bad"}),
        ({("user", POLICY): {"VBAWarnings": 4}}, {"macros": "bad"}),
        ({("machine", POLICY): {"RequireAddinSig": 1}}, {"macros": "bad"}),
        ({("user", rf"{POLICY}\Trusted Locations"): {"AllLocationsDisabled": 1}}, {"trusted": "bad"}),
        (
            {("user", rf"{EXCEL}\Options"): {"OPEN": '/R "D:\\copies\\xlcredit.xlam"', "Pos": "1"}},
            {"other_copies": "bad"},
        ),
        (
            {("user", rf"{EXCEL}\Resiliency\DisabledItems"): {"1A": "D:\\xlcredit.xlam".encode("utf-16-le")}},
            {"disabled": "bad"},
        ),
        ({("machine", CLICK_TO_RUN): {"Platform": "x86"}}, {"library": "bad"}),  # the 64-bit one is there
        ({("machine", CLICK_TO_RUN): {}}, {"library": "bad"}),  # edition unknown: both are needed
    ],
)  # fmt: skip
def test_each_obstacle_is_found(windows_machine, registry, expected):
    machine = windows_machine(registry)
    install(machine)
    assert wrong(machine) == expected


def test_without_an_installation_it_says_so(windows_machine):
    assert wrong(windows_machine()) == {"addin": "bad", "settings": "bad"}


def test_files_that_changed_are_found(windows_machine):
    machine = windows_machine(runs=False)
    done = install(machine)
    done.addin.write_bytes(done.addin.read_bytes() + b" ")
    done.config.write_text('"INTERPRETER_WIN","C:\\gone\\pythonw.exe"\r\n')
    done.addin.with_name("xlcredit.xlam:Zone.Identifier").write_text("[ZoneTransfer]")
    assert wrong(machine) == {"addin": "watch", "web_mark": "bad", "settings": "bad", "start": "bad"}


def test_another_python_is_worth_knowing(windows_machine, tmp_path):
    machine = windows_machine()
    done = install(machine)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pythonw.exe").touch()
    done.config.write_text(f'"INTERPRETER_WIN","{tmp_path}/other/pythonw.exe"\r\n')
    assert wrong(machine) == {"settings": "watch"}


def test_elsewhere_only_the_system_is_looked_at(other_machine):
    (finding,) = examine(other_machine)
    assert (finding.key, finding.state, finding.got) == ("system", "bad", "Linux")
    assert "xlcredit command" in finding.mend("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_words(windows_machine, language):
    keys = {finding.key for finding in examine(windows_machine())}
    assert keys == set(topic("doctor")) - {"words"}
    for finding in examine(windows_machine({("machine", APP_PATHS): {}})):
        assert finding.title(language)
        assert finding.why(language)


def test_a_python_from_the_store_and_a_library_elsewhere_are_found(windows_machine, tmp_path):
    machine = windows_machine()
    install(machine)
    base = Path(r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0")
    assert wrong(dataclasses.replace(machine, base=base)) == {"python": "bad"}
    libraries = tmp_path / "elsewhere"
    libraries.mkdir()
    for library in machine.libraries.glob("xlwings64-*.dll"):
        library.rename(libraries / library.name)
    assert wrong(machine) == {"library": "bad"}
    assert wrong(dataclasses.replace(machine, libraries=libraries)) == {}


@pytest.mark.parametrize(("allowed", "state"), [(0, "bad"), (1, "good")])
def test_a_start_folder_on_a_network_must_be_allowed(windows_machine, allowed, state):
    machine = windows_machine({("user", rf"{POLICY}\Trusted Locations"): {"AllowNetworkLocations": allowed}})
    environment = {**machine.environment, "APPDATA": "//server/profiles/wang/Roaming"}
    found = {each.key: each.state for each in examine(dataclasses.replace(machine, environment=environment))}
    assert found["trusted"] == state
