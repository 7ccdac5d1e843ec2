"""The two tables, a row per period: models of distress with their zones, ratios with their health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks.statements.canvas import COLOURS, EDGES_COLUMN, SIGNS
from workbooks.template import theme
from xlcredit.credit import MODELS
from xlcredit.texts import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from workbooks.statements.canvas import Canvas, Field

DISTRESS_TABLE, RATIO_TABLE = "xlcredit_distress_by_period", "xlcredit_ratios_by_period"
FIRST_SCORE = 3  # after period, basis and origin of EBIT
FIRST_RATIO = 1
_ZONES = {"safe": "good", "grey": "watch", "distress": "bad", "": "none"}
_HEALTH = {
    "good": "good", "fair": "good", "watch": "watch", "idle": "watch", "alarm": "bad", "unknown": "none",
    "": "none",
}  # fmt: skip
_UNITS = {"times": "#,##0.00", "share": "0.0%", "money": "#,##0", "days": "#,##0.0"}


def write_distress(canvas: Canvas) -> None:
    """Write every model of every period, its zone beside it.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    top, report = canvas.distress_row, canvas.report
    for place in range(canvas.periods):
        row = top + 1 + place
        canvas.period(row, 0, place)
        canvas.text(row, 1, canvas.say(f"statements.basis.{report.year.basis[place]}"), "output", indent=1)
        origin = report.distress.ebit_from[place]
        canvas.text(row, 2, canvas.say(f"statements.ebit.{origin}") if origin else "", "output", indent=1)
        for at, model in enumerate(canvas.models):
            column, zone = FIRST_SCORE + 2 * at, report.distress.zones[model][place]
            shape = canvas.theme.style("output", num_format="0.00_);(0.00)", align="right")
            canvas.number(row, column, float(report.distress.scores[model][place]), shape)
            _zone(canvas, row, column + 1, zone)
    canvas.table(top, DISTRESS_TABLE, distress_fields(canvas))
    _edges(canvas)


def _zone(canvas: Canvas, row: int, column: int, zone: str) -> None:
    """Write a zone in words; the sign before it is shown, the word is the value."""
    if not zone:
        canvas.sheet.write_blank(row, column, None, canvas.theme.style("output"))
        return
    sign = _ZONES[zone]
    shown = f'General;General;General;"{SIGNS[sign]} "@'
    look: dict[str, Any] = {"num_format": shown, "font_color": COLOURS[sign], "align": "left", "indent": 1}
    canvas.text(row, column, say(f"credit.zone.{zone}", canvas.language), "output", **look)


def distress_fields(canvas: Canvas) -> list[Field]:
    """Return the columns of the distress table.

    Parameters
    ----------
    canvas : Canvas
        The sheet.

    Returns
    -------
    list of (str, str, bool)
        Key, heading, whether it holds numbers.
    """
    fields: list[Field] = [
        (key, canvas.say(f"statements.column.{key}"), False) for key in ("period", "basis", "ebit")
    ]
    for model in canvas.models:
        name = canvas.say(f"statements.model.{model}")
        fields.append((model, canvas.say("statements.column.score", model=name), True))
        fields.append((f"{model}.zone", canvas.say("statements.column.zone", model=name), False))
    return fields


def charted_edges(canvas: Canvas) -> list[tuple[str, float]]:
    """Return the zone edges that charts draw as lines, in the order of their columns.

    Parameters
    ----------
    canvas : Canvas
        The sheet.

    Returns
    -------
    list of (str, float)
        Model and edge, from the column `EDGES_COLUMN` on.
    """
    return [(model, edge) for model in canvas.models for edge in sorted(set(MODELS[model].zones))]


def _edges(canvas: Canvas) -> None:
    """Write the zone edges beside the table, where charts find them and the print does not."""
    quiet = canvas.theme.style("output", font_color=theme.GREY, font_size=8, align="right")
    for at, (model, edge) in enumerate(charted_edges(canvas)):
        column = EDGES_COLUMN + at
        heading = canvas.say(
            "statements.column.edge", model=canvas.say(f"statements.model.{model}"), edge=edge
        )
        canvas.sheet.write_string(
            canvas.distress_row, column, heading,
            canvas.theme.style("output", font_color=theme.GREY, font_size=8, align="right", text_wrap=True),
        )  # fmt: skip
        for place in range(canvas.periods):
            canvas.sheet.write_number(canvas.distress_row + 1 + place, column, edge, quiet)


def write_ratios(canvas: Canvas) -> None:
    """Write every ratio of every period with the sign of its health.

    Parameters
    ----------
    canvas : Canvas
        The sheet.
    """
    top, report = canvas.ratios_row, canvas.report
    for place in range(canvas.periods):
        canvas.period(top + 1 + place, 0, place)
        for at, (name, (column, unit)) in enumerate(report.ratios.items()):
            shape = _ratio_format(canvas, unit, report.health[name][place])
            canvas.number(top + 1 + place, FIRST_RATIO + at, float(column[place]), shape)
    fields: list[Field] = [("period", canvas.say("statements.column.period"), False)]
    fields += [
        (name, say(f"working_capital.measure.{name}.name", canvas.language), True) for name in report.ratios
    ]
    canvas.table(top, RATIO_TABLE, fields)


def _ratio_format(canvas: Canvas, unit: str, level: str) -> Format:
    """Return the format of a ratio: its unit, and the sign and colour of its health."""
    meaning = _HEALTH[level]
    sign = f'"{SIGNS[meaning]} "' if SIGNS[meaning] else ""
    shown = f"{sign}{_UNITS[unit]}_);{sign}({_UNITS[unit]})"
    return canvas.theme.style("output", num_format=shown, align="right", font_color=COLOURS[meaning])
