from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbooks.sources import read_grids
from xlcredit.ledger.grid import Grid
from xlcredit.working_capital import Statement, read_statement, read_statements
from xlcredit.working_capital.statement_series import (
    falling_periods,
    missing_periods,
    ratio_series,
    unbalanced_periods,
    year_behind,
)

# Two years by quarters, sales and cost adding up within the year, the newest first, as data services do.
DOWN = [
    ["报告日", "营业收入", "营业成本", "净利润"],
    [20240331, 130, 78, 13],
    [20231231, 480, 300, 40],
    [20230930, 350, 220, 30],
    [20230630, 220, 140, 18],
    [20230331, 100, 60, 8],
    [20221231, 400, 250, 30],
]


def test_flows_of_a_quarter_are_those_of_twelve_months():
    year = year_behind(read_statement(Grid("利润表", DOWN)))
    # 2024-03-31: 130 + 480 - 100 = 510; 2023-09-30 needs 2022-09-30, which is not there: 350 x 365 / 273.
    assert year.basis == ("trailing", "year", "annualised", "annualised", "annualised", "year")
    expected = [510, 480, 350 * 365 / 273, 220 * 365 / 181, 100 * 365 / 90, 400]
    assert year.column("sales") == pytest.approx(expected)
    assert year.column("net_profit")[0] == 13 + 40 - 8
    assert np.isnan(year.column("inventory")).all()


def test_periods_across_give_the_same_as_periods_down():
    across = [list(row) for row in zip(*DOWN, strict=True)]
    down, turned = (
        year_behind(read_statement(Grid("a", DOWN))),
        year_behind(read_statement(Grid("b", across))),
    )
    assert down.periods == turned.periods
    assert down.basis == turned.basis
    np.testing.assert_array_equal(down.column("cost_of_sales"), turned.column("cost_of_sales"))


def test_stocks_stand_as_they_are_and_days_use_the_years_sales():
    balance = [["报告日", "应收账款", "存货"], [20240331, 51, 36], [20231231, 48, 30]]
    year = year_behind(read_statements([Grid("利润表", DOWN), Grid("资产负债表", balance)]))
    ratios = ratio_series(year)
    assert year.column("accounts_receivable")[:2].tolist() == [51, 48]
    # DSO 51 / 510 x 365 = 36.5; DIO 36 / (78 + 300 - 60) x 365 = 36 / 318 x 365.
    assert ratios["days_sales_outstanding"][0][:2] == pytest.approx([36.5, 36.5])
    assert ratios["days_inventory_outstanding"][0][0] == pytest.approx(36 / 318 * 365)
    assert np.isnan(ratios["days_sales_outstanding"][0][2:]).all()


def test_a_flow_without_its_own_earlier_figure_is_unknown_among_trailing_ones():
    rows = [
        ["", "2024-06-30", "2023-12-31", "2023-06-30"],
        ["Sales", 70, 120, 50],
        ["Interest expense", 4, 6, None],
    ]
    year = year_behind(read_statement(Grid("PL", rows)))
    assert year.basis[0] == "trailing"
    np.testing.assert_array_equal(year.column("interest_expense"), [np.nan, 6, np.nan])


def test_a_business_year_that_ends_in_june():
    rows = [
        ["", "2024-09-30", "2024-06-30", "2023-09-30"],
        ["Sales", 30, 100, 20],
        ["Net profit", 3, 10, 2],
    ]
    year = year_behind(read_statement(Grid("PL", rows)), year_end_month=6)
    assert year.basis == ("trailing", "year", "annualised")
    # 30 + 100 - 20 = 110; July to September are 92 days: 20 x 365 / 92.
    assert year.column("sales") == pytest.approx([110, 100, 20 * 365 / 92])


def test_current_and_prior_without_dates_are_years():
    rows = [["项目", "本期金额", "上期金额"], ["营业收入", 30, 20], ["净利润", 3, 2]]
    year = year_behind(read_statement(Grid("利润表", rows)))
    assert year.basis == ("year", "year")
    assert year.column("sales").tolist() == [30, 20]


def test_a_balance_sheet_alone_has_no_basis():
    rows = [["", 2025, 2024], ["Inventory", 3, 2], ["Total assets", 30, 20]]
    assert year_behind(read_statement(Grid("BS", rows))).basis == ("none", "none")


def test_missing_quarters_are_named():
    assert missing_periods(read_statement(Grid("利润表", DOWN))) == ()
    without = [row for row in DOWN if row[0] != 20230630]
    assert missing_periods(read_statement(Grid("利润表", without))) == ("2023-06-30",)


@pytest.mark.parametrize(("equity", "is_unbalanced"), [(40.0, False), (39.0, True), (np.nan, False)])
def test_assets_are_debts_and_equity(equity, is_unbalanced):
    figures = {"total_assets": 100.0, "total_liabilities": 60.0, "equity": equity}
    statement = Statement(("2025-12-31",), {name: np.array([figure]) for name, figure in figures.items()}, {})
    assert unbalanced_periods(statement).tolist() == [is_unbalanced]


@given(st.lists(st.integers(1, 10_000), min_size=8, max_size=8))
@settings(max_examples=40)
def test_twelve_months_are_the_last_four_quarters(quarters):
    # Eight quarters of 2023 and 2024, one by one; the statements show them added up within their year.
    ends = ["0331", "0630", "0930", "1231"]
    rows = [
        [int(f"{year}{end}"), sum(quarters[4 * at : 4 * at + place + 1]), 1]
        for at, year in enumerate((2023, 2024))
        for place, end in enumerate(ends)
    ]
    year = year_behind(read_statement(Grid("利润表", [["报告日", "营业收入", "净利润"], *rows])))
    expected = [sum(quarters[place - 3 : place + 1]) for place in range(3, 8)]
    assert year.column("sales")[3:].tolist() == expected


@pytest.fixture(scope="module")
def listed_company(shared_data):
    """The files by pandas alone: a frame per statement by period, the first column of each heading."""
    frames, grids = {}, []
    for path in sorted((shared_data / "cn_statements").glob("*.xlsx")):
        frame = pd.read_excel(path, engine="openpyxl").assign(
            报告日=lambda read: pd.to_datetime(read["报告日"].astype(str))
        )
        frames[path.stem] = frame.set_index("报告日").sort_index()
        grids += read_grids(path)
    assert len(frames) == 3
    return frames, read_statements(grids)


@pytest.mark.shared
def test_every_quarter_of_a_listed_company_against_pandas(listed_company):
    frames, statement = listed_company
    balance, income = frames["资产负债表"], frames["利润表"]
    year = year_behind(statement)
    ratios = ratio_series(year)
    ends = pd.to_datetime(list(statement.periods))
    assert len(ends) == 100
    current = balance["流动资产合计"] / balance["流动负债合计"]
    debt = balance["负债合计"] / balance["资产总计"]
    np.testing.assert_allclose(ratios["current_ratio"][0], current.reindex(ends), rtol=1e-12)
    np.testing.assert_allclose(ratios["debt_ratio"][0], debt.reindex(ends), rtol=1e-12)

    def yearly(name):
        flow = income[name]
        last_year = flow.reindex(flow.index - pd.offsets.YearEnd(1)).to_numpy()
        months = flow.reindex(flow.index - pd.DateOffset(years=1) + pd.offsets.MonthEnd(0)).to_numpy()
        twelve = flow + last_year - months
        gone = flow.index.day_of_year.to_numpy()
        spread = flow * 365 / gone
        return flow.where(flow.index.month == 12, twelve.fillna(spread))

    margin = (yearly("净利润") / yearly("营业收入")).reindex(ends)
    np.testing.assert_allclose(ratios["net_margin"][0], margin, rtol=1e-12)
    assert year.basis.count("year") == (ends.month == 12).sum()


def test_sales_that_fall_within_a_year_are_told_and_those_of_the_next_year_are_not():
    single = [["报告日", "营业收入", "净利润"], [20240331, 90, 1], [20231231, 130, 1]]
    single += [[20230930, 95, 1], [20230630, 110, 1]]
    assert falling_periods(read_statement(Grid("利润表", single))) == ("2023-09-30",)
    assert falling_periods(read_statement(Grid("利润表", single)), year_end_month=6) == ("2024-03-31",)
    assert falling_periods(read_statement(Grid("利润表", DOWN))) == ()
    assert falling_periods(Statement(("current_period",), {}, {})) == ()
