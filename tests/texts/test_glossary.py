"""The glossary page and the words of the sheets say the same."""

from __future__ import annotations

import re
from pathlib import Path

from xlcredit.texts import LANGUAGES, entry, topic
from xlcredit.texts.glossary import glossary_page

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_the_one_made_from_the_texts():
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == glossary_page()


def test_every_section_has_terms_and_every_term_a_meaning():
    glossary = topic("glossary")
    assert list(glossary["terms"]) == list(glossary["sections"])
    terms = [term for section in glossary["terms"].values() for term in section.values()]
    assert all(set(term) == {"term", "meaning"} for term in terms)
    assert all(list(term[part]) == list(LANGUAGES) for term in terms for part in term)


def test_no_term_stands_twice():
    for language in LANGUAGES:
        words = [
            term["term"][language]
            for section in topic("glossary")["terms"].values()
            for term in section.values()
        ]
        assert sorted(words) == sorted(set(words))


def test_headings_of_the_sheets_use_the_words_of_the_glossary():
    for section in topic("glossary")["terms"].values():
        for name, term in section.items():
            if name in topic("labels"):
                label, words = entry(f"labels.{name}"), term["term"]
                assert set(re.findall(r"\w+", label["en"].lower())) <= set(
                    re.findall(r"\w+", words["en"].lower())
                ), name
                assert label["zh"] in words["zh"] or words["zh"] in label["zh"], name
