from datetime import date

import numpy as np
import pytest

from xlcredit import tables
from xlcredit.errors import SourceError
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh

AS_OF = date(2026, 6, 30)


def refreshed(ledger, language="en", **options):
    given = {"today": date(2026, 7, 1), "as_of": AS_OF, "base_currency": "EUR"} | options
    return refresh(ledger, default_policy(), language=language, **given)


def test_refresh_puts_every_open_amount_into_its_bucket(make_ledger):
    aging = refreshed(make_ledger()).tables["aging"].set_index("customer_id")
    # A: 100 not due + 200 at 46 days; B: 700 at 16 days, its credit of 50 under not due.
    assert aging.loc["A", ["Not due", "31-60", "total", "overdue"]].tolist() == [100, 200, 300, 200]
    assert aging.loc["B", ["Not due", "1-30", "total", "unapplied_credit"]].tolist() == [-50, 700, 650, -50]
    assert "C" not in aging.index


def test_refresh_never_adds_currencies(make_ledger):
    result = refreshed(make_ledger())
    control = result.tables["control"].set_index("currency")
    assert control["open_total"].to_dict() == {"EUR": 950.0, "USD": 10.0}
    assert result.tables["aging_buckets"]["open_amount"].sum() == 950.0  # no rate: dollars stay apart


def test_refresh_converts_with_the_rates_given(make_ledger, rates, rows):
    result = refreshed(make_ledger(rows, rates))
    assert result.tables["aging_buckets"]["open_amount"].sum() == 955.0  # 950 + 10 x 0.5


def test_refresh_at_a_past_date_uses_only_what_was_known(make_ledger):
    result = refreshed(make_ledger(), as_of=date(2026, 4, 20))
    items = result.tables["open_items"].set_index("document_no")
    # C paid on 25 April: on the 20th its 300 are open and 5 days late; A's 200 are not due; no more is there.
    assert items["open_amount"].to_dict() == {"5": 300.0, "2": 200.0}
    assert items.loc["5", "days_past_due"] == 5


def test_refresh_fills_exactly_the_columns_of_the_tables(make_ledger):
    result = refreshed(make_ledger())
    for name, frame in result.tables.items():
        expected = list(tables.TABLES[name].column_names)
        found = [str(column) for column in frame.columns]
        if tables.TABLES[name].buckets_after:
            found = [column for column in found if column in expected]
        assert found == expected, name


def test_refresh_contributions_add_up_to_every_score(make_ledger):
    result = refreshed(make_ledger())
    sums = result.tables["score_reasons"].groupby("customer_id")["contribution"].sum()
    scores = result.tables["scores"].set_index("customer_id")["score"].dropna()
    np.testing.assert_allclose(sums.reindex(scores.index), scores, atol=1e-9)


def test_refresh_headroom_is_limit_less_exposure(make_ledger):
    limits = refreshed(make_ledger()).tables["limits"]
    np.testing.assert_allclose(limits["recommended_limit"] - limits["exposure"], limits["headroom"])


def test_refresh_shows_the_arithmetic_of_the_need(make_ledger):
    limits = refreshed(make_ledger()).tables["limits"].set_index("customer_id")
    # B's busiest quarter ends before the credit: 700, 2,800 a year. No terms agreed: those of its grade.
    b = limits.loc["B"]
    assert (b["annual_purchases"], b["peak_purchases"]) == (650.0, 2800.0)
    assert b["need"] == pytest.approx(2800.0 * b["need_days"] / 365)


def test_refresh_row_order_is_irrelevant(make_ledger, rows):
    one, other = refreshed(make_ledger()), refreshed(make_ledger(rows[::-1]))
    np.testing.assert_equal(one.figures, other.figures)
    assert one.tables["aging"].equals(other.tables["aging"])


def test_refresh_overdue_share_leaves_credits_out(make_ledger):
    # 900 late of 1,000 owed; the credit of 50 lowers the open total and not the share.
    figures = refreshed(make_ledger()).figures
    assert figures["overdue_total"] == 900.0
    assert figures["overdue_share"] == pytest.approx(0.9)


def test_refresh_speaks_chinese(make_ledger):
    result = refreshed(make_ledger(), "zh")
    assert "未到期" in result.tables["aging"].columns
    assert "逾期占比" in result.cells["xlcredit_headline"]


def test_refresh_refuses_a_source_without_a_ledger():
    ledger = read_ledger(
        [Grid("Notes", [["hello"], ["world"]])], today=date(2026, 7, 1), source_name="n.xlsx"
    )
    with pytest.raises(SourceError, match=r"n\.xlsx: no ledger was found"):
        refreshed(ledger)


HEAD = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]


def read(rows, *others, head=HEAD):
    return read_ledger([Grid("Items", [head, *rows]), *others], today=date(2026, 7, 1))


def test_refresh_payment_in_another_currency_reduces_nothing_in_base_either(rates):
    rows = [["D", "1", date(2026, 4, 1), date(2026, 5, 1), "USD", 10]]
    head = ["Payment no.", "Customer no.", "Document no.", "Payment date", "Currency", "Amount"]
    paid = Grid("Payments", [head, ["p", "D", "1", date(2026, 5, 10), "EUR", 5]])
    result = refreshed(read(rows, paid, rates))
    # 10 dollars = 5 euros stay overdue; the 5 euros stand beside them as a credit.
    assert result.figures["overdue_total"] == 5.0
    assert (result.figures["overdue_share"], result.figures["open_total"]) == (1.0, 0.0)


def test_refresh_without_invoice_dates_knows_no_purchases_and_no_limit():
    head = ["Customer no.", "Document no.", "Due date", "Currency", "Amount"]
    result = refreshed(read([["A", "1", date(2026, 5, 1), "EUR", 100_000]], head=head))
    assert result.tables["limits"][["annual_purchases", "peak_purchases", "need"]].isna().all(axis=None)


def test_refresh_nothing_open_is_no_concentration(rows):
    paid = [[*row[:6], row[2]] for row in rows if row[5] > 0 and row[4] == "EUR"]
    limits = refreshed(read(paid, head=[*HEAD, "Paid on"])).tables["limits"]
    assert limits["concentration_cap"].isna().all()


def test_refresh_what_is_overdue_does_not_hang_on_the_basis_of_the_buckets(make_ledger):
    policy = overlay(default_policy(), {"aging.basis": "invoice_date"})
    options = {"today": AS_OF, "as_of": AS_OF, "base_currency": "EUR", "language": "en"}
    result, usual = (refresh(make_ledger(), one, **options) for one in (policy, default_policy()))
    assert result.figures["overdue_total"] == usual.figures["overdue_total"] == 900.0
    items = result.tables["open_items"].set_index("document_no")
    assert items.loc["1", ["days_past_due", "bucket"]].tolist() == [-15.0, "1-30"]  # 29 days old


def test_refresh_buckets_tie_where_amounts_have_more_than_two_decimals(make_ledger):
    rows = [["A", str(n), date(2026, 6, 1), date(2026, 8, 1), "EUR", 10.004, None] for n in range(6)]
    result = refreshed(make_ledger(rows))
    control = result.tables["control"].iloc[0]
    assert control["bucket_total"] == control["open_total"] == pytest.approx(60.024)
    assert result.tables["aging_buckets"]["open_amount"].sum() == pytest.approx(60.024)


def test_refresh_counts_the_fields_that_no_column_gives(make_ledger):
    assert refreshed(make_ledger()).cells["xlcredit_unmapped_columns"] == 0
    head = ["Customer no.", "Due date", "Currency", "Amount", "Colour"]
    found = refreshed(read([["A", date(2026, 5, 1), "EUR", 10, "red"]], head=head))
    assert found.cells["xlcredit_unmapped_columns"] == 2  # document number and invoice date


def test_refresh_leaves_the_expected_loss_unknown_when_nobody_is_rated(make_ledger, rows):
    unpaid = [row for row in rows if row[0] != "C"]  # C alone has ever paid
    result = refreshed(make_ledger(unpaid))
    assert np.isnan(result.cells["xlcredit_expected_loss"])
    (said,) = [row for row in result.tables["issues"].itertuples() if "cannot be rated" in row.reason]
    assert said.amount == 1000.0  # A 300 + B 700; D's dollars have no rate
