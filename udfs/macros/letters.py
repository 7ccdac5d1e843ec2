"""The letters of the worklist as files in a new folder, and how their totals tie; nothing is sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from udfs.books.editions import free_path, saved_path
from udfs.books.tables import find_tables, rows_of_table, workbook_language
from udfs.macros.pressed import Pressed, Told
from udfs.macros.refreshing import at_shown_date
from xlcredit.errors import ArgumentError
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd
    import xlwings as xw

    from workbooks.letters.folder import Form, WrittenLetter
    from xlcredit.collections.letters import Letter
    from xlcredit.refresh import Refreshed
    from xlcredit.texts import Language

CENT_DUST = 0.005
PARTS = ("overdue", "demanded_amount", "promised_open", "disputed_open", "resting_amount",
         "handed_over_amount")  # fmt: skip
ENGLAND = frozenset({"gb", "uk", "gbr", "united kingdom", "england", "wales", "英国"})


@dataclass(frozen=True)
class Run:
    """What a run of letters made.

    Attributes
    ----------
    folder : Path
        Where the letters are.
    letters : tuple of WrittenLetter
        One per statement that was asked for and chosen.
    totals : tuple of dict
        Per currency: letters, worklist, aging, what is held back, and the difference.
    as_of, day : date
        Date of valuation, and of the letters.
    left_out : int
        Letters of the worklist that the choice left out.
    notes : tuple of str
        What a person should look at.
    unwritten : DataFrame
        Statements that get no letter, as the ledger names no currency for them.
    """

    folder: Path
    letters: tuple[WrittenLetter, ...]
    totals: tuple[dict[str, Any], ...]
    as_of: date
    day: date
    left_out: int
    notes: tuple[str, ...]
    unwritten: pd.DataFrame

    @property
    def ties(self) -> bool:
        """Whether letters = worklist = aging, less what is held back, in every currency."""
        return all(abs(line["difference"]) < CENT_DUST for line in self.totals)


@dataclass(frozen=True)
class Choice:
    """Which letters are wanted, and how.

    Attributes
    ----------
    stages, customers : tuple of str
        Words for stages, and numbers of customers; all when empty.
    forms : tuple of str
        ``docx``, ``eml``, ``pdf``.
    only : {"en", "zh"} or None
        Language of all letters; by customer when None.
    templates : Path or None
        Folder with templates of one's own.
    office : Path or None
        The program of LibreOffice, for PDF.
    """

    stages: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    forms: tuple[Form, ...] = ("docx",)
    only: Language | None = None
    templates: Path | None = None
    office: Path | None = None


def letters(book: xw.Book, pressed: Pressed) -> Told:
    """Write the letters of the worklist into a new folder beside the workbook; the workbook stays as it is.

    Parameters
    ----------
    book : xlwings.Book
        A saved workbook.
    pressed : Pressed
        Who asks, and when: the day of the letters.

    Returns
    -------
    Told
        How many, where, how they tie with worklist and aging, and what is left open in them.

    Raises
    ------
    HostError
        When the workbook was never saved.
    WorkbookError
        When its folder cannot be written to.
    """
    source = saved_path(book)
    pressed.step("cli.step.read")
    result = at_shown_date(book, pressed.asked)
    found = find_tables(book)
    name = say("letters.run.folder", book=source.stem, day=pressed.asked.today)
    folder = free_path(source.with_name(name))
    pressed.step("letters.run.writing")
    done = write_run(
        result, folder, Choice(), pressed.asked.today, workbook_language(found), shown=shown_worklist(found)
    )
    return Told("\n".join(run_lines(done)))


def shown_worklist(found: dict[str, Any]) -> pd.DataFrame | None:
    """Return the worklist that stands in a workbook.

    Parameters
    ----------
    found : dict
        Its tables.

    Returns
    -------
    DataFrame or None
        Currency and overdue of each line; None where the workbook, of an earlier edition, has none.
    """
    import pandas as pd

    if "worklist" not in found:
        return None
    rows = [(row.get("currency"), row.get("overdue")) for row in rows_of_table(found["worklist"])]
    return pd.DataFrame([row for row in rows if row[0]], columns=["currency", "overdue"])


def write_run(
    result: Refreshed,
    out: Path,
    choice: Choice,
    day: date,
    language: Language,
    *,
    shown: pd.DataFrame | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Write the letters of what was computed, and hold their totals against worklist and aging.

    Parameters
    ----------
    result : Refreshed
        What a refresh computed.
    out : Path
        The new folder.
    choice : Choice
        Which letters.
    day : date
        Date of the letters.
    language : {"en", "zh"}
        Language of the overview, and of letters to customers without one.
    shown : DataFrame, optional
        The worklist that stands in the workbook, to tell when it is an earlier one.
    progress : callable, optional
        Told how many letters are printed as PDF, and how many there are.

    Returns
    -------
    Run
        What was made.
    """
    from workbooks.letters.folder import write_letters
    from xlcredit.collections.letters import letters_of, unwritten, with_particulars
    from xlcredit.ledger.side_tables import OWN_PREFIX
    from xlcredit.refresh.late_claims import late_claims
    from xlcredit.texts import LANGUAGES

    claims = {
        tongue: late_claims(result.position, result.customers, result.policy, tongue, day)
        for tongue in LANGUAGES
    }

    every = letters_of(
        result.dunning.statements,
        with_particulars(result.customers, OWN_PREFIX),
        result.policy,
        as_of=result.as_of,
        day=day,
        language=language,
        only=choice.only,
        claims=claims,
    )
    left = unwritten(result.dunning.statements)
    chosen = _chosen(every, choice, result)
    written = write_letters(
        chosen,
        out,
        forms=choice.forms,
        day=day,
        language=language,
        templates=choice.templates,
        unwritten=left,
        office=choice.office,
        progress=progress,
    )
    totals = tuple(_totals(every, left, written, result))
    notes = _notes(written, left, result, shown)
    return Run(out, tuple(written), totals, result.as_of, day, len(every) - len(chosen), notes, left)


def _chosen(every: Sequence[Letter], choice: Choice, result: Refreshed) -> list[Letter]:
    """Return the letters that are wanted; refuse words that mean nothing."""
    from xlcredit.collections import stage_named

    stages = set()
    for word in choice.stages:
        named = stage_named(word, result.policy)
        if not named:
            known = ", ".join(name for _, name in result.policy.dunning.ladder)
            raise ArgumentError("letters.unknown_stage", got=word, known=known)
        stages.add(named)
    known_customers: Collection[str] = set(result.customers["customer_id"])
    for who in choice.customers:
        if who not in known_customers:
            raise ArgumentError("letters.unknown_customer", got=who)
    return [
        letter
        for letter in every
        if (not stages or letter.stage in stages)
        and (not choice.customers or letter.customer_id in choice.customers)
    ]


def _totals(
    every: Sequence[Letter], left: pd.DataFrame, written: Sequence[WrittenLetter], result: Refreshed
) -> list[dict[str, Any]]:
    """Return, per currency, how letters, worklist and aging hang together."""
    worklist, aged = result.tables["worklist"], result.tables["aging"]
    lines = []
    for currency in sorted(aged.loc[aged["overdue"] > 0, "currency"].unique()):
        own = worklist[worklist["currency"] == currency]
        parts = {name: float(own[name].sum()) for name in PARTS}
        aging = float(aged.loc[aged["currency"] == currency, "overdue"].sum())
        in_letters = sum(letter.total for letter in every if letter.currency == currency)
        held = sum(parts[name] for name in PARTS[2:])
        unwritten = float(left.loc[left["currency"] == currency, "demanded"].sum())
        asked = in_letters + unwritten
        gaps = (asked - parts["demanded_amount"], parts["overdue"] - aging, aging - held - asked)
        own_letters = [one.letter for one in written if one.letter.currency == currency and one.letter.rule]
        lines.append({
            "currency": currency,
            "written": sum(one.letter.currency == currency for one in written),
            "written_amount": round(sum(o.letter.total for o in written if o.letter.currency == currency), 2),
            "letters_amount": round(in_letters, 2),
            "unwritten_amount": round(unwritten, 2),
            "claiming": len(own_letters),
            "interest": round(sum(letter.interest for letter in own_letters), 2),
            "fixed_fee": round(sum(letter.fixed_fee for letter in own_letters), 2),
            **{name: round(value, 2) for name, value in parts.items()},
            "aging_overdue": round(aging, 2),
            "difference": round(max(map(abs, gaps)), 4),
        })  # fmt: skip
    return lines


def _notes(
    written: Sequence[WrittenLetter], left: pd.DataFrame, result: Refreshed, shown: pd.DataFrame | None
) -> tuple[str, ...]:
    """Return what a person should look at before anything is sent."""
    notes = []
    if shown is not None:
        before = shown.groupby("currency")["overdue"].sum()
        now = result.tables["worklist"].groupby("currency")["overdue"].sum()
        if (before.sub(now, fill_value=0.0).abs() > CENT_DUST).any():
            notes.append(say("letters.run.stale", action=say("actions.refresh_all.label")))
    if not left.empty:
        amount = float(left["demanded"].sum())
        notes.append(say("letters.run.no_currency", count=len(left), amount=amount))
    if any(w.letter.kind == "final_notice" and w.letter.country.casefold() in ENGLAND for w in written):
        notes.append(say("letters.run.england"))
    marked = result.customers["is_insolvent"] == True  # noqa: E712  a blank is no
    insolvent = set(result.customers.loc[marked, "customer_id"])
    if named := list(
        dict.fromkeys(w.letter.customer_id for w in written if w.letter.customer_id in insolvent)
    ):
        notes.append(say("letters.run.insolvent", customers=say("letters.comma").join(named)))
    return tuple(notes)


def run_lines(done: Run) -> list[str]:
    """Return what a run made in sentences.

    Parameters
    ----------
    done : Run
        The run.

    Returns
    -------
    list of str
        Letters, totals and how they tie, what is left open, and that nothing was sent.
    """
    from xlcredit.ledger import NO_CURRENCY

    lines = [
        say(
            "letters.run.written", count=len(done.letters), folder=done.folder, as_of=done.as_of, day=done.day
        )
    ]
    for line in done.totals:
        verdict = say("letters.run.ties" if abs(line["difference"]) < CENT_DUST else "letters.run.differs")
        key = "totals" if line["currency"] != NO_CURRENCY else "totals_unwritten"
        lines.append(say(f"letters.run.{key}", **line, verdict=verdict))
        if line["claiming"]:
            fields = {name: line[name] for name in ("currency", "interest", "fixed_fee")}
            lines.append(say("letters.run.claimed", **fields, count=line["claiming"], day=done.day))
    if done.left_out:
        lines.append(say("letters.run.left_out", count=done.left_out))
    gaps: dict[str, int] = {}
    for one in done.letters:
        for name in one.missing:
            gaps[name] = gaps.get(name, 0) + 1
    if gaps:
        named = [
            say("letters.run.gap", field=say(f"letters.field.{name}"), count=n) for name, n in gaps.items()
        ]
        lines.append(say("letters.run.gaps", fields=say("letters.comma").join(named)))
    remarks = Counter(remark.text() for one in done.letters for remark in one.letter.remarks)
    lines += [say("letters.run.remarked", count=count, remark=text) for text, count in remarks.most_common()]
    return [*lines, *done.notes, say("letters.run.nothing_sent")]
