from __future__ import annotations

import math

import numpy as np
import pytest

from workbooks.sources import read_grids
from xlcredit.credit.distress_series import distress_series
from xlcredit.credit.statement_report import statement_report
from xlcredit.ledger.grid import Grid
from xlcredit.working_capital import read_statement, read_statements
from xlcredit.working_capital.statement_series import year_behind

BALANCE = [
    ["Account", "2025", "2024"],
    ["Cash", 20, 10], ["Trade receivables", 50, 40], ["Inventories", 60, 50],
    ["Current assets", 190, 160], ["Total assets", 620, 600], ["Trade payables", 30, 30],
    ["Current liabilities", 100, 120], ["Total liabilities", 280, 300], ["Retained earnings", 30, 20],
    ["Total equity", 340, 300], ["Sales", 440, 400], ["Cost of sales", 300, 280],
    ["Interest expense", 5, 5], ["Profit before tax", 50, 25], ["Net profit", 40, 20],
    ["Depreciation", 14, 10], ["Operating cash flow", 45, 30],
]  # fmt: skip


def changed(**figures):
    names = {name.replace(" ", "_").lower(): name for name, *_ in BALANCE}
    by_name = {names[key]: row for key, row in figures.items()}
    return [[name, *by_name.get(name, row)] for name, *row in BALANCE if by_name.get(name, row) is not None]


def report_of(rows, language="en", **options):
    return statement_report(read_statement(Grid("BS", rows)), language=language, **options)


def codes(report):
    return {issue.code for issue in report.issues}


def test_models_by_hand():
    scores = report_of(BALANCE).distress.scores
    # WC 190 - 100 = 90; EBIT 50 + 5 = 55; all over 620 or 280.
    z_1983 = 0.717 * 90 / 620 + 0.847 * 30 / 620 + 3.107 * 55 / 620 + 0.420 * 340 / 280 + 0.998 * 440 / 620
    z_1995 = 6.56 * 90 / 620 + 3.26 * 30 / 620 + 6.72 * 55 / 620 + 1.05 * 340 / 280
    # Ohlson: funds 50 + 14 = 64; net profit 40 after 20, the change 20 / 60; no loss, equity above zero.
    o = (
        -1.32 - 0.407 * math.log(620 / 100) + 6.03 * 280 / 620 - 1.43 * 90 / 620 + 0.0757 * 100 / 190
        - 2.37 * 40 / 620 - 1.83 * 64 / 280 - 0.521 * 20 / 60
    )  # fmt: skip
    x = -4.336 - 4.513 * 40 / 620 + 5.679 * 280 / 620 + 0.004 * 190 / 100
    s = 1.03 * 90 / 620 + 3.07 * 55 / 620 + 0.66 * 50 / 100 + 0.4 * 440 / 620
    assert scores["altman_z_1983_private"][0] == pytest.approx(z_1983)
    assert scores["altman_z_1995"][0] == pytest.approx(z_1995)
    assert scores["altman_z_1995_emerging"][0] == pytest.approx(z_1995 + 3.25)
    assert scores["ohlson_o_1980"][0] == pytest.approx(o)
    assert scores["zmijewski_1984"][0] == pytest.approx(x)
    assert scores["springate_1978"][0] == pytest.approx(s)


def test_the_first_period_has_no_year_before_for_ohlson():
    report = report_of(BALANCE)
    assert np.isnan(report.distress.scores["ohlson_o_1980"]).tolist() == [False, True]
    assert report.distress.zones["ohlson_o_1980"][1] == ""


def test_the_price_index_moves_ohlsons_level_by_its_logarithm():
    plain, dear = (
        report_of(BALANCE, price_index=index).distress.scores["ohlson_o_1980"] for index in (100, 640)
    )
    assert dear[0] - plain[0] == pytest.approx(0.407 * math.log(6.4))


def test_z_of_1968_needs_a_market_value():
    without, listed = report_of(BALANCE), report_of([*BALANCE, ["Market value of equity", 700, 650]])
    assert np.isnan(without.distress.scores["altman_z_1968"]).all()
    assert "statement_no_market_value" in codes(without)
    z = 1.2 * 90 / 620 + 1.4 * 30 / 620 + 3.3 * 55 / 620 + 0.6 * 700 / 280 + 440 / 620
    assert listed.distress.scores["altman_z_1968"][0] == pytest.approx(z)
    assert "statement_no_market_value" not in codes(listed)


def test_finance_cost_and_cash_flow_stand_in_and_are_named():
    rows = [*changed(interest_expense=None, depreciation=None), ["Finance costs", 8, 8]]
    report = report_of(rows)
    assert report.distress.ebit_from == ("finance_cost", "finance_cost")
    assert report.distress.funds_from == ("cash_flow", "cash_flow")
    assert {"statement_finance_cost", "statement_funds", "statement_account_missing"} <= codes(report)
    z = 6.56 * 90 / 620 + 3.26 * 30 / 620 + 6.72 * 58 / 620 + 1.05 * 340 / 280
    assert report.distress.scores["altman_z_1995"][0] == pytest.approx(z)
    assert np.isnan(report.ratios["interest_cover"][0]).all()


def test_a_balance_sheet_that_does_not_balance_is_named_with_its_difference():
    report = report_of(changed(total_equity=(330, 300)))
    found = next(issue for issue in report.issues if issue.code == "statement_unbalanced")
    assert found.severity == "warning"
    assert found.reason("en").startswith("1 balance sheets do not balance; the first: 2025-12-31, ")
    assert found.reason("en").endswith("leave 10.00.")


def test_a_part_larger_than_its_whole_is_named_and_not_scored():
    report = report_of(changed(current_liabilities=(100, 310)))
    found = next(issue for issue in report.issues if issue.code == "statement_impossible")
    assert found.fields["period"] == "2024-12-31"
    assert np.isnan(report.distress.scores["zmijewski_1984"]).tolist() == [False, True]


def test_gaps_and_missing_accounts_are_named_in_the_readers_language():
    report = report_of(changed(cash=(20, None), inventories=None), "zh")
    reasons = [issue.reason("zh") for issue in report.issues]
    assert "货币资金：2 期中有 1 期为空，例如 2024-12-31。" in reasons
    assert "未找到科目：存货。" in reasons


def test_undated_periods_compare_current_with_prior():
    rows = [["Account", "Current period", "Prior period"], *BALANCE[1:]]
    dated = report_of(BALANCE).distress.scores["ohlson_o_1980"]
    np.testing.assert_array_equal(report_of(rows).distress.scores["ohlson_o_1980"], dated)


@pytest.mark.shared
def test_a_listed_company_in_every_quarter(shared_data):
    paths = sorted((shared_data / "cn_statements").glob("*.xlsx"))
    report = statement_report(read_statements([grid for path in paths for grid in read_grids(path)]))
    place = report.statement.periods.index("2022-12-31")
    # Row 20221231 of the files: working capital 32,002,483,239 - 19,671,788,734 = 12,330,694,505;
    # assets 50,311,699,796: 6.56 x 0.245086 + 3.26 x 18,528,390,855 / assets (0.368272)
    # + 6.72 x (5,006,141,286 + 9,237,800) / assets (0.099686)
    # + 1.05 x 26,272,312,535 / 24,039,387,261 (1.092886) = 1.60777 + 1.20057 + 0.66989 + 1.14753 = 4.6258
    assert report.distress.scores["altman_z_1995"][place] == pytest.approx(4.6258, abs=5e-5)
    assert report.distress.scores["altman_z_1995_emerging"][place] == pytest.approx(7.8758, abs=5e-5)
    assert report.distress.zones["altman_z_1995"][place] == "safe"
    known = {name: int((~np.isnan(score)).sum()) for name, score in report.distress.scores.items()}
    # Three early periods lack a finance cost of their own or of the year before.
    assert known["altman_z_1995"] == known["altman_z_1983_private"] == known["springate_1978"] == 97
    assert known["zmijewski_1984"] == 100
    assert not any(issue.severity != "notice" for issue in report.issues)


def test_a_series_of_one_period():
    year = year_behind(read_statement(Grid("BS", [row[:2] for row in BALANCE])))
    found = distress_series(year, np.array(["2025-12-31"], "datetime64[D]"))
    assert found.zones["zmijewski_1984"] == ("safe",)


def test_single_quarters_are_told_apart_from_sums_of_the_year():
    rows = [
        ["Account", "2025-09-30", "2025-06-30", "2025-03-31"],
        ["Sales", 90, 110, 100],
        ["Net profit", 1, 2, 3],
    ]
    first = report_of(rows).issues[0]
    assert (first.code, first.severity) == ("statement_not_cumulative", "warning")
    assert "2025-09-30" in first.reason("en")
    assert "单季数" in first.reason("zh")
    rows[1][1] = 310
    assert "statement_not_cumulative" not in codes(report_of(rows))


def test_ohlson_in_money_of_today_is_told_until_the_price_level_is_stated():
    today, stated = report_of(BALANCE), report_of(BALANCE, price_index=4500.0)
    assert "statement_price_index" in codes(today)
    assert "statement_price_index" not in codes(stated)
    # -0.407 ln(assets / index): 45 times the index is 0.407 ln 45 = 1.549 more.
    lift = stated.distress.scores["ohlson_o_1980"][0] - today.distress.scores["ohlson_o_1980"][0]
    assert lift == pytest.approx(0.407 * math.log(45))
