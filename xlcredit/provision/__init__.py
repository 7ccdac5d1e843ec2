"""Provision: loss rates from roll rates, and the allowance by the provision matrix."""

from xlcredit.provision.matrix import Allowance, provision_matrix
from xlcredit.provision.roll_rates import LossRates, loss_rates

__all__ = ["Allowance", "LossRates", "loss_rates", "provision_matrix"]
