"""Records of the stress test: named scenarios, each a set of shocks on what is known of the customers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Count, Positive, Real, Record, Share

MOST_SCENARIOS = 10  # as many as the Scenarios sheet has room for, beside the base and the what-if


class Scenario(Record):
    """Shocks on the customers of an industry, or on all; what is not named stays as it is.

    Attributes
    ----------
    industry : str
        Only customers whose industry contains this word; several are separated by ``|``. Blank: all.
    sales : float
        Sales are multiplied by this. [times]
    margin_points : float
        Change of operating profit after that, in points of the sales before. [share of sales]
    ebit : float
        Operating profit is then multiplied by this; a loss grows where a profit would shrink. [times]
    interest_cost : float
        Interest expense is multiplied by this. [times]
    inventory, cash : float
        Share of the inventory's value, and of the cash, that is left. [share]
    days_late : float
        Days by which customers pay later than they do. [days]
    on_time : float
        The share paid on time is multiplied by this. [times]
    default_rate : float
        The default rate of every grade is multiplied by this, to 100 % at most. [times]
    largest_defaults : int
        So many of the customers with the largest debts default. [count]
    """

    industry: str = ""
    sales: Annotated[Real, Field(ge=0.1, le=2)] = 1.0
    margin_points: Annotated[Real, Field(ge=-0.5, le=0.5)] = 0.0
    ebit: Annotated[Real, Field(ge=0, le=2)] = 1.0
    interest_cost: Annotated[Real, Field(ge=0, le=10)] = 1.0
    inventory: Share = 1.0
    cash: Share = 1.0
    days_late: Annotated[Real, Field(ge=0, le=365)] = 0.0
    on_time: Share = 1.0
    default_rate: Annotated[Real, Field(ge=0.1, le=20)] = 1.0
    largest_defaults: Annotated[Count, Field(le=10)] = 0


SHOCKS = tuple(Scenario.model_fields)
SHOCK_UNITS: Mapping[str, str] = MappingProxyType({
    "industry": "word", "sales": "times", "margin_points": "share", "ebit": "times", "interest_cost": "times",
    "inventory": "share", "cash": "share", "days_late": "days", "on_time": "times", "default_rate": "times",
    "largest_defaults": "count",
})  # fmt: skip


def _without_empty(scenarios: Any) -> Any:
    """Drop scenarios of which every shock was taken out."""
    if not isinstance(scenarios, Mapping):
        return scenarios
    return {name: shocks for name, shocks in scenarios.items() if shocks != {}}


def _few(scenarios: Mapping[str, Scenario]) -> Mapping[str, Scenario]:
    """Refuse more scenarios than the sheet has room for."""
    if len(scenarios) > MOST_SCENARIOS:
        counts = {"count": len(scenarios), "most": MOST_SCENARIOS}
        raise PydanticCustomError("policy.scenarios_too_many", "too many scenarios", counts)
    return scenarios


def _as_given(scenarios: Mapping[str, Scenario]) -> dict[str, dict[str, Any]]:
    """Return scenarios as they were given: shocks that nobody named stay unnamed."""
    return {name: scenario.model_dump(exclude_unset=True) for name, scenario in scenarios.items()}


# A table of tables: it takes scenarios of one's own, and each scenario takes further shocks.
Scenarios = Annotated[
    Mapping[str, Scenario],
    BeforeValidator(_without_empty),
    AfterValidator(_few),
    AfterValidator(MappingProxyType),
    PlainSerializer(_as_given),
]


class Stress(Record):
    """How hard times are thought out.

    Attributes
    ----------
    fixed_cost_share : float
        Share of a customer's operating costs that stays when its sales fall. [share]
    customers_shown : int
        How many customers the list of the largest changes has at most. [count]
    scenarios : mapping of str to Scenario
        Named scenarios; own ones may be added.
    """

    fixed_cost_share: Share
    customers_shown: Positive
    scenarios: Scenarios
