"""The limit that a credit insurer has in force for each customer on a date, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from xlcredit.columns import Floats
    from xlcredit.policy import Policy
    from xlcredit.refresh.valuation import Valuation
    from xlcredit.texts import Language

IN_FORCE, EXPIRED, NOT_YET, REFUSED, NO_RATE = "in_force", "expired", "not_yet", "refused", "no_rate"


def limits_in_force(insured_limits: pd.DataFrame, valuation: Valuation) -> pd.DataFrame:
    """Return what the insured limits say of each customer on the date of valuation.

    Parameters
    ----------
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`; a refused row has a blank limit.
    valuation : Valuation
        Date, base currency, rates.

    Returns
    -------
    DataFrame
        One row per customer that has a row there, by ``customer_id``: ``insured_limit`` [base currency, 0
        where none is in force], ``cover_share`` (NaN: as the policy says), ``limit_to``,
        ``insurer_reference`` and ``state``: in force, expired, not yet, refused, no rate.
    """
    day = pd.Timestamp(valuation.as_of)
    base = valuation.base_currency
    limits = insured_limits.sort_values("limit_from", kind="stable")
    begun = (limits["limit_from"] <= day) & limits["insured_limit"].notna()
    rate = valuation.to_base(limits["currency"].where(limits["currency"] != "", base))
    state = np.select(
        [
            limits["insured_limit"].isna(),
            ~begun,
            limits["limit_to"] < day,
            np.isnan(rate),
        ],
        [REFUSED, NOT_YET, EXPIRED, NO_RATE],
        IN_FORCE,
    )
    # Of several rows the one in force counts; else the refused, the one without a rate, the last to end.
    rank = pd.Series(state).map({IN_FORCE: 0, REFUSED: 1, NO_RATE: 2, EXPIRED: 3, NOT_YET: 4}).to_numpy()
    is_valid = state == IN_FORCE
    found = limits.assign(
        state=state,
        rank=rank,
        insured_limit=np.where(is_valid, limits["insured_limit"] * rate, 0.0),
        first=-limits["limit_from"].astype("int64"),
    )
    found = found.sort_values(["rank", "first"], kind="stable").drop_duplicates("customer_id")
    columns = ["insured_limit", "cover_share", "limit_to", "insurer_reference", "state"]
    return found.set_index("customer_id")[columns]


def with_limits_in_force(
    customers: pd.DataFrame, insured_limits: pd.DataFrame, valuation: Valuation
) -> pd.DataFrame:
    """Return customers with the insured limit in force: a row of the insured limits wins over the list.

    Parameters
    ----------
    customers : DataFrame
        ``customer_id`` and ``insured_limit`` [base currency].
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`.
    valuation : Valuation
        Date, base currency, rates.

    Returns
    -------
    DataFrame
        The same rows; without insured limits the very same frame.
    """
    if insured_limits.empty:
        return customers
    known = customers["customer_id"].map(limits_in_force(insured_limits, valuation)["insured_limit"])
    return customers.assign(insured_limit=known.where(known.notna(), customers["insured_limit"]))


def cover_of(
    customers: pd.DataFrame, insured_limits: pd.DataFrame, valuation: Valuation, policy: Policy
) -> pd.DataFrame:
    """Return limit, cover and where they come from, for every customer.

    Parameters
    ----------
    customers : DataFrame
        From `customer_frame`: its ``insured_limit`` is the one in force.
    insured_limits : DataFrame
        Columns of `xlcredit.tables.INSURED_LIMITS`.
    valuation : Valuation
        Date, base currency, rates.
    policy : Policy
        Discretionary limit and usual cover.

    Returns
    -------
    DataFrame
        In the order of the customers: ``limit`` [base currency], ``cover`` [share], ``state`` (of
        `limits_in_force`, or ``list``, ``discretionary``, ``none``), ``limit_to``, ``insurer_reference``.
    """
    own = limits_in_force(insured_limits, valuation).reindex(customers["customer_id"])
    listed: Floats = np.maximum(np.nan_to_num(customers["insured_limit"].to_numpy(dtype=float)), 0.0)
    nobody = [say("ledger.no_customer", language) for language in LANGUAGES]  # no buyer, no cover
    discretionary = np.where(
        customers["customer_id"].isin(nobody), 0.0, policy.protection.insurance.discretionary_limit
    )
    has_row = own["state"].notna().to_numpy()
    otherwise = np.where(listed > 0, "list", np.where(discretionary > 0, "discretionary", "none"))
    limit = np.where(has_row | (listed > 0), listed, discretionary)
    cover = own["cover_share"].fillna(policy.limits.cover_share).to_numpy(dtype=float)
    return pd.DataFrame({
        "limit": limit,
        "cover": cover,
        "state": np.where(has_row, own["state"].to_numpy(dtype=object), otherwise),
        "limit_to": own["limit_to"].to_numpy(),
        "insurer_reference": own["insurer_reference"].fillna("").to_numpy(dtype=object),
    })  # fmt: skip


def source_words(cover: pd.DataFrame, language: Language) -> list[str]:
    """Return in words where each limit comes from.

    Parameters
    ----------
    cover : DataFrame
        From `cover_of`.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of str
        One per row.
    """
    days = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in cover["limit_to"]]
    rows = zip(cover["state"], days, cover["insurer_reference"], strict=True)
    return [_source(state, day, reference, language) for state, day, reference in rows]


def _source(state: str, last: str | None, reference: str, language: Language) -> str:
    """Return where one limit comes from."""
    key = "open_end" if state == IN_FORCE and last is None else state
    said = say(f"insurance.source.{key}", language, last=last or "")
    return f"{reference}: {said}" if reference else said
