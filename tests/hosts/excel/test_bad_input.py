"""Bad input in a cell: the error value, and a reason in both languages that says what to mend.

Every case goes through xlwings' own door, as Excel calls it, and the reason is what XLCWHY then tells.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import time

import pytest

from udfs import faults
from udfs.catalogue import catalogue
from xlcredit.texts import LANGUAGES, use_language

LEFT_OUT = -2147352572  # DISP_E_PARAMNOTFOUND
NA, DIV, REF = -2146826246, -2146826281, -2146826265  # 0x800A0000 + 2042, 2007, 2023
NUMBERS = {"#DIV/0!": DIV, "#VALUE!": -2146826273, "#REF!": REF, "#NUM!": -2146826252, "#N/A": NA}
CUSTOMERS, DATES, AMOUNTS = (("A",), ("B",)), ((46053.0,), (46081.0,)), ((100.0,), (50.0,))
AS_OF = 46083.0  # 2 March 2026
ALTMAN = (20.0, 30.0, 10.0, 60.0, 120.0, 100.0, 40.0)
SHEET_ROWS = 1_048_576


def com_date(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC)


def aging(customers=CUSTOMERS, dates=DATES, amounts=AMOUNTS, *, basis=LEFT_OUT):
    return "AGING", (customers, dates, amounts, AS_OF, LEFT_OUT, basis)


def score(values, headers, as_of=LEFT_OUT):
    return "CREDITSCORE", (values, headers, LEFT_OUT, as_of)


def dso(receivables=1.0, sales=1.0, days=30.0):
    return "DSO", (receivables, sales, days)


def late(due, as_of=AS_OF):
    return "DAYSPASTDUE", (due, as_of, LEFT_OUT)


NO_NUMBER = "which is no number. Accepted are numbers and blank cells.", "不是数字；只接受数字或空单元格"
NO_DATE = "which is no date. Accepted are date cells, serial numbers", "不是日期；只接受日期单元格"
NO_DAY = "Accepted are dates from 1900-03-01 to 9999-12-31", "只接受 1900-03-01 至 9999-12-31 之间的日期"
HELD = (
    "holds the error value {0}, so the answer is {0} too. Mend that cell first.",
    "含有错误值 {0}，因此结果也是 {0}",
)
BEYOND = "which is beyond every number", "超出了数字的范围"
EMPTY = "the cells selected are empty", "所选单元格为空"
RAGGED = "its rows differ in width", "各行的列数不同"
TWICE = "debt_ratio stands there twice", "debt_ratio 出现两次"


def held(code: str) -> tuple[str, str]:
    return HELD[0].format(code), HELD[1].format(code)


def at(where: str, reasons: tuple[str, str]) -> tuple[str, str]:
    """The place that a reason begins with, the same in both languages."""
    return f"{where}: .*{reasons[0]}", f"{where}：.*{reasons[1]}"


# What is wrong: the call, the error value, the reason in English and in Chinese (as patterns).
CASES = {
    # texts where numbers belong
    "a word for a number": (dso("abc"), "#VALUE!", at("receivables", NO_NUMBER)),
    "a number with its unit": (dso(1.0, 1.0, "30 days"), "#VALUE!", at("days", NO_NUMBER)),
    "a number with separators": (dso("1,234.50"), "#VALUE!", at("receivables", NO_NUMBER)),
    "a number as programs write it": (dso("1_000"), "#VALUE!", at("receivables", NO_NUMBER)),
    "the text nan": (dso("nan"), "#VALUE!", at("receivables", NO_NUMBER)),
    "the text inf": (dso("inf"), "#VALUE!", at("receivables", NO_NUMBER)),
    "a word in a column": (dso(((1.0,), ("x",))), "#VALUE!", at(r"receivables\[2\]", NO_NUMBER)),
    "a word in a column that is summed": (
        aging(amounts=((100.0,), ("n/a",))), "#VALUE!", at(r"open_amounts\[2\]", NO_NUMBER)),
    "a heading over some columns only": (
        aging((("Customer",), ("A",)), (("Due",), (46053.0,)), ((1.0,), (1.0,))), "#VALUE!",
        at(r"dates\[1\]", NO_DATE)),
    "a word for a factor": (score(("x",), ("Debt ratio",)), "#VALUE!", (
        "debt_ratio: got 'x'. A number or a blank is needed", "debt_ratio：收到 'x'")),
    "a truth value for a factor": (score((0.65, True), ("Debt ratio", "Current ratio")), "#VALUE!", (
        "current_ratio: got True", "current_ratio：收到 True")),
    # error values
    "an error value": (dso(1.0, DIV), "#DIV/0!", at("credit_sales", held("#DIV/0!"))),
    "an error value beside a text": (dso("abc", REF), "#REF!", at("credit_sales", held("#REF!"))),
    "an error value in a column that is summed": (
        ("CONCENTRATION", (CUSTOMERS, ((1.0,), (NA,)), LEFT_OUT)), "#N/A", at("open_amounts", held("#N/A"))),
    "an error value among names": (aging(((REF,), ("B",))), "#REF!", at("customers", held("#REF!"))),
    "an error value in a row to score": (
        score((0.65, NA), ("Debt ratio", "Current ratio")), "#N/A", at("values", held("#N/A"))),
    "an error value for a heading": (score((0.65,), (NA,)), "#N/A", at("headers", held("#N/A"))),
    "an error value in a row to explain": (
        ("CREDITWHY", ((NA,), ("Debt ratio",), LEFT_OUT, LEFT_OUT)), "#N/A", at("values_row", held("#N/A"))),
    # shapes
    "a ragged column": (aging(amounts=((100.0,), (50.0, 60.0))), "#VALUE!", at("open_amounts", RAGGED)),
    "ragged rows to score": (
        score(((0.65, 1.0), (1.0,)), ("Debt ratio", "Current ratio")), "#VALUE!", at("values", RAGGED)),
    "a range without a cell": (dso(()), "#N/A", at("receivables", EMPTY)),
    "a column without a cell": (aging(()), "#N/A", at("customers", EMPTY)),
    "no row to score": (score((), ("Debt ratio",)), "#N/A", at("values", EMPTY)),
    "a blank table": (aging(((None,),), ((None,),), ((None,),)), "#N/A", at("customers", EMPTY)),
    "columns of different length": (aging(amounts=((1.0,),)), "#VALUE!", (
        "open_amounts: got 1 cells where the other ranges have 2",
        "open_amounts：有 1 个单元格，而其他区域有 2 个")),
    "ranges of different length": (dso(AMOUNTS, ((1.0,), (2.0,), (3.0,))), "#VALUE!", (
        "receivables: got 2 cells where the other ranges have 3",
        "receivables：有 2 个单元格，而其他区域有 3 个")),
    "a range for one cell": (late(46053.0, DATES), "#VALUE!", (
        "as_of: got a range of 2 rows and 1 columns where one cell is wanted",
        "as_of：这里需要一个单元格，却收到 2 行 1 列")),
    # dates
    "a number below zero for a date": (late(-3.0), "#VALUE!", at("due_date", NO_DAY)),
    "zero for a date": (late(0.0), "#VALUE!", at("due_date", NO_DAY)),
    "a number of days for a date": (late(30.0), "#VALUE!", at("due_date", NO_DAY)),
    "the day before 1900": (late("1899-12-31"), "#VALUE!", at("due_date", NO_DAY)),
    "a date of 1850": (late(com_date(1850)), "#VALUE!", at("due_date", NO_DAY)),
    "a number after the year 9999": (late(2_958_466.0), "#VALUE!", at("due_date", NO_DAY)),
    "a number beyond every date": (late(46053.0, 1e300), "#VALUE!", at("as_of", NO_DAY)),
    "a text after the year 9999": (late("10000-01-01"), "#VALUE!", at("due_date", NO_DATE)),
    "a date whose order is a guess": (late("05.01.2026"), "#VALUE!", at("due_date", NO_DATE)),
    "a truth value for a date": (late(True), "#VALUE!", at("due_date", NO_DATE)),
    "a number of days in a column of dates": (
        late(((46053.0,), (30.0,))), "#VALUE!", at(r"due_date\[2\]", NO_DAY)),
    "a day that no month has": (aging(dates=((46053.0,),
        ("2026-02-30",))), "#VALUE!", at(r"dates\[2\]", NO_DATE)),
    "no date to count to": (late(46053.0, None), "#N/A", (
        "blank arguments: as_of", "空白参数：as_of")),
    # not-a-number and infinity
    "a blank": (dso(None), "#N/A",
        ("blank arguments: receivables. A blank is not zero", "空白参数：receivables。空白不等于零")),
    "not-a-number": (dso(math.nan), "#N/A", ("blank arguments: receivables", "空白参数：receivables")),
    "infinity": (dso(math.inf), "#NUM!", at("receivables", BEYOND)),
    "infinity in a column": (dso(((1.0,), (-math.inf,))), "#NUM!", at(r"receivables\[2\]", BEYOND)),
    "an answer beyond every number": (dso(1e308, 1e-308), "#NUM!", (
        "the answer is beyond every number", "结果超出了数字的范围")),
    "a blank amount in a table": (aging(amounts=((100.0,), (None,))), "#N/A", (
        r"open_amounts\[2\]: blank, and 1 in all", r"open_amounts\[2\]：为空，共 1 处")),
    "a division by zero": (dso(1.0, 0.0), "#NUM!", ("credit_sales is 0", "credit_sales 为 0")),
    # headings
    "no headings": (score((0.65,), LEFT_OUT), "#N/A", at("headers", EMPTY)),
    "blank headings": (score((0.65, 1.0), (None, "")), "#N/A", at("headers", EMPTY)),
    "an unknown heading": (score((0.65,), ("Dept ratio",)), "#VALUE!",
        ("got 'Dept ratio'", "收到 'Dept ratio'")),
    "a heading twice": (score((0.65, 0.7), ("Debt ratio", "Debt ratio")), "#VALUE!", TWICE),
    "a heading twice, in two languages": (score((0.65, 0.7), ("Debt ratio", "资产负债率")), "#VALUE!", TWICE),
    "fewer headings than columns": (score((0.65, 0.7), ("Debt ratio",)), "#VALUE!", (
        "got 1 headings for 2 columns of values", "有 1 个表头，却有 2 列数值")),
    "nothing known under the headings": (score((None,), ("Debt ratio",)), "#N/A", (
        "none of the factors has a value", "所有评分项均无数据")),
    # words
    "an unknown measure": (("CONCENTRATION", (CUSTOMERS, AMOUNTS, "TOP x")), "#VALUE!", (
        "measure: got 'TOP x'. Accepted are HHI, TOP 5, 10", "measure：收到 'TOP x'")),
    "an unknown basis": (aging(basis="delivery"), "#VALUE!", (
        "basis: got 'delivery'. Accepted are due_date, invoice_date", "basis：收到 'delivery'")),
    "an unknown model": (("ALTMANZ", (*ALTMAN, "1999")), "#VALUE!", ("model: got '1999'", "'1999'")),
    "an unknown ratio": (("RATIOHEALTH", ("size", 1.0, LEFT_OUT)), "#VALUE!",
        ("got 'size'. Accepted are", "收到 'size'")),
    "no ratio": (("RATIOHEALTH", (None, 1.0, LEFT_OUT)), "#N/A",
        ("blank arguments: ratio_name", "空白参数：ratio_name")),
    "an unknown grade": (("CREDITPD", ("Q", LEFT_OUT)), "#VALUE!", ("grade: got 'Q'", "收到 'Q'")),
    "a legal form that is none": (score(("Kft",), ("Legal form",)), "#VALUE!", (
        "legal_form: got 'Kft'. Accepted are sole owner", "legal_form：收到 'Kft'")),
    "a score above 100": (("CREDITGRADE", (120.0, LEFT_OUT)), "#VALUE!",
        ("0 to 100", "0 至 100")),
    "edges that fall": (("AGINGBUCKET", (45.0, ((60.0,), (30.0,)))), "#VALUE!", (
        r"edges: got \[60.0, 30.0\]", r"收到 \[60.0, 30.0\]")),
    "a policy with an unknown item": (("CREDITGRADE", (72.0, (("grades.a", "", 1.0),))), "#VALUE!", (
        "Policy sheet, row 1: got the item 'grades.a'", "第 1 行.*'grades.a'")),
    # how many
    "too few arguments": (("DSO", (1.0,)), "#VALUE!", (
        r"DSO\(receivables, credit_sales, days\): got 1 arguments",
        r"DSO\(receivables, credit_sales, days\)：收到 1 个参数")),
    "too many arguments": (("DSO", (1.0, 2.0, 3.0, 4.0)), "#VALUE!", ("got 4 arguments", "收到 4 个参数")),
    "a range for XLCWHY": (("XLCWHY", (((NA,), (NA,)),)), "#VALUE!", (
        "cell: got a range of 2 rows", "cell：这里需要一个单元格")),
}  # fmt: skip

# In a range only the cells concerned show an error; the reason names the first of them.
ROWS = {
    "an error value": (dso(((1.0,), (NA,))), [[30.0], ["#N/A"]],
        ("row 2 .*holds the error value #N/A", "第 2 行.*#N/A")),
    "a blank": (dso(((1.0,), (None,))), [[30.0], ["#N/A"]],
        ("row 2 .*arguments: receivables", "第 2 行.*receivables")),
    "zero sales": (dso(1.0, ((0.0,), (1.0,))), [["#N/A"], [30.0]],
        ("row 1 .*credit_sales is 0", "第 1 行.*为 0")),
    "too much": (dso(((1e308,),), 1e-308), [["#NUM!"]], ("row 1 .*beyond every number", "第 1 行.*超出")),
    "in a row": (dso(((1.0, NA),)), [[30.0, "#N/A"]], ("row 2 .*#N/A", "第 2 行.*#N/A")),
    "an error value in a row to score": (
        score(((0.65, 9.0), (NA, 9.0)), ("Debt ratio", "Customer no.")), [[65.0], ["#N/A"]],
        ("row 2 .*holds the error value #N/A", "第 2 行.*#N/A")),
    "an error value that no score reads": (
        score(((0.65, NA), (0.95, 9.0)), ("Debt ratio", "Customer no.")), [[65.0], [20.0]], None),
    "a word for a factor": (
        score((("x",), (0.65,)), ("Debt ratio",)), [["#VALUE!"], [65.0]],
        ("row 1 .*got 'x'", "第 1 行.*'x'")),
    "a legal form that is none": (
        score((("Kft", 0.65), (None, 0.65)), ("Legal form", "Debt ratio")), [["#VALUE!"], [65.0]],
        ("row 1 .*legal_form: got 'Kft'", "第 1 行.*legal_form：收到 'Kft'")),
    "nothing known": (
        score(((None,), (0.65,)), ("Debt ratio",)), [["#N/A"], [65.0]],
        ("row 1 .*none of the factors", "第 1 行.*均无数据")),
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", CASES)
def test_bad_input_is_its_error_with_the_reason(call_udf, what, language):
    (name, given), code, reasons = CASES[what]
    use_language(language)
    faults.forget()
    assert call_udf(name, *given) == code
    told = call_udf("XLCWHY", NUMBERS[code])
    assert_says(told, f"{name} {code}: ", reasons[LANGUAGES.index(language)])
    assert call_udf("XLCWHY", f"=1+{name.lower()}(A1:B2)") == told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ROWS)
def test_bad_cell_in_a_range_is_its_own_error(call_udf, what, language):
    (name, given), answer, reasons = ROWS[what]
    use_language(language)
    faults.forget()
    assert call_udf(name, *given) == (answer[0][0] if list(map(len, answer)) == [1] else answer)
    if reasons is None:
        assert faults.latest() is None
    else:
        code = next(cell for row in answer for cell in row if isinstance(cell, str))
        assert_says(call_udf("XLCWHY", NUMBERS[code]), f"{name} {code}: ", reasons[LANGUAGES.index(language)])


def assert_says(told: str, start: str, pattern: str) -> None:
    assert told.startswith(start)
    assert re.search(pattern, told.removeprefix(start)), told


def whole_column(*cells: object) -> tuple[tuple[object], ...]:
    """A column of a sheet as `.Value2` of A:A: a few cells and a million blanks."""
    return (*((cell,) for cell in cells), *((None,),) * (SHEET_ROWS - len(cells)))


def test_whole_columns_are_their_filled_part_and_soon_read(call_udf):
    columns = whole_column("A", "B"), whole_column(46053.0, 46081.0), whole_column(100.0, 50.0)
    start = time.process_time()
    whole = call_udf("AGING", *columns, AS_OF, LEFT_OUT, LEFT_OUT)
    assert time.process_time() - start < 20  # a second on a quiet machine
    name, filled = aging()
    assert whole == call_udf(name, *filled)


@pytest.mark.parametrize(
    ("columns", "code", "reason"),
    [
        (((), (), ()), "#N/A", "customers: the cells selected are empty"),
        ((("Customer", "A"), ("Due", 46053.0), (5.0, 100.0)), "#VALUE!", r"dates[1]: got 'Due'"),
        ((("A", "B"), (46053.0, 46081.0), (100.0,)), "#N/A", "open_amounts[2]: blank"),
        ((("A", NA), (46053.0, 46081.0), (100.0, 1.0)), "#N/A", "customers: holds the error value"),
    ],
)
def test_whole_columns_tell_what_is_wrong_in_them(call_udf, columns, code, reason):
    faults.forget()
    assert call_udf("AGING", *(whole_column(*cells) for cells in columns), AS_OF, LEFT_OUT, LEFT_OUT) == code
    assert reason in faults.latest(function="AGING").reason


def test_no_reason_speaks_of_a_fault_of_ours(call_udf):
    faults.forget()
    for (name, given), _, _ in (*CASES.values(), *ROWS.values()):
        call_udf(name, *given)
        assert "fault of xlcredit" not in str(faults.latest(function=name))
    assert {name for (name, _), _, _ in CASES.values()} <= set(catalogue())
