from __future__ import annotations

import numpy as np
import pytest

from xlcredit.errors import ArgumentError
from xlcredit.tables import WORKING_CAPITAL
from xlcredit.texts import topic
from xlcredit.working_capital import (
    accounts_of,
    balance_difference,
    days_of_period,
    trade_payables,
    trade_receivables,
    working_capital_measures,
    working_capital_values,
)


def test_accounts_of_headings_in_any_language():
    found = accounts_of(
        ["应收账款", "Total assets", "current_liabilities", "remark", None], [5, None, 20, 1, 2]
    )
    assert found == {"accounts_receivable": 5, "current_liabilities": 20}


def test_trade_balances_shown_together_or_apart():
    assert trade_receivables({"notes_and_accounts_receivable": 120}) == 120
    assert trade_receivables({"notes_and_accounts_receivable": 120, "notes_receivable": 20}) == 100
    both = {"notes_receivable": 20, "accounts_receivable": 100, "receivables_financing": 30}
    assert (trade_receivables(both), trade_receivables(both, "notes_too")) == (100, 150)
    assert np.isnan(trade_payables({}))
    with pytest.raises(ArgumentError, match="includes: got 'all'"):
        trade_payables({}, "all")


def test_balance_difference_unknown_without_equity():
    assert balance_difference({"total_assets": 100.3, "total_liabilities": 60.1, "equity": 40.1}) == 0.1
    assert np.isnan(balance_difference({"total_assets": 100}))


def test_days_of_period_counts_from_new_year():
    assert (days_of_period("2024-12-31"), days_of_period("2023-06-30")) == (366, 181)


def test_working_capital_values_ebit_is_profit_before_tax_plus_interest():
    accounts = {"profit_before_tax": 700, "interest_expense": 200, "finance_cost": -50}
    assert working_capital_values(accounts)["interest_cover"][0] == 4.5
    assert working_capital_values({**accounts, "ebit": 800})["interest_cover"][0] == 4
    assert np.isnan(working_capital_values({"profit_before_tax": 7, "finance_cost": 5})["interest_cover"][0])


def test_working_capital_measures_rows_match_the_table_and_its_texts():
    rows = working_capital_measures({"current_assets": 3}, {}, language="zh")
    assert [row.key for row in rows] == list(topic("working_capital")["measure"])
    assert all(hasattr(rows[0], name) for name in WORKING_CAPITAL.column_names)
    assert rows[0].measure == "流动比率"
    assert all(row.health == "" for row in rows)
