"""Check data: how the ledger was read, what needs a look, and the control totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from udfs.books.cells import chosen_date, named_text
from udfs.books.inputs import read_inputs, read_policy
from udfs.books.tables import find_tables, workbook_language, write_frame
from udfs.macros.pressed import Pressed, Told
from xlcredit import texts
from xlcredit.errors import SourceError
from xlcredit.ledger import issues_frame
from xlcredit.refresh import refresh as compute
from xlcredit.refresh import worded_fields
from xlcredit.texts import say

if TYPE_CHECKING:
    import pandas as pd
    import xlwings as xw

    from udfs.books.inputs import Inputs

CHECK_TABLES = ("map", "issues", "control")


def check_data(book: xw.Book, pressed: Pressed) -> Told:
    """Show how the ledger is read, and compute nothing else.

    Parameters
    ----------
    book : xlwings.Book
        Any workbook with a ledger in it.
    pressed : Pressed
        Who asks, and when.

    Returns
    -------
    Told
        Rows read and accepted, issues, control totals.

    Notes
    -----
    Written are the tables map, issues and control of the sheets Data check and Issues; a workbook without
    them is told in words and stays as it is.
    """
    found, inputs = find_tables(book), read_inputs(book, pressed.asked)
    pressed.step("macros.step.check")
    frames = _checked(book, found, inputs, pressed)
    for name in CHECK_TABLES:
        if name in found:
            write_frame(book, found[name], frames[name], workbook_language(found))
    return Told(_in_words(inputs, frames["issues"], is_written="issues" in found))


def _checked(
    book: xw.Book, found: dict[str, Any], inputs: Inputs, pressed: Pressed
) -> dict[str, pd.DataFrame]:
    """Return the tables of the check; a ledger that cannot be valued is still shown as it was read."""
    language = workbook_language(found)
    try:
        return compute(
            inputs.ledger,
            read_policy(found),
            today=pressed.asked.today,
            as_of=pressed.asked.as_of or chosen_date(book),
            base_currency=pressed.asked.base_currency or named_text(book, "BaseCurrency"),
            language=language,
        ).tables
    except SourceError:
        ledger = inputs.ledger
        return {
            "map": worded_fields(ledger.mapping, language),
            "issues": issues_frame(ledger.issues, language),
            "control": ledger.control.assign(open_total=0.0, bucket_total=0.0),
        }


def _in_words(inputs: Inputs, issues: pd.DataFrame, *, is_written: bool) -> str:
    """Say what was read, which sheets it came from and whether it adds up."""
    control = inputs.ledger.control
    sheets = list(inputs.ledger.items["sheet_name"].unique()) or sorted(
        set(inputs.ledger.mapping["sheet_name"])
    )
    if not sheets:
        return say("macros.check.no_ledger")
    lines = [
        say(
            "macros.check.read", sheets=say("macros.say.comma").join(sheets),
            rows=int(control["rows_read"].sum()), accepted=int(control["rows_accepted"].sum()),
        )
    ]  # fmt: skip
    lines += [
        say(
            "macros.check.control", currency=row["currency"], sheet=row["sheet_total"],
            accepted=row["accepted"], set_aside=row["set_aside"],
        )
        for row in control.to_dict("records")
    ]  # fmt: skip
    lines += [_issues_line(issues)]
    lines += [say("macros.check.where" if is_written else "macros.check.nothing_written")]
    return "\n".join(lines)


def _issues_line(issues: pd.DataFrame) -> str:
    """Count the issues by severity, and tell the first."""
    if issues.empty:
        return say("macros.say.no_issues")
    counts = issues["severity"].value_counts(sort=False).to_dict()
    first = issues.iloc[0]
    comma = say("macros.say.comma")
    return say(
        "macros.check.issues",
        counts=comma.join(f"{word} {count}" for word, count in counts.items()),
        place=f"{first['sheet_name']} {first['cell']}".strip() or texts.say("macros.check.whole_ledger"),
        reason=first["reason"],
        remedy=first["remedy"],
    )
