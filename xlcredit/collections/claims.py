"""The claim for one late debt: principal, interest stretch by stretch, fixed sum, payments, total."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlcredit.collections.fees import fee_rule, is_fee_confirmed, late_fee
from xlcredit.collections.interest import interest_lines, table_of
from xlcredit.policy import default_policy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from xlcredit.collections.interest import InterestLine, Payment
    from xlcredit.policy import Policy


@dataclass(frozen=True)
class LateClaim:
    """What is owed for one debt on a day.

    Attributes
    ----------
    amount : float
        The debt. [money]
    lines : tuple of InterestLine
        Interest in order of time.
    fee : float
        Fixed sum. [money]
    fee_currency : str
        Its currency; "" where there is none.
    is_fee_confirmed : bool
        False where the fixed sum is marked as still to be confirmed.
    paid : float
        Part payments up to the day. [money]
    rule : str
        Name of the rule, or "contract".
    """

    amount: float
    lines: tuple[InterestLine, ...]
    fee: float
    fee_currency: str
    is_fee_confirmed: bool
    paid: float
    rule: str

    @property
    def interest(self) -> float:
        """Interest of all stretches, paid or not, as money."""
        return math.fsum(line.interest for line in self.lines)

    @property
    def total(self) -> float:
        """Debt + interest + fixed sum - payments."""
        return math.fsum((self.amount, self.interest, self.fee, -self.paid))


def late_claim(  # noqa: PLR0917  as many as a claim has parts
    amount: float,
    due_date: date,
    until: date,
    rule: Any = None,
    payments: Iterable[Payment] = (),
    policy: Policy | None = None,
) -> LateClaim:
    """Return the claim for one debt with its part payments.

    Parameters
    ----------
    amount : float
        Zero or more; one currency with payments and fixed sum. [money]
    due_date, until : datetime.date
        Last day without, and last day with interest.
    rule : str or float, optional
        As in `late_interest`.
    payments : iterable of (datetime.date, float)
        As in `interest_lines`; later ones than `until` do not count. [money]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    LateClaim
        Its total is what is owed on `until`, whatever the payments are counted towards.

    Raises
    ------
    ArgumentError, MissingDataError, ImpossibleNumberError
        As in `interest_lines`.

    Notes
    -----
    The fixed sum is owed once interest has begun, on what was open when it did.

    Examples
    --------
    >>> from datetime import date
    >>> claim = late_claim(1000.0, date(2026, 6, 30), date(2026, 7, 31), "DE")
    >>> round(claim.interest, 2), claim.fee, round(claim.total, 2)
    (8.93, 40.0, 1048.93)
    """
    rules = policy or default_policy()
    received = [(day, paid) for day, paid in payments if day <= until]
    in_time = math.fsum(paid for day, paid in received if day <= due_date)
    fees = fee_rule(rule, rules)
    debt = max(amount - in_time, 0.0)
    fee = late_fee(debt, due_date, rule, rules) if fees is not None and until > due_date else 0.0
    lines = interest_lines(amount, due_date, until, received, rule, rules, fee)
    name = table_of(rule, rules).name
    return LateClaim(
        amount=amount,
        lines=tuple(lines),
        fee=fee,
        fee_currency=fees.currency if fees is not None else "",
        is_fee_confirmed=fees is None or is_fee_confirmed(name, rules),
        paid=math.fsum(paid for _, paid in received),
        rule=name,
    )
