"""The command on real ledgers: mapping, control totals, open totals and buckets, as counted outside our code.

The expected figures come from pandas, openpyxl and decimal over the same files, or from LibreOffice.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from lxml import etree

from udfs.hosts import jobs, reports
from workbooks.package.lint import lint
from workbooks.package.parts import Package
from xlcredit import tables
from xlcredit.errors import SourceError
from xlcredit.ledger import SET_ASIDE
from xlcredit.texts import LANGUAGES, say, use_language

if TYPE_CHECKING:
    from udfs.hosts.jobs import Done
    from xlcredit.refresh import Refreshed

pytestmark = pytest.mark.shared
NOW = datetime(2026, 7, 10, 9, 30)
NO_CURRENCY = "XXX"
OUR_CHANGES = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
EDGES = (0, 30, 60, 90, 120)  # the policy's: not due, 1-30, 31-60, 61-90, 91-120, above


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


every_file = pytest.mark.parametrize("case", CASES, ids=case_name)


# ---------------------------------------------------------------- the oracle: pandas, decimal, not our code


def raw_rows(path: Path) -> pd.DataFrame:
    """The rows of a file as pandas reads them, texts as they stand."""
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str)
    if path.suffix == ".xls":
        return pd.read_excel(path, engine="calamine")
    return pd.read_excel(path, engine="openpyxl", header=4 if path.stem == "receivables" else 0)


def oracle(case: Case, shared_data: Path) -> pd.DataFrame:
    """Documents of a file as (currency, amount, open, invoiced, due), open at the case's date."""
    if case in IBM.values():  # its twin workbook holds exchanged dates; the csv's texts are the truth
        raw = raw_rows(shared_data / IBM["csv"].path)
        invoiced, due, settled = (
            pd.to_datetime(raw[name], format="%m/%d/%Y") for name in ("InvoiceDate", "DueDate", "SettledDate")
        )
        amount = raw["InvoiceAmount"].map(Decimal)
        still = settled > pd.Timestamp(case.as_of)
        return documents(amount, amount.where(still, Decimal(0)), invoiced, due)
    raw = raw_rows(shared_data / case.path)
    if case is O2C:
        raw = raw.dropna(subset=["Invoice_Amount"]).drop_duplicates()
        texts = raw["Invoice_Date"]
        invoiced = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce").fillna(
            pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce")
        )
        amount = raw["Invoice_Amount"].map(Decimal)
        unpaid = amount.where(raw["Status"] != "Paid", Decimal(0))
        return documents(amount, unpaid, invoiced, pd.to_datetime(raw["Due_Date"]))
    if case is SAP:
        raw = raw.dropna(subset=["Document Date"])
        amount = raw["Amount in doc. curr."].map(lambda value: round(Decimal(value), 2))
        invoiced = pd.to_datetime(raw["Document Date"], format="%d.%m.%Y")
        no_due = pd.Series(pd.NaT, index=raw.index)
        return documents(amount, amount, invoiced, no_due, raw["Document currency"])
    if case is SMALL:
        amount, still = raw["Amount"].map(Decimal), raw["Outstanding"].map(Decimal)
        return documents(amount, still, raw["Invoice Date"], raw["Due Date"])
    if case is TREASURY:
        amount = raw["amount"].map(Decimal)
        unpaid = amount.where(raw["status"] != "paid", Decimal(0))
        invoiced, due = pd.to_datetime(raw["issue_date"]), pd.to_datetime(raw["due_date"])
        return documents(amount, unpaid, invoiced, due, raw["currency"])
    amount = raw["Amount"].map(lambda value: round(Decimal(value), 2))
    return documents(amount, amount, raw["Transaction Date"], pd.Series(pd.NaT, index=raw.index))


def documents(amount, still_open, invoiced, due, currency=NO_CURRENCY) -> pd.DataFrame:
    return pd.DataFrame(
        {"currency": currency, "amount": amount, "open": still_open, "invoiced": invoiced, "due": due}
    )


def open_at(case: Case, frame: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    """Documents of the base currency that are open, with the position of their bucket."""
    day = pd.Timestamp(as_of or case.as_of)
    there = frame[(frame["invoiced"] <= day) & (frame["open"] != 0) & (frame["currency"] == case.currency)]
    late = (day - there["due"]).dt.days
    # a credit is never overdue; a claim without due date stands apart, last
    bucket = sum((late > edge).astype(int) for edge in EDGES)
    bucket = bucket.mask(there["due"].isna(), len(EDGES) + 1).mask(there["open"] < 0, 0)
    return there.assign(bucket=bucket)


# ---------------------------------------------------------------- the command, run once per file and language


@dataclass(frozen=True)
class Run:
    """One refresh of a copy of a file."""

    source: Path
    before: bytes
    done: Done

    @property
    def result(self) -> Refreshed:
        return self.done.result


@pytest.fixture(scope="module")
def refreshed(shared_data, tmp_path_factory):
    @cache
    def run(path: str, as_of: date, language: str = "en") -> Run:
        use_language(language)
        source = tmp_path_factory.mktemp("real") / Path(path).name
        shutil.copyfile(shared_data / path, source)  # not its rights: the originals are read-only
        before = source.read_bytes()
        try:
            done = jobs.refresh(source, None, jobs.asked(as_of, None, NOW), lambda _key: None)
        finally:
            use_language(None)
        return Run(source, before, done)

    return run


@pytest.fixture(scope="module")
def checked(shared_data):
    return cache(lambda path: jobs.check(shared_data / path, NOW.date(), lambda _key: None))


@every_file
def test_check_maps_each_heading_to_its_field(case, checked):
    mapping = checked(case.path).mapping
    used = mapping[mapping["field"] != ""]
    assert dict(zip(used["field"], used["header"], strict=True)) == case.mapping


@every_file
def test_the_control_total_is_the_sum_of_the_file_to_the_cent(case, checked, shared_data):
    expected = oracle(case, shared_data).groupby("currency")["amount"].agg(sum)
    control = checked(case.path).control.set_index("currency")
    assert {currency: Decimal(f"{value:.2f}") for currency, value in control["accepted"].items()} == dict(
        expected
    )
    assert (control["difference"] == 0).all()


@every_file
def test_no_row_is_dropped_silently(case, checked, shared_data):
    ledger = checked(case.path)
    control = ledger.control
    aside = [issue for issue in ledger.issues if issue.code in SET_ASIDE]
    assert control["rows_read"].sum() == control["rows_accepted"].sum() + len(aside)
    assert control["rows_read"].sum() + case.totals == len(raw_rows(shared_data / case.path))
    stated = sum(Decimal(f"{issue.amount:.2f}") for issue in aside if issue.amount is not None)
    assert stated == sum(Decimal(f"{value:.2f}") for value in control["set_aside"])


@every_file
def test_issues_and_exit_code_of_check(case, checked, capsys):
    ledger = checked(case.path)
    found = Counter(issue.code for issue in ledger.issues)
    assert found == Counter({code: count for code, count in case.issues.items() if count})
    assert reports.checked(ledger, as_json=True) == case.code
    assert '"control"' in capsys.readouterr().out


@every_file
def test_refresh_reads_what_check_reads_and_leaves_the_source_alone(case, checked, refreshed):
    run = refreshed(case.path, case.as_of)
    names = ["currency", "rows_read", "rows_accepted", "sheet_total", "accepted", "set_aside", "difference"]
    pd.testing.assert_frame_equal(
        run.result.tables["control"][names].reset_index(drop=True), checked(case.path).control[names]
    )
    if run.source.suffix == ".xlsx":
        assert run.done.path == run.source.resolve()
        assert run.done.backup.read_bytes() == run.before
    else:
        assert run.done.path.name == f"{run.source.stem} xlcredit.xlsx"
        assert (run.source.read_bytes(), run.done.backup) == (run.before, None)


@every_file
def test_open_total_and_buckets_equal_the_oracle(case, refreshed, shared_data):
    result = refreshed(case.path, case.as_of).result
    there = open_at(case, oracle(case, shared_data))
    assert result.base_currency == case.currency
    assert Decimal(f"{result.figures['open_total']:.2f}") == sum(there["open"])
    buckets = result.tables["aging_buckets"]
    expected = [
        sum(there.loc[there["bucket"] == place, "open"], Decimal(0)) for place in range(len(EDGES) + 2)
    ]
    assert [Decimal(f"{value:.2f}") for value in buckets["open_amount"]] == expected
    assert buckets["documents"].tolist() == [(there["bucket"] == place).sum() for place in range(7)]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2013, 6, 30), (5119.85, 4284.29, 835.56)),
        (date(2013, 12, 2), (4930.10, 4422.79, 507.31)),
    ],
)
def test_the_published_sample_at_two_dates(refreshed, ending, as_of, expected):
    # summed beforehand from the csv with awk: invoiced by then, settled later
    result = refreshed(IBM[ending].path, as_of).result
    first = result.tables["aging_buckets"]["open_amount"].tolist()
    assert (round(result.figures["open_total"], 2), *(round(value, 2) for value in first[:2])) == expected
    assert sum(first[2:]) == 0


def test_csv_and_workbook_of_one_ledger_give_the_same_figures(refreshed):
    text, workbook = (refreshed(case.path, case.as_of).result for case in IBM.values())
    assert text.figures == pytest.approx(workbook.figures, nan_ok=True)
    for name in ("aging", "aging_buckets", "dso_family", "dso_by_month", "scores", "limits", "score_reasons"):
        pd.testing.assert_frame_equal(text.tables[name], workbook.tables[name])


# ---------------------------------------------------------------- what a refresh does to a workbook


def parts_of(content) -> dict[str, bytes]:
    with zipfile.ZipFile(content) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed_parts(run: Run) -> set[str]:
    before, after = parts_of(run.done.backup), parts_of(run.done.path)
    return {name for name, content in before.items() if after.get(name) != content}


@pytest.mark.parametrize("case", [IBM["xlsx"], SMALL, PROVISION], ids=case_name)
def test_every_part_of_the_user_s_workbook_is_kept_byte_for_byte(case, refreshed):
    run = refreshed(case.path, case.as_of)
    assert changed_parts(run) == OUR_CHANGES
    found = {finding.text() for finding in lint(Package.open(run.done.path))}
    assert found <= {finding.text() for finding in lint(Package.open(run.done.backup))}


def cached_cells(path: Path) -> dict[tuple[str, str], tuple[str, object]]:
    """Formula and cached value of every formula cell, as openpyxl sees them."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == pytest.approx(other, rel=1e-6, abs=1e-6)
    return (one or "") == (other or "")


@pytest.mark.libreoffice
@pytest.mark.parametrize("case", [IBM["xlsx"], IBM["csv"], TREASURY, SAP], ids=case_name)
def test_every_cached_value_is_what_libreoffice_computes(case, refreshed, recalculate):
    path = refreshed(case.path, case.as_of).done.path
    ours, theirs = cached_cells(path), openpyxl.load_workbook(recalculate(path), data_only=True)
    assert len(ours) > 100
    wrong = {
        place: (formula, value, theirs[place[0]][place[1]].value)
        for place, (formula, value) in ours.items()
        if not same(value, theirs[place[0]][place[1]].value)
    }
    assert wrong == {}
    assert not [place for place, (_, value) in ours.items() if str(value).startswith("#")]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("case", "open_total", "sheet_total", "own_sum"),
    [
        (IBM["xlsx"], 5119.85, 147703.18, None),  # its amounts are texts, which no locale-proof formula sums
        (SMALL, 3089631, 5822881, 5822881),
        (PROVISION, 192630.35, 192630.35, 192630.35),
    ],
    ids=lambda value: case_name(value) if isinstance(value, Case) else "",
)
def test_the_checks_sheet_ties_everything(  # noqa: PLR0917  fixtures and cases
    refreshed, recalculate, case, open_total, sheet_total, own_sum
):
    path = refreshed(case.path, case.as_of).done.path
    sheet = openpyxl.load_workbook(recalculate(path), data_only=True)["Checks"]
    line = next(list(row) for row in sheet.iter_rows(values_only=True) if row[0] == NO_CURRENCY)
    # open items = aging = buckets = control total; sheet = accepted + set aside; the user's own column
    assert line[1:5] == pytest.approx([open_total] * 4)
    assert line[7:10] == pytest.approx([sheet_total, sheet_total, 0])
    assert line[12] == (None if own_sum is None else pytest.approx(own_sum))
    ok, absent = say("template.check.ok"), say("template.check.not_checkable")
    assert [line[place] for place in (6, 11, 14)] == [ok, ok, absent if own_sum is None else ok]


def test_currencies_without_rates_are_never_summed_and_fail_no_check(refreshed, shared_data):
    run = refreshed(TREASURY.path, TREASURY.as_of)
    frame = oracle(TREASURY, shared_data)
    owed = frame[frame["invoiced"] <= pd.Timestamp(TREASURY.as_of)].groupby("currency")["open"].sum()
    control = run.result.tables["control"].set_index("currency")["open_total"]
    assert {key: Decimal(f"{value:.2f}") for key, value in control.items()} == dict(owed)
    assert Decimal(f"{run.result.figures['open_total']:.2f}") == owed["GBP"]
    assert len(set(run.result.tables["aging"]["currency"])) == 5
    sheet = openpyxl.load_workbook(run.done.path, data_only=True)["Checks"]
    texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert texts.count(say("template.check.fail")) == 0
    assert texts.count(say("template.check.ok")) >= 5 * 2
    assert reports.refreshed(run.done, as_json=True) == 1  # four rates are missing: someone should look


# ---------------------------------------------------------------- other people's workbooks


def other_workbooks():
    folder = Path(__file__).resolve().parents[2] / "shared" / "data" / "workbooks"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ["absent"]


@pytest.mark.parametrize("name", other_workbooks())
def test_a_workbook_without_a_ledger_is_refused_and_left_as_it_was(shared_data, tmp_path, name):
    path = tmp_path / name
    shutil.copyfile(shared_data / "workbooks" / name, path)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with pytest.raises((SourceError, jobs.WorkbookError)) as caught:
        jobs.refresh(path, None, jobs.asked(None, None, NOW), lambda _key: None)
    for language in LANGUAGES:
        assert path.name in caught.value.text(language)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_ledger_between_other_people_s_things_loses_none_of_them(shared_data, tmp_path):
    path = tmp_path / "mine.xlsx"
    book = openpyxl.load_workbook(
        shared_data / "workbooks" / "ClosedXML__TemplateWithTableSourcePivotTables.xlsx"
    )
    sheet = book.create_sheet("Receivables")
    for row in (
        ["Customer", "Invoice no", "Invoice date", "Due date", "Amount"],
        ["Alpha", "1", date(2026, 5, 2), date(2026, 6, 1), 100.5],
        ["Beta", "2", date(2026, 6, 2), date(2026, 7, 2), 200],
    ):
        sheet.append(row)
    decorate(sheet)
    book.save(path)
    done = jobs.refresh(path, None, jobs.asked(date(2026, 6, 30), None, NOW), lambda _key: None)
    assert changed_parts(Run(path, b"", done)) == OUR_CHANGES
    assert done.result.figures["open_total"] == pytest.approx(300.5)
    kept = " ".join(parts_of(path))
    for kind in ("pivotTables/", "pivotCache/", "charts/", "drawings/", "comments"):
        assert kind in kept
    theirs = parts_of(done.backup).values()
    assert any(b"<dataValidation " in part and b"<conditionalFormatting " in part for part in theirs)


def decorate(sheet) -> None:
    """Give a sheet a chart, a validation, a conditional format and a note."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.worksheet.datavalidation import DataValidation

    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    choice = DataValidation(type="list", formula1='"Alpha,Beta"')
    choice.add("A2:A3")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("E2:E3", CellIsRule(operator="greaterThan", formula=["150"]))
    sheet["E2"].comment = Comment("agreed", "Mia")


# ---------------------------------------------------------------- two languages, one set of numbers


@pytest.fixture(scope="module")
def demos(tmp_path_factory):
    made = {}
    for language in LANGUAGES:
        use_language(language)
        made[language] = jobs.demo(tmp_path_factory.mktemp("demo"), language, NOW, lambda _key: None)
    use_language(None)
    return made


@pytest.mark.parametrize("name", [table.name for table in tables.OUTPUT_TABLES])
def test_english_and_chinese_give_the_same_numbers(demos, name):
    english, chinese = (demos[language].result.tables.get(name) for language in LANGUAGES)
    if english is None:
        assert chinese is None
        return
    assert english.shape == chinese.shape
    for place, column in enumerate(english.columns):
        if english.iloc[:, place].dtype.kind in "fiuM":
            one, other = english.iloc[:, place], chinese.iloc[:, place]
            pd.testing.assert_series_equal(one, other, check_names=False, obj=f"{name}.{column}")


def test_english_and_chinese_give_the_same_figures(demos):
    english, chinese = (demos[language].result for language in LANGUAGES)
    assert english.figures == pytest.approx(chinese.figures, nan_ok=True)
    assert english.policy.policy_id == chinese.policy.policy_id
    numbers = [{name: value for name, value in result.cells.items() if not isinstance(value, str)}
               for result in (english, chinese)]  # fmt: skip
    assert numbers[0] == numbers[1]


def test_the_drawings_of_the_demo_are_well_formed(demos):
    for done in demos.values():
        for name, content in parts_of(done.path).items():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(content)
