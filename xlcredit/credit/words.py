"""The words a cell may hold: headings, levels of a factor, yes and no, in both languages."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from xlcredit.errors import ArgumentError
from xlcredit.tables import CUSTOMERS
from xlcredit.texts import entry, topic
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Leveled = Literal["legal_form", "judgments", "country_grade"]

COUNTRY_GRADES = ("A1", "A2", "A3", "A4", "B", "C", "D", "E")
LEGAL_FORMS = ("sole_owner", "partnership", "private_company", "listed_company", "state_owned", "rated_group")
JUDGMENT_LEVELS = ("none", "closed_only", "one_open", "several_open")
LEVELS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "legal_form": LEGAL_FORMS,
    "judgments": JUDGMENT_LEVELS,
    "country_grade": COUNTRY_GRADES,
})  # fmt: skip

NAMES_AND_NUMBERS = ("customer_id", "customer_name", "group_id")  # columns that say nothing of credit


def _synonyms(key: str) -> list[str]:
    """Return every word of an entry, both languages."""
    return [word for text in entry(key).values() for word in text.split("|")]


@cache
def known_headings() -> Mapping[str, str]:
    """Return every heading that is understood, in its plain form, with the factor or column it means.

    Returns
    -------
    mapping of str to str
        Plain heading to canonical name.

    Examples
    --------
    >>> known_headings()["资产负债率"], known_headings()["net sales"]
    ('debt_ratio', 'sales')
    """
    found: dict[str, str] = {}
    columns = [name for name in CUSTOMERS.column_names if name not in NAMES_AND_NUMBERS]
    for name in columns:
        also = _synonyms(f"credit.columns.{name}") if name in topic("credit")["columns"] else []
        for word in (name, *_synonyms(f"labels.{name}"), *also):
            found.setdefault(plain_word(word), name)
    factors = topic("policy")["factors"]
    for name in topic("credit")["headings"]:
        own = _synonyms(f"policy.factors.{name}") if name in factors else []
        for word in (name, *own, *_synonyms(f"credit.headings.{name}")):
            found.setdefault(plain_word(word), name)
    return MappingProxyType(found)


def factor_of_heading(heading: Any) -> str | None:
    """Return the factor or customer column that a heading means.

    Parameters
    ----------
    heading : any
        A heading in English or Chinese, or a canonical name.

    Returns
    -------
    str or None
        Canonical name; None when the heading is not understood.

    Examples
    --------
    >>> factor_of_heading("On-time rate"), factor_of_heading("流动比率"), factor_of_heading("colour")
    ('on_time_rate', 'current_ratio', None)
    """
    return known_headings().get(plain_word(heading))


def factors_of_headings(headings: Sequence[Any], own: Iterable[str] = ()) -> list[str | None]:
    """Return what each heading of a range means; a blank one and the customer's name mean nothing.

    Parameters
    ----------
    headings : sequence
        Headings from left to right.
    own : iterable of str
        Headings of columns of the user's own that a fitted card names; each means itself.

    Returns
    -------
    list of str or None
        Canonical names.

    Raises
    ------
    ArgumentError
        When a heading is not understood (all such are named), or two mean the same.

    Examples
    --------
    >>> factors_of_headings(["Customer", "Debt ratio", ""])
    [None, 'debt_ratio', None]
    >>> factors_of_headings(["x7  ebit_to_assets"], own=["X7 EBIT to assets"])
    ['X7 EBIT to assets']
    """
    owned = {plain_word(name): name for name in own}
    idle = {plain_word(word) for name in NAMES_AND_NUMBERS for word in (name, *_synonyms(f"labels.{name}"))}
    found = [factor_of_heading(heading) or owned.get(plain_word(heading)) for heading in headings]
    unknown = [
        str(heading)
        for heading, name in zip(headings, found, strict=True)
        if name is None and heading is not None and plain_word(heading) and plain_word(heading) not in idle
    ]
    if unknown:
        raise ArgumentError(
            "credit.unknown_heading", got=", ".join(map(repr, unknown)), near=_near(unknown[0])
        )
    named = [name for name in found if name is not None]
    twice = [name for name in named if named.count(name) > 1]
    if twice:
        raise ArgumentError("credit.heading_twice", got=twice[0])
    return found


def _near(heading: str) -> str:
    """Return the known headings that look most like one."""
    import difflib

    close = difflib.get_close_matches(plain_word(heading), list(known_headings()), n=3, cutoff=0.5)
    return ", ".join(close or ["debt ratio", "资产负债率"])


@cache
def level_codes(factor: str) -> Mapping[str, int]:
    """Return the words of a leveled factor with the number of the level each means.

    Parameters
    ----------
    factor : {"legal_form", "judgments", "country_grade"}
        The factor.

    Returns
    -------
    mapping of str to int
        Plain word to place in `LEVELS`.

    Examples
    --------
    >>> level_codes("legal_form")["国有企业"]
    4
    """
    key = {"legal_form": "credit.legal_form", "judgments": "credit.judgment_level"}.get(factor)
    found: dict[str, int] = {}
    for code, level in enumerate(LEVELS[factor]):
        words: Iterable[str] = _synonyms(f"{key}.{level}") if key else ()
        for word in (level, *words):
            found.setdefault(plain_word(word), code)
    return MappingProxyType(found)


@cache
def _flags() -> Mapping[str, float]:
    """Return the words for yes and no."""
    yes = {plain_word(word): 1.0 for word in _synonyms("credit.flag.yes")}
    return {**yes, **{plain_word(word): 0.0 for word in _synonyms("credit.flag.no")}}


def read_flag(value: Any) -> float | None:
    """Return yes as 1, no as 0, a blank as not-a-number.

    Parameters
    ----------
    value : bool, float, str or None
        A cell's value.

    Returns
    -------
    float or None
        None when the value is none of these.

    Examples
    --------
    >>> read_flag(True), read_flag("否"), read_flag(None), read_flag("perhaps")
    (1.0, 0.0, nan, None)
    """
    if is_blank(value):
        return float("nan")
    if isinstance(value, str):
        return _flags().get(plain_word(value))
    return 1.0 if value else 0.0


def read_level(factor: str, value: Any) -> float | None:
    """Return the place of a leveled factor's word, not-a-number for a blank.

    Parameters
    ----------
    factor : {"legal_form", "judgments", "country_grade"}
        The factor.
    value : str or None
        A cell's value.

    Returns
    -------
    float or None
        None when the word is not known.

    Examples
    --------
    >>> read_level("country_grade", "a3"), read_level("legal_form", "club")
    (2.0, None)
    """
    if is_blank(value):
        return float("nan")
    code = level_codes(factor).get(plain_word(value))
    return None if code is None else float(code)


def is_blank(value: Any) -> bool:
    """Tell whether a cell's value says nothing: None, empty text, NaN, NaT or NA.

    Parameters
    ----------
    value : any
        A cell's value.

    Returns
    -------
    bool
        True for a blank; zero is none.

    Examples
    --------
    >>> is_blank(" "), is_blank(0)
    (True, False)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    if type(value).__name__ == "NAType":  # pandas' unknown has no truth value
        return True
    return bool(value != value)  # noqa: PLR0124  only NaN and NaT differ from themselves
