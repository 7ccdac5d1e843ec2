"""Validation: whether scores, probabilities, grades, overrides and limits stand up to what came of them."""

from xlcredit.validation.auc_interval import Interval, auc_interval
from xlcredit.validation.calibration import CalibrationBand, CalibrationTable, calibration_table
from xlcredit.validation.calibration_line import CalibrationLine, brier_score, calibration_line
from xlcredit.validation.discrimination import (
    Discrimination,
    RocCurve,
    Separation,
    auc,
    discrimination,
    gini,
    kolmogorov_smirnov,
    roc_points,
)
from xlcredit.validation.limit_test import LimitTest, LimitTestSummary, limit_test
from xlcredit.validation.migration import Migration, migration_matrix
from xlcredit.validation.overrides import BadRate, OverrideLine, OverrideReport, override_report
from xlcredit.validation.rates import chance_of_at_least, wilson_interval
from xlcredit.validation.stability import (
    FactorStability,
    Stability,
    band_counts,
    characteristic_stability,
    population_stability,
)

__all__ = [
    "BadRate",
    "CalibrationBand",
    "CalibrationLine",
    "CalibrationTable",
    "Discrimination",
    "FactorStability",
    "Interval",
    "LimitTest",
    "LimitTestSummary",
    "Migration",
    "OverrideLine",
    "OverrideReport",
    "RocCurve",
    "Separation",
    "Stability",
    "auc",
    "auc_interval",
    "band_counts",
    "brier_score",
    "calibration_line",
    "calibration_table",
    "chance_of_at_least",
    "characteristic_stability",
    "discrimination",
    "gini",
    "kolmogorov_smirnov",
    "limit_test",
    "migration_matrix",
    "override_report",
    "population_stability",
    "roc_points",
    "wilson_interval",
]
