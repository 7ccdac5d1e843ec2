from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from xlcredit.ledger import Grid, read_ledger
from xlcredit.policy import default_policy, overlay
from xlcredit.refresh import refresh

LEDGER = [
    ["Customer no.", "Invoice no", "Invoice date", "Due date", "Amount", "Currency"],
    ["C1", "1", date(2026, 5, 2), date(2026, 6, 1), 100.0, "EUR"],
    ["C2", "2", date(2026, 5, 2), date(2026, 6, 1), 100.0, "EUR"],
    ["C3", "3", date(2026, 5, 2), date(2026, 6, 1), 100.0, "EUR"],
    ["C4", "4", date(2026, 5, 2), date(2026, 6, 1), 100.0, "EUR"],
]
CUSTOMERS = [
    ["Customer no.", "Customer", "x7 ebit/ASSETS", "Debt ratio", "Sales", "Remarks", "exposure"],
    ["C1", "Alpha", 0.25, 0.4, 1000, "good", 1],
    ["C2", "Beta", "0.05", 0.6, 90, None, 2],
    ["C3", "Gamma", "n.n.", None, None, "x", 3],
]
FACTORS = [
    {"name": "X7 EBIT/assets", "edges": [0.1], "points": [10.0, 30.0], "points_missing": 15.0},
    {"name": "debt_ratio", "edges": [0.5], "points": [40.0, 20.0], "points_missing": 25.0},
    {"name": "Net sales", "edges": [100], "points": [1.0, 2.0], "points_missing": 0.5},
]
FITTED = {"scorecard.method": "fitted", "points_table.factors": FACTORS}


def refreshed(policy, customers=CUSTOMERS, language="en"):
    ledger = read_ledger([Grid("L", LEDGER), Grid("C", customers)], today=date(2026, 7, 1))
    as_of = date(2026, 6, 30)
    return refresh(ledger, policy, language=language, today=as_of, as_of=as_of, base_currency="EUR")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_of_the_users_own_are_scored(language):
    result = refreshed(overlay(default_policy(), FITTED), language=language)
    scores = result.tables["scores"].set_index("customer_id")
    # 30 + 40 + 2; 10 (a number in text) + 20 + 1; Gamma: no number is known; Delta is a stranger
    assert scores.loc[["C1", "C2"], "score"].tolist() == [72.0, 31.0]
    assert np.isnan(scores.loc[["C3", "C4"], "score"]).all()
    assert scores.loc["C1", "coverage"] == 1.0
    reasons = result.tables["score_reasons"]
    added = reasons.groupby("customer_id")["contribution"].sum()
    assert added.to_dict() == {"C1": 72.0, "C2": 31.0}
    assert set(reasons["factor"]) >= {"X7 EBIT/assets"}


def test_what_is_no_number_is_an_issue_and_counts_as_unknown():
    result = refreshed(overlay(default_policy(), FITTED))
    issues = result.tables["issues"]
    (reason,) = [text for text in issues["reason"] if "x7 ebit/ASSETS" in text]
    assert "1 values" in reason
    customers = [*CUSTOMERS[:3], ["C3", "Gamma", "n.n.", 0.7, None, "x", 3]]
    scores = refreshed(overlay(default_policy(), FITTED), customers).tables["scores"].set_index("customer_id")
    assert scores.loc["C3", "score"] == 15.0 + 20.0 + 0.5
    # reach: 20, 20 and 1.5; only the debt ratio is known
    assert scores.loc["C3", "coverage"] == pytest.approx(20 / 41.5)


def test_the_expert_card_reads_none_of_them():
    bare = [[*row[:2], row[4]] for row in CUSTOMERS]
    with_own, without = refreshed(default_policy()), refreshed(default_policy(), bare)
    assert with_own.tables["scores"].equals(without.tables["scores"])
    assert not [text for text in with_own.tables["issues"]["reason"] if "x7" in text]


def test_several_customer_sheets_are_joined():
    head = ["Customer no.", "Customer", "Payment terms", "X7 EBIT/assets"]
    more = Grid("C2", [head, ["C4", "Delta", 30, 0.3], ["C1", "Alpha", 30, 0.0]])
    ledger = read_ledger([Grid("L", LEDGER), Grid("C", CUSTOMERS), more], today=date(2026, 7, 1))
    as_of = date(2026, 6, 30)
    policy = overlay(default_policy(), FITTED)
    result = refresh(ledger, policy, language="en", today=as_of, as_of=as_of, base_currency="EUR")
    scores = result.tables["scores"].set_index("customer_id")["score"]
    # of two sheets the first that states a value wins; Delta: 30 + 25 + 0.5
    assert scores[["C1", "C4"]].tolist() == [72.0, 55.5]
