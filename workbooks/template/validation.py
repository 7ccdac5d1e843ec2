"""Does the score work: sentences, measures, calibration with its chart, grades, limits, overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.checks import NO_DATA
from workbooks.template.dashboard import new_chart
from workbooks.template.layout import FLAG_ROW, NOTE_ROW, TOTAL_ROW
from workbooks.template.sheets import sheet_name
from xlcredit.tables import CALIBRATION, LIMIT_TEST, MIGRATION, VALIDATION_MEASURES

if TYPE_CHECKING:
    from workbooks.template.layout import Page

SENTENCES = ("ranking", "risk", "shift", "limits")
MEASURES, GRADES, OVERRIDES, LIMITS, SHIFTS = 16, 6, 9, 40, 21  # most rows that a refresh writes
SENTENCES_ROW = TOTAL_ROW + 1
MEASURES_ROW = SENTENCES_ROW + len(SENTENCES) + 2  # header rows of the tables, a section title above each
CALIBRATION_ROW = MEASURES_ROW + MEASURES + 3
OVERRIDES_ROW = CALIBRATION_ROW + GRADES + 4
LIMITS_ROW = OVERRIDES_ROW + OVERRIDES + 3
RIGHT = 9  # first column of the right half
WIDTHS = (32, 11, 11, 13.5, 13.5, 13.5, 14, 27, 3, 16, 16, 9.5, 9.5, 9.5, 11, 10, 10.5)  # of all columns
LAST_COLUMN = len(WIDTHS) - 1
ONE_DECIMAL_FROM = 2  # a figure from here on is no share of one: one decimal is enough
THREE_DECIMALS = "0.000_);(0.000);0.000_)"
SENTENCE_SIZES = {"en": 12, "zh": 11}
ROW_HEIGHT, _PIXELS_A_ROW = 15.75, 21
_PIXELS_A_CHARACTER, _PIXELS_A_COLUMN = 7, 5


def build(page: Page) -> None:
    """Lay out the validation of the score on a page and a half."""
    page.head()
    page.sheet.hide_gridlines(2)
    _convention(page)
    _sentences(page)
    _measures(page)
    _grades(page)
    _below(page)
    for column, width in enumerate(WIDTHS):  # the tables stand above one another: one width for all of them
        page.sheet.set_column(column, column, width)
    headings = (CALIBRATION_ROW, OVERRIDES_ROW, LIMITS_ROW)
    for row in range(MEASURES_ROW - 1, LIMITS_ROW + LIMITS + 1):
        height = theme.HEADER_HEIGHTS[page.edition.language] if row in headings else ROW_HEIGHT
        page.sheet.set_row(row, height)
    _chart(page)
    page.colour_signs(MEASURES_ROW + 1, 0, LIMITS_ROW + LIMITS, LAST_COLUMN)
    page.sheet.freeze_panes(TOTAL_ROW, 0)
    page.print_setup(repeat_to=FLAG_ROW)
    page.sheet.set_h_pagebreaks([LIMITS_ROW - 1])


def _convention(page: Page) -> None:
    """Let the note wrap over the page: it says what counts as known then."""
    from xlcredit.texts import say

    note = say(f"sheets.note.{page.key}", page.edition.language)
    shape = page.theme.style("note", text_wrap=True, valign="top")
    page.sheet.merge_range(NOTE_ROW, 0, NOTE_ROW, LAST_COLUMN, note, shape)
    page.sheet.set_row(NOTE_ROW, 32)


def _sentences(page: Page) -> None:
    """Keep a row for each sentence that a refresh writes."""
    for place, name in enumerate(SENTENCES):
        row = SENTENCES_ROW + place
        text = page.edition.say("empty.headline") if place == 0 else ""
        size = SENTENCE_SIZES[page.edition.language]
        look = {"text_wrap": True, "valign": "vcenter", "bold": place == 0, "font_size": size}
        shape = page.theme.style("output", **look)
        page.sheet.merge_range(row, 0, row, LAST_COLUMN, text, shape)
        page.sheet.set_row(row, 21)
        page.edition.name(f"xlcredit_validation_{name}", page.key, row, 0)


def _measures(page: Page) -> None:
    """Lay out the measures: a count shows no decimals, a share of one three."""
    page.section(MEASURES_ROW - 1, 0, "validation_measures")
    top, bottom = MEASURES_ROW + 1, MEASURES_ROW + MEASURES
    value, high = (VALIDATION_MEASURES.column_names.index(name) for name in ("value", "interval_high"))
    cell = f"{xl_col_to_name(value)}{top + 1}"
    formats = {
        f"{cell}=INT({cell})": theme.WHOLE,
        f"ABS({cell})>={ONE_DECIMAL_FROM}": theme.ONE_DECIMAL,
        f"ISNUMBER({cell})": THREE_DECIMALS,
    }
    for test, number_format in formats.items():
        shape = page.rule_format(num_format=number_format)
        criteria = f'=AND({cell}<>"",{test})'
        rule = {"type": "formula", "criteria": criteria, "format": shape, "stop_if_true": True}
        page.sheet.conditional_format(top, value, bottom, high, rule)
    page.table("validation_measures", MEASURES_ROW, reserve=MEASURES, valign="bottom")
    for column in range(len(VALIDATION_MEASURES.columns), RIGHT - 1):
        page.text(MEASURES_ROW, column, "", "header")


def _grades(page: Page) -> None:
    """Lay out stated risk beside what came of it, and to its right where the grades went."""
    page.section(CALIBRATION_ROW - 1, 0, "calibration")
    page.table("calibration", CALIBRATION_ROW, rows=GRADES, reserve=GRADES, valign="bottom")
    page.section(CALIBRATION_ROW - 1, RIGHT, "migration")
    _shade(page)
    page.table("migration", CALIBRATION_ROW, RIGHT, rows=GRADES, reserve=GRADES, valign="bottom")
    row = CALIBRATION_ROW + GRADES + 1
    page.text(row, RIGHT, page.edition.label("total"), "total")
    shape = page.theme.style("total", num_format=theme.WHOLE, align="right")
    for place, name in enumerate(MIGRATION.column_names[1:], RIGHT + 1):
        page.formula(row, place, f'=IF({NO_DATA},"",SUM({page.edition.ref("migration", name)}))', "", shape)


def _shade(page: Page) -> None:
    """Shade the matrix: who stayed, who became better, who became worse; darker for more customers."""
    top, left = CALIBRATION_ROW + 1, RIGHT + 1
    grades = range(GRADES - 1)
    regions = {
        "#9CC3E6": [(row, row) for row in grades],
        "#F4B183": [(row, column) for row in grades for column in grades if column > row],
        "#A9D8B8": [(row, column) for row in grades for column in grades if column < row],
    }
    for colour, cells in regions.items():
        places = [xl_rowcol_to_cell(top + row, left + column) for row, column in cells]
        first = cells[0]
        page.sheet.conditional_format(
            top + first[0],
            left + first[1],
            top + first[0],
            left + first[1],
            {
                "type": "2_color_scale",
                "min_type": "num",
                "min_value": 0,
                "max_type": "max",
                "min_color": theme.PAPER,
                "max_color": colour,
                "multi_range": " ".join(places),
            },
        )


def _below(page: Page) -> None:
    """Lay out overrides and limits, and to their right the shift of the scores."""
    page.section(OVERRIDES_ROW - 1, 0, "override_log")
    page.table("override_log", OVERRIDES_ROW, reserve=OVERRIDES, valign="bottom")
    page.section(LIMITS_ROW - 1, 0, "limit_test")
    page.table("limit_test", LIMITS_ROW, reserve=LIMITS, valign="bottom")
    page.section(OVERRIDES_ROW - 1, RIGHT, "stability")
    page.table("stability", OVERRIDES_ROW, RIGHT, reserve=SHIFTS, valign="bottom")
    bad = LIMIT_TEST.column_names.index("bad_amount")
    cell = f"{xl_col_to_name(bad)}{LIMITS_ROW + 2}"
    rule = {
        "type": "formula",
        "criteria": f'=AND({cell}<>"",{cell}>0)',
        "format": page.rule_format(font_color=theme.BAD, bold=True),
    }
    page.sheet.conditional_format(LIMITS_ROW + 1, bad, LIMITS_ROW + LIMITS, bad, rule)


def _chart(page: Page) -> None:
    """Chart stated risk and what came of it, grade by grade."""
    chart = new_chart(page, "column", "calibration")
    names = CALIBRATION.column_names
    sheet = sheet_name(page.key, page.edition.language)
    body = (CALIBRATION_ROW + 1, CALIBRATION_ROW + GRADES)
    font = {"name": page.theme.font, "size": 9, "color": theme.MUTED}
    for name, colour in (("stated_risk", theme.SKY), ("bad_share", theme.VERMILLION)):
        column = names.index(name)
        chart.add_series({
            "name": page.edition.label(name),
            "categories": [sheet, body[0], 0, body[1], 0],
            "values": [sheet, body[0], column, body[1], column],
            "fill": {"color": colour},
            "gap": 60,
            "overlap": 0,
            "data_labels": {"value": True, "num_format": "0%", "font": font, "position": "outside_end"},
        })  # fmt: skip
    chart.y_axis |= {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    width = sum(WIDTHS[RIGHT:]) * _PIXELS_A_CHARACTER + len(WIDTHS[RIGHT:]) * _PIXELS_A_COLUMN
    chart.set_size({"width": int(width), "height": (MEASURES + 2) * _PIXELS_A_ROW})
    page.sheet.insert_chart(MEASURES_ROW - 1, RIGHT, chart, {"object_position": 1})
