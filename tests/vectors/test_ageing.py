"""Published ageing cases: open amounts, summaries and buckets, each with its convention named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from xlcredit.receivables import (
    age_open_amounts,
    aging_buckets,
    allocate_to_instalments,
    bucket_codes,
    bucket_labels,
    days_past_due,
    fx_open,
    open_after_allocations,
    open_by_document,
    remaining_after_future,
)


def cases(topic, method):
    path = Path(__file__).with_name(f"{topic}.json")
    found = [case for case in json.loads(path.read_text(encoding="utf-8")) if case["method"] == method]
    assert found, f"no {method} in {topic}"
    return [pytest.param(case, id=case["id"]) for case in found]


def entries(case):
    documents = [item["ref"] for item in case["inputs"]["items"]]
    return open_by_document(documents, [item["amount"] for item in case["inputs"]["items"]])


@pytest.mark.parametrize("case", cases("ageing_open_amounts", "fifo_terms"))
def test_instalments_first_in_first_out(case):
    inputs = case["inputs"]
    found = allocate_to_instalments(inputs["terms"], inputs.get("paid", 0), inputs.get("credit_note", 0))
    rows = zip(found.invoiced, found.paid, found.credited, found.open_amount, strict=True)
    still_open = [[float(cell) for cell in row] for row in rows if row[3] != 0]
    assert still_open == case["expected"]["rows_invoiced_paid_cn_outstanding"]


@pytest.mark.parametrize("case", cases("ageing_open_amounts", "future_payments"))
def test_future_payments(case):
    outstanding, future = case["inputs"]["outstanding"], case["inputs"]["future"]
    remaining = remaining_after_future(outstanding, future)
    rows = [list(row) for row in zip(outstanding, remaining.tolist(), future, strict=True)]
    assert rows == case["expected"]["rows_outstanding_remaining_future"]


@pytest.mark.parametrize("case", cases("ageing_open_amounts", "fx_open"))
def test_foreign_currency(case):
    inputs = case["inputs"]
    assert fx_open(inputs["amount"], inputs["rate"]) == case["expected"]["company"]
    assert fx_open(inputs["amount"], 1) == case["expected"]["party"]


@pytest.mark.parametrize(
    "case", cases("ageing_open_amounts", "open_items") + cases("ageing_summary", "open_items")
)
def test_open_by_document(case):
    documents, amounts = entries(case)
    assert dict(zip(documents, amounts.tolist(), strict=True)) == case["expected"]["outstanding"]
    if "total" in case["expected"]:
        assert amounts.sum() == case["expected"]["total"]


def aged(case, *, made_on=None):
    inputs = case["inputs"]
    numbers, dates, due, amount = (
        [document[key] for document in inputs["docs"]] for key in ("id", "date", "due", "amount")
    )
    pairs = inputs.get("allocations", [])
    allocations = tuple([pair[key] for pair in pairs] for key in ("a", "b", "amount"))
    open_amount = open_after_allocations(
        inputs["as_of"], numbers, dates, amount, allocations, made_on=made_on
    )
    start = due if inputs["basis"] == "due" else dates
    age = days_past_due(start, inputs["as_of"], unit=inputs["unit"])
    edges = [1, 2, 3] if inputs["unit"] == "month" else [30, 60, 90, 120]
    codes = age_open_amounts(open_amount, age, edges, credits_aged="own_date")
    buckets = aging_buckets(open_amount, codes, len(edges) + 3).open_amount
    names = (
        ["not_due", "m1", "m2", "m3", "m4", "none"]
        if inputs["unit"] == "month"
        else ["not_due", *bucket_labels(edges, "en")[1:]]
    )
    return {name: value for name, value in zip(names, buckets.tolist(), strict=True) if value}


@pytest.mark.parametrize("case", cases("ageing_buckets", "as_of_ageing"))
def test_as_of_ageing_allocations_count_once_both_documents_exist(case):
    found = aged(case)
    assert found == case["expected"]["buckets"]
    assert sum(found.values()) == case["expected"]["total"]


def test_as_of_ageing_allocations_count_from_the_day_they_were_made():
    # OCA account-financial-reporting 546, the rule its reporter asks for: all allocations were made with the
    # payment of 10 May, so on 30 April the credit of February stands alone (-1000) and March is open in full.
    case = cases("ageing_buckets", "as_of_ageing")[1].values[0]
    assert case["id"] == "oca-546-as-of"
    found = aged(case, made_on=["2019-05-10"] * 6)
    assert found == {"m1": 100000, "m2": 50000, "m3": -1000}
    assert sum(found.values()) == case["expected"]["total"]


@pytest.mark.parametrize("case", cases("ageing_buckets", "erpnext_bucket"))
def test_erpnext_edges_with_day_zero_in_the_first_bucket(case):
    codes = bucket_codes(case["inputs"]["age_days"], case["inputs"]["ranges"], day_zero="first_bucket")
    found = [f"range{code}" if code else None for code in codes.tolist()]
    assert found == case["expected"]["bucket"]  # their "no bucket" is our "not due": shown, not lost


@pytest.mark.parametrize("case", cases("ageing_buckets", "oca_custom_interval"))
def test_nothing_leaks_where_oca_leaks(case):
    limits = case["inputs"]["limits"]
    codes = bucket_codes(case["inputs"]["days_overdue"], limits).tolist()
    theirs = case["expected"]["interval_index"]
    kept = [(code - 1, index) for code, index in zip(codes, theirs, strict=True) if index is not None]
    assert all(ours == index for ours, index in kept)
    lost = [code for code, index in zip(codes, theirs, strict=True) if index is None]
    assert lost == [0, len(limits) + 1, len(limits) + 1]  # not due, and twice older than the last edge
    assert np.all((np.array(codes) >= 0) & (np.array(codes) < len(limits) + 3))
