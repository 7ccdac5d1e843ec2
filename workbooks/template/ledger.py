"""What a person pastes: Ledger, Payments, Customers, Rates. Only customer, date and amount are required."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbooks.template.layout import BODY_ROW, LAST_ROW
from xlcredit.collections import stage_text
from xlcredit.ledger.instalment_plans import KINDS
from xlcredit.policy.collections import SHIPPED_STAGES
from xlcredit.tables import TABLES
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

_EARLIEST = date(1950, 1, 1)
_LATEST = date(2100, 12, 31)
_DOCUMENT_TYPES = ("invoice", "credit_note", "payment", "advance", "debit_note")
_DECISION_KINDS = ("limit", "terms", "override", "review", "release", "note")
_LISTS = {
    "document_type": ("template", "document_type.", _DOCUMENT_TYPES),
    "decision_kind": ("template", "decision_kind.", _DECISION_KINDS),
    "plan_kind": ("instalments", "kind.", KINDS),
}
_ANY_NUMBER = {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
_RULES: dict[str, dict[str, Any]] = {
    "date": {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST},
    "money": _ANY_NUMBER,
    "ratio": _ANY_NUMBER,
    "count": {"validate": "integer", "criteria": ">=", "value": 0},
    "percent": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
}
_WRAPPED = frozenset({"reason", "note"})
_LONG_LISTS = ("ledger", "payments")  # thousands of rows, few columns
_FROZEN = {"ledger": 3, "payments": 1, "customers": 2, "rates": 1, "decisions": 1, "contacts": 1,
           "insured_limits": 1, "instalment_plans": 2}  # fmt: skip


def build(page: Page) -> None:
    """Lay out one input sheet.

    Parameters
    ----------
    page : Page
        Ledger, payments, customers, rates and what was agreed: sheet and table have the same name.
    """
    page.head()
    page.table(page.key, style="input_column", wrapped=_WRAPPED)
    for position, column in enumerate(TABLES[page.key].columns):
        rule = _rule(page, column.name, column.kind)
        if rule:
            page.sheet.data_validation(BODY_ROW, position, LAST_ROW, position, rule)
    page.freeze(_FROZEN[page.key])
    page.print_setup(
        pages_wide=2 if page.key == "customers" else 1, repeat_columns=2, portrait=page.key in _LONG_LISTS
    )


def _rule(page: Page, column: str, kind: str) -> dict[str, Any]:
    """Return the data validation of a column with its message, {} for free text; it warns, never refuses."""
    if column in _LISTS:
        topic, section, names = _LISTS[column]
        words = [say(f"{topic}.{section}{name}", page.edition.language) for name in names]
        return _with_message(page, column, {"validate": "list", "source": words})
    if column == "stage":  # a list that takes other words too: the ladder may have stages of one's own
        words = [stage_text(name, page.edition.language) for name in SHIPPED_STAGES]
        return _with_message(page, column, {"validate": "list", "source": words})
    if column == "currency":
        return _with_message(page, column, {"validate": "length", "criteria": "==", "value": 3})
    if kind == "flag":
        words = [page.edition.say("yes"), page.edition.say("no")]
        return _with_message(page, kind, {"validate": "list", "source": words})
    return _with_message(page, kind, _RULES[kind]) if kind in _RULES else {}


def _with_message(page: Page, key: str, rule: dict[str, Any]) -> dict[str, Any]:
    """Add what the sheet says before and after a cell is typed into."""
    message = page.edition.say(f"validation.{key}")
    title = page.edition.say("validation.title")
    return {
        **rule,
        "input_title": title,
        "input_message": message,
        "error_title": title,
        "error_message": message,
        "error_type": "warning",
        "ignore_blank": True,
    }
