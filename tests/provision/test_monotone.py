"""A debt that becomes older never needs less, wherever the rates rise."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.policy import default_policy
from xlcredit.provision import products_of, provision_matrix
from xlcredit.receivables import bucket_codes

EDGES = (30, 60, 90)
RATES = default_policy().provision.tables.us_cecl.loss_rates


@given(st.floats(0.01, 1e7), st.integers(-40, 200), st.integers(0, 200), st.floats(0.5, 3))
@settings(max_examples=60)
def test_the_allowance_of_a_debt_never_falls_with_its_days_past_due(amount, days, later, factor):
    found = []
    for past_due in (days, days + later):
        held = np.zeros(len(RATES))
        held[bucket_codes(np.array([float(past_due)]), EDGES)] = amount
        found.append(provision_matrix(held, RATES, factor).total)
    assert found[0] <= found[1]


@given(st.lists(st.floats(0, 2) | st.just(float("nan")), min_size=4, max_size=4), st.integers(0, 3))
@settings(max_examples=60)
def test_rates_out_of_roll_rates_keep_that_order_also_with_months_that_say_nothing(roll, bucket):
    rates = products_of(roll, 0.8)
    younger, older = np.eye(5)[bucket] * 1000, np.eye(5)[bucket + 1] * 1000
    assert provision_matrix(younger, rates, 1.0).total <= provision_matrix(older, rates, 1.0).total
