"""What every object of the engine shares: a member it lacks says so, instead of failing without a word."""

from __future__ import annotations

from udfs.hosts.closed.members import Closed
from xlcredit.errors import HostError


class Calc(Closed):
    """An object of the engine; a subclass annotates the members that it sets itself."""

    @staticmethod
    def refusal(member: str, _name: str) -> HostError:
        """Return the error for a member that this host does not offer."""
        return not_supported(member)


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
