"""Credit in a cell: score with its reasons, grade, limit, terms, release of an order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from math import isnan
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from udfs.arguments import POLICY, Argument, each, one
from udfs.catalogue import worksheet_function
from udfs.columns import Column
from udfs.functions import layout
from udfs.values import CellError, date_of
from xlcredit.credit import (
    customer_row,
    customer_table,
    distress,
    grades,
    limit_row,
    limits,
    loss,
    models,
    orders,
    reasons,
    scorecard,
    terms,
    terms_request,
    words,
)
from xlcredit.credit.card import card_of
from xlcredit.credit.factors import FACTORS, LEVELED
from xlcredit.errors import ArgumentError, MissingDataError, XlcreditError
from xlcredit.tables import CUSTOMERS, SCORE_REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from udfs.columns import Block

VALUES = Argument("values", "any", "row")
HEADERS = Argument("headers", "any", "range")
AS_OF = one("as_of", "date", optional=True)
CARD = "policy: scorecard"

_DATES = frozenset(each_one.name for each_one in CUSTOMERS.columns if each_one.kind == "date")
_FLOAT = {float}
_NUMBERS = frozenset(FACTORS) - frozenset(LEVELED)
_WORDS = frozenset(LEVELED) | {part.name for part in CUSTOMERS.columns if part.kind in ("text", "flag")}


@dataclass(frozen=True)
class Headings:
    """What the headings of a range mean.

    Attributes
    ----------
    names : tuple of (str or None)
        Factor or customer column of each heading; None where it says nothing of credit.
    known : tuple of str
        The same without None.
    own : tuple of str
        Columns of the user's own that a fitted card reads: numbers.
    """

    names: tuple[str | None, ...]
    known: tuple[str, ...]
    own: tuple[str, ...] = ()

    @cached_property
    def _only_numbers(self) -> bool:
        """Whether every heading that is read is a factor that is a number."""
        return bool(self.known) and _NUMBERS.union(self.own).issuperset(self.known)

    @cached_property
    def _pick(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """What picks the cells that are read out of a row."""
        places = [place for place, name in enumerate(self.names) if name is not None]
        return itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)

    def numbers(self, host_row: Sequence[Any]) -> tuple[float, ...] | None:
        """Return the cells of `known` when they are numbers without exception, as in most rows; else None."""
        if self._only_numbers:
            cells = self._pick(host_row)
            if set(map(type, cells)) == _FLOAT and not isnan(sum(cells)):
                return cells
        return None

    def row(self, cells: Sequence[Any]) -> dict[str, Any] | CellError:
        """Return one customer's values by canonical name, or the first error value among them."""
        found = {}
        for name, cell in zip(self.names, cells, strict=True):
            if name is not None:
                if type(cell) is CellError:
                    return cell
                found[name] = _date(name, cell) if name in _DATES else cell
        return found


@cache
def _meanings(headings: tuple[Any, ...], own: tuple[str, ...]) -> Headings:
    """Return what headings mean; the same headings are looked up once."""
    names = tuple(words.factors_of_headings(headings, own))
    return Headings(names, tuple(name for name in names if name is not None), own)


def _read(values: Block, headers: Sequence[Sequence[Any]], policy: Any) -> tuple[Headings, Block]:
    """Return the meaning of each column and the rows; upright headings turn the block over."""
    rows = values.turned() if len(headers) > 1 and len(headers[0]) == 1 else values
    headings = headers[0] if len(headers) == 1 else [cell for row in headers for cell in row]
    if len(headings) != rows.width:
        raise ArgumentError("hosts.headers_length", got=len(headings), wanted=rows.width)
    return _meanings(tuple(headings), () if policy is None else card_of(policy).own_columns), rows


def _date(name: str, cell: Any) -> date | None:
    """Return the date in a cell; a company may be older than the calendar of a spreadsheet."""
    return date_of(cell, name, earliest=date.min)


@worksheet_function(
    "CREDITSCORE", VALUES, HEADERS, POLICY, AS_OF,
    group="credit", unit="points", source=CARD, convention="score",
    formula="sum over factors of points x weight, over what is known; a fitted card: sum of points",
    examples=(('=CREDITSCORE({0.65},{"Debt ratio"})', 65.0),
              ('=CREDITSCORE({0.65;0.95},{"资产负债率"})', [[65.0], [20.0]])),
)  # fmt: skip
def credit_score(values: Any, headers: Any, policy: Any = None, as_of: Any = None) -> Any:
    """Return the score of each row."""
    headings, rows = _read(values, headers, policy)
    if len(rows) > 1:
        return _scores(headings, rows, policy, as_of)
    numbers = headings.numbers(rows.host_row(0))
    if numbers is not None:
        return scorecard.score_alone(headings.known, numbers, policy)
    row = headings.row(rows[0])
    if isinstance(row, CellError):
        return row
    factors = customer_row.row_factors(row, policy, as_of=as_of)
    return scorecard.score_alone(tuple(factors), tuple(factors.values()), policy)


def _scores(headings: Headings, rows: Block, policy: Any, as_of: Any) -> Any:
    """Return the scores of several rows; an error value is its own row's answer."""
    read = {
        name: _days(rows, place, name) if name in _DATES else rows.column(place)
        for place, name in enumerate(headings.names)
        if name is not None
    }
    columns = {name: column.values for name, column in read.items()}
    wrong = _no_numbers(columns)
    factors, unread = customer_table.customer_factors(columns, policy, as_of=as_of)
    scores = scorecard.scores_alone(factors, policy)
    errors = dict.fromkeys([*wrong, *(place for _, place, _ in unread)], CellError("#VALUE!"))
    errors |= {place: error for column in reversed(read.values()) for place, error in column.errors.items()}
    if not errors:
        return scores
    return np.array([errors.get(place, score) for place, score in enumerate(scores.tolist())], dtype=object)


def _days(rows: Block, place: int, name: str) -> Column:
    """Return a column of dates; a cell that holds none is its own row's answer."""
    try:
        return rows.dates(place, name, earliest=date.min)
    except XlcreditError:
        cells = rows.column(place)
    days, errors = np.full(len(rows), np.datetime64("NaT", "D")), dict(cells.errors)
    for row, cell in enumerate(cells.values.tolist()):
        if row not in errors and cell == cell:  # noqa: PLR0124  no blank among numbers
            try:
                days[row] = _date(name, cell)
            except XlcreditError as fault:
                errors[row] = CellError(fault.excel_error)
    return Column(days, cells.shape, errors)


def _no_numbers(columns: dict[str, Any]) -> list[int]:
    """Return the rows that hold something else where a number should be, and blank those cells."""
    wrong = []
    for name, cells in columns.items():
        if name not in _WORDS and cells.dtype == object:
            bad = [place for place, cell in enumerate(cells) if isinstance(cell, bool | str)]
            cells[bad] = None
            wrong += bad
    return wrong


@worksheet_function(
    "CREDITWHY", Argument("values_row", "any", "row"), HEADERS, POLICY, AS_OF,
    group="credit", returns="table", unit="points", source=CARD, convention="score",
    formula="contribution = points x weight / known weight; the contributions add up to the score",
    examples=(('=INDEX(CREDITWHY({0.65,2.5},{"Debt ratio","Current ratio"}),2,7)', 39.0),),
)  # fmt: skip
def credit_why(values_row: Any, headers: Any, policy: Any = None, as_of: Any = None) -> Any:
    """Return why one score is what it is."""
    headings, rows = _read(values_row, headers, policy)
    if len(rows) != 1:
        raise ArgumentError("hosts.one_row", argument="values_row", rows=len(rows))
    row = headings.row(rows[0])
    if isinstance(row, CellError):
        return row
    measures = customer_row.row_measures(row, policy, as_of=as_of)
    score = scorecard.score_one(measures.values, policy)
    titles = layout.headings(SCORE_REASONS.column_names[2:])
    return [titles, *reasons.reason_rows(score, measures.values, policy)]


@worksheet_function(
    "CREDITGRADE", each("score", "number", "points"), POLICY,
    group="credit", source="policy: grades",
    examples=(("=CREDITGRADE(72.5)", "B"), ("=CREDITGRADE({90;10})", [["A"], ["E"]])),
)  # fmt: skip
def credit_grade(score: Any, policy: Any = None) -> Any:
    """Return the grade that points alone give."""
    if isinstance(score, np.ndarray):
        return np.where(np.isnan(score), None, grades.grade_by_points(score, policy).astype(object))
    return None if math.isnan(score) else grades.grade_by_points(score, policy)


@worksheet_function(
    "CREDITPD", each("grade_or_score", "any"), POLICY,
    group="credit", unit="share", source="policy: grades; King and Zeng (2001), prior correction",
    formula="odds(default rate of the grade) x odds(own base rate) / odds(sample base rate); "
    "a score of a fitted card: 1 / (1 + odds of good to bad)",
    examples=(('=ROUND(CREDITPD("A"),5)', 0.00276), ("=ROUND(CREDITPD(10),4)", 0.1334)),
)  # fmt: skip
def credit_pd(grade_or_score: Any, policy: Any = None) -> Any:
    """Return the one-year probability of default of a grade or a score."""
    return grades.default_probability(grade_or_score, policy)


def _model(word: Any) -> str:
    """Return the name of an Altman model from a year, or the name itself."""
    named = f"altman_z_{word}"
    return next(
        (model for model in models.ALTMAN_MODELS if model in (word, named) or model.startswith(f"{named}_")),
        word,
    )


@worksheet_function(
    "ALTMANZ", each("working_capital", "number", "money"), each("retained_earnings", "number", "money"),
    each("ebit", "number", "money"), each("equity", "number", "money"), each("sales", "number", "money"),
    each("total_assets", "number", "money"), each("total_liabilities", "number", "money"),
    one("model", "text", optional=True),
    group="credit", source="Altman (1968), J. Finance 23(4); Altman (1983); Altman, Hartzell, Peck (1995)",
    formula="1968: 1.2 X1 + 1.4 X2 + 3.3 X3 + 0.6 X4 + 1.0 X5; 1983 and 1995: their own weights",
    examples=(('=ROUND(ALTMANZ(20,30,10,60,120,100,40,"1968"),2)', 3.09),
              ("=ROUND(ALTMANZ(90,30,55,100,440,620,280),5)", 1.27894)),
)  # fmt: skip
def altman_z(  # noqa: PLR0917  as many as the field has
    working_capital: Any, retained_earnings: Any, ebit: Any, equity: Any, sales: Any, total_assets: Any,
    total_liabilities: Any, model: Any = "1983",
) -> Any:  # fmt: skip
    """Return Altman's Z."""
    return distress.altman_z(
        working_capital,
        retained_earnings,
        ebit,
        equity,
        sales,
        total_assets,
        total_liabilities,
        _model(model),
    )


@worksheet_function(
    "OHLSONO", each("total_assets", "number", "money"), each("total_liabilities", "number", "money"),
    each("current_assets", "number", "money"), each("current_liabilities", "number", "money"),
    each("net_income", "number", "money"), each("prior_net_income", "number", "money"),
    each("funds_from_operations", "number", "money"), each("price_index", "number"),
    group="credit", source="Ohlson (1980), J. Accounting Research 18(1), model 1",
    formula="nine ratios of size, debt, liquidity and income; above 0 is distress",
    examples=(("=ROUND(OHLSONO(1000,600,400,200,50,40,90,100),4)", 0.6618),),
)  # fmt: skip
def ohlson_o(  # noqa: PLR0917  as many as the field has
    total_assets: Any, total_liabilities: Any, current_assets: Any, current_liabilities: Any, net_income: Any,
    prior_net_income: Any, funds_from_operations: Any, price_index: Any,
) -> Any:  # fmt: skip
    """Return Ohlson's O."""
    return distress.ohlson_o_1980(
        total_assets, total_liabilities, current_assets, current_liabilities, net_income, prior_net_income,
        funds_from_operations, price_index,
    )  # fmt: skip


@worksheet_function(
    "ZMIJEWSKI", each("net_income", "number", "money"), each("total_assets", "number", "money"),
    each("total_liabilities", "number", "money"), each("current_assets", "number", "money"),
    each("current_liabilities", "number", "money"),
    group="credit", source="Zmijewski (1984), J. Accounting Research 22 (suppl.)",
    formula="-4.336 - 4.513 NI/TA + 5.679 TL/TA + 0.004 CA/CL; above 0 is distress",
    examples=(("=ROUND(ZMIJEWSKI(50,1000,600,300,200),5)", -1.14825),),
)  # fmt: skip
def zmijewski(
    net_income: Any, total_assets: Any, total_liabilities: Any, current_assets: Any, current_liabilities: Any
) -> Any:
    """Return Zmijewski's X."""
    return distress.zmijewski_1984(
        net_income, total_assets, total_liabilities, current_assets, current_liabilities
    )


@worksheet_function(
    "SPRINGATE", each("working_capital", "number", "money"), each("ebit", "number", "money"),
    each("profit_before_tax", "number", "money"), each("sales", "number", "money"),
    each("total_assets", "number", "money"), each("current_liabilities", "number", "money"),
    group="credit", source="Springate (1978), Simon Fraser University",
    formula="1.03 WC/TA + 3.07 EBIT/TA + 0.66 PBT/CL + 0.4 sales/TA; below 0.862 is distress",
    examples=(("=ROUND(SPRINGATE(200,100,90,1200,1000,300),3)", 1.191),),
)  # fmt: skip
def springate(  # noqa: PLR0917  as many as the field has
    working_capital: Any,
    ebit: Any,
    profit_before_tax: Any,
    sales: Any,
    total_assets: Any,
    current_liabilities: Any,
) -> Any:
    """Return Springate's S."""
    return distress.springate_1978(
        working_capital, ebit, profit_before_tax, sales, total_assets, current_liabilities
    )


_LIMIT = (
    each("grade_or_score", "any"),
    each("annual_purchases", "number", "money"),
    each("terms_days", "number", "days"),
    each("net_worth", "number", "money", optional=True),
    each("insured_limit", "number", "money", optional=True),
    each("days_late", "number", "days", optional=True),
)


@worksheet_function(
    "CREDITLIMIT", *_LIMIT, POLICY,
    group="credit", unit="money", source="policy: limits", convention="limit",
    formula="min(need x grade factor, own risk + insured part, caps), rounded down to a step",
    examples=(('=CREDITLIMIT("B",1200000,60,2000000)', 197000.0),
              ('=CREDITLIMIT("E",1200000,60,2000000)', 0.0)),
)  # fmt: skip
def credit_limit(  # noqa: PLR0917  as many as the field has
    grade_or_score: Any, annual_purchases: Any, terms_days: Any, net_worth: Any = None,
    insured_limit: Any = None, days_late: Any = None, policy: Any = None,
) -> Any:  # fmt: skip
    """Return the recommended limit."""
    given = (grade_or_score, annual_purchases, terms_days, net_worth, insured_limit, days_late)
    if not any(isinstance(part, np.ndarray) for part in given):
        return limit_row.recommended_limit(*given, policy)
    return limits.credit_limit(
        grade_or_score, annual_purchases, terms_days, days_late=days_late, net_worth=net_worth,
        insured_limit=insured_limit, policy=policy,
    ).recommended_limit  # fmt: skip


@worksheet_function(
    "LIMITWHY", *(one(part.name, part.kind, part.unit, optional=part.optional) for part in _LIMIT),
    one("exposure", "number", "money", optional=True), POLICY,
    group="credit", returns="table", unit="money", source="policy: limits", convention="limit",
    formula="need, capacity, grade factor, insured part, own retention, caps, the binding one, headroom",
    examples=(('=INDEX(LIMITWHY("B",1200000,60,2000000,,,150000),12,2)', 197000.0),
              ('=INDEX(LIMITWHY("B",1200000,60,2000000,,,150000),14,2)', 47000.0)),
)  # fmt: skip
def limit_why(  # noqa: PLR0917  as many as the field has
    grade_or_score: Any, annual_purchases: Any, terms_days: Any, net_worth: Any = None,
    insured_limit: Any = None, days_late: Any = None, exposure: Any = None, policy: Any = None,
) -> Any:  # fmt: skip
    """Return the limit from the need down to the headroom."""
    found = limits.credit_limit(
        grade_or_score, annual_purchases, terms_days, days_late=days_late, net_worth=net_worth,
        insured_limit=insured_limit, policy=policy,
    )  # fmt: skip
    return layout.limit_rows(limits.limit_waterfall(found, exposure))


SETTLED = one("settled_invoices", "number", optional=True)
MONTHS = one("months_as_customer", "number", "months", optional=True)


@worksheet_function(
    "CREDITTERMS", one("grade_or_score", "any"), POLICY, SETTLED, MONTHS,
    group="credit", returns="table", source="policy: terms", convention="unknown",
    examples=(('=INDEX(CREDITTERMS("A"),2,1)', 60.0),
              ('=INDEX(CREDITTERMS("A",,1),2,4)', "full prepayment or letter of credit")),
)  # fmt: skip
def credit_terms(
    grade_or_score: Any, policy: Any = None, settled_invoices: Any = None, months_as_customer: Any = None
) -> Any:
    """Return days, prepayment, discount and security of a grade."""
    if grade_or_score is None:
        raise MissingDataError("hosts.unknown_answer", blank="grade_or_score")
    return layout.terms_rows(
        terms.credit_terms(
            grade_or_score, policy, settled_invoices=settled_invoices, months_as_customer=months_as_customer
        )
    )


@worksheet_function(
    "ORDERDECISION", one("limit", "number", "money"), one("exposure", "number", "money"),
    one("order_amount", "number", "money"), one("oldest_days_past_due", "number", "days", optional=True),
    one("grade_or_score", "any", optional=True), POLICY, SETTLED, MONTHS,
    group="credit", returns="table", source="policy: orders, terms.new_customer", convention="order",
    formula="exposure + order_amount against limit; days past due; grade; new customer",
    examples=(('=INDEX(ORDERDECISION(100000,80000,25000,10,"B"),1,2)', "Over the limit by 5,000.00 (5.0%)"),
              ('=INDEX(ORDERDECISION(100000,0,25000,,"B",,1),1,1)', "review")),
)  # fmt: skip
def order_decision(  # noqa: PLR0917  as many as the field has
    limit: Any, exposure: Any, order_amount: Any, oldest_days_past_due: Any = None,
    grade_or_score: Any = None, policy: Any = None, settled_invoices: Any = None,
    months_as_customer: Any = None,
) -> Any:  # fmt: skip
    """Return release, review or hold, and the reason."""
    decision = orders.order_decision(
        limit, exposure, order_amount, oldest_days_past_due, grade_or_score,
        settled_invoices=settled_invoices, months_as_customer=months_as_customer, policy=policy,
    )  # fmt: skip
    return [[decision.verdict_text(), decision.reason()]]


@worksheet_function(
    "EXPECTEDLOSS", each("exposure", "number", "money"), each("probability_of_default", "number", "share"),
    each("loss_given_default", "number", "share", optional=True), POLICY,
    group="credit", unit="money", source="policy: grades.loss_given_default", convention="expected_loss",
    formula="max(exposure, 0) x probability_of_default x loss_given_default",
    examples=(("=EXPECTEDLOSS(100000,2%,45%)", 900.0), ("=EXPECTEDLOSS(100000,0.02)", 2000.0)),
)  # fmt: skip
def expected_loss(
    exposure: Any, probability_of_default: Any, loss_given_default: Any = None, policy: Any = None
) -> Any:
    """Return the expected loss."""
    return loss.expected_loss(exposure, probability_of_default, loss_given_default, policy)


@worksheet_function(
    "LIMITUSE", each("exposure", "number", "money"), each("limit", "number", "money"),
    group="credit", unit="share", formula="exposure / limit",
    examples=(("=LIMITUSE(75000,100000)", 0.75),),
)  # fmt: skip
def limit_use(exposure: Any, limit: Any) -> Any:
    """Return the used share of a limit."""
    return loss.limit_use(exposure, limit)


@worksheet_function(
    "TERMSREQUEST", one("amount_due", "number", "money"), one("requested_days", "number", "days"),
    one("grade_or_score", "any"), one("days_past_due", "number", "days", optional=True),
    one("earlier_requests", "number", optional=True), one("security", "number", "money", optional=True),
    one("due_date", "date", optional=True), POLICY,
    group="credit", returns="table", source="policy: terms.requests", convention="request",
    formula="first payment = amount_due x share; the rest is extended, secured where the policy asks",
    examples=(('=INDEX(TERMSREQUEST(100000,30,"C"),2,1)', "accept against security"),
              ('=INDEX(TERMSREQUEST(100000,30,"C"),2,2)', 50000.0)),
)  # fmt: skip
def terms_request_rows(  # noqa: PLR0917  as many as the request has
    amount_due: Any, requested_days: Any, grade_or_score: Any, days_past_due: Any = None,
    earlier_requests: Any = None, security: Any = None, due_date: Any = None, policy: Any = None,
) -> Any:  # fmt: skip
    """Return the answer to a request for longer terms."""
    if grade_or_score is None:
        raise MissingDataError("hosts.unknown_answer", blank="grade_or_score")
    return layout.request_rows(
        terms_request.terms_request(
            amount_due, requested_days, grade_or_score, days_past_due=days_past_due,
            earlier_requests=earlier_requests, security=security, due_date=due_date, policy=policy,
        )
    )  # fmt: skip
