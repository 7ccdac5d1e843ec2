"""The built editions, once per session, and one of them per language."""

from __future__ import annotations

import pytest
from template_book import opened

from workbooks.template import build_all
from xlcredit.texts import LANGUAGES


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editions")
    return dict(zip(LANGUAGES, build_all(folder), strict=True))


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def path(editions, language):
    return editions[language]


@pytest.fixture
def book(path):
    return opened(path)
