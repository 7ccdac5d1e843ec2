from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.credit import customer_measures, row_measures
from xlcredit.credit.factors import FACTORS, FACTS, STATEMENT_COLUMNS
from xlcredit.errors import ArgumentError

AS_OF = dt.date(2026, 6, 30)
RATES = {"EUR": 7.5, "CNY": 1.0}

amounts = st.one_of(st.none(), st.integers(-1000, 10_000), st.floats(-1e6, 1e6))
days = st.one_of(st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2027, 1, 1)))
customers = st.fixed_dictionaries(
    dict.fromkeys((*STATEMENT_COLUMNS, "paid_in_capital"), amounts),
    optional={
        "open_judgments": st.one_of(st.none(), st.integers(0, 3)),
        "closed_judgments": st.one_of(st.none(), st.integers(0, 3)),
        "currency": st.sampled_from(["EUR", "CNY", "USD", None]),
        "registered_on": days,
        "customer_since": days,
        "statement_date": days,
        "industry": st.sampled_from([None, "Construction", "retail"]),
        "legal_form": st.sampled_from([None, "上市公司", "partnership"]),
        "is_audited": st.sampled_from([None, True, False, "是"]),
    },
)


@given(customers)
@settings(max_examples=60)
def test_one_row_of_a_table_is_the_row(customer):
    row = row_measures(customer, as_of=AS_OF, currency_rates=RATES)
    table = customer_measures({k: [v] for k, v in customer.items()}, as_of=AS_OF, currency_rates=RATES)
    for name in FACTORS:
        np.testing.assert_equal(table.values[name][0], row.values[name], err_msg=name)
    for name in FACTS:
        np.testing.assert_equal(table.facts[name][0], row.facts[name], err_msg=name)


def test_unknown_words_are_listed_and_count_as_unknown():
    found = customer_measures({"legal_form": ["club", "上市公司", None], "is_blocked": [True, "maybe", None]})
    assert found.unread == (("legal_form", 0, "club"), ("is_blocked", 1, "maybe"))
    np.testing.assert_equal(found.values["legal_form"], [np.nan, 3, np.nan])
    np.testing.assert_equal(found.facts["is_blocked"], [1, np.nan, np.nan])


def test_columns_of_different_length_are_refused():
    with pytest.raises(ArgumentError, match=r"net_profit: got 2 values where the others have 3") as caught:
        customer_measures({"net_profit": [1.0, 2.0], "sales": [1.0, 2.0, 3.0]})
    assert "各列长度须一致" in caught.value.text("zh")


def test_a_frame_of_columns_is_read():
    import pandas as pd

    frame = pd.DataFrame({
        "registered_on": pd.to_datetime(["2016-06-30", None]),
        "is_audited": pd.array([True, None], dtype="boolean"),
        "country_grade": ["a1", None],
    })  # fmt: skip
    found = customer_measures(
        dict(frame.items()), as_of=AS_OF, trading={"on_time_rate": np.array([0.5, np.nan])}
    )
    values = found.values  # noqa: PD011  a field of ours, not a frame's
    np.testing.assert_equal(values["years_in_business"], [10, np.nan])
    np.testing.assert_equal(found.facts["is_audited"], [1, np.nan])
    np.testing.assert_equal(values["country_grade"], [0, np.nan])
    np.testing.assert_equal(values["on_time_rate"], [0.5, np.nan])
