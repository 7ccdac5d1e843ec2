"""Protection and funding: credit insurance, discounts for early payment, factoring, the borrowing base."""

from xlcredit.protection.borrowing_base import BaseLine, borrowing_base
from xlcredit.protection.financing import discount_cost
from xlcredit.protection.insurance import claim_date, indemnity, premium, uninsured
from xlcredit.protection.yearly_cost import CONVENTIONS, early_payment_cost, yearly_cost

__all__ = [
    "CONVENTIONS",
    "BaseLine",
    "borrowing_base",
    "claim_date",
    "discount_cost",
    "early_payment_cost",
    "indemnity",
    "premium",
    "uninsured",
    "yearly_cost",
]
