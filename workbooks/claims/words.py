"""What the files of a claim say, as rows of texts shared by document and workbook."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from workbooks.letters.plain_text import for_xml
from xlcredit.protection.claim_rules import claim_flags
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from xlcredit.protection.claim_pack import ClaimContact, ClaimItem, ClaimPack
    from xlcredit.texts import Language

GRAVEST = (
    "disputed", "after_stop", "lapsed", "no_limit", "limit_used_up", "over_limit", "credited", "no_rate",
    "no_notice", "notice_late", "waiting", "no_due_date", "no_invoice_date",
)  # fmt: skip
NOTICE_STAGES = ("insurance_claim", "claim_notice")
TOTALS = ("claimed", "disputed", "not_covered", "not_due", "aging_overdue", "aging_not_due")
ENDS = ("notify_by", "claim_by")
"""Deadlines that are missed; the others begin something."""


def day_words(day: date | None) -> str:
    """Return a day as the file shows it.

    Parameters
    ----------
    day : date or None
        The day.

    Returns
    -------
    str
        "" for none.
    """
    return f"{day:%Y-%m-%d}" if day else ""


def number_of(item: ClaimItem) -> str:
    """Return what a document is called: its number or, where it has none, its place in the ledger.

    Parameters
    ----------
    item : ClaimItem
        The document.

    Returns
    -------
    str
        "" where neither is known.
    """
    place = "" if item.row_number is None else f"{item.sheet_name} {item.row_number}"
    return for_xml(item.document_no) or place


def remarks_of(item: ClaimItem, pack: ClaimPack, language: Language) -> str:
    """Return what may be held against one document, in words.

    Parameters
    ----------
    item : ClaimItem
        The document.
    pack : ClaimPack
        Its claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    str
        "" where there is nothing.
    """
    said = []
    for key, fields in _flags(item, pack):
        shown = {name: _shown(value) for name, value in fields.items()}
        said.append(say(f"claim_pack.flag.{key}", language, **shown))
    return say("claim_pack.remark.join", language).join(said)


def flag_keys(item: ClaimItem, pack: ClaimPack) -> list[str]:
    """Return the keys of the remarks on one document.

    Parameters
    ----------
    item : ClaimItem
        The document.
    pack : ClaimPack
        Its claim.

    Returns
    -------
    list of str
        The gravest first.
    """
    return [key for key, _ in _flags(item, pack)]


def _shown(value: object) -> object:
    """Return a day of a remark as the file shows it; anything else as it is."""
    return day_words(value) if value is None or isinstance(value, date) else value


def _flags(item: ClaimItem, pack: ClaimPack) -> tuple[tuple[str, dict[str, object]], ...]:
    """Return the remarks on one document."""
    return claim_flags(item, pack.as_of, dict(pack.deadlines)["stop_from"], pack.rules, _notices(pack))


def _notices(pack: ClaimPack) -> list[date]:
    """Return the days on which the insurer was told, by the stage of the contact."""
    return [contact.contacted_on for contact in pack.contacts if is_notice(contact)]


def is_notice(contact: ClaimContact) -> bool:
    """Tell whether a contact was with the insurer, by its stage.

    Parameters
    ----------
    contact : ClaimContact
        The contact.

    Returns
    -------
    bool
        False for one with the buyer.
    """
    return any(contact.stage in entry(f"policy.words.{key}").values() for key in NOTICE_STAGES)


def remark_lines(pack: ClaimPack, language: Language) -> list[str]:
    """Return what stands in the way of the claim, one line for each kind of remark, the gravest first.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of str
        Never empty; the last line says what was not judged.
    """
    counts: dict[str, int] = {}
    for item in pack.items:
        for key, _ in _flags(item, pack):
            counts[key] = counts.get(key, 0) + 1
    lines = [say("claim_pack.remark.nothing", language, as_of=pack.as_of)] if not pack.of("claimed") else []
    lines += [
        say(f"claim_pack.remark.{key}", language, count=counts[key]) for key in GRAVEST if key in counts
    ]
    lines += [] if pack.contacts else [say("claim_pack.contact.none", language)]
    return [
        *(lines or [say("claim_pack.remark.clean", language)]),
        say("claim_pack.remark.not_known", language),
    ]


def term_rows(pack: ClaimPack, language: Language) -> list[tuple[str, str]]:
    """Return the terms of the policy that were used.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of (str, str)
        Name and value.
    """
    rules, money = pack.rules, pack.base_currency

    def named(key: str, value: str, **fields: object) -> tuple[str, str]:
        return say(f"claim_pack.term.{key}", language, **fields), value

    rows = [
        named("cover_share", f"{pack.cover_share:.1%}"),
        named("order", say(f"claim_pack.order.{rules.order}", language)),
        named("deductible", f"{rules.deductible:,.2f} {money}"),
        named("first_loss_left", f"{rules.first_loss_left:,.2f} {money}", whole=rules.aggregate_first_loss),
    ]
    if rules.maximum_liability:
        left = f"{rules.liability_left:,.2f} {money}"
        rows.append(named("liability_left", left, whole=rules.maximum_liability))
    else:
        rows.append(named("no_liability", say("claim_pack.term.not_agreed", language)))
    if rules.discretionary_limit:
        rows.append(named("discretionary_limit", f"{rules.discretionary_limit:,.2f} {money}"))
    times = ("waiting_days", "maximum_extension_days", "notification_days", "claim_filing_days")
    return rows + [named(key, say("claim_pack.days", language, days=getattr(rules, key))) for key in times]


def particular_rows(pack: ClaimPack, language: Language) -> list[tuple[str, str | None]]:
    """Return who claims and about whom.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of (str, str or None)
        Name and value; None is for a person to fill in.
    """
    rows = [
        (say(f"claim_pack.field.{key}", language), None if text is None else for_xml(text))
        for key, text in pack.particulars
    ]
    if pack.is_insolvent:
        marked = say("claim_pack.field.marked_insolvent", language)
        rows.append((say("claim_pack.field.insolvency", language), marked))
    return rows


def limit_rows(pack: ClaimPack, language: Language) -> list[list[str]]:
    """Return the decisions of the insurer: limit, currency, first and last day, cover, number.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of list of str
        Empty where none stands on the Insured limits sheet.
    """
    return [
        [
            say("claim_pack.limit.refused", language) if one.limit is None else f"{one.limit:,.2f}",
            one.currency or pack.base_currency,
            day_words(one.first),
            day_words(one.last) or say("claim_pack.limit.open_end", language),
            f"{one.cover_share:.1%}" if one.cover_share else say("claim_pack.limit.as_policy", language),
            for_xml(one.reference),
        ]
        for one in pack.limits
    ]  # fmt: skip


def deadline_rows(pack: ClaimPack, language: Language) -> list[list[str]]:
    """Return every deadline with the days left on the day of the file.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of list of str
        Name, day, days left.
    """
    rows = []
    for key, day in pack.deadlines:
        left = "" if day is None else left_words((day - pack.day).days, language, is_end=key in ENDS)
        rows.append([say(f"claim_pack.deadline.{key}", language), day_words(day), left])
    return rows


def left_words(days: int, language: Language, *, is_end: bool = True) -> str:
    """Return how far a day is.

    Parameters
    ----------
    days : int
        Until it; below 0 when it is over. [days]
    language : {"en", "zh"}
        Language of the words.
    is_end : bool
        Whether something ends on it.

    Returns
    -------
    str
        In words.

    Examples
    --------
    >>> left_words(12, "en"), left_words(-3, "en"), left_words(-3, "en", is_end=False)
    ('12 days left', '3 days ago', 'for 3 days')
    """
    if days == 0:
        return say("claim_pack.days_today", language)
    if days > 0:
        return say("claim_pack.days_left" if is_end else "claim_pack.days_until", language, days=days)
    return say("claim_pack.days_over" if is_end else "claim_pack.since", language, days=-days)


def contact_rows(pack: ClaimPack, language: Language) -> list[list[str]]:
    """Return what was done to collect: day, stage, channel, promise, result, note.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of list of str
        The latest last.
    """
    rows = []
    for one in pack.contacts:
        promise = ""
        if one.promised_on and one.promised_amount is None:
            promise = say("claim_pack.contact.promise_all", language, day=one.promised_on)
        elif one.promised_on:
            amount = f"{one.currency} {one.promised_amount:,.2f}".strip()
            promise = say("claim_pack.contact.promise", language, amount=amount, day=one.promised_on)
        result = say(f"claim_pack.outcome.{one.outcome}", language) if one.outcome else ""
        rows.append([day_words(one.contacted_on), *map(for_xml, (one.stage, one.channel, promise)), result,
                     for_xml(one.note)])  # fmt: skip
    return rows


def total_words(pack: ClaimPack, language: Language) -> list[str]:
    """Return how the parts of the claim tie with the aging, currency by currency.

    Parameters
    ----------
    pack : ClaimPack
        The claim.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    list of str
        One sentence per currency.
    """
    lines = []
    for one in pack.totals:
        key = "agrees" if one.agrees else "differs"
        verdict = say(f"claim_pack.total.{key}", language, difference=one.difference)
        fields: dict[str, Any] = {name: getattr(one, name) for name in TOTALS}
        lines.append(say("claim_pack.total.line", language, currency=one.currency, verdict=verdict, **fields))
    return lines
