"""The page a CFO reads: one sentence, six cards with trend and target, four charts, their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from workbooks.template import theme
from workbooks.template.checks import NO_DATA
from workbooks.template.layout import BODY_ROW, FLAG_NAME
from workbooks.template.receivables import (
    BUCKET_ROWS,
    BUCKETS_COLUMN,
    MONTHS,
    MONTHS_COLUMN,
    TOP_EXPOSURES,
    column_of,
)
from workbooks.template.sheets import sheet_name
from xlcredit.policy import default_policy, policy_rows
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format

    from workbooks.template.layout import Page
    from workbooks.template.sheets import SheetKey
    from workbooks.template.theme import StyleName
    from xlcredit.texts import Language

COLUMNS = (1, 3, 5, 7, 9, 11)  # six wide columns, a gap between
TITLE, STAMP_LABELS, STAMPS, HEADLINE, CARD_LABEL = 0, 1, 2, 4, 6
CARD_VALUE, CARD_TREND, CARD_STATUS = 7, 8, 9
CARD_WIDTH, CARD_PIXELS, GAP_PIXELS = 26, 187, 16  # a column in characters and in pixels
CHART_ROWS = (11, 23)
CHART_HEIGHTS = (11, 15)  # rows
FIGURES = 39
NO_CURRENCY = "XXX"  # ISO 4217: no currency is involved
WATCH_MARGIN = 0.10  # above target by no more than this share: watch, not bad
WATCH_NAME = "xlcredit_watch_margin"
NOW, PRIOR, CHANGE, TARGET, STATUS = COLUMNS[1:]
_UNSEEN = {"visible": False, "major_gridlines": {"visible": False}}  # an axis whose labels stand at the bars
_MONEY = (theme.WHOLE_MONEY, theme.WHOLE)
STAMP_CELLS = (
    ("AsOf", "as_of", "input", "date"),
    ("BaseCurrency", "base_currency", "input", "text"),
    ("xlcredit_policy_id", "policy_id", "output", "text"),
    ("xlcredit_version", "version", "output", "text"),
    ("xlcredit_refreshed_at", "refreshed_at", "output", "moment"),
    ("xlcredit_source", "source", "output", "text"),
)


@dataclass(frozen=True)
class Figure:
    """One key figure: a card on top and a line of figures at the bottom.

    Attributes
    ----------
    key : str
        Text key.
    sheet : str
        Sheet it comes from.
    shape : str
        Number format.
    now : str
        Native formula; "" where the refresh writes a named cell.
    name, prior_name : str
        Named cells for the value and the prior month's, "" where there is none.
    target : str
        Policy item of the target, a number, or "" for none.
    """

    key: str
    sheet: SheetKey
    shape: str
    now: str = ""
    name: str = ""
    prior_name: str = ""
    target: str = ""


def build(page: Page) -> None:
    """Lay out the dashboard."""
    page.sheet.hide_gridlines(2)
    page.sheet.set_column(0, 12, 1.6)
    for column in COLUMNS:
        page.sheet.set_column(column, column, CARD_WIDTH)
    _title(page)
    _stamps(page)
    figures = _figures(page)
    for position, figure in enumerate(figures):
        _figure_line(page, FIGURES + 2 + position, figure)
    for column, (position, figure) in zip(COLUMNS, enumerate(figures), strict=True):
        _card(page, column, FIGURES + 2 + position, figure)
    page.roomy(FIGURES + 2, len(figures))
    _figures_head(page)
    _charts(page)
    page.print_setup(repeat_to=-1, pages_high=1)
    page.sheet.center_horizontally()
    page.sheet.activate()


def _title(page: Page) -> None:
    """Write title, master flag and the sentence in words."""
    say_it = page.edition.say
    page.text(TITLE, COLUMNS[0], say("sheets.title.dashboard", page.edition.language), "title", font_size=20)
    page.sheet.set_row(TITLE, 32)
    flag = page.theme.style("flag", align="right")
    _linked(page, TITLE, COLUMNS[-1], "checks", f"={FLAG_NAME}", value=say_it("flag.empty"), shape=flag)
    page.colour_signs(TITLE, COLUMNS[-1], TITLE, COLUMNS[-1])
    page.sheet.set_row(3, 6)
    page.sheet.set_row(HEADLINE, 42)
    page.sheet.merge_range(
        HEADLINE, COLUMNS[0], HEADLINE, COLUMNS[-1], say_it("empty.headline"), page.theme.style("headline")
    )
    page.edition.name("xlcredit_headline", page.key, HEADLINE, COLUMNS[0])


def _linked(
    page: Page, row: int, column: int, key: SheetKey, formula: str, *, value: Any, shape: Format
) -> None:
    """Write a formula in a cell that leads to the sheet its number comes from."""
    target = quote_sheetname(sheet_name(key, page.edition.language))
    page.sheet.write_url(row, column, f"internal:{target}!A1", shape, " ")
    page.formula(row, column, formula, value, shape)


def _stamps(page: Page) -> None:
    """Write as-of date, base currency, policy, version, time and source."""
    for column, (name, label, style, kind) in zip(COLUMNS, STAMP_CELLS, strict=True):
        page.text(STAMP_LABELS, column, page.edition.label(label), "stamp")
        shape = theme.NUMBER_FORMATS["text" if kind == "text" else kind]  # type: ignore[index]
        style_name: StyleName = "input" if style == "input" else "output"
        page.sheet.write_blank(
            STAMPS, column, None, page.theme.style(style_name, num_format=shape, align="left", shrink=True)
        )
        page.edition.name(name, page.key, STAMPS, column)
    message = {"input_title": page.edition.say("validation.title")}
    as_of = {"validate": "any", **message, "input_message": page.edition.say("validation.as_of")}
    currency = {"validate": "any", **message, "input_message": page.edition.say("validation.base_currency")}
    page.sheet.data_validation(STAMPS, COLUMNS[0], STAMPS, COLUMNS[0], as_of)
    page.sheet.data_validation(STAMPS, COLUMNS[1], STAMPS, COLUMNS[1], currency)


def _figures(page: Page) -> list[Figure]:
    """Return the six key figures."""
    ref = page.edition.ref
    opened = ref("aging_buckets", "open_amount")
    month, share = ref("dso_by_month", "month_end"), ref("dso_by_month", "overdue_share")
    limit, exposure = ref("limits", "credit_limit"), ref("limits", "exposure")
    over = f'MAX(0,SUMPRODUCT(MAX(({limit}<>"")*({exposure}-{limit}))))'
    overdue = f"SUMIFS({share},{month},MAX({month}))"  # the latest month is the as-of date
    known = f'SUMPRODUCT(({limit}<>"")*1)'  # without a single limit nobody is within his limit
    days = theme.ONE_DECIMAL
    return [
        Figure(
            "open_total",
            "aging",
            theme.WHOLE_MONEY,
            now=f"SUM({opened})",
            prior_name="xlcredit_open_total_prior",
        ),
        Figure(
            "overdue",
            "collection_speed",
            theme.NUMBER_FORMATS["percent"],
            now=overdue,
            prior_name="xlcredit_overdue_share_prior",
            target="dashboard.overdue_share_target",
        ),
        Figure(
            "dso",
            "collection_speed",
            days,
            name="xlcredit_dso",
            prior_name="xlcredit_dso_prior",
            target="dashboard.dso_benchmark",
        ),
        Figure(
            "best_dso",
            "collection_speed",
            days,
            name="xlcredit_best_possible_dso",
            prior_name="xlcredit_best_possible_dso_prior",
        ),
        Figure("expected_loss", "scores", theme.WHOLE_MONEY, name="xlcredit_expected_loss"),
        Figure("over_limit", "limits", theme.WHOLE, now=f'IF({known}=0,"",{over})', target="0"),
    ]


def _figures_head(page: Page) -> None:
    """Write the headings of the figures behind the cards, and the margin of the word watch."""
    page.section(FIGURES, COLUMNS[0], "figures")
    page.text(FIGURES, TARGET, page.edition.say("dashboard.watch_margin"), "stamp", align="right")
    shape = page.theme.style("input", num_format="0%", align="left")
    page.sheet.write_number(FIGURES, STATUS, WATCH_MARGIN, shape)
    page.edition.name(WATCH_NAME, page.key, FIGURES, STATUS)
    for column in range(COLUMNS[0], COLUMNS[-1] + 1):
        page.text(FIGURES + 1, column, "", "header")
    for column, key in zip(COLUMNS, ("figure", "now", "prior", "change", "target", "status"), strict=True):
        align = "left" if column in (COLUMNS[0], STATUS) else "right"
        page.text(FIGURES + 1, column, page.edition.say(f"dashboard.{key}"), "header_number", align=align)


def _figure_line(page: Page, row: int, figure: Figure) -> None:
    """Write one key figure: now, prior month, change, target, status; the name leads to its sheet."""
    at = {column: xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for column in COLUMNS}
    page.link(row, COLUMNS[0], figure.sheet, page.edition.say(f"figure.{figure.key}"))
    shape = page.theme.style("calc_plain", num_format=figure.shape, align="right")
    written = page.theme.style("output", num_format=figure.shape, align="right")
    for column, name in ((NOW, figure.name), (PRIOR, figure.prior_name)):
        if name:
            page.sheet.write_blank(row, column, None, written)
            page.edition.name(name, page.key, row, column)
    if figure.now:
        page.formula(row, NOW, f'=IF({NO_DATA},"",{figure.now})', "", shape)
    if figure.prior_name:
        change = f'=IF(OR({at[NOW]}="",{at[PRIOR]}=""),"",{at[NOW]}-{at[PRIOR]})'
        page.formula(row, CHANGE, change, "", shape)
    if figure.target:
        _target(page, row, figure)
        _status(page, row, at)


def _target(page: Page, row: int, figure: Figure) -> None:
    """Write the target, from the Policy sheet unless it is a plain number."""
    shape = page.theme.style("calc_plain", num_format=figure.shape, align="right")
    if figure.target.isdigit():
        page.formula(row, TARGET, f"={figure.target}", int(figure.target), shape)
        return
    path, value = page.edition.ref("policy", "path"), page.edition.ref("policy", "value")
    found = f'COUNTIFS({path},"{figure.target}")'
    formula = f'=IF({found}=0,"",SUMIFS({value},{path},"{figure.target}"))'
    page.formula(row, TARGET, formula, _policy_value(page, figure.target), shape)


def _policy_value(page: Page, path: str) -> Any:
    """Return the value that the Policy sheet of a new workbook has for an item."""
    rows = policy_rows(default_policy(), page.edition.language)
    return next((row[2] for row in rows if row[0] == path), "")


def _status(page: Page, row: int, at: dict[int, str]) -> None:
    """Write good, watch or bad, always as a word with a sign."""
    good, watch, bad = (page.edition.say(f"status.{word}") for word in ("good", "watch", "bad"))
    formula = (
        f'=IF(OR({at[NOW]}="",{at[TARGET]}=""),"",IF({at[NOW]}<={at[TARGET]},"{good}",'
        f'IF({at[NOW]}<={at[TARGET]}*(1+{WATCH_NAME}),"{watch}","{bad}")))'
    )
    page.formula(row, STATUS, formula, "", page.theme.style("check"))
    page.colour_signs(row, STATUS, row, STATUS)


def _card(page: Page, column: int, line: int, figure: Figure) -> None:
    """Write one card: label, value, trend, target with status."""
    say_it, style = page.edition.say, page.theme.style
    at = {where: xl_rowcol_to_cell(line, where, row_abs=True, col_abs=True) for where in COLUMNS}
    label = say_it(f"figure.{figure.key}")
    text = f'="{label}"'
    if figure.shape in _MONEY:
        text = f'=IF(OR(BaseCurrency="",BaseCurrency="{NO_CURRENCY}"),"{label}","{label}, "&BaseCurrency)'
    _linked(page, CARD_LABEL, column, figure.sheet, text, value=label, shape=style("card_label"))
    shown = style("card_value", num_format=figure.shape.replace("_)", ""))
    _linked(
        page, CARD_VALUE, column, figure.sheet, f'=IF({at[NOW]}="","–",{at[NOW]})', value="–", shape=shown
    )
    page.formula(
        CARD_TREND, column, f'=IF({at[NOW]}="","",{_trend(page, figure, at)})', "", style("card_note")
    )
    target = _card_target(page, figure, at)
    last: StyleName = "card_status" if figure.target else "card_note"
    page.formula(CARD_STATUS, column, target, "", style(last, bottom=1, bottom_color=theme.HAIRLINE))
    page.colour_signs(CARD_STATUS, column, CARD_STATUS, column)
    page.sheet.set_row(CARD_VALUE, 36)


def _trend(page: Page, figure: Figure, at: dict[int, str]) -> str:
    """Return the formula of a card's second line: the change against the prior month, or what it means."""
    say_it = page.edition.say
    change, prior, now = at[CHANGE], at[PRIOR], at[NOW]
    arrow = f'IF({change}>0,"▲ ",IF({change}<0,"▼ ","= "))'
    if figure.key == "open_total":
        size = f'TEXT(IF({prior}=0,0,ABS({change}/{prior})),"0.0%")'
    elif figure.key == "overdue":
        size = f'TEXT(ABS({change})*100,"0.0")&"{say_it("dashboard.points")}"'
    elif figure.key == "expected_loss":
        total = xl_rowcol_to_cell(FIGURES + 2, NOW, row_abs=True, col_abs=True)
        return f'IF({total}=0,"",TEXT({now}/{total},"0.00%")&"{say_it("dashboard.of_open")}")'
    elif figure.key == "over_limit":
        limit, exposure = (page.edition.ref("limits", name) for name in ("credit_limit", "exposure"))
        return f'SUMPRODUCT(({limit}<>"")*({exposure}>{limit}))&"{say_it("dashboard.customers_over")}"'
    else:
        size = f'TEXT(ABS({change}),"0.0")&"{say_it("dashboard.days")}"'
    return f'IF({change}="","",{arrow}&{size}&"{say_it("dashboard.against_prior")}")'


def _card_target(page: Page, figure: Figure, at: dict[int, str]) -> str:
    """Return the formula of a card's last line: status and target, or what stands behind the figure."""
    say_it = page.edition.say
    if figure.key == "best_dso":
        dso = xl_rowcol_to_cell(FIGURES + 4, NOW, row_abs=True, col_abs=True)
        gap = f'TEXT({dso}-{at[NOW]},"0.0")&"{say_it("dashboard.gap")}"'
        return f'=IF(OR({dso}="",{at[NOW]}=""),"",{gap})'
    if figure.key == "open_total":
        documents = f"SUM({page.edition.ref('aging_buckets', 'documents')})"
        return f'=IF({at[NOW]}="","",TEXT({documents},"#,##0")&"{say_it("dashboard.open_documents")}")'
    if figure.key == "expected_loss":
        return f'=IF({at[NOW]}="","","{say_it("dashboard.loss_formula")}")'
    shown = {theme.NUMBER_FORMATS["percent"]: "0%", theme.ONE_DECIMAL: "0"}.get(figure.shape, "#,##0")
    target = f'"{say_it("dashboard.target_at_most")} "&TEXT({at[TARGET]},"{shown}")'
    return f'=IF({at[STATUS]}="","",{at[STATUS]}&"  |  "&{target})'


def _charts(page: Page) -> None:
    """Place the four charts."""
    charts = (_aging_chart(page), _dso_chart(page), _exposure_chart(page), _overdue_chart(page))
    for position, chart in enumerate(charts):
        row, column = CHART_ROWS[position // 2], COLUMNS[0] if position % 2 == 0 else COLUMNS[3]
        chart.set_size(
            {"width": 3 * CARD_PIXELS + 2 * GAP_PIXELS, "height": CHART_HEIGHTS[position // 2] * 20}
        )
        page.sheet.insert_chart(row, column, chart, {"object_position": 1})


def new_chart(page: Page, kind: str, key: str) -> Chart:
    """Make a chart with our title, typeface and quiet axes.

    Parameters
    ----------
    page : Page
        The sheet it will stand on.
    kind : str
        Kind of chart, in XlsxWriter's words.
    key : str
        Its title is ``template.chart.<key>``.

    Returns
    -------
    xlsxwriter Chart
        Without series.
    """
    chart = page.edition.book.add_chart({"type": kind})
    font = page.theme.font
    title = {"name": font, "size": 11, "bold": True, "color": theme.ACCENT}
    axis = {
        "num_font": {"name": font, "size": 9, "color": theme.MUTED},
        "line": {"color": theme.HAIRLINE},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    chart.set_title({"name": page.edition.say(f"chart.{key}"), "name_font": title, "overlay": False})
    grid = {"visible": True, "line": {"color": theme.HAIRLINE, "width": 0.5}}
    chart.set_x_axis({**axis, "major_gridlines": {"visible": False}})
    chart.set_y_axis({**axis, "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "font": {"name": font, "size": 9, "color": theme.MUTED}})
    chart.set_chartarea({"border": {"color": theme.HAIRLINE}, "fill": {"color": theme.PAPER}})
    chart.show_blanks_as("gap")
    return chart


def _range(page: Page, key: SheetKey, column: int, rows: int) -> list[Any]:
    """Return the body of a table's column, as a chart wants it."""
    return [sheet_name(key, page.edition.language), BODY_ROW, column, BODY_ROW + rows - 1, column]


def _series(page: Page, key: SheetKey, columns: tuple[int, int], rows: int, label: str) -> dict[str, Any]:
    """Return a series over a table's column."""
    categories, values = columns
    return {
        "name": page.edition.label(label),
        "categories": _range(page, key, categories, rows),
        "values": _range(page, key, values, rows),
    }


def _aging_chart(page: Page) -> Chart:
    """Chart the aging, one column per bucket."""
    chart = new_chart(page, "column", "aging")
    columns = (BUCKETS_COLUMN, BUCKETS_COLUMN + column_of("aging_buckets", "open_amount"))
    series = _series(page, "exposures", columns, BUCKET_ROWS, "open_amount")
    labels = _labels(page, theme.SHORT_MONEY[page.edition.language])
    chart.add_series({**series, "fill": {"color": theme.ACCENT}, "gap": 60, "data_labels": labels})
    chart.set_legend({"none": True})
    chart.y_axis |= _UNSEEN
    return chart


def _labels(page: Page, number_format: str, size: int = 9) -> dict[str, Any]:
    """Return labels that say each bar's value, so that no axis has to be read."""
    font = {"name": page.theme.font, "size": size, "color": theme.MUTED}
    return {"value": True, "num_format": number_format, "font": font, "position": "outside_end"}


def _dso_chart(page: Page) -> Chart:
    """Chart the DSO family by month; lines differ in colour and in dash."""
    chart = new_chart(page, "line", "dso")
    looks = {
        "dso": (theme.ACCENT, "solid"),
        "dso_count_back": (theme.ORANGE, "dash"),
        "best_possible_dso": (theme.GREEN, "solid"),
        "average_days_delinquent": (theme.VERMILLION, "round_dot"),
    }
    for name, (colour, dash) in looks.items():
        columns = (MONTHS_COLUMN, MONTHS_COLUMN + column_of("dso_by_month", name))
        series = _series(page, "collection_speed", columns, MONTHS, name)
        chart.add_series({**series, "line": {"color": colour, "width": 2, "dash_type": dash}})
    _month_axis(chart, page.edition.language)
    chart.y_axis["num_format"] = "0"
    return chart


def _month_axis(chart: Chart, language: Language) -> None:
    """Show months as text, so that a month without figures keeps its place."""
    chart.x_axis["num_format"] = theme.MONTHS[language]
    chart.x_axis["text_axis"] = True


def _exposure_chart(page: Page) -> Chart:
    """Chart the ten largest exposures against their limits, the largest on top."""
    chart = new_chart(page, "bar", "exposures")
    for name, colour in (("open_amount", theme.ACCENT), ("credit_limit", theme.ORANGE)):
        columns = (column_of("top_exposures", "customer_name"), column_of("top_exposures", name))
        series = _series(page, "exposures", columns, TOP_EXPOSURES, name)
        chart.add_series({**series, "fill": {"color": colour}, "gap": 40, "overlap": 0})
    small = {"num_font": {"name": page.theme.font, "size": 8, "color": theme.MUTED}, "interval_unit": 1}
    quiet = {"line": {"color": theme.HAIRLINE}, "major_tick_mark": "none"}
    chart.set_y_axis({**small, **quiet, "reverse": True, "major_gridlines": {"visible": False}})
    grid = {"visible": True, "line": {"color": theme.HAIRLINE, "width": 0.5}}
    short = {"num_format": theme.SHORT_MONEY[page.edition.language], "min": 0}
    chart.set_x_axis({**small, **quiet, **short, "major_gridlines": grid, "label_position": "high"})
    return chart


def _overdue_chart(page: Page) -> Chart:
    """Chart the overdue share of open receivables by month."""
    chart = new_chart(page, "column", "overdue")
    columns = (MONTHS_COLUMN, MONTHS_COLUMN + column_of("dso_by_month", "overdue_share"))
    series = _series(page, "collection_speed", columns, MONTHS, "overdue_share")
    labels = _labels(page, "0%", size=8)
    chart.add_series({**series, "fill": {"color": theme.VERMILLION}, "gap": 60, "data_labels": labels})
    chart.set_legend({"none": True})
    _month_axis(chart, page.edition.language)
    chart.y_axis |= {**_UNSEEN, "min": 0}
    return chart
