from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workbooks.package.vba.compound_reader import read_compound_file
from workbooks.package.vba.encryption import conceal, project_key, reveal
from xlcredit.errors import WorkbookError

# MS-OVBA 3.1.6, the example of a PROJECT stream: not protected, no password, visible.
PUBLISHED_ID = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"
PUBLISHED = {
    "0705D8E3D8EDDBF1DBF1DBF1DBF1": bytes(4),
    "0E0CD1ECDFF4E7F5E7F5E7": b"\0",
    "1517CAF1D6F9D7F9D706": b"\xff",
}


@pytest.mark.parametrize("text", PUBLISHED)
def test_conceal_published_example(text):
    seed, key, filler, content = reveal(text)
    assert content == PUBLISHED[text]
    assert key == project_key(PUBLISHED_ID)
    assert conceal(content, seed=seed, key=key, filler=filler[0]) == text


def test_reveal_real_projects(real_projects):
    for name, project in real_projects.items():
        text = read_compound_file(project)["PROJECT"].decode("cp1252")
        key = project_key(re.search(r'ID="(.*)"', text)[1])
        for field, length in {"CMG": 4, "GC": 1}.items():
            value = reveal(re.search(rf'{field}="(\w+)"', text)[1])
            assert (value.project_key, len(value.content)) == (key, length), (name, field)


@given(st.binary(max_size=40), st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
@hypothesis_settings(max_examples=60)
def test_conceal_any_value_comes_back(content, seed, key, filler):
    found = reveal(conceal(content, seed=seed, key=key, filler=filler))
    assert (found.content, found.seed, found.project_key) == (content, seed, key)
    assert set(found.filler) <= {filler}


@pytest.mark.parametrize("text", ["", "07", "zz", "0505D8E3", "0705D8E3D8EDDBF1DBF1DBF1DB", "070"])
def test_reveal_no_value_is_refused(text):
    with pytest.raises(WorkbookError, match="protection value"):
        reveal(text)
