"""Collections: the dunning ladder, interest on late payment, instalment plans."""

from xlcredit.collections.dunning import NO_STAGE, NOT_DUE, dunning_stage, is_alarm, stage_text
from xlcredit.collections.instalments import Instalment, instalment_plan
from xlcredit.collections.interest import InterestLine, interest_lines, late_interest
from xlcredit.collections.rates import RateTable, contract_table, rate_table, rule_name
from xlcredit.collections.year_fractions import year_numbers

__all__ = [
    "NOT_DUE",
    "NO_STAGE",
    "Instalment",
    "InterestLine",
    "RateTable",
    "contract_table",
    "dunning_stage",
    "instalment_plan",
    "interest_lines",
    "is_alarm",
    "late_interest",
    "rate_table",
    "rule_name",
    "stage_text",
    "year_numbers",
]
