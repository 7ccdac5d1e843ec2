"""The sample company: a ledger that ties to the cent and looks like a real one."""

from __future__ import annotations

import hashlib
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from workbooks.template.sample import RATES, SAMPLE_AS_OF, large_ledger, sample_company
from workbooks.template.sample.draws import Draws, cents
from workbooks.template.sample.names import names_file
from workbooks.template.sample.payers import KINDS
from xlcredit.credit.words import read_level
from xlcredit.tables import INPUT_TABLES
from xlcredit.working_capital.account_names import meaning_of

TABLES = {table.name: table for table in INPUT_TABLES if table.name not in ("policy", "points")}
AS_OF = pd.Timestamp(SAMPLE_AS_OF)
# Of all tables as text; a change of the sample changes it, a platform must not.
PINNED = "7702c4427cbba308ce7b54b78df5ec9630301eb0ffdb1af58a9404911e43c767"


@pytest.fixture(scope="module")
def sample() -> dict[str, pd.DataFrame]:
    return sample_company()


def in_cents(money: pd.Series) -> np.ndarray:
    return np.round(money.to_numpy() * 100).astype(np.int64)


def in_base(ledger: pd.DataFrame, column: str) -> pd.Series:
    return ledger[column] * ledger["currency"].map(RATES)


def test_tables_have_exactly_the_columns_of_the_workbook(sample):
    assert {name: tuple(table.columns) for name, table in sample.items()} == {
        name: table.column_names for name, table in TABLES.items()
    }


def test_it_is_as_large_as_a_real_company(sample):
    assert len(sample["customers"]) >= 220
    assert len(sample["ledger"]) >= 3_200
    months = sample["ledger"]["invoice_date"].dt.to_period("M").nunique()
    assert 24 <= months <= 30


def test_every_open_amount_is_the_amount_less_its_payments(sample):
    ledger, payments = sample["ledger"], sample["payments"]
    paid = pd.Series(in_cents(payments["amount"])).groupby(payments["document_no"]).sum()
    left = in_cents(ledger["amount"]) - ledger["document_no"].map(paid).fillna(0).to_numpy(np.int64)
    assert (left == in_cents(ledger["open_amount"])).all()


def test_payments_fit_their_documents(sample):
    ledger = sample["ledger"].set_index("document_no")
    payments = sample["payments"]
    settled = ledger.loc[payments["document_no"]].reset_index()
    for column in ("customer_id", "currency"):
        assert (settled[column].to_numpy() == payments[column].to_numpy()).all()
    assert (payments["payment_date"].to_numpy() >= settled["invoice_date"].to_numpy()).all()


def test_nothing_is_dated_after_the_as_of_date_or_on_a_customers_eve(sample):
    ledger, customers = sample["ledger"], sample["customers"].set_index("customer_id")
    assert ledger["invoice_date"].max() <= AS_OF
    assert sample["payments"]["payment_date"].max() <= AS_OF
    since = ledger["customer_id"].map(customers["customer_since"])
    invoices = ledger["document_type"] == "invoice"
    assert (ledger["invoice_date"] >= since)[invoices].all()
    assert (customers["registered_on"] < customers["customer_since"]).all()


def test_numbers_and_names_are_unique(sample):
    assert sample["ledger"]["document_no"].is_unique
    assert sample["payments"]["payment_no"].is_unique
    assert sample["customers"]["customer_id"].is_unique
    for language in ("en", "zh"):
        assert sample_company(language=language)["customers"]["customer_name"].is_unique


def test_health_is_that_of_a_real_ledger(sample):
    ledger = sample["ledger"]
    owed = in_base(ledger, "open_amount")
    overdue = owed[ledger["due_date"] < AS_OF].sum()
    assert 0.20 <= overdue / owed.sum() <= 0.35
    recent = ledger["invoice_date"] > AS_OF - pd.DateOffset(years=1)
    sales = in_base(ledger, "amount")[recent & ledger["document_type"].isin(["invoice", "credit note"])].sum()
    assert 45 <= owed.sum() / sales * 365 <= 70


def test_every_particular_case_is_there(sample):
    ledger, customers = sample["ledger"], sample["customers"]
    assert set(ledger["document_type"]) == {"invoice", "credit note", "debit note", "advance"}
    assert ledger.loc[ledger["document_type"] == "advance", "due_date"].isna().all()
    assert ledger["document_no"].str.endswith("/4").sum() == 4  # four plans of four instalments
    assert ((ledger["amount"] > 0) & (ledger["open_amount"] < 0)).sum() == 1  # the overpayment
    assert (
        (ledger["open_amount"] > 0) & (ledger["open_amount"] < ledger["amount"])
    ).sum() >= 5  # part payments
    assert ledger.loc[ledger["is_disputed"], "open_amount"].gt(0).sum() >= 5
    assert set(ledger["currency"]) == {"CNY", "USD"}
    assert customers["is_insolvent"].sum() == 2
    assert customers["is_blocked"].sum() == 1
    assert customers["insured_limit"].notna().sum() >= 30
    assert customers["group_id"].value_counts().between(2, 4).all()
    assert set(customers["terms_days"]) == {0, 15, 30, 45, 60, 90}


def test_one_customer_is_a_concentration_and_dormant_ones_are_in_credit(sample):
    owed = in_base(sample["ledger"], "open_amount").groupby(sample["ledger"]["customer_id"]).sum()
    assert 0.10 <= owed.max() / owed.sum() <= 0.25
    assert (owed < 0).sum() >= 6


def test_balance_sheets_of_customers_add_up(sample):
    customers = sample["customers"].dropna(subset=["total_assets"])
    assert 0.7 <= len(customers) / len(sample["customers"]) <= 0.95
    equity = customers["total_assets"] - customers["total_liabilities"]
    assert (customers["paid_in_capital"] + customers["retained_earnings"] <= equity).all()
    assert (customers["cash"] + customers["inventory"] < customers["current_assets"]).all()
    assert (customers["current_assets"] < customers["total_assets"]).all()
    assert (customers["current_liabilities"] < customers["total_liabilities"]).all()


def test_insolvent_customers_owe_more_than_they_have(sample):
    insolvent = sample["customers"][lambda table: table["is_insolvent"]].dropna(subset=["total_assets"])
    assert len(insolvent) > 0
    assert (insolvent["total_liabilities"] > insolvent["total_assets"]).all()
    assert (insolvent["open_judgments"] > 0).all()


def test_own_statements_tie_to_the_ledger_and_balance(sample):
    accounts = sample["statements"].set_index("account")["current_period"]
    # By currency first, then converted: currencies are never summed.
    by_currency = sample["ledger"].groupby("currency")["open_amount"].sum()
    assert accounts["Accounts receivable"] == pytest.approx(
        by_currency["CNY"] + by_currency["USD"] * RATES["USD"], abs=0.01
    )
    assert accounts["Total assets"] == pytest.approx(
        accounts["Total liabilities"] + accounts["Total equity"], abs=0.01
    )
    assert (
        accounts["Accounts receivable"] + accounts["Cash"] + accounts["Inventory"]
        < accounts["Current assets"]
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_own_statements_are_understood_by_the_reader_of_statements(language):
    accounts = sample_company(language=language)["statements"]["account"]
    assert [meaning_of(account) for account in accounts].count(None) == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_legal_forms_are_words_that_the_scorecard_knows(language):
    words = sample_company(language=language)["customers"]["legal_form"].unique()
    assert len(words) == 5
    assert [read_level("legal_form", word) for word in words].count(None) == 0


def test_both_editions_hold_the_same_figures(sample):
    chinese = sample_company(language="zh")
    for name, table in sample.items():
        figures = table.select_dtypes(exclude="str").columns
        pd.testing.assert_frame_equal(table[figures], chinese[name][figures])
    assert chinese["customers"]["customer_name"].str.contains(r"[一-龥]{4}").all()
    assert not sample["customers"]["customer_name"].str.contains(r"[一-龥]").any()


def test_the_same_seed_gives_the_same_bytes_on_every_platform(sample):
    text = "".join(table.to_csv(index=False, lineterminator="\n") for table in sample.values())
    assert hashlib.sha256(text.encode()).hexdigest() == PINNED


def test_another_seed_or_date_is_another_company(sample):
    other = sample_company(seed=7, as_of=date(2025, 6, 18))
    assert other["ledger"]["invoice_date"].max() <= pd.Timestamp(2025, 6, 18)
    assert other["ledger"]["amount"].sum() != sample["ledger"]["amount"].sum()


def test_kinds_of_payers_pay_as_their_kind_says(sample):
    ledger, payments = sample["ledger"].set_index("document_no"), sample["payments"]
    due = ledger["due_date"].loc[payments["document_no"]].to_numpy()
    late = pd.Series((payments["payment_date"].to_numpy() - due) / np.timedelta64(1, "D"))
    mean = late.groupby(payments["customer_id"]).mean()
    assert (mean < 2).sum() >= 60  # punctual and prompt payers: 84 of them, one to six days early on average
    assert (mean > 40).sum() >= 10  # chronic ones: 14


def test_the_kinds_fill_the_company():
    assert sum(kind.customers for kind in KINDS) == 238
    assert all(0 <= kind.quality <= 1 for kind in KINDS)


def test_names_stand_in_both_languages():
    for key in ("cities", "first", "second"):
        words = names_file()[key]
        assert len(words["en"].split()) == len(words["zh"].split())
    parents = {line["parent"] for line in names_file()["subsidiaries"]}
    english = {line.split("|")[0] for country in names_file()["countries"] for line in country["names"]}
    assert parents <= english


def test_large_ledger_is_quick_and_plausible():
    ledger = large_ledger(20_000)
    assert ledger["document_no"].is_unique
    assert (ledger["open_amount"].abs() <= ledger["amount"].abs()).all()
    assert (ledger["open_amount"] == 0).eq(ledger["paid_date"].notna()).all()
    assert 0.01 < (ledger["open_amount"] != 0).mean() < 0.2


def test_uniform_is_numpys_own_for_the_same_bits():
    # The oracle: Generator.random takes 53 of 64 bits in the same way.
    assert Draws(5).uniform(9).tolist() == np.random.Generator(np.random.PCG64(5)).random(9).tolist()


def test_normal_has_mean_0_and_deviation_1():
    drawn = Draws(3).normal(40_000)
    assert drawn.mean() == pytest.approx(0, abs=0.02)  # four standard errors: 4 / 200
    assert drawn.std() == pytest.approx(1, abs=0.02)


def test_factor_is_near_the_exponential():
    exact = [math.exp(0.6 * number) for number in Draws(9).normal(500)]
    # (1 + x/256)^256 = exp(x - x^2/512 + ...): at 3 deviations x = 1.8, so within 0.7 %, at 6 within 2.5 %
    assert Draws(9).factor(0.6, 500).tolist() == pytest.approx(exact, rel=0.025)


def test_pick_follows_the_weights():
    picked = np.bincount(Draws(1).pick([1, 0, 3], 8_000), minlength=3)
    assert picked[1] == 0
    assert picked[2] / picked[0] == pytest.approx(3, rel=0.1)


def test_cents_round_halves_up():
    assert cents(np.array([0.125, -0.125, 2.0])).tolist() == [0.13, -0.12, 2.0]
