"""Collections: the dunning ladder, interest on late payment, instalment plans."""

from xlcredit.collections.business_days import business_day, business_days, country_code, is_business_day
from xlcredit.collections.claims import LateClaim, late_claim
from xlcredit.collections.dunning import (
    NO_STAGE,
    NOT_DUE,
    dunning_stage,
    is_alarm,
    letter_of,
    stage_named,
    stage_text,
)
from xlcredit.collections.fees import fee_rule, is_fee_confirmed, late_fee
from xlcredit.collections.instalments import Instalment, instalment_plan
from xlcredit.collections.interest import InterestLine, interest_lines, late_interest
from xlcredit.collections.memory import Memory, memory_of
from xlcredit.collections.rates import RateTable, contract_table, rate_table, rule_name
from xlcredit.collections.statements import STATES, TREATMENTS, Statements, late_statements
from xlcredit.collections.year_fractions import year_numbers

__all__ = [
    "NOT_DUE",
    "NO_STAGE",
    "STATES",
    "TREATMENTS",
    "Instalment",
    "InterestLine",
    "LateClaim",
    "Memory",
    "RateTable",
    "Statements",
    "business_day",
    "business_days",
    "contract_table",
    "country_code",
    "dunning_stage",
    "fee_rule",
    "instalment_plan",
    "interest_lines",
    "is_alarm",
    "is_business_day",
    "is_fee_confirmed",
    "late_claim",
    "late_fee",
    "late_interest",
    "late_statements",
    "letter_of",
    "memory_of",
    "rate_table",
    "rule_name",
    "stage_named",
    "stage_text",
    "year_numbers",
]
