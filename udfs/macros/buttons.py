"""The macro behind each button; apart from the macros, so that a command loads the one it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from udfs.macros.checking import check_data
from udfs.macros.claim import claim
from udfs.macros.explaining import explain_selection, why_error
from udfs.macros.files import freeze_values, new_template
from udfs.macros.fitting import fit
from udfs.macros.formulas import fix_links, insert_function
from udfs.macros.guide import about, help_page
from udfs.macros.letters import letters
from udfs.macros.refreshing import recommend_limits, refresh_aging, refresh_all, score_customers
from udfs.macros.settings import as_of_date, language

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

    from udfs.macros.pressed import Pressed, Told

BUTTONS: dict[str, Callable[[xw.Book, Pressed], Told]] = {
    "refresh_all": refresh_all,
    "refresh_aging": refresh_aging,
    "score_customers": score_customers,
    "recommend_limits": recommend_limits,
    "fit": fit,
    "check_data": check_data,
    "explain_selection": explain_selection,
    "why_error": why_error,
    "insert_function": insert_function,
    "letters": letters,
    "claim": claim,
    "new_template": new_template,
    "freeze_values": freeze_values,
    "fix_links": fix_links,
    "as_of_date": as_of_date,
    "language": language,
    "help": help_page,
    "about": about,
}
"""Key of an action to its macro."""
