"""Real ledgers that are not ours to publish, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

NO_CURRENCY = "XXX"


@dataclass(frozen=True)
class Case:
    """One real file and what is known of it."""

    path: str
    as_of: date
    mapping: dict[str, str]
    issues: dict[str, int]
    code: int
    currency: str = NO_CURRENCY
    totals: int = 0
    columns: dict[str, str] = field(default_factory=dict)


IBM_MAPPING = {
    "customer_id": "customerID", "document_no": "invoiceNumber", "invoice_date": "InvoiceDate",
    "due_date": "DueDate", "amount": "InvoiceAmount", "is_disputed": "Disputed", "paid_date": "SettledDate",
}  # fmt: skip
IBM = {
    ending: Case(
        f"ibm_ar/WA_Fn-UseC_-Accounts-Receivable.{ending}", date(2013, 6, 30), IBM_MAPPING, issues, code
    )
    for ending, issues, code in (
        ("csv", {"currency_missing": 1}, 0),
        ("xlsx", {"dates_swapped": 3, "ids_shortened": 1, "currency_missing": 1}, 1),
    )
}
O2C = Case(
    "o2c/Invoices.csv",
    date(2025, 12, 31),
    {
        "document_no": "Invoice_ID", "customer_id": "Customer_ID", "invoice_date": "Invoice_Date",
        "due_date": "Due_Date", "amount": "Invoice_Amount", "status": "Status",
    },
    {
        "amount_missing": 6, "duplicate": 5, "part_paid_unknown": 1, "dates_mixed_formats": 1,
        "currency_missing": 1, "negative_invoices": 1, "due_date_missing": 1,
    },
    code=1,
)  # fmt: skip
SAP = Case(
    "sap_fi_export/export.xls",
    date(2020, 6, 30),
    {
        "customer_id": "Account", "invoice_date": "Document Date", "document_type": "Document Type",
        "currency": "Document currency", "amount": "Amount in doc. curr.",
    },
    {
        "total_row": 1, "type_unknown": 1, "credits_positive": 0, "credit_sign_unclear": 1,
        "negative_invoices": 1, "no_document_no_column": 1, "no_due_date_column": 1,
    },
    code=1,
    currency="USD",
    totals=1,
)  # fmt: skip
SMALL = Case(
    "small_ar/Accounts_Receivable_Data.xlsx",
    date(2026, 6, 10),
    {
        "document_no": "Invoice No", "customer_name": "Customer", "invoice_date": "Invoice Date",
        "due_date": "Due Date", "amount": "Amount", "paid_amount": "Paid Amount",
        "open_amount": "Outstanding", "status": "Status",
    },
    {"currency_missing": 1, "no_customer_id_column": 1},
    code=0,
)  # fmt: skip
TREASURY = Case(
    "small_ar/treasury_agent_accounts_receivable.csv",
    date(2025, 3, 31),
    {
        "document_no": "invoice_id", "customer_id": "customer_id", "customer_name": "customer_name",
        "invoice_date": "issue_date", "due_date": "due_date", "amount": "amount", "currency": "currency",
        "status": "status",
    },
    {},
    code=0,
    currency="GBP",
)  # fmt: skip
PROVISION = Case(
    "provision/receivables.xlsx",
    date(2019, 9, 30),
    {
        "invoice_date": "Transaction Date", "customer_name": "Customer", "document_no": "Invoice #",
        "amount": "Amount",
    },
    {
        "currency_missing": 1, "no_customer_id_column": 1, "no_due_date_column": 1, "as_of_found": 1,
        "sheet_not_read": 1,
    },
    code=0,
)  # fmt: skip
CASES = [*IBM.values(), O2C, SAP, SMALL, TREASURY, PROVISION]


def case_name(case: Case) -> str:
    return case.path.partition("/")[0] + Path(case.path).suffix
