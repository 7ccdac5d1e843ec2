"""One builder for every language: pages in tab order, then the package with named styles and fixed dates."""

from __future__ import annotations

import io
import warnings
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from workbooks.template import (
    about,
    checks,
    credit,
    credit_file,
    dashboard,
    dunning,
    funding,
    instalments,
    insurance,
    late_interest,
    ledger,
    letter_of_credit,
    points_table,
    policy,
    provision,
    receivables,
    reviews,
    scenarios,
    terms_request,
    validation,
    working_capital,
)
from workbooks.template.cell_styles import finish_package
from workbooks.template.layout import Edition, Page, new_page
from workbooks.template.sheets import SHEETS
from workbooks.template.theme import CELL_STYLES, FONT_SIZES, FONTS, Theme
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workbooks.template.sheets import SheetKey
    from xlcredit.texts import Language

_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001  a fixed mark, the same on every build; Office dates carry no zone
_BUILDERS: dict[SheetKey, Callable[[Page], None]] = {
    "dashboard": dashboard.build,
    "credit_file": credit_file.build,
    "aging": receivables.build_aging,
    "open_items": receivables.build_open_items,
    "scores": credit.build_scores,
    "limits": credit.build_limits,
    "scenarios": scenarios.build,
    "reviews": reviews.build_reviews,
    "terms_request": terms_request.build,
    "letter_of_credit": letter_of_credit.build,
    "dunning": dunning.build,
    "instalments": instalments.build,
    "late_interest": late_interest.build,
    "groups": reviews.build_groups,
    "score_reasons": credit.build_score_reasons,
    "validation": validation.build,
    "provision": provision.build,
    "insurance": insurance.build,
    "funding": funding.build,
    "exposures": receivables.build_exposures,
    "collection_speed": receivables.build_collection_speed,
    "working_capital": working_capital.build,
    "data_check": checks.build_data_check,
    "issues": checks.build_issues,
    "checks": checks.build_checks,
    "audit_log": checks.build_audit_log,
    "ledger": ledger.build,
    "payments": ledger.build,
    "customers": ledger.build,
    "rates": ledger.build,
    "decisions": ledger.build,
    "contacts": ledger.build,
    "insured_limits": ledger.build,
    "instalment_plans": ledger.build,
    "customer_history": credit.build_customer_history,
    "policy": policy.build,
    "points_table": points_table.build,
    "about": about.build,
}


def build_template(language: Language, path: Path) -> Path:
    """Write one edition of the template workbook.

    Parameters
    ----------
    language : {"en", "zh"}
        Language of the edition.
    path : Path
        Where it goes; an older file there is replaced.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    UserWarning
        When XlsxWriter objects to anything: what it would leave out is a fault of the builder.
    """
    package = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        theme = _write(language, package)
    members = {
        say(f"template.style.{name}", language): [
            shape.xf_index
            for style in styles
            for shape in theme.made.get(style, [])
            if shape.xf_index is not None  # no cell used it, so the file does not have it
        ]
        for name, styles in CELL_STYLES.items()
    }
    finish_package(package.getvalue(), members, path)
    return path


def _write(language: Language, package: io.BytesIO) -> Theme:
    """Write all pages and return the theme that made their formats."""
    usual = {"font_name": FONTS[language], "font_size": FONT_SIZES[language]}
    book = xlsxwriter.Workbook(package, {"in_memory": True, "default_format_properties": usual})
    title = f"xlcredit: {say('sheets.title.dashboard', language)}"
    book.set_properties({"title": title, "author": "xlcredit", "created": _CREATED})
    edition = Edition(book, Theme(book, language), language)
    pages = [new_page(edition, key) for key in SHEETS]
    for page in pages:
        _BUILDERS[page.key](page)
    book.close()
    return edition.theme


def build_all(folder: Path) -> list[Path]:
    """Write every edition.

    Parameters
    ----------
    folder : Path
        Where they go; it is made when it is not there.

    Returns
    -------
    list of Path
        One per language.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [build_template(language, folder / edition_file(language)) for language in LANGUAGES]


def edition_file(language: Language) -> str:
    """Return the file name of an edition.

    Parameters
    ----------
    language : {"en", "zh"}
        Language of the edition.

    Returns
    -------
    str
        File name.

    Examples
    --------
    >>> edition_file("zh")
    'xlcredit-template-zh.xlsx'
    """
    return f"xlcredit-template-{language}.xlsx"
