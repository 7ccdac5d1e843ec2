"""Scenarios in words: what they are called, what they assume, and what they change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from xlcredit.policy.loading import flatten
from xlcredit.policy.risk_tables import SPELLINGS
from xlcredit.policy.sheet import item_label
from xlcredit.texts import say, topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy import Policy
    from xlcredit.policy.stress import Scenario
    from xlcredit.texts import Language

MOST_ITEMS = 4  # of a what-if; the rest is counted
LEAST_SHARE = 0.0005  # a change that rounds to 0.0 % is said as an amount


def scenario_name(key: str, language: Language) -> str:
    """Return what a scenario is called; one of the user's own is called as it is named.

    Parameters
    ----------
    key : str
        Its name in the policy.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        Words.

    Examples
    --------
    >>> scenario_name("mild_recession", "zh"), scenario_name("flood", "en")
    ('轻度衰退', 'flood')
    """
    return say(f"policy.words.{key}", language) if key in topic("policy")["words"] else key


def assumed(scenario: Scenario, language: Language) -> str:
    """Return the shocks of a scenario in words.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        Those that were named, joined by commas.

    Examples
    --------
    >>> from xlcredit.policy.stress import Scenario
    >>> assumed(Scenario(sales=0.95, days_late=5), "en")
    'sales x 0.95, paid 5 days later'
    """
    given = scenario.model_dump(exclude_unset=True)
    if "industry" in given:
        given["industry"] = say("scenarios.or", language).join(
            word.strip() for word in str(given["industry"]).split(SPELLINGS)
        )
    join = say("scenarios.join", language)
    return join.join(say(f"scenarios.shock.{name}", language, value=value) for name, value in given.items())


def changed_items(policy: Policy, what_if: Policy, language: Language) -> str:
    """Return the items of a policy that a what-if changes, in words.

    Parameters
    ----------
    policy : Policy
        The policy in force.
    what_if : Policy
        The other one.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        The first few with both values, and how many more there are.

    Examples
    --------
    >>> from xlcredit.policy import default_policy, overlay
    >>> changed_items(default_policy(), overlay(default_policy(), {"limits.step": 500}), "zh")
    '信用额度 › 向下取整单位（不足其十倍时按十分之一取整，依此类推） 1000→500'
    """
    before, after = flatten(policy.model_dump()), flatten(what_if.model_dump())
    changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    said = [
        f"{item_label(path, language)} {_shown(before.get(path))}→{_shown(after.get(path))}"
        for path in changed[:MOST_ITEMS]
    ]
    if len(changed) > MOST_ITEMS:
        said.append(say("scenarios.more", language, count=len(changed) - MOST_ITEMS))
    return say("scenarios.join", language).join(said)


def _shown(value: Any) -> str:
    """Return a policy value in short; what is not there is a dash."""
    if isinstance(value, list | tuple):
        return "/".join(map(_shown, value))
    if isinstance(value, bool):
        return str(value).upper()  # as the Policy sheet writes it, in either language
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def change_text(
    base: Mapping[str, Any], row: Mapping[str, Any], moves: tuple[int, int], language: Language
) -> str:
    """Return what changes against today, in words.

    Parameters
    ----------
    base, row : mapping
        Columns of the scenarios table: of today, and of what is compared with it.
    moves : tuple of int
        How many customers' grades fall and rise.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        Change of the expected loss and of the limits as shares of today's, or as amounts where there is
        nothing to share; grades that fall and rise, and how many more or fewer customers have one.

    Examples
    --------
    >>> today = {"scenario_loss": 100.0, "recommended_total": 1000.0}
    >>> change_text(today, {"scenario_loss": 135.0, "recommended_total": 900.0}, (3, 1), "en")
    'Loss +35.0%, limits -10.0%; grades 3 down, 1 up'
    """
    changes = [_change(base[name], row[name], language) for name in ("scenario_loss", "recommended_total")]
    rated = row.get("rated_customers", 0) - base.get("rated_customers", 0)
    if changes == ["", ""] and moves == (0, 0) and not rated:
        return say("scenarios.no_change", language)
    same = say("scenarios.same", language)
    loss, limits = (change or same for change in changes)
    said = [say("scenarios.moves", language, down=moves[0], up=moves[1])] if any(moves) else []
    if rated:
        said.append(say(f"scenarios.{'gained' if rated > 0 else 'lost'}", language, count=abs(rated)))
    grades = say("scenarios.join", language).join(said) or same
    return say("scenarios.change", language, loss=loss, limits=limits, grades=grades)


def _change(before: float, after: float, language: Language) -> str:
    """Return a change as a share of what was, or as an amount; blank where there is none."""
    if before == after or (math.isnan(before) and math.isnan(after)):
        return ""
    if math.isnan(after):
        return say("scenarios.unknown", language)
    if math.isnan(before):
        return f"{after:+,.0f}"
    share = (after - before) / before if before > 0 else 0.0
    return f"{share:+.1%}" if abs(share) >= LEAST_SHARE else f"{after - before:+,.0f}"
