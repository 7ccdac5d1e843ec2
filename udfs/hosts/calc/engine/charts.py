"""The cells that charts show: read from a template's charts, given to their copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.hosts.calc.engine.uno_values import cell_address

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROVIDER = "com.sun.star.chart2.data.DataProvider"
_PARSER = "com.sun.star.sheet.FormulaParser"
Sequences = tuple[tuple[str, str, str], ...]
"""Label, cells and role of each sequence of a series."""


@dataclass(frozen=True)
class Sources:
    """What a chart shows.

    Attributes
    ----------
    series : tuple
        The sequences of each series, in order.
    categories : tuple of str
        Label and cells of the words on each axis, "" where it has none.
    """

    series: tuple[Sequences, ...]
    categories: tuple[tuple[str, str], ...]


def _systems(chart: Any) -> Iterator[Any]:
    """Return the coordinate systems of a chart."""
    yield from chart.EmbeddedObject.getFirstDiagram().getCoordinateSystems()


def _series(chart: Any) -> list[Any]:
    """Return the series of a chart in order."""
    return [
        series
        for system in _systems(chart)
        for kind in system.getChartTypes()
        for series in kind.getDataSeries()
    ]


def _axes(chart: Any) -> list[Any]:
    """Return the main axes of a chart in order."""
    return [
        system.getAxisByDimension(dimension, 0)
        for system in _systems(chart)
        for dimension in range(system.getDimension())
    ]


def _cells(sequence: Any) -> str:
    """Return what a sequence refers to, "" for none."""
    return "" if sequence is None else str(sequence.getSourceRangeRepresentation())


def sources_of(native: Any) -> list[tuple[str, Sources]]:
    """Return what the charts of a sheet show.

    Parameters
    ----------
    native : XSpreadsheet
        The sheet.

    Returns
    -------
    list of tuple
        Name of each chart and its sources.
    """
    found = []
    charts = native.getCharts()
    for name in charts.getElementNames():
        chart = charts.getByName(name)
        series = tuple(
            tuple(
                (_cells(each.getLabel()), _cells(each.getValues()), str(each.getValues().Role))
                for each in one.getDataSequences()
            )
            for one in _series(chart)
        )
        words = [axis.getScaleData().Categories for axis in _axes(chart)]
        categories = tuple(
            ("", "") if each is None else (_cells(each.getLabel()), _cells(each.getValues()))
            for each in words
        )
        found.append((name, Sources(series, categories)))
    return found


def give_sources(document: Any, native: Any, name: str, sources: Sources) -> None:
    """Let the copy of a chart show the cells of its own document.

    Parameters
    ----------
    document : XSpreadsheetDocument
        The document it stands in.
    native : XSpreadsheet
        Its sheet.
    name : str
        Its name.
    sources : Sources
        From the chart it was copied from.
    """
    chart = native.getCharts().getByName(name)
    provider = document.createInstance(_PROVIDER)
    model = chart.EmbeddedObject
    model.attachDataProvider(provider)
    parser = document.createInstance(_PARSER)
    parser.CompileEnglish = True
    parser.FormulaConvention = 0

    def filled(labelled: Any, label: str, cells: str, role: str) -> None:
        """Give one labelled sequence its cells."""
        values = provider.createDataSequenceByRangeRepresentation(cells)
        values.Role = role
        labelled.setValues(values)
        if label:  # by tokens: a comma within a literal label would end it
            tokens = parser.parseFormula(label, cell_address(0, 0, 0))
            labelled.setLabel(provider.createDataSequenceByFormulaTokens(tokens))

    for one, sequences in zip(_series(chart), sources.series, strict=True):
        labelled = one.getDataSequences()
        for each, (label, cells, role) in zip(labelled, sequences, strict=True):
            filled(each, label, cells, role)
        one.setData(labelled)
    for axis, (label, cells) in zip(_axes(chart), sources.categories, strict=True):
        scale = axis.getScaleData()
        if cells and scale.Categories is not None:
            filled(scale.Categories, label, cells, "categories")
            axis.setScaleData(scale)
    model.setModified(True)
