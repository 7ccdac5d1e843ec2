"""Records of fitting: how a card is fitted to one's own history, and how much history it takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from xlcredit.policy.numbers import AboveZero, Count, Factor, Positive, Record, Share
from xlcredit.policy.points_table import MOST_BANDS

Folds = Annotated[Positive, Field(ge=2, le=20)]


class Fitting(Record):
    """How a card is fitted: many small one-split trees, added up into points.

    Attributes
    ----------
    minimum_bads, minimum_goods : int
        With fewer, no card is fitted. [count]
    folds : int
        Parts of the cross-validation whose figures are shown. [count]
    inner_folds : int
        Parts by which the number of trees and the calibration are found, inside the customers a card is
        fitted to. [count]
    fewest_in_band : int
        Customers that a band of a factor holds at least. [count]
    most_bands : int
        Bands of a factor at most. [count]
    most_trees : int
        Splits tried at most; how many are kept is found by the inner folds. [count]
    learning_rate : float
        What a split counts of what it would alone. [share of one]
    shrinkage : float
        Weight that pulls small bands towards no effect (L2). [weight]
    factor_share : float
        Share of the factors that each split may choose from. [share of one]
    bad_weight : float
        A bad customer counts as much as so many good ones while splits are sought; the probabilities are set
        right afterwards. [times]
    is_monotone : bool
        Whether the points of a factor of the expert card must rise or fall as they do there.
    out_of_time_share : float
        Latest share of the dated rows that a card fitted to the earlier ones is tested on. [share of one]
    seed : int
        Start of the random choices: the same sample gives the same card. [number]
    """

    minimum_bads: Annotated[Positive, Field(ge=10)]
    minimum_goods: Annotated[Positive, Field(ge=10)]
    folds: Folds
    inner_folds: Folds
    fewest_in_band: Annotated[Positive, Field(ge=2)]
    most_bands: Annotated[Positive, Field(ge=2, lt=MOST_BANDS)]
    most_trees: Annotated[Positive, Field(ge=20, le=20_000)]
    learning_rate: Annotated[AboveZero, Field(le=1)]
    shrinkage: Factor
    factor_share: Annotated[Share, Field(gt=0)]
    bad_weight: AboveZero
    is_monotone: bool
    out_of_time_share: Annotated[Share, Field(gt=0, lt=1)]
    seed: Count
