"""Refresh: read the ledger of a workbook, compute everything, fill all of its reports or some of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import chosen_date, named_date, named_text, remember_chosen_date
from udfs.books.editions import free_path, saved_path, template_path
from udfs.books.inputs import Inputs, read_inputs, read_policy, read_what_if
from udfs.books.source_sums import source_sum_formulas
from udfs.books.tables import fill_table, find_tables, rows_of_table, workbook_language
from udfs.macros import results
from udfs.macros.pressed import Pressed, Told
from xlcredit import tables, texts
from xlcredit.errors import HostError
from xlcredit.refresh import Refreshed, Results
from xlcredit.refresh import refresh as compute
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    import xlwings as xw

    from udfs.books.asked import Asked

    Progress = Callable[[str], None]

AGING_TABLES = frozenset({
    "aging", "aging_buckets", "open_items", "control", "dso_family", "dso_by_month", "concentration",
    "top_exposures", "worklist", "ladder", "late_interest", "late_interest_totals",
    "provision_matrix", "provision_movement", "provision_entries", "provision_backtest",
    "provision_sensitivity",
})  # fmt: skip
AGING_CELLS = frozenset({
    "AsOf", "BaseCurrency", "xlcredit_policy_id", "xlcredit_version", "xlcredit_refreshed_at",
    "xlcredit_source", "xlcredit_headline", "xlcredit_dso", "xlcredit_dso_prior",
    "xlcredit_best_possible_dso", "xlcredit_best_possible_dso_prior",
    "xlcredit_provision_verdict", "xlcredit_provision_rates", "xlcredit_provision_outlook",
    "xlcredit_provision_write_offs", "xlcredit_provision_tested",
    "xlcredit_open_total_prior", "xlcredit_overdue_share_prior",
})  # fmt: skip
SCORE_TABLES = frozenset({
    "scores", "score_reasons", "limits", "groups", "reviews", "customer_history", "scenarios",
    "scenario_customers", "insurance", "insurance_offers", "borrowing_base", "funding_offers",
    "early_discounts",
})  # fmt: skip
SCORE_CELLS = frozenset({"xlcredit_expected_loss", "xlcredit_left_out", "xlcredit_insurance_terms"})
LIMIT_TABLES = frozenset({
    "limits", "groups", "reviews", "scenarios", "scenario_customers", "insurance", "insurance_offers",
    "borrowing_base", "funding_offers", "early_discounts",
})  # fmt: skip
LIMIT_COLUMNS = ("credit_limit", "recommended_limit", "headroom", "binding_limit", "action")
"""Columns of the scores table that a recommended limit decides."""


def refresh(
    book: xw.Book, asked: Asked, template: Path | None = None, progress: Progress | None = None
) -> Results:
    """Read the ledger of a workbook, compute everything, and fill our sheets in it.

    Parameters
    ----------
    book : xlwings.Book
        Ours, or any workbook with a ledger in it: it gets our sheets and loses nothing.
    asked : Asked
        As-of date, base currency, today, user.
    template : Path, optional
        Edition whose sheets are copied in when the workbook has none of ours.
    progress : callable, optional
        Called with the text key of each step.

    Returns
    -------
    Results
        The tables and figures that were written.

    Raises
    ------
    HostError
        When the workbook has none of our sheets and no template is given.
    """
    step = progress or (lambda _key: None)
    step("cli.step.read")
    return refresh_from(book, read_inputs(book, asked), asked, template, step)


def refresh_from(
    book: xw.Book, inputs: Inputs, asked: Asked, template: Path | None, step: Progress
) -> Results:
    """Compute everything from a ledger that was read already, and fill our sheets of a workbook.

    Parameters
    ----------
    book : xlwings.Book
        The workbook to fill.
    inputs : Inputs
        What was read, from this workbook or from a file of another kind.
    asked : Asked
        As-of date, base currency, today, user.
    template : Path or None
        Edition whose sheets are copied in when the workbook has none of ours.
    step : callable
        Called with the text key of each step.

    Returns
    -------
    Results
        The tables and figures that were written.
    """
    found = find_tables(book)
    language = workbook_language(found)
    as_of = asked.as_of or chosen_date(book)
    step("cli.step.compute")
    result = _computed(book, inputs, replace(asked, as_of=as_of), found).results()
    line = _line(inputs, result, asked, "refresh_all", language)
    source_sums = source_sum_formulas(book, inputs)
    del inputs  # of a long ledger the largest part of the memory, which the writing could use
    step("cli.step.fill")
    if "aging" not in found:
        found = _add_sheets(book, template)
    results.write_results(book, found, result, language)
    results.choose_customer(book, result)
    results.write_policy(book, found, result.policy, language)
    remember_chosen_date(book, result.as_of if as_of is None else None)
    results.write_source_sums(book, source_sums)
    _log(book, line)
    return result


def _computed(book: xw.Book, inputs: Inputs, asked: Asked, found: dict[str, Any]) -> Refreshed:
    """Compute every result table in the workbook's language and currency, by its policy."""
    result = compute(
        inputs.ledger,
        read_policy(found),
        today=asked.today,
        as_of=asked.as_of,
        base_currency=asked.base_currency or named_text(book, "BaseCurrency"),
        language=workbook_language(found),
        what_if=read_what_if(found),
    )
    result.cells["xlcredit_refreshed_at"] = asked.now
    return result


def _line(inputs: Inputs, result: Results, asked: Asked, command: str, language: texts.Language) -> list[Any]:
    """Return the line of the audit log, under the words on the button."""
    label = say(f"actions.{command}.label", language)
    return frames.audit_line(inputs.ledger, result, asked.who, asked.now, label)


def _log(book: xw.Book, line: list[Any]) -> None:
    """Add what was done to the audit log."""
    found = find_tables(book)
    results.append_audit(book, found["audit"], line, workbook_language(found))


def _add_sheets(book: xw.Book, template: Path | None) -> dict[str, Any]:
    """Copy our report sheets into a workbook that has none and return their tables."""
    if template is None:
        raise HostError("refresh.no_template", book=book.name)
    from workbooks.template import output_sheet_names

    book.impl.copy_sheets_from(template, output_sheet_names(template))
    return find_tables(book)


def fill_inputs(book: xw.Book, inputs: dict[str, pd.DataFrame]) -> None:
    """Fill the input tables of a workbook of ours, for instance with the sample company.

    Parameters
    ----------
    book : xlwings.Book
        A workbook made from the template.
    inputs : dict
        Table name to frame.
    """
    found = find_tables(book)
    results.fill_inputs(book, found, inputs, workbook_language(found))


def refresh_all(book: xw.Book, pressed: Pressed) -> Told:
    """Fill every report of the workbook; one that has none of our sheets gets them.

    Parameters
    ----------
    book : xlwings.Book
        Any workbook with a ledger in it. A host that cannot copy sheets in, as a live Excel, gets a refreshed
        copy beside the workbook as it was last saved, opened; the workbook itself stays as it is.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        The dashboard's sentence, and how many issues need a look.
    """
    if "aging" not in find_tables(book) and not _takes_sheets(book):
        return _refreshed_copy(book, pressed)
    template = template_path(texts.current_language())
    return _told("refresh_all", refresh(book, pressed.asked, template, pressed.step))


def _takes_sheets(book: xw.Book) -> bool:
    """Tell whether the host can copy sheets of a closed template into the workbook."""
    return hasattr(book.impl, "copy_sheets_from")


def _refreshed_copy(book: xw.Book, pressed: Pressed) -> Told:
    """Refresh a copy of the workbook as it was last saved, and open it."""
    from udfs.hosts.closed import open_book

    source = saved_path(book)
    copy = open_book(source)
    result = refresh(copy, pressed.asked, template_path(texts.current_language()), pressed.step)
    target = free_path(source.with_name(f"{source.stem} xlcredit{source.suffix}"))
    pressed.step("cli.step.save")
    copy.save(str(target))
    book.app.books.open(str(target))
    told = _told("refresh_all", result)
    return Told(f"{told.text}\n\n{say('macros.say.refreshed_copy', path=target)}")


def _told(command: str, result: Results) -> Told:
    """Say what a refresh found: the headline, and the issues that are more than notices."""
    severities = result.tables["issues"]["severity"]
    notices = {say("ledger.severity.notice", language) for language in texts.LANGUAGES} | {"notice"}
    grave = int((~severities.isin(notices)).sum())
    lines = [
        say("macros.say.done", action=say(f"actions.{command}.label"), as_of=result.as_of),
        str(result.cells["xlcredit_headline"]),
        say("macros.say.issues", count=grave) if grave else say("macros.say.no_issues"),
    ]
    return Told("\n".join(lines))


def refresh_aging(book: xw.Book, pressed: Pressed) -> Told:
    """Bring the receivables up to date; scores, limits, issues and mapping stay as they are.

    Parameters
    ----------
    book : xlwings.Book
        A workbook with our sheets.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        What was done.

    Notes
    -----
    Written are the tables aging, aging_buckets, open_items, control, dso_family, dso_by_month, concentration,
    top_exposures, worklist and ladder, those of late interest and provision, the named cells of
    `AGING_CELLS`, the native sums beside the control totals, and a line of the audit log. Formulas that read
    them follow.
    """
    found, inputs = _reports(book), read_inputs(book, pressed.asked)
    pressed.step("cli.step.compute")
    as_of = chosen_date(book)
    result = _computed(book, inputs, replace(pressed.asked, as_of=as_of), found)
    pressed.step("cli.step.fill")
    only = AGING_TABLES | AGING_CELLS
    results.write_results(book, found, result, workbook_language(found), only=only)
    remember_chosen_date(book, result.as_of if as_of is None else None)
    results.write_source_sums(book, source_sum_formulas(book, inputs))
    _log(book, _line(inputs, result, pressed.asked, "refresh_aging", workbook_language(found)))
    return _told("refresh_aging", result)


def score_customers(book: xw.Book, pressed: Pressed) -> Told:
    """Score every customer again, at the as-of date that the workbook shows.

    Parameters
    ----------
    book : xlwings.Book
        A workbook with our sheets.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        What was done.

    Notes
    -----
    Written are the tables scores, score_reasons, limits, groups and reviews (limits and reviews follow from
    the grade), scenarios and scenario_customers, those of the Insurance and Funding sheets, the named cell
    ``xlcredit_expected_loss``, and a line of the audit log. Formulas that read them follow.
    """
    found, inputs, result = _at_shown_date(book, pressed)
    pressed.step("cli.step.fill")
    only = SCORE_TABLES | SCORE_CELLS
    results.write_results(book, found, result, workbook_language(found), only=only)
    _log(book, _line(inputs, result, pressed.asked, "score_customers", workbook_language(found)))
    customers = result.tables["scores"]
    rated = int(customers["score"].notna().sum())
    return Told(say("macros.say.scored", as_of=result.as_of, rated=rated, customers=len(customers)))


def recommend_limits(book: xw.Book, pressed: Pressed) -> Told:
    """Recommend a limit for every customer again, at the as-of date that the workbook shows.

    Parameters
    ----------
    book : xlwings.Book
        A workbook with our sheets.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        What was done.

    Notes
    -----
    Written are the tables of `LIMIT_TABLES`, the columns of
    `LIMIT_COLUMNS` in the table scores (by customer; its rows and other columns stay), and a line of the
    audit log. Formulas that read them follow.
    """
    found, inputs, result = _at_shown_date(book, pressed)
    pressed.step("cli.step.fill")
    language = workbook_language(found)
    results.write_results(book, found, result, language, only=LIMIT_TABLES | {"xlcredit_insurance_terms"})
    _write_limit_columns(book, found["scores"], result.tables["scores"], language)
    _log(book, _line(inputs, result, pressed.asked, "recommend_limits", language))
    limits = result.tables["limits"]["recommended_limit"]
    return Told(
        say(
            "macros.say.limits", as_of=result.as_of, known=int(limits.notna().sum()), customers=len(limits),
            total=float(limits.sum()), currency=result.base_currency,
        )
    )  # fmt: skip


def _write_limit_columns(book: xw.Book, table: Any, scores: pd.DataFrame, language: texts.Language) -> None:
    """Bring the limit columns of the scores table up to date, customer by customer."""
    columns = list(tables.SCORES.column_names)
    fresh = dict(zip(scores["customer_id"], frames.rows_of(scores[list(LIMIT_COLUMNS)]), strict=True))
    body = []
    for record in rows_of_table(table):
        row = record | dict(zip(LIMIT_COLUMNS, fresh.get(record["customer_id"], ()), strict=False))
        body.append([row.get(name) for name in columns])
    fill_table(book, table, [say(f"labels.{name}", language) for name in columns], body)


def _at_shown_date(book: xw.Book, pressed: Pressed) -> tuple[dict[str, Any], Inputs, Refreshed]:
    """Compute everything at the date the workbook shows, so that what is written agrees with its aging."""
    found, inputs = _reports(book), None
    asked = replace(pressed.asked, as_of=named_date(book, "AsOf"))
    pressed.step("cli.step.read")
    inputs = read_inputs(book, asked)
    pressed.step("cli.step.compute")
    return found, inputs, _computed(book, inputs, asked, found)


def at_shown_date(book: xw.Book, asked: Asked) -> Refreshed:
    """Compute everything at the date that a workbook shows, and write nothing.

    Parameters
    ----------
    book : xlwings.Book
        Any workbook with a ledger in it.
    asked : Asked
        As-of date (that of the workbook when None), today, user.

    Returns
    -------
    Refreshed
        What a refresh would write.
    """
    return read_at_shown_date(book, asked)[1]


def read_at_shown_date(book: xw.Book, asked: Asked) -> tuple[Inputs, Refreshed]:
    """Read and compute everything at the date that a workbook shows, and write nothing.

    Parameters
    ----------
    book, asked
        As for `at_shown_date`.

    Returns
    -------
    Inputs
        What was read.
    Refreshed
        What a refresh would write.
    """
    wanted = replace(asked, as_of=asked.as_of or named_date(book, "AsOf"))
    inputs = read_inputs(book, wanted)
    return inputs, _computed(book, inputs, wanted, find_tables(book))


def _reports(book: xw.Book) -> dict[str, Any]:
    """Return the tables of a workbook that has our reports, or say how to get them."""
    found = find_tables(book)
    if not {"aging", "scores", "limits", "audit"} <= found.keys():
        raise HostError("macros.no_reports", book=book.name, action=say("actions.refresh_all.label"))
    return found
