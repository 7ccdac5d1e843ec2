import openpyxl
import pytest
import xlsxwriter

from udfs.hosts.closed.areas import Area
from udfs.hosts.closed.evaluation import evaluate
from udfs.hosts.closed.long_sums import LONG, column_of, is_long_sum, long_sum
from udfs.hosts.closed.references import PlainFormula
from workbooks.package import Workbook

AMOUNTS, CODES = Area("S", 2, 7, LONG + 1, 7), Area("S", 2, 4, LONG + 1, 4)
WHOLE = f"'S'!$G$2:$G${LONG + 1}"
WORDS = f"'S'!$D$2:$D${LONG + 1}"


def formula(text, *areas):
    return PlainFormula(text, areas, frozenset())


@pytest.mark.parametrize(
    ("text", "areas", "expected"),
    [
        (f"=SUM({WHOLE})", (AMOUNTS,), True),
        (f'=SUMIFS({WHOLE},{WORDS},"EUR")', (AMOUNTS, CODES), True),
        (f'=SUMIFS({WHOLE},{WORDS},"E*")', (AMOUNTS, CODES), False),
        (f"=SUM({WHOLE})-1", (AMOUNTS,), False),
        ("=SUM('S'!$G$2:$G$9)", (Area("S", 2, 7, 9, 7),), False),
    ],
)
def test_is_long_sum_takes_plain_sums_only(text, areas, expected):
    assert is_long_sum(formula(text, *areas)) is expected


def test_long_sum_counts_numbers_only():
    # 1.5 + 2; text, flags and blanks are nothing to a sum.
    assert long_sum(formula(f"=SUM({WHOLE})", AMOUNTS), [[1.5, "7", True, None, 2]]) == 3.5


def test_long_sum_leaves_errors_to_the_machine():
    assert long_sum(formula(f"=SUM({WHOLE})", AMOUNTS), [[1.5, "#N/A"]]) is None


def test_long_sum_compares_words_in_any_case():
    text = f'=SUMIFS({WHOLE},{WORDS},"EUR")'
    assert long_sum(formula(text, AMOUNTS, CODES), [[1.0, 2.0, 4.0], ["eur", "USD", "EUR"]]) == 5.0


def test_column_of_is_blank_beyond_the_used_range():
    assert column_of(Area("S", 2, 1, 4, 1), [["head"], [1.0], [2.0]]) == [1.0, 2.0, None]
    assert column_of(Area("S", 1, 5, 2, 5), [["head"], [1.0]]) == [None, None]


@pytest.mark.libreoffice
def test_evaluate_sums_long_columns_as_libreoffice_does(tmp_path, recalculate):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "S"
    for row in range(2, LONG + 2):
        sheet.cell(row, 7, row / 7 if row % 11 else "text")
        sheet.cell(row, 4, ("EUR", "usd", None)[row % 3])
    sums = book.create_sheet("Sums")
    sums["A1"] = f"=SUM(S!G2:G{LONG + 1})"
    sums["A2"] = f'=SUMIFS(S!G2:G{LONG + 1},S!D2:D{LONG + 1},"USD")'
    sums["A3"] = "=A1-A2"
    book.save(tmp_path / "long.xlsx")
    ours = evaluate(Workbook.open(tmp_path / "long.xlsx"), ["Sums"]).values
    theirs = openpyxl.load_workbook(recalculate(tmp_path / "long.xlsx"), data_only=True)["Sums"]
    for row in (1, 2, 3):
        assert ours["Sums", row, 1] == pytest.approx(theirs.cell(row, 1).value, rel=1e-12)


def test_a_formula_beside_a_long_sum_reads_the_new_sum_not_the_old(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_column("A2", [2.0] * LONG)
        sheet.write_formula("C1", f"=SUM(A2:A{LONG + 1})", None, 0)  # what it showed before
        sheet.write_number("C2", 1)
        sheet.write_formula("D1", "=C1-SUM(C1:C2)+1", None, 0)  # loads C1 as part of a block
        sheet.write_formula("D2", "=C1*2", None, 0)
    values = evaluate(Workbook.open(path), ["S"]).values
    assert {place[1:]: value for place, value in values.items()} == {
        (1, 3): 2.0 * LONG,
        (1, 4): 0.0,
        (2, 4): 4.0 * LONG,
    }
