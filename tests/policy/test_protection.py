"""Terms of insurance and funding: impossible ones are refused with their row, offers of one's own survive."""

from __future__ import annotations

import pytest

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, load_policy, overlay, policy_from_rows, policy_rows
from xlcredit.policy.protection import MOST_OFFERS, OFFER_FIELDS, OFFER_UNITS
from xlcredit.texts import topic

INSURANCE = "protection.insurance"


def test_every_term_of_an_offer_has_a_unit_and_words():
    fields = {name for names in OFFER_FIELDS.values() for name in names}
    assert fields == set(OFFER_UNITS)
    assert fields <= set(topic("policy")["words"])


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (f"{INSURANCE}.offers.offer_a.cover_share", 1.2, r"row 4: .*cover_share: got 1.2"),
        (f"{INSURANCE}.offers.offer_a.premium_rate", -0.1, "row 4: .*premium_rate: got -0.1"),
        (f"{INSURANCE}.deductible", -5, "row 4: .*deductible: got -5"),
        ("limits.cover_share", 1.01, "row 4: .*cover_share: got 1.01"),
        ("limits.cover_share", -0.1, "row 4: .*cover_share: got -0.1"),
        (f"{INSURANCE}.aggregate_first_loss", -1, "row 4: .*aggregate_first_loss: got -1"),
        (f"{INSURANCE}.first_loss_used", -1, "row 4: .*first_loss_used: got -1"),
        (f"{INSURANCE}.offers.offer_b.first_loss", -1, "row 4: .*first_loss: got -1"),
        (f"{INSURANCE}.offers.offer_a.cover_share", -0.5, "row 4: .*cover_share: got -0.5"),
        (f"{INSURANCE}.discretionary_limit", -1, "row 4: .*discretionary_limit: got -1"),
        (f"{INSURANCE}.claim_filing_days", 30, "row 4: .*claim_filing_days: got 30, .* 60 days"),
        (f"{INSURANCE}.offers.offer_a.cover", 0.9, "row 4: .*cover_share"),
        ("protection.early_payment.offers.two_percent.discount_share", 1, "row 4: .*discount_share: got 1"),
        ("protection.financing.offers.factoring.annual_rate", 6, "row 4: .*annual_rate: got 6"),
    ],
)
def test_impossible_terms_are_refused_with_their_row(path, value, message):
    with pytest.raises(PolicyError, match=message):
        policy_from_rows([[path, "", value]], first_row=4)


def test_an_offer_of_one_s_own_survives_the_sheet():
    rows = [
        [f"{INSURANCE}.offers.broker.cover_share", "", 0.85],
        [f"{INSURANCE}.offers.broker.premium_rate", "", 0.002],
    ]
    own = policy_from_rows(rows).protection.insurance.offers["broker"]
    assert (own.cover_share, own.premium_rate, own.maximum_liability) == (0.85, 0.002, 0)
    whole = policy_from_rows(policy_rows(policy_from_rows(rows), "en"))
    assert whole.protection == policy_from_rows(rows).protection


def test_an_offer_is_taken_out_row_by_row():
    rows = [
        [f"{INSURANCE}.offers.offer_a.{name}", "", "none"]
        for name in ("cover_share", "premium_rate", "minimum_premium")
    ]
    assert list(policy_from_rows(rows).protection.insurance.offers) == ["offer_b"]


def test_more_offers_than_the_sheet_has_room_for_are_refused():
    many = {f"{INSURANCE}.offers.o{number}.cover_share": 0.9 for number in range(MOST_OFFERS)}
    with pytest.raises(PolicyError, match=f"Not more than {MOST_OFFERS}"):
        overlay(default_policy(), many)


def test_a_policy_file_may_name_offers(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("[protection.financing.offers.bank]\nannual_rate = 0.05\n", encoding="utf-8")
    assert load_policy(file).protection.financing.offers["bank"].annual_rate == 0.05


def test_what_is_left_of_first_loss_and_liability():
    rules = overlay(
        default_policy(),
        {
            INSURANCE: {
                "aggregate_first_loss": 10,
                "first_loss_used": 4,
                "maximum_liability": 9,
                "claims_paid": 20,
            }
        },
    ).protection.insurance
    assert (rules.first_loss_left, rules.liability_left) == (6, 0)
    assert default_policy().protection.insurance.liability_left == float("inf")
