"""The working-capital table from the company's own statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from xlcredit import tables
from xlcredit.refresh.receivables import frame_of
from xlcredit.working_capital import accounts_of, working_capital_measures

if TYPE_CHECKING:
    from xlcredit.policy import Policy
    from xlcredit.texts import Language


def working_capital(statements: pd.DataFrame, policy: Policy, language: Language) -> pd.DataFrame:
    """Return every working-capital measure of the current period with its health.

    Parameters
    ----------
    statements : DataFrame
        Columns of the statements table; a year's figures.
    policy : Policy
        Healthy ranges.
    language : {"en", "zh"}
        Language of the texts.

    Returns
    -------
    DataFrame
        Columns of the working-capital table; empty without statements.
    """
    accounts = accounts_of(statements["account"], statements["current_period"]) if len(statements) else {}
    if not accounts:
        return pd.DataFrame(columns=list(tables.WORKING_CAPITAL.column_names))
    found = working_capital_measures(
        accounts, dict(policy.working_capital.health), days=policy.dso.days_in_year, language=language
    )
    return frame_of(found, tables.WORKING_CAPITAL.column_names)
