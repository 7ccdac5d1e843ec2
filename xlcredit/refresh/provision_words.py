"""What the tables of the provision say in words: names of lines, accounts, sources, and the sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit.columns import add_months, as_day
from xlcredit.policy.sheet import source_text
from xlcredit.provision.rates import CENT
from xlcredit.refresh.provision_ages import DAYS_A_MONTH
from xlcredit.refresh.validation_measures import NO_CURRENCY, money
from xlcredit.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from xlcredit.provision import Movement
    from xlcredit.provision.movement import Standard
    from xlcredit.refresh.provision_case import Case

CLEARLY = 0.2  # share by which a bucket may differ from a period
LINES = ("opening", "charge", "write_off", "recovery", "closing")
OUTLOOK = ("base_case", "better_case", "worse_case")


def segment(case: Case, name: str) -> str:
    """Return the name of a segment."""
    if name:
        return name
    is_divided = case.policy.provision.segment_by != "none"
    key = "whole" if not is_divided else "rest" if len(case.segments) > 1 else "unnamed"
    return say(f"provision.line.{key}", case.language)


def specific(case: Case) -> str:
    """Return the segment of customers with a rate of their own."""
    return say("provision.line.specific", case.language)


def others(case: Case, count: int) -> str:
    """Return the line of customers that are not named."""
    return say("provision.line.others", case.language, count=count)


def total(case: Case) -> str:
    """Return the name of a total."""
    return say("provision.line.total", case.language)


def rest(case: Case) -> str:
    """Return the name of everything else."""
    return say("provision.line.rest", case.language)


def reason(case: Case, key: str) -> str:
    """Return why a customer has a rate of its own."""
    return say(f"provision.reason.{key}", case.language)


def source(case: Case, key: str) -> str:
    """Return where a rate comes from."""
    table = say(f"provision.table.{case.policy.provision.table}", case.language)
    if key == "table" and case.table_takes_outlook:
        key = "table_outlook"
    return say(f"provision.source.{key}", case.language, table=table)


def standard(case: Case) -> Standard:
    """Return the standard whose words the entries use."""
    chosen = case.policy.provision.entry_words
    if chosen == "by_language":
        return "cn" if case.language == "zh" else "ifrs"
    return chosen


def entry(case: Case, key: str) -> str:
    """Return the name of an entry."""
    return say(f"provision.entry.{key}", case.language)


def account(case: Case, whose: Standard, key: str) -> str:
    """Return the name of an account in the words of a standard."""
    return say(f"provision.account.{whose}.{key}", case.language)


def sensitivity(case: Case, key: str) -> str:
    """Return what is taken to be otherwise."""
    share = case.policy.provision.sensitivity_share
    return say(f"provision.sensitivity.{key}", case.language, share=f"{share:.0%}")


def enough(case: Case, *, is_enough: bool) -> str:
    """Return whether an allowance was enough."""
    return say(f"provision.test.{'enough' if is_enough else 'short'}", case.language)


def movement_rows(case: Case, moved: Movement | None) -> list[dict[str, Any]]:
    """Return the movement line by line, each with how it comes about."""
    if moved is None:
        return []
    rules = case.policy.provision
    start = as_day(add_months(case.as_of, -rules.opening_months))
    of_ours = "opening_matrix" if case.special else "opening"
    opening = "opening_given" if rules.opening_given else of_ours
    keys = (opening, "release" if moved.charge < 0 else "charge", "write_off", "recovery", "closing")
    signs = (1, 1, -1, 1, 1)
    return [
        {
            "movement_line": say(f"provision.movement.{key}.name", case.language),
            "movement_amount": getattr(moved, name) * sign + 0,  # no minus before a zero
            "explanation": say(f"provision.movement.{key}.how", case.language, day=start, as_of=case.as_of),
        }
        for key, name, sign in zip(keys, LINES, signs, strict=True)
    ]


def verdict(case: Case, closing: Decimal | None) -> str:
    """Return the allowance in a sentence, or why there is none; what cannot be valued is named."""
    own = sum(sum(one.debts) for one in case.special)
    debts = float(case.amounts.sum()) + own
    missing = _not_valued(case)
    if not debts:
        key = "none_valued" if missing else "no_debts"
        return say(f"provision.sentence.{key}", case.language, currencies=missing)
    rest = say("provision.sentence.not_valued", case.language, currencies=missing) if missing else ""
    return _verdict(case, closing, debts, own) + rest


def _not_valued(case: Case) -> str:
    """Return the currencies of debts that have no exchange rate."""
    rows = case.reader.position.rows
    unknown = rows["open_in_base"].isna() & (rows["open_amount"] > 0)
    return ", ".join(sorted(set(rows["currency"][unknown].astype(str))))


def _verdict(case: Case, closing: Decimal | None, debts: float, own: float) -> str:
    """Return the allowance on debts in a sentence, or why there is none."""
    if closing is None:
        return say("provision.sentence.unknown", case.language, debts=money(debts, case.currency))
    if not closing:
        return say("provision.sentence.zero", case.language, debts=money(debts, case.currency))
    share = float(closing) / debts
    key = "allowance_and_own" if own else "allowance"
    return say(
        f"provision.sentence.{key}",
        case.language,
        allowance=_exact_money(closing, case.currency),
        debts=money(debts, case.currency),
        share=f"{share:.2%}",
        own=money(own, case.currency),
    )


def _exact_money(amount: Decimal, currency: str) -> str:
    """Return an amount to the cent with its currency, where it has one."""
    return f"{amount:,.2f}" if currency in NO_CURRENCY else f"{currency} {amount:,.2f}"


def rates(case: Case) -> str:
    """Return in a sentence what the rates rest on."""
    rules = case.policy.provision
    table = say(f"provision.table.{rules.table}", case.language)
    parts = []
    if rules.rates_from != "table":
        parts.append(_history(case))
    if rules.rates_from != "roll_rates":
        basis = say(f"provision.basis.{case.ages.basis}", case.language)
        key = f"{rules.rates_from}_outlook" if case.table_takes_outlook else rules.rates_from
        parts.append(say(f"provision.sentence.{key}", case.language, table=table, basis=basis))
    return (" " if case.language == "en" else "").join(parts)


def _history(case: Case) -> str:
    """Return what history the roll rates rest on."""
    rules, past = case.policy.provision, case.past
    if past is None:
        return say("provision.sentence.no_history", case.language, fewest=rules.fewest_settled)
    return say(
        "provision.sentence.history",
        case.language,
        periods=len(past.days) - 1,
        first=past.days[0],
        last=past.days[-1],
        months=past.step,
        average=say(f"provision.average.{rules.roll_average}", case.language),
        last_rate=f"{rules.last_loss_rate:.0%}",
    ) + (say("provision.sentence.uneven", case.language) if _is_uneven(case, past.step) else "")


def _is_uneven(case: Case, step: int) -> bool:
    """Say whether a bucket is clearly longer or shorter than a period: debts then skip one or stay in one."""
    period = step * DAYS_A_MONTH
    widths = np.diff([0, *case.ages.edges])
    return bool((np.abs(widths - period) > period * CLEARLY).any())


def outlook(case: Case) -> str:
    """Return the outlook in a sentence, with its reason and date."""
    rules, notes = case.policy.provision, case.policy.notes
    cases = say("provision.sentence.and", case.language).join(
        say(
            "provision.sentence.case",
            case.language,
            name=say(f"policy.words.{name}", case.language),
            factor=f"{getattr(rules.outlook, name).factor:g}",
            chance=f"{getattr(rules.outlook, name).probability:.0%}",
        )
        for name in OUTLOOK
    )
    changed = [
        note for path, note in notes.items() if path.startswith(("provision.outlook.", "provision.forward_"))
    ]
    own = next((note for note in changed if note.source not in DEFAULTS), None)
    said = "outlook" if own is None else "outlook_own"
    return say(
        f"provision.sentence.{said}",
        case.language,
        factor=f"{float(case.factor):.4g}",
        forward=f"{rules.forward_factor:g}",
        cases=cases,
        reason="" if own is None else source_text(own.source, case.language),
        day="" if own is None else own.effective_from or say("provision.sentence.no_day", case.language),
    )


DEFAULTS = frozenset({"J", "CECL J", ""})
"""Sources of the outlook as it is shipped: nobody has judged anything yet."""


def write_offs(case: Case) -> str:
    """Return what is known of write-offs, and what is not in the snapshots."""
    count = int(np.count_nonzero(case.reader.is_write_off))
    paid = case.reader.position.ledger.payments
    amount = float(paid.amount[case.reader.is_write_off].sum())
    key = "written_off" if count else "none_written_off"
    text = say(f"provision.sentence.{key}", case.language, count=count, amount=money(amount, case.currency))
    ledger = case.reader.position.ledger
    is_settled = (case.reader.position.found.open_amount == 0) & case.reader.position.found.is_known
    undated = int(np.count_nonzero(is_settled & np.isnat(case.settled) & (ledger.amount > 0)))
    if undated:
        text += say("provision.sentence.undated", case.language, count=undated)
    return text


def backtest(case: Case, rows: Sequence[dict[str, Any]]) -> str:
    """Return in a sentence whether the allowance of an earlier day was enough."""
    months = case.policy.provision.backtest_months
    day = as_day(add_months(case.as_of, -months))
    if not rows:
        return say("provision.sentence.too_short", case.language, day=day)
    last = rows[-1]
    if last["allowance_then"] is None:
        return say("provision.sentence.no_rates_then", case.language, day=day)
    lost = last["unpaid_now"] + last["written_off_since"]
    key = "enough" if last["allowance_gap"] > -float(CENT) else "short"
    return say(
        f"provision.sentence.{key}",
        case.language,
        day=day,
        allowance=money(float(last["allowance_then"]), case.currency),
        owed=money(last["open_then"], case.currency),
        lost=money(lost, case.currency),
    )
