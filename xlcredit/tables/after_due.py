"""Result tables of what follows when customers do not pay: collection, interest, provision and cover."""

from xlcredit.tables.record import table_of

# fmt: off  these are tables to be read, one kind of value per line
WORKLIST = table_of(
    "worklist",
    """
    text: customer_id customer_name currency
    money: overdue
    days: oldest_days_past_due
    flag: is_alarm
    text: stage_now next_action
    money: demanded_amount unapplied_credit amount_to_pay
    money: promised_open disputed_open resting_amount handed_over_amount
    text: stage_last
    date: last_contact promised_on
    percent: probability_of_default
    money: money_at_risk
""",
)

LADDER = table_of(
    "ladder",
    """
    text: stage_now
    days: stage_from
    money: overdue
    count: statements
""",
)

LATE_INTEREST_TOTALS = table_of(
    "late_interest_totals",
    """
    text: currency
    count: documents
    money: overdue interest fixed_fee claim_total overdue_without_rate
    count: to_confirm
""",
)

LATE_INTEREST = table_of(
    "late_interest",
    """
    text: customer_id customer_name document_no currency
    date: due_date
    money: open_amount
    days: days_past_due
    money: interest fixed_fee claim_total
    text: interest_rule rates_in_words
    flag: to_confirm
    text: claim_note
""",
)

INSURANCE = table_of(
    "insurance",
    """
    text: customer_id customer_name
    money: exposure not_covered insured_limit
    percent: cover_share
    money: insured_amount uninsured_amount expected_recovery
    days: undisputed_days_past_due
    text: insurance_alarm
    date: notify_by stop_from claim_from claim_by
    text: limit_source
    money: within_limit
    days: days_left
""",
)

INSURANCE_OFFERS = table_of(
    "insurance_offers",
    """
    text: insurance_offer
    money: total_cost premium retained_expected
    percent: cover_share
    money: claims_expected retained_largest offered_deductible
    percent: premium_rate
    text: offer_note
    money: first_loss maximum_liability insured_turnover
""",
)

BORROWING_BASE = table_of(
    "borrowing_base",
    """
    text: base_step
    money: amount running_total
    count: customers
    text: rule
""",
)

FUNDING_OFFERS = table_of(
    "funding_offers",
    """
    text: funding_offer
    money: face_amount money_in_hand funding_cost
    days: funded_days
    percent: yearly_cost
    money: saving
    text: verdict
""",
)

EARLY_DISCOUNTS = table_of(
    "early_discounts",
    """
    text: customer_id customer_name
    money: annual_purchases open_amount
    days: days_to_pay
    percent: break_even_discount yearly_cost
    money: yearly_gain
    text: best_discount
""",
)

INSTALMENTS = table_of(
    "instalments",
    """
    text: customer_id customer_name plan_documents currency
    date: plan_agreed_on
    text: plan_state
    count: instalment_no
    date: due_date
    text: instalment_status
    days: days_past_due
    money: principal instalment_paid open_amount plan_interest instalment_total
""",
)

INSTALMENT_OVERDUE = table_of(
    "instalment_overdue",
    """
    text: customer_id customer_name currency
    money: open_in_plans overdue_as_invoiced overdue_as_agreed overdue_deferred
    date: next_instalment_on
    money: next_instalment
""",
)

PROVISION_MATRIX = table_of(
    "provision_matrix",
    """
    text: matrix_line segment
    money: open_amount
    percent: roll_rate loss_rate table_rate
    ratio: forward_factor
    percent: rate_used
    text: rate_source
    money: allowance
""",
)

PROVISION_MOVEMENT = table_of(
    "provision_movement",
    """
    text: movement_line
    money: movement_amount
    text: explanation
""",
)

PROVISION_ENTRIES = table_of(
    "provision_entries",
    """
    text: entry account_code account
    money: debit credit
""",
)

PROVISION_BACKTEST = table_of(
    "provision_backtest",
    """
    text: bucket
    money: open_then allowance_then
    percent: rate_then loss_seen
    money: unpaid_now written_off_since allowance_gap
    text: verdict
""",
)

PROVISION_SENSITIVITY = table_of(
    "provision_sensitivity",
    """
    text: sensitivity_case
    money: allowance allowance_change
    percent: change_share
""",
)

# fmt: on
