"""The reference page of the worksheet functions, written from the catalogue in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.catalogue import GROUPS, Entry, catalogue
from xlcredit.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterator


def reference_page() -> str:
    """Return the page ``docs/functions.md``.

    Returns
    -------
    str
        Markdown: a table of all functions, then one section each; English and Chinese side by side.

    Examples
    --------
    >>> reference_page().splitlines()[0]
    '# Worksheet functions · 工作表函数'
    """
    return "\n".join(_lines()) + "\n"


README_TABLE = ("<!-- functions -->", "<!-- /functions -->")
"""Between these marks the README lists every function."""


def readme_with_table(readme: str) -> str:
    """Return the README with its list of functions made anew.

    Parameters
    ----------
    readme : str
        The README, with both marks in it.

    Returns
    -------
    str
        One line per group: its name in both languages and its functions, each linked to its section.

    Examples
    --------
    >>> text = "before <!-- functions --> old <!-- /functions --> after"
    >>> print(readme_with_table(text)[:44])
    before <!-- functions -->
    | Group · 类别 | Fun
    """
    begin, end = README_TABLE
    head, _, rest = readme.partition(begin)
    tail = rest.partition(end)[2]
    return "\n".join((f"{head}{begin}", *_readme_lines(), f"{end}{tail}"))


def _readme_lines() -> Iterator[str]:
    """Return the README's table of functions line by line."""
    yield f"| {_both('reference.group')} | {_both('reference.functions')} |"
    yield "|---|---|"
    for group in GROUPS:
        names = [name for name, entry in catalogue().items() if entry.group == group]
        links = ", ".join(f"[{name}](docs/functions.md#{name.lower()})" for name in names)
        yield f"| {_both(f'catalogue.groups.{group}')} | {links} |"


def _lines() -> Iterator[str]:
    """Return the page line by line."""
    yield f"# {_both('reference.title')}"
    for language in LANGUAGES:
        yield from ("", say("reference.about", language))
    for group in GROUPS:
        entries = [entry for entry in catalogue().values() if entry.group == group]
        yield from ("", f"## {_both(f'catalogue.groups.{group}')}", "", *_table(entries))
        for entry in entries:
            yield from _section(entry)


def _both(key: str) -> str:
    """Return a text in both languages."""
    return " · ".join(say(key, language) for language in LANGUAGES)


def _table(entries: list[Entry]) -> Iterator[str]:
    """Return a group's functions with their sentences."""
    yield f"| {_both('reference.function')} | {say('reference.does', 'en')} | {say('reference.does', 'zh')} |"
    yield "|---|---|---|"
    for entry in entries:
        english, chinese = (_cell(entry.sentence(language)) for language in LANGUAGES)
        yield f"| [{entry.name}](#{entry.name.lower()}) | {english} | {chinese} |"


def _section(entry: Entry) -> Iterator[str]:
    """Return the section of one function."""
    yield from ("", f"### {entry.name}", "", f"`{entry.signature}`")
    for language in LANGUAGES:
        yield from ("", f"{entry.sentence(language)} {entry.blanks(language)}")
    if entry.arguments:
        yield from ("", *_arguments(entry))
    yield ""
    for key, text in (("formula", entry.formula), ("unit", entry.unit), ("source", entry.source)):
        if text:
            yield f"- {_both(f'reference.{key}')}: {text}"
    for example in entry.examples:
        yield f"- {_both('reference.example')}: `{example.formula}` → {_value(example.value)}"


def _arguments(entry: Entry) -> Iterator[str]:
    """Return the arguments of a function as a table."""
    yield f"| {_both('reference.argument')} | {_both('reference.takes')} | English | 中文 |"
    yield "|---|---|---|---|"
    for part in entry.arguments:
        name = f"[{part.name}]" if part.optional else part.name
        takes = ", ".join(word for word in (part.kind, part.shape, part.unit) if word)
        english, chinese = (_cell(entry.help_of(part.name, language)) for language in LANGUAGES)
        yield f"| {name} | {takes} | {english} | {chinese} |"


def _cell(text: str) -> str:
    """Return a text that does not end its table cell."""
    return text.replace("|", "\\|")


def _value(value: Any) -> str:
    """Return what an example gives; of a table the first rows."""
    if not isinstance(value, list):
        return f"`{value}`"
    return "<br>".join("`" + " ; ".join(str(cell) for cell in row) + "`" for row in value)
