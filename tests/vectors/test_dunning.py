"""Published cases of dunning; letters, fees and runs are cases of another part of the work."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from udfs.catalogue import catalogue

CASES = {case["id"]: case for case in json.loads(Path(__file__).with_name("dunning.json").read_text("utf-8"))}


def test_two_overdue_invoices_stand_on_the_ladder():
    case = CASES["erpnext-dunning-two-invoices"]
    given, expected = case["inputs"], case["expected"]
    dues = tuple((invoice["due"],) for invoice in given["invoices"])
    days = catalogue()["DAYSPASTDUE"](dues, given["as_of"])
    stages = catalogue()["DUNNINGSTAGE"](days)
    assert stages == [["Friendly reminder"]] * expected["count"]  # 6 days
    assert sum(invoice["amount"] for invoice in given["invoices"]) == expected["amount"]


def test_no_interest_without_a_rate():
    given, expected = CASES["erpnext-dunning-nofee"]["inputs"], CASES["erpnext-dunning-nofee"]["expected"]
    due = date(2024, 6, 1)
    until = due + timedelta(days=given["overdue_days"])
    found = catalogue()["LATEINTEREST"](given["outstanding"], due, until, given["rate_pct"] / 100)
    assert found == expected["interest"]
