"""The points table of a fitted card as rows of its sheet, and back, to the last bit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlcredit.errors import PolicyError
from xlcredit.policy.card import CountryPoints, JudgmentPoints, LegalFormPoints
from xlcredit.policy.loading import default_policy, overlay
from xlcredit.policy.points_table import MOST_BANDS, MOST_FACTORS, factor_name
from xlcredit.policy.sheet import EXCEL_ERROR, RowError
from xlcredit.tables import POINTS
from xlcredit.texts import entry, say, topic
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlcredit.policy.points_table import FittedFactor
    from xlcredit.policy.records import Policy
    from xlcredit.texts import Language

_FACTOR, _BAND, _FROM, _POINTS, _COUNT, _SHARE = range(len(POINTS.columns))
_LEVELS = {
    "legal_form": tuple(LegalFormPoints.model_fields),
    "judgments": tuple(JudgmentPoints.model_fields),
    "country_grade": tuple(CountryPoints.model_fields),
}
_FEWEST_DIGITS, _MOST_DIGITS = 4, 17  # an edge is shown with as few as tell it from its neighbours


def points_rows(policy: Policy, language: Language | None = None) -> list[list[Any]]:
    """Return the points table of a policy as the rows of its sheet.

    Parameters
    ----------
    policy : Policy
        The policy.
    language : {"en", "zh"}, optional
        Language of factors and bands; the current one when None.

    Returns
    -------
    list of list
        One row per band from the lowest up, then one for missing values: factor, band, lower edge (None for
        the lowest band and for missing values), points, customers of the sample, their share that went bad.
        Empty when no card was fitted.

    Examples
    --------
    >>> points_rows(default_policy())
    []
    >>> factor = {"name": "debt_ratio", "edges": [0.6], "points": [9.0, 2.5], "points_missing": 4.0}
    >>> for row in points_rows(overlay(default_policy(), {"points_table.factors": [factor]}), "en"):
    ...     row[:4]
    ['Debt ratio', 'below 0.6', None, 9.0]
    ['Debt ratio', '0.6 or more', 0.6, 2.5]
    ['Debt ratio', 'missing', None, 4.0]
    """
    return [row for factor in policy.points_table.factors for row in _rows_of(factor, language)]


def _rows_of(factor: FittedFactor, language: Language | None) -> list[list[Any]]:
    """Return the rows of one factor."""
    bands = len(factor.points)
    texts = [band_in_words(factor, band, language) for band in range(bands)]
    counts: Sequence[Any] = factor.sample_counts or (None,) * (bands + 1)
    shares: Sequence[Any] = factor.bad_shares or (None,) * (bands + 1)
    return [
        [fitted_factor_text(factor.name, language), *row]
        for row in zip(
            [*texts, say("policy.points_table.missing", language)],
            [None, *factor.edges, None],
            [*factor.points, factor.points_missing],
            counts,
            shares,
            strict=True,
        )
    ]


def fitted_factor_text(name: str, language: Language | None = None) -> str:
    """Return what a factor of a points table is called; the heading of a column of one's own is its name.

    Parameters
    ----------
    name : str
        Name of the factor.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its name in words.

    Examples
    --------
    >>> fitted_factor_text("debt_ratio", "zh"), fitted_factor_text("X7", "zh")
    ('资产负债率', 'X7')
    """
    return say(f"policy.factors.{name}", language) if name in topic("policy")["factors"] else name


def band_in_words(factor: FittedFactor, band: int, language: Language | None = None) -> str:
    """Return a band of a fitted factor in words.

    Parameters
    ----------
    factor : FittedFactor
        The factor.
    band : int
        Number of the band, 0 for the lowest.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Edges with as few digits as tell them apart; the levels of a factor that has words instead of numbers.

    Examples
    --------
    >>> from xlcredit.policy.points_table import FittedFactor
    >>> factor = FittedFactor(name="sales", edges=(1000, 25000.5), points=(1, 2, 3), points_missing=0)
    >>> [band_in_words(factor, band, "en") for band in range(3)]
    ['below 1,000', '1,000 to 25,000', '25,000 or more']
    """
    if factor.name in _LEVELS:
        return _levels_in_words(factor, band, language)
    if not factor.edges:
        return say("policy.points_table.any", language)
    shown = _shown(factor.edges)
    low, high = shown[band - 1] if band else "", shown[band] if band < len(shown) else ""
    shape = "below" if not low else "between" if high else "from"
    return say(f"policy.points_table.{shape}", language, low=low, high=high)


def _shown(edges: Sequence[float]) -> list[str]:
    """Return edges in words that differ wherever the edges do."""
    digits = _FEWEST_DIGITS
    shown = [_number(edge, digits) for edge in edges]
    while len(set(shown)) < len(shown) and digits < _MOST_DIGITS:
        digits += 1
        shown = [_number(edge, digits) for edge in edges]
    return shown


def _number(value: float, digits: int) -> str:
    """Return a number with so many digits at least, whole digits never cut, without a useless end."""
    if value == 0 or not _plainly_written(value):
        return f"{value:.{digits}g}"
    whole = math.floor(math.log10(abs(value))) + 1
    text = f"{value:,.{max(digits - whole, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plainly_written(value: float) -> bool:
    """Tell whether a number reads well without a power of ten."""
    return 1e-4 <= abs(value) < 1e15  # noqa: PLR2004  what a person reads at a glance


def _levels_in_words(factor: FittedFactor, band: int, language: Language | None) -> str:
    """Return the levels that fall into a band: level number `k` lies between its two edges."""
    levels = _LEVELS[factor.name]
    bounds = [-math.inf, *factor.edges, math.inf]
    inside = [name for code, name in enumerate(levels) if bounds[band] <= code < bounds[band + 1]]
    if factor.name != "country_grade":
        inside = [say(f"policy.words.{name}", language) for name in inside]
    return say("policy.points_table.comma", language).join(inside) or "–"


@dataclass
class _Reading:
    """The rows of one factor as far as they are read."""

    name: str
    last_row: int = 0
    edges: list[float] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    sample: list[tuple[int | None, float | None]] = field(default_factory=list)
    missing: tuple[float, int | None, float | None] | None = None


def points_from_rows(
    rows: Iterable[Sequence[Any]], base: Policy | None = None, *, first_row: int = 1
) -> Policy:
    """Return the policy with the points table that the rows of its sheet describe.

    Parameters
    ----------
    rows : iterable of sequence
        Rows as `points_rows` writes them, without the heading; blank rows are passed over. A factor's rows
        stand together; the words of the bands are for the reader, but for that of missing values.
    base : Policy, optional
        What the table is put into; the default policy when None. Its method is left as it is.
    first_row : int, optional
        Sheet row of the first of them, for the messages.

    Returns
    -------
    Policy
        The policy; with an empty points table when every row is blank.

    Raises
    ------
    PolicyError
        When a cell holds text where a number belongs or an Excel error, points or a factor's name are blank,
        edges do not rise, a factor stands in two places or has no row for missing values, or sample figures
        are given for a part of its rows only; the row is named.

    Examples
    --------
    >>> rows = [
    ...     ["资产负债率", "", None, 9.0],
    ...     ["资产负债率", "", 0.6, 2.5],
    ...     ["资产负债率", "缺失", None, 4.0],
    ... ]
    >>> points_from_rows(rows).points_table.factors[0].edges
    (0.6,)
    """
    readings: dict[str, _Reading] = {}
    for number, row in enumerate(rows, first_row):
        cells = [_cell(row, place) for place in range(len(POINTS.columns))]
        if any(cell is not None for cell in cells):
            _read_row(_reading_for(readings, cells, number), cells, number)
    factors = [_factor_of(reading) for reading in readings.values()]
    start = base if base is not None else default_policy()
    try:
        return overlay(start, {"points_table.factors": factors})
    except PolicyError as fault:
        raise _named(fault, list(readings.values())) from fault


def _cell(row: Sequence[Any], place: int) -> Any:
    """Return a cell of a row; missing, blank text and not-a-number are None."""
    value = row[place] if len(row) > place else None
    if isinstance(value, str):
        return value.strip() or None
    return None if isinstance(value, float) and math.isnan(value) else value


def _reading_for(readings: dict[str, _Reading], cells: Sequence[Any], row: int) -> _Reading:
    """Return the factor that a row belongs to: that of the row above, or a new one."""
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and EXCEL_ERROR.match(cell):
            raise _CellError("policy.points_row_error", row=row, place=place, got=cell)
    if cells[_FACTOR] is None:
        raise PolicyError("policy.points_row_nameless", row=row)
    word = plain_word(factor_name(str(cells[_FACTOR])))
    if word not in readings:
        if len(readings) >= MOST_FACTORS:
            raise PolicyError("policy.points_row_many", row=row, limit=MOST_FACTORS)
        readings[word] = _Reading(str(cells[_FACTOR]))
    elif word != next(reversed(readings)):
        raise PolicyError("policy.points_row_split", row=row, factor=cells[_FACTOR])
    readings[word].last_row = row
    return readings[word]


def _read_row(reading: _Reading, cells: Sequence[Any], row: int) -> None:
    """Add one row to its factor: a band above the last one, or the points of missing values."""
    points = _number_in(cells, _POINTS, row)
    if points is None:
        raise PolicyError("policy.points_row_without", row=row, factor=reading.name)
    edge = _number_in(cells, _FROM, row)
    sample = (_count_in(cells, row), _share_in(cells, row))
    if _is_missing(cells[_BAND]):
        if reading.missing is not None or edge is not None:
            key = "policy.points_row_missing_edge" if edge is not None else "policy.points_row_missing_twice"
            raise PolicyError(key, row=row, factor=reading.name)
        reading.missing = (points, *sample)
        return
    if edge is not None or reading.points:
        reading.edges.append(_next_edge(reading, edge, cells, row))
    reading.points.append(points)
    reading.sample.append(sample)
    if len(reading.points) > MOST_BANDS:
        raise PolicyError("policy.points_row_bands", row=row, factor=reading.name, limit=MOST_BANDS)


def _next_edge(reading: _Reading, edge: float | None, cells: Sequence[Any], row: int) -> float:
    """Return the lower edge of a band, or say why it cannot follow the one before."""
    fields = {"row": row, "factor": reading.name, "got": cells[_BAND]}
    if edge is None:
        raise PolicyError("policy.points_row_band", **fields)
    if not reading.points:
        raise PolicyError("policy.points_row_lowest", **{**fields, "got": edge})
    if reading.edges and edge <= reading.edges[-1]:
        raise PolicyError(
            "policy.points_row_not_rising", **{**fields, "got": edge, "before": reading.edges[-1]}
        )
    return edge


def _is_missing(cell: Any) -> bool:
    """Tell whether a band is that of missing values."""
    words = entry("policy.points_table.missing").values()
    return cell is not None and plain_word(cell) in map(plain_word, words)


def _number_in(cells: Sequence[Any], place: int, row: int) -> float | None:
    """Return a number of a row, None for a blank; refuse anything else."""
    cell = cells[place]
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, float | int) or not math.isfinite(cell):
        raise _CellError("policy.points_row_text", row=row, place=place, got=cell)
    return float(cell)


def _count_in(cells: Sequence[Any], row: int) -> int | None:
    """Return the customers of the sample in a band, None for a blank."""
    count = _number_in(cells, _COUNT, row)
    if count is not None and (count < 0 or count != int(count)):
        raise PolicyError("policy.points_row_count", row=row, got=count)
    return None if count is None else int(count)


def _share_in(cells: Sequence[Any], row: int) -> float | None:
    """Return the share of a band's customers that went bad, None for a blank."""
    share = _number_in(cells, _SHARE, row)
    if share is not None and not 0 <= share <= 1:
        raise PolicyError("policy.points_row_share", row=row, got=share)
    return share


def _factor_of(reading: _Reading) -> dict[str, Any]:
    """Return the values of a factor whose rows are read; a part that lacks is named by the last row."""
    fields = {"row": reading.last_row, "factor": reading.name}
    if reading.missing is None or not reading.points:
        key = "policy.points_row_no_missing" if reading.missing is None else "policy.points_row_no_band"
        raise PolicyError(key, **fields)
    points_missing, *sample_missing = reading.missing
    counts, shares = zip(*reading.sample, tuple(sample_missing), strict=True)
    known = sum(count is not None for count in counts)
    if known not in (0, len(counts)):
        raise PolicyError("policy.points_row_counts_partly", **fields)
    return {
        "name": reading.name,
        "edges": tuple(reading.edges),
        "points": tuple(reading.points),
        "points_missing": points_missing,
        "sample_counts": counts if known else (),
        "bad_shares": shares,
    }


def _named(fault: PolicyError, readings: Sequence[_Reading]) -> PolicyError:
    """Name the last row of the factor behind a fault of the records, where its path leads to one."""
    parts = str(fault.fields.get("path", "")).split(".")
    if parts[:2] != ["points_table", "factors"] or len(parts) < 3:  # noqa: PLR2004  section, list, number
        return fault
    return RowError("policy.points_row_wrong", row=readings[int(parts[2]) - 1].last_row, problem=fault)


class _CellError(PolicyError):
    """A fault of one cell; its column is called by its heading in the language asked for."""

    def text(self, language: Language | None = None) -> str:
        place = self.fields["place"]
        assert isinstance(place, int)  # noqa: S101  set where the fault is raised
        heading = say(f"labels.{POINTS.columns[place].name}", language)
        return say(self.key, language, **self.fields, column=heading)
