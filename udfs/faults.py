"""What went wrong in cells lately: a cell shows an error value, `XLCWHY` tells the reason kept here."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

REMEMBERED = 512
"""How many different faults are kept; the oldest goes first."""


@dataclass(frozen=True)
class Fault:
    """One fault of one function.

    Attributes
    ----------
    function : str
        Name of the worksheet function.
    error : str
        Error value that the cell shows.
    reason : str
        Where, what was got, what is accepted, how to mend it.
    """

    function: str
    error: str
    reason: str

    def __str__(self) -> str:
        """Return function, error and reason in one line."""
        return f"{self.function} {self.error}: {self.reason}"


_faults: OrderedDict[Fault, None] = OrderedDict()
_lock = Lock()


def remember(fault: Fault) -> None:
    """Keep a fault as the latest.

    Parameters
    ----------
    fault : Fault
        The fault.
    """
    with _lock:
        _faults[fault] = None
        _faults.move_to_end(fault)
        if len(_faults) > REMEMBERED:
            _faults.popitem(last=False)


def latest(*, function: str | None = None, error: str | None = None) -> Fault | None:
    """Return the latest fault of a function, with an error value, or of all.

    Parameters
    ----------
    function : str, optional
        Name of the worksheet function, in capitals.
    error : str, optional
        Error value.

    Returns
    -------
    Fault or None
        None when none is remembered.

    Examples
    --------
    >>> forget()
    >>> remember(Fault("DSO", "#NUM!", "no sales"))
    >>> str(latest(error="#NUM!")), latest(function="CEI")
    ('DSO #NUM!: no sales', None)
    """
    with _lock:
        for fault in reversed(_faults):
            if function in (None, fault.function) and error in (None, fault.error):
                return fault
    return None


def forget() -> None:
    """Forget every fault."""
    with _lock:
        _faults.clear()
