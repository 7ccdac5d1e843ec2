"""Working days by country: where a due date goes that falls on a day of rest."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from xlcredit.columns import as_dates
from xlcredit.errors import ArgumentError, MissingDataError
from xlcredit.policy import default_policy
from xlcredit.policy.claims import RollRule
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from holidays import HolidayBase

    from xlcredit.policy import Policy

CHINA = "CN"
CODE_LENGTH = 2
ONE_DAY = timedelta(days=1)


def country_code(country: str, policy: Policy | None = None) -> str:
    """Return the code of a country, with its part where one is named.

    Parameters
    ----------
    country : str
        Two-letter code in any case, with a part of the country behind a hyphen (DE-BY), or a name that the
        policy lists.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    str
        For instance "DE" or "DE-BY"; a word that is neither is given back in capitals.

    Examples
    --------
    >>> country_code("中国"), country_code("de-by"), country_code("UK")
    ('CN', 'DE-BY', 'GB')
    """
    return _codes(policy or default_policy()).get(plain_word(country), str(country).strip().upper())


def _codes(policy: Policy) -> dict[str, str]:
    """Return the code of every spelling of a country that the policy lists: the first of its spellings."""
    names = (*policy.late_interest.rule_by_country, *policy.business_days.due_dates)
    return {plain_word(word): name.split("|")[0] for name in names for word in name.split("|")}


def business_day(day: date, country: str, rule: Any = None, policy: Policy | None = None) -> date:
    """Return a date, or the working day that stands for it when it is a day of rest.

    Parameters
    ----------
    day : datetime.date
        The date, for instance a due date.
    country : str
        As in `country_code`.
    rule : {"following", "preceding", "stays"}, optional
        Where it goes; what the policy says for the country when None.
    policy : Policy, optional
        The default policy when None.

    Returns
    -------
    datetime.date
        The date itself on a working day, and under ``stays``.

    Raises
    ------
    ArgumentError
        When the country, its part or the rule is unknown.
    MissingDataError
        When the working days of that year are not announced yet, or the calendar does not reach it.

    Notes
    -----
    Days of rest are weekends and public holidays; in China Saturdays and Sundays that are worked to make up
    for holidays are working days. Where holidays differ within a country, only those of the whole country
    count unless its part is named.

    References
    ----------
    民法典 (Civil Code of China) article 203; BGB section 193.

    Examples
    --------
    >>> business_day(date(2026, 10, 3), "DE"), business_day(date(2026, 2, 14), "CN")
    (datetime.date(2026, 10, 5), datetime.date(2026, 2, 14))
    """
    rules = policy or default_policy()
    code = country_code(country, rules)
    step = _step(code, rule, rules)
    _calendar(code)  # an unknown country is refused also where nothing moves
    if not step:
        return day
    while not is_business_day(day, code, rules):
        day += step
    return day


def business_days(days: Any, country: str, rule: Any = None, policy: Policy | None = None) -> Any:
    """Return dates moved off days of rest, each as `business_day` moves it.

    Parameters
    ----------
    days : date, or array_like of shape (n,)
        Dates.
    country, rule, policy
        As in `business_day`; one for all.

    Returns
    -------
    datetime64[D] or ndarray of datetime64[D], shape (n,)
        NaT where a date is unknown, and in a column also where the calendar is not known.

    Raises
    ------
    ArgumentError
        As in `business_day`.
    MissingDataError
        As in `business_day`, for a scalar only.

    Examples
    --------
    >>> business_days(["2026-10-03", "2026-10-05"], "DE").astype(str).tolist()
    ['2026-10-05', '2026-10-05']
    """
    rules = policy or default_policy()
    _step(country_code(country, rules), rule, rules)
    _calendar(country_code(country, rules))
    found = as_dates(days)
    if not found.ndim:
        one: date | None = found.item()
        return np.datetime64("NaT" if one is None else business_day(one, country, rule, rules), "D")
    different, places = np.unique(found, return_inverse=True)
    moved = [_moved_or_unknown(day, country, rule, rules) for day in different.tolist()]
    return np.array(moved, dtype="datetime64[D]")[places].reshape(found.shape)


def _moved_or_unknown(day: date | None, country: str, rule: Any, policy: Policy) -> date | None:
    """Return the moved date, None where the date or the calendar is not known."""
    try:
        return None if day is None else business_day(day, country, rule, policy)
    except MissingDataError:
        return None


def _step(code: str, rule: Any, policy: Policy) -> timedelta:
    """Return how a date moves under a rule; the policy's rule of the country where none is given."""
    if rule is None:
        rule = policy.business_days.by_country.get(plain_word(code.partition("-")[0]), "stays")
    word = str(rule).strip().lower()
    if word not in get_args(RollRule):
        raise ArgumentError("collections.roll_unknown", got=rule)
    return {"following": ONE_DAY, "preceding": -ONE_DAY}.get(word, timedelta())


def is_business_day(day: date, country: str, policy: Policy | None = None) -> bool:
    """Tell whether a day is worked in a country.

    Parameters
    ----------
    day : datetime.date
        The day.
    country : str
        As in `country_code`.
    policy : Policy, optional
        Its own days win over the calendar; the default policy when None.

    Returns
    -------
    bool
        False on weekends and public holidays.

    Raises
    ------
    ArgumentError, MissingDataError
        As in `business_day`.

    Examples
    --------
    >>> is_business_day(date(2026, 2, 14), "CN"), is_business_day(date(2026, 2, 15), "CN")
    (True, False)
    """
    rules = policy or default_policy()
    code = country_code(country, rules)
    calendar = _calendar(code)
    land = code.partition("-")[0]
    own = rules.business_days.cn_days.get(day.isoformat()) if land == CHINA else None
    if own is not None:
        return own == "working_day"
    last = rules.business_days.cn_known_until
    if land == CHINA and day > last:
        raise MissingDataError("collections.year_unknown", country=land, last=last, day=day)
    if not calendar.start_year <= day.year <= calendar.end_year:
        years = {"first": calendar.start_year, "last": calendar.end_year}
        raise MissingDataError("collections.calendar_ends", country=land, day=day, **years)
    return bool(calendar.is_working_day(day))


@lru_cache(maxsize=64)
def _calendar(code: str) -> HolidayBase:
    """Return the calendar of a country or its part; it fills itself year by year as it is asked."""
    import holidays

    land, _, part = code.partition("-")
    if len(land) != CODE_LENGTH:
        raise ArgumentError("collections.country_unknown", got=code)
    try:
        return holidays.country_holidays(land, subdiv=part or None)
    except NotImplementedError as fault:
        raise ArgumentError("collections.country_unknown", got=code) from fault
