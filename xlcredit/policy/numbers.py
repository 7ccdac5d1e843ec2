"""The kinds of value a policy holds, each with the range it may lie in."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

Letter = Literal["A", "B", "C", "D", "E"]
LETTERS: tuple[Letter, ...] = ("A", "B", "C", "D", "E")


def _no_flag(value: object) -> object:
    """Refuse yes and no where a number is meant: both would pass as 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("policy.flag_for_number", "a number is needed")
    return value


Real = Annotated[float, BeforeValidator(_no_flag), Field(allow_inf_nan=False)]
Share = Annotated[Real, Field(ge=0, le=1)]
Factor = Annotated[Real, Field(ge=0)]
AboveZero = Annotated[Real, Field(gt=0)]
Points = Annotated[Real, Field(ge=0, le=100)]
Weight = Annotated[Real, Field(ge=0)]
Money = Annotated[Real, Field(ge=0)]
Count = Annotated[int, BeforeValidator(_no_flag), Field(ge=0)]
Positive = Annotated[int, BeforeValidator(_no_flag), Field(ge=1)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Record(BaseModel):
    """A frozen part of the policy that knows no other field than its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def check_rising(edges: tuple[float, ...]) -> tuple[float, ...]:
    """Return the edges when each is above the one before; say where it is not."""
    for before, after in pairwise(edges):
        if after <= before:
            raise PydanticCustomError(
                "policy.edges_not_rising", "edges must rise", {"before": before, "after": after}
            )
    return edges
