"""Fitting: a card of points learnt from one's own customers, and what it is worth on others."""

from xlcredit.fitting.card import Fitted, fit_card
from xlcredit.fitting.figures import Figures
from xlcredit.fitting.sample import DevelopmentSample, LeftOut, sample_of
from xlcredit.fitting.thresholds import grade_thresholds, grades_of_sample

__all__ = [
    "DevelopmentSample",
    "Figures",
    "Fitted",
    "LeftOut",
    "fit_card",
    "grade_thresholds",
    "grades_of_sample",
    "sample_of",
]
