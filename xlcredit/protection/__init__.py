"""Protection and funding: credit insurance, discounts for early payment, factoring, the borrowing base."""

from xlcredit.protection.borrowing_base import BaseLine, borrowing_base
from xlcredit.protection.cover import filled
from xlcredit.protection.deadlines import Deadlines, deadlines, urgency
from xlcredit.protection.discounts import break_even_discount, discount_gain
from xlcredit.protection.financing import discount_cost
from xlcredit.protection.insurance import claim_date, indemnity, premium, uninsured
from xlcredit.protection.offers import InsuredBook, OfferCost, compare_offers, offer_cost, without_insurance
from xlcredit.protection.yearly_cost import CONVENTIONS, early_payment_cost, yearly_cost

__all__ = [
    "CONVENTIONS",
    "BaseLine",
    "Deadlines",
    "InsuredBook",
    "OfferCost",
    "borrowing_base",
    "break_even_discount",
    "claim_date",
    "compare_offers",
    "deadlines",
    "discount_cost",
    "discount_gain",
    "early_payment_cost",
    "filled",
    "indemnity",
    "offer_cost",
    "premium",
    "uninsured",
    "urgency",
    "without_insurance",
    "yearly_cost",
]
