"""The reader on small sheets: every rule of the rows, in English and Chinese."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit import tables
from xlcredit.ledger import Grid, classify, ledger_from_frame, pinned_from_rows, read_ledger
from xlcredit.texts import entry

TODAY = date(2026, 6, 30)
HEAD = ["Customer no.", "Document no.", "Invoice date", "Due date", "Amount"]


def read(*rows, head=HEAD, **options):
    return read_ledger([Grid("S", [head, *rows])], today=TODAY, **options)


def codes(ledger):
    return [issue.code for issue in ledger.issues]


def ties(ledger):
    control = ledger.control
    return (control["difference"] == 0).all() and (
        (control["accepted"] + control["set_aside"] - control["sheet_total"]).abs() < 1e-6
    ).all()


def test_accepted_rows_keep_ids_as_text_and_their_place_on_the_sheet():
    ledger = read(["007", "0001", "2026-01-05", "2026-02-04", 100.0], [611365.0, 12.0, "2026-01-06", "", 1])
    assert ledger.items["customer_id"].tolist() == ["007", "611365"]
    assert ledger.items["document_no"].tolist() == ["0001", "12"]
    assert ledger.items["row_number"].tolist() == [2, 3]


def test_a_missing_amount_sets_the_row_aside_with_its_cell():
    ledger = read(["A", "1", "2026-01-05", "", None], ["A", "2", "2026-01-05", "", 5])
    issue = next(issue for issue in ledger.issues if issue.code == "amount_missing")
    assert (issue.cell, issue.severity, issue.amount) == ("E2", "error", None)
    assert ledger.items["document_no"].tolist() == ["2"]
    assert ties(ledger)


@pytest.mark.parametrize(
    ("value", "code"),
    [("abc", "amount_unreadable"), ("5%", "amount_percent"), ("#N/A", "amount_error")],
)
def test_an_amount_that_is_none_is_named(value, code):
    assert code in codes(read(["A", "1", "2026-01-05", "", value], ["A", "2", "2026-01-05", "", 5]))


def test_no_readable_date_sets_aside_and_the_money_is_counted():
    ledger = read(["A", "1", "soon", "", 40.5], ["A", "2", "", "", 2], ["A", "3", "2026-01-05", "", 5])
    assert {"date_unreadable", "date_missing"} <= set(codes(ledger))
    line = ledger.control.iloc[0]
    # by hand: 40.5 + 2 + 5 = 47.5 on the sheet, 5 used, 42.5 set aside
    assert line[["sheet_total", "accepted", "set_aside", "difference"]].tolist() == [47.5, 5.0, 42.5, 0.0]


def test_an_unreadable_due_date_keeps_the_document_and_names_the_cell():
    ledger = read(["A", "1", "2026-01-05", "later", 5], ["A", "2", "2026-01-05", "2026-02-01", 5])
    issue = next(issue for issue in ledger.issues if issue.code == "due_date_unreadable")
    assert (issue.cell, issue.value) == ("D2", "later")
    assert ledger.items["due_date"].isna().tolist() == [True, False]


def test_the_second_of_two_equal_documents_is_set_aside_and_an_instalment_is_kept():
    first = ["A", "1", "2026-01-05", "2026-02-04", 100]
    ledger = read(first, first, ["A", "1", "2026-01-05", "2026-03-04", 100])
    duplicate = next(issue for issue in ledger.issues if issue.code == "duplicate")
    assert (duplicate.cell, duplicate.fields["first_row"], duplicate.amount) == ("B3", 2, 100.0)
    assert len(ledger.items) == 2
    assert "same_number" in codes(ledger)
    assert ties(ledger)


def test_equal_rows_without_a_document_number_are_kept():
    row = ["A", "2026-01-05", 50]
    ledger = read(row, row, head=["Customer", "Invoice date", "Amount"])
    assert len(ledger.items) == 2
    assert "no_document_no_column" in codes(ledger)


def test_a_row_without_customer_is_kept_so_that_no_money_disappears():
    ledger = read(
        ["", "1", "2026-01-05", "", 5], ["A", "2", "2026-01-05", "", 5], ["A", "3", "2026-01-05", "", 5]
    )
    ledger_names = ledger.items["customer_id"].tolist()
    assert ledger_names[0] == entry("ledger.no_customer")["en"]
    assert "customer_missing" in codes(ledger)


def test_a_grouped_report_carries_the_customer_down():
    rows = [
        ["Alpha", "1", "2026-01-05", "", 5],
        ["", "2", "2026-01-06", "", 6],
        ["", "3", "2026-01-07", "", 7],
    ]
    ledger = read(*rows)
    assert ledger.items["customer_id"].tolist() == ["Alpha"] * 3
    assert "customer_filled_down" in codes(ledger)


def test_subtotals_and_the_grand_total_are_left_out_by_word():
    ledger = read(
        ["A", "1", "2026-01-05", "", 10],
        ["A", "2", "2026-01-05", "", 5],
        ["A Total", "", "", "", 15],
        ["B", "3", "2026-01-05", "", 20],
        ["合计", "", "", "", 35],
    )
    assert len(ledger.items) == 3
    assert codes(ledger).count("total_row") == 2
    assert ledger.control["sheet_total"].tolist() == [35.0]


def test_a_total_that_does_not_add_up_is_a_warning():
    ledger = read(["A", "1", "2026-01-05", "", 10], ["Total", "", "", "", 11])
    issue = next(issue for issue in ledger.issues if issue.code == "total_differs")
    assert (issue.severity, issue.cell) == ("warning", "E3")
    assert "11.00" in issue.reason("en")
    assert "10.00" in issue.reason("zh")


def test_a_last_row_of_nothing_but_the_sum_is_a_total():
    ledger = read(["A", "1", "2026-01-05", "", 10], ["B", "2", "2026-01-05", "", 5.5], ["", "", "", "", 15.5])
    assert len(ledger.items) == 2
    assert "total_row" in codes(ledger)


def test_a_last_row_of_another_number_is_set_aside_not_dropped():
    ledger = read(["A", "1", "2026-01-05", "", 10], ["", "", "", "", 99])
    assert "date_missing" in codes(ledger)
    assert ledger.control["set_aside"].tolist() == [99.0]


def test_a_customer_called_total_is_a_customer():
    ledger = read(["Total Energies", "1", "2026-01-05", "", 10], ["A", "2", "2026-01-05", "", 5])
    assert len(ledger.items) == 2


def test_repeated_headings_blank_rows_and_signatures_are_no_rows():
    row = ["A", "1", "2026-01-05", "", 10]
    ledger = read(row, HEAD, ["", None, " ", "", ""], ["制表人：李", "", "", "", ""])
    assert len(ledger.items) == 1
    assert {"repeated_header", "text_row"} <= set(codes(ledger))


def test_a_negative_invoice_is_a_credit_note():
    ledger = read(["A", "1", "2026-01-05", "", -10], ["A", "2", "2026-01-05", "", 10])
    assert ledger.items["document_type"].tolist() == ["credit_note", "invoice"]
    assert "negative_invoices" in codes(ledger)


def test_unsigned_credit_notes_are_turned_and_the_control_keeps_the_sheet_s_signs():
    head = [*HEAD, "Document type"]
    rows = [["A", "1", "2026-01-05", "", 100, "发票"], ["A", "2", "2026-01-06", "", 30, "红字发票"]]
    ledger = read(*rows, head=head)
    assert ledger.items["amount"].tolist() == [100.0, -30.0]
    assert ledger.control["accepted"].tolist() == [130.0]
    assert "credits_positive" in codes(ledger)


def test_advances_and_debit_notes_have_their_types():
    head = [*HEAD, "单据类型"]
    rows = [
        ["A", "1", "2026-01-05", "", -5, "预收款"],
        ["A", "2", "2026-01-05", "", 5, "Debit note"],
        ["A", "3", "2026-01-05", "", -1, "FZ"],
    ]
    ledger = read(*rows, head=head)
    assert ledger.items["document_type"].tolist() == ["advance", "debit_note", "credit_note"]
    assert "type_unknown" in codes(ledger)


def test_open_amount_follows_from_paid_amount():
    ledger = read(
        ["A", "1", "2026-01-05", "", 100, 30], ["A", "2", "2026-01-05", "", 50, ""], head=[*HEAD, "已收金额"]
    )
    # by hand: 100 - 30 = 70; nothing stated for the second
    assert ledger.items["open_amount"].fillna(-1).tolist() == [70.0, -1.0]


def test_status_words_decide_what_is_open():
    words = ["已结清", "Paid", "Partially Paid", "Outstanding", "逾期", "odd"]
    rows = [["A", str(i), "2026-01-05", "", 10, word] for i, word in enumerate(words)]
    ledger = read(*rows, head=[*HEAD, "Status"])
    assert ledger.items["status"].tolist() == ["paid", "paid", "part_paid", "open", "open", ""]
    assert ledger.items["open_amount"].fillna(-1).tolist() == [0.0, 0.0, -1.0, -1.0, -1.0, -1.0]
    assert {"part_paid_unknown", "status_unknown"} <= set(codes(ledger))


def test_a_paid_date_leaves_the_open_amount_to_the_as_of_date():
    ledger = read(["A", "1", "2026-01-05", "", 100, "2026-02-01"], head=[*HEAD, "付清日期"])
    assert ledger.items.loc[0, "paid_date"] == pd.Timestamp("2026-02-01")
    assert ledger.items["open_amount"].isna().all()


def test_terms_give_the_missing_due_date():
    head = ["Customer", "Invoice date", "Amount", "Terms"]
    ledger = read(["A", "2026-01-05", 10, "Net 30"], ["B", "2026-01-05", 10, "月结30天"], head=head)
    # by hand: 5 January + 30 days = 4 February; 31 January + 30 days = 2 March 2026
    assert ledger.items["due_date"].dt.strftime("%m-%d").tolist() == ["02-04", "03-02"]
    assert "due_date_derived" in codes(ledger)


def test_only_documents_that_stay_without_a_due_date_are_called_so():
    items = [HEAD, ["A", "1", "2026-01-05", "", 10], ["B", "2", "2026-01-05", "", 20]]
    terms = [["Customer no", "Name", "Credit limit", "Payment terms"], ["A", "Alpha", 500, 30]]
    ledger = read_ledger([Grid("Items", items), Grid("Customers", terms)], today=TODAY)
    # by hand: 5 January + 30 days = 4 February; B has no terms
    assert ledger.items["due_date"].tolist() == [pd.Timestamp("2026-02-04"), pd.NaT]
    counted = {issue.code: issue.fields["count"] for issue in ledger.issues if "due_date" in issue.code}
    assert counted == {"due_date_derived": 1, "due_date_missing": 1}
    assert next(issue for issue in ledger.issues if issue.code == "due_date_missing").cell == "D3"


def test_future_and_inverted_dates_are_reported_and_kept():
    ledger = read(["A", "1", "2026-12-05", "", 10], ["A", "2", "2026-03-05", "2026-03-01", 10])
    assert {"future_dated", "due_before_invoice", "due_date_missing"} <= set(codes(ledger))
    assert len(ledger.items) == 2


def test_several_currencies_each_have_their_control_total():
    head = [*HEAD, "币种"]
    rows = [
        ["A", "1", "2026-01-05", "", 0.1, "usd"],
        ["A", "2", "2026-01-05", "", 0.2, "USD"],
        ["A", "3", "2026-01-05", "", 7, "人民币"],
    ]
    control = read(*rows, head=head).control.set_index("currency")
    assert control["sheet_total"].to_dict() == {"CNY": 7.0, "USD": 0.3}
    assert (control["difference"] == 0).all()


def test_currency_comes_from_the_cell_the_heading_or_the_default():
    dear = read(["A", "1", "2026-01-05", "", "€ 5,00"], ["A", "2", "2026-01-05", "", "HK$ 6,50"])
    assert dear.items["currency"].tolist() == ["EUR", "HKD"]
    named = read(["A", "1", "2026-01-05", "", 5], head=[*HEAD[:-1], "Amount (GBP)"])
    assert named.items["currency"].tolist() == ["GBP"]
    assert read(["A", "1", "2026-01-05", "", 5], default_currency="JPY").items["currency"].tolist() == ["JPY"]
    assert "currency_missing" in codes(read(["A", "1", "2026-01-05", "", 5]))


def test_a_dollar_sign_follows_the_currency_column():
    ledger = read(["A", "1", "2026-01-05", "", "$5.00", "AUD"], head=[*HEAD, "Currency"])
    assert ledger.items["currency"].tolist() == ["AUD"]
    assert "currency_sign_shared" in codes(ledger)


def test_debit_and_credit_columns_make_the_amount():
    head = ["客户名称", "凭证号", "日期", "借方金额", "贷方金额"]
    ledger = read(["甲", "1", "2026-01-05", 100, ""], ["甲", "2", "2026-01-08", "", 40], head=head)
    assert ledger.items["amount"].tolist() == [100.0, -40.0]
    assert ledger.control["sheet_total"].tolist() == [60.0]


def test_an_aging_list_with_open_amounts_alone_is_read():
    ledger = read(["A", "2026-01-05", 70], head=["客户名称", "到期日", "未收金额"])
    assert ledger.items[["amount", "open_amount"]].to_numpy().tolist() == [[70.0, 70.0]]
    assert "amount_is_open_amount" in codes(ledger)


def test_disputed_flags_in_both_languages():
    words = ["Yes", "否", "√", "", True, "maybe"]
    rows = [["A", str(i), "2026-01-05", "", 10, word] for i, word in enumerate(words)]
    ledger = read(*rows, head=[*HEAD, "Disputed"])
    assert ledger.items["is_disputed"].tolist() == [True, False, True, False, True, False]
    assert "flag_unknown" in codes(ledger)


def test_names_that_begin_like_formulas_stay_text():
    names = ["=SUM(A1)", "+Plus", "-Minus", "@Home"]
    rows = [[name, str(i), "2026-01-05", "", 10] for i, name in enumerate(names)]
    ledger = read(*rows, head=["Customer", *HEAD[1:]])
    assert ledger.items["customer_name"].tolist() == names


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "table", [tables.LEDGER, tables.PAYMENTS, tables.CUSTOMERS, tables.RATES, tables.STATEMENTS]
)
def test_our_own_input_tables_are_recognised_column_by_column(table, language):
    head = [entry(f"labels.{name}")[language] for name in table.column_names]
    sheet = classify([Grid("S", [["Title"], [], head, [None] * len(head)])])["S"]
    assert sheet.kind == table.name
    assert {name: place.column for name, place in sheet.places.items()} == {
        name: i for i, name in enumerate(table.column_names)
    }


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("table", tables.OUTPUT_TABLES, ids=lambda table: table.name)
def test_our_output_sheets_are_never_read(table, language):
    head = [entry(f"labels.{name}")[language] for name in table.column_names]
    at = (
        head.index(entry(f"labels.{table.buckets_after}")[language]) + 1 if table.buckets_after else len(head)
    )
    grid = Grid("Out", [["Title"], [], [*head[:at], "0-30", *head[at:]], ["A"] * (len(head) + 1)])
    ledger = read_ledger([grid], today=TODAY)
    assert classify([grid])["Out"].kind == "output"
    assert len(ledger.items) == 0


def test_a_workbook_of_several_sheets_is_joined():
    customers = Grid(
        "C", [["Customer no.", "Customer", "Payment terms", "Group"], ["C1", "Alpha Ltd", "Net 30", "G1"]]
    )
    payments = Grid(
        "P", [["Payment no.", "Invoice no", "Payment date", "Amount paid"], ["P1", "1", "2026-02-01", 40]]
    )
    rates = Grid("R", [["Currency", "Rate"], ["USD", 7.1]])
    ledger = read_ledger(
        [Grid("L", [HEAD, ["C1", "1", "2026-01-05", "", 100]]), customers, payments, rates], today=TODAY
    )
    item = ledger.items.iloc[0]
    # by hand: 5 January + 30 days = 4 February
    assert (item["customer_name"], item["group_id"], str(item["due_date"].date())) == (
        "Alpha Ltd",
        "G1",
        "2026-02-04",
    )
    assert ledger.payments.iloc[0][["customer_id", "document_no", "amount", "currency"]].tolist() == [
        "C1",
        "1",
        40.0,
        "XXX",
    ]
    assert ledger.rates["rate"].tolist() == [7.1]


def test_two_ledger_sheets_are_one_ledger():
    january = Grid("Jan", [HEAD, ["A", "1", "2026-01-05", "", 10]])
    february = Grid("Feb", [["公司台账"], HEAD, ["A", "2", "2026-02-05", "", 20]], first_row=4)
    ledger = read_ledger([january, february], today=TODAY)
    assert ledger.items[["sheet_name", "row_number"]].to_numpy().tolist() == [["Jan", 2], ["Feb", 6]]
    assert ledger.control["sheet_total"].tolist() == [30.0]


def test_pinned_columns_win_and_a_pin_that_hits_nothing_is_an_error():
    head = ["Customer", "Invoice date", "Amount", "Net"]
    rows = [["A", "2026-01-05", 119, 100]]
    assert read(*rows, head=head, pinned={"S": {"amount": "Net"}}).items["amount"].tolist() == [100.0]
    assert read(*rows, head=head, pinned={"S": {"amount": "D"}}).items["amount"].tolist() == [100.0]
    assert "pinned_not_found" in codes(read(*rows, head=head, pinned={"S": {"amount": "Gross"}}))


def test_a_pinned_date_order_is_not_weighed():
    rows = [["A", "1", "05/01/2026", "", 10]]
    assert (
        str(read(*rows, pinned={"S": {"date_order": "mdy"}}).items.loc[0, "invoice_date"].date())
        == "2026-05-01"
    )
    assert "dates_assumed" in codes(read(*rows))


def test_pinned_from_rows_reads_both_languages():
    rows = [
        ["S", "amount", "Net", "D", "已固定"],
        ["S", "due_date", "", "C", "Pinned"],
        ["S", "x", "y", "E", "heading"],
    ]
    assert pinned_from_rows(rows) == {"S": {"amount": "Net", "due_date": "C"}}


def test_the_mapping_lists_unused_columns():
    mapping = read(["A", "1", "2026-01-05", "", 10, "x"], head=[*HEAD, "Salesperson"]).mapping
    assert mapping["field"].tolist()[-1] == ""
    assert mapping[["header", "column_letter"]].to_numpy().tolist()[-1] == ["Salesperson", "F"]


def test_no_ledger_at_all_is_said():
    ledger = read_ledger([Grid("Notes", [["hello", "world"]])], today=TODAY)
    assert codes(ledger) == ["sheet_not_read", "no_ledger"]
    assert len(ledger.items) == 0
    assert len(ledger.control) == 0


def test_an_empty_ledger_table_gives_empty_frames():
    ledger = read_ledger([Grid("S", [HEAD, [None] * 5])], today=TODAY)
    assert len(ledger.items) == 0
    assert ledger.items["due_date"].dtype.kind == "M"


def test_issues_table_has_its_columns_and_errors_first():
    table = read(["A", "1", "2026-01-05", "", None], ["A", "2", "2026-01-05", "", -5]).issues_table("zh")
    assert tuple(table.columns) == tables.ISSUES.column_names
    assert table.loc[0, "severity"] == "错误"


def test_ledger_from_frame_takes_canonical_columns():
    frame = pd.DataFrame(
        {
            "customer_id": ["A", "B"],
            "document_no": ["1", "2"],
            "invoice_date": pd.to_datetime(["2026-01-05", "2026-01-06"]),
            "due_date": pd.to_datetime(["2026-02-05", None]),
            "amount": [10.0, 5.5],
        }
    )
    ledger = ledger_from_frame(frame, today=TODAY, source_name="f.parquet")
    assert ledger.items["amount"].tolist() == [10.0, 5.5]
    assert ledger.items["due_date"].isna().tolist() == [False, True]


MESSY = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", "x", "#N/A", "Total", "合计", "5%", "1,234", "1.234", "(12.50)", "12-", "€ 7", "NaN", True]
    ),
    st.floats(-1e9, 1e9).map(lambda amount: round(amount, 2)),
    st.integers(-(10**6), 10**6),
    st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(lambda day: day.strftime("%d/%m/%Y")),
    st.text(max_size=6),
)
ROW = st.tuples(
    st.sampled_from(["A", "B", "", "Total", None]), st.sampled_from(["1", "2", 3.0, ""]), MESSY, MESSY, MESSY
)


@settings(max_examples=60)
@given(st.lists(ROW, max_size=25))
def test_the_control_total_ties_on_any_grid(rows):
    head = ["Customer no.", "Document no.", "Invoice date", "Due date", "Amount"]
    pins = {
        "S": dict(
            zip(["customer_id", "document_no", "invoice_date", "due_date", "amount"], "ABCDE", strict=True)
        )
    }
    ledger = read_ledger([Grid("S", [head, *map(list, rows)])], today=TODAY, pinned=pins)
    assert (ledger.control["difference"] == 0).all()
    set_aside = {
        issue.cell for issue in ledger.issues if issue.code.startswith(("amount_", "date_m", "date_u", "dup"))
    }
    left_out = {
        issue.cell
        for issue in ledger.issues
        if issue.code in ("total_row", "total_differs", "text_row", "repeated_header")
    }
    filled = sum(any(v not in (None, "") and str(v).strip() for v in row) for row in rows)
    assert len(ledger.items) + len(set_aside) + len(left_out) == filled


def test_the_paid_amount_takes_the_sign_of_its_document():
    head = [*HEAD, "Paid on", "Paid amount"]
    rows = [
        ["A", "1", "2026-04-01", "2026-05-01", -50.0, "2026-05-05", 50.0],
        ["A", "2", "2026-04-01", "2026-05-01", 70.0, "2026-05-05", -70.0],
    ]
    assert read(*rows, head=head).items["paid_amount"].tolist() == [-50.0, 70.0]


def test_part_paid_with_a_date_and_no_amount_is_said():
    head = [*HEAD, "Paid on", "Status"]
    ledger = read(["A", "1", "2026-04-01", "2026-05-01", 100.0, "2026-05-05", "Partially paid"], head=head)
    assert "part_paid_unknown" in codes(ledger)
    assert ledger.items["paid_date"].isna().all()


def test_month_end_terms_of_the_customer_list_run_from_the_end_of_the_month():
    head = ["Customer no.", "Document no.", "Invoice date", "Amount"]
    grids = [
        Grid("S", [head, ["A", "1", "2026-04-10", 100.0]]),
        Grid("Customers", [["Customer no.", "Customer name", "Payment terms"], ["A", "Alpha", "月结30天"]]),
    ]
    ledger = read_ledger(grids, today=TODAY)
    assert ledger.items.loc[0, "due_date"] == pd.Timestamp("2026-05-30")  # 30 April + 30 days
    assert list(ledger.customers.columns) == list(tables.CUSTOMERS.column_names)


def test_a_blank_yes_or_no_of_a_customer_is_unknown_and_not_no():
    head = ["Customer no.", "Customer name", "Credit limit", "Audited"]
    rows = [["A", "Alpha", 1, "no"], ["B", "Beta", 1, None], ["C", "Gamma", 1, "yes"]]
    customers = read_ledger([Grid("Customers", [head, *rows])], today=TODAY).customers
    assert customers["is_audited"].tolist() == [False, None, True]
    assert customers["is_blocked"].tolist() == [None, None, None]
