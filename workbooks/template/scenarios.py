"""Today, the what-if and the stress test side by side, two charts, and the customers that change most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name

from workbooks.template import theme
from workbooks.template.layout import BODY_ROW, HEADER_ROW, LAST_ROW, TOTAL_ROW
from workbooks.template.sheets import sheet_name
from xlcredit.policy import default_policy
from xlcredit.policy.stress import MOST_SCENARIOS, SHOCKS
from xlcredit.tables import SCENARIO_CUSTOMERS, SCENARIOS
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

    from workbooks.template.layout import Page

MOST_ROWS = MOST_SCENARIOS + 2  # beside the scenarios today and the what-if
ROWS = 1 + len(default_policy().stress.scenarios)  # before the first refresh: today and the scenarios shipped
CHART_ROW = HEADER_ROW + MOST_ROWS + 2
CHART_ROWS, CHART_ROW_PIXELS = 14, 20
CUSTOMERS_ROW = CHART_ROW + CHART_ROWS + 2
NAME, ASSUMPTIONS = 0, len(SCENARIOS.columns) - 1
NAMES, SENTENCES, ASSUMED, NUMBER, AMOUNT = 23.0, 51.0, 58.0, 10.0, 17.5  # widths; today's amounts are bold
TWO_LINES = 31  # height of a row
_CHARTS = (("scenario_loss", theme.VERMILLION, NAME, 650), ("recommended_total", theme.ACCENT, 4, 650))


def build(page: Page) -> None:
    """Lay out the sheet."""
    page.head()
    _say_what_if(page)
    _mark_today(page)
    own = {"scenario": NAMES, "change_against_base": SENTENCES, "assumptions": ASSUMED}
    look = {"wrapped": frozenset({"change_against_base", "assumptions"}), "fine": frozenset({"assumptions"})}
    _place(page, "scenarios", HEADER_ROW, own, rows=ROWS, reserve=MOST_ROWS, **look)
    page.text(CHART_ROW - 1, 0, page.edition.say("scenarios.own", shocks=", ".join(SHOCKS)), "note")
    _charts(page)
    page.section(CUSTOMERS_ROW - 1, 0, "scenario_customers")
    _mark_falls(page)
    own = {"customer_id": NAMES, "customer_name": SENTENCES, "worst_scenario": ASSUMED}
    _place(page, "scenario_customers", CUSTOMERS_ROW, own)
    page.roomy(BODY_ROW, MOST_ROWS)
    for row in range(BODY_ROW, BODY_ROW + ROWS + 1):
        page.sheet.set_row(row, TWO_LINES)
    page.sheet.set_row(CUSTOMERS_ROW, theme.HEADER_HEIGHTS[page.edition.language])
    page.freeze()
    page.print_setup()


def _place(page: Page, name: str, row: int, own: dict[str, float], **more: Any) -> None:
    """Lay out a table; both share their columns, so that both give them the same widths."""
    pairs = zip(SCENARIOS.columns, SCENARIO_CUSTOMERS.columns, strict=False)
    money = {one.name: AMOUNT for pair in pairs for one in pair if "money" in {pair[0].kind, pair[1].kind}}
    numbers = {one.name: NUMBER for one in (*SCENARIOS.columns, *SCENARIO_CUSTOMERS.columns)}
    page.table(name, row, valign="bottom", widths={**numbers, **money, **own}, **more)


def _say_what_if(page: Page) -> None:
    """Write above the table whether there is a what-if, and how one is made."""
    names = page.edition.ref("scenarios", "scenario")
    what_if = say("scenarios.what_if", page.edition.language)
    there, none, empty = (page.edition.say(f"scenarios.{key}") for key in ("there", "none", "empty"))
    counted = f'COUNTIF({names},"{what_if}")'
    rated = f"SUM({page.edition.ref('scenarios', 'rated_customers')})"
    formula = f'=IF({rated}=0,"{empty}",IF({counted}>0,"{there}","{none}"))'
    page.formula(TOTAL_ROW, 0, formula, empty, page.theme.style("section"))


def _mark_today(page: Page) -> None:
    """Set today's row and that of the what-if apart from the scenarios."""
    here = f"$A{BODY_ROW + 1}"
    looks: dict[str, dict[str, Any]] = {
        "today": {"bold": True, "bg_color": theme.CARD},
        "what_if": {"bg_color": theme.INPUT_FILL},
    }
    for key, look in looks.items():
        word = say(f"scenarios.{key}", page.edition.language)
        rule = {"type": "formula", "criteria": f'={here}="{word}"', "format": page.rule_format(**look)}
        page.sheet.conditional_format(BODY_ROW, 0, BODY_ROW + MOST_ROWS - 1, ASSUMPTIONS, rule)


def _mark_falls(page: Page) -> None:
    """Colour a grade that falls; the letter says the same without colour."""
    names = SCENARIO_CUSTOMERS.column_names
    shape = page.rule_format(font_color=theme.BAD, bold=True)
    top = CUSTOMERS_ROW + 1
    for case in ("what_if", "worst"):
        here, base = (names.index(f"{one}_grade") for one in (case, "base"))
        cell, today = (f"${xl_col_to_name(column)}{top + 1}" for column in (here, base))
        rule = {"type": "formula", "criteria": f'=AND({cell}<>"",{cell}>{today})', "format": shape}
        page.sheet.conditional_format(top, here, LAST_ROW, here, rule)


def _charts(page: Page) -> None:
    """Chart expected loss and limits by scenario, each on an axis of its own."""
    for name, colour, column, width in _CHARTS:
        chart = _chart(page, name, colour)
        chart.set_size({"width": width, "height": CHART_ROWS * CHART_ROW_PIXELS})
        page.sheet.insert_chart(CHART_ROW, column, chart, {"object_position": 1})


def _chart(page: Page, name: str, colour: str) -> Chart:
    """Make one chart: a bar per scenario with its amount."""
    chart = page.edition.book.add_chart({"type": "column"})
    font = page.theme.font
    quiet = {"name": font, "size": 9, "color": theme.MUTED}
    title = {"name": font, "size": 11, "bold": True, "color": theme.ACCENT}
    chart.set_title({"name": page.edition.say(f"chart.{name}"), "name_font": title, "overlay": False})
    labels = {"value": True, "num_format": theme.SHORT_MONEY[page.edition.language], "font": quiet}
    chart.add_series({
        "name": page.edition.label(name),
        "categories": _body(page, NAME),
        "values": _body(page, SCENARIOS.column_names.index(name)),
        "fill": {"color": colour},
        "gap": 60,
        "data_labels": {**labels, "position": "outside_end"},
    })  # fmt: skip
    chart.set_x_axis({"num_font": quiet, "line": {"color": theme.HAIRLINE}, "major_tick_mark": "none"})
    chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": theme.HAIRLINE}, "fill": {"color": theme.PAPER}})
    return chart


def _body(page: Page, column: int) -> list[Any]:
    """Return the body of a column of the scenarios, as a chart wants it."""
    return [sheet_name("scenarios", page.edition.language), BODY_ROW, column, BODY_ROW + ROWS - 1, column]
