"""What was found in the user's rows: data beside the ledger, never a crash and never a silent guess."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from xlcredit import tables
from xlcredit.texts import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["error", "warning", "notice"]

SEVERITIES: Mapping[str, Severity] = {
    # rows set aside
    "amount_missing": "error",
    "amount_unreadable": "error",
    "amount_error": "error",
    "amount_percent": "error",
    "amount_uncalculated": "error",
    "date_missing": "error",
    "date_unreadable": "error",
    "duplicate": "warning",
    "duplicate_on_sheet": "warning",
    # lines that are no rows
    "total_row": "notice",
    "total_differs": "warning",
    "repeated_header": "notice",
    "text_row": "notice",
    # rows kept, with something to look at
    "customer_missing": "warning",
    "customer_filled_down": "warning",
    "due_date_missing": "notice",
    "due_date_derived": "notice",
    "due_date_unreadable": "warning",
    "due_before_invoice": "warning",
    "invoice_date_missing": "notice",
    "invoice_date_unreadable": "warning",
    "paid_date_unreadable": "warning",
    "future_dated": "warning",
    "open_amount_unreadable": "warning",
    "paid_amount_unreadable": "warning",
    "part_paid_unknown": "warning",
    "status_unknown": "warning",
    "type_unknown": "notice",
    "negative_invoices": "notice",
    "credits_positive": "notice",
    "credit_sign_unclear": "warning",
    "same_number": "notice",
    "flag_unknown": "warning",
    "ids_shortened": "notice",
    "currency_missing": "notice",
    "currency_unknown": "warning",
    "currency_sign_shared": "notice",
    # columns
    "dates_assumed": "warning",
    "dates_by_terms": "notice",
    "dates_by_other_column": "notice",
    "dates_by_dots": "notice",
    "dates_by_weekends": "notice",
    "dates_mixed_order": "warning",
    "dates_mixed_formats": "notice",
    "dates_swapped": "warning",
    "dates_maybe_swapped": "warning",
    "decimal_mark_assumed": "warning",
    "decimal_mark_mixed": "warning",
    "no_due_date_column": "notice",
    "no_document_no_column": "notice",
    "no_customer_id_column": "notice",
    "amount_is_open_amount": "notice",
    "pinned_not_found": "error",
    "as_of_found": "notice",
    "sheet_not_read": "notice",
    "no_ledger": "error",
    "customer_duplicate": "notice",
    "payment_duplicate": "warning",
    "payment_unassigned": "warning",
    "value_unreadable": "warning",
    "loss_unrated": "notice",
    "payment_rows_applied": "notice",
    "as_of_from_ledger": "notice",
    "base_from_ledger": "notice",
    "no_rate": "warning",
    "late_interest_no_rate": "notice",
    "stated_differs": "warning",
    "cannot_rebuild": "warning",
    "word_unread": "warning",
    "decision_undated": "error",
    "decision_of_nobody": "error",
    "decision_customer_unknown": "warning",
    "decision_kind_unknown": "warning",
    "decision_in_future": "warning",
    "contact_undated": "error",
    "insured_limit_of_nobody": "error",
    "insured_limit_missing": "error",
    "insured_limit_negative": "error",
    "insured_limit_cover": "error",
    "insured_limit_undated": "error",
    "insured_limit_ends_first": "error",
    "insured_limit_overlap": "error",
    "insured_limit_unknown": "warning",
    "plan_of_nobody": "error",
    "plan_customer_unknown": "error",
    "plan_undated": "error",
    "plan_kind_unknown": "error",
    "plan_number": "error",
    "plan_first_missing": "error",
    "plan_first_early": "error",
    "plan_months": "error",
    "plan_share": "error",
    "plan_rate": "error",
    "plan_document_unknown": "error",
    "plan_currency_needed": "error",
    "plan_document_twice": "error",
    "plan_too_small": "error",
    "plan_in_future": "warning",
    "plan_nothing_open": "warning",
    "plan_cannot_rebuild": "warning",
    "plan_broken": "notice",
    "contact_of_nobody": "error",
    "contact_customer_unknown": "warning",
    "contact_in_future": "warning",
    "contact_stage_unknown": "warning",
    "promise_without_day": "warning",
    "promise_negative": "warning",
    # statements of many periods
    "statement_not_cumulative": "warning",
    "statement_unbalanced": "warning",
    "statement_account_missing": "warning",
    "statement_conflict": "warning",
    "statement_impossible": "warning",
    "statement_periods_missing": "notice",
    "statement_account_gaps": "notice",
    "statement_annualised": "notice",
    "statement_no_market_value": "notice",
    "statement_price_index": "notice",
    "statement_finance_cost": "notice",
    "statement_funds": "notice",
}

SET_ASIDE = frozenset({
    "amount_missing", "amount_unreadable", "amount_error", "amount_percent", "amount_uncalculated",
    "date_missing", "date_unreadable", "duplicate", "duplicate_on_sheet",
})  # fmt: skip
"""Codes of ledger rows that were read and not used; their amounts are the control table's ``set_aside``."""


@dataclass(frozen=True)
class Issue:
    """One thing to look at in the user's sheet.

    Attributes
    ----------
    code : str
        Name of the fact; the texts are ``issues.<code>.reason`` and ``.remedy``.
    severity : {"error", "warning", "notice"}
        An error keeps a row out, a warning may move a figure, a notice says what was done.
    sheet_name, cell : str
        Where; the first cell when the issue stands for many, ``""`` for a whole sheet.
    value : str
        What stands there, as text.
    currency : str
        Currency of `amount`.
    amount : float or None
        Amount concerned, with the sign of the sheet. [currency]
    fields : dict
        Values of the placeholders of its texts.
    """

    code: str
    severity: Severity
    sheet_name: str
    cell: str
    value: str
    currency: str = ""
    amount: float | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def reason(self, language: Language | None = None) -> str:
        """Return why it was raised, in one language."""
        return say(f"issues.{self.code}.reason", language, **self.fields)

    def remedy(self, language: Language | None = None) -> str:
        """Return what to do about it, in one language."""
        return say(f"issues.{self.code}.remedy", language, **self.fields)


def make_issue(
    code: str,
    sheet_name: str,
    cell: str = "",
    value: object = "",
    *,
    currency: str = "",
    amount: float | None = None,
    **fields: object,
) -> Issue:
    """Return an issue of a known code.

    Parameters
    ----------
    code : str
        One of `SEVERITIES`.
    sheet_name, cell : str
        Where.
    value : any
        Raw value of the cell.
    currency : str
        Currency of the amount.
    amount : float, optional
        Amount concerned; NaN is None.
    **fields
        Placeholders of the texts.

    Returns
    -------
    Issue
        With the severity of its code.

    Examples
    --------
    >>> make_issue("amount_missing", "Ledger", "F12").reason("en")
    'The amount is blank.'
    """
    known = None if amount is None or np.isnan(amount) else float(amount)
    return Issue(code, SEVERITIES[code], sheet_name, cell, show(value), currency, known, fields)


def show(value: object) -> str:
    """Return a raw value as a reader of the sheet would write it.

    Parameters
    ----------
    value : any
        Raw value.

    Returns
    -------
    str
        Text; a whole float without ``.0``, a date in ISO form, ``""`` for None.

    Examples
    --------
    >>> show(46027.0), show(None), show(date(2026, 1, 5))
    ('46027', '', '2026-01-05')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def issues_frame(issues: Iterable[Issue], language: Language | None = None) -> pd.DataFrame:
    """Return issues as the issues table, errors first.

    Parameters
    ----------
    issues : iterable of Issue
        What was found.
    language : {"en", "zh"}, optional
        Language of the texts; the current one when None.

    Returns
    -------
    DataFrame
        Columns of `xlcredit.tables.ISSUES`.

    Examples
    --------
    >>> issues_frame([make_issue("amount_missing", "Ledger", "F12")], "en").loc[0, "severity"]
    'Error'
    """
    rank = {"error": 0, "warning": 1, "notice": 2}
    rows = [
        (
            say(f"ledger.severity.{issue.severity}", language),
            issue.sheet_name,
            issue.cell,
            issue.value,
            issue.reason(language),
            issue.remedy(language),
            issue.currency,
            np.nan if issue.amount is None else issue.amount,
        )
        for issue in sorted(issues, key=lambda issue: rank[issue.severity])
    ]
    return pd.DataFrame(rows, columns=list(tables.ISSUES.column_names))
