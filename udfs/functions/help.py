"""Help in a cell: why a cell shows an error, and which version and policy computed it."""

from __future__ import annotations

from typing import Any

import xlcredit
from udfs import faults
from udfs.arguments import POLICY, one
from udfs.catalogue import catalogue, worksheet_function
from udfs.values import CellError
from xlcredit.policy import default_policy
from xlcredit.texts import say


@worksheet_function(
    "XLCWHY", one("cell", "any"), group="help", convention="takes_errors",
    examples=(("=LEFT(XLCWHY(DSO(100,0,30)),9)", "DSO #NUM!"),),
)  # fmt: skip
def why(cell: Any) -> str:
    """Return the reason behind an error value, or the latest fault of the function in a formula's text."""
    if isinstance(cell, CellError):
        fault = faults.latest(error=cell.code)
        return str(fault) if fault else say("catalogue.words.no_reason", error=cell.code)
    name = _function_in(str(cell or ""))
    fault = faults.latest(function=name) if name else None
    return str(fault) if fault else say("catalogue.words.no_fault")


def _function_in(formula: str) -> str | None:
    """Return the first of our functions that a formula calls."""
    calls = {name: formula.upper().find(f"{name}(") for name in catalogue()}
    found = [name for name, place in calls.items() if place >= 0]
    return min(found, key=lambda name: (calls[name], -len(name)), default=None)


@worksheet_function(
    "XLCVERSION", POLICY, group="help", convention="none",
    examples=((f"=LEFT(XLCVERSION(),{len(xlcredit.__version__)})", xlcredit.__version__),),
)  # fmt: skip
def version(policy: Any = None) -> str:
    """Return version, policy id and the date the policy applies from."""
    rules = policy or default_policy()
    return say(
        "catalogue.words.version",
        version=xlcredit.__version__,
        policy_id=rules.policy_id,
        effective_from=rules.meta.effective_from,
    )
