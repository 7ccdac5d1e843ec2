from datetime import date

import pytest
from backtests import AS_OF, ROWS, THEN, ledger_of, opened

from xlcredit.ledger import Grid
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh.development import development_sample
from xlcredit.refresh.outcomes import outcome_reader

TARGET = default_policy().validation.target


def came_of(ledger, day=THEN, as_of=AS_OF, **target):
    policy = overlay(default_policy(), {"validation": {"target": target}}) if target else default_policy()
    position, customers = opened(ledger, as_of, policy)
    found = outcome_reader(position, customers, policy.validation.target).after(day)
    names = customers["customer_id"].to_numpy()
    return found, {kind: sorted(names[getattr(found, kind)]) for kind in ("is_bad", "is_good", "was_bad")}


def test_outcome_of_every_customer():
    found, names = came_of(ledger_of())
    # D has no business in the window and C was bad already; E came later.
    assert names == {"is_bad": ["B", "G"], "is_good": ["A", "E", "F"], "was_bad": ["C"]}
    assert found.until == AS_OF
    assert found.untold == 0


def test_outcome_has_the_amount_that_became_too_late():
    found, _ = came_of(ledger_of())
    assert sorted(found.bad_amount[found.is_bad]) == [50, 300]


def test_outcome_is_not_known_of_who_was_bad_already():
    found, _ = came_of(ledger_of())
    # A, B, E, F and G: D did nothing, C was bad on the day.
    assert found.is_known.sum() == 5


def test_outcome_of_a_window_that_is_not_over_is_never_good():
    found, names = came_of(ledger_of(), as_of=date(2026, 1, 31))
    assert names["is_bad"] == ["B", "G"]
    assert names["is_good"] == []
    assert found.is_known.sum() == 2


@pytest.mark.parametrize(("rest", "kind"), [(40, "is_good"), (50, "is_bad"), (60, "is_bad")])
def test_outcome_of_a_rest_counts_from_a_share_of_the_document(rest, kind):
    paid = ["Customer no.", "Document no.", "Payment date", "Currency", "Amount"]
    receipt = ["H", "20", date(2025, 8, 31), "EUR", 1000 - rest]  # 4, 5 or 6 % of 1,000 stay open; 5 % count
    rows = [*ROWS, ["H", "20", date(2025, 8, 1), date(2025, 8, 31), "EUR", 1000, None]]
    _, names = came_of(ledger_of(rows, Grid("Receipts", [paid, receipt])))
    assert "H" in names[kind]


def test_outcome_follows_the_days_of_the_policy():
    _, names = came_of(ledger_of(), more_than_days=76)
    assert names["is_bad"] == []  # B was 76 days late, G 61
    _, names = came_of(ledger_of(), more_than_days=59)
    assert names["is_bad"] == ["B", "F", "G"]


def test_outcome_counts_amounts_from_the_least_of_the_policy():
    _, names = came_of(ledger_of(), minimum_amount=100)
    assert names["is_bad"] == ["B"]  # G's 50 are too small


def test_outcome_says_nothing_of_who_paid_without_a_date():
    rows = [*ROWS, ["H", "20", date(2025, 8, 1), date(2025, 8, 31), "EUR", 100, None]]
    ledger = ledger_of(rows)
    ledger.items.loc[ledger.items["customer_id"] == "H", "status"] = "paid"
    found, names = came_of(ledger)
    assert "H" not in names["is_bad"] + names["is_good"]
    assert found.untold == 1


def test_development_sample_has_the_customers_whose_outcome_is_known():
    sample = development_sample(ledger_of(), default_policy(), today=AS_OF, as_of=AS_OF, base_currency="EUR")
    # E was not there on 30 June 2025.
    assert dict(zip(sample.customer_id, sample.is_bad, strict=True)) == {
        "A": False, "B": True, "F": False, "G": True,
    }  # fmt: skip
    assert set(sample.observed_on.astype(str)) == {"2025-06-30"}
    late = dict(zip(sample.customer_id, sample.values["weighted_days_late"], strict=True))
    assert (late["A"], late["B"]) == (10, 0)


def test_development_sample_of_a_short_ledger_has_no_rows():
    sample = development_sample(ledger_of(ROWS[1:2]), default_policy(), today=AS_OF, as_of=AS_OF)
    assert sample.size == 0


def test_target_is_that_of_the_policy():
    assert (TARGET.more_than_days, TARGET.window_months) == (60, 12)
    with pytest.raises(Exception, match="frozen"):
        TARGET.more_than_days = 30


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (date(2025, 4, 30), "was_bad"),  # more than 60 days late from 30 June 2025, the day of the score
        (date(2025, 5, 1), "is_bad"),  # from the day after it
        (date(2026, 4, 30), "is_bad"),  # from 30 June 2026, the last day of the window
        (date(2026, 5, 1), "is_good"),
    ],
)
def test_outcome_of_the_first_and_the_last_day_of_the_window(due, kind):
    _, names = came_of(ledger_of([*ROWS, ["H", "20", date(2025, 2, 1), due, "EUR", 100, None]]))
    assert [one for one in names if "H" in names[one]] == [kind]


def test_outcome_of_a_late_document_that_was_paid_but_for_a_trifle_is_not_bad_already():
    paid = ["Customer no.", "Document no.", "Payment date", "Currency", "Amount"]
    receipt = ["H", "20", date(2025, 6, 1), "EUR", 960]  # late from 3 May on; 4 % are open on 30 June
    rows = [*ROWS, ["H", "20", date(2025, 2, 1), date(2025, 3, 3), "EUR", 1000, None]]
    _, names = came_of(ledger_of(rows, Grid("Receipts", [paid, receipt])))
    assert "H" not in names["was_bad"] + names["is_bad"]


def test_outcome_does_not_see_what_was_invoiced_after_the_window():
    rows = [*ROWS, ["H", "20", date(2026, 4, 15), date(2026, 5, 15), "EUR", 100, date(2026, 5, 15)]]
    _, names = came_of(ledger_of(rows), date(2025, 3, 31))
    assert "H" not in names["is_good"]
