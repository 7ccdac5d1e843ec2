"""One refresh from end to end; each step is a function of its own topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit import __version__
from xlcredit.errors import SourceError
from xlcredit.ledger import SET_ASIDE, issues_frame
from xlcredit.refresh import credit, receivables
from xlcredit.refresh.cover import Cover, attach_cover
from xlcredit.refresh.customer_file import customer_history
from xlcredit.refresh.customers import customer_frame, peak_exposure
from xlcredit.refresh.doubts import doubts
from xlcredit.refresh.funding import funding
from xlcredit.refresh.groups import group_table
from xlcredit.refresh.headline import headline
from xlcredit.refresh.instalments import instalment_tables
from xlcredit.refresh.insurance import insurance, terms_words
from xlcredit.refresh.late_interest import late_interest_tables
from xlcredit.refresh.left_out import left_out, rate_issues
from xlcredit.refresh.position import open_position
from xlcredit.refresh.provision import provision
from xlcredit.refresh.reviews import review_table
from xlcredit.refresh.scenarios import compare, under_what_if
from xlcredit.refresh.validation import validation
from xlcredit.refresh.valuation import value_at
from xlcredit.refresh.working_capital import working_capital
from xlcredit.refresh.worklist import Dunning, dunning

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from xlcredit.ledger import Ledger
    from xlcredit.policy import Policy
    from xlcredit.refresh.position import Position
    from xlcredit.refresh.valuation import Valuation
    from xlcredit.texts import Language


NEEDED = (
    ("customer_id", "customer_name"),
    ("document_no",),
    ("invoice_date",),
    ("due_date", "terms_days"),
    ("amount", "open_amount", "debit_amount", "credit_amount"),
)
"""Fields of a ledger sheet that the figures stand on: one of each line is enough."""


@dataclass(frozen=True)
class Results:
    """What one refresh shows.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Result tables by the names of `xlcredit.tables`.
    cells : dict of str to object
        Values of the named cells.
    figures : dict of str to object
        Key figures for people and machines.
    as_of : date
        Date of valuation.
    base_currency : str
        Currency of totals.
    policy : Policy
        The policy in force.
    """

    tables: dict[str, pd.DataFrame]
    cells: dict[str, Any]
    figures: dict[str, Any]
    as_of: date
    base_currency: str
    policy: Policy


@dataclass(frozen=True)
class Refreshed(Results):
    """Everything one refresh computed: what it shows, and what letters and claims are made of.

    Attributes
    ----------
    dunning : Dunning
        Every late item with what becomes of it, for the letters.
    customers : DataFrame
        Every customer with what is known of it, the columns of the user's own included.
    cover : Cover
        What of every open debt is insured, for claims.
    position : Position
        The open items, for what is computed of them to another day.
    """

    dunning: Dunning
    customers: pd.DataFrame
    cover: Cover
    position: Position

    def results(self) -> Results:
        """Return what is shown alone: the rest of a long ledger takes memory that a save could use."""
        return Results(self.tables, self.cells, self.figures, self.as_of, self.base_currency, self.policy)


def refresh(
    ledger: Ledger,
    policy: Policy,
    *,
    today: date,
    language: Language,
    as_of: date | None = None,
    base_currency: str | None = None,
    what_if: Policy | None = None,
) -> Refreshed:
    """Compute every result table from a ledger.

    Parameters
    ----------
    ledger : Ledger
        What was read.
    policy : Policy
        Every policy number.
    today : date
        The day it is.
    language : {"en", "zh"}
        Language of the texts in the tables.
    as_of : date, optional
        Date of valuation; the policy's rule decides when None.
    base_currency : str, optional
        Currency of totals; the ledger's main one when None.
    what_if : Policy, optional
        Another policy that all customers are judged by as well, for comparison; nothing else depends on it.

    Returns
    -------
    Refreshed
        Tables and figures.

    Raises
    ------
    SourceError
        When no sheet of the source is a ledger, or none of its rows can be used.
    """
    _refuse_empty(ledger)
    valuation = value_at(
        ledger,
        today=today,
        as_of=as_of,
        base_currency=base_currency,
        stale_after_days=policy.as_of.stale_after_days,
    )
    position = open_position(ledger, valuation, policy, language)
    ends = receivables.month_ends(valuation.as_of)
    known = receivables.balances(position, ends)
    speed = receivables.speed_by_month(position, policy, ends, known)
    customers = customer_frame(ledger, position, policy.limits.peak_months)
    peak = peak_exposure(position, customers, known.exposure)
    judged = credit.judge(customers, position, policy, peak, language)
    other = None
    if what_if is not None:
        now = (customers, judged.behaviour)
        found = under_what_if(what_if, policy, now, ledger=ledger, position=position, peak=peak)
        other = (what_if, found)
    base = (judged.assessed, judged.behaviour)
    compared = compare(customers, base, valuation, policy=policy, what_if=other, language=language)
    validated = validation(ledger, position, customers, policy, known, language)
    provided = provision(ledger, position, customers, judged.assessed, policy, language)
    covered = attach_cover(ledger, customers, position, policy)
    aged = receivables.aging(position)
    doubtful = doubts(ledger, position, ends[-2])
    collected = dunning(
        ledger,
        position,
        covered,
        judged.assessed.probability_of_default,
        policy=policy,
        language=language,
    )
    charged = late_interest_tables(position, customers, policy, language)
    issues = issues_frame(
        (
            *ledger.issues,
            *valuation.issues,
            *position.plans.issues,
            *doubtful,
            *judged.issues,
            *collected.issues,
            *charged.issues,
            *rate_issues(ledger, position),
        ),
        language,
    )
    tables = {
        "aging": aged,
        "aging_buckets": receivables.buckets_in_base(position),
        "control": receivables.control(ledger, position, aged),
        "worklist": collected.worklist,
        "ladder": collected.ladder,
        "late_interest": charged.items,
        "late_interest_totals": charged.totals,
        "open_items": _worded_types(receivables.open_items(position), language),
        "scores": judged.scores,
        "limits": judged.limits,
        "score_reasons": judged.reasons,
        "scenarios": compared.scenarios,
        "scenario_customers": compared.customers,
        "groups": group_table(customers, judged.assessed, language),
        "reviews": review_table(
            customers,
            judged.assessed,
            judged.behaviour,
            ledger.decisions,
            as_of=valuation.as_of,
            policy=policy,
            language=language,
        ),
        "dso_family": receivables.speed_family(position, policy, language),
        "dso_by_month": speed,
        "concentration": receivables.concentration(customers, language),
        "top_exposures": receivables.largest(customers),
        "working_capital": working_capital(ledger.statements, policy, language),
        "map": worded_fields(ledger.mapping, language),
        "issues": issues,
        "customer_history": customer_history(customers, position, known, judged.scores, policy),
        **validated.tables,
        **provided.tables,
        **insurance(covered, judged.assessed.probability_of_default, policy=policy, language=language),
        **funding(customers, position, judged.behaviour.weighted_days_late, policy, language),
    }
    names = customers.set_index("customer_id")["customer_name"]
    tables |= instalment_tables(position, names, language)
    cells = _cells(ledger, valuation, speed, judged.expected_loss, policy)
    cells["xlcredit_headline"] = headline(position, speed, names, language)
    cells |= validated.cells | provided.cells
    cells["xlcredit_left_out"] = left_out(ledger, position, language)
    cells["xlcredit_insurance_terms"] = terms_words(policy, language)
    return Refreshed(
        tables=tables,
        cells=cells,
        figures=_figures(tables, cells, float(customers["overdue"].sum())),
        as_of=valuation.as_of,
        base_currency=valuation.base_currency,
        policy=policy,
        dunning=collected,
        customers=customers,
        cover=covered,
        position=position,
    )


def _refuse_empty(ledger: Ledger) -> None:
    """Refuse a ledger without a usable row, and say why there is none."""
    if not ledger.items.empty:
        return
    first = next((issue for issue in ledger.issues if issue.code in SET_ASIDE), None)
    if first is None:
        raise SourceError("refresh.no_ledger", source=ledger.source_name)
    raise SourceError(
        "refresh.all_set_aside",
        source=ledger.source_name,
        rows=int(ledger.control["rows_read"].sum()),
        sheet=first.sheet_name,
        cell=first.cell,
        reason=first.reason(),
        remedy=first.remedy(),
    )


def _cells(
    ledger: Ledger, valuation: Valuation, speed: pd.DataFrame, expected_loss: float, policy: Policy
) -> dict[str, Any]:
    """Return the values of the named cells; the sentence is added by the caller."""
    now, before = speed.iloc[-1], speed.iloc[-2]
    codes = [issue.code for issue in ledger.issues]
    return {
        "AsOf": valuation.as_of,
        "BaseCurrency": valuation.base_currency,
        "xlcredit_policy_id": policy.policy_id,
        "xlcredit_version": __version__,
        "xlcredit_source": ledger.source_name,
        "xlcredit_dso": now["dso"],
        "xlcredit_dso_prior": before["dso"],
        "xlcredit_best_possible_dso": now["best_possible_dso"],
        "xlcredit_best_possible_dso_prior": before["best_possible_dso"],
        "xlcredit_open_total_prior": before["receivables"],
        "xlcredit_overdue_share_prior": before["overdue_share"],
        "xlcredit_expected_loss": expected_loss,
        "xlcredit_unmapped_columns": _fields_without_column(ledger),
        "xlcredit_duplicate_documents": codes.count("duplicate"),
    }


def _fields_without_column(ledger: Ledger) -> int:
    """Count, over the ledger sheets, the fields that the figures need and no column gives.

    Columns that mean nothing to us are no fault; due dates may come from terms too. A ledger that came as a
    frame has no sheet to look at.
    """
    fields = ledger.mapping.groupby("sheet_name")["field"].agg(set)
    due = ledger.items.groupby("sheet_name")["due_date"].count()
    return sum(
        not fields[sheet].intersection(names) and not ("due_date" in names and due[sheet])
        for sheet in due.index.intersection(fields.index)
        for names in NEEDED
    )


def _figures(tables: dict[str, pd.DataFrame], cells: dict[str, Any], overdue_total: float) -> dict[str, Any]:
    """Return the key figures that are printed and handed to machines."""
    now = tables["dso_by_month"].iloc[-1]
    scores, limits = tables["scores"], tables["limits"]
    debts = scores["open_amount"]
    return {
        "open_total": float(now["receivables"]),
        "overdue_total": overdue_total,
        "overdue_share": float(now["overdue_share"]),
        "dso": float(now["dso"]),
        "dso_count_back": float(now["dso_count_back"]),
        "best_possible_dso": float(now["best_possible_dso"]),
        "average_days_delinquent": float(now["average_days_delinquent"]),
        "collection_effectiveness": float(now["collection_effectiveness"]),
        "expected_loss": float(cells["xlcredit_expected_loss"]),
        "customers": len(scores),
        "customers_owing": int(np.count_nonzero(debts > 0)),
        "open_items": len(tables["open_items"]),
        "recommended_limits_total": float(limits["recommended_limit"].sum()),
        "over_recommended_limit": int((limits["headroom"] < 0).sum()),
    }


def _worded_types(items: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return open items with the document type in words."""
    from xlcredit.texts import say

    kinds = {
        kind: say(f"template.document_type.{kind}", language) for kind in items["document_type"].unique()
    }
    return items.assign(document_type=items["document_type"].map(kinds))


def worded_fields(mapping: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Return the mapping with the field in words; a column that means nothing to us has none.

    Parameters
    ----------
    mapping : DataFrame
        Columns of the map table.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    DataFrame
        The same rows.
    """
    from xlcredit.texts import topic

    labels = topic("labels")
    words = {name: labels[name][language] if name in labels else name for name in mapping["field"].unique()}
    return mapping.assign(field=mapping["field"].map(words))
