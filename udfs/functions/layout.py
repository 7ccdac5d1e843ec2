"""Result records as rows of cells: headings first, in the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlcredit.policy.records import GradeTerms
    from xlcredit.receivables import AgingTable, DsoMeasure


def headings(columns: Iterable[str]) -> list[str]:
    """Return the labels of canonical columns.

    Parameters
    ----------
    columns : iterable of str
        Canonical names.

    Returns
    -------
    list of str
        Labels in the current language.

    Examples
    --------
    >>> headings(["total", "overdue"])
    ['Total', 'Overdue']
    """
    return [say(f"labels.{name}") for name in columns]


def known(value: Any) -> Any:
    """Return a number as it is, and None (an empty cell) where it is unknown.

    Parameters
    ----------
    value : object
        From a result record.

    Returns
    -------
    object
        None for NaN.

    Examples
    --------
    >>> known(float("nan")), known(0.0)
    (None, 0.0)
    """
    return None if value != value else value  # noqa: PLR0124  NaN is not itself


def aging_rows(table: AgingTable, totals: AgingTable, bucket_names: Sequence[str]) -> list[list[Any]]:
    """Return an aging table of one currency with its total row.

    Parameters
    ----------
    table, totals : AgingTable
        By customer, and summed.
    bucket_names : sequence of str
        Headings of the buckets.

    Returns
    -------
    list of list
        Customer, buckets, total, overdue, overdue share, oldest days past due.
    """
    columns = ("total", "overdue", "overdue_share", "oldest_days_past_due")
    rows = [[*headings(["customer_id"]), *bucket_names, *headings(columns)]]
    for part, nameless in ((table, "no_customer"), (totals, "total")):
        for place, customer in enumerate(part.customer_id.tolist()):
            figures = [known(getattr(part, column)[place].item()) for column in columns]
            name = customer or say(f"catalogue.words.{nameless}")
            rows.append([name, *part.buckets[place].tolist(), *figures])
    return rows


def dso_rows(measures: Iterable[DsoMeasure]) -> list[list[Any]]:
    """Return every definition of DSO.

    Parameters
    ----------
    measures : iterable of DsoMeasure
        From `xlcredit.receivables.dso_family`.

    Returns
    -------
    list of list
        Measure, value, formula, convention.
    """
    rows: list[list[Any]] = [headings(["measure", "value", "formula", "convention"])]
    return rows + [[row.measure, known(row.value), row.formula, row.convention] for row in measures]


def limit_rows(waterfall: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Return a limit's waterfall.

    Parameters
    ----------
    waterfall : iterable of (component, amount, binds)
        From `xlcredit.credit.limits.limit_waterfall`.

    Returns
    -------
    list of list
        Component, amount, and a word where it binds.
    """
    headed = [[say(f"catalogue.words.{word}") for word in ("component", "amount", "binds")]]
    binds = say("catalogue.words.binds")
    return headed + [
        [component, amount, binds if is_binding else ""] for component, amount, is_binding in waterfall
    ]


def terms_rows(terms: GradeTerms) -> list[list[Any]]:
    """Return payment terms.

    Parameters
    ----------
    terms : GradeTerms
        Of one grade.

    Returns
    -------
    list of list
        Days, prepayment share, discount share, security.
    """
    words = [say(f"catalogue.words.{word}") for word in ("days", "prepayment", "discount", "security")]
    security = say(f"credit.security.{terms.security}")
    return [words, [float(terms.days), terms.prepayment_share, terms.discount_share, security]]
