"""The provision of ledgers that can be added up by hand, and of any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbooks.sources import read_grids
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import credit
from xlcredit.refresh.customers import customer_frame
from xlcredit.refresh.position import open_position
from xlcredit.refresh.provision import provision
from xlcredit.refresh.receivables import buckets_in_base
from xlcredit.refresh.valuation import value_at

AS_OF = date(2026, 6, 30)
HEADINGS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount"]
PAID = ["Payment no.", "Customer no.", "Document no.", "Payment date", "Currency", "Amount"]
SHORT = {
    "provision.roll_periods": 2,
    "provision.fewest_settled": 1,
    "provision.opening_months": 1,
    "provision.backtest_months": 1,
}

# Snapshots 30 April, 31 May, 30 June.
#   not due: 400 (X1, X2) of which 100 roll on, then 400 (X3, X4) of which 200 do -> 25 %, 50 %, mean 37.5 %
#   1-30:    80 (Y) of which 80 roll on, then 100 (X1) of which nothing does           -> mean 50 %
#   31-60:   80 (Y) of which 80 roll on: they were written off on 5 June               -> 100 %
# Loss rates 18.75 %, 50 %, 100 %, and 100 % for what was never held.
ROWS = [
    ["A", "X1", date(2026, 4, 1), date(2026, 5, 15), "EUR", 100],
    ["A", "X2", date(2026, 4, 1), date(2026, 5, 15), "EUR", 300],
    ["B", "X3", date(2026, 5, 1), date(2026, 6, 15), "EUR", 200],
    ["B", "X4", date(2026, 5, 1), date(2026, 6, 15), "EUR", 200],
    ["C", "Y", date(2026, 3, 1), date(2026, 4, 10), "EUR", 80],
    ["B", "Z", date(2026, 6, 20), date(2026, 7, 20), "EUR", 1000],
]
PAYMENTS = [
    ["P1", "A", "X1", date(2026, 6, 10), "EUR", 100],
    ["P2", "A", "X2", date(2026, 5, 20), "EUR", 300],
    ["P3", "B", "X4", date(2026, 6, 20), "EUR", 200],
    ["Write-off 1", "C", "Y", date(2026, 6, 5), "EUR", 80],
]


def ledger(rows=ROWS, payments=PAYMENTS, customers=()):
    grids = [Grid("Items", [HEADINGS, *rows])]
    grids += [Grid("Payments", [PAID, *payments])] if payments else []
    return read_ledger([*grids, *customers], today=AS_OF)


def provided(found, policy, day, language="en"):
    """Return the tables and sentences of the provision, with the aging of the same position beside them."""
    valuation = value_at(found, today=day, as_of=day, base_currency=None, stale_after_days=10_000)
    position = open_position(found, valuation, policy, language)
    customers = customer_frame(found, position, policy.limits.peak_months)
    behaviour = credit.behaviour_of(customers, position, policy, np.zeros(len(customers)))
    assessed = credit.assess(customers, behaviour, valuation, policy)
    result = provision(found, position, customers, assessed, policy, language)
    return replace(result, tables=result.tables | {"aging_buckets": buckets_in_base(position)})


def refreshed(found=None, changes=None, language="en"):
    return provided(found or ledger(), overlay(default_policy(), SHORT | (changes or {})), AS_OF, language)


def table(result, name):
    return result.tables[f"provision_{name}"]


def matrix(result, index="matrix_line"):
    return table(result, "matrix").set_index(index)


def movement(result):
    return table(result, "movement")["movement_amount"].tolist()


def test_rates_come_from_the_invoices_own_history_with_write_offs_added_back():
    found = matrix(refreshed())
    assert found["roll_rate"].iloc[:3].tolist() == [0.375, 0.5, 1.0]
    assert found["roll_rate"].iloc[3:].isna().all()
    assert found["loss_rate"].tolist() == [0.1875, 0.5, 1, 1, 1, 1]
    # 1,000 x 18.75 % + 200 x 50 %
    assert found["allowance"].tolist() == [187.5, 100, 0, 0, 0, 0]


def test_what_stays_in_the_last_bucket_does_not_roll_into_it_again():
    # edge 30: 100 of A come above it in May and stay there in June; 100 stood in 1-30 in April, 300 in May.
    # April to May 100 of 100, May to June 0 of 300 (100 newly there would be 33 %): mean 50 %.
    rows = [
        ["A", "1", date(2026, 3, 1), date(2026, 4, 10), "EUR", 100],
        ["A", "2", date(2026, 4, 1), date(2026, 5, 10), "EUR", 300],
    ]
    paid = [["P1", "A", "2", date(2026, 6, 20), "EUR", 300]]
    found = matrix(refreshed(ledger(rows, paid), {"aging.edges": [30]}))
    assert found.loc["1-30", "roll_rate"] == 0.5


def test_without_the_word_a_write_off_is_a_payment_like_any_other():
    paid = [[("P4" if row[0].startswith("Write") else row[0]), *row[1:]] for row in PAYMENTS]
    assert matrix(refreshed(ledger(payments=paid))).loc["31-60", "roll_rate"] == 0.0
    zh = [[("坏账核销-1" if row[0].startswith("Write") else row[0]), *row[1:]] for row in PAYMENTS]
    assert matrix(refreshed(ledger(payments=zh))).loc["31-60", "roll_rate"] == 1.0


def test_the_movement_opens_by_the_same_rates_and_knows_what_was_written_off():
    # 31 May: 400 not due x 18.75 % + 100 x 50 % + 80 x 100 % = 205; 205 + 162.50 - 80 = 287.50
    result = refreshed()
    assert movement(result) == [205, 162.5, -80, 0, 287.5]
    entries = table(result, "entries")[["account", "debit", "credit"]].fillna(0).to_numpy().tolist()
    assert entries == [
        ["Impairment loss on trade receivables", 162.5, 0],
        ["Loss allowance", 0, 162.5],
        ["Loss allowance", 80, 0],
        ["Trade receivables", 0, 80],
    ]


def test_money_on_what_was_written_off_is_a_recovery():
    back = [*PAYMENTS, ["P5", "C", "Y", date(2026, 6, 20), "EUR", 30]]
    opening, charge, written_off, recovered, closing = movement(refreshed(ledger(payments=back)))
    assert (written_off, recovered) == (-80, 30)
    assert opening + charge + written_off + recovered == pytest.approx(closing)


def test_the_rest_of_a_debt_written_off_in_part_is_no_recovery():
    # W: 100, of which 40 are written off and the other 60 paid a week later; 70 would be 10 of the 40.
    rows = [*ROWS, ["A", "W", date(2026, 4, 1), date(2026, 5, 15), "EUR", 100]]
    off = [*PAYMENTS, ["Write-off 2", "A", "W", date(2026, 6, 5), "EUR", 40]]
    for amount, back in ((60, 0), (70, 10)):
        paid = [*off, ["P9", "A", "W", date(2026, 6, 12), "EUR", amount]]
        opening, charge, written_off, recovered, closing = movement(refreshed(ledger(rows, paid)))
        assert (written_off, recovered) == (-120, back)
        assert opening + charge + written_off + recovered == pytest.approx(closing)


def test_the_opening_of_the_books_is_taken_where_it_is_given():
    changes = {"provision.opening_given": True, "provision.opening_amount": -1000}
    assert movement(refreshed(changes=changes)) == [-1000, 1367.5, -80, 0, 287.5]


def test_the_back_test_uses_the_rates_known_then():
    # 31 March to 31 May: not due 80 -> 80, then 400 -> 100: mean 62.5 %; 1-30 rolled on wholly.
    # 400 x 62.5 % + 100 + 80 = 430 against 200 unpaid (X3) and 80 written off (Y).
    found = table(refreshed(), "backtest").set_index("bucket")
    assert found.loc["Not due", ["open_then", "allowance_then", "unpaid_now"]].tolist() == [400, 250, 200]
    assert found.loc["31-60", ["allowance_then", "unpaid_now", "written_off_since"]].tolist() == [80, 0, 80]
    assert found.loc["Total", ["open_then", "allowance_then", "allowance_gap"]].tolist() == [580, 430, 150]
    assert found.loc["Total", "verdict"] == "✓ enough"


def test_what_was_written_off_before_the_day_of_the_back_test_is_not_a_loss_since():
    # W: 100, 40 written off on 20 May; the 60 owed on 31 May were paid in June.
    rows = [*ROWS, ["A", "W", date(2026, 4, 1), date(2026, 5, 15), "EUR", 100]]
    paid = [
        *PAYMENTS,
        ["Write-off 2", "A", "W", date(2026, 5, 20), "EUR", 40],
        ["P9", "A", "W", date(2026, 6, 12), "EUR", 60],
    ]
    found = table(refreshed(ledger(rows, paid)), "backtest").set_index("bucket")
    assert found.loc["1-30", ["open_then", "unpaid_now", "written_off_since"]].tolist() == [160, 0, 0]


def test_a_back_test_never_takes_the_rates_of_today():
    # On 30 April the ledger held a single month end with debts: no rate was known then.
    result = refreshed(changes={"provision.backtest_months": 2})
    found = table(result, "backtest").set_index("bucket")
    assert np.isnan(found.loc["Total", "allowance_then"])
    assert "told no rates yet" in result.cells["xlcredit_provision_tested"]


def test_a_back_test_that_was_too_low_says_so():
    # IFRS example 12: 400 x 0.3 % + 100 x 1.6 % + 80 x 3.6 % = 5.68 against 280
    result = refreshed(changes={"provision.rates_from": "table"})
    assert table(result, "backtest").set_index("bucket").loc["Total", "allowance_then"] == 5.68
    assert result.cells["xlcredit_provision_tested"].endswith("too little.")


def test_sensitivity_moves_the_rates():
    found = table(refreshed(), "sensitivity").set_index("sensitivity_case")["allowance"]
    # one bucket older: 1,000 x 50 % + 200 x 100 %
    assert found["Every debt one bucket older"] == 700
    assert found["Rates 10% higher"] == pytest.approx(287.5 * 1.1)
    assert found["Rates 10% lower"] == found["Better outlook only"] == pytest.approx(287.5 * 0.9)


def test_the_outlook_multiplies_history_and_its_reason_is_told():
    result = refreshed(changes={"provision.forward_factor": 1.05})
    # 18.75 % x 1.05 = 19.6875 %, 50 % x 1.05 = 52.5 %
    assert matrix(result)["rate_used"].iloc[:3].tolist() == [0.196875, 0.525, 1.0]
    assert matrix(result)["allowance"].iloc[:2].tolist() == [196.88, 105]
    assert "Outlook factor 1.05 = 1.05 x" in result.cells["xlcredit_provision_outlook"]


def test_a_ledger_that_tells_no_rates_gets_no_allowance_but_a_hint():
    result = refreshed(ledger(payments=()), {"provision.fewest_settled": 10})
    found = matrix(result)
    assert found["allowance"].isna().any()
    assert movement(result) == []
    assert "no loss rate is known" in result.cells["xlcredit_provision_verdict"]
    helped = refreshed(ledger(payments=()), {"provision.fewest_settled": 10, "provision.rates_from": "table"})
    assert matrix(helped)["allowance"].notna().all()


def test_debts_without_an_exchange_rate_are_named():
    rows = [*ROWS, ["A", "U", date(2026, 6, 1), date(2026, 7, 1), "USD", 50]]
    for language, words in (("en", "Debts in USD are not counted"), ("zh", "USD 欠款缺少汇率，未计入")):
        assert words in refreshed(ledger(rows), language=language).cells["xlcredit_provision_verdict"]
    rest = [["P6", "B", "X3", AS_OF, "EUR", 200], ["P7", "B", "Z", AS_OF, "EUR", 1000]]
    settled = refreshed(ledger(rows, [*PAYMENTS, *rest])).cells["xlcredit_provision_verdict"]
    assert settled.startswith("Debts in USD cannot be valued")  # not: nobody owes anything
    assert "USD" not in refreshed().cells["xlcredit_provision_verdict"]


def test_an_opening_without_specific_provisions_says_so():
    found = refreshed(ledger(customers=customers(B=(True, None))))
    assert "no specific" in table(found, "movement")["explanation"].iloc[0]
    assert "no specific" not in table(refreshed(), "movement")["explanation"].iloc[0]


def test_years_since_the_invoice_by_the_chinese_table():
    rows = [
        ["A", str(n), AS_OF - timedelta(days=age), AS_OF, "EUR", 1000]
        for n, age in enumerate((10, 365, 366, 2000))
    ]
    result = refreshed(
        ledger(rows, ()), {"provision.rates_from": "table", "provision.table": "cn_usual"}, "zh"
    )
    # 2,000 within a year x 5 %, 1,000 x 10 %, 1,000 above five years x 100 %
    assert matrix(result)["allowance"].tolist() == [100, 100, 0, 0, 0, 1000]
    assert matrix(result).index[0] == "0–365天"


def test_debts_without_a_due_date_take_the_mean_of_the_others():
    rows = [*ROWS, ["A", "N", date(2026, 6, 1), None, "EUR", 100]]
    found = matrix(refreshed(ledger(rows))).loc["No due date"]
    # (1,000 x 18.75 % + 200 x 50 %) / 1,200 = 23.958333 %
    assert (found["rate_used"], found["allowance"]) == (0.239583, 23.96)


def customers(**flags):
    names = ["Customer no.", "Customer name", "Insolvent", "Blocked"]
    rows = [[key, key, *flags.get(key, (None, None))] for key in "ABC"]
    return [Grid("Customers", [names, *rows])]


def test_an_insolvent_customer_leaves_the_matrix():
    result = refreshed(ledger(customers=customers(B=(True, None))))
    found = matrix(result, "segment")
    columns = ["matrix_line", "open_amount", "rate_used", "allowance"]
    assert found.loc["Specific provision", columns].tolist() == [
        "B", 1200, 1.0, 1200,
    ]  # fmt: skip
    assert found.loc["All customers", "open_amount"].sum() == 0
    assert found.loc["Specific provision", "rate_source"] == "insolvent"


def test_a_rate_of_one_s_own_that_gives_less_leaves_the_customer_in_the_matrix():
    rows = [["B", "O", date(2025, 9, 1), date(2025, 10, 1), "EUR", 500], *ROWS]
    changes = {"provision.rates_from": "table", "provision.tables.ifrs_ie12.loss_rates": [0, 0, 0, 0, 0.9]}
    result = refreshed(ledger(rows, customers=customers(B=(None, True))), changes)
    # 50 % of 1,700 = 850 is more than 450: out; with 100 % for the old 500 at a tenth of the rate it stays
    assert "Specific provision" in set(table(result, "matrix")["segment"])
    low = changes | {"provision.specific.stopped.specific_rate": 0.1}
    kept = refreshed(ledger(rows, customers=customers(B=(None, True))), low)
    assert "Specific provision" not in set(table(kept, "matrix")["segment"])


def test_segments_have_rates_of_their_own_and_add_up():
    whole, divided = refreshed(), refreshed(changes={"provision.segment_by": "currency"})
    assert matrix(divided)["allowance"].sum() == matrix(whole)["allowance"].sum()
    assert set(table(divided, "matrix")["segment"]) == {"EUR"}
    grades = refreshed(changes={"provision.segment_by": "grade"})
    assert table(grades, "matrix")["open_amount"].sum() == 1200


def test_buckets_that_do_not_fit_the_months_are_told():
    assert "rough" not in refreshed().cells["xlcredit_provision_rates"]
    assert "rough" in refreshed(changes={"aging.edges": [15, 30, 45]}).cells["xlcredit_provision_rates"]


def test_both_languages_hold_the_same_figures():
    english, chinese = refreshed(), refreshed(language="zh")
    for name in ("matrix", "movement", "entries", "backtest", "sensitivity"):
        one, other = (table(result, name).select_dtypes("number") for result in (english, chinese))
        assert one.equals(other)
    assert table(chinese, "entries")["account"].tolist() == [
        "信用减值损失",
        "坏账准备",
        "坏账准备",
        "应收账款",
    ]


days = st.integers(1, 500)
documents = st.lists(
    st.tuples(
        st.sampled_from("ABC"), days, st.integers(0, 120), st.integers(-50_000, 500_000), st.integers(0, 300)
    ),
    min_size=1,
    max_size=30,
)


@given(
    documents,
    st.sampled_from(["roll_rates", "table", "higher"]),
    st.sampled_from(["none", "grade", "currency"]),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_amounts_are_those_of_the_aging_and_everything_ties(drawn, rates_from, segment_by):
    rows, payments = [], []
    for number, (who, age, terms, cents, paid_after) in enumerate(drawn):
        day = AS_OF - timedelta(days=age)
        rows.append([who, str(number), day, day + timedelta(days=terms), "EUR", cents / 100])
        if cents > 0 and paid_after % 3:
            name = "write-off" if paid_after % 7 == 0 else "P"
            payments.append([name, who, str(number), day + timedelta(days=paid_after), "EUR", cents / 100])
    changes = {"provision.rates_from": rates_from, "provision.segment_by": segment_by}
    result = refreshed(ledger(rows, payments), changes)
    lines = table(result, "matrix")
    assert lines["open_amount"].sum() == pytest.approx(
        result.tables["aging_buckets"]["open_amount"].sum(), abs=0.005
    )
    debts = lines[lines["open_amount"] > 0]
    assert (debts["allowance"].fillna(0) <= debts["open_amount"] + 1e-9).all()
    moved = movement(result)
    if moved:
        assert sum(moved[:4]) == pytest.approx(moved[4], abs=1e-6)
        assert moved[4] == pytest.approx(lines["allowance"].sum(), abs=1e-6)
    entries = table(result, "entries")
    assert entries["debit"].sum() == pytest.approx(entries["credit"].sum(), abs=1e-9)
    if rates_from == "roll_rates":
        for _, part in debts[debts["rate_source"] == "roll rates x outlook"].groupby("segment"):
            assert part["rate_used"].is_monotonic_increasing


BANDS = {30: 0.005, 60: 0.02, 90: 0.07, 120: 0.15, 10**6: 0.46}  # the workbook's own sheet and its query


@pytest.mark.shared
@pytest.mark.parametrize("day", [date(2019, 9, 30), date(2019, 10, 31), date(2019, 12, 31)])
def test_the_allowance_of_a_real_workbook_by_its_own_bands(shared_data, day):
    path = shared_data / "provision" / "receivables.xlsx"
    book = openpyxl.load_workbook(path, data_only=True)
    rates = [row[0].value for row in book["Bad Debts Percentage"]["B2:B6"]]
    assert rates == list(BANDS.values())
    amounts = dict.fromkeys(BANDS, Decimal(0))
    for sold, _, _, amount in book["Sales"].iter_rows(min_row=6, max_col=4, values_only=True):
        age = (day - sold.date()).days
        amounts[next(edge for edge in BANDS if age <= edge)] += Decimal(str(amount))
    own = "provision.tables.own_table"
    policy = overlay(
        default_policy(),
        {
            f"{own}.basis": "invoice_date",
            f"{own}.edges": [30, 60, 90, 120],
            f"{own}.loss_rates": rates,
            "provision.rates_from": "table",
            "provision.table": "own_table",
        },
    )
    found = provided(read_ledger(read_grids(path), today=day), policy, day)
    expected = [amount * Decimal(str(BANDS[edge])) for edge, amount in amounts.items()]
    lines = table(found, "matrix")
    assert lines["open_amount"].tolist() == pytest.approx([float(amount) for amount in amounts.values()])
    assert lines["allowance"].tolist() == [
        float(part.quantize(Decimal("0.01"), ROUND_HALF_UP)) for part in expected
    ]


@pytest.mark.shared
def test_roll_rates_and_back_test_of_a_real_ledger(shared_data):
    day, path = date(2013, 6, 30), shared_data / "ibm_ar" / "WA_Fn-UseC_-Accounts-Receivable.csv"
    raw = pd.read_csv(path)
    dated = {
        name: pd.to_datetime(raw[name], format="%m/%d/%Y")
        for name in ("InvoiceDate", "DueDate", "SettledDate")
    }

    def held(when):
        """Balances not due, 1-30, 31-60 and above, counted without our code."""
        is_open = (dated["InvoiceDate"] <= when) & (dated["SettledDate"] > when)
        late = (pd.Timestamp(when) - dated["DueDate"]).dt.days[is_open]
        return (
            raw["InvoiceAmount"][is_open].groupby(pd.cut(late, [-999, 0, 30, 60, 999]), observed=False).sum()
        )

    ends = pd.date_range("2012-06-30", "2013-06-30", freq="ME")
    tables = [held(end).tolist() for end in ends]
    wanted = [
        sum(now[place + 1] / before[place] for before, now in pairwise(tables) if before[place])
        / sum(bool(before[place]) for before, _ in pairwise(tables))
        for place in (0, 1)
    ]
    result = provided(read_ledger(read_grids(path), today=day), default_policy(), day)
    found = matrix(result)
    assert found["roll_rate"].iloc[:2].tolist() == pytest.approx(wanted)
    assert found["open_amount"].iloc[:2].tolist() == pytest.approx(tables[-1][:2])
    # What was owed a year before has all been paid since, and never was a debt older than 60 days.
    total = table(result, "backtest").set_index("bucket").loc["Total"]
    assert total["open_then"] == pytest.approx(sum(tables[0]))
    assert (total["allowance_then"], total["unpaid_now"], total["verdict"]) == (0, 0, "✓ enough")
    assert "hard to defend" in result.cells["xlcredit_provision_verdict"]
