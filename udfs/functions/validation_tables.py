"""Records of validation as rows of cells: headings first, in the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.functions.layout import known
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlcredit.validation import CalibrationBand, CalibrationTable, Discrimination, Migration


def power_rows(found: Discrimination) -> list[list[Any]]:
    """Return every figure of a score's power.

    Parameters
    ----------
    found : Discrimination
        From `xlcredit.validation.discrimination`.

    Returns
    -------
    list of list
        Measure, value; a bound that cannot be known is blank.
    """
    figures = {
        "bads": float(found.bads),
        "goods": float(found.goods),
        "left_out": float(found.left_out),
        "auc": found.auc,
        "lower": known(found.interval.lower),
        "upper": known(found.interval.upper),
        "gini": found.gini,
        "ks": found.separation.value,
        "ks_score": found.separation.score,
    }
    rows: list[list[Any]] = [[say(f"validation.power.{word}") for word in ("measure", "value")]]
    return rows + [[say(f"validation.power.{name}"), value] for name, value in figures.items()]


def calibration_rows(table: CalibrationTable) -> list[list[Any]]:
    """Return a calibration table with a row for the whole.

    Parameters
    ----------
    table : CalibrationTable
        From `xlcredit.validation.calibration_table`.

    Returns
    -------
    list of list
        Band, from, to, customers, bads, predicted, observed, interval, chance of as many bads, verdict.
    """
    columns = (
        "band", "lower", "upper", "count", "bads", "predicted", "observed", "interval_lower",
        "interval_upper", "chance", "verdict",
    )  # fmt: skip
    rows: list[list[Any]] = [[say(f"validation.calibration.{column}") for column in columns]]
    ungraded, whole = (say(f"validation.calibration.{word}") for word in ("ungraded", "whole"))
    rows += [[band.name or ungraded, *_figures(band)] for band in table.bands]
    return [*rows, [whole, *_figures(table.whole)]]


def _figures(band: CalibrationBand) -> list[Any]:
    """Return what stands beside the name of a band."""
    shares = (band.predicted, band.observed, *band.interval, band.chance)
    verdict = say(f"validation.verdicts.{band.verdict}")
    edges = (known(band.lower), known(band.upper))
    return [*edges, float(band.count), float(band.bads), *map(known, shares), verdict]


def migration_rows(found: Migration) -> list[list[Any]]:
    """Return a migration matrix: counts, moves, then shares of each row, and a row of totals.

    Parameters
    ----------
    found : Migration
        From `xlcredit.validation.migration_matrix`.

    Returns
    -------
    list of list
        Grade before, counts by grade after, total, upgrades, downgrades, shares by grade after.
    """
    grades = [*found.labels, say("validation.migration.unrated")]
    words = [say(f"validation.migration.{word}") for word in ("total", "upgrades", "downgrades")]
    shares = [say("validation.migration.share", grade=grade) for grade in grades]
    rows: list[list[Any]] = [[say("validation.migration.before"), *grades, *words, *shares]]
    moves = zip(found.counts.sum(axis=1), found.upgrades_by_row, found.downgrades_by_row, strict=True)
    for grade, counts, sums, parts in zip(grades, found.counts, moves, found.shares, strict=True):
        rows.append([grade, *map(float, counts), *map(float, sums), *map(known, parts.tolist())])
    totals = found.counts.sum(axis=0)
    sums = (found.customers, found.upgrades, found.downgrades)
    parts = totals / found.customers
    return [*rows, [words[0], *map(float, totals), *map(float, sums), *parts.tolist()]]
