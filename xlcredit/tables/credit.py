"""Result tables of scores, limits, what would be if, and whether the score works."""

from xlcredit.tables.record import table_of

# fmt: off  these are tables to be read, one kind of value per line
SCORES = table_of(
    "scores",
    """
    text: customer_id customer_name
    score: score
    text: grade grade_by_points cap_reason
    percent: coverage probability_of_default
    score: standing_score finance_score trading_score
    text: reason_1 reason_2 reason_3
    money: open_amount
    percent: overdue_share on_time_rate
    days: weighted_days_late worst_days_late
    text: trend
    money: credit_limit recommended_limit headroom
    text: binding_limit
    days: terms_days
    text: action
""",
)

LIMITS = table_of(
    "limits",
    """
    text: customer_id customer_name grade
    money: annual_purchases peak_purchases
    days: need_days
    money: need grade_need capacity without_accounts_cap sales_cap own_retention insured_part
    money: insurance_cap concentration_cap group_cap
    money: recommended_limit credit_limit exposure headroom
    text: binding_limit approval
    money: group_headroom
""",
)

SCENARIOS = table_of(
    "scenarios",
    """
    text: scenario change_against_base
    count: rated_customers
    score: average_score
    count: customers_grade_a customers_grade_b customers_grade_c customers_grade_d customers_grade_e
    days: average_terms
    money: scenario_loss recommended_total
    count: customers_over_limit
    money: amount_over_limit
    text: assumptions
""",
)

SCENARIO_CUSTOMERS = table_of(
    "scenario_customers",
    """
    text: customer_id customer_name
    score: base_score what_if_score worst_score
    text: base_grade what_if_grade worst_grade
    money: base_limit what_if_limit worst_limit base_loss what_if_loss worst_loss
    text: worst_scenario
""",
)

GROUPS = table_of(
    "groups",
    """
    text: group_id
    count: members
    money: exposure member_limits group_cap group_limit headroom
    text: weakest_grade weakest_member defaulted_member member_names
""",
)

REVIEWS = table_of(
    "reviews",
    """
    text: customer_id customer_name grade
    date: review_on
    text: review_reason
    money: exposure credit_limit
    percent: limit_use
    money: recommended_limit
    text: approval
    date: last_review
""",
)

SCORE_REASONS = table_of(
    "score_reasons",
    """
    text: customer_id customer_name family factor
    ratio: value
    text: band
    score: points maximum contribution
""",
)

CUSTOMER_HISTORY = table_of(
    "customer_history",
    f"""
    text: customer_id customer_name group_id country industry legal_form
    date: registered_on customer_since statement_date
    flag: is_audited
    money: sales prior_sales net_profit operating_cash_flow
    money: total_assets total_liabilities current_assets current_liabilities
    money: expected_loss overdue
    money: {" ".join(f"exposure_{month}" for month in range(1, 13))}
    days: {" ".join(f"days_late_{month}" for month in range(1, 13))}
""",
    buckets_after="days_late_12",
)

VALIDATION_MEASURES = table_of(
    "validation_measures",
    """
    text: measure
    ratio: value interval_low interval_high
    text: verdict meaning
""",
)

CALIBRATION = table_of(
    "calibration",
    """
    text: grade
    count: customers_then bad_customers
    percent: stated_risk bad_share interval_low interval_high
    text: verdict
""",
)

STABILITY = table_of(
    "stability",
    """
    text: factor band
    percent: share_before share_now
    ratio: shift_part
    text: verdict
""",
)

MIGRATION = table_of(
    "migration",
    """
    text: grade_before
    count: now_a now_b now_c now_d now_e now_unrated total_customers
""",
)

LIMIT_TEST = table_of(
    "limit_test",
    """
    text: customer_name customer_id grade_before
    money: recommended_then limit_then peak_exposure bad_amount
    text: verdict
""",
)

OVERRIDE_LOG = table_of(
    "override_log",
    """
    text: customer_name customer_id
    date: decided_on
    text: before after override_direction approver outcome
""",
)

# fmt: on
