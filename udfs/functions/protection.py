"""Protection and funding in a cell: insurance, discounts for early payment, factoring, the borrowing base."""

from __future__ import annotations

from typing import Any

from udfs.arguments import POLICY, column, each, one
from udfs.catalogue import worksheet_function
from udfs.functions import layout
from xlcredit import protection as room
from xlcredit.policy import default_policy

_INSURANCE = "policy: protection.insurance; Coface glossary, indemnification"


def _rules(policy: Any) -> Any:
    """Return the rules of protection of a policy, the default one for None."""
    return (policy or default_policy()).protection


def _or(given: Any, left_out: Any) -> Any:
    """Return what was given, or what stands for an argument that was left out."""
    return left_out if given is None else given


@worksheet_function(
    "INSUREDLOSS", each("loss", "number", "money"), each("insured_limit", "number", "money"),
    each("cover_share", "number", "share"), each("deductible", "number", "money", optional=True),
    one("order", "text", optional=True), POLICY,
    group="protection", unit="money", source=_INSURANCE, convention="insured",
    formula="min(loss, insured_limit) x cover_share - deductible, never below 0; or in another order",
    examples=(("=INSUREDLOSS(100000,100000,90%,5000)", 85000.0),
              ('=INSUREDLOSS(150000,100000,90%,0,"cover_limit_deductible")', 100000.0)),
)  # fmt: skip
def insured_loss(  # noqa: PLR0917  as many as the field has
    loss: Any, insured_limit: Any, cover_share: Any, deductible: Any = None, order: Any = None,
    policy: Any = None,
) -> Any:  # fmt: skip
    """Return the indemnity."""
    order = _or(order, _rules(policy).insurance.order)
    return room.indemnity(loss, insured_limit, cover_share, _or(deductible, 0.0), order)


@worksheet_function(
    "UNINSURED", each("exposure", "number", "money"), each("insured_limit", "number", "money"),
    each("cover_share", "number", "share"), each("deductible", "number", "money", optional=True),
    one("order", "text", optional=True), POLICY,
    group="protection", unit="money", source=_INSURANCE, convention="insured",
    formula="exposure - indemnity if all of it were lost",
    examples=(("=UNINSURED(150000,100000,90%)", 60000.0),
              ("=UNINSURED({150000;-500},100000,90%)", [[60000.0], [0.0]])),
)  # fmt: skip
def uninsured(  # noqa: PLR0917  as many as the field has
    exposure: Any, insured_limit: Any, cover_share: Any, deductible: Any = None, order: Any = None,
    policy: Any = None,
) -> Any:  # fmt: skip
    """Return what stays with us."""
    order = _or(order, _rules(policy).insurance.order)
    return room.uninsured(exposure, insured_limit, cover_share, _or(deductible, 0.0), order)


@worksheet_function(
    "CLAIMDATE", each("due_date", "date"), each("waiting_days", "number", "days", optional=True), POLICY,
    group="protection", unit="date", source="policy: protection.insurance.waiting_days",
    formula="due_date + waiting_days",
    examples=(('=TEXT(CLAIMDATE(DATE(2026,1,31)),"yyyy-mm-dd")', "2026-04-01"),
              ("=CLAIMDATE(DATE(2026,1,31),90)-DATE(2026,1,31)", 90.0)),
)  # fmt: skip
def claim_date(due_date: Any, waiting_days: Any = None, policy: Any = None) -> Any:
    """Return the first day of a claim."""
    return room.claim_date(due_date, _or(waiting_days, _rules(policy).insurance.waiting_days))


@worksheet_function(
    "PREMIUM", each("insured_amount", "number", "money"), each("rate", "number", "share"),
    each("minimum", "number", "money", optional=True), each("limit_fees", "number", "money", optional=True),
    group="protection", unit="money", formula="max(insured_amount x rate, minimum) + limit_fees",
    examples=(("=PREMIUM(20000000,0.25%)", 50000.0), ("=PREMIUM(20000000,0.25%,60000,1500)", 61500.0)),
)  # fmt: skip
def premium(insured_amount: Any, rate: Any, minimum: Any = None, limit_fees: Any = None) -> Any:
    """Return the premium."""
    return room.premium(insured_amount, rate, _or(minimum, 0.0), _or(limit_fees, 0.0))


@worksheet_function(
    "EARLYPAYCOST", each("discount_share", "number", "share"), each("discount_days", "number", "days"),
    each("net_days", "number", "days"), one("convention", "text", optional=True), POLICY,
    group="protection", unit="share a year", source="policy: protection.early_payment.convention",
    formula="simple: d / (1 - d) x year / days gained; compound: (1 - d) ^ (-year / days gained) - 1",
    examples=(('=ROUND(EARLYPAYCOST(2%,10,30,"simple_360"),4)', 0.3673),
              ('=ROUND(EARLYPAYCOST(2%,20,45,"compound_365"),3)', 0.343)),
)  # fmt: skip
def early_pay_cost(
    discount_share: Any, discount_days: Any, net_days: Any, convention: Any = None, policy: Any = None
) -> Any:
    """Return the cost of a discount in a year."""
    convention = _or(convention, _rules(policy).early_payment.convention)
    return room.early_payment_cost(discount_share, discount_days, net_days, convention)


@worksheet_function(
    "DISCOUNTCOST", each("amount", "number", "money"), each("annual_rate", "number", "share"),
    each("days", "number", "days"), each("advance_share", "number", "share", optional=True),
    each("fee_share", "number", "share", optional=True), one("convention", "text", optional=True), POLICY,
    group="protection", unit="share a year", source="policy: protection.financing",
    formula="(advance x annual_rate x days / 360 + amount x fee_share) / money in hand, put on a year",
    examples=(("=ROUND(DISCOUNTCOST(10000,0,45,90%,3%),4)", 0.2704),
              ('=ROUND(DISCOUNTCOST(100000,6%,90,,,"simple_360"),5)', 0.06091)),
)  # fmt: skip
def discount_cost(  # noqa: PLR0917  as many as the field has
    amount: Any, annual_rate: Any, days: Any, advance_share: Any = None, fee_share: Any = None,
    convention: Any = None, policy: Any = None,
) -> Any:  # fmt: skip
    """Return the cost of funding in a year."""
    rules = _rules(policy).financing
    return room.discount_cost(
        amount, annual_rate, days, _or(advance_share, 1.0), _or(fee_share, 0.0),
        convention=_or(convention, rules.convention), interest_days_in_year=rules.interest_days_in_year,
        costs_taken=rules.costs_taken,
    )  # fmt: skip


@worksheet_function(
    "BORROWINGBASE", column("customers", "text"), column("open_amounts", "number", "money"),
    column("days_past_due", "number", "days"), column("reasons", "text", optional=True),
    one("reserves", "number", "money", optional=True), POLICY,
    group="protection", returns="table", unit="money", source="policy: protection.borrowing_base",
    convention="base",
    formula="gross - not eligible - credits - concentration = eligible; x advance share - reserves = base",
    examples=(('=INDEX(BORROWINGBASE({"A";"A";"B"},{60;40;100},{90;0;5}),9,2)', 25.0),
              ('=INDEX(BORROWINGBASE({"A";"A";"B"},{60;40;100},{90;0;5}),12,2)', 21.25)),
)  # fmt: skip
def borrowing_base(  # noqa: PLR0917  as many as the field has
    customers: Any, open_amounts: Any, days_past_due: Any, reasons: Any = None, reserves: Any = None,
    policy: Any = None,
) -> Any:  # fmt: skip
    """Return the borrowing base line by line."""
    lines = room.borrowing_base(
        customers, open_amounts, days_past_due, reasons, _or(reserves, 0.0),
        rules=_rules(policy).borrowing_base,
    )  # fmt: skip
    return layout.base_rows(lines)
