"""The doctor of the add-in: each check with its result, why it matters and how to mend it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from udfs.hosts import findings
from udfs.hosts.excel.addin import FILE_NAME, addin_bytes, is_ours
from udfs.hosts.excel.installation import read_config
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from udfs.hosts.excel.machine import Machine

OFFICE = r"Software\Microsoft\Office\16.0"
POLICIES = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_EVERYTHING_OFF, _SIGNED_ONLY = 4, 3


class Finding(findings.Finding):
    """What one check of the add-in for Excel found; the words stand in ``texts/messages/doctor.toml``."""

    topic: ClassVar[str] = "doctor"
    fields: ClassVar[Mapping[str, str]] = {"path": FILE_NAME}


def examine(machine: Machine) -> list[Finding]:
    """Run every check.

    Parameters
    ----------
    machine : Machine
        The computer.

    Returns
    -------
    list of Finding
        From what stands first in the way. On another system than Windows only the first, since Excel cannot
        load the add-in there.
    """
    if not machine.is_windows:
        return [Finding("system", "bad", machine.system)]
    return [Finding("system", "good", machine.system), *(check(machine) for check in CHECKS)]


def _excel(machine: Machine) -> Finding:
    """Look for Excel."""
    found = machine.registry("machine", r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe")
    path = found.get("") or ""
    version = _click_to_run(machine).get("VersionToReport", "")
    return Finding("excel", "good" if path else "bad", f"{path} {version}".strip())


def _click_to_run(machine: Machine) -> dict[str, Any]:
    """Return what the installer of Office left about it."""
    return machine.registry("machine", r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration")


def _bits(machine: Machine) -> str:
    """Return whether Excel is the ``"32"`` or ``"64"`` bit edition, empty when nothing tells."""
    told = str(_click_to_run(machine).get("Platform", ""))
    told = told or str(
        machine.registry("machine", r"SOFTWARE\Microsoft\Office\16.0\Outlook").get("Bitness", "")
    )
    return {"x64": "64", "x86": "32"}.get(told.lower(), "")


def _library(machine: Machine) -> Finding:
    """Look for the library of xlwings that fits the edition of Excel."""
    from xlwings import __version__ as version

    bits = _bits(machine)
    names = [f"xlwings{each}-{version}.dll" for each in ((bits,) if bits else ("64", "32"))]
    folders = (machine.python.parent, machine.libraries)
    missing = [name for name in names if not any((folder / name).is_file() for folder in folders)]
    if missing:
        return Finding("library", "bad", ", ".join(missing))
    return Finding("library", "good" if bits else "unknown", ", ".join(names))


def _pywin32(_machine: Machine) -> Finding:
    """Look for the bridge between Python and COM."""
    return Finding("pywin32", "good" if find_spec("pythoncom") else "bad")


def _addin(machine: Machine) -> Finding:
    """Look for the add-in, and whether it is the one this version builds."""
    path = machine.addin
    if not path.is_file():
        return Finding("addin", "bad", str(path))
    if not is_ours(path):
        return Finding("addin", "bad", say("doctor.words.not_ours", path=path))
    if path.read_bytes() != addin_bytes():
        return Finding("addin", "watch", say("doctor.words.other_version", path=path))
    return Finding("addin", "good", str(path))


def _web_mark(machine: Machine) -> Finding:
    """Look for the mark that Windows leaves on files from the internet."""
    marked = Path(f"{machine.addin}:Zone.Identifier").exists()
    return Finding("web_mark", "bad" if marked else "good")


def _other_copies(machine: Machine) -> Finding:
    """Look for a second copy that Excel opens too."""
    options = machine.registry("user", rf"{OFFICE}\Excel\Options")
    opened = [str(value) for name, value in options.items() if name.upper().startswith("OPEN")]
    copies = [value for value in opened if FILE_NAME in value.lower()]
    return Finding("other_copies", "bad" if copies else "good", "; ".join(copies))


def _disabled(machine: Machine) -> Finding:
    """Look whether Excel has put the add-in on its list of disabled items."""
    items = machine.registry("user", rf"{OFFICE}\Excel\Resiliency\DisabledItems")
    spelled = [value.decode("utf-16-le", "ignore") for value in items.values() if isinstance(value, bytes)]
    return Finding("disabled", "bad" if any(FILE_NAME in text.lower() for text in spelled) else "good")


def _macros(machine: Machine) -> Finding:
    """Look whether a policy of the company forbids macros or unsigned add-ins."""
    policy = machine.registry("user", POLICIES) | machine.registry("machine", POLICIES)
    if policy.get("DisableAllAddins") == 1 or policy.get("VBAWarnings") == _EVERYTHING_OFF:
        return Finding("macros", "bad", say("doctor.words.all_off"))
    if policy.get("RequireAddinSig") == 1 or policy.get("VBAWarnings") == _SIGNED_ONLY:
        return Finding("macros", "bad", say("doctor.words.signed_only"))
    return Finding("macros", "good")


def _trusted(machine: Machine) -> Finding:
    """Look whether trusted locations, of which the start folder is one, are off, or it is on a network."""
    keys = (rf"{POLICIES}\Trusted Locations", rf"{OFFICE}\Excel\Security\Trusted Locations")
    found = [machine.registry("user", key) for key in keys]
    off = any(each.get("AllLocationsDisabled") == 1 for each in found)
    if str(machine.start_folder).startswith(("\\\\", "//")):  # a redirected profile; networks are not trusted
        off = off or not any(each.get("AllowNetworkLocations") == 1 for each in found)
    return Finding("trusted", "bad" if off else "good", str(machine.start_folder))


def _python(machine: Machine) -> Finding:
    """Look whether Excel sees what this Python writes."""
    return Finding("python", "bad" if machine.is_store_python else "good", str(machine.python))


def _settings(machine: Machine) -> Finding:
    """Look whether the settings name a Python that is there, and this one."""
    told = read_config(machine.config).get("INTERPRETER_WIN", "")
    for name, value in machine.environment.items():
        told = told.replace(f"%{name}%", value)
    if not told or not Path(told).is_file():
        return Finding("settings", "bad", told or str(machine.config))
    same = Path(told).parent == machine.python.parent
    return Finding("settings", "good" if same else "watch", told)


def _start(machine: Machine) -> Finding:
    """Try whether Python starts and finds the functions."""
    command = [str(machine.python), "-c", "import udfs.hosts.excel.worksheet"]
    return Finding("start", "good" if machine.runs(command) else "bad", str(machine.python))


CHECKS: tuple[Callable[[Machine], Finding], ...] = (
    _excel, _python, _macros, _trusted, _addin, _web_mark, _disabled, _other_copies, _settings, _library,
    _pywin32, _start,
)  # fmt: skip
