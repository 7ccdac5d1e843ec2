"""The two charts of the credit file: twelve months of exposure and lateness, and what the limit rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.template import theme
from workbooks.template.credit_blocks import BARS, LIMIT_COLUMNS
from workbooks.template.credit_grid import (
    AMOUNT,
    BARS_HEAD,
    BEHIND,
    BEHIND_2,
    BEHIND_LABEL,
    CHART_ROWS,
    CHARTS,
    FIRST,
    HEIGHTS,
    LABEL,
    LIMITS,
    MARK,
    MONTHS_HEAD,
    QUIET,
    SEVENTH,
    WIDTHS,
    File,
    cell,
)  # fmt: skip
from workbooks.template.dashboard import new_chart
from workbooks.template.sheets import sheet_name

if TYPE_CHECKING:
    from workbooks.template.layout import Page

MONTHS = 12
_OF_THE_BOOK = ("sales_cap", "concentration_cap")  # caps that follow from our own book, not from the customer
_FAR = 3  # times the largest of the other bars
_PIXELS_A_POINT = 4 / 3
_PIXELS_A_CHARACTER, _PIXELS_A_COLUMN = 7, 5


def months(file: File) -> None:
    """Write the figures of the behaviour chart beyond the page, the oldest month first."""
    for column, name in ((BEHIND_LABEL, "month_end"), (BEHIND, "exposure"), (BEHIND_2, "days_late")):
        text = file.say("credit_file.days_late") if name == "days_late" else file.page.edition.label(name)
        file.page.text(MONTHS_HEAD, column, text, "note", font_size=9)
    for place in range(MONTHS):
        row, month = MONTHS_HEAD + 1 + place, MONTHS - place
        day = "AsOf" if month == 1 else f"EOMONTH(AsOf,{1 - month})"
        file.formula(row, BEHIND_LABEL, f'=IF(AsOf="","",{day})', num_format="yyyy-mm-dd", **QUIET)
        for column, name in ((BEHIND, "exposure"), (BEHIND_2, "days_late")):
            shown = file.finder.shown("customer_history", f"{name}_{month}")
            number = "#,##0" if name == "exposure" else "0.0"
            file.formula(row, column, shown, num_format=number, **QUIET)


def bars(file: File) -> None:
    """Write the figures of the limit's chart beyond the page; a cap far above the rest would dwarf them."""
    places = {name: LIMITS + 1 + LIMIT_COLUMNS.index(name) for name in BARS}
    others = ",".join(cell(row, AMOUNT) for name, row in places.items() if name not in _OF_THE_BOOK)
    file.page.text(BARS_HEAD, BEHIND_LABEL, file.say("credit_file.limit"), "note", font_size=9)
    for row, (name, place) in enumerate(places.items(), start=BARS_HEAD + 1):
        label, amount = cell(place, LABEL), cell(place, AMOUNT)
        shown, text = amount, label
        if name in _OF_THE_BOOK:
            far = f"N({amount})>{_FAR}*MAX({others})"
            shown = f'IF({far},"",{amount})'
            text = f'{label}&IF({far},"{file.say("credit_file.far_above")}","")'
        file.formula(row, BEHIND_LABEL, file.when_found(text), **QUIET)
        file.formula(row, BEHIND, file.when_found(shown), num_format="#,##0", **QUIET)


def behaviour_chart(file: File) -> None:
    """Chart days late as columns, so that a month without payments shows none, and exposure as a line."""
    page = file.page
    chart = new_chart(page, "column", "behaviour")
    top, bottom = MONTHS_HEAD + 1, MONTHS_HEAD + MONTHS
    days = _range(page, BEHIND_LABEL, top, bottom)
    chart.add_series({
        "name": file.say("credit_file.days_late"), "categories": days,
        "values": _range(page, BEHIND_2, top, bottom), "fill": {"color": theme.ORANGE}, "gap": 80,
    })  # fmt: skip
    line = page.edition.book.add_chart({"type": "line"})
    line.add_series({
        "name": page.edition.label("exposure"), "categories": days,
        "values": _range(page, BEHIND, top, bottom),
        "y2_axis": True, "line": {"color": theme.ACCENT, "width": 2},
        "marker": {"type": "circle", "size": 4, "fill": {"color": theme.ACCENT}, "border": {"none": True}},
    })  # fmt: skip
    chart.combine(line)
    small = {"name": page.theme.font, "size": 8, "color": theme.MUTED}
    chart.x_axis["num_format"] = theme.MONTHS[page.edition.language]
    chart.x_axis["text_axis"] = True
    chart.y_axis["num_format"] = "0"
    line.set_y2_axis({
        "num_font": small, "num_format": theme.SHORT_MONEY[page.edition.language],
        "line": {"none": True}, "major_tick_mark": "none",
        "major_gridlines": {"visible": False},
    })  # fmt: skip
    _place(file, chart, FIRST, SEVENTH)


def limit_chart(file: File) -> None:
    """Chart the parts of the limit as bars, the recommended one in another colour."""
    page = file.page
    chart = new_chart(page, "bar", "limit_parts")
    top, bottom = BARS_HEAD + 1, BARS_HEAD + len(BARS)
    font = {"name": page.theme.font, "size": 8, "color": theme.MUTED}
    colours = {"recommended_limit": theme.ACCENT, "exposure": theme.VERMILLION, "credit_limit": theme.ORANGE}
    points: list[Any] = [{"fill": {"color": colours.get(name, theme.SKY)}} for name in BARS]
    short = theme.SHORT_MONEY[page.edition.language]
    chart.add_series({
        "name": file.say("credit_file.limit"), "categories": _range(page, BEHIND_LABEL, top, bottom),
        "values": _range(page, BEHIND, top, bottom), "points": points, "gap": 30,
        "data_labels": {"value": True, "num_format": short, "font": font, "position": "outside_end"},
    })  # fmt: skip
    quiet = {
        "line": {"color": theme.HAIRLINE},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": False},
    }
    chart.set_y_axis(
        {**quiet, "num_font": font, "reverse": True, "interval_unit": 1, "label_position": "low"}
    )
    chart.set_x_axis({**quiet, "visible": False, "num_font": font})
    chart.set_legend({"none": True})
    chart.set_plotarea({"layout": {"x": 0.34, "y": 0.14, "width": 0.48, "height": 0.84}})  # labels need room
    _place(file, chart, LABEL, MARK)


def _range(page: Page, column: int, top: int, bottom: int) -> list[Any]:
    """Return a column of the sheet itself, as a chart wants it."""
    return [sheet_name(page.key, page.edition.language), top, column, bottom, column]


def _place(file: File, chart: Any, left: int, right: int) -> None:
    """Set a chart over some columns of the page."""
    pixels = sum(
        int(WIDTHS[column] * _PIXELS_A_CHARACTER + _PIXELS_A_COLUMN) for column in range(left, right + 1)
    )
    chart.set_size(
        {"width": pixels, "height": int(CHART_ROWS * HEIGHTS[file.page.edition.language] * _PIXELS_A_POINT)}
    )
    file.page.sheet.insert_chart(CHARTS, left, chart, {"object_position": 1})
