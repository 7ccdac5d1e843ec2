"""What a user asks of a refresh: the date, the currency, who asks and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True)
class Asked:
    """What the user asked of a refresh; every part may be left to the workbook and the policy.

    Attributes
    ----------
    as_of : date or None
        Date the open items are valued at; the named cell ``AsOf``, else the policy's rule, when None.
    base_currency : str or None
        Currency of the totals; the named cell ``BaseCurrency``, else the ledger's main one, when None.
    now : datetime
        The present moment; never read from the clock below this point.
    who : str
        Name for the audit log.
    source_name : str
        What to call the source; the workbook's name when blank.
    source_hash : str
        Fingerprint of the file that was read.
    """

    as_of: date | None
    base_currency: str | None
    now: datetime
    who: str
    source_name: str = ""
    source_hash: str = ""

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()
