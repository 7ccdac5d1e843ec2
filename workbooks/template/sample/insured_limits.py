"""What the credit insurer of the sample company granted, customer by customer, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit.tables import INSURED_LIMITS

if TYPE_CHECKING:
    from workbooks.template.sample.profiles import Profiles

GRANTED = 12  # customers whose limits are on the sheet; of the others the customer list knows
RAISED_FROM = 3  # the largest were raised at the turn of the year
_REFERENCE = "CI-{year}-{number:04d}"


def draw_insured_limits(customers: pd.DataFrame, profiles: Profiles, day: np.datetime64) -> pd.DataFrame:
    """Return the insured limits table.

    Parameters
    ----------
    customers : DataFrame
        The customers table: those in force are the limits it lists.
    profiles : Profiles
        The customers, in the same order; the limit of an insolvent one has ended.
    day : datetime64[D]
        Last day of the history.

    Returns
    -------
    DataFrame
        Columns of the insured limits table. Nothing is drawn.
    """
    listed = customers[customers["insured_limit"].fillna(0) > 0]
    gone = listed.index.isin(np.flatnonzero(profiles.is_kind("insolvent")))
    largest = listed[~gone].sort_values("insured_limit", ascending=False, kind="stable").head(GRANTED)
    year = pd.Timestamp(day).year
    rows = [_row(record, 1.0, year, place) for place, (_, record) in enumerate(largest.iterrows(), 1)]
    earlier = [
        _row(record, 0.5, year - 1, place)
        for place, (_, record) in enumerate(largest.head(RAISED_FROM).iterrows(), 1)
    ]
    return pd.DataFrame([*earlier, *rows], columns=list(INSURED_LIMITS.column_names))


def _row(record: pd.Series[Any], share: float, year: int, place: int) -> dict[str, object]:
    """Return the limit of one customer in one year."""
    return {
        "customer_id": record["customer_id"],
        "currency": record["currency"],
        "insured_limit": record["insured_limit"] * share,
        "limit_from": pd.Timestamp(year, 1, 1),
        "limit_to": pd.Timestamp(year, 12, 31),
        "cover_share": 0.9,
        "insurer_reference": _REFERENCE.format(year=year, number=100 + place),
    }
