"""Result records as rows of cells: headings first, in the current language."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from udfs.values import text_of
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xlcredit.collections import Instalment, LateClaim
    from xlcredit.credit.terms_request import TermsAnswer
    from xlcredit.foresight import CashForecast
    from xlcredit.policy.records import GradeTerms
    from xlcredit.protection import BaseLine
    from xlcredit.provision import LossRates
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


def request_rows(answer: TermsAnswer) -> list[list[Any]]:
    """Return the answer to a request for longer terms.

    Parameters
    ----------
    answer : TermsAnswer
        From `xlcredit.credit.terms_request`.

    Returns
    -------
    list of list
        Decision, first payment, extended amount, days, new due date, security, limit factor, approval, why.
    """
    columns = (
        "verdict", "first_payment", "extended_amount", "granted_days", "new_due_date", "security_needed",
        "limit_factor", "approval", "why",
    )  # fmt: skip
    return [
        [say(f"credit.request.column.{column}") for column in columns],
        [
            answer.verdict_text(), answer.first_payment, answer.extended_amount, answer.granted_days,
            answer.new_due_date, answer.security_needed, answer.limit_factor, answer.approval_text(),
            answer.reason(),
        ],
    ]  # fmt: skip


def base_rows(lines: Iterable[BaseLine]) -> list[list[Any]]:
    """Return a borrowing base.

    Parameters
    ----------
    lines : iterable of BaseLine
        From `xlcredit.protection.borrowing_base`.

    Returns
    -------
    list of list
        Item, amount, rule.
    """
    headed: list[list[Any]] = [
        [say(f"protection.base.heading.{word}") for word in ("item", "amount", "rule")]
    ]
    return headed + [[line.name(), line.amount, line.rule()] for line in lines]


def forecast_rows(forecast: CashForecast) -> list[list[Any]]:
    """Return a cash forecast with its total row.

    Parameters
    ----------
    forecast : CashForecast
        From `xlcredit.foresight.cash_forecast`.

    Returns
    -------
    list of list
        Period, first and last day, expected receipts, cumulative; then later, no due date, total.
    """
    words = ("period", "first_day", "last_day", "receipts", "cumulative")
    days = zip(forecast.first_day.tolist(), forecast.last_day.tolist(), strict=True)
    receipts = [*forecast.receipts.tolist(), forecast.later, forecast.no_due_date]
    cumulative = [round(total, 6) for total in accumulate(receipts)]
    periods: list[list[Any]] = [[float(place), *period] for place, period in enumerate(days, 1)]
    periods += [[say(f"foresight.forecast.{word}"), None, None] for word in ("later", "no_due_date")]
    rows = [[*period, *money] for period, *money in zip(periods, receipts, cumulative, strict=True)]
    total = [say("foresight.forecast.total"), None, None, forecast.total, forecast.total]
    return [[say(f"foresight.forecast.{word}") for word in words], *rows, total]


def instalment_rows(plan: Iterable[Instalment]) -> list[list[Any]]:
    """Return an instalment plan.

    Parameters
    ----------
    plan : iterable of Instalment
        From `xlcredit.collections.instalment_plan`.

    Returns
    -------
    list of list
        Number, due date (in words for the down payment), payment, interest, principal, balance.
    """
    columns = ("number", "due_date", "payment", "interest", "principal", "balance")
    rows: list[list[Any]] = [[say(f"collections.plan.{column}") for column in columns]]
    for row in plan:
        day = row.due_date if row.due_date is not None else say("collections.plan.on_agreement")
        amounts = [float(part) for part in (row.payment, row.interest, row.principal, row.balance)]
        rows.append([float(row.number), day, *amounts])
    return rows


def claim_rows(claim: LateClaim, until: date) -> list[list[Any]]:
    """Return the claim for one late debt; amounts in cents, whose sum is the total.

    Parameters
    ----------
    claim : LateClaim
        From `xlcredit.collections.late_claim`.
    until : date
        Day of the claim.

    Returns
    -------
    list of list
        Item, first and last day, days, rate, balance, amount, remark.
    """
    columns = ("item", "from", "to", "days", "rate", "balance", "amount", "remark")
    check = say("collections.claim.to_be_confirmed")
    rows: list[list[Any]] = [[say("collections.claim.debt"), None, None, None, None, None, claim.amount, ""]]
    for line in claim.lines:
        days, remark = float(line.days), "" if line.is_confirmed else check
        stretch = [line.first_day, line.last_day, days, line.rate, line.balance]
        rows.append([say("collections.claim.interest"), *stretch, round(line.interest, 2), remark])
    if claim.fee:
        remark = claim.fee_currency if claim.is_fee_confirmed else f"{claim.fee_currency}, {check}"
        rows.append([say("collections.claim.fee"), None, None, None, None, None, claim.fee, remark])
    if claim.paid:
        rows.append([say("collections.claim.paid"), None, None, None, None, None, -claim.paid, ""])
    total = round(sum(row[6] for row in rows), 2)
    days = float(sum(line.days for line in claim.lines))
    last = [say("collections.claim.total"), None, until, days, None, None, total, ""]
    return [[say(f"collections.claim.{column}") for column in columns], *rows, last]


def loss_rate_rows(names: Sequence[str], rates: LossRates) -> list[list[Any]]:
    """Return roll rates and loss rates by bucket.

    Parameters
    ----------
    names : sequence of str
        Names of the buckets.
    rates : LossRates
        From `xlcredit.provision.loss_rates`.

    Returns
    -------
    list of list
        Bucket, roll rate, loss rate, periods; the last bucket rolls nowhere and has blanks there.
    """
    columns = ("bucket", "roll_rate", "loss_rate", "periods")
    rows: list[list[Any]] = [[say(f"provision.column.{column}") for column in columns]]
    figures = zip(rates.roll_rate.tolist(), rates.loss_rate.tolist(), rates.periods.tolist(), strict=True)
    for name, (roll, loss, periods) in zip(names, figures, strict=True):
        rows.append([name, roll, loss, float(periods)])
    rows[-1] = [rows[-1][0], None, rows[-1][2], None]
    return rows


def word(cell: Any) -> str:
    """Return a heading as text; a whole number loses its ``.0``, as a cell shows it.

    Parameters
    ----------
    cell : object
        Text, number or date.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> word(30.0), word(" 1-30 ")
    ('30', '1-30')
    """
    return str(text_of(cell))
