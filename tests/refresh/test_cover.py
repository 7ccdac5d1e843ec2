"""Cover attaches at delivery: limits over time, invoice by invoice; expected numbers are hand arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.refresh.cover import buyer_claim
from xlcredit.refresh.insured_limits import STATES, LimitCalendar
from xlcredit.refresh.valuation import Valuation
from xlcredit.tables import INSURED_LIMITS

AS_OF = date(2026, 6, 30)
ITEMS = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Disputed"]
LIMITS = ["Customer no.", "Currency", "Insured limit", "In force from", "In force until", "Cover",
          "Insurer reference"]  # fmt: skip


def item(number, invoiced, amount, *, customer="A", days=60, disputed="no", currency="EUR"):
    return [customer, number, invoiced, invoiced + timedelta(days=days), currency, amount, disputed]


def computed(items, limits=(), listed=(), **changes):
    grids = [Grid("Items", [ITEMS, *items])]
    grids += [Grid("Insured limits", [LIMITS, *limits])] if limits else []
    grids += (
        [Grid("Customers", [["Customer no.", "Customer name", "Insured limit"], *listed])] if listed else []
    )
    policy = overlay(default_policy(), changes)
    ledger = read_ledger(grids, today=AS_OF)
    return refresh(ledger, policy, today=AS_OF, as_of=AS_OF, language="en", base_currency="EUR")


def row_of(result, customer="A"):
    return result.tables["insurance"].set_index("customer_id").loc[customer]


def test_deliveries_before_a_limit_ended_stay_insured_and_later_ones_are_not():
    # Limit 500 until 30 April at 80 %: 300 of 30 April is in (240 paid), 200 of 1 May is not.
    items = [item("1", date(2026, 4, 30), 300), item("2", date(2026, 5, 1), 200)]
    result = computed(items, [["A", None, 500, date(2026, 1, 1), date(2026, 4, 30), 0.8, "CI-1"]])
    found = row_of(result)
    assert (found["exposure"], found["within_limit"], found["insured_amount"]) == (500, 300, 240)
    assert (found["uninsured_amount"], found["insured_limit"], result.cover.highest.tolist()) == (
        260,
        0,
        [500],
    )
    assert found["limit_source"] == "CI-1: ended on 2026-04-30: only deliveries until then are insured"
    assert found["cover_share"] == pytest.approx(0.8)


def test_each_delivery_fills_the_limit_of_its_own_day():
    # 2025: 100 at 90 %, 2026: 150 at 50 %. 120 of December: 100 in, 90 paid. 80 of May: 150 - 100 = 50 in,
    # 25 paid. Average cover 115 / 150.
    items = [item("1", date(2025, 12, 31), 120, days=150), item("2", date(2026, 5, 1), 80)]
    limits = [["A", None, 100, date(2025, 1, 1), date(2025, 12, 31), 0.9, ""],
              ["A", None, 150, date(2026, 1, 1), None, 0.5, ""]]  # fmt: skip
    found = row_of(computed(items, limits))
    assert (found["within_limit"], found["insured_amount"], found["uninsured_amount"]) == (150, 115, 85)
    assert found["cover_share"] == pytest.approx(115 / 150, abs=1e-6)


def test_a_renewal_dated_ahead_leaves_the_limit_of_the_customer_list_in_force():
    items = [item("1", date(2026, 6, 1), 300)]
    result = computed(items, [["A", None, 500, date(2026, 7, 1), None, 0.8, "CI-9"]], [["A", "Alpha", 200]])
    found = row_of(result)
    assert (found["insured_limit"], found["insured_amount"]) == (200, 180)  # min(300, 200) x 90 %
    assert found["limit_source"] == "customer list, until the dated limits begin on 2026-07-01"
    assert result.customers.set_index("customer_id").loc["A", "insured_limit"] == 200


def test_credits_reduce_the_oldest_insurable_items_and_none_outside_cover():
    # Dispute 50 outside. Credit 70: all of the first 60 and 10 of the 100; 90 left under the limit of 80.
    items = [item("1", date(2026, 4, 1), 60), item("2", date(2026, 5, 1), 100),
             item("3", date(2026, 3, 1), 50, disputed="yes"), item("C", date(2026, 6, 1), -70)]  # fmt: skip
    claim = buyer_claim(computed(items, listed=[["A", "Alpha", 80]]).cover, "A")
    found = claim.items.set_index("document_no")
    assert found["credits_used"].to_dict() == {"3": 0, "1": 60, "2": 10}
    assert found["within_limit"].to_dict() == {"3": 0, "1": 0, "2": 80}
    assert found["insured_amount"].to_dict() == {"3": 0, "1": 0, "2": 72}
    assert found["not_covered_reason"].to_dict() == {"3": "disputed", "1": "credited", "2": "over_limit"}
    assert (claim.exposure, claim.insured_amount, found["uninsured_amount"].sum()) == (140, 72, 68)


def test_the_claim_of_a_buyer_carries_its_dates_limits_and_what_is_ours():
    # Due 30 May 2026: notify by 29 June, claim from 29 July, until 25 January 2027.
    items = [item("1", date(2026, 3, 31), 1_000), item("2", date(2026, 6, 1), 5)]
    terms = {"protection.insurance": {"deductible": 100, "aggregate_first_loss": 30}}
    limits = [["A", None, 900, date(2026, 1, 1), date(2026, 5, 31), 0.8, "CI-1"]]
    claim = buyer_claim(computed(items, limits, **terms).cover, "A")
    assert claim.items["not_covered_reason"].tolist() == ["over_limit", "no_limit"]
    assert claim.items["insurer_reference"].tolist() == ["CI-1", ""]
    assert (claim.insured_amount, claim.expected_recovery) == (720, 590)  # 900 x 80 %, less 100, less 30
    first = claim.items.iloc[0]
    assert [str(day.date()) for day in (first["notify_by"], first["claim_from"], first["claim_by"])] == [
        "2026-06-29", "2026-07-29", "2027-01-25",
    ]  # fmt: skip
    assert claim.claim_by == first["claim_by"]


def test_a_buyer_that_nobody_knows_has_no_claim():
    assert buyer_claim(computed([item("1", date(2026, 6, 1), 5)]).cover, "Z") is None


def test_the_days_left_are_those_to_the_notice_and_then_to_the_last_day_to_claim():
    # A due 20 June: notify by 20 July, 20 days. B due 1 May: notice was due on 31 May; claim by 27 December.
    items = [item("1", date(2026, 4, 21), 10), item("2", date(2026, 3, 2), 10, customer="B")]
    result = computed(items, listed=[["A", "Alpha", 50], ["B", "Beta", 50]])
    assert (row_of(result)["days_left"], row_of(result, "B")["days_left"]) == (20, 180)
    assert np.isnan(row_of(computed(items), "A")["days_left"])


def test_cents_of_items_add_up_to_the_buyer():
    # 3 x 33.33 x 85 % = 84.99 (28.3305 each, 28.33 x 3 would be 84.99 too); 7 x 0.05 x 85 % = 0.2975.
    items = [item(str(n), date(2026, 6, n + 1), 0.05) for n in range(7)]
    claim = buyer_claim(computed(items, [["A", None, 9, date(2026, 1, 1), None, 0.85, ""]]).cover, "A")
    assert claim.items["insured_amount"].sum() == pytest.approx(claim.insured_amount, abs=1e-9)
    assert claim.insured_amount == 0.3


def test_half_a_cent_is_the_same_cent_for_the_buyer_and_its_items():
    # 761.55 x 90 % = 685.395, of which the binary number lies a little below.
    claim = buyer_claim(
        computed([item("1", date(2026, 6, 1), 761.55)], listed=[["A", "Alpha", 9_000]]).cover, "A"
    )
    assert claim.insured_amount == claim.items["insured_amount"].sum() == 685.4


def calendar(rows, listed=(np.nan,), discretionary=None):
    customers = pd.DataFrame({"customer_id": list("ABC")[: len(listed)], "insured_limit": listed})
    limits = pd.DataFrame(rows, columns=list(INSURED_LIMITS.column_names))
    limits["limit_from"], limits["limit_to"] = (pd.to_datetime(limits[name]) for name in
                                                ("limit_from", "limit_to"))  # fmt: skip
    valuation = Valuation(AS_OF, "EUR", {"EUR": 1.0, "USD": 0.5}, (), AS_OF)
    spare = None if discretionary is None else np.full(len(listed), float(discretionary))
    return LimitCalendar(customers, limits, valuation, spare)


def on(found, *days):
    buyers = np.zeros(len(days), dtype=int)
    seen = found.on(buyers, np.array(days, "M8[D]"))
    return list(zip(seen.limit.tolist(), [STATES[code] for code in seen.state], strict=True))


def test_a_calendar_of_limits_day_by_day():
    rows = [["A", "USD", 100, "2026-01-01", "2026-03-31", None, ""],
            ["A", "", 70, "2026-05-01", None, None, ""]]  # fmt: skip
    days = ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-05-01")
    assert on(calendar(rows, (40.0,)), *days) == [
        (40, "list_until"), (50, "in_force"), (50, "in_force"), (0, "expired"), (70, "in_force"),
    ]  # fmt: skip
    assert on(calendar(rows, discretionary=7), "2025-12-31", "2026-04-01") == [
        (7, "discretionary"),
        (0, "expired"),
    ]
    assert on(calendar(rows), "2025-12-31") == [(0, "not_yet")]
    assert on(calendar([], (40.0,)), "2026-01-01") == [(40, "list")]


def test_refused_rows_and_rows_without_a_rate_cover_nothing_from_their_first_day():
    refused = ["A", "", np.nan, "2026-01-01", None, None, ""]
    assert on(calendar([refused], (40.0,)), "2025-12-31", "2026-01-01") == [
        (40, "list_until"),
        (0, "refused"),
    ]
    unclear = ["A", "", np.nan, "2026-01-02", "2026-01-01", None, ""]
    assert on(calendar([unclear], (40.0,)), "2025-12-31") == [(0, "refused")]
    strange = ["A", "GBP", 9, "2026-01-01", None, None, ""]
    assert on(calendar([strange], (40.0,)), "2026-01-01") == [(0, "no_rate")]


AMOUNTS = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(-60_000, 99_999), st.integers(0, 180), st.booleans()),
    min_size=1, max_size=10,
)  # fmt: skip
GRANTED = st.tuples(st.integers(0, 90_000), st.integers(1, 200), st.integers(0, 200), st.integers(1, 100))


@settings(max_examples=12)
@given(AMOUNTS, GRANTED, st.sampled_from(["limit_cover_deductible", "cover_limit_deductible",
                                          "limit_deductible_cover"]))  # fmt: skip
def test_insured_and_uninsured_are_the_exposure_whatever_the_limits_did(amounts, granted, order):
    cents, age, length, percent = granted
    items = [
        item(str(n), AS_OF - timedelta(days=old), due / 100, customer=who, disputed="yes" if odd else "no")
        for n, (who, due, old, odd) in enumerate(amounts)
        if due
    ]
    if not items:
        return
    begins = AS_OF - timedelta(days=age)
    limits = [["A", None, cents / 100, begins, begins + timedelta(days=length), percent / 100, ""]]
    listed = [["A", "Alpha", 150], ["B", "Beta", 300]]
    result = computed(items, limits, listed, **{"protection.insurance.order": order})
    table = result.tables["insurance"]
    whole = (table[["insured_amount", "uninsured_amount", "exposure"]] * 100).round().astype(int)
    assert (whole["insured_amount"] + whole["uninsured_amount"] == whole["exposure"]).all()
    assert ((whole["insured_amount"] >= 0) & (whole["uninsured_amount"] >= 0)).all()
    capped = result.cover.paid if order == "cover_limit_deductible" else result.cover.taken_in
    assert (capped <= result.cover.highest + 0.005).all()
    for customer in table["customer_id"]:
        claim = buyer_claim(result.cover, customer)
        parts = claim.items[["insured_amount", "uninsured_amount", "credits_used"]].to_numpy().sum()
        assert parts == pytest.approx(claim.items["open_in_base"].sum(), abs=0.02)


def test_what_is_shown_can_be_recomputed_from_what_is_shown():
    # 16,934.45 dollars at 0.5 are 8,467.225; 90 % of what is shown of them is what is paid.
    rates = Grid("Rates", [["Currency", "Rate to base currency"], ["USD", 0.5]])
    grids = [Grid("Items", [ITEMS, item("1", date(2026, 6, 1), 16_934.45, currency="USD")]), rates]
    grids.append(Grid("Insured limits", [LIMITS, ["A", "EUR", 9_000, date(2026, 1, 1), None, 0.9, ""]]))
    ledger = read_ledger(grids, today=AS_OF)
    found = row_of(
        refresh(ledger, default_policy(), today=AS_OF, as_of=AS_OF, language="en", base_currency="EUR")
    )
    assert found["within_limit"] == pytest.approx(8_467.22, abs=0.011)
    assert found["insured_amount"] == round(found["within_limit"] * 0.9, 2)


def test_a_payment_returned_to_somebody_without_documents_is_nobodys_debt_to_insure():
    headings = ["Receipt no.", "Customer no.", "Invoice no.", "Payment date", "Currency", "Amount"]
    paid = Grid("Payments", [headings, ["P1", "Z", "", date(2026, 6, 1), "EUR", -50]])
    ledger = read_ledger([Grid("Items", [ITEMS, item("1", date(2026, 6, 1), 100)]), paid], today=AS_OF)
    result = refresh(ledger, default_policy(), today=AS_OF, as_of=AS_OF, language="en", base_currency="EUR")
    assert result.tables["aging"]["total"].sum() == 150
    assert result.tables["insurance"]["exposure"].tolist() == [100]
