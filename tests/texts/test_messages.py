"""Every word a user reads stands in both languages, and every key in the code has its words."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xlcredit import errors
from xlcredit.tables import TABLES
from xlcredit.texts import LANGUAGES, entry, topic

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
TOPICS = sorted(path.stem for path in (ROOT / "xlcredit" / "texts" / "messages").glob("*.toml"))
SOURCES = sorted(path for house in ("xlcredit", "workbooks", "udfs") for path in (ROOT / house).rglob("*.py"))
ERRORS = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
}
SPEAKERS = {"say", "entry", "step"} | ERRORS
TEMPLATE = "template."  # an edition of the template says its own topic without naming it


def entries(table: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[str, dict]]:
    """Yield every entry of a topic with its key."""
    for name, found in table.items():
        if isinstance(found, dict) and not set(found) & set(LANGUAGES):
            yield from entries(found, (*path, name))
        else:
            yield ".".join((*path, name)), found


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and key of every text that code asks for; of a made-up key, the part before a brace."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in SPEAKERS:
            continue
        key = node.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield node.lineno, key.value
        elif isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
            yield node.lineno, str(key.values[0].value).rpartition(".")[0]


def is_known(key: str) -> bool:
    name, *path = key.split(".")
    if name not in TOPICS:
        return False
    found = topic(name)
    for part in path:
        if not isinstance(found, dict) or part not in found:
            return False
        found = found[part]
    return True


@pytest.mark.parametrize("name", TOPICS)
def test_every_entry_has_both_languages_and_nothing_else(name):
    assert [
        key
        for key, found in entries(topic(name))
        if not isinstance(found, dict) or set(found) != set(LANGUAGES)
    ] == []
    assert [key for key, found in entries(topic(name)) for text in found.values() if not text.strip()] == []


@pytest.mark.parametrize("name", TOPICS)
def test_both_languages_have_the_same_placeholders(name):
    unequal = {
        key for key, found in entries(topic(name)) if placeholders(found["en"]) != placeholders(found["zh"])
    }
    assert unequal == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_key_in_the_code_has_its_words(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    missing = [
        f"line {line}: {key}"
        for line, key in spoken(tree)
        if key and not is_known(key) and not is_known(TEMPLATE + key)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("say('labels.due_date')", ["labels.due_date"]),
        ("say(f'labels.{column}', language)", ["labels"]),
        ("raise ArgumentError('errors.unknown_language', got=1)", ["errors.unknown_language"]),
        ("texts.say('cli.help')", ["cli.help"]),
        ("print('no.key')", []),
    ],
)
def test_keys_are_found_where_texts_are_asked_for(line, keys):
    assert [key for _, key in spoken(ast.parse(line))] == keys


def test_an_unknown_key_is_seen():
    assert is_known("labels.due_date")
    assert not is_known("labels.dew_date")
    assert not is_known("lables.due_date")


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_column_of_every_table_has_a_heading(table):
    for column in table.column_names:
        assert set(entry(f"labels.{column}")) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_no_table_has_the_same_heading_twice(table, language):
    headings = [entry(f"labels.{column}")[language].lower() for column in table.column_names]
    assert sorted(headings) == sorted(set(headings))  # Excel refuses a table with equal headings
