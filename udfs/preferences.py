"""What the user has chosen once for all workbooks, and the log: a folder of the user's own."""

from __future__ import annotations

import logging
import tomllib
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from xlcredit import texts
from xlcredit.errors import HostError

if TYPE_CHECKING:
    from xlcredit.texts import Language

FOLDER = ".xlcredit"
LOG_BYTES = 500_000
LOGS_KEPT = 3


def folder() -> Path:
    """Return the folder of settings and log.

    Returns
    -------
    Path
        ``.xlcredit`` in the user's home, ``%USERPROFILE%`` on Windows; it may not be there yet.
    """
    return Path.home() / FOLDER


def settings_path() -> Path:
    """Return the file of the settings."""
    return folder() / "settings.toml"


def log_path() -> Path:
    """Return the file of the log."""
    return folder() / "log" / "xlcredit.log"


def remembered_language() -> Language | None:
    """Return the language that the user chose for messages.

    Returns
    -------
    {"en", "zh"} or None
        None when none was chosen, or the file cannot be read.
    """
    try:
        found = tomllib.loads(settings_path().read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):
        return None
    return next((language for language in texts.LANGUAGES if language == found), None)


def remember_language(language: Language) -> None:
    """Keep the language of messages for all workbooks.

    Parameters
    ----------
    language : {"en", "zh"}
        The language.

    Raises
    ------
    HostError
        When the file cannot be written.
    """
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        others = _other_lines(path)
        path.write_text("\n".join([f'language = "{language}"', *others]) + "\n", encoding="utf-8")
    except OSError as error:
        raise HostError("macros.no_settings", path=path, reason=error.strerror) from error


def _other_lines(path: Path) -> list[str]:
    """Return the lines of the settings that say something else."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.partition("=")[0].strip() != "language"]


def log_fault(what: str, error: BaseException) -> Path | None:
    """Write an unexpected fault with its trace into the log.

    Parameters
    ----------
    what : str
        What was being done.
    error : BaseException
        The fault.

    Returns
    -------
    Path or None
        The log; None when it cannot be written.
    """
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.Logger("xlcredit")  # noqa: LOG001  not listed: a host's own logging stays as it is
    logger.addHandler(handler)
    try:
        logger.error(what, exc_info=(type(error), error, error.__traceback__))
    finally:
        handler.close()
    return path
