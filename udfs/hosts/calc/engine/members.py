"""What every object of the engine shares: a member it lacks says so, instead of failing without a word."""

from __future__ import annotations

from typing import Any

from udfs.hosts.closed.members import Closed
from xlcredit.errors import HostError


class Calc(Closed):
    """An object of the engine; a subclass annotates the members that it sets itself."""

    def __getattr__(self, name: str) -> Any:
        """Say that the engine has no such member."""
        if hasattr(self.stands_for, name):
            raise not_supported(f"{self.stands_for.__name__}.{name}")
        raise AttributeError(f"{type(self).__name__} has no {name}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse to set a member of xlwings that would have no effect."""
        own = hasattr(type(self), name) or any(
            name in vars(each).get("__annotations__", ()) for each in type(self).__mro__
        )
        if hasattr(self.stands_for, name) and not own:
            raise not_supported(f"{self.stands_for.__name__}.{name}")
        object.__setattr__(self, name, value)


def not_supported(member: str) -> HostError:
    """Return the error for a member that the engine does not offer.

    Parameters
    ----------
    member : str
        As a macro writes it, for instance ``"Range.color"``.

    Returns
    -------
    HostError
        To be raised.

    Examples
    --------
    >>> str(not_supported("Range.color"))
    'Range.color: is not offered for a document in LibreOffice Calc. ...'
    """
    return HostError("calc_engine.not_supported", member=member)
