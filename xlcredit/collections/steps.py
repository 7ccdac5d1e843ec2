"""Which letter each late item goes into: the ladder walked from its top, part by part of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.collections.dunning import letter_of
from xlcredit.collections.memory import NO_DAY, demanded_days

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlcredit.collections.memory import Asked
    from xlcredit.columns import Codes, Flags, Floats
    from xlcredit.policy import Policy

TAKES = ("all", "demanded", "insured")
ALL, DEMANDED_BEFORE, INSURED = range(len(TAKES))


@dataclass(frozen=True)
class LateItems:
    """Late items as the ladder sees them, one entry each.

    Attributes
    ----------
    group : ndarray of int
        Customer and currency.
    days : ndarray
        Days past due.
    due : ndarray of int
        Due date as a number.
    is_covered : ndarray of bool
        Whether an insurer covers the item.
    """

    group: Codes
    days: Floats
    due: Codes
    is_covered: Flags


@dataclass(frozen=True)
class Parts:
    """The letters that the items of each group go into.

    Attributes
    ----------
    part : ndarray of int, shape (items,)
        From 0, the highest stage first; what is not asked for stands in the last part.
    count : ndarray of int, shape (groups,)
        Parts of each group, at least 1.
    rank, last : ndarray of int, shape (parts,)
        Place on the ladder and the place last used for one of its items; 0: none. Parts stand in the order
        of the groups.
    """

    part: Codes
    count: Codes
    rank: Codes
    last: Codes


def letters_by_place(policy: Policy, read: Callable[[str], Any], otherwise: Any) -> np.ndarray[Any, Any]:
    """Return what the policy says of the letters of every place on the ladder.

    Parameters
    ----------
    policy : Policy
        Ladder and letters.
    read : callable
        What to say of a letter.
    otherwise : object
        What to say where there is none.

    Returns
    -------
    ndarray, shape (2, places + 1)
        First letter and repeat letter; place 0 is before the ladder.
    """
    names = [name for _, name in policy.dunning.ladder]
    kinds = [[letter_of(name, policy, is_repeat=repeat) for name in names] for repeat in (False, True)]
    return np.array([[otherwise, *(read(kind) if kind else otherwise for kind in row)] for row in kinds])


def takes_by_place(policy: Policy) -> np.ndarray[Any, Any]:
    """Return which items the letters of every place take, as places in `TAKES`, like `letters_by_place`."""
    return letters_by_place(policy, lambda kind: TAKES.index(getattr(policy.dunning.takes, kind)), ALL)


def own_places(items: LateItems, policy: Policy) -> Codes:
    """Return the place on the ladder that each item has reached by its own days.

    Parameters
    ----------
    items : LateItems
        The items.
    policy : Policy
        The ladder.

    Returns
    -------
    ndarray of int
        0 before the first stage; an item without cover stays before a stage whose letter is for covered ones.
    """
    begins = [begin for begin, _ in policy.dunning.ladder]
    place = np.searchsorted(begins, items.days, side="right")
    below = np.arange(len(begins) + 1)
    for step in np.flatnonzero(takes_by_place(policy)[0] == INSURED):
        below[step] = below[step - 1]
    return np.where(items.is_covered, place, below[place])


def waiting(items: LateItems, asked: Asked, policy: Policy) -> Flags:
    """Tell which items were handed over or claimed and wait for the result.

    Parameters
    ----------
    items : LateItems
        The items.
    asked : Asked
        What the letters of the log were about.
    policy : Policy
        The ladder.

    Returns
    -------
    ndarray of bool
        True where a letter that goes out once was about the item, unless the item has since reached a higher
        stage with another letter, as a claim after a hand-over.
    """
    place = own_places(items, policy)
    names = letters_by_place(policy, str, "").astype(object)[0]
    goes_on = (place > asked.sent_place) & (names[place] != asked.sent_letter)
    return np.asarray((asked.sent_place > 0) & ~goes_on)


def parts_of(items: LateItems, free: Flags, raised: Codes, asked: Asked, policy: Policy) -> Parts:
    """Walk the ladder from its top and say which letter each item goes into.

    Parameters
    ----------
    items : LateItems
        The items.
    free : ndarray of bool
        Those that may be asked for.
    raised : ndarray of int, shape (groups,)
        Stages up after a broken promise.
    asked : Asked
        What the letters of the log were about.
    policy : Policy
        Ladder and letters.

    Returns
    -------
    Parts
        The stage of a part is the highest that one of its items has reached, raised, and never below the
        stage last used for one of them. A letter takes what the policy says; the other items go into the next
        part, at their own stage. Where it would take none, the part stays below that stage.
    """
    count, top = len(raised), len(policy.dunning.ladder)
    places, takes = own_places(items, policy), takes_by_place(policy)
    demanded_from = np.array([0, *(demanded_days(policy, step) for step in range(1, top + 1))])
    part, number = np.zeros(len(free), dtype=np.int64), np.zeros(count, dtype=np.int64)
    ceiling = np.full(count, top)
    made: list[tuple[Codes, Codes, Codes, Codes]] = []
    left = free.copy()
    while left.any():
        group = items.group[left]
        rank, oldest = np.zeros(count, dtype=np.int64), np.full(count, NO_DAY)
        np.maximum.at(rank, group, places[left])
        np.minimum.at(oldest, group, items.due[left])
        last = np.where((asked.place > 0) & (oldest < asked.day) & (asked.day < NO_DAY), asked.place, 0)
        rank = np.minimum(np.maximum(np.minimum(rank + raised, top), last), ceiling)
        wants = takes[(rank == last).astype(np.int64), rank]
        here = items.group
        fits = wants[here] == ALL
        fits |= asked.was_asked | (items.days >= demanded_from[rank[here]])
        fits &= (wants[here] != INSURED) | items.is_covered
        fits &= left
        taken = np.bincount(here[fits], minlength=count) > 0
        stuck = (np.bincount(group, minlength=count) > 0) & ~taken
        ceiling[stuck] = rank[stuck] - 1
        part[fits] = number[here[fits]]
        which = np.flatnonzero(taken)
        made.append((which, number[which], rank[which], last[which]))
        number[which] += 1
        left &= ~fits
    part[~free] = np.maximum(number - 1, 0)[items.group[~free]]
    return _in_order(part, number, made)


def _in_order(part: Codes, number: Codes, made: list[tuple[Codes, Codes, Codes, Codes]]) -> Parts:
    """Return parts in the order of their groups; where nothing is asked for there is one, off the ladder."""
    idle = np.flatnonzero(number == 0)
    none = np.zeros(len(idle), dtype=np.int64)
    which, place, rank, last = (
        np.concatenate(one) for one in zip(*made, (idle, none, none, none), strict=True)
    )
    order = np.lexsort((place, which))
    return Parts(part, np.maximum(number, 1), rank[order], last[order])
