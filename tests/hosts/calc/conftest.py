"""A LibreOffice with the extension as it is built from these sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from calc_helper import QUICK, helper_of
from calc_office import CalcOffice, same_python

from udfs.hosts.calc.extension import extension_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def calc_office(soffice: str) -> Iterator[CalcOffice]:
    """A LibreOffice of this process with our extension; see `calc_office.CalcOffice`."""
    if not same_python(soffice):
        pytest.skip("LibreOffice's Python is of another version than this one and cannot load our package")
    office = CalcOffice(soffice, extension_bytes())
    try:
        office.install()
        yield office
    finally:
        office.stop()


@pytest.fixture
def helper(tmp_path):
    one = helper_of(tmp_path)
    yield one
    one.close()


@pytest.fixture
def one_that(tmp_path):
    """A function (script, limits) -> helper that the script stands in for."""
    made = []

    def make(script, limits=QUICK, **others):
        made.append(helper_of(tmp_path, script, limits, **others))
        return made[-1]

    yield make
    for each in made:
        each.close()
