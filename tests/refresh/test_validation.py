import re
from datetime import date, timedelta

import numpy as np
import pytest
from backtests import AS_OF, ROWS, THEN, ledger_of, opened

from xlcredit import tables
from xlcredit.ledger import Grid
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import receivables, refresh
from xlcredit.refresh.backtest import backtest, limits_then
from xlcredit.refresh.validation import LIMITS_SHOWN, validation
from xlcredit.texts import LANGUAGES, say

NAMES = ("validation_measures", "calibration", "stability", "migration", "limit_test", "override_log")
FEW = {"validation": {"fewest_bads": 1, "fewest_bads_in_band": 1}}
DECISIONS = ["Customer no.", "Decided on", "Decision", "Before", "After", "Reason", "Approver"]


def found_in(ledger, language="en", **changes):
    policy = overlay(default_policy(), changes) if changes else default_policy()
    position, customers = opened(ledger, AS_OF, policy)
    known = receivables.balances(position, receivables.month_ends(AS_OF))
    return validation(ledger, position, customers, policy, known, language)


def measure(found, key):
    table = found.tables["validation_measures"].set_index("measure")
    return table.loc[say(f"history.measure.{key}", "en")]


def test_validation_with_too_few_bads_shows_no_figure():
    found = found_in(ledger_of())
    for key in ("auc", "gini", "ks"):
        row = measure(found, key)
        assert np.isnan([row["value"], row["interval_low"], row["interval_high"]]).all()
        assert row["verdict"] == say("history.verdict.too_few", "en")
    # A and F stayed good, B and G turned bad; D, C and E are left out.
    assert "were 2 that stayed good and 2 that turned bad" in found.cells["xlcredit_validation_ranking"]


def test_validation_counts_the_customers_it_stands_on():
    found = found_in(ledger_of())
    values = [measure(found, key)["value"] for key in ("there", "known", "bads")]
    # All but E were there; A, B, F and G have an outcome.
    assert values == [6, 4, 2]


def test_validation_ranks_by_the_score_of_then():
    found = found_in(ledger_of(), **FEW)
    position, customers = opened(ledger_of())
    known = receivables.balances(position, receivables.month_ends(AS_OF))
    then = backtest(ledger_of(), position, customers, default_policy(), known).then
    score = dict(zip(customers["customer_id"], then.assessed.scores.score, strict=True))
    pairs = [(score[bad] < score[good]) + 0.5 * (score[bad] == score[good]) for bad in "BG" for good in "AF"]
    assert measure(found, "auc")["value"] == pytest.approx(sum(pairs) / 4)


def test_validation_of_a_short_ledger_says_from_when_on():
    found = found_in(ledger_of(ROWS[1:2]))
    assert all(found.tables[name].empty for name in NAMES)
    # 1 September 2025, 3 months of history and 12 after it.
    assert "a test is possible from 2026-12-01 on" in found.cells["xlcredit_validation_ranking"]


def test_validation_of_an_undated_ledger_says_so():
    found = found_in(ledger_of([["A", "1", None, date(2026, 6, 1), "EUR", 5, None]]))
    assert found.cells["xlcredit_validation_ranking"] == say("history.undated", "en")


def test_validation_names_documents_that_say_nothing():
    ledger = ledger_of([*ROWS, ["H", "20", date(2025, 8, 1), date(2025, 8, 31), "EUR", 100, None]])
    ledger.items.loc[ledger.items["customer_id"] == "H", "status"] = "paid"
    assert (
        "1 documents of that time are settled without a date"
        in (found_in(ledger).cells["xlcredit_validation_ranking"])
    )


def test_validation_tables_tie():
    found = found_in(ledger_of())
    matrix = found.tables["migration"]
    cells = matrix[[name for name in matrix if name.startswith("now_")]].to_numpy()
    assert (cells.sum(axis=1) == matrix["total_customers"]).all()
    assert matrix["total_customers"].sum() == measure(found, "there")["value"]
    grades = found.tables["calibration"]
    assert grades["customers_then"].iloc[:-1].sum() == grades["customers_then"].iloc[-1]
    assert grades["bad_customers"].iloc[:-1].sum() == grades["bad_customers"].iloc[-1]
    shares = found.tables["stability"].iloc[:-1]
    np.testing.assert_allclose(shares[["share_before", "share_now"]].sum(), 1)
    assert shares["shift_part"].sum() == pytest.approx(found.tables["stability"]["shift_part"].iloc[-1])


def test_limit_test_puts_what_went_bad_first_the_largest_first():
    table = found_in(ledger_of()).tables["limit_test"]
    assert table["customer_id"].tolist()[:2] == ["B", "G"]
    assert table["bad_amount"].tolist()[:2] == [300, 50]
    # B's 300 stood open at the ends of August, September and October; G's 50 at those of July and August.
    assert table["peak_exposure"].tolist()[:2] == [300, 50]


def test_limit_test_is_no_longer_than_the_page_has_room():
    day = date(2025, 8, 1)
    rows = [
        [f"X{n}", str(n), day, day + timedelta(days=30), "EUR", 100 + n, None]
        for n in range(LIMITS_SHOWN + 5)
    ]
    before = (date(2025, 3, 1), date(2025, 3, 31), "EUR", 10, date(2025, 3, 31))
    earlier = [[row[0], f"E{row[1]}", *before] for row in rows]
    table = found_in(ledger_of([*ROWS, *rows, *earlier])).tables["limit_test"]
    assert len(table) == LIMITS_SHOWN
    assert table["bad_amount"].is_monotonic_decreasing


def test_override_log_tells_what_came_of_each():
    log = Grid("Decisions", [
        DECISIONS,
        ["B", date(2025, 7, 1), "override", "C", "B", "long known", "CFO"],
        ["A", date(2025, 6, 1), "override", "B", "C", "press", "CFO"],
        ["A", date(2026, 5, 1), "override", "B", "C", "press", "CFO"],
        ["A", date(2025, 6, 2), "limit", 10, 20, "", "CFO"],
    ])  # fmt: skip
    table = found_in(ledger_of(ROWS, log)).tables["override_log"]
    # The newest first; A's window of 2026 is not over.
    assert table["decided_on"].dt.date.tolist() == [date(2026, 5, 1), date(2025, 7, 1), date(2025, 6, 1)]
    assert table["override_direction"].tolist() == ["stricter", "more generous", "stricter"]
    assert table["outcome"].tolist() == ["not over yet", "turned bad", "stayed good"]


def test_limits_then_are_those_decided_by_then():
    log = Grid("Decisions", [
        DECISIONS,
        ["A", date(2025, 3, 1), "limit", 10, "1,000", "", "CFO"],
        ["A", date(2025, 5, 1), "limit", "1,000", 1200, "", "CFO"],
        ["A", date(2025, 9, 1), "limit", 1300, 0, "", "CFO"],
        ["B", date(2025, 9, 1), "limit", 500, 900, "", "CFO"],
    ])  # fmt: skip
    listed = Grid("Customers", [["Customer no.", "Credit limit"], ["A", 0], ["B", 900], ["C", 70]])
    ledger = ledger_of(ROWS, log, listed)
    _, customers = opened(ledger)
    then = dict(zip(customers["customer_id"], limits_then(ledger.decisions, customers, THEN), strict=True))
    # A: the last one by 30 June 2025; B: what the first one after it replaced; C: today's; D: none.
    assert (then["A"], then["B"], then["C"]) == (1200, 500, 70)
    assert np.isnan(then["D"])


def test_refresh_fills_the_validation_tables_in_both_languages():
    for language in LANGUAGES:
        found = refresh(
            ledger_of(), default_policy(), today=AS_OF, as_of=AS_OF, base_currency="EUR", language=language
        )
        for name in NAMES:
            assert [str(column) for column in found.tables[name]] == list(tables.TABLES[name].column_names)
        for name in ("ranking", "risk", "shift", "limits"):
            assert found.cells[f"xlcredit_validation_{name}"]
        words = found.tables["validation_measures"]["meaning"]
        assert not words.str.contains(re.escape("{")).any()


@pytest.mark.shared
def test_validation_of_a_ledger_with_few_severe_delays_is_empty_and_with_a_wider_target_ranks(shared_data):
    from workbooks.sources import read_grids
    from xlcredit.ledger import read_ledger

    path = shared_data / "ibm_ar" / "WA_Fn-UseC_-Accounts-Receivable.xlsx"
    ledger = read_ledger(read_grids(path), today=date(2014, 1, 10))
    strict, wide = (
        refresh(
            ledger,
            overlay(default_policy(), {"validation": {"target": {"more_than_days": days}}}),
            today=date(2014, 1, 10),
            as_of=date(2013, 12, 2),
            language="en",
        )
        .tables["validation_measures"]
        .set_index("measure")
        for days in (60, 10)
    )
    assert np.isnan(strict.loc["AUC", "value"])  # nobody paid 60 days late
    # The trading factors rank single invoices more than 10 days late with 0.84 to 0.86.
    assert 0.8 < wide.loc["AUC", "value"] < 0.95


def test_validation_of_one_customer_of_then_gives_no_index_and_stops_nothing():
    later = ["B", "30", date(2025, 12, 1), date(2025, 12, 31), "EUR", 5, None]
    found = found_in(ledger_of([*ROWS[:2], later]))
    assert measure(found, "there")["value"] == 1
    assert found.tables["stability"].empty
    assert found.cells["xlcredit_validation_shift"] == ""


def test_validation_with_empty_bands_refused_gives_no_index_and_stops_nothing():
    found = found_in(ledger_of(), validation={"empty_band": "refused"})
    assert found.tables["stability"].empty
    assert len(found.tables["migration"]) == len(found_in(ledger_of()).tables["migration"])


def test_factors_of_a_fitted_card_without_an_index_are_left_out():
    fitted = [
        {"name": name, "edges": [0.5], "points": [10, 60], "points_missing": 30, "sample_counts": counts}
        for name, counts in (("on_time_rate", [50, 50, 50]), ("weighted_days_late", [0, 90, 0]))
    ]  # nobody of the second sample paid on time; B and F have
    changes = {"scorecard": {"method": "fitted"}, "points_table": {"factors": fitted}}
    stable = found_in(ledger_of(), **changes, validation={"empty_band": "refused"}).tables["stability"]
    assert stable["factor"].unique().tolist() == ["Score", "On-time rate"]
    mended = found_in(ledger_of(), **changes).tables["stability"]
    assert mended["factor"].unique().tolist() == ["Score", "Weighted days late", "On-time rate"]


def test_limits_then_do_not_take_todays_limit_for_what_a_decision_does_not_say():
    log = Grid("Decisions", [
        DECISIONS,
        ["A", date(2025, 3, 1), "limit", 10, "10万", "", "CFO"],
        ["B", date(2025, 9, 1), "limit", None, 900, "first limit", "CFO"],
        ["C", date(2025, 3, 1), "limit", None, "1e999", "", "CFO"],
        ["D", date(2025, 3, 1), "limit", 10, "?", "", "CFO"],
        ["D", date(2025, 9, 1), "limit", 40, 50, "", "CFO"],
    ])  # fmt: skip
    listed = Grid("Customers", [["Customer no.", "Credit limit"], *[[name, 900] for name in "ABCD"]])
    ledger = ledger_of(ROWS, log, listed)
    _, customers = opened(ledger)
    then = dict(zip(customers["customer_id"], limits_then(ledger.decisions, customers, THEN), strict=True))
    # A and C: nothing that can be read; B had none before its first; D: what the next decision replaced.
    np.testing.assert_equal([then[name] for name in "ABCD"], [np.nan, np.nan, np.nan, 40])
    assert len(found_in(ledger).tables["limit_test"])


def test_limits_are_tested_on_customers_that_were_there_and_have_an_outcome():
    # A, B, F and G.
    position, customers = opened(ledger_of())
    known = receivables.balances(position, receivables.month_ends(AS_OF))
    summary = backtest(ledger_of(), position, customers, default_policy(), known).limits.summary
    assert (summary.customers, summary.went_bad, summary.loss) == (4, 2, 350)  # B's 300, G's 50
