"""What each button does, written once against the xlwings API; a macro never knows its host.

A macro reads values in bulk, calls the domain, and fills tables and named cells that the template laid out.
It formats nothing: new cells take the style of their column, as the template set it. A macro behind a button
takes the workbook and the press of the button, and returns what it has to say; `udfs.actions` lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.macros.checking import check_data
from udfs.macros.explaining import explain_selection, why_error
from udfs.macros.files import freeze_values, new_template
from udfs.macros.formulas import fix_links, insert_function
from udfs.macros.guide import about, help_page
from udfs.macros.pressed import Pressed, Told
from udfs.macros.refreshing import (
    fill_inputs,
    recommend_limits,
    refresh,
    refresh_aging,
    refresh_all,
    refresh_from,
    score_customers,
)
from udfs.macros.results import append_audit, write_results, write_source_sums
from udfs.macros.settings import as_of_date, language

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

BUTTONS: dict[str, Callable[[xw.Book, Pressed], Told]] = {
    "refresh_all": refresh_all,
    "refresh_aging": refresh_aging,
    "score_customers": score_customers,
    "recommend_limits": recommend_limits,
    "check_data": check_data,
    "explain_selection": explain_selection,
    "why_error": why_error,
    "insert_function": insert_function,
    "new_template": new_template,
    "freeze_values": freeze_values,
    "fix_links": fix_links,
    "as_of_date": as_of_date,
    "language": language,
    "help": help_page,
    "about": about,
}
"""Key of an action to its macro."""

__all__ = [
    "BUTTONS",
    "Pressed",
    "Told",
    "about",
    "append_audit",
    "as_of_date",
    "check_data",
    "explain_selection",
    "fill_inputs",
    "fix_links",
    "freeze_values",
    "help_page",
    "insert_function",
    "language",
    "new_template",
    "recommend_limits",
    "refresh",
    "refresh_aging",
    "refresh_all",
    "refresh_from",
    "score_customers",
    "why_error",
    "write_results",
    "write_source_sums",
]
