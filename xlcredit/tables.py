"""Every table that stands in a workbook: its columns in order, and what kind of value each holds.

The ledger reader fills the inputs, a refresh fills the outputs, the template lays both out, and the headings
are ``labels.<column>`` in the texts. A workbook holds a table under its name with the prefix ``xlcredit_``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "moment", "money", "days", "count", "ratio", "percent", "score", "flag", "any"]

TABLE_PREFIX = "xlcredit_"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Canonical name, in the words of the glossary; the heading is ``labels.<name>``.
    kind : str
        What its values are: ``percent`` is a share of one, ``ratio`` a plain number, ``score`` 0 to 100.
    """

    name: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """One named table of a workbook.

    Attributes
    ----------
    name : str
        Name without the prefix.
    columns : tuple of Column
        Columns from left to right.
    buckets_after : str or None
        The column after which one money column per aging bucket follows; the policy says how many.
    """

    name: str
    columns: tuple[Column, ...]
    buckets_after: str | None = None

    @property
    def workbook_name(self) -> str:
        """Name of the table in a workbook."""
        return TABLE_PREFIX + self.name

    @property
    def column_names(self) -> tuple[str, ...]:
        """Canonical names from left to right, without bucket columns."""
        return tuple(column.name for column in self.columns)


def _table(name: str, spec: str, buckets_after: str | None = None) -> Table:
    """Read a table from lines of ``kind: column column ...``."""
    columns: list[Column] = []
    for line in spec.strip().splitlines():
        kind, _, names = line.partition(":")
        columns += [Column(column, kind.strip()) for column in names.split()]  # type: ignore[arg-type]
    return Table(name, tuple(columns), buckets_after)


# fmt: off  these are tables to be read, one kind of value per line
LEDGER = _table(
    "ledger",
    """
    text: customer_id customer_name document_no document_type
    date: invoice_date due_date
    text: currency
    money: amount open_amount
    flag: is_disputed
""",
)

PAYMENTS = _table(
    "payments",
    """
    text: payment_no customer_id document_no
    date: payment_date
    text: currency
    money: amount
""",
)

CUSTOMERS = _table(
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

RATES = _table(
    "rates",
    """
    text: currency
    ratio: rate
    date: rate_date
""",
)

STATEMENTS = _table(
    "statements",
    """
    text: account
    money: current_period prior_period
""",
)

AGING = _table(
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

AGING_BUCKETS = _table(
    "aging_buckets",
    """
    text: bucket
    money: open_amount
    percent: share
    count: documents
""",
)

CONTROL = _table(
    "control",
    """
    text: currency
    count: rows_read rows_accepted
    money: sheet_total accepted set_aside difference open_total bucket_total
""",
)

OPEN_ITEMS = _table(
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

SCORES = _table(
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

LIMITS = _table(
    "limits",
    """
    text: customer_id customer_name grade
    money: annual_purchases peak_purchases
    days: need_days
    money: need grade_need capacity without_accounts_cap sales_cap own_retention insured_part
    money: concentration_cap
    money: recommended_limit credit_limit exposure headroom
    text: binding_limit
""",
)

SCORE_REASONS = _table(
    "score_reasons",
    """
    text: customer_id customer_name family factor
    ratio: value
    text: band
    score: points maximum contribution
""",
)

DSO_FAMILY = _table(
    "dso_family",
    """
    text: measure
    days: value
    text: formula convention
""",
)

DSO_BY_MONTH = _table(
    "dso_by_month",
    """
    date: month_end
    money: receivables credit_sales
    days: dso dso_count_back best_possible_dso average_days_delinquent
    percent: collection_effectiveness overdue_share
""",
)

CONCENTRATION = _table(
    "concentration",
    """
    text: measure
    ratio: value
    text: meaning
""",
)

TOP_EXPOSURES = _table(
    "top_exposures",
    """
    count: rank
    text: customer_id customer_name
    money: open_amount
    percent: share
    money: credit_limit over_limit
""",
)

WORKING_CAPITAL = _table(
    "working_capital",
    """
    text: measure
    ratio: value
    text: unit health healthy_range formula
""",
)

MAPPING = _table(
    "map",
    """
    text: sheet_name field header column_letter evidence
""",
)

ISSUES = _table(
    "issues",
    """
    text: severity sheet_name cell value reason remedy
    text: currency
    money: amount
""",
)

AUDIT = _table(
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

POLICY = _table(
    "policy",
    """
    text: path label
    any: value
    text: unit source
    date: effective_from
""",
)

# fmt: on

# Named cells: what a refresh writes outside the tables. Every other figure on a sheet is a native formula.
NAMED_CELLS: dict[str, Kind] = {
    "AsOf": "date",
    "BaseCurrency": "text",
    "xlcredit_policy_id": "text",
    "xlcredit_version": "text",
    "xlcredit_refreshed_at": "moment",
    "xlcredit_source": "text",
    "xlcredit_headline": "text",
    "xlcredit_dso": "days",
    "xlcredit_dso_prior": "days",
    "xlcredit_best_possible_dso": "days",
    "xlcredit_best_possible_dso_prior": "days",
    "xlcredit_open_total_prior": "money",
    "xlcredit_overdue_share_prior": "percent",
    "xlcredit_expected_loss": "money",
    "xlcredit_unmapped_columns": "count",
    "xlcredit_duplicate_documents": "count",
}

INPUT_TABLES = (LEDGER, PAYMENTS, CUSTOMERS, RATES, STATEMENTS, POLICY)
OUTPUT_TABLES = (
    AGING, AGING_BUCKETS, CONTROL, OPEN_ITEMS, SCORES, LIMITS, SCORE_REASONS, DSO_FAMILY, DSO_BY_MONTH,
    CONCENTRATION, TOP_EXPOSURES, WORKING_CAPITAL, MAPPING, ISSUES, AUDIT,
)  # fmt: skip
TABLES = {table.name: table for table in INPUT_TABLES + OUTPUT_TABLES}
