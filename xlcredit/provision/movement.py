"""The allowance over a period: opening, charge, write-off, recovery, closing, and the entries behind them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Standard = Literal["cn", "ifrs", "us"]

_CHARGE: Final = (("loss", "debit"), ("allowance", "credit"))
_RELEASE: Final = (("allowance", "debit"), ("loss", "credit"))
_WRITE_OFF: Final = (("allowance", "debit"), ("receivables", "credit"))
_RECOVERY: Final = (
    ("receivables", "debit"), ("allowance", "credit"), ("cash", "debit"), ("receivables", "credit"),
)  # fmt: skip
ACCOUNT_CODES: Final[dict[Standard, dict[str, str]]] = {
    "cn": {"loss": "6702", "allowance": "1231", "receivables": "1122", "cash": "1002"},
    "ifrs": {},
    "us": {},
}
"""Codes of the Chinese chart of accounts; the other standards prescribe none."""


@dataclass(frozen=True)
class Movement:
    """How the allowance came from its opening to its closing, in money to the cent.

    Attributes
    ----------
    opening, charge, write_off, recovery, closing : Decimal
        Opening + charge - write-off + recovery = closing; a charge below zero is a release.
    """

    opening: Decimal
    charge: Decimal
    write_off: Decimal
    recovery: Decimal
    closing: Decimal


@dataclass(frozen=True)
class EntryLine:
    """One line of a journal entry.

    Attributes
    ----------
    entry : str
        ``"charge"``, ``"release"``, ``"write_off"`` or ``"recovery"``.
    account : str
        ``"loss"``, ``"allowance"``, ``"receivables"`` or ``"cash"``.
    code : str
        Its code in the chart of accounts, "" where the standard prescribes none.
    debit, credit : Decimal
        One of the two is zero.
    """

    entry: str
    account: str
    code: str
    debit: Decimal
    credit: Decimal


def movement(opening: Decimal, write_off: Decimal, recovery: Decimal, closing: Decimal) -> Movement:
    """Return the movement of an allowance; the charge is what is needed to come to its closing.

    Parameters
    ----------
    opening : Decimal
        Allowance before; below zero for a debit balance. [money]
    write_off : Decimal
        What was written off in the period, zero or more. [money]
    recovery : Decimal
        What came in on debts written off, zero or more. [money]
    closing : Decimal
        Allowance that is needed now. [money]

    Returns
    -------
    Movement
        Its parts.

    References
    ----------
    IFRS 7.35H; CAS 37.

    Examples
    --------
    >>> movement(Decimal(-1000), Decimal(0), Decimal(0), Decimal(15100)).charge
    Decimal('16100')
    """
    return Movement(opening, closing - opening + write_off - recovery, write_off, recovery, closing)


def journal_entries(moved: Movement, standard: Standard) -> tuple[EntryLine, ...]:
    """Return the journal entries of a movement, debit and credit of each entry alike.

    Parameters
    ----------
    moved : Movement
        The movement.
    standard : {"cn", "ifrs", "us"}
        Whose account codes are given.

    Returns
    -------
    tuple of EntryLine
        Charge or release, then write-offs, then recoveries; what is zero has no entry.

    References
    ----------
    CAS 22, application guidance: 借 信用减值损失 贷 坏账准备.

    Examples
    --------
    >>> moved = movement(Decimal(100), Decimal(30), Decimal(0), Decimal(90))
    >>> [(line.entry, line.account, str(line.debit or -line.credit)) for line in journal_entries(moved, "us")]
    [('charge', 'loss', '20'), ('charge', 'allowance', '-20'),
     ('write_off', 'allowance', '30'), ('write_off', 'receivables', '-30')]
    """
    is_release = moved.charge < 0
    charge = _RELEASE if is_release else _CHARGE
    codes = ACCOUNT_CODES[standard]
    lines = []
    for entry, amount, sides in (
        ("release" if is_release else "charge", abs(moved.charge), charge),
        ("write_off", moved.write_off, _WRITE_OFF),
        ("recovery", moved.recovery, _RECOVERY),
    ):
        for account, side in sides if amount else ():
            debit, credit = (amount, Decimal(0)) if side == "debit" else (Decimal(0), amount)
            lines.append(EntryLine(entry, account, codes.get(account, ""), debit, credit))
    return tuple(lines)
