"""Result tables of what is open, how old it is, how fast it comes in, and how the ledger was read."""

from xlcredit.tables.record import table_of

# fmt: off  these are tables to be read, one kind of value per line
AGING = table_of(
    "aging",
    """
    text: customer_id customer_name currency
    money: total overdue
    percent: overdue_share
    days: oldest_days_past_due
    money: unapplied_credit
""",
    buckets_after="currency",
)

AGING_BUCKETS = table_of(
    "aging_buckets",
    """
    text: bucket
    money: open_amount
    percent: share
    count: documents
""",
)

CONTROL = table_of(
    "control",
    """
    text: currency
    count: rows_read rows_accepted
    money: sheet_total accepted set_aside difference open_total bucket_total
""",
)

OPEN_ITEMS = table_of(
    "open_items",
    """
    text: document_no customer_id customer_name document_type
    date: invoice_date due_date
    text: currency
    money: amount open_amount
    days: days_past_due
    text: bucket
    flag: is_disputed
""",
)

DSO_FAMILY = table_of(
    "dso_family",
    """
    text: measure
    days: value
    text: formula convention
""",
)

DSO_BY_MONTH = table_of(
    "dso_by_month",
    """
    date: month_end
    money: receivables credit_sales
    days: dso dso_count_back best_possible_dso average_days_delinquent
    percent: collection_effectiveness overdue_share
""",
)

CONCENTRATION = table_of(
    "concentration",
    """
    text: measure
    ratio: value
    text: meaning
""",
)

TOP_EXPOSURES = table_of(
    "top_exposures",
    """
    count: rank
    text: customer_id customer_name
    money: open_amount
    percent: share
    money: credit_limit over_limit
""",
)

WORKING_CAPITAL = table_of(
    "working_capital",
    """
    text: measure
    ratio: value
    text: unit health healthy_range formula
""",
)

MAPPING = table_of(
    "map",
    """
    text: sheet_name field header column_letter evidence
""",
)

ISSUES = table_of(
    "issues",
    """
    text: severity sheet_name cell value reason remedy
    text: currency
    money: amount
""",
)

AUDIT = table_of(
    "audit",
    """
    moment: refreshed_at
    text: who version policy_id
    date: as_of
    text: source_hash
    count: rows_read rows_accepted issues
    text: base_currency
    money: open_total overdue_total
    text: command
""",
)

# fmt: on
