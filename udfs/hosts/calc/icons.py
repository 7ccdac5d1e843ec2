"""The pictures on the buttons in LibreOffice: line drawings on a grid of 16, written as SVG."""

from __future__ import annotations

from typing import Literal

from udfs.actions import ACTIONS

Stroke = Literal["ink", "accent", "full"]
SIZES = (16, 26)
"""Pixels of the two sizes that LibreOffice's toolbars have."""
INK, ACCENT = "#5b6673", "#1f78b4"
"""Told apart on light and on dark windows, and by the colour-blind."""
_GRID = 16

_PAGE: tuple[tuple[Stroke, str], ...] = (("ink", "M3 1.5h6.5l3 3v10h-9.5z"), ("ink", "M9.5 1.5v3h3"))
_RING: tuple[Stroke, str] = ("ink", "M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0z")

_DRAWINGS: dict[str, tuple[tuple[Stroke, str], ...]] = {
    "refresh_all": (
        ("accent", "M13.5 7a5.5 5.5 0 0 0-10-2.5"),
        ("full", "M2.5 1.5l.5 4.5l4-2z"),
        ("accent", "M2.5 9a5.5 5.5 0 0 0 10 2.5"),
        ("full", "M13.5 14.5l-.5-4.5l-4 2z"),
    ),
    "refresh_aging": (
        ("ink", "M1.5 14.5h13"),
        ("full", "M2.5 13v-9h2v9z"),
        ("full", "M5.5 13v-6h2v6z"),
        ("full", "M8.5 13v-4h2v4z"),
        ("full", "M11.5 13v-2h2v2z"),
    ),
    "score_customers": (
        ("accent", "M8 1.7l1.9 4.1l4.5.5l-3.3 3l.9 4.4l-4-2.2l-4 2.2l.9-4.4l-3.3-3l4.5-.5z"),
    ),
    "recommend_limits": (
        ("ink", "M1.5 14.5h13"),
        ("accent", "M1.5 3.5h2.5m1.5 0h2.5m1.5 0h2.5m1.5 0h1"),
        ("ink", "M3.5 14v-5h3v5"),
        ("full", "M9 14v-8.5h4v8.5z"),
    ),
    "fit": (
        ("ink", "M2 1.5v12.5h12.5"),
        ("full", "M4 10h2v2h-2zM6.5 6h2v2h-2zM9.5 7.5h2v2h-2zM11.5 2.5h2v2h-2z"),
        ("accent", "M4 12.5l10-9.5"),
    ),
    "check_data": (
        ("ink", "M7 13.5h-5.5v-12h12v5"),
        ("ink", "M1.5 5.5h12m-8-4v12"),
        ("accent", "M8.5 11.5l2 2.5l4-5"),
    ),
    "explain_selection": (
        ("ink", "M1.5 2.5h13v8.5h-7l-3 3v-3h-3z"),
        ("accent", "M4 5.5h8m-8 2.5h5"),
    ),
    "why_error": (("ink", "M8 1.7l6.5 12h-13z"), ("accent", "M8 6v4m0 1.3v1.3")),
    "insert_function": (
        ("ink", "M8 2.5c-1.5-1-2.7-.3-3 1.5l-1.5 8c-.3 1.7-1.3 2.2-2.5 1.5m1.5-7.5h4.5"),
        ("accent", "M8.5 8l5.5 6m0-6l-5.5 6"),
    ),
    "claim": (
        ("ink", "M8 1.5l6 2v4.5c0 3-2.5 5.5-6 6.5c-3.5-1-6-3.5-6-6.5v-4.5z"),
        ("accent", "M5 8l2.2 2.2l4-4.5"),
    ),
    "letters": (("ink", "M1.5 3.5h13v9.5h-13z"), ("accent", "M1.5 4l6.5 5l6.5-5")),
    "new_template": (*_PAGE, ("accent", "M7.7 6.5v5.5m-2.7-2.7h5.5")),
    "freeze_values": (
        ("accent", "M8 1.5v13m-5.6-9.7l11.2 6.5m0-6.5l-11.2 6.5"),
        ("ink", "M6 2.5l2 1.7l2-1.7m-4 11l2-1.7l2 1.7"),
    ),
    "fix_links": (
        ("ink", "M7 5l2-2a2.5 2.5 0 0 1 4 4l-2 2"),
        ("ink", "M9 11l-2 2a2.5 2.5 0 0 1-4-4l2-2"),
        ("accent", "M6 10l4-4"),
    ),
    "as_of_date": (
        ("ink", "M1.5 3h13v11.5h-13z"),
        ("ink", "M1.5 6.5h13m-9.5-5v3m6-3v3"),
        ("full", "M8.5 9h3.5v3.5h-3.5z"),
    ),
    "language": (
        _RING,
        ("accent", "M2 8h12m-6-6c-3.5 3.5-3.5 8.5 0 12c3.5-3.5 3.5-8.5 0-12"),
    ),
    "help": (_RING, ("accent", "M6.2 6.3c.2-2.3 3.6-2.3 3.6 0c0 1.5-1.8 1.5-1.8 3m0 1v1.2")),
    "about": (_RING, ("accent", "M8 4.5v1.3m0 1.4v4.3")),
}  # fmt: skip


def icon_files() -> dict[str, bytes]:
    """Return every picture of the add-in's menu and toolbar.

    Returns
    -------
    dict
        Path in the extension to the file.

    Examples
    --------
    >>> sorted(icon_files())[:2]
    ['icons/about_16.svg', 'icons/about_26.svg']
    """
    return {icon_path(each.key, size): icon(each.key, size) for each in ACTIONS for size in SIZES}


def icon_path(key: str, size: int) -> str:
    """Return where a picture lies in the extension.

    Parameters
    ----------
    key : str
        Key of an action.
    size : int
        One of `SIZES`. [px]

    Returns
    -------
    str
        Path with slashes.
    """
    return f"icons/{key}_{size}.svg"


def icon(key: str, size: int) -> bytes:
    """Draw one picture.

    Parameters
    ----------
    key : str
        Key of an action.
    size : int
        Width and height. [px]

    Returns
    -------
    bytes
        An SVG file.
    """
    looks = {
        "ink": f'fill="none" stroke="{INK}"',
        "accent": f'fill="none" stroke="{ACCENT}" stroke-width="1.5"',
        "full": f'fill="{ACCENT}" stroke="none"',
    }
    paths = "".join(f'<path {looks[stroke]} d="{line}"/>' for stroke, line in _DRAWINGS[key])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}"'
        f' viewBox="0 0 {_GRID} {_GRID}" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>\n'
    ).encode()
