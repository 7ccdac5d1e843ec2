"""Validation in a cell: does a score work, are its probabilities true, have customers or grades moved."""

from __future__ import annotations

from typing import Any

from udfs.arguments import POLICY, column, one
from udfs.catalogue import worksheet_function
from udfs.functions import validation_tables as tables
from xlcredit import validation as room
from xlcredit.policy.numbers import LETTERS

_OUTCOMES = column("outcomes", "flag")
_SCORES = column("scores", "number", "points")
_DIRECTION = one("higher_is_better", "flag", optional=True)
_BADS, _SAMPLE = "{1;1;0;1;0;0;0}", "{20;40;40;60;70;80;90}"
_BANDS = "{0;0;0;0;1;0;1;0;1;1}", "{0.1;0.1;0.1;0.1;0.1;0.4;0.4;0.4;0.4;0.4}"


def _is_higher_better(given: Any) -> bool:
    """Return the direction of a score: upward where none is given."""
    return True if given is None else bool(given)


@worksheet_function(
    "SCOREAUC", _OUTCOMES, _SCORES, _DIRECTION,
    group="validation", unit="share", convention="outcomes",
    source="Hanley and McNeil, Radiology 143 (1982)",
    formula="(pairs of a bad and a good customer in the right order + ties / 2) / pairs",
    examples=((f"=SCOREAUC({_BADS},{_SAMPLE})", 0.875),
              ("=SCOREAUC({1;0;0},{0.3;0.1;0.2},FALSE)", 1.0)),
)  # fmt: skip
def score_auc(outcomes: Any, scores: Any, higher_is_better: Any = None) -> float:
    """Return the AUC."""
    return room.auc(outcomes, scores, higher_is_better=_is_higher_better(higher_is_better))


@worksheet_function(
    "SCOREGINI", _OUTCOMES, _SCORES, _DIRECTION,
    group="validation", unit="share", convention="outcomes", formula="2 x AUC - 1",
    source="Hanley and McNeil, Radiology 143 (1982)",
    examples=((f"=SCOREGINI({_BADS},{_SAMPLE})", 0.75),),
)  # fmt: skip
def score_gini(outcomes: Any, scores: Any, higher_is_better: Any = None) -> float:
    """Return the Gini coefficient."""
    return room.gini(outcomes, scores, higher_is_better=_is_higher_better(higher_is_better))


@worksheet_function(
    "SCOREKS", _OUTCOMES, _SCORES,
    group="validation", unit="share", convention="outcomes",
    source="two-sample Kolmogorov-Smirnov statistic",
    formula="max over scores of |share of bads up to it - share of goods up to it|",
    examples=((f"=SCOREKS({_BADS},{_SAMPLE})", 0.75),),
)  # fmt: skip
def score_ks(outcomes: Any, scores: Any) -> float:
    """Return the Kolmogorov-Smirnov statistic."""
    return room.kolmogorov_smirnov(outcomes, scores).value


@worksheet_function(
    "SCORETEST", _OUTCOMES, _SCORES, _DIRECTION, POLICY,
    group="validation", returns="table", convention="outcomes",
    source="DeLong et al., Biometrics 44 (1988); policy: validation.confidence",
    formula="AUC -/+ normal quantile x DeLong's standard error; Gini = 2 x AUC - 1",
    examples=((f"=INDEX(SCORETEST({_BADS},{_SAMPLE}),5,2)", 0.875),
              (f"=ROUND(INDEX(SCORETEST({_BADS},{_SAMPLE}),6,2),4)", 0.5921),
              (f"=INDEX(SCORETEST({_BADS},{_SAMPLE}),10,2)", 60.0)),
)  # fmt: skip
def score_test(outcomes: Any, scores: Any, higher_is_better: Any = None, policy: Any = None) -> Any:
    """Return every figure of a score's power; a reader who asks by hand sees it for few customers too."""
    direction = _is_higher_better(higher_is_better)
    return tables.power_rows(
        room.discrimination(outcomes, scores, policy, higher_is_better=direction, fewest=1)
    )


@worksheet_function(
    "BRIERSCORE", _OUTCOMES, column("probabilities", "number", "share"),
    group="validation", convention="outcomes", source="Brier, Monthly Weather Review 78 (1950)",
    formula="mean of (probability - outcome)^2",
    examples=(("=BRIERSCORE({1;0;0;0},{0.5;0.5;0;0})", 0.125),),
)  # fmt: skip
def brier_score(outcomes: Any, probabilities: Any) -> float:
    """Return the Brier score."""
    return room.brier_score(outcomes, probabilities)


@worksheet_function(
    "PSI", column("expected_counts", "number", "count"), column("actual_counts", "number", "count"), POLICY,
    group="validation", unit="index", convention="counts",
    source="Siddiqi, Intelligent Credit Scoring (2017); policy: validation.empty_band",
    formula="sum of (actual - expected share) x ln(actual / expected share)",
    examples=(("=ROUND(PSI({50;50},{60;40}),6)", 0.040547),
              ("=ROUND(PSI({0.25;0.25;0.25;0.25},{0.1;0.2;0.3;0.4}),4)", 0.2282)),
)  # fmt: skip
def psi(expected_counts: Any, actual_counts: Any, policy: Any = None) -> float:
    """Return the population stability index."""
    return room.population_stability(expected_counts, actual_counts, policy).value


@worksheet_function(
    "CALIBRATION", _OUTCOMES, column("probabilities", "number", "share"),
    column("bands", "number", "share or count", optional=True, length="own"),
    column("grades", "text", optional=True), POLICY,
    group="validation", returns="table", unit="share", convention="outcomes",
    source="Wilson (1927); Basel Committee, working paper 14 (2005); policy: validation",
    formula="stated risk is too low where it lies below the interval of the observed share",
    examples=((f"=INDEX(CALIBRATION({_BANDS[0]},{_BANDS[1]},2),3,7)", 0.6),
              (f"=ROUND(INDEX(CALIBRATION({_BANDS[0]},{_BANDS[1]},0.25),3,8),4)", 0.2307),
              (f"=ROUND(INDEX(CALIBRATION({_BANDS[0]},{_BANDS[1]},2),2,10),5)", 0.40951)),
)  # fmt: skip
def calibration(
    outcomes: Any, probabilities: Any, bands: Any = None, grades: Any = None, policy: Any = None
) -> Any:
    """Return stated probabilities and what came of them."""
    return tables.calibration_rows(
        room.calibration_table(outcomes, probabilities, bands, policy, grades=grades)
    )


@worksheet_function(
    "MIGRATIONMATRIX", column("before", "text"), column("after", "text"),
    column("labels", "text", optional=True, length="own"),
    group="validation", returns="table", unit="count and share", convention="migration",
    formula="customers by grade before (rows) and after (columns); then the shares of each row",
    examples=(('=INDEX(MIGRATIONMATRIX({"A";"A";"B"},{"A";"B";"B"},{"A";"B"}),2,3)', 1.0),
              ('=INDEX(MIGRATIONMATRIX({"A";"A";"B";""},{"A";"B";"A";"B"}),2,11)', 0.5)),
)  # fmt: skip
def migration_matrix(before: Any, after: Any, labels: Any = None) -> Any:
    """Return how many customers went from which grade to which."""
    grades = LETTERS if labels is None else [label for label in labels.tolist() if label is not None]
    return tables.migration_rows(room.migration_matrix(before, after, grades))
