"""Working days by country; expected days from the published calendars named beside them."""

from datetime import date

import numpy as np
import pytest

from xlcredit.collections import business_day, business_days, country_code, is_business_day
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy, overlay


@pytest.mark.parametrize(
    ("country", "day", "expected"),
    [
        ("DE", date(2026, 10, 3), date(2026, 10, 5)),  # day of unity, a Saturday; BGB 193: Monday
        ("DE", date(2026, 1, 6), date(2026, 1, 6)),  # Epiphany is a working day in most of Germany
        ("DE-BY", date(2026, 1, 6), date(2026, 1, 7)),  # and a holiday in Bavaria
        ("CN", date(2026, 2, 14), date(2026, 2, 14)),  # a Saturday worked to make up for the Spring Festival
        ("CN", date(2026, 2, 16), date(2026, 2, 24)),  # Spring Festival 2026: 15 to 23 February
        ("中国", date(2026, 10, 1), date(2026, 10, 8)),  # national day: 1 to 7 October 2026
        ("GB", date(2026, 12, 25), date(2026, 12, 25)),  # no general rule for debts: the contract decides
        ("FR", date(2026, 7, 14), date(2026, 7, 14)),  # not listed in the policy: stays
    ],
)
def test_due_dates_go_where_the_law_of_the_country_says(country, day, expected):
    assert business_day(day, country) == expected


def test_a_rule_of_one_s_own_wins_over_the_policy():
    christmas = date(2026, 12, 25)  # a Friday; 28 December is a bank holiday for the 26th, a Saturday
    assert business_day(christmas, "GB", "following") == date(2026, 12, 29)
    assert business_day(christmas, "GB", "preceding") == date(2026, 12, 24)
    assert business_day(date(2026, 10, 3), "DE", "stays") == date(2026, 10, 3)
    french = overlay(default_policy(), {"business_days.due_dates.FR|France": "following"})
    assert business_day(date(2026, 7, 14), "france", policy=french) == date(2026, 7, 15)


def test_days_that_are_not_announced_yet_are_refused():
    with pytest.raises(MissingDataError, match=r"CN are known until 2026-12-31.*2027-02-06.*cn_days"):
        business_day(date(2027, 2, 6), "CN")
    assert np.isnat(business_days(["2027-02-06"], "CN")[0])


def test_own_days_of_china_win_and_go_beyond_the_calendar():
    own = {
        "business_days.cn_days.2027-02-06": "holiday",
        "business_days.cn_days.2027-02-07": "working_day",
        "business_days.cn_days.2026-12-31": "holiday",
    }
    policy = overlay(default_policy(), own)
    assert business_day(date(2027, 2, 6), "CN", policy=policy) == date(2027, 2, 7)
    assert not is_business_day(date(2026, 12, 31), "CN", policy)
    with pytest.raises(MissingDataError, match="2027-01-01"):
        business_day(date(2026, 12, 31), "CN", policy=policy)


@pytest.mark.parametrize("country", ["XX", "Atlantis", "DE-XX", "D"])
def test_unknown_countries_and_parts_are_refused(country):
    with pytest.raises(ArgumentError, match=f"got '{country.upper()}'.*DE-BY"):
        is_business_day(date(2026, 1, 1), country)
    for refused in (business_day, business_days):  # also where the policy moves nothing
        with pytest.raises(ArgumentError, match=f"got '{country.upper()}'.*DE-BY"):
            refused(date(2026, 1, 1), country)


def test_unknown_rules_are_refused():
    with pytest.raises(ArgumentError, match=r"got 'next'.*following, preceding and stays"):
        business_day(date(2026, 1, 1), "DE", "next")


def test_a_column_moves_each_day_and_keeps_blanks():
    moved = business_days(["2026-10-03", None, "2026-10-05", "2026-10-03"], "DE")
    assert moved.astype(str).tolist() == ["2026-10-05", "NaT", "2026-10-05", "2026-10-05"]


def test_names_of_the_policy_are_codes():
    found = [country_code(word) for word in ("Germany", "德国", "英国", "at", "nl")]
    assert found == ["DE", "DE", "GB", "AT", "NL"]
