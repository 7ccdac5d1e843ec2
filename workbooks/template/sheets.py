"""The sheets of a workbook in tab order: which are inputs, which are reports that a foreign workbook gets."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Literal, get_args

from lxml import etree

from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from pathlib import Path

    from xlcredit.texts import Language

SheetKey = Literal[
    "dashboard", "credit_file", "aging", "open_items", "scores", "limits", "scenarios", "reviews",
    "terms_request", "letter_of_credit",
    "dunning", "instalments", "late_interest", "groups", "score_reasons", "validation", "provision",
    "insurance",
    "funding", "exposures", "collection_speed", "working_capital", "data_check", "issues", "checks",
    "audit_log", "ledger", "payments", "customers", "rates", "decisions", "contacts", "insured_limits",
    "instalment_plans", "policy", "points_table", "about", "customer_history",
]  # fmt: skip

SHEETS: tuple[SheetKey, ...] = get_args(SheetKey)
INPUT_SHEETS: tuple[SheetKey, ...] = (
    "ledger", "payments", "customers", "rates", "decisions", "contacts", "insured_limits",
    "instalment_plans", "working_capital", "policy", "points_table",
)  # fmt: skip
OUTPUT_SHEETS: tuple[SheetKey, ...] = (
    "dashboard", "credit_file", "aging", "open_items", "scores", "limits", "scenarios", "reviews",
    "dunning", "instalments", "late_interest", "groups", "score_reasons", "validation", "provision",
    "insurance",
    "funding", "exposures", "collection_speed", "data_check", "issues", "checks", "audit_log", "rates",
    "decisions", "contacts", "insured_limits", "instalment_plans", "policy", "points_table",
    "customer_history",
)  # fmt: skip
CHECK_SHEETS: tuple[SheetKey, ...] = ("data_check", "issues", "checks", "audit_log")


def sheet_name(key: SheetKey, language: Language) -> str:
    """Return the tab name of a sheet.

    Parameters
    ----------
    key : str
        Key of the sheet.
    language : {"en", "zh"}
        Language of the edition.

    Returns
    -------
    str
        At most 31 characters.

    Examples
    --------
    >>> sheet_name("aging", "en")
    'Aging'
    """
    return say(f"sheets.{key}", language)


def output_sheet_names(template: Path) -> list[str]:
    """Return the tab names of the reports that a foreign workbook gets, as an edition calls them.

    Parameters
    ----------
    template : Path
        A template edition.

    Returns
    -------
    list of str
        In tab order.

    Raises
    ------
    ValueError
        When the file is not one of our editions.
    """
    with zipfile.ZipFile(template) as package:
        root = etree.fromstring(package.read("xl/workbook.xml"))
    found = {sheet.get("name") for sheet in root.iter("{*}sheet")}
    for language in LANGUAGES:
        names = [sheet_name(key, language) for key in OUTPUT_SHEETS]
        if found.issuperset(names):
            return names
    raise ValueError(
        f"{template}: got the sheets {sorted(map(str, found))}; an xlcredit template is accepted"
    )
