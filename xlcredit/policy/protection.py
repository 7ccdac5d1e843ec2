"""Records of protection and funding: insurance, early payment, financing, the borrowing base."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from xlcredit.policy.numbers import Count, Record, Share

IndemnityOrder = Literal["limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"]
CostConvention = Literal["simple_360", "simple_365", "compound_360", "compound_365"]
CostsTaken = Literal["from_reserve", "at_start"]


class Insurance(Record):
    """Terms of trade credit insurance.

    Attributes
    ----------
    order : {"limit_cover_deductible", "cover_limit_deductible", "limit_deductible_cover"}
        What cuts a loss first, second and third: the insured limit, the cover, the deductible.
    waiting_days : int
        Days after the due date before a claim for protracted default can be made. [days]
    """

    order: IndemnityOrder
    waiting_days: Count


class EarlyPayment(Record):
    """How the cost of a discount is put on a year: simple or compound interest, days of the year."""

    convention: CostConvention


class Financing(Record):
    """How the cost of factoring and of discounted bills is counted.

    Attributes
    ----------
    convention : {"simple_360", "simple_365", "compound_360", "compound_365"}
        How a cost is put on a year.
    interest_days_in_year : {360, 365, 366}
        Days that a yearly rate of interest is divided by.
    costs_taken : {"from_reserve", "at_start"}
        ``from_reserve``: withheld from what is paid out at the end, and from the advance only where that is
        not enough; ``at_start``: all of it taken off the advance.
    """

    convention: CostConvention
    interest_days_in_year: Literal[360, 365, 366]
    costs_taken: CostsTaken


class BorrowingBaseRules(Record):
    """What a lender lends on, and how much of it.

    Attributes
    ----------
    past_due_days : int
        Debts more days past due than this are not eligible. [days]
    cross_age_share : float
        More than this share of a customer's debts past due in that sense takes out the rest. [share of one]
    customer_share : float
        What one customer owes counts up to this share of what is eligible before the cap. [share of one]
    advance_share : float
        Share of the eligible amount that is lent. [share of one]
    """

    past_due_days: Count
    cross_age_share: Share
    customer_share: Share = Field(gt=0)
    advance_share: Share


class Protection(Record):
    """Ways to move the risk of a receivable to others, or to fund it."""

    insurance: Insurance
    early_payment: EarlyPayment
    financing: Financing
    borrowing_base: BorrowingBaseRules
