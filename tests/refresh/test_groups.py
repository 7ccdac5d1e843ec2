"""Groups, cross-default, new customers and reviews of a small ledger that can be added up by hand."""

from datetime import date

import numpy as np
import pytest

from xlcredit import tables
from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh
from xlcredit.refresh.reviews import decided

AS_OF = date(2026, 6, 30)
# A (60 days) is the sister of B, whose item of 200 is 120 days late on 30 June 2026; C stands alone.
CUSTOMERS = Grid(
    "Customers",
    [
        ["Customer no.", "Customer", "Group", "Payment terms", "Credit limit", "Customer since"],
        ["A", "Alpha", "G", 60, 500, date(2020, 1, 1)],
        ["B", "Beta", "G", 30, 500, date(2020, 1, 1)],
        ["C", "Gamma", "", 30, None, date(2020, 1, 1)],
        ["N", "Nova", "H", 30, None, date(2026, 5, 1)],
    ],
)
LEDGER = [
    ["A", "1", date(2026, 6, 1), date(2026, 7, 31), "EUR", 100, None],
    ["A", "2", date(2026, 2, 1), date(2026, 4, 2), "EUR", 900, date(2026, 4, 2)],
    ["B", "3", date(2026, 1, 31), date(2026, 3, 2), "EUR", 200, None],
    ["C", "4", date(2026, 3, 1), date(2026, 3, 31), "EUR", 800, date(2026, 3, 31)],
    ["C", "5", date(2026, 6, 1), date(2026, 7, 1), "EUR", 300, None],
    ["N", "6", date(2026, 6, 1), date(2026, 7, 1), "EUR", 50, None],
]


def refreshed(ledger, language="en", **changes):
    policy = overlay(default_policy(), changes)
    return refresh(
        ledger, policy, today=date(2026, 7, 1), as_of=AS_OF, base_currency="EUR", language=language
    )


@pytest.fixture
def found(make_ledger):
    return refreshed(make_ledger(LEDGER, CUSTOMERS)).tables


def of(table, customer):
    return table.set_index("customer_id").loc[customer]


def test_a_group_is_added_up_and_its_defaulted_member_named(found):
    (group,) = found["groups"].to_dict("records")
    limits = found["limits"].set_index("customer_id")["recommended_limit"]
    assert (group["group_id"], group["members"], group["exposure"]) == ("G", 2, 300)  # 100 + 200
    assert group["member_limits"] == limits["A"] + limits["B"]
    # own sales 100 + 900 + 200 + 1,100 + 50 = 2,350 x 10 %; all open 650 x 25 %
    assert group["group_cap"] == pytest.approx(min(235, 162.5))
    assert group["group_limit"] == min(limits["A"] + limits["B"], 162.5)
    assert group["headroom"] == group["group_limit"] - 300
    assert (group["defaulted_member"], group["weakest_member"]) == ("Beta", "Alpha")  # Beta is not rated


def test_the_sister_of_a_defaulted_customer_is_capped_with_its_name(found):
    alpha, beta = of(found["scores"], "A"), of(found["scores"], "B")
    assert (alpha["grade"], alpha["cap_reason"]) == ("D", "A member of the group defaulted: Beta")
    assert "group" not in beta["cap_reason"]
    assert of(found["limits"], "A")["group_headroom"] < 0
    assert np.isnan(of(found["limits"], "C")["group_headroom"])


def test_the_flag_off_leaves_the_grade_as_it_was(make_ledger):
    tables_off = refreshed(make_ledger(LEDGER, CUSTOMERS), **{"caps.group_default.enabled": False}).tables
    assert "group" not in of(tables_off["scores"], "A")["cap_reason"]
    assert of(tables_off["groups"].assign(customer_id="G"), "G")["defaulted_member"] == "Beta"


@pytest.mark.parametrize("listed", [True, False])
def test_a_group_that_only_the_ledger_names_counts(listed):
    # The list has no groups; the first document of B names none, the second does.
    rows = [[*row, group] for row, group in zip(LEDGER, ("G", "", "", "G", "G", ""), strict=True)]
    rows.insert(2, ["B", "0", date(2026, 6, 1), date(2026, 7, 1), "EUR", 10, None, ""])
    rows.append(["B", "7", date(2026, 6, 1), date(2026, 7, 1), "EUR", 20, None, "G"])
    headings = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Paid on"]
    without = Grid("Customers", [[*row[:2], *row[3:]] for row in CUSTOMERS.rows])
    grids = [Grid("Items", [[*headings, "Group"], *rows]), *([without] if listed else [])]
    (group,) = refreshed(read_ledger(grids, today=date(2026, 7, 1))).tables["groups"].to_dict("records")
    assert (group["group_id"], group["members"]) == ("G", 3)
    assert group["exposure"] == 100 + 200 + 10 + 20 + 300


def test_a_large_group_names_its_first_members_and_counts_the_rest():
    ids = [f"{name:04}" for name in range(1500)]
    headings = ["Customer no.", "Document no.", "Invoice date", "Due date", "Currency", "Amount", "Group"]
    rows = [[f"K{key}", key, date(2026, 1, 31), date(2026, 3, 2), "EUR", 1, "G"] for key in ids]
    found = read_ledger([Grid("Items", [headings, *rows])], today=date(2026, 7, 1))
    (group,) = refreshed(found).tables["groups"].to_dict("records")
    assert group["members"] == 1500
    # A cell holds 32,767 characters.
    assert group["member_names"].startswith("K0000; K0001; ")
    assert group["member_names"].endswith("; K0011; and 1488 more")


def test_a_ledger_without_groups_has_an_empty_table(make_ledger):
    groups = refreshed(make_ledger()).tables["groups"]
    assert groups.empty
    assert tuple(groups.columns) == tables.GROUPS.column_names


def test_a_new_customer_pays_in_advance_until_it_has_settled(found):
    nova, gamma = of(found["scores"], "N"), of(found["scores"], "C")
    assert (nova["terms_days"], nova["action"]) == (0, "New: prepayment or letter of credit")
    assert gamma["terms_days"] > 0  # one invoice settled, but a customer since 2020


def test_without_any_known_settlement_nobody_is_new(make_ledger):
    rows = [[*row[:6], None] for row in LEDGER]
    assert "New" not in " ".join(refreshed(make_ledger(rows)).tables["scores"]["action"])


def test_every_customer_is_reviewed_once_the_most_urgent_first(found):
    reviews = found["reviews"]
    assert sorted(reviews["customer_id"]) == ["A", "B", "C", "N"]
    assert reviews["review_on"].is_monotonic_increasing
    assert reviews["customer_id"].tolist()[:2] == ["A", "B"]  # cross-default before an overdue item
    assert of(reviews, "A")["review_reason"].startswith("Now: a member of the group defaulted (Beta)")
    assert "item 120 days past due" in of(reviews, "B")["review_reason"]
    assert of(reviews, "A")["limit_use"] == 0.2  # 100 of 500


DECISIONS = Grid(
    "Decisions",
    [
        ["Customer no.", "Decided on", "Decision", "Before", "After", "Reason", "Approver", "Review on"],
        ["C", date(2026, 3, 10), "terms", "30 days", "45 days", "asked", "Lee", None],
        ["C", date(2026, 5, 10), "terms", "45", "60", "asked again", "Lee", date(2026, 9, 1)],
        ["A", date(2026, 6, 15), "override", "B", "A", "parent's guarantee", "Lee", None],
        ["N", date(2026, 6, 1), "note", "", "", "visited", "Lee", date(2026, 6, 2)],
        ["N", date(2026, 6, 30), "terms", "45", "30", "shortened", "Lee", None],
    ],
)


def test_the_log_of_decisions_sets_the_clock(make_ledger):
    ledger = make_ledger(LEDGER, CUSTOMERS, DECISIONS)
    log = decided(ledger.decisions, AS_OF, 12)
    assert log.requests == {"C": 2}  # N's terms were shortened
    assert log.grade == {"A": "A"}
    reviews = refreshed(ledger).tables["reviews"]
    gamma, alpha = of(reviews, "C"), of(reviews, "A")
    assert gamma["last_review"].date() == date(2026, 5, 10)
    assert gamma["review_on"].date() == AS_OF  # two requests, looked at more than 30 days ago
    assert "requests for longer terms: 2 in 12 months" in gamma["review_reason"]
    assert alpha["review_on"].date() == date(2026, 7, 15)  # 15 June + 30 days: it was looked at lately
    assert alpha["review_reason"].startswith("Follow-up: ")
    assert "grade fell from A to D" in alpha["review_reason"]


def test_decisions_after_the_date_of_valuation_are_not_known(make_ledger):
    ledger = make_ledger(LEDGER, CUSTOMERS, DECISIONS)
    assert decided(ledger.decisions, date(2026, 5, 9), 12).requests == {"C": 1}
    assert decided(ledger.decisions, date(2026, 1, 1), 12).last_review == {}


def test_reviews_speak_chinese(make_ledger):
    reviews = refreshed(make_ledger(LEDGER, CUSTOMERS), "zh").tables["reviews"]
    assert of(reviews, "A")["review_reason"].startswith("立即复审：集团成员违约（Beta）")
