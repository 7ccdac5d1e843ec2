"""What a lender lends on receivables: from the gross amount, by what is not eligible, to the base."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from xlcredit.columns import Codes, Flags, Floats, as_codes, as_floats, as_sizes, check_lengths
from xlcredit.errors import MissingDataError
from xlcredit.texts import say

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from xlcredit.policy.protection import BorrowingBaseRules
    from xlcredit.texts import Language

DECIMALS: Final = 6  # sums leave dust such as 5e-17; no currency has more than four decimals


@dataclass(frozen=True)
class BaseLine:
    """One line of a borrowing base.

    Attributes
    ----------
    key : str
        Key of its texts, ``protection.base.<key>.name`` and ``.rule``.
    amount : float
        What is there, or (negative) what is taken off. [money]
    fields : dict
        What the texts name.
    customers : int
        How many customers it concerns.
    """

    key: str
    amount: float
    fields: dict[str, Any] = field(default_factory=dict)
    customers: int = 0

    def name(self, language: Language | None = None) -> str:
        """Return what the line is."""
        return say(f"protection.base.{self.key}.name", language, **self.fields)

    def rule(self, language: Language | None = None) -> str:
        """Return the rule behind its amount."""
        return say(f"protection.base.{self.key}.rule", language, **self.fields)


def borrowing_base(
    customers: ArrayLike,
    open_amounts: ArrayLike,
    days_past_due: ArrayLike,
    reasons: ArrayLike | None = None,
    reserves: float = 0.0,
    *,
    rules: BorrowingBaseRules,
    days_past_invoice: ArrayLike | None = None,
) -> list[BaseLine]:
    """Return the borrowing base line by line.

    Parameters
    ----------
    customers : array_like of str, shape (n,)
        Customer of each document; blanks are one customer.
    open_amounts : array_like, shape (n,)
        Owed to us is positive, credits negative. [one currency]
    days_past_due : array_like, shape (n,)
        Negative or 0 is not due; NaN has no due date. [days]
    reasons : array_like of str, shape (n,), optional
        Why a document is not eligible whatever its age (foreign, affiliate, contra ...); blank where it is.
    reserves : float
        What the lender holds back from the amount available, not negative. [money]
    rules : BorrowingBaseRules
        Terms of the lender, from the policy.
    days_past_invoice : array_like, shape (n,), optional
        Age from the invoice date; NaN has none and breaks no rule on it. Left out: no line for it. [days]

    Returns
    -------
    list of BaseLine
        Gross debts; less no due date, past due, past invoice, cross-aged, each reason, credits; plus
        credits beyond the customer's own eligible debts; less concentration; eligible; advance; less
        reserves; the base.

    Raises
    ------
    ArgumentError
        When the columns differ in length.
    MissingDataError
        When an amount is blank: a base without it would look right.
    ImpossibleNumberError
        When `reserves` is below 0.

    Notes
    -----
    Every debt is taken off once, by the first rule that it breaks, in the order of the lines. A customer is
    cross-aged when more than ``cross_age_share`` of its debts is too old: past due by more than
    ``past_due_days``, or past invoice by more than ``past_invoice_days``. All credits are taken off, whatever
    their age, from what is eligible of their own customer: they do not make up for debts that are not
    eligible anyway, which is prudent, and take nothing from other customers, so what is eligible of a
    customer is never below 0. The cap on one customer is a share of what is eligible before it. The base is
    never below 0 and never above the debts that no rule takes off.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> lines = borrowing_base(
    ...     ["A", "A", "B"], [60, 40, 100], [90, 0, 5], rules=default_policy().protection.borrowing_base
    ... )
    >>> [(line.key, line.amount) for line in lines if line.amount]  # doctest: +NORMALIZE_WHITESPACE
    [('gross', 200.0), ('past_due', -60.0), ('cross_aged', -40.0), ('concentration', -75.0),
     ('eligible', 25.0), ('advance', 21.25), ('base', 21.25)]
    """
    amount, days = as_floats(open_amounts, "open_amounts"), as_floats(days_past_due, "days_past_due")
    check_lengths(open_amounts=amount, customers=customers, days_past_due=days, reasons=reasons,
                  days_past_invoice=days_past_invoice)  # fmt: skip
    if np.isnan(amount).any():
        raise MissingDataError("protection.blank_amount", row=int(np.flatnonzero(np.isnan(amount))[0]) + 1)
    held_back = float(as_sizes(reserves, "reserves"))
    codes, names = as_codes(customers)
    debts = np.maximum(amount, 0.0)
    age = None if days_past_invoice is None else as_floats(days_past_invoice, "days_past_invoice")
    off = _off_by_rule(codes, debts, (days, age), reasons, rules)
    eligible_debts = np.where(off.left, debts, 0.0)
    net = np.bincount(codes, eligible_debts + np.minimum(amount, 0.0), len(names))
    beyond = np.maximum(-np.round(net, DECIMALS), 0.0)
    return [
        BaseLine("gross", _sum(debts), customers=_who(codes, debts > 0)),
        *off.lines,
        BaseLine("credits", _sum(np.minimum(amount, 0.0)), customers=_who(codes, amount < 0)),
        BaseLine("credits_beyond", _sum(beyond), customers=int(np.count_nonzero(beyond))),
        *_after_credits(np.maximum(net, 0.0), held_back, rules),
    ]


@dataclass(frozen=True)
class _Off:
    """Lines of what is not eligible by age or reason, and the debts that are left."""

    lines: list[BaseLine]
    left: Flags


def _off_by_rule(
    codes: Codes,
    debts: Floats,
    ages: tuple[Floats, Floats | None],
    reasons: ArrayLike | None,
    rules: BorrowingBaseRules,
) -> _Off:
    """Take off what breaks a rule on age or carries a reason, each debt once."""
    limit, share, (days, invoiced) = rules.past_due_days, rules.cross_age_share, ages
    is_old = days > limit
    broken: list[tuple[str, Flags, dict[str, Any]]] = [
        ("no_due_date", np.isnan(days), {}),
        ("past_due", is_old, {"days": limit}),
    ]
    if invoiced is not None:
        is_aged = invoiced > rules.past_invoice_days
        broken.append(("past_invoice", is_aged, {"days": rules.past_invoice_days}))
        is_old = is_old | is_aged  # a new one: the line above keeps its own
    crossed = _cross_aged(codes, debts, is_old, share)
    broken.append(("cross_aged", crossed, {"share": _percent(share)}))
    if reasons is not None:
        given, words = as_codes(reasons)
        broken += [("reason", given == place, {"reason": word}) for place, word in enumerate(words) if word]
    left = np.ones(len(debts), dtype=bool)
    lines = []
    for key, is_broken, fields in broken:
        taken = left & is_broken & (debts > 0)
        lines.append(BaseLine(key, _sum(-debts[taken]), fields, _who(codes, taken)))
        left &= ~is_broken
    return _Off(lines, left)


def _cross_aged(codes: Codes, debts: Floats, is_old: Flags, share: float) -> Flags:
    """Tell whose documents fall with the customer's old ones."""
    count = int(codes.max(initial=-1)) + 1
    old, all_of_it = np.bincount(codes, debts * is_old, count), np.bincount(codes, debts, count)
    return np.asarray(np.round(old - all_of_it * share, DECIMALS) > 0)[codes]


def _after_credits(by_customer: Floats, reserves: float, rules: BorrowingBaseRules) -> list[BaseLine]:
    """Return the lines from the cap on one customer down to the base."""
    before = _sum(by_customer)
    cap = before * rules.customer_share
    over = _sum(np.maximum(by_customer - cap, 0.0))
    eligible = round(before - over, DECIMALS)
    advance = round(eligible * rules.advance_share, DECIMALS)
    counted = int(np.count_nonzero(np.round(by_customer, DECIMALS) > 0))
    large = int(np.count_nonzero(np.round(by_customer - cap, DECIMALS) > 0)) if over else 0
    share = {"share": _percent(rules.customer_share), "cap": cap}
    return [
        BaseLine("concentration", 0.0 - over, share, large),
        BaseLine("eligible", eligible, customers=counted),
        BaseLine("advance", advance, {"share": _percent(rules.advance_share)}),
        BaseLine("reserves", 0.0 - reserves),
        BaseLine("base", max(round(advance - reserves, DECIMALS), 0.0)),
    ]


def _who(codes: Codes, rows: Flags) -> int:
    """Count the customers of some rows."""
    return int(np.unique(codes[rows]).size)


def _sum(amounts: Floats) -> float:
    """Return a sum without the dust of binary fractions; never -0."""
    return round(float(amounts.sum()), DECIMALS) + 0.0


def _percent(share: float) -> str:
    """Write a share of one as the rules show it."""
    return f"{share * 100:.6g}%"
