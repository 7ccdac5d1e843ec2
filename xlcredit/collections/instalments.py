"""Instalment plans: level payments whose cents add up to the debt."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from xlcredit.errors import ArgumentError, ImpossibleNumberError

CENT = Decimal("0.01")
MONTHS_OF_YEAR = 12
MOST = 600  # fifty years of months; more than any plan, and a bound for the table


@dataclass(frozen=True)
class Instalment:
    """One payment of a plan; amounts in whole cents.

    Attributes
    ----------
    number : int
        0 is the down payment.
    due_date : datetime.date or None
        None for a down payment whose day is not given: it is due when the plan is agreed.
    payment, interest, principal : Decimal
        payment = interest + principal. [money]
    balance : Decimal
        Principal left after the payment. [money]
    """

    number: int
    due_date: date | None
    payment: Decimal
    interest: Decimal
    principal: Decimal
    balance: Decimal


def instalment_plan(  # noqa: PLR0917  as many as a plan has terms
    amount: float,
    number: float,
    first_date: date,
    down_payment_share: float = 0.0,
    annual_rate: float = 0.0,
    agreed_on: date | None = None,
    months_between: int = 1,
) -> list[Instalment]:
    """Return a plan of level monthly payments, after a larger first one where the plan is stepped.

    Parameters
    ----------
    amount : float
        Above 0; taken to whole cents, half up. [money]
    number : int
        Payments after the down payment, from 1 to 600.
    first_date : datetime.date
        Due date of the first of them; the others follow month by month on the same day, or on the last day of
        a shorter month.
    down_payment_share : float
        Share of the amount paid when the plan is agreed, from 0 to below 1; to whole cents, half up. [share]
    annual_rate : float, optional
        Interest for each month begun = balance x rate / 12, to whole cents, half up; from 0 to 1. [share]
    agreed_on : datetime.date, optional
        Day of the plan, when the down payment is due; not after the first date.
    months_between : int, optional
        Months from one payment to the next, from 1 on; interest is for as many.

    Returns
    -------
    list of Instalment
        The down payment, where there is one, then the instalments.

    Raises
    ------
    ArgumentError
        When the number is not whole or not between 1 and 600, or the plan is dated after its first payment.
    ImpossibleNumberError
        When the amount is not above 0, a share or rate lies outside its range, or the payments are too small
        to reduce the debt by a cent.

    Notes
    -----
    The level payment is amount x r / (1 - (1 + r)^-number), rounded down to cents; the last payment takes the
    rest. Principal adds up to the amount exactly, and every payment equals its interest and principal.

    Examples
    --------
    >>> for row in instalment_plan(1000.0, 3, date(2026, 1, 31)):
    ...     print(row.number, row.due_date, row.payment, row.balance)
    1 2026-01-31 333.33 666.67
    2 2026-02-28 333.33 333.34
    3 2026-03-31 333.34 0.00
    """
    count = _whole(number)
    if agreed_on is not None and agreed_on > first_date:
        raise ArgumentError("collections.agreed_late", got=agreed_on, first=first_date)
    debt = _cents(amount)
    _check(debt, down_payment_share, annual_rate)
    down = (debt * _exact(down_payment_share)).quantize(CENT, ROUND_HALF_UP)
    rows = [Instalment(0, agreed_on, down, Decimal("0.00"), down, debt - down)] if down else []
    balance, monthly = debt - down, _exact(annual_rate) * months_between / MONTHS_OF_YEAR
    level = _level_payment(balance, count, monthly)
    if level - _interest(balance, monthly) < CENT and count > 1:
        raise ImpossibleNumberError("collections.instalments_too_small", payment=level, number=count)
    for place in range(1, count + 1):
        interest = _interest(balance, monthly)
        principal = balance if place == count else level - interest
        balance -= principal
        due = _months_later(first_date, (place - 1) * months_between)
        rows.append(Instalment(place, due, principal + interest, interest, principal, balance))
    return rows


def _exact(number: float) -> Decimal:
    """Return a number of a cell as it is shown, without its binary tail."""
    return Decimal(repr(float(number)))


def _cents(amount: float) -> Decimal:
    """Return an amount in whole cents."""
    return _exact(amount).quantize(CENT, ROUND_HALF_UP)


def _whole(number: float) -> int:
    """Return the number of instalments, or refuse it."""
    if not 1 <= number <= MOST or number != int(number):
        raise ArgumentError("collections.instalment_count", got=number, most=MOST)
    return int(number)


def _check(debt: Decimal, down_payment_share: float, annual_rate: float) -> None:
    """Refuse an amount, a share or a rate outside its range."""
    if debt <= 0:
        raise ImpossibleNumberError("collections.nothing_to_pay", got=debt)
    if not 0 <= down_payment_share < 1:
        raise ImpossibleNumberError("collections.down_payment_no_share", got=down_payment_share)
    if not 0 <= annual_rate <= 1:
        raise ImpossibleNumberError("collections.rate_no_share", got=annual_rate)


def _level_payment(balance: Decimal, count: int, monthly: Decimal) -> Decimal:
    """Return the level payment, rounded down to cents."""
    exact = balance * monthly / (1 - (1 + monthly) ** -count) if monthly else balance / count
    return exact.quantize(CENT, ROUND_DOWN)


def _interest(balance: Decimal, monthly: Decimal) -> Decimal:
    """Return the interest of one month in whole cents."""
    return (balance * monthly).quantize(CENT, ROUND_HALF_UP)


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    count = day.year * MONTHS_OF_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_OF_YEAR)
    if year > date.max.year:
        raise ImpossibleNumberError("collections.beyond_calendar", got=day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
