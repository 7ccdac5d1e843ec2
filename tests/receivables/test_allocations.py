from __future__ import annotations

import pytest

from xlcredit.errors import ArgumentError
from xlcredit.receivables import allocate_to_instalments, open_after_allocations, open_by_document


def test_allocate_to_instalments_pro_rata_and_excess():
    # 30 over 60/100/40: shares 0.3/0.5/0.2 = 9/15/6; 10 more than the 200 is owed back on the last term.
    assert allocate_to_instalments([60, 100, 40], 30, rule="pro_rata").paid.tolist() == [9, 15, 6]
    assert allocate_to_instalments([60, 100, 40], 210, rule="pro_rata").open_amount.tolist() == [0, 0, -10]
    assert allocate_to_instalments([60, 100, 40], 210).open_amount.tolist() == [0, 0, -10]


def test_allocate_to_instalments_credit_notes_come_after_payments():
    found = allocate_to_instalments([50, 50], paid=30, credited=40)
    assert (found.paid.tolist(), found.credited.tolist()) == ([30, 0], [20, 20])
    assert found.open_amount.tolist() == [0, 30]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate_to_instalments([1], rule="lifo"), "rule: got 'lifo'"),
        (lambda: open_by_document(["1"], [1], credits_as="gone"), "credits_as: got 'gone'"),
        (
            lambda: open_after_allocations("2026-01-01", ["I"], [None], [1], (["I"], ["P"], [1])),
            "document 'P' is not among",
        ),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()


def test_open_by_document_total_is_the_same_folded_or_not():
    entries = (["I", "CN"], [200, -100])
    own = open_by_document(*entries, settles=["", "I"])
    folded = open_by_document(*entries, settles=["", "I"], credits_as="folded")
    assert dict(zip(*own, strict=True)) == {"CN": -100, "I": 200}
    assert dict(zip(*folded, strict=True)) == {"I": 100}
