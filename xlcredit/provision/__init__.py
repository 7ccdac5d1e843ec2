"""Provision: loss rates from roll rates or tables, the matrix, the movement of the allowance, its entries."""

from xlcredit.provision.matrix import Allowance, provision_matrix
from xlcredit.provision.movement import EntryLine, Movement, journal_entries, movement
from xlcredit.provision.rates import RatesInUse, expected_factor, in_cents, products_of, rates_in_use
from xlcredit.provision.roll_rates import LossRates, loss_rates

__all__ = [
    "Allowance", "EntryLine", "LossRates", "Movement", "RatesInUse", "expected_factor", "in_cents",
    "journal_entries", "loss_rates", "movement", "products_of", "provision_matrix", "rates_in_use",
]  # fmt: skip
