"""The one place that knows LightGBM: trees of one split each, read out as steps that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.errors import MissingDataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from xlcredit.columns import Floats
    from xlcredit.fitting.design import Design
    from xlcredit.fitting.sample import DevelopmentSample
    from xlcredit.policy.fitting import Fitting

MANY_ROWS = 20_000  # from here on more than one processor is worth its coming and going


@dataclass(frozen=True)
class Step:
    """One split: what is added left of the threshold, it included, and right of it."""

    column: int
    threshold: float
    left: float
    right: float


@dataclass(frozen=True)
class Boosted:
    """A sum of one-split trees that gives the log-odds of turning bad, still uncalibrated.

    Attributes
    ----------
    design : Design
        Its columns.
    booster : lightgbm.Booster
        The trees.
    trees : int
        How many of them count.
    """

    design: Design
    booster: Any
    trees: int

    def log_odds(self, matrix: Floats, trees: int | None = None) -> Floats:
        """Return the sum of the first trees for some customers."""
        found = self.booster.predict(matrix, raw_score=True, num_iteration=trees or self.trees)
        return np.asarray(found, dtype=float)

    def steps(self) -> tuple[float, tuple[Step, ...]]:
        """Return what every customer starts with, and the splits.

        Returns
        -------
        tuple of (float, tuple of Step)
            Their sum is what `log_odds` gives.
        """
        start = 0.0
        found = []
        for tree in self.booster.dump_model(num_iteration=self.trees)["tree_info"]:
            node = tree["tree_structure"]
            if "split_feature" not in node:
                start += node["leaf_value"]
                continue
            children = (node["left_child"]["leaf_value"], node["right_child"]["leaf_value"])
            found.append(Step(node["split_feature"], node["threshold"], *children))
        return start, tuple(found)


def boosted(
    design: Design, sample: DevelopmentSample, directions: Mapping[str, int], rules: Fitting, trees: int
) -> Boosted:
    """Fit a sum of one-split trees.

    Parameters
    ----------
    design : Design
        The columns.
    sample : DevelopmentSample
        The customers.
    directions : mapping of str to int
        Factor to 1 where risk may only rise with its value, -1 only fall; other factors are free.
    rules : Fitting
        How it is fitted.
    trees : int
        How many. [count]

    Returns
    -------
    Boosted
        The model.

    Raises
    ------
    MissingDataError
        When LightGBM is not installed, or a library it needs is not.
    """
    lightgbm = _library()
    signs = [directions.get(column.factor, 0) if column.kind == "value" else 0 for column in design.columns]
    options = {
        "objective": "binary", "num_leaves": 2, "learning_rate": rules.learning_rate,
        "lambda_l2": rules.shrinkage, "feature_fraction": rules.factor_share,
        "scale_pos_weight": rules.bad_weight, "max_bin": rules.most_bands,
        "min_data_in_leaf": rules.fewest_in_band, "min_data_in_bin": rules.fewest_in_band,
        "monotone_constraints": signs, "feature_pre_filter": False,
        "seed": rules.seed, "deterministic": True, "force_row_wise": True, "verbosity": -1,
        "num_threads": 1 if sample.size < MANY_ROWS else 0,
    }  # fmt: skip
    rows = lightgbm.Dataset(design.matrix(sample.values), sample.is_bad.astype(float), params=options)
    return Boosted(design, lightgbm.train(options, rows, trees), trees)


def _library() -> ModuleType:
    """Import LightGBM, or say how to get it; without libgomp it fails with an operating-system error."""
    try:
        import lightgbm
    except (ImportError, OSError) as error:
        raise MissingDataError("fitting.not_installed", reason=error) from error
    return lightgbm
