"""A worklist of an earlier edition, which has no column for what was handed over."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from udfs.macros.results import _for_edition


def table(*headings):
    book = SimpleNamespace(impl=SimpleNamespace(text_is_literal=True))
    cells = SimpleNamespace(
        raw_value=[list(headings)], shape=(1, len(headings)), sheet=SimpleNamespace(book=book)
    )
    return SimpleNamespace(header_row_range=cells)


FRAME = pd.DataFrame({"resting_amount": [10.0, 0.0], "handed_over_amount": [5.0, 0.0]})


def test_an_earlier_edition_shows_what_was_handed_over_as_not_asked_for():
    found = _for_edition(table("Overdue", "Not asked for yet"), "worklist", FRAME)
    assert found.to_dict("list") == {"resting_amount": [15.0, 0.0]}


def test_a_worklist_with_the_column_and_other_tables_stay_as_they_are():
    now = table("暂不催收", "已移交或已报险")
    assert _for_edition(now, "worklist", FRAME) is FRAME
    assert _for_edition(None, "aging", FRAME) is FRAME
