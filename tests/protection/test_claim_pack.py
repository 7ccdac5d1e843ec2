"""Where a document stands in a claim, what the claim comes to, and what is held against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.policy import default_policy
from xlcredit.protection.claim_pack import ClaimItem, ClaimTotal
from xlcredit.protection.claim_rules import claim_flags, part_of, recovery_steps

RULES = default_policy().protection.insurance
AS_OF = date(2026, 6, 30)


def item(within=60_000.0, share=0.9, opened=65_000.0, **more):
    """A document due on 1 April 2026, notice by 1 May, claim from 31 May to 27 November."""
    fields = {
        "document_no": "1", "document_type": "invoice", "currency": "EUR",
        "invoice_date": date(2026, 3, 2), "due_date": date(2026, 4, 1), "claim_from": date(2026, 5, 31),
        "claim_by": date(2026, 11, 27), "notify_by": date(2026, 5, 1), "days_past_due": 90,
        "amount": opened, "open_amount": opened, "open_in_base": opened, "credits_used": 0.0,
        "within_limit": within, "insured_amount": within * share, "uninsured_amount": opened - within * share,
        "cover_share": share, "limit_at_delivery": 60_000.0, "insurer_reference": "", "reason": "",
        "part": "claimed", "sheet_name": "Items", "row_number": 2,
    }  # fmt: skip
    return ClaimItem(**{**fields, **more})


def amounts(rules, *items):
    return {step.key: step.amount for step in recovery_steps(items, rules)}


@pytest.mark.parametrize(
    ("reason", "within", "is_overdue", "is_insolvent", "part"),
    [
        ("", 100.0, True, False, "claimed"),
        ("over_limit", 60.0, True, False, "claimed"),
        ("over_limit", 0.0, True, False, "not_covered"),  # the limit was used up
        ("", 100.0, False, False, "not_due"),
        ("", 100.0, False, True, "claimed"),  # insolvent: all falls due
        ("disputed", 0.0, False, True, "disputed"),
        ("after_stop", 0.0, True, False, "not_covered"),
        ("lapsed", 0.0, True, True, "not_covered"),
        ("no_rate", 0.0, True, False, "not_covered"),
    ],
)
def test_a_document_stands_in_one_part(reason, within, is_overdue, is_insolvent, part):
    found = part_of(reason, within, is_credit=False, is_overdue=is_overdue, is_insolvent=is_insolvent)
    assert found == part


def test_a_credit_is_never_claimed():
    assert part_of("", 100.0, is_credit=True, is_overdue=True, is_insolvent=True) == "credit"


def test_the_way_to_the_recovery_by_hand():
    # 65,000 + 30,000 open, 1,000 of credits, 60,000 and 10,000 within the limits, paid 90 % and 85 %:
    # 54,000 + 8,500 = 62,500; less 5,000 deductible, less 20,000 of first loss left (30,000 less 10,000 used)
    # = 37,500; the policy year has 100,000 less 70,000 paid = 30,000 left.
    terms = {"deductible": 5_000, "aggregate_first_loss": 30_000, "first_loss_used": 10_000}
    rules = RULES.model_copy(update=terms | {"maximum_liability": 100_000, "claims_paid": 70_000})
    found = amounts(rules, item(credits_used=1_000.0), item(10_000.0, 0.85, 30_000.0), item(part="disputed"))
    assert found == {
        "open": 95_000, "credits": -1_000, "over_limit": -24_000, "within_limit": 70_000,
        "own_share": -7_500, "insured": 62_500, "deductible": -5_000, "first_loss": -20_000,
        "above_liability": -7_500, "recovery": 30_000,
    }  # fmt: skip


def test_a_deductible_before_the_cover_costs_the_insured_share_of_it():
    # (60,000 - 5,000) x 90 % = 49,500
    rules = RULES.model_copy(update={"order": "limit_deductible_cover", "deductible": 5_000})
    found = amounts(rules, item())
    assert (found["deductible"], found["recovery"]) == (-4_500, 49_500)


@given(
    st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 100)), max_size=5),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**7),
)
@settings(max_examples=60)
def test_lines_add_up_and_nothing_below_zero_is_paid(documents, deductible, first_loss, liability):
    rules = RULES.model_copy(
        update={
            "deductible": deductible / 100, "aggregate_first_loss": first_loss / 100,
            "maximum_liability": liability / 100,
        }
    )  # fmt: skip
    items = [item(within=cents / 100, share=share / 100, opened=cents / 50) for cents, share in documents]
    steps = recovery_steps(items, rules)
    lines = sum(step.amount for step in steps if not step.is_sum)
    assert lines == pytest.approx(steps[-1].amount, abs=0.01)
    assert 0 <= steps[-1].amount <= steps[0].amount + 0.01
    assert not any(str(step.amount) == "-0.0" for step in steps)


@pytest.mark.parametrize(
    ("changes", "notices", "flags"),
    [
        ({}, (date(2026, 4, 20),), []),
        ({}, (), ["no_notice"]),
        ({}, (date(2026, 5, 2),), ["notice_late"]),
        ({}, (date(2026, 3, 1),), ["no_notice"]),  # before it was late
        ({"notify_by": date(2026, 6, 30)}, (), []),  # its last day is not over
        ({"claim_from": date(2026, 7, 1)}, (date(2026, 4, 20),), ["waiting"]),
        ({"claim_from": AS_OF}, (date(2026, 4, 20),), []),
        ({"reason": "disputed", "part": "disputed"}, (), ["disputed"]),
        ({"reason": "over_limit", "within_limit": 0.0, "part": "not_covered"}, (), ["limit_used_up"]),
        ({"reason": "over_limit"}, (date(2026, 4, 20),), ["over_limit"]),
        ({"due_date": date(2026, 6, 15)}, (date(2026, 4, 20),), []),  # put off by a plan, told before
        ({"part": "credit"}, (), []),
        ({"part": "not_due", "due_date": None}, (), ["no_due_date"]),
        ({"invoice_date": None}, (date(2026, 4, 20),), ["no_invoice_date"]),
    ],
)
def test_what_is_held_against_a_document(changes, notices, flags):
    found = claim_flags(replace(item(), **changes), AS_OF, date(2026, 6, 1), RULES, notices)
    assert [key for key, _ in found] == flags


def test_a_document_without_a_date_is_held_against_the_limit_of_the_day():
    dateless = replace(item(), invoice_date=None, reason="no_limit", part="not_covered")
    ((key, fields),) = claim_flags(dateless, AS_OF, None, RULES)
    assert (key, fields["delivered"]) == ("no_limit", AS_OF)


def test_parts_agree_with_the_aging_to_the_cent():
    total = ClaimTotal("EUR", 100.1, 20.2, 3.0, 7.0, 120.3, 10.0, -5.0)
    assert (total.difference, total.agrees) == (0.0, True)
    assert replace(total, claimed=100.11).difference == 0.01
    assert not replace(total, claimed=100.11).agrees
