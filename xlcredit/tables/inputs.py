"""What stands in a workbook before anything is computed: the ledger and all that is known beside it."""

from xlcredit.tables.record import table_of

# fmt: off  these are tables to be read, one kind of value per line
LEDGER = table_of(
    "ledger",
    """
    text: customer_id customer_name document_no document_type
    date: invoice_date due_date
    text: currency
    money: amount open_amount
    flag: is_disputed
""",
)

PAYMENTS = table_of(
    "payments",
    """
    text: payment_no customer_id document_no
    date: payment_date
    text: currency
    money: amount
""",
)

CUSTOMERS = table_of(
    "customers",
    """
    text: customer_id customer_name group_id country industry legal_form
    date: registered_on customer_since
    text: currency
    money: credit_limit insured_limit
    count: terms_days
    money: paid_in_capital
    date: statement_date
    flag: is_audited
    money: sales prior_sales net_profit prior_net_profit depreciation ebit interest_expense
    money: operating_cash_flow
    money: total_assets current_assets cash inventory total_liabilities current_liabilities retained_earnings
    count: open_judgments closed_judgments
    score: bureau_score
    text: country_grade
    flag: is_insolvent is_blocked
""",
)

RATES = table_of(
    "rates",
    """
    text: currency
    ratio: rate
    date: rate_date
""",
)

STATEMENTS = table_of(
    "statements",
    """
    text: account
    money: current_period prior_period
""",
)

DECISIONS = table_of(
    "decisions",
    """
    text: customer_id
    date: decided_on
    text: decision_kind before after reason approver
    date: review_on
""",
)

CONTACTS = table_of(
    "contacts",
    """
    text: customer_id
    date: contacted_on
    text: stage channel who
    text: currency
    money: promised_amount
    date: promised_on
    text: note
""",
)

INSURED_LIMITS = table_of(
    "insured_limits",
    """
    text: customer_id currency
    money: insured_limit
    date: limit_from limit_to
    percent: cover_share
    text: insurer_reference
""",
)

INSTALMENT_PLANS = table_of(
    "instalment_plans",
    """
    text: customer_id document_no
    date: agreed_on
    text: plan_kind
    count: instalment_count
    date: first_instalment_on
    count: months_between
    percent: first_share annual_rate
    text: currency note
""",
)

POLICY = table_of(
    "policy",
    """
    text: path label
    any: value
    text: unit source
    date: effective_from
    any: what_if
""",
)

POINTS = table_of(
    "points",
    """
    text: factor band
    ratio: band_from
    score: points
    count: sample_count
    percent: bad_share
""",
)

# fmt: on
