"""The native charts of the statements sheet: ratios by kind, models of distress with their zone lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from workbooks.statements.canvas import (
    CHART_LINES,
    CHART_ROW,
    COLUMNS,
    EDGES_COLUMN,
    ROW_PIXELS,
    column_pixels,
)
from workbooks.statements.tables import FIRST_RATIO, FIRST_SCORE, charted_edges
from workbooks.template import theme
from xlcredit.credit import MODELS
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart

    from workbooks.statements.canvas import Canvas
    from xlcredit.credit.statement_report import StatementReport
    from xlcredit.texts import Language

_GAP, _ACROSS = 12, 3
_LOOKS = (
    (theme.ACCENT, "solid"), (theme.ORANGE, "dash"), (theme.GREEN, "solid"), (theme.VERMILLION, "round_dot"),
    (theme.SKY, "long_dash"), (theme.MUTED, "dash_dot"),
)  # fmt: skip
# Excel divides by thousands only: 亿 is millions with a point set two digits to the left, 万 thousands with
# a point set one to the left.
_EN_MONEY = ((10_000_000, '#,##0,,"m"'), (10_000, '#,##0,"k"'))
_ZH_MONEY = ((100_000_000, '0\\.00,,"亿"'), (10_000, '0\\.0,"万"'))
_RATIO_CHARTS = {
    "liquidity": (("current_ratio", "quick_ratio", "cash_ratio"), "0.0"),
    "days": (
        (
            "days_inventory_outstanding", "days_sales_outstanding", "days_payables_outstanding",
            "cash_conversion_cycle", "operating_cycle", "working_capital_requirement_days",
        ),
        "0",
    ),
    "shares": (("debt_ratio", "operating_cash_flow_ratio", "net_margin", "return_on_assets"), "0%"),
    "money": (("net_working_capital", "working_capital_requirement"), ""),
    "cover": (("interest_cover",), "#,##0"),
}  # fmt: skip
_DISTRESS_CHARTS = {
    "altman_1983": ("altman_z_1983_private",),
    "altman_1995": ("altman_z_1995",),
    "logit": ("ohlson_o_1980", "zmijewski_1984"),
    "springate": ("springate_1978",),
}


def write_charts(canvas: Canvas) -> None:
    """Place the charts, three in a row; what is known in no period is not charted.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    charts = [
        _ratio_chart(canvas, key) if key in _RATIO_CHARTS else _distress_chart(canvas, key)
        for key in _charted(canvas.report)
    ]
    width = sum(column_pixels(column) for column in range(COLUMNS)) // _ACROSS
    for place, chart in enumerate(charts):
        chart.set_size({"width": width - _GAP, "height": CHART_LINES * ROW_PIXELS - _GAP})
        row = CHART_ROW + place // _ACROSS * CHART_LINES
        left, column = place % _ACROSS * width, 0
        while left >= column_pixels(column):
            left -= column_pixels(column)
            column += 1
        canvas.sheet.insert_chart(row, column, chart, {"x_offset": left, "object_position": 1})


def chart_rows(report: StatementReport) -> int:
    """Return how many rows of charts a report needs.

    Parameters
    ----------
    report : StatementReport
        What is charted.

    Returns
    -------
    int
        0 where nothing is known.
    """
    return math.ceil(len(_charted(report)) / _ACROSS)


def _charted(report: StatementReport) -> list[str]:
    """Return the charts that have at least one line."""
    known = {name for name, (column, _) in report.ratios.items() if not np.isnan(column).all()}
    known |= {name for name, score in report.distress.scores.items() if not np.isnan(score).all()}
    charts = {key: names for key, (names, _) in _RATIO_CHARTS.items()} | _DISTRESS_CHARTS
    return [key for key, names in charts.items() if not known.isdisjoint(names)]


def _ratio_chart(canvas: Canvas, key: str) -> Chart:
    """Chart ratios of one kind."""
    names, shown = _RATIO_CHARTS[key]
    chart = _new_chart(canvas, key)
    order = list(canvas.report.ratios)
    for look, name in zip(_LOOKS, names, strict=False):
        if np.isnan(canvas.report.ratios[name][0]).all():
            continue
        column = FIRST_RATIO + order.index(name)
        label = say(f"working_capital.measure.{name}.name", canvas.language)
        _add(canvas, chart, (canvas.ratios_row, column), label, look)
    largest = max(float(np.nan_to_num(np.abs(canvas.report.ratios[name][0])).max()) for name in names)
    chart.y_axis["num_format"] = shown or short_money(largest, canvas.language)
    return chart


def short_money(largest: float, language: Language) -> str:
    """Return a number format that shows the money of an axis in few digits.

    Parameters
    ----------
    largest : float
        The largest amount that it must show, without sign. [money]
    language : {"en", "zh"}
        Millions and thousands, or 亿 and 万.

    Returns
    -------
    str
        Excel number format.

    Examples
    --------
    >>> short_money(13_500_000_000, "en"), short_money(2_000, "en")
    ('#,##0,,"m"', '#,##0')
    """
    formats = {"en": _EN_MONEY, "zh": _ZH_MONEY}[language]
    return next((shown for least, shown in formats if largest >= least), "#,##0")


def _distress_chart(canvas: Canvas, key: str) -> Chart:
    """Chart models of distress with the edges of their zones."""
    chart = _new_chart(canvas, key)
    names = [name for name in _DISTRESS_CHARTS[key] if name in canvas.models]
    for look, name in zip(_LOOKS, names, strict=False):
        column = FIRST_SCORE + 2 * canvas.models.index(name)
        _add(canvas, chart, (canvas.distress_row, column), canvas.say(f"statements.model.{name}"), look)
    edges = charted_edges(canvas)
    for name in names[:1]:  # models that share a chart share their edge
        low = min(MODELS[name].zones)
        for at, (model, edge) in enumerate(edges):
            if model == name:
                word = (
                    "distress_above" if MODELS[name].high_is_bad else ("distress" if edge == low else "safe")
                )
                look = (theme.BAD if edge == low else theme.GOOD, "square_dot")
                label = canvas.say(f"statements.line.{word}", edge=edge)
                _add(canvas, chart, (canvas.distress_row, EDGES_COLUMN + at), label, look, width=1.25)
    chart.y_axis["num_format"] = "0.0"
    return chart


def _add(
    canvas: Canvas,
    chart: Chart,
    place: tuple[int, int],
    label: str,
    look: Sequence[str],
    *,
    width: float = 2.0,
) -> None:
    """Add a line over a column of a table."""
    (row, column), name = place, canvas.sheet.get_name()
    last = row + canvas.periods
    chart.add_series({
        "name": label,
        "categories": [name, row + 1, 0, last, 0],
        "values": [name, row + 1, column, last, column],
        "line": {"color": look[0], "width": width, "dash_type": look[1]},
    })  # fmt: skip


def _new_chart(canvas: Canvas, key: str) -> Chart:
    """Make a chart with our title, typeface and quiet axes; periods run from left to right."""
    chart = canvas.book.add_chart({"type": "line"})
    font = canvas.theme.font
    title = {"name": font, "size": 11, "bold": True, "color": theme.ACCENT}
    axis: dict[str, Any] = {
        "num_font": {"name": font, "size": 9, "color": theme.MUTED},
        "line": {"color": theme.HAIRLINE},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    chart.set_title({"name": canvas.say(f"statements.chart.{key}"), "name_font": title, "overlay": False})
    grid = {"visible": True, "line": {"color": theme.HAIRLINE, "width": 0.5}}
    chart.set_x_axis({**axis, **_period_axis(canvas), "major_gridlines": {"visible": False}})
    chart.set_y_axis({**axis, "major_gridlines": grid})
    chart.set_legend({"position": "bottom", "font": {"name": font, "size": 9, "color": theme.MUTED}})
    chart.set_chartarea({"border": {"color": theme.HAIRLINE}, "fill": {"color": theme.PAPER}})
    chart.show_blanks_as("gap")
    return chart


def _period_axis(canvas: Canvas) -> dict[str, Any]:
    """Return an axis of dates, the earliest on the left; of words where periods have no dates."""
    ends = canvas.report.statement.period_ends
    if np.isnat(ends).any():
        return {"reverse": True, "text_axis": True, "label_position": "low"}
    years = (ends.max() - ends.min()).astype(np.int64) / 365.25
    step = max(1, round(years / 8))
    return {
        "date_axis": True,
        "num_format": "yyyy",
        "major_unit": step,
        "major_unit_type": "years",
        "label_position": "low",
    }
