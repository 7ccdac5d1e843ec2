"""Names of the sample company's customers, in two languages side by side."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbooks.template.sample.draws import Draws
    from xlcredit.texts import Language

_HOME = 0  # position of the home country in the list
_FORM_WEIGHTS = {
    "sole_owner": 6,
    "partnership": 4,
    "private_company": 68,
    "listed_company": 14,
    "state_owned": 8,
}

_TOO_SMALL_FOR_A_GROUP = ("sole_owner", "partnership")


@dataclass(frozen=True)
class Company:
    """Who a customer is.

    Attributes
    ----------
    name : dict
        Language to name.
    country, industry : int, str
        Position of the country and key of the industry in the names file.
    legal_form : str
        Key of the legal form.
    group : str
        What the members of a group share; "" outside of groups.
    """

    name: dict[Language, str]
    country: int
    industry: str
    legal_form: str
    group: str = ""

    @property
    def is_abroad(self) -> bool:
        """Whether the customer sits in another country than the sample company."""
        return self.country != _HOME


@cache
def names_file() -> dict[str, Any]:
    """Return the names file as it stands."""
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))


def companies_abroad() -> list[Company]:
    """Return every company abroad, in the order of the names file."""
    parents = {line["parent"] for line in names_file()["subsidiaries"]}
    found = []
    for position, country in enumerate(names_file()["countries"]):
        for line in country["names"]:
            english, chinese, industry = line.split("|")
            legal_form = names_file()["endings"].get(english.rsplit(" ", 1)[1], "private_company")
            group = english if english in parents else ""
            found.append(Company({"en": english, "zh": chinese}, position, industry, legal_form, group))
    return found


def subsidiaries() -> list[Company]:
    """Return the companies at home that belong to companies abroad."""
    found = []
    for line in names_file()["subsidiaries"]:
        english, chinese, industry = line["name"].split("|")
        found.append(
            Company({"en": english, "zh": chinese}, _HOME, industry, "private_company", line["parent"])
        )
    return found


def companies_at_home(count: int, groups: int, draws: Draws) -> list[Company]:
    """Return companies at home; the first ones form groups of two to four that share their two characters."""
    first, second, cities = (_pairs(key) for key in ("first", "second", "cities"))
    brands = draws.order(len(first) * len(second)).tolist()
    sizes = [2 + size for size in draws.below(3, groups).tolist()]
    members = [group for group, size in enumerate(sizes) for _ in range(size)]
    members += list(range(groups, groups + count - len(members)))
    fields = draws.below(len(names_file()["fields"]), count).tolist()
    forms = draws.pick(list(_FORM_WEIGHTS.values()), count).tolist()
    places = draws.below(len(cities), count).tolist()
    found = []
    for member, field, form, place in zip(members, fields, forms, places, strict=True):
        head, tail = divmod(brands[member], len(second))
        brand = {language: first[head][language] + second[tail][language] for language in ("en", "zh")}
        group = brand["en"] if member < groups else ""
        legal_form = list(_FORM_WEIGHTS)[form]
        if group and legal_form in _TOO_SMALL_FOR_A_GROUP:
            legal_form = "private_company"
        found.append(_company_at_home(brand, cities[place], field, legal_form, group))
    return _unique(found)


def _company_at_home(
    brand: dict[str, str], city: dict[str, str], field: int, form: str, group: str
) -> Company:
    """Put a name together from its parts."""
    trade = names_file()["fields"][field]
    name: dict[Language, str] = {}
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        pattern: str = names_file()["patterns"][form][language]
        name[language] = pattern.format(city=city[language], brand=brand[language], field=trade[language])
    return Company(name, _HOME, trade["industry"], form, group)


def _pairs(key: str) -> list[dict[str, str]]:
    """Return the words of one list of the names file, a pair of languages each."""
    words = names_file()[key]
    pairs = zip(words["en"].split(), words["zh"].split(), strict=True)
    return [{"en": english, "zh": chinese} for english, chinese in pairs]


def _unique(companies: list[Company]) -> list[Company]:
    """Leave out a company whose name stands already: two members of a group may have drawn the same city."""
    return list({company.name["zh"]: company for company in companies}.values())
