"""Working capital in a cell: ratios, days and the cycle of money."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs.arguments import POLICY, each, one
from udfs.catalogue import worksheet_function
from xlcredit.policy import default_policy
from xlcredit.texts import LANGUAGES, say
from xlcredit.working_capital import cycle, ratios

DAYS_A_YEAR = "policy: dso.days_in_year"


def _days(days: Any) -> Any:
    """Return the days given, or the policy's year."""
    return float(default_policy().dso.days_in_year) if days is None else days


@worksheet_function(
    "CURRENTRATIO", each("current_assets", "number", "money"), each("current_liabilities", "number", "money"),
    group="working_capital", unit="times", formula="current_assets / current_liabilities",
    examples=(("=CURRENTRATIO(300,200)", 1.5),),
)  # fmt: skip
def current_ratio(current_assets: Any, current_liabilities: Any) -> Any:
    """Return the current ratio."""
    return ratios.current_ratio(current_assets, current_liabilities)


@worksheet_function(
    "QUICKRATIO", each("current_assets", "number", "money"), each("inventory", "number", "money"),
    each("current_liabilities", "number", "money"), each("prepayments", "number", "money", optional=True),
    group="working_capital", unit="times",
    formula="(current_assets - inventory - prepayments) / current_liabilities",
    examples=(("=QUICKRATIO(300,100,200)", 1.0), ("=QUICKRATIO(300,100,200,20)", 0.9)),
)  # fmt: skip
def quick_ratio(current_assets: Any, inventory: Any, current_liabilities: Any, prepayments: Any = 0.0) -> Any:
    """Return the quick ratio."""
    return ratios.quick_ratio(current_assets, inventory, current_liabilities, prepayments)


@worksheet_function(
    "CASHRATIO", each("cash", "number", "money"), each("current_liabilities", "number", "money"),
    each("securities", "number", "money", optional=True),
    group="working_capital", unit="times", formula="(cash + securities) / current_liabilities",
    examples=(("=CASHRATIO(40,200)", 0.2),),
)  # fmt: skip
def cash_ratio(cash: Any, current_liabilities: Any, securities: Any = 0.0) -> Any:
    """Return the cash ratio."""
    return ratios.cash_ratio(cash, current_liabilities, securities)


@worksheet_function(
    "NETWORKINGCAPITAL", each("current_assets", "number", "money"),
    each("current_liabilities", "number", "money"),
    group="working_capital", unit="money", formula="current_assets - current_liabilities",
    examples=(("=NETWORKINGCAPITAL(300,200)", 100.0),),
)  # fmt: skip
def net_working_capital(current_assets: Any, current_liabilities: Any) -> Any:
    """Return net working capital."""
    return ratios.net_working_capital(current_assets, current_liabilities)


@worksheet_function(
    "WORKINGCAPITALNEED", each("receivables", "number", "money"), each("inventory", "number", "money"),
    each("payables", "number", "money"), each("sales", "number", "money", optional=True),
    each("days", "number", "days", optional=True),
    group="working_capital", unit="money, days where sales are given", source=DAYS_A_YEAR,
    formula="receivables + inventory - payables, / sales x days where sales are given",
    examples=(("=WORKINGCAPITALNEED(50,80,30)", 100.0), ("=WORKINGCAPITALNEED(50,80,30,365)", 100.0)),
)  # fmt: skip
def working_capital_need(
    receivables: Any, inventory: Any, payables: Any, sales: Any = None, days: Any = None
) -> Any:
    """Return the working capital requirement, in money or in days of sales."""
    if sales is None:
        return cycle.working_capital_requirement(receivables, inventory, payables)
    return cycle.working_capital_requirement_days(receivables, inventory, payables, sales, _days(days))


@worksheet_function(
    "DIO", each("inventory", "number", "money"), each("cost_of_sales", "number", "money"),
    each("days", "number", "days", optional=True),
    group="working_capital", unit="days", formula="inventory / cost_of_sales x days", source=DAYS_A_YEAR,
    examples=(("=DIO(100,365)", 100.0), ("=DIO(100,720,360)", 50.0)),
)  # fmt: skip
def days_inventory(inventory: Any, cost_of_sales: Any, days: Any = None) -> Any:
    """Return days inventory outstanding."""
    return cycle.days_inventory_outstanding(inventory, cost_of_sales, _days(days))


@worksheet_function(
    "DPO", each("payables", "number", "money"), each("cost_of_sales", "number", "money"),
    each("days", "number", "days", optional=True),
    group="working_capital", unit="days", formula="payables / cost_of_sales x days", source=DAYS_A_YEAR,
    examples=(("=DPO(30,365)", 30.0),),
)  # fmt: skip
def days_payables(payables: Any, cost_of_sales: Any, days: Any = None) -> Any:
    """Return days payables outstanding."""
    return cycle.days_payables_outstanding(payables, cost_of_sales, _days(days))


@worksheet_function(
    "CASHCYCLE", each("days_inventory", "number", "days"), each("days_sales", "number", "days"),
    each("days_payables", "number", "days"),
    group="working_capital", unit="days", formula="days_inventory + days_sales - days_payables",
    examples=(("=CASHCYCLE(70,40,30)", 80.0),),
)  # fmt: skip
def cash_cycle(days_inventory: Any, days_sales: Any, days_payables: Any) -> Any:
    """Return the cash conversion cycle."""
    return cycle.cash_conversion_cycle(days_inventory, days_sales, days_payables)


@worksheet_function(
    "INVENTORYTURNOVER", each("cost_of_sales", "number", "money"), each("inventory", "number", "money"),
    group="working_capital", unit="times", formula="cost_of_sales / inventory",
    examples=(("=INVENTORYTURNOVER(120,(30+50)/2)", 3.0),),
)  # fmt: skip
def inventory_turnover(cost_of_sales: Any, inventory: Any) -> Any:
    """Return inventory turnover."""
    return cycle.inventory_turnover(cost_of_sales, inventory)


@worksheet_function(
    "PAYABLESTURNOVER", each("cost_of_sales", "number", "money"), each("payables", "number", "money"),
    group="working_capital", unit="times", formula="cost_of_sales / payables",
    examples=(("=PAYABLESTURNOVER(120,60)", 2.0),),
)  # fmt: skip
def payables_turnover(cost_of_sales: Any, payables: Any) -> Any:
    """Return payables turnover."""
    return cycle.payables_turnover(cost_of_sales, payables)


@worksheet_function(
    "DEBTRATIO", each("total_liabilities", "number", "money"), each("total_assets", "number", "money"),
    group="working_capital", unit="share", formula="total_liabilities / total_assets",
    examples=(("=DEBTRATIO(60,100)", 0.6),),
)  # fmt: skip
def debt_ratio(total_liabilities: Any, total_assets: Any) -> Any:
    """Return the debt ratio."""
    return ratios.debt_ratio(total_liabilities, total_assets)


@worksheet_function(
    "INTERESTCOVER", each("ebit", "number", "money"), each("interest_expense", "number", "money"),
    group="working_capital", unit="times", formula="ebit / interest_expense",
    examples=(("=INTERESTCOVER(900,300)", 3.0),),
)  # fmt: skip
def interest_cover(ebit: Any, interest_expense: Any) -> Any:
    """Return interest cover."""
    return ratios.interest_cover(ebit, interest_expense)


@worksheet_function(
    "RATIOHEALTH", one("ratio_name", "text"), each("value", "number"), POLICY,
    group="working_capital", source="policy: working_capital.health",
    examples=(('=RATIOHEALTH("current_ratio",1.7)', "healthy"),
              ('=RATIOHEALTH("Current ratio",0.8)', "alarm")),
)  # fmt: skip
def ratio_health(ratio_name: Any, value: Any, policy: Any = None) -> Any:
    """Return the word for a ratio's health."""
    ranges = dict((policy or default_policy()).working_capital.health)
    name = _ratio(str(ratio_name), ranges)
    words = [_health(name, one_value, ranges) for one_value in np.atleast_1d(value)]
    return np.array(words, dtype=object) if np.ndim(value) else words[0]


def _health(name: str, value: float, ranges: Any) -> str | None:
    """Return the word of one value, None where it is unknown."""
    if value != value:  # noqa: PLR0124  NaN is not itself
        return None
    return say(f"working_capital.health.{ratios.ratio_health(name, value, ranges)}")


def _ratio(word: str, ranges: Any) -> str:
    """Return the ratio that a name means: canonical, or its English or Chinese name."""
    plain = word.strip().casefold()
    for name in ranges:
        if plain in {
            name,
            *(say(f"working_capital.measure.{name}.name", other).casefold() for other in LANGUAGES),
        }:
            return str(name)
    return word
