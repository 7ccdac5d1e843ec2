from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcredit.errors import PolicyError
from xlcredit.policy import default_policy, overlay, policy_from_rows, policy_rows, what_if_from_rows


def sheet(**what_ifs):
    """The default policy's rows with something in the what-if column of some, dots written as __."""
    given = {path.replace("__", "."): value for path, value in what_ifs.items()}
    rows = policy_rows(default_policy(), "en")
    for row in rows:
        row[-1] = given.pop(row[0], None)
    return rows + [[path, "", None, "", "", None, value] for path, value in given.items()]


def test_blank_what_ifs_and_sheets_without_the_column_are_no_what_if():
    assert what_if_from_rows(sheet()) is None
    assert what_if_from_rows(sheet(limits__step=" ")) is None
    assert what_if_from_rows([row[:6] for row in sheet(limits__step=5)]) is None
    assert what_if_from_rows([[None, "", None, "", "", None, 5]]) is None  # a note beside no item


def test_a_what_if_is_laid_over_the_values_of_the_sheet():
    rows = sheet(limits__step=500)
    next(row for row in rows if row[0] == "limits.headroom")[2] = 1.2
    found = what_if_from_rows(rows)
    assert (found.limits.step, found.limits.headroom) == (500, 1.2)
    assert policy_from_rows(rows).limits.step == 1000


@given(
    step=st.one_of(st.none(), st.floats(0, 1e6)),
    factor=st.one_of(st.none(), st.floats(0.8, 1.5)),
    edge=st.sampled_from([None, "none", 45]),
)
@settings(max_examples=20, deadline=None)
def test_what_ifs_never_change_the_policy_of_the_values(step, factor, edge):
    rows = sheet(limits__step=step, limits__grade_factor__B=factor, aging__edges__2=edge)
    assert policy_from_rows(rows).policy_id == default_policy().policy_id


def test_a_what_if_takes_entries_of_lists_and_open_tables_in_and_out():
    found = what_if_from_rows(
        sheet(
            aging__edges__2="none",
            dunning__stages__friendly_reminder="无",
            dunning__stages__last_call=45,
            stress__scenarios__flood__sales=0.5,
        )
    )
    assert found.aging.edges == (30, 90, 120)
    assert [name for _, name in found.dunning.ladder] == [
        "formal_demand", "professional_collection", "last_call", "insurance_claim",
    ]  # fmt: skip
    assert found.stress.scenarios["flood"].sales == 0.5


def test_a_what_if_numbers_a_list_as_its_rows_do():
    rows = sheet(aging__edges__3=100)
    next(row for row in rows if row[0] == "aging.edges.2")[2] = "none"
    # The values leave 30, 90, 120; the what-if stands in the row of 90.
    assert policy_from_rows(rows).aging.edges == (30, 90, 120)
    assert what_if_from_rows(rows).aging.edges == (30, 100, 120)


def row_of(path, rows, first_row):
    return first_row + [row[0] for row in rows].index(path)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("limits.grade_factor.B", 2.0, "limits.grade_factor: the factor of B is above that of A"),
        ("limits.step", -5, "limits.step: got -5"),
        ("aging.edges.2", 20, "aging.edges: got"),
        ("stress.scenarios.mild_recession.sales", 0, "sales: got 0. Not less than 0.1"),
        ("terms.preset", "free", "terms.preset: got 'free'"),
    ],
)
def test_a_fault_names_row_and_column(path, value, problem):
    rows = sheet(**{path.replace(".", "__"): value})
    with pytest.raises(PolicyError) as caught:
        what_if_from_rows(rows, first_row=7)
    said = caught.value.text("en")
    assert said.startswith(f"Policy sheet, row {row_of(path, rows, 7)}, column What if: ")
    assert problem in said
    assert "“假设值”列" in caught.value.text("zh")


def test_excel_errors_and_unknown_items_name_the_column_too():
    with pytest.raises(PolicyError, match=r"^Column What if: Policy sheet, row \d+: limits.step holds"):
        what_if_from_rows(sheet(limits__step="#N/A"))
    with pytest.raises(PolicyError, match=r"^Column What if: Policy sheet, row .*'limits.stop'"):
        what_if_from_rows(sheet(limits__stop=3))


def test_the_base_of_a_what_if_may_be_another_policy():
    base = overlay(default_policy(), {"limits.headroom": 1.1})
    found = what_if_from_rows([["limits.step", "", None, "", "", None, 5]], base)
    assert (found.limits.headroom, found.limits.step) == (1.1, 5)
