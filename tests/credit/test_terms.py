from __future__ import annotations

import numpy as np
import pytest

from xlcredit.credit import approval_role, credit_terms, security_text, terms_days
from xlcredit.credit.terms import is_new_customer
from xlcredit.errors import ArgumentError, ImpossibleNumberError, MissingDataError
from xlcredit.policy import default_policy, overlay
from xlcredit.texts import topic


def test_both_presets_hold_what_was_published():
    # A 60, B 45, C 30, D 15, E prepayment; guidance of 2025: A 90 days and 5 %, B 30 % down and a guarantee
    assert [credit_terms(letter).days for letter in "ABCDE"] == [60, 45, 30, 15, 0]
    assert credit_terms("E").prepayment_share == 1
    best, second = credit_terms("A", preset="secured"), credit_terms("B", preset="secured")
    assert (best.days, best.discount_share) == (90, 0.05)
    assert (second.prepayment_share, second.security) == (0.3, "guarantee")
    assert credit_terms("C", preset="secured").prepayment_share == 1


def test_the_policy_chooses_the_preset():
    assert credit_terms("A", overlay(default_policy(), {"terms.preset": "secured"})).days == 90


def test_not_rated_gets_the_terms_of_e_and_a_score_those_of_its_grade():
    assert credit_terms("NR") == credit_terms("E")
    assert credit_terms(72.5) == credit_terms("B")
    assert terms_days(["A", "NR", "D"]).tolist() == [60, 0, 15]


def test_a_new_customer_pays_in_advance_or_by_letter_of_credit():
    # the policy: new with fewer than 3 settled invoices and for less than 6 months
    new = credit_terms("A", settled_invoices=2)
    assert (new.days, new.prepayment_share, new.security) == (0, 1, "prepayment_or_letter_of_credit")
    assert credit_terms("NR", settled_invoices=0) == new
    assert credit_terms("A", settled_invoices=3) == credit_terms("A")
    assert credit_terms("A", settled_invoices=0, months_as_customer=6) == credit_terms("A")
    assert credit_terms("A", months_as_customer=5) == new
    assert credit_terms("E", settled_invoices=0) == credit_terms("E")  # no letter of credit opens that door


def test_who_is_new():
    found = is_new_customer([2, 2, 3, None, None, 0], [5, 6, 1, 5, None, None])
    assert found.tolist() == [True, False, False, True, False, True]
    off = overlay(default_policy(), {"terms.new_customer.enabled": False})
    assert is_new_customer([0], [0], off).tolist() == [False]
    assert terms_days(["A", "A"], is_new=np.array([True, False])).tolist() == [0, 60]


def test_securities_have_their_words():
    for language in ("en", "zh"):
        words = {security_text(one, language) for one in topic("credit")["security"]}
        assert len(words) == 5


@pytest.mark.parametrize(
    ("amount", "role"),
    [(0, "assistant"), (25_000, "assistant"), (25_001, "credit_manager"), (250_001, "controller"),
     (500_001, "cfo"), (1_000_000, "cfo"), (1_000_001, "president")],
)  # fmt: skip
def test_who_approves(amount, role):
    assert approval_role(amount) == role


def test_wrong_amounts_and_grades_are_named():
    with pytest.raises(ImpossibleNumberError, match="amount: got -5"):
        approval_role(-5)
    with pytest.raises(MissingDataError, match="amount: it is blank"):
        approval_role(None)
    with pytest.raises(ArgumentError, match="grade: got 'AAA'"):
        credit_terms("AAA")
