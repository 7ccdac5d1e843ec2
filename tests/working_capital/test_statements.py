from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from xlcredit.errors import ArgumentError, SourceError
from xlcredit.ledger.grid import Grid
from xlcredit.working_capital import (
    balance_difference,
    days_of_period,
    meaning_of,
    read_statement,
    read_statements,
    trade_payables,
    trade_receivables,
    working_capital_values,
)


@pytest.mark.parametrize(
    ("heading", "account"),
    [
        ("应收账款", "accounts_receivable"),
        ("应收票据及应收账款", "notes_and_accounts_receivable"),
        ("应收款项融资", "receivables_financing"),
        ("其他应收款", "other_receivables"),
        ("长期应收款", None),
        ("应付票据及应付账款", "notes_and_accounts_payable"),
        ("  一、营业总收入", "total_revenue"),
        ("其中：营业收入", "sales"),
        ("减：营业成本", "cost_of_sales"),
        ("（一）净利润", "net_profit"),
        ("负债和所有者权益（或股东权益）总计", "liabilities_and_equity"),
        ("TOTAL CURRENT ASSETS", "current_assets"),
        ("Less: cost of goods sold", "cost_of_sales"),
        (None, None),
        (12, None),
    ],
)
def test_meaning_of(heading, account):
    assert meaning_of(heading) == account


def test_read_statement_periods_down_and_duplicate_headings():
    rows = [["", "报告日", "应收账款", "应收账款", "其他应收款", "其他应收款(合计)", "存货", "类型"]]
    rows += [[0, "20221231", "", 120, "", 7, 50, "合并期末"], [1, 20211231.0, 110, 111, 5, 6, 40, "合并期末"]]
    found = read_statement(Grid("资产负债表", rows))
    assert found.periods == ("2022-12-31", "2021-12-31")
    assert found.at("2022-12-31") == {"accounts_receivable": 120, "other_receivables": 7, "inventory": 50}
    assert found.at(dt.date(2021, 12, 31))["accounts_receivable"] == 110
    assert found.conflicts == ("accounts_receivable",)
    assert found.headings["other_receivables"] == "其他应收款(合计)"
    assert found.unmapped == ("类型",)


def test_read_statement_two_sided_with_prior_year_and_unit():
    rows = [
        ["资产负债表"],
        ["编制单位：甲公司", None, None, "单位：万元"],
        ["资产", "行次", "期末余额", "年初余额", "负债和所有者权益", "期末余额", "年初余额"],
        ["货币资金", 1, 40, 30, "应付账款", "1,000.50", 9],
        ["应收账款", 2, 60, None, "流动负债合计", 25, 20],
        ["流动资产合计", 3, 150, 120, "负债合计", 30, 25],
        ["存货", 4, "－", "n/a", "未分配利润", "(12.5)", "-3"],
    ]
    found = read_statement(Grid("表", rows))
    assert found.periods == ("current_period", "prior_period")
    assert found.at("current_period")["cash"] == 400000
    assert found.at("current_period")["accounts_payable"] == 10005000
    assert found.at("current_period")["retained_earnings"] == -125000
    assert found.at("prior_period")["retained_earnings"] == -30000
    assert not {"inventory", "accounts_receivable"} & set(found.at("prior_period"))
    assert np.isnat(found.period_ends).all()


def test_read_statement_english_years_across():
    rows = [["In thousands", 2025, 2024], ["Trade receivables", 50, 45], ["Total assets", 300, 280]]
    found = read_statement(Grid("BS", rows))
    assert found.at("2025-12-31") == {"accounts_receivable": 50000, "total_assets": 300000}
    assert found.period_ends.astype(str).tolist() == ["2025-12-31", "2024-12-31"]


@pytest.mark.parametrize(
    ("heading", "period"),
    [
        ("2022年12月31日", "2022-12-31"),
        ("2023年9月", "2023-09-30"),
        ("2024-02", "2024-02-29"),
        (dt.datetime(2022, 12, 31), "2022-12-31"),
        ("FY2024", "2024-12-31"),
        ("本期金额", "current_period"),
    ],
)
def test_read_statement_headings_of_periods(heading, period):
    assert read_statement(Grid("s", [["", heading], ["Sales", 3], ["Net profit", 1]])).periods == (period,)


def test_read_statement_of_something_else():
    with pytest.raises(SourceError, match="sheet 'Ledger': no account names"):
        read_statement(Grid("Ledger", [["Customer", "Amount"], ["A", 5]]))
    with pytest.raises(SourceError, match="no account names"):
        read_statement(SimpleNamespace(sheet_name="", rows=[]))


def test_statement_without_the_period():
    found = read_statement(Grid("s", [["", 2025], ["Sales", 3], ["Net profit", 1]]))
    with pytest.raises(ArgumentError, match=r"there is no period '2024-12-31'\. Accepted are 2025-12-31"):
        found.at("2024-12-31")


@pytest.fixture(scope="module")
def listed_company(shared_data):
    paths = sorted((shared_data / "cn_statements").glob("*.xlsx"))
    assert len(paths) == 3
    grids = [
        Grid(
            path.stem, CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        )
        for path in paths
    ]
    return read_statements(grids)


def test_listed_company_figures_of_2022(listed_company):
    # Row 20221231 of the three files, read by eye.
    accounts = listed_company.at("2022-12-31")
    assert accounts["cash"] == 17854931855
    assert accounts["notes_and_accounts_receivable"] == 124099728
    assert accounts["accounts_receivable"] == 119599728
    assert accounts["notes_receivable"] == 4500000
    assert accounts["other_receivables"] == 682770179
    assert accounts["inventory"] == 4152187132
    assert accounts["current_assets"] == 32002483239
    assert accounts["accounts_payable"] == 3463768573
    assert accounts["current_liabilities"] == 19671788734
    assert accounts["total_liabilities"] == 24039387261
    assert accounts["sales"] == 32171565624
    assert accounts["cost_of_sales"] == 20317934822
    assert accounts["interest_expense"] == 9237800
    assert accounts["profit_before_tax"] == 5006141286
    assert accounts["net_profit"] == 3804721478
    assert accounts["operating_cash_flow"] == 4878771322
    assert accounts["retained_earnings"] == 18528390855
    assert "receivables_financing" not in accounts


def test_listed_company_balances_in_every_period(listed_company):
    checked = [balance_difference(listed_company.at(period)) for period in listed_company.periods]
    known = [difference for difference in checked if not np.isnan(difference)]
    assert len(known) >= 80
    # Older filings have amounts to the cent and print sums that miss by one.
    assert max(map(abs, known)) <= 1


def test_listed_company_trade_balances_by_both_conventions(listed_company):
    accounts = listed_company.at("2022-12-31")
    assert trade_receivables(accounts) == 119599728
    assert trade_receivables(accounts, "notes_too") == 124099728
    assert trade_payables(accounts) == 3463768573
    assert trade_payables(accounts, "notes_too") == 3661825534


def test_listed_company_ratios_and_cycle(listed_company):
    # From the figures above, by calculator to four digits.
    accounts = listed_company.at("2022-12-31")
    found = working_capital_values(accounts, days=days_of_period("2022-12-31"))
    expected = {
        "current_ratio": 1.6268,  # 32002483239 / 19671788734
        "quick_ratio": 1.4157,  # (32002483239 - 4152187132) / 19671788734
        "cash_ratio": 0.9076,  # 17854931855 / 19671788734
        "net_working_capital": 12330694505,
        "debt_ratio": 0.4778,  # 24039387261 / 50311699796
        "interest_cover": 542.92,  # (5006141286 + 9237800) / 9237800
        "net_margin": 0.11826,  # 3804721478 / 32171565624
        "days_inventory_outstanding": 74.592,  # 4152187132 / 20317934822 x 365
        "days_sales_outstanding": 1.3569,  # 119599728 / 32171565624 x 365
        "days_payables_outstanding": 62.225,  # 3463768573 / 20317934822 x 365
        "cash_conversion_cycle": 13.724,
        "working_capital_requirement": 808018287,
        "working_capital_requirement_days": 9.1673,
    }
    for name, value in expected.items():
        assert found[name][0] == pytest.approx(value, rel=1e-4), name


def test_a_parent_beside_its_group_is_a_conflict_and_a_repeated_figure_is_none():
    head = ["报告日", "货币资金", "资产总计", "存货"]
    group, parent = (
        Grid("合并", [head, [20241231, 40, 100, None]]),
        Grid("母公司", [head, [20241231, 30, 100, 7]]),
    )
    found = read_statements([group, parent])
    assert found.at("2024-12-31")["cash"] == 40
    assert found.conflicts == ("cash",)
    rows = [head, [20241231, 40, 100, 9], [20241231, 30, 100, None]]
    assert read_statement(Grid("合并与母公司", rows)).conflicts == ("cash",)
