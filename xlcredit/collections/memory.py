"""What the log of contacts says: last contact, promises, letters, and the late items these were about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcredit.collections.dunning import letter_named, letter_of, stage_named

if TYPE_CHECKING:
    from datetime import date

    from xlcredit.columns import Codes, Flags
    from xlcredit.policy import Policy

NO_DAY = np.iinfo(np.int64).max
"""Stands for a day that never came."""
_LETTERS = ("customer_id", "currency", "contacted_on", "stage", "letter")
_PROMISES = ("customer_id", "currency", "promised_at", "promised_on", "promised_amount")
_ROOM = 1 << 22  # days of one group in a sortable number


@dataclass(frozen=True)
class Memory:
    """The log of contacts as of a date.

    Attributes
    ----------
    last_contact : Series of dates
        By customer.
    letters : DataFrame
        Contacts at a stage, in the order of their days: ``customer_id``, ``currency`` ("": every one),
        ``contacted_on``, ``stage``, ``letter`` (which one, where stage or note name it; else "").
    promises : DataFrame
        Promises with a day: ``customer_id``, ``currency`` ("": not said), ``promised_at`` (day they were
        made), ``promised_on``, ``promised_amount`` (NaN: everything that was late).
    """

    last_contact: pd.Series[pd.Timestamp]
    letters: pd.DataFrame
    promises: pd.DataFrame


def memory_of(contacts: pd.DataFrame, as_of: date, policy: Policy) -> tuple[Memory, pd.DataFrame]:
    """Return what the log of contacts says as of a date.

    Parameters
    ----------
    contacts : DataFrame
        Columns of `xlcredit.tables.CONTACTS`, the latest last.
    as_of : date
        Later contacts were not known then and do not count.
    policy : Policy
        Its ladder says which stages there are.

    Returns
    -------
    Memory
        Last contacts, letters, promises.
    DataFrame
        The contacts with a word for a stage that the ladder does not have.
    """
    known = contacts[contacts["contacted_on"] <= pd.Timestamp(as_of)]
    stage = known["stage"].map({word: stage_named(word, policy) for word in known["stage"].unique()})
    last = known.drop_duplicates("customer_id", keep="last").set_index("customer_id")["contacted_on"]
    at_stage = known.assign(stage=stage)[stage.astype(object).fillna("") != ""]
    words = known.loc[at_stage.index, "stage"]
    notes = at_stage.get("note", words)
    letters = at_stage.assign(letter=_letters_named(words, notes, at_stage["stage"], policy))
    promised = known[known["promised_on"].notna()].rename(columns={"contacted_on": "promised_at"})
    memory = Memory(
        last_contact=last,
        letters=letters[list(_LETTERS)].reset_index(drop=True),
        promises=promised[list(_PROMISES)].reset_index(drop=True),
    )
    return memory, known[(known["stage"] != "") & (stage == "")]


def _letters_named(
    words: pd.Series[str], notes: pd.Series[str], stages: pd.Series[str], policy: Policy
) -> list[str]:
    """Return which letter each contact names, by its word for the stage or else by its note."""
    found = []
    known: dict[tuple[str, str], str] = {}
    for stage, *texts in zip(stages, words, notes, strict=True):
        for text in texts:
            if (text, stage) not in known:
                known[text, stage] = letter_named(text, stage, policy)
        found.append(next((known[text, stage] for text in texts if known[text, stage]), ""))
    return found


@dataclass(frozen=True)
class Asked:
    """What the letters of the log were about, item by item.

    Attributes
    ----------
    place, day : ndarray of int, shape (groups,)
        Place on the ladder and day of the last letter to the debtor; 0 and `NO_DAY` where none went out.
    stage_last : ndarray of str, shape (groups,)
        Stage of the last contact at one.
    was_asked : ndarray of bool, shape (items,)
        Whether a letter to the debtor was about the item.
    sent_place, sent_day : ndarray of int, shape (items,)
        Place and day of the last letter that goes out once for an item; 0 where none did.
    sent_letter : ndarray of str, shape (items,)
        Which one.
    """

    place: Codes
    day: Codes
    stage_last: Any
    was_asked: Flags
    sent_place: Codes
    sent_day: Codes
    sent_letter: Any


def asked_before(
    letters: pd.DataFrame, late: pd.DataFrame, groups: pd.DataFrame, held: Any, policy: Policy
) -> Asked:
    """Return which late items the letters of the log were about.

    Parameters
    ----------
    letters : DataFrame
        Of `Memory`.
    late : DataFrame
        Late items with ``group`` (row of `groups`), ``due_date`` and, where instalments changed that,
        ``due_date_invoiced``.
    groups : DataFrame
        ``customer_id`` and ``currency`` of each group.
    held : callable
        Group, day (as a number) and its late items -> which of them a promise paused on that day.
    policy : Policy
        Ladder and letters.

    Returns
    -------
    Asked
        By group and by item.

    Notes
    -----
    A letter is about the items that were late on its day: an item due that day was not. One that `takes` only
    demanded items is about those that an earlier letter asked for or that were past the days of the demanded
    stage. What was handed over stays so when instalments are agreed later: there the invoice's own due date
    counts. Of two contacts at one stage that name no letter the second stands for the repeat letter, when the
    days of quiet were over.
    """
    sent = _of_groups(letters, groups)
    due = late["due_date"].to_numpy(dtype="M8[D]").astype(np.int64)
    group = late["group"].to_numpy(dtype=np.int64)
    ladder = policy.dunning.ladder
    places = {name: place for place, (_, name) in enumerate(ladder, 1)}
    sent["place"] = sent["stage"].map(places).to_numpy(dtype=np.int64)
    sent = sent.sort_values(["group", "day", "place"], kind="stable", ignore_index=True)
    oldest = np.full(len(groups), NO_DAY)
    np.minimum.at(oldest, group, due)
    kinds = _kinds(sent, oldest, policy)
    once = np.array([getattr(policy.dunning.once, kind) if kind else False for kind in kinds], dtype=bool)
    to_debtor = sent[~once]
    first = _first_after(to_debtor, group, due)
    place, day = np.zeros(len(groups), dtype=np.int64), np.full(len(groups), NO_DAY)
    place[to_debtor["group"]], day[to_debtor["group"]] = to_debtor["place"], to_debtor["day"]
    stage_last = np.full(len(groups), "", dtype=object)
    stage_last[sent["group"]] = sent["stage"]
    sent_once = sent[once].assign(letter=np.array(kinds, dtype=object)[once])
    own = late.get("due_date_invoiced", late["due_date"]).to_numpy(dtype="M8[D]").astype(np.int64)
    gone = _gone(sent_once, (group, own, _first_after(to_debtor, group, own)), held, policy)
    return Asked(place, day, stage_last, first < NO_DAY, *gone)


def _of_groups(letters: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return letters by group; one that names no currency is about every currency of its customer."""
    numbered = groups[["customer_id", "currency"]].assign(group=np.arange(len(groups)))
    is_named = (letters["currency"] != "").to_numpy()
    named = letters[is_named].merge(numbered, on=["customer_id", "currency"])
    others = letters[~is_named].drop(columns="currency").merge(numbered, on="customer_id")
    frames = [frame for frame in (named, others) if len(frame)]
    joined = pd.concat(frames, ignore_index=True) if frames else named
    return joined.assign(day=joined["contacted_on"].to_numpy(dtype="M8[D]").astype(np.int64))


def _kinds(sent: pd.DataFrame, oldest: Codes, policy: Policy) -> list[str]:
    """Return which letter each contact was: the one named, else the first or the repeat one of its stage."""
    about = sent["day"] > oldest[sent["group"]]  # of an item that is still open
    began = sent["day"].where(about).groupby([sent["group"], sent["place"]]).transform("min")
    again = (sent["day"] >= began + max(policy.dunning.quiet_days, 1)).to_numpy()
    usual = {
        (name, repeat): letter_of(name, policy, is_repeat=repeat) or ""
        for _, name in policy.dunning.ladder
        for repeat in (False, True)
    }
    return [
        named or usual[stage, bool(repeat)]
        for named, stage, repeat in zip(sent["letter"], sent["stage"], again, strict=True)
    ]


def _first_after(sent: pd.DataFrame, group: Codes, due: Codes) -> Codes:
    """Return the day of the first letter after the due date of each item, `NO_DAY` where there was none."""
    keys = sent["group"].to_numpy(dtype=np.int64) * _ROOM + sent["day"].to_numpy(dtype=np.int64)
    found = np.searchsorted(keys, group * _ROOM + due, side="right")
    groups, days = np.r_[sent["group"].to_numpy(), -1], np.r_[sent["day"].to_numpy(), 0]
    return np.where(groups[found] == group, days[found], NO_DAY)


def _gone(
    sent: pd.DataFrame, items: tuple[Codes, Codes, Codes], held: Any, policy: Policy
) -> tuple[Codes, Codes, Any]:
    """Return place, day and kind of the last letter of those that go out once, for every item."""
    group, due, first = items
    place, day = np.zeros(len(group), dtype=np.int64), np.zeros(len(group), dtype=np.int64)
    letter = np.full(len(group), "", dtype=object)
    if sent.empty:
        return place, day, letter
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(int(group.max()) + 2))
    sent = sent.sort_values(["day", "place"], kind="stable")
    columns = (sent[name].tolist() for name in ("group", "day", "place", "letter"))
    for which, when, step, kind in zip(*columns, strict=True):
        own = order[bounds[which] : bounds[which + 1]]
        own = own[due[own] < when]
        if getattr(policy.dunning.takes, kind) != "all":
            own = own[(first[own] < when) | (when - due[own] >= demanded_days(policy, step))]
        own = own[~held(which, when, own)]
        place[own], day[own], letter[own] = step, when, kind
    return place, day, letter


def demanded_days(policy: Policy, place: int) -> int:
    """Return the days past due from which an item counts as demanded, for a letter at a place of the ladder.

    Parameters
    ----------
    policy : Policy
        Its demanded stage.
    place : int
        From 1.

    Returns
    -------
    int
        [days]
    """
    ladder = policy.dunning.ladder
    return policy.dunning.stages.get(policy.dunning.demanded_stage, ladder[place - 1][0])
