"""Letters of collection as records: what each says, to whom, about which items; files are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcredit.collections.statements import DEMANDED, DISPUTED
from xlcredit.ledger import NO_CURRENCY
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.collections.statements import Statements
    from xlcredit.policy import Policy
    from xlcredit.policy.collections import LetterKind
    from xlcredit.texts import Language

TO_THE_DEBTOR = ("friendly_reminder", "formal_demand", "final_notice")
"""Letters that ask the debtor for payment by a day; the others tell somebody else of the claim."""
CHINESE_PLACES = frozenset({
    "cn", "chn", "china", "hk", "hong kong", "mo", "macao", "macau", "tw", "taiwan",
    "中国", "中国大陆", "中华人民共和国", "香港", "澳门", "台湾", "中国香港", "中国澳门", "中国台湾",
})  # fmt: skip
DISPUTED_SHOWN = 5
SENDER = ("sender_name", "sender_registration", "sender_address", "sender_contact", "sender_account",
          "agency_name", "insurer_name", "insurance_policy_no")  # fmt: skip
PARTICULARS = ("registration", "address", "mail", "language")
"""What a customers' sheet may say of a customer under headings of its own, found by `particular_headings`."""


@dataclass(frozen=True)
class LetterItem:
    """One line of a letter: a document of the ledger.

    Attributes
    ----------
    document_no, document_type : str
        As the ledger has them; the type in words.
    invoice_date, due_date : date or None
        None where unknown.
    amount, open_amount : float
        Of the document, and what is open of it; credits are negative. [currency of the letter]
    days_past_due : int or None
        On the date of valuation; None of a credit.
    """

    document_no: str
    document_type: str
    invoice_date: date | None
    due_date: date | None
    amount: float
    open_amount: float
    days_past_due: int | None


@dataclass(frozen=True)
class Letter:
    """One letter about one statement.

    Attributes
    ----------
    kind : str
        Which letter.
    language : {"en", "zh"}
        Its language.
    stage : str
        Stage of the ladder it goes out at.
    customer_id, customer_name, currency, country, mail : str
        The debtor; ``mail`` is "" where no address is known, or the letter goes to somebody else.
    values : mapping of str to str or None
        Placeholder to text; "" drops a line, None is not known and is left open for a person to fill in.
    items : tuple of LetterItem
        What is asked for, the longest overdue first, and the credits that reduce it.
    total, credit, to_pay : float
        Sum of the items, of the credits (zero or negative), and both. [currency of the letter]
    """

    kind: LetterKind
    language: Language
    stage: str
    customer_id: str
    customer_name: str
    currency: str
    country: str
    mail: str
    values: Mapping[str, str | None]
    items: tuple[LetterItem, ...]
    total: float
    credit: float
    to_pay: float


def letters_of(
    found: Statements,
    customers: pd.DataFrame,
    policy: Policy,
    *,
    as_of: date,
    day: date,
    language: Language,
    only: Language | None = None,
) -> list[Letter]:
    """Write a letter for every statement that is asked for.

    Parameters
    ----------
    found : Statements
        From `late_statements`.
    customers : DataFrame
        ``customer_id``, ``country``, ``insured_limit``, and what `PARTICULARS` names where known.
    policy : Policy
        Sender, days for payment, basis of interest.
    as_of : date
        Date of valuation.
    day : date
        Date of the letters, from which the time for payment runs.
    language : {"en", "zh"}
        Language of a letter where neither customer nor policy names one, and to an agency or insurer.
    only : {"en", "zh"}, optional
        Write every letter in this one.

    Returns
    -------
    list of Letter
        In the order of the worklist. Nothing is invented: what is not in ledger, customer list or policy is
        None in `Letter.values`.
    """
    known = customers.drop_duplicates("customer_id").set_index("customer_id")
    asked = found.table[found.table["letter"].notna()]
    order = asked.sort_values("place") if "place" in asked else asked
    items = dict(tuple(found.items[found.items["treatment"] == DEMANDED].groupby("statement")))
    disputed = dict(tuple(found.items[found.items["treatment"] == DISPUTED].groupby("statement")))
    credits_of = dict(tuple(found.credits.groupby("statement")))
    letters = []
    for place, row in zip(order.index.tolist(), order.to_dict("records"), strict=True):
        who: dict[str, Any] = (
            known.loc[row["customer_id"]].to_dict() if row["customer_id"] in known.index else {}
        )
        is_debtor = row["letter"] in TO_THE_DEBTOR
        tongue = only or _language(who if is_debtor else {}, policy, language)
        parts = (items[place], credits_of.get(place), disputed.get(place))
        letters.append(_letter(row, who, parts, policy, dates=(as_of, day), language=tongue))
    return letters


def _language(who: Mapping[str, Any], policy: Policy, usual: Language) -> Language:
    """Return the language of a letter: the policy's, the customer's own, that of its country, the usual."""
    if policy.letters.language != "by_customer":
        return policy.letters.language
    named = _text(who.get("language")).casefold()
    if named:
        return "zh" if named.startswith(("zh", "cn", "chin", "中")) else "en"
    country = _text(who.get("country")).casefold()
    if not country:
        return usual
    return "zh" if country in CHINESE_PLACES else "en"


def _text(value: Any) -> str:
    """Return a cell as text; a blank is ""."""
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


def _letter(
    row: Mapping[Any, Any],
    who: Mapping[str, Any],
    parts: tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None],
    policy: Policy,
    *,
    dates: tuple[date, date],
    language: Language,
) -> Letter:
    """Return one letter."""
    asked, credit, disputed = parts
    kind: LetterKind = row["letter"]
    is_netted = policy.dunning.credits == "netted" and credit is not None
    lines = _items(asked, language) + (_items(credit, language) if is_netted else [])
    total = round(sum(item.open_amount for item in lines if item.open_amount > 0), 6)
    reduced = round(sum(item.open_amount for item in lines if item.open_amount < 0), 6)
    values = {
        **_parties(row, who, policy),
        **_sums(row, asked, (total, reduced), kind, policy, dates=dates, language=language),
        **_sentences(row, credit, disputed, policy, language, is_netted=is_netted),
    }
    return Letter(
        kind=kind,
        language=language,
        stage=row["stage_now"],
        customer_id=_text(row["customer_id"]),
        customer_name=_text(row["customer_name"]),
        currency=row["currency"],
        country=_text(who.get("country")),
        mail=_text(who.get("mail")) if kind in TO_THE_DEBTOR else "",
        values=values,
        items=tuple(lines),
        total=total,
        credit=reduced,
        to_pay=round(total + reduced, 6),
    )


def _items(frame: pd.DataFrame | None, language: Language) -> list[LetterItem]:
    """Return documents as lines of a letter."""
    if frame is None:
        return []
    return [
        LetterItem(
            document_no=_text(row["document_no"]),
            document_type=say(f"template.document_type.{row['document_type']}", language),
            invoice_date=None if pd.isna(row["invoice_date"]) else row["invoice_date"].date(),
            due_date=None if pd.isna(row["due_date"]) else row["due_date"].date(),
            amount=float(row["amount"]),
            open_amount=float(row["open_amount"]),
            days_past_due=int(row["days_past_due"]) if row["open_amount"] > 0 else None,
        )
        for row in frame.to_dict("records")
    ]


def _parties(row: Mapping[str, Any], who: Mapping[str, Any], policy: Policy) -> dict[str, str | None]:
    """Return who writes and to whom; None where nobody has said."""
    sender = policy.letters.model_dump()
    return {
        **{name: _text(sender[name]) or None for name in SENDER},
        "customer_name": _text(row["customer_name"]),
        "customer_id": _text(row["customer_id"]),
        "customer_registration": _text(who.get("registration")) or None,
        "customer_address": _text(who.get("address")) or None,
    }


def _sums(
    row: Mapping[str, Any],
    asked: pd.DataFrame,
    sums: tuple[float, float],
    kind: LetterKind,
    policy: Policy,
    *,
    dates: tuple[date, date],
    language: Language,
) -> dict[str, str | None]:
    """Return amounts and days in words."""
    (as_of, day), (total, reduced) = dates, sums
    oldest = asked["days_past_due"].max()
    left = getattr(policy.dunning.pay_within, kind) if kind in TO_THE_DEBTOR else None
    currency = row["currency"]
    return {
        "as_of": day_text(as_of, language),
        "letter_date": day_text(day, language),
        "pay_by": "" if left is None else day_text(day + timedelta(days=left), language),
        "currency": currency,
        "total": money_text(total, currency),
        "to_pay": money_text(total + reduced, currency),
        "oldest_days": f"{oldest:.0f}",
        "credit_line": say("letters.credit_sum", language, credit=money_text(reduced, currency))
        if reduced
        else "",
    }


def _sentences(
    row: Mapping[str, Any],
    credit: pd.DataFrame | None,
    disputed: pd.DataFrame | None,
    policy: Policy,
    language: Language,
    *,
    is_netted: bool,
) -> dict[str, str | None]:
    """Return the sentences that only some letters have; "" drops them."""
    currency, basis = row["currency"], policy.letters.interest_basis
    interest = (
        say(f"letters.interest.{basis}", language)
        if basis in ("reserved", "contract")
        else say("letters.interest.rule", language, rule=say(f"policy.words.{basis}", language))
    )
    found: dict[str, str | None] = {
        "interest": interest,
        "credits_note": "",
        "disputed_note": "",
        "before": "",
    }
    if credit is not None and not is_netted:
        amount = money_text(float(credit["open_amount"].sum()), currency)
        found["credits_note"] = say("letters.credits_shown", language, credit=amount)
    if disputed is not None:
        numbers = [_text(number) for number in disputed["document_no"]]
        shown = say("letters.comma", language).join(numbers[:DISPUTED_SHOWN])
        more = say("letters.more", language, count=len(numbers)) if len(numbers) > DISPUTED_SHOWN else ""
        amount = money_text(float(disputed["open_amount"].sum()), currency)
        found["disputed_note"] = say("letters.disputed", language, numbers=shown + more, amount=amount)
    if row["is_reminded"]:
        found["before"] = say("letters.before", language, day=day_text(row["staged_on"].date(), language))
    return found


def money_text(amount: float, currency: str) -> str:
    """Return an amount as a letter shows it.

    Parameters
    ----------
    amount : float
        [currency]
    currency : str
        Three letters.

    Returns
    -------
    str
        Currency and amount to the cent; the amount alone where the ledger names no currency (XXX).

    Examples
    --------
    >>> money_text(-1234567.8, "EUR"), money_text(5, "XXX")
    ('EUR -1,234,567.80', '5.00')
    """
    return f"{amount:,.2f}" if currency == NO_CURRENCY else f"{currency} {amount:,.2f}"


def day_text(day: date, language: Language) -> str:
    """Return a day as a letter shows it.

    Parameters
    ----------
    day : date
        The day.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    str
        Day, month in words and year, so that no country reads it otherwise.

    Examples
    --------
    >>> day_text(date(2026, 3, 5), "en"), day_text(date(2026, 3, 5), "zh")
    ('5 March 2026', '2026年3月5日')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    months = entry("letters.months")["en"].split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def with_particulars(customers: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """Return customers with what their own columns say of register number, address, mail and language.

    Parameters
    ----------
    customers : DataFrame
        Columns of the user's own begin with `prefix`.
    prefix : str
        What they begin with.

    Returns
    -------
    DataFrame
        ``customer_id``, ``country``, ``insured_limit`` and the columns of `PARTICULARS`; "" where no column
        has a heading for it.
    """
    kept = customers[["customer_id", "country", "insured_limit"]].copy()
    for name in PARTICULARS:
        headings = {
            word.casefold() for text in entry(f"letters.heading.{name}").values() for word in text.split("|")
        }
        own = [
            column for column in customers.columns
            if str(column).startswith(prefix) and str(column)[len(prefix):].strip().casefold() in headings
        ]  # fmt: skip
        kept[name] = customers[own[0]].map(_text) if own else ""
    return kept
