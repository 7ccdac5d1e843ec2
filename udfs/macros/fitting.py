"""Fit: a card of points learnt from a ledger's own history, written where the next refresh scores by it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from udfs.books import frames
from udfs.books.cells import chosen_date, named_text
from udfs.books.fitted_card import SHEETS, write_card
from udfs.books.inputs import read_inputs, read_policy
from udfs.books.tables import find_tables, workbook_language
from udfs.macros import results
from udfs.macros.pressed import Pressed, Told
from xlcredit import __version__
from xlcredit.errors import HostError, MissingDataError, WorkbookError
from xlcredit.texts import say

if TYPE_CHECKING:
    from datetime import date

    import xlwings as xw

    from udfs.books.asked import Asked
    from xlcredit.fitting import DevelopmentSample, Figures, Fitted
    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy

STRONGEST = 3
"""How many factors are told by name."""


@dataclass(frozen=True, eq=False)
class FitSource:
    """What a card is fitted to, and what the audit log says of it.

    Attributes
    ----------
    sample : DevelopmentSample
        The sample.
    rows_read, rows_accepted, issues : int
        Of the ledger behind it, or of the sheet that the sample stands on. [count]
    as_of : date or None
        Nothing later was used; None for a sheet of outcomes.
    base_currency : str
        Blank for a sheet of outcomes.
    """

    sample: DevelopmentSample
    rows_read: int
    rows_accepted: int
    issues: int = 0
    as_of: date | None = None
    base_currency: str = ""


def fit(book: xw.Book, pressed: Pressed) -> Told:
    """Fit a card to the history in the workbook's own ledger and let the next refresh score by it.

    Parameters
    ----------
    book : xlwings.Book
        A workbook with our sheets.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        What the card is worth on customers it was not fitted to, what it makes of the grades, what to press
        next, and the way back.

    Raises
    ------
    HostError
        When the workbook has none of our reports.
    WorkbookError
        When it is of an earlier edition, without a sheet for the card.
    MissingDataError
        When the ledger is too short, has too few bad customers, or nothing can be learnt from it; or LightGBM
        is not installed. Nothing is written then.

    Notes
    -----
    Written are the table points, the items of the table policy that say which card scores and where its
    grades begin, and a line of the audit log.
    """
    from xlcredit.fitting import fit_card

    found = _tables_for_card(book)
    asked = replace(pressed.asked, as_of=pressed.asked.as_of or chosen_date(book))
    pressed.step("cli.step.read")
    ledger, policy = read_inputs(book, asked).ledger, read_policy(found)
    currency = asked.base_currency or named_text(book, "BaseCurrency")
    source = history_of(ledger, policy, replace(asked, base_currency=currency))
    pressed.step("fitting.step.fit")
    fitted = fit_card(source.sample, policy)
    pressed.step("cli.step.fill")
    write_fitted(book, policy, fitted, source, asked)
    return Told(_in_words(source.sample, fitted, policy))


def _tables_for_card(book: xw.Book) -> dict[str, Any]:
    """Return the tables of a workbook that a card can be written into, or say how to get one."""
    found = find_tables(book)
    if "aging" not in found:
        raise HostError("macros.no_reports", book=book.name, action=say("actions.refresh_all.label"))
    if not SHEETS.keys() <= found.keys():
        raise WorkbookError(
            "fitting.earlier_edition", book=book.name, action=say("actions.new_template.label")
        )
    return found


def history_of(ledger: Ledger, policy: Policy, asked: Asked) -> FitSource:
    """Return what a ledger knew of its customers on earlier dates, and what came of them.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    policy : Policy
        What counts as bad, and which dates are looked at.
    asked : Asked
        The day it is, as-of date and base currency.

    Returns
    -------
    FitSource
        The sample, and the ledger's figures for the audit log.

    Raises
    ------
    MissingDataError
        When no date has enough of the ledger before and after it.
    """
    from xlcredit.refresh.development import development_sample
    from xlcredit.refresh.valuation import value_at

    currency = asked.base_currency or None
    sample = development_sample(ledger, policy, today=asked.today, as_of=asked.as_of, base_currency=currency)
    if not sample.size:
        rules = policy.validation
        raise MissingDataError(
            "fitting.no_history", window=rules.target.window_months, history=rules.history_months
        )
    valuation = value_at(
        ledger,
        today=asked.today,
        as_of=asked.as_of,
        base_currency=currency,
        stale_after_days=policy.as_of.stale_after_days,
    )
    rows = ledger.control[["rows_read", "rows_accepted"]].sum()
    return FitSource(
        sample,
        int(rows["rows_read"]),
        int(rows["rows_accepted"]),
        len(ledger.issues),
        valuation.as_of,
        valuation.base_currency,
    )


def write_fitted(book: xw.Book, policy: Policy, fitted: Fitted, source: FitSource, asked: Asked) -> Policy:
    """Write a fitted card into a workbook, and a line into its audit log.

    Parameters
    ----------
    book : xlwings.Book
        A workbook; one without our sheets gets them where the host can copy them in.
    policy : Policy
        The policy the card was fitted under.
    fitted : Fitted
        The card.
    source : FitSource
        What it was fitted to.
    asked : Asked
        Who asks, and when.

    Returns
    -------
    Policy
        The policy that the workbook has now.

    Raises
    ------
    WorkbookError
        When the sheets are not there and the host cannot copy them in.
    """
    in_force = fitted.into(policy)
    grades = tuple(f"grades.fitted.{letter}" for letter in fitted.thresholds)
    write_card(book, in_force, ("scorecard.method", *grades))
    found = find_tables(book)
    if "audit" in found:
        language = workbook_language(found)
        line = [
            asked.now, asked.who, __version__, in_force.policy_id, frames.plain(source.as_of),
            asked.source_hash, source.rows_read, source.rows_accepted, source.issues, source.base_currency,
            None, None, say("actions.fit.label", language),
        ]  # fmt: skip
        results.append_audit(book, found["audit"], line, language)
    return in_force


def grades_in_words(fitted: Fitted, policy: Policy) -> list[str]:
    """Say where the grades begin, how many rows of the sample each would get, and by which base rate.

    Parameters
    ----------
    fitted : Fitted
        The card.
    policy : Policy
        The policy it was fitted under.

    Returns
    -------
    list of str
        One line, and a second one where the sample speaks against the base rate of the policy.
    """
    from xlcredit.fitting import grades_of_sample
    from xlcredit.validation.rates import wilson_interval

    comma = say("fitting.say.comma")
    begins = comma.join(f"{letter} {points:g}" for letter, points in fitted.thresholds.items())
    counts = grades_of_sample(fitted.log_odds, fitted.into(policy))
    told = comma.join(f"{letter} {count:,}" for letter, count in counts.items())
    lines = [say("fitting.say.grades", points=begins, counts=told)]
    seen, own = fitted.in_sample, policy.grades.own_base_rate
    low, high = wilson_interval(seen.bads, seen.rows, policy.validation.confidence)
    if not low <= own <= high:
        lines.append(say("fitting.say.base_rate", own=own, observed=seen.observed))
    return lines


def _in_words(sample: DevelopmentSample, fitted: Fitted, policy: Policy) -> str:
    """Say what was fitted, what it is worth, what comes next and the way back."""
    from xlcredit.policy.points_sheet import fitted_factor_text

    target, days = policy.validation.target, sample.observed_on
    strongest = [fitted_factor_text(factor.name) for factor in fitted.points_table.factors[:STRONGEST]]
    lines = [
        say(
            "fitting.say.done", rows=sample.size, bads=sample.bads,
            first="" if days is None else days.min(), last="" if days is None else days.max(),
            days=target.more_than_days, window=target.window_months,
        ),
        say("fitting.say.strongest", factors=say("fitting.say.comma").join(strongest)),
        _worth("fitting.say.outside", fitted.cross_validated),
    ]  # fmt: skip
    if fitted.out_of_time is not None:
        lines.append(_worth("fitting.say.later", fitted.out_of_time))
    lines += grades_in_words(fitted, policy)
    lines.append(say("fitting.say.press", action=say("actions.refresh_all.label")))
    return "\n".join(lines)


def _worth(key: str, found: Figures) -> str:
    """Say what a card is worth in figures of one kind."""
    slope = "–" if math.isnan(found.slope) else f"{found.slope:.2f}"
    return say(
        key, auc=found.auc, low=found.auc_low, high=found.auc_high, stated=found.stated,
        observed=found.observed, slope=slope,
    )  # fmt: skip
