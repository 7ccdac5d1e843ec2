"""Take the pictures of docs/libreoffice.md: a real LibreOffice on a display that nobody sees.

    python docs/libreoffice_pictures.py FOLDER

As an ordinary user, on a Linux machine with LibreOffice 25.2 (libreoffice-gtk3, libreoffice-l10n-zh-cn),
xvfb, openbox, xdotool, imagemagick and pngquant. Look at every picture before it goes into the docs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from udfs.hosts import jobs
from udfs.hosts.calc.extension import build_extension
from udfs.hosts.calc.installation import package_folder, python_version
from xlcredit.texts import LANGUAGES, use_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlcredit.texts import Language

DISPLAY, WIDTH, HEIGHT = ":94", 1560, 960
LOCALES = {"en": "en-US", "zh": "zh-CN"}
STILL_SECONDS, PATIENCE_SECONDS = 1.5, 60
REFRESH = (21, 142)
"""Where the mouse goes: the first button of the toolbar, and the menu."""
MENUS = {"en": (471, 31), "zh": (597, 31)}
DIALOG_PLACE, DIALOG_SIZE, FUNCTIONS_TAB = ("310", "270"), ("900", "660"), (370, 315)
"""Where the wizard goes, so that a row of the sheet stays in sight, and the tab with the functions."""
HEADINGS = {
    "en": [
        "Customer",
        "Customer since",
        "Debt ratio",
        "Current ratio",
        "Interest cover",
        "Country grade",
        "Score",
    ],
    "zh": ["客户名称", "合作起始日", "资产负债率", "流动比率", "利息保障倍数", "国别等级", "信用评分"],
}
NAMES = {
    "en": [
        "Alpha Components Ltd",
        "Beta Trading Co.",
        "Gamma Foods plc",
        "Delta Machinery",
        "Epsilon Retail",
    ],
    "zh": ["甲辰零部件有限公司", "乙方商贸有限公司", "丙南食品股份公司", "丁山机械厂", "戊己零售有限公司"],
}
ROWS = [
    ["2011-10-22", 0.52, 1.31, 8.3, "A2"],
    ["2018-03-01", 0.71, 1.05, 2.1, "A4"],
    ["2009-06-15", 0.38, 1.92, 14.0, "A1"],
    ["2022-01-10", 0.83, 0.84, 0.9, "B"],
    ["2015-09-30", 0.64, 1.22, 3.6, "A3"],
]
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>{locale}</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/Product">
<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>25.2</value></prop></item>
</oor:items>
"""


def main() -> None:
    """Take the pictures of both languages."""
    out = Path(sys.argv[1]).absolute()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, screen():
        for language in LANGUAGES:
            take(language, Path(name), out)


def take(language: Language, folder: Path, out: Path) -> None:
    """Take the pictures of one language."""
    use_language(language)
    demo = Path(jobs.demo(folder, language, datetime.now().astimezone(), lambda _step: None).path)
    scores = folder / f"scores-{language}.xlsx"
    write_scores(scores, language)
    home = install(folder / language, LOCALES[language])
    with office(home, demo):
        click(MENUS[language])
        press(*["Down"] * 9, "Right", "Right")
        picture(out / f"libreoffice-menu-{language}.png")
        press("Escape", "Escape")
        click(REFRESH)
        settle()
        press("Return")
        picture(out / f"libreoffice-refreshed-{language}.png")
    with office(home, scores):
        press("ctrl+F2")
        widen_dialog()
        click(FUNCTIONS_TAB)
        picture(out / f"libreoffice-wizard-{language}.png")


def write_scores(path: Path, language: Language) -> None:
    """Write a list of customers with a score each, the first score selected."""
    book = xlsxwriter.Workbook(path)
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    score = book.add_format({"num_format": "0.0"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 6, 14)
    sheet.write_row(0, 0, HEADINGS[language], bold)
    for number, (name, row) in enumerate(zip(NAMES[language], ROWS, strict=True), 1):
        sheet.write_row(number, 0, [name, *row])
        sheet.write_formula(number, 6, f"=CREDITSCORE(B{number + 1}:F{number + 1},B$1:F$1)", score, "")
    sheet.set_selection("G2")
    book.close()


def install(home: Path, locale: str) -> Path:
    """Give a fresh home the extension, its settings and a language."""
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE.format(locale=locale), "utf-8")
    (home / ".xlcredit").mkdir()
    told = {"python": sys.executable, "site_packages": str(package_folder()), "version": python_version()}
    (home / ".xlcredit" / "calc.json").write_text(json.dumps(told), "utf-8")
    build_extension(home / "xlcredit.oxt")
    subprocess.run(
        ["unopkg", profile(home), "add", "-f", "-s", str(home / "xlcredit.oxt")],
        check=True,
        env=environment(home),
        cwd=home,
    )
    return home


def profile(home: Path) -> str:
    """Return the option that names a profile."""
    return f"-env:UserInstallation={(home / 'profile').as_uri()}"


def environment(home: Path) -> dict[str, str]:
    """Return what LibreOffice may know."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "DISPLAY": DISPLAY,
        "NO_AT_BRIDGE": "1",
    } | {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}


@contextmanager
def screen() -> Iterator[None]:
    """Give a display with a window manager."""
    os.environ["DISPLAY"] = DISPLAY
    started = [
        subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"])
    ]
    time.sleep(1)
    started.append(subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL))
    try:
        yield
    finally:
        for each in reversed(started):
            each.terminate()
            each.wait()


@contextmanager
def office(home: Path, book: Path) -> Iterator[None]:
    """Open a workbook in a window that fills the screen."""
    command = ["soffice", profile(home), "--norestore", "--nologo", "--calc", str(book)]
    running = subprocess.Popen(
        command, env=environment(home), cwd=home, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(book.stem)
        yield
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()
        time.sleep(1)


def wait_for(title: str) -> None:
    """Wait for a window, make it fill the screen, and wait until nothing moves."""
    found = subprocess.run(
        ["xdotool", "search", "--sync", "--onlyvisible", "--name", title],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    ).stdout.split()[0]
    subprocess.run(
        ["xdotool", "windowmove", found, "0", "0", "windowsize", found, str(WIDTH), str(HEIGHT)], check=True
    )
    subprocess.run(["xdotool", "windowactivate", "--sync", found], check=True)
    settle()


def click(place: tuple[int, int]) -> None:
    """Click somewhere, and take the mouse away from it."""
    subprocess.run(["xdotool", "mousemove", *map(str, place), "click", "1"], check=True)
    time.sleep(1)
    subprocess.run(["xdotool", "mousemove", str(WIDTH - 2), str(HEIGHT - 2)], check=True)


def press(*keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        subprocess.run(["xdotool", "key", key], check=True)
        time.sleep(0.5)


def widen_dialog() -> None:
    """Give the dialog in front a size at which its texts are whole."""
    settle()
    subprocess.run(
        ["xdotool", "getactivewindow", "windowsize", *DIALOG_SIZE, "windowmove", *DIALOG_PLACE], check=True
    )
    settle()


def settle() -> None:
    """Wait until two pictures in a row are the same."""
    before, deadline = b"", time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        now = hashlib.sha256(shot()).digest()
        if now == before:
            return
        before = now
        time.sleep(STILL_SECONDS)


def shot() -> bytes:
    """Return the screen as a picture."""
    return subprocess.run(["import", "-window", "root", "rgb:-"], capture_output=True, check=True).stdout


def picture(path: Path) -> None:
    """Write the screen as a small picture."""
    settle()
    subprocess.run(["import", "-window", "root", str(path)], check=True)
    if shutil.which("pngquant"):
        subprocess.run(
            ["pngquant", "--force", "--output", str(path), "--speed", "1", "96", str(path)], check=True
        )


if __name__ == "__main__":
    main()
