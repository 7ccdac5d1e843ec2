"""The provision: sentences, movement, entries, sensitivity, the standard's example, back-test, the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.checks import NO_DATA
from workbooks.template.layout import FLAG_ROW, NOTE_ROW, TOTAL_ROW
from xlcredit.policy import default_policy
from xlcredit.receivables import bucket_labels
from xlcredit.tables import PROVISION_BACKTEST, PROVISION_MATRIX
from xlcredit.texts import say

if TYPE_CHECKING:
    from workbooks.template.layout import Page

SENTENCES = ("verdict", "rates", "outlook", "write_offs", "tested")
MOVEMENT, ENTRIES, CASES, TESTED, MATRIX = 5, 8, 6, 11, 84  # most rows that a refresh writes
SENTENCES_ROW = TOTAL_ROW + 1
MOVEMENT_ROW = SENTENCES_ROW + len(SENTENCES) + 2  # header rows of the tables, a section title above each
CASES_ROW = MOVEMENT_ROW + ENTRIES + 3
TESTED_ROW = CASES_ROW + CASES + 4
MATRIX_ROW = TESTED_ROW + TESTED + 3
RIGHT, EXAMPLE = 6, 8  # first columns of the entries and of the example
WIDTHS = (46, 19, 17, 12.5, 12.5, 12.5, 12.5, 12.5, 38, 17, 17, 15)  # of all columns
LAST_COLUMN = len(WIDTHS) - 1
RECOMPUTED, DIFFERENCE = len(PROVISION_MATRIX.columns), len(PROVISION_MATRIX.columns) + 1
EXAMPLE_AMOUNTS = (15_000_000, 7_500_000, 4_000_000, 2_500_000, 1_000_000)  # IFRS 9, IE76
SENTENCE_SIZES = {"en": 11, "zh": 10}
ROW_HEIGHT, TWO_LINES = 15.75, 31
RATE = "0.0%_)"


def build(page: Page) -> None:
    """Lay out the answers first and the matrix below them."""
    page.head()
    page.sheet.hide_gridlines(2)
    _convention(page)
    _sentences(page)
    _mark_sums(page)
    for key, row, column, rows, fine in (
        ("provision_movement", MOVEMENT_ROW, 0, MOVEMENT, frozenset({"explanation"})),
        ("provision_entries", MOVEMENT_ROW, RIGHT, ENTRIES, frozenset()),
        ("provision_sensitivity", CASES_ROW, 0, CASES, frozenset()),
        ("provision_backtest", TESTED_ROW, 0, TESTED, frozenset()),
    ):
        page.section(row - 1, column, key)
        page.table(key, row, column, reserve=rows, valign="bottom", fine=fine)
    for column in range(3, RIGHT - 1):
        page.text(MOVEMENT_ROW, column, "", "header")
    _example(page)
    _matrix(page)
    for column, width in enumerate(WIDTHS):  # the tables stand above one another: one width for all of them
        page.sheet.set_column(column, column, width)
    headings = (MOVEMENT_ROW, CASES_ROW, TESTED_ROW, MATRIX_ROW)
    for row in range(MOVEMENT_ROW - 1, MATRIX_ROW + MATRIX + 1):
        height = theme.HEADER_HEIGHTS[page.edition.language] if row in headings else ROW_HEIGHT
        page.sheet.set_row(row, height)
    page.colour_signs(TESTED_ROW + 1, EXAMPLE, TESTED_ROW + TESTED, EXAMPLE)
    page.sheet.freeze_panes(TOTAL_ROW, 0)
    page.print_setup(repeat_to=FLAG_ROW)
    page.sheet.set_h_pagebreaks([MATRIX_ROW - 1])


def _convention(page: Page) -> None:
    """Let the note wrap over the page: it says what is counted, and how."""
    note = say(f"sheets.note.{page.key}", page.edition.language)
    shape = page.theme.style("note", text_wrap=True, valign="top")
    page.sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, LAST_COLUMN, note, shape)
    page.sheet.set_row(NOTE_ROW, TWO_LINES)


def _sentences(page: Page) -> None:
    """Keep a row for each sentence that a refresh writes."""
    for place, name in enumerate(SENTENCES):
        row = SENTENCES_ROW + place
        text = page.edition.say("empty.headline") if place == 0 else ""
        size = SENTENCE_SIZES[page.edition.language] + (2 if place == 0 else 0)
        look = {"text_wrap": True, "valign": "vcenter", "bold": place == 0, "font_size": size}
        page.sheet.merge_range(row, 0, row, LAST_COLUMN, text, page.theme.style("output", **look))
        page.sheet.set_row(row, TWO_LINES if name in {"rates", "outlook"} else 21)
        page.edition.name(f"xlcredit_provision_{name}", page.key, row, 0)


def _example(page: Page) -> None:
    """Show the example of the standard as native formulas, to be followed cell by cell: 580,000."""
    say_it, label = page.edition.say, page.edition.label
    table = default_policy().provision.tables.ifrs_ie12
    page.section(CASES_ROW - 1, EXAMPLE, "provision_example")
    page.text(CASES_ROW, EXAMPLE, label("bucket"), "header", valign="bottom", indent=1)
    for place, name in enumerate(("open_amount", "rate_used", "allowance"), EXAMPLE + 1):
        page.text(CASES_ROW, place, label(name), "header_number", align="right", valign="bottom")
    money, rate = (
        page.theme.style("output", num_format=shape, align="right") for shape in (theme.WHOLE_MONEY, RATE)
    )
    calc = page.theme.style("calc", num_format=theme.WHOLE_MONEY, align="right")
    names = bucket_labels(table.edges, page.edition.language)
    for line, (amount, share) in enumerate(
        zip(EXAMPLE_AMOUNTS, table.loss_rates, strict=True), CASES_ROW + 1
    ):
        page.text(line, EXAMPLE, names[line - CASES_ROW - 1], indent=1)
        page.sheet.write_number(line, EXAMPLE + 1, amount, money)
        page.sheet.write_number(line, EXAMPLE + 2, share, rate)
        two = [xl_rowcol_to_cell(line, EXAMPLE + place) for place in (1, 2)]
        page.formula(line, EXAMPLE + 3, f"=ROUND({two[0]}*{two[1]},2)", round(amount * share, 2), calc)
    row = CASES_ROW + 1 + len(EXAMPLE_AMOUNTS)
    columns = [
        f"{xl_rowcol_to_cell(CASES_ROW + 1, column)}:{xl_rowcol_to_cell(row - 1, column)}"
        for column in (EXAMPLE + 1, EXAMPLE + 2)
    ]
    total = page.theme.style("total", num_format=theme.WHOLE_MONEY, align="right")
    page.text(row, EXAMPLE, say_it("provision.example_total"), "total", indent=1)
    page.formula(row, EXAMPLE + 1, f"=SUM({columns[0]})", sum(EXAMPLE_AMOUNTS), total)
    page.text(row, EXAMPLE + 2, "", "total")
    page.formula(row, EXAMPLE + 3, f"=SUMPRODUCT({columns[0]},{columns[1]})", _ie12(table.loss_rates), total)
    page.text(row + 1, EXAMPLE, say_it("provision.example_note"), "note", indent=1)


def _ie12(rates: tuple[float, ...]) -> float:
    """Return the allowance of the example."""
    return round(sum(amount * share for amount, share in zip(EXAMPLE_AMOUNTS, rates, strict=True)), 2)


def _mark_sums(page: Page) -> None:
    """Set the closing of the movement and the total of the back-test in bold."""
    language = page.edition.language
    for row, rows, columns, word in (
        (MOVEMENT_ROW, MOVEMENT, 2, say("provision.movement.closing.name", language)),
        (TESTED_ROW, TESTED, len(PROVISION_BACKTEST.columns), say("provision.line.total", language)),
    ):
        rule = {
            "type": "formula",
            "criteria": f'=$A{row + 2}="{word}"',
            "format": page.rule_format(bold=True),
        }
        page.sheet.conditional_format(row + 1, 0, row + rows, columns - 1, rule)


def _matrix(page: Page) -> None:
    """Lay out the matrix; beside every line amount x rate as a formula, above it the sums."""
    names, ref = PROVISION_MATRIX.column_names, page.edition.ref
    page.section(MATRIX_ROW - 1, 0, "provision_matrix")
    page.table("provision_matrix", MATRIX_ROW, reserve=MATRIX, valign="bottom")
    for column, key in ((RECOMPUTED, "recomputed"), (DIFFERENCE, "difference")):
        page.text(
            MATRIX_ROW,
            column,
            page.edition.say(f"provision.{key}"),
            "header_number",
            align="right",
            valign="bottom",
        )
    calc = page.theme.style("calc_plain", num_format=theme.MONEY, align="right")
    places = [xl_col_to_name(names.index(name)) for name in ("open_amount", "rate_used", "allowance")]
    for row in range(MATRIX_ROW + 1, MATRIX_ROW + MATRIX + 1):
        amount, rate, allowance = (f"{place}{row + 1}" for place in places)
        product = xl_rowcol_to_cell(row, RECOMPUTED)
        known = f'OR({amount}="",{rate}="")'
        page.formula(row, RECOMPUTED, f'=IF({known},"",ROUND({amount}*{rate},2))', "", calc)
        page.formula(row, DIFFERENCE, f'=IF({product}="","",ROUND({allowance}-{product},2))', "", calc)
    total = page.theme.style("total", num_format=theme.MONEY, align="right")
    for name in ("open_amount", "allowance"):
        formula = f'=IF({NO_DATA},"",SUM({ref("provision_matrix", name)}))'
        page.formula(MATRIX_ROW - 1, names.index(name), formula, "", total)
    for column in (RECOMPUTED, DIFFERENCE):
        area = f"{xl_rowcol_to_cell(MATRIX_ROW + 1, column)}:{xl_rowcol_to_cell(MATRIX_ROW + MATRIX, column)}"
        page.formula(MATRIX_ROW - 1, column, f'=IF({NO_DATA},"",SUM({area}))', "", total)
