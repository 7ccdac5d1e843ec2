"""Where a late item stands on the dunning ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xlcredit.columns import as_floats, given_back
from xlcredit.policy import default_policy
from xlcredit.texts import LANGUAGES, entry, say

if TYPE_CHECKING:
    from xlcredit.policy import Policy
    from xlcredit.policy.collections import LetterKind
    from xlcredit.texts import Language

NOT_DUE = "not_due"
NO_STAGE = "no_stage"


def dunning_stage(days_past_due: Any, policy: Policy | None = None) -> Any:
    """Return the stage of the ladder that a number of days past due has reached.

    Parameters
    ----------
    days_past_due : float, or array_like of shape (n,)
        Zero or negative: not due. [days]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str or ndarray of object
        Name of the stage as the policy has it; "not_due", or "no_stage" for late items that have not reached
        the first one; None where the days are unknown.

    Notes
    -----
    A stage is reached on the very day it begins at. The ladder has no memory: who is looked at for the first
    time after 40 days stands where 40 days stand.

    Examples
    --------
    >>> dunning_stage(15), dunning_stage(2), dunning_stage(-4)
    ('formal_demand', 'no_stage', 'not_due')
    """
    days = as_floats(days_past_due, "days_past_due")
    ladder = (policy or default_policy()).dunning.ladder
    names = np.array([NO_STAGE, *(name for _, name in ladder)], dtype=object)
    stages = np.empty(days.shape, dtype=object)
    stages[...] = names[np.searchsorted([begin for begin, _ in ladder], days, side="right")]
    stages[days <= 0] = NOT_DUE
    stages[np.isnan(days)] = None
    return given_back(stages)


def is_alarm(days_past_due: Any, policy: Policy | None = None) -> Any:
    """Tell whether someone has to act at once, whatever the stage.

    Parameters
    ----------
    days_past_due : float, or array_like of shape (n,)
        [days]
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    bool or ndarray of bool
        False where the days are unknown.

    Examples
    --------
    >>> is_alarm(30), is_alarm(29)
    (True, False)
    """
    alarm_days = (policy or default_policy()).dunning.alarm_days
    return given_back(np.asarray(as_floats(days_past_due, "days_past_due") >= alarm_days))


def stage_text(stage: str, language: Language | None = None) -> str:
    """Return a stage in words; a stage that a company named itself keeps its name.

    Parameters
    ----------
    stage : str
        As `dunning_stage` gives it.
    language : {"en", "zh"}, optional
        The language; the current one when None.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> stage_text("formal_demand", "zh"), stage_text("法务部跟进")
    ('正式催告函', '法务部跟进')
    """
    if stage in (NOT_DUE, NO_STAGE):
        return say(f"collections.stage.{stage}", language)
    shipped = default_policy().dunning.stages
    return say(f"policy.words.{stage}", language) if stage in shipped else stage


def stage_named(word: str, policy: Policy | None = None) -> str:
    """Return the stage of the ladder that a word means.

    Parameters
    ----------
    word : str
        Name of a stage, or of the letter that goes out at it, in English or Chinese.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str
        Name of the stage as the policy has it; "" where the ladder has none of that name.

    Examples
    --------
    >>> stage_named("Formal demand"), stage_named("最后催告函"), stage_named("tea")
    ('formal_demand', 'professional_collection', '')
    """
    dunning = (policy or default_policy()).dunning
    plain = str(word).strip().casefold()
    for _, stage in dunning.ladder:
        names = {stage, stage.replace("_", " "), *(stage_text(stage, language) for language in LANGUAGES)}
        if plain and plain in {name.casefold() for name in names}:
            return stage
    for table in (dunning.first_letter, dunning.repeat_letter):
        for stage, kind in table.items():
            names = {kind, *entry(f"policy.words.{kind}").values()}
            if stage in dunning.stages and plain in {name.casefold() for name in names}:
                return stage
    return ""


def letter_named(word: str, stage: str, policy: Policy | None = None) -> LetterKind | Literal[""]:
    """Return the letter of a stage that a word means.

    Parameters
    ----------
    word : str
        Name of a letter in English or Chinese, or as the policy writes it.
    stage : str
        Stage as the policy has it.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str
        "" where the word names none of the stage's letters, or the stage itself.

    Examples
    --------
    >>> [letter_named(word, "professional_collection") for word in ("Final notice", "委托催收函", "called")]
    ['final_notice', 'agency_handover', '']
    """
    plain = str(word).strip().casefold()
    for is_repeat in (True, False):
        kind = letter_of(stage, policy, is_repeat=is_repeat)
        if kind and kind != stage and plain in {kind, *(name.casefold() for name in _words_of(kind))}:
            return kind
    return ""


def _words_of(kind: str) -> tuple[str, ...]:
    """Return the names of a letter."""
    return tuple(entry(f"policy.words.{kind}").values())


def letter_of(stage: str, policy: Policy | None = None, *, is_repeat: bool = False) -> LetterKind | None:
    """Return the letter that goes out at a stage.

    Parameters
    ----------
    stage : str
        As `dunning_stage` gives it.
    policy : Policy, optional
        The default policy when None.
    is_repeat : bool
        Whether the customer was written to at this stage already.

    Returns
    -------
    str or None
        A stage of one's own that names no letter gets that of the stage before it; None before the first.

    Examples
    --------
    >>> letter_of("professional_collection"), letter_of("professional_collection", is_repeat=True)
    ('final_notice', 'agency_handover')
    """
    dunning = (policy or default_policy()).dunning
    letters = dunning.repeat_letter if is_repeat else dunning.first_letter
    found: LetterKind | None = None
    for _, name in dunning.ladder:
        found = letters.get(name, found)
        if name == stage:
            return found
    return None
