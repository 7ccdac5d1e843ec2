"""Records of country and industry risk: grades by country and by industry that one fills in oneself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from xlcredit.policy.numbers import Record
from xlcredit.texts.plain import plain_word

RiskGrade = Literal["A1", "A2", "A3", "A4", "B", "C", "D", "E"]
RISK_GRADES: tuple[str, ...] = get_args(RiskGrade)
SPELLINGS = "|"

RiskTable = Annotated[Mapping[str, RiskGrade], AfterValidator(MappingProxyType), PlainSerializer(dict)]


class RiskTables(Record):
    """Grades of countries and industries on the insurers' scale A1 to E; both tables are empty at first.

    Attributes
    ----------
    country_in_use, industry_in_use : bool
        Whether the tables count.
    country : mapping of str to str
        A country as customers are listed with it (several spellings separated by ``|``) to its grade. It
        counts for customers without a country grade of their own.
    industry : mapping of str to str
        A word of the industry's name (several separated by ``|``) to its grade. A customer has the worse of
        its country grade and that of its industry.
    """

    country_in_use: bool
    industry_in_use: bool
    country: RiskTable
    industry: RiskTable

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        for table in (self.country, self.industry):
            rows: dict[str, str] = {}
            for name in table:
                for word in words_of(name):
                    if word in rows and table[rows[word]] != table[name]:
                        names = {"word": word, "first": rows[word], "second": name}
                        raise PydanticCustomError("policy.risk_named_twice", "named twice", names)
                    rows[word] = name
        return self

    @cached_property
    def is_filled(self) -> bool:
        """Whether a table that is in use holds anything."""
        return bool(self.country_places or self.industry_places)

    @cached_property
    def country_places(self) -> Mapping[str, int]:
        """Place of the grade of each country by its plain name; empty where the table is not in use."""
        return _places(self.country) if self.country_in_use else {}

    @cached_property
    def industry_places(self) -> Mapping[str, int]:
        """Place of the grade of each industry by its plain word; empty where the table is not in use."""
        return _places(self.industry) if self.industry_in_use else {}


def words_of(name: str) -> tuple[str, ...]:
    """Return the spellings that one name stands for, as words are compared.

    Parameters
    ----------
    name : str
        Spellings separated by ``|``.

    Returns
    -------
    tuple of str
        Plain words; blank ones are left out.

    Examples
    --------
    >>> words_of("CN|China|中国")
    ('cn', 'china', '中国')
    """
    return tuple(word for word in map(plain_word, name.split(SPELLINGS)) if word)


def _places(table: Mapping[str, RiskGrade]) -> dict[str, int]:
    """Return the place of each grade on the scale, by plain word."""
    return {word: RISK_GRADES.index(grade) for name, grade in table.items() for word in words_of(name)}
