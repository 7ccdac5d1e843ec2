"""Provision in a cell: loss rates from the history of the aging, and the loss allowance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.arguments import POLICY, Argument, column, one
from udfs.catalogue import worksheet_function
from udfs.functions import layout
from udfs.values import number_of
from xlcredit import provision as room
from xlcredit.errors import ArgumentError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

_STANDARD = "IFRS 9 5.5.15, B5.5.35, IE74-IE77; CAS 22 art. 63"


@worksheet_function(
    "LOSSRATES", Argument("balances_by_period", "number", "range", unit="money"),
    Argument("headings", "text", "range", optional=True),
    Argument("write_offs", "number", "range", optional=True, unit="money"), POLICY,
    group="provision", returns="table", unit="share", convention="history_table",
    source=f"policy: provision; {_STANDARD}",
    formula="roll rate k = balance k+1 / balance k a period before; loss rate k = product of these from k",
    examples=(('=LOSSRATES({100,0,0;120,50,0;90,60,20},{"Current","1-30","Lost"})', [
        ["Bucket", "Roll rate", "Loss rate", "Periods"],
        ["Current", 0.5, 0.2, 2.0],
        ["1-30", 0.4, 0.4, 1.0],
        ["Lost", "", 1.0, ""],
    ]),),
)  # fmt: skip
def loss_rates(
    balances_by_period: Any, headings: Any = None, write_offs: Any = None, policy: Any = None
) -> Any:
    """Return roll rates and loss rates by bucket."""
    balances = _numbers(balances_by_period, "balances_by_period")
    added_back = None if write_offs is None else _numbers(write_offs, "write_offs")
    found = room.loss_rates(balances, added_back, policy)
    return layout.loss_rate_rows(_names(headings, len(found.loss_rate)), found)


def _numbers(rows: Sequence[Sequence[Any]], argument: str) -> list[list[float]]:
    """Return a block of cells as numbers, NaN where blank."""
    return [
        [number_of(cell, f"{argument}[{row},{place}]") for place, cell in enumerate(cells, 1)]
        for row, cells in enumerate(rows, 1)
    ]


def _names(headings: Any, count: int) -> list[str]:
    """Return the names of the buckets: the headings given, else numbers."""
    numbered = [say("provision.column.numbered", number=place) for place in range(1, count + 1)]
    if headings is None:
        return numbered
    given = [cell for row in headings for cell in row]
    if len(given) != count:
        raise ArgumentError("provision.headings_count", got=len(given), wanted=count)
    return [
        number if cell is None else layout.word(cell) for cell, number in zip(given, numbered, strict=True)
    ]


@worksheet_function(
    "PROVISION", column("open_by_bucket", "number", "money"), column("loss_rates", "number", "share"),
    one("forward_factor", "number", "times", optional=True), POLICY,
    group="provision", unit="money", convention="allowance", source=f"policy: provision; {_STANDARD}",
    formula="sum of open_by_bucket x min(loss_rates x forward_factor, 1)",
    examples=(("=PROVISION({15000000,7500000,4000000,2500000,1000000},{0.003,0.016,0.036,0.066,0.106})",
               580000.0),
              ("=PROVISION({1200,150,60,80},{0.027,0.18,0.6,1},1.05)", 180.17)),
)  # fmt: skip
def provision(open_by_bucket: Any, loss_rates: Any, forward_factor: Any = None, policy: Any = None) -> Any:
    """Return the loss allowance."""
    return float(room.provision_matrix(open_by_bucket, loss_rates, forward_factor, policy).total)
