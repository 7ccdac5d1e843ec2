from __future__ import annotations

from datetime import date

import pytest

from xlcredit.collections import contract_table, rate_table, rule_name
from xlcredit.errors import ArgumentError, ImpossibleNumberError
from xlcredit.policy import default_policy, overlay
from xlcredit.policy.collections import InterestRules


@pytest.mark.parametrize(
    ("word", "name"),
    [("uk", "UK"), ("GB", "UK"), (" De ", "DE"), ("cn lpr", "CN_LPR"), ("Germany, BGB section 288", "DE")],
)
def test_rule_name_by_code_and_label(word, name):
    assert rule_name(word) == name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_unknown_rule_names_the_known_ones(language):
    with pytest.raises(ArgumentError, match="'XX'") as caught:
        rule_name("XX")
    assert "CN_SME" in caught.value.text(language)


@pytest.mark.parametrize("name", InterestRules.model_fields)
def test_every_rule_has_rising_days_and_rates_between_zero_and_one(name):
    table = rate_table(name)
    assert list(table.first_days) == sorted(set(table.first_days))
    assert all(0 < rate < 0.2 for rate in table.rates)
    assert table.first_days[0] == getattr(default_policy().late_interest.rules, name).applies_from


def test_half_year_before_takes_the_last_day_of_the_old_one():
    # Bank Rate: 4.25 % on 30 June 2025, 4.00 % from 7 August, 3.75 % from 18 December
    table = rate_table("UK")
    rates = dict(zip(table.first_days, table.rates, strict=True))
    assert rates[date(2025, 7, 1)] == pytest.approx(0.1225)
    assert rates[date(2026, 1, 1)] == pytest.approx(0.1175)


def test_a_change_on_the_first_of_july_counts_for_europe_and_not_yet_for_britain():
    names = ("boe_bank_rate", "ecb_mro")
    changes = {f"late_interest.references.{name}.rates.2026-07-01": 0.05 for name in names}
    changed = overlay(default_policy(), changes)
    assert rate_table("EU", changed).rates[-1] == pytest.approx(0.13)
    assert rate_table("UK", changed).rates[-1] == pytest.approx(0.1175)  # 3.75 % on 30 June


def test_a_new_rate_and_date_on_the_policy_sheet_carry_the_table_on():
    # With 2.65 % still in force on 1 January 2027 the half-year has 2.65 + 8 = 10.65 %.
    later = overlay(default_policy(), {"late_interest.references.ecb_mro.known_until": date(2027, 1, 1)})
    table = rate_table("EU", later)
    assert (table.first_days[-1], table.last_day) == (date(2027, 1, 1), date(2027, 6, 30))
    assert table.rates[-1] == pytest.approx(0.1065)


def test_daily_rates_end_where_they_are_known():
    table = rate_table("CN_LPR")
    assert table.last_day == date(2026, 9, 20)
    assert table.first_days[:2] == (date(2019, 8, 20), date(2019, 9, 20))
    assert table.rates[0] == pytest.approx(0.0425 * 1.5)


@pytest.mark.parametrize(
    ("name", "day", "confirmed"),
    [
        ("CN_LPR", date(2025, 5, 20), False),
        ("CN_LPR", date(2024, 10, 21), True),
        ("UK", date(2026, 7, 1), True),
    ],
)
def test_rates_to_be_confirmed_are_marked(name, day, confirmed):
    table = rate_table(name)
    assert table.is_confirmed(table.first_days.index(day), default_policy()) is confirmed


def test_every_austrian_rate_is_to_be_confirmed():
    table, policy = rate_table("AT"), default_policy()
    assert not any(table.is_confirmed(step, policy) for step in range(len(table.rates)))


def test_a_confirmed_rate_loses_its_mark():
    own = overlay(default_policy(), {"late_interest.references.cn_lpr_1y.rates.2025-05-20": 0.031})
    table = rate_table("CN_LPR", own)
    assert table.is_confirmed(len(table.rates) - 1, own)


def test_a_rule_that_begins_before_its_reference_is_refused():
    early = overlay(default_policy(), {"late_interest.rules.CN_LPR.applies_from": date(2018, 1, 1)})
    with pytest.raises(ArgumentError, match="cn_lpr_1y is not known on the first day") as caught:
        rate_table("CN_LPR", early)
    assert "基准利率 cn_lpr_1y 未知" in caught.value.text("zh")


@pytest.mark.parametrize("rate", [-0.01, 1.01, 12.0])
def test_contract_rate_is_a_share(rate):
    with pytest.raises(ImpossibleNumberError, match=r"12 % is 0\.12"):
        contract_table(rate)
