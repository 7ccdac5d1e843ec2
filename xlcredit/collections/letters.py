"""Letters of collection as records: what each says, to whom, about which items; files are made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcredit.collections.letter_claims import law_of, letter_claim
from xlcredit.collections.letter_words import (
    cell_text,
    claim_lines,
    last_day_to_pay,
    legal_sentences,
    notes_in_words,
    sum_words,
)
from xlcredit.collections.statements import DEMANDED, DISPUTED
from xlcredit.ledger import NO_CURRENCY
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xlcredit.collections.letter_claims import LetterClaim, Remark
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
        As the ledger has them; the type in words, with a mark where the line is an instalment of a plan.
    invoice_date, due_date : date or None
        None where unknown.
    amount, open_amount : float
        Of the document (or of its part in an instalment), and what is open; credits are negative. [currency
        of the letter]
    days_past_due : int or None
        On the date of valuation; None of a credit.
    interest, fixed_fee : float or None
        Late interest until the day of the letter, and the fixed sum; None where none is asked for.
    rates_in_words : str
        The annual rates of the interest.
    """

    document_no: str
    document_type: str
    invoice_date: date | None
    due_date: date | None
    amount: float
    open_amount: float
    days_past_due: int | None
    interest: float | None = None
    fixed_fee: float | None = None
    rates_in_words: str = ""


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
        Principal: sum of the items, of the credits (zero or negative), and both. [currency of the letter]
    interest, fixed_fee : float
        Late interest and fixed sums asked for besides. [currency of the letter]
    rule : str
        Rule of the policy that they rest on; "" where there are none.
    remarks : tuple of Remark
        Why there are none, or not for every item, and what is to be confirmed.
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
    interest: float = 0.0
    fixed_fee: float = 0.0
    rule: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def claim_total(self) -> float:
        """Principal, interest and fixed sums together, in the currency of the letter."""
        return round(self.to_pay + self.interest + self.fixed_fee, 6)


def unwritten(found: Statements) -> pd.DataFrame:
    """Return the statements that are asked for and get no letter, as the ledger names no currency for them.

    Parameters
    ----------
    found : Statements
        From `late_statements`.

    Returns
    -------
    DataFrame
        Rows of its table, in the order of the worklist.
    """
    table = found.table
    left = table[table["letter"].notna() & (table["currency"] == NO_CURRENCY)]
    return left.sort_values("place") if "place" in left else left


def letters_of(
    found: Statements,
    customers: pd.DataFrame,
    policy: Policy,
    *,
    as_of: date,
    day: date,
    language: Language,
    only: Language | None = None,
    claims: Mapping[Language, pd.DataFrame] | None = None,
) -> list[Letter]:
    """Write a letter for every statement that is asked for in a currency.

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
    claims : mapping of str to DataFrame, optional
        By language, late interest until the day of the letters from `xlcredit.refresh.late_claims`; none is
        asked for without it.

    Returns
    -------
    list of Letter
        In the order of the worklist. Nothing is invented: what is not in ledger, customer list or policy is
        None in `Letter.values`; a law is cited only where it is that of the customer's country or currency.
    """
    known = customers.drop_duplicates("customer_id").set_index("customer_id")
    asked = found.table[found.table["letter"].notna() & (found.table["currency"] != NO_CURRENCY)]
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
        owed = None if claims is None else claims[tongue]
        letters.append(_letter(row, who, parts, policy, owed, dates=(as_of, day), language=tongue))
    return letters


def _language(who: Mapping[str, Any], policy: Policy, usual: Language) -> Language:
    """Return the language of a letter: the policy's, the customer's own, that of its country, the usual."""
    if policy.letters.language != "by_customer":
        return policy.letters.language
    named = cell_text(who.get("language")).casefold()
    if named:
        return "zh" if named.startswith(("zh", "cn", "chin", "中")) else "en"
    country = cell_text(who.get("country")).casefold()
    if not country:
        return usual
    return "zh" if country in CHINESE_PLACES else "en"


def _letter(
    row: Mapping[Any, Any],
    who: Mapping[str, Any],
    parts: tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame | None],
    policy: Policy,
    claims: pd.DataFrame | None,
    *,
    dates: tuple[date, date],
    language: Language,
) -> Letter:
    """Return one letter."""
    asked, credit, disputed = parts
    kind: LetterKind = row["letter"]
    claim = letter_claim(asked, claims, row["stage_now"], policy, until=dates[1])
    is_netted = policy.dunning.credits == "netted" and credit is not None
    lines = _items(asked, language, claim) + (_items(credit, language) if is_netted else [])
    total = round(sum(item.open_amount for item in lines if item.open_amount > 0), 6)
    reduced = round(sum(item.open_amount for item in lines if item.open_amount < 0), 6)
    days = (*dates, last_day_to_pay(dates[1], kind, policy))
    values = {
        **_parties(row, who, policy),
        **sum_words(asked["days_past_due"].max(), (total, reduced), row["currency"], days, language),
        **claim_lines(claim, (total, reduced), row["currency"], dates[1], language),
        **notes_in_words(row, None if is_netted else credit, disputed, language),
        **legal_sentences(claim, law_of(claims, asked), policy, dates, language),
    }
    return Letter(
        kind=kind,
        language=language,
        stage=row["stage_now"],
        customer_id=cell_text(row["customer_id"]),
        customer_name=cell_text(row["customer_name"]),
        currency=row["currency"],
        country=cell_text(who.get("country")),
        mail=cell_text(who.get("mail")) if kind in TO_THE_DEBTOR else "",
        values=values,
        items=tuple(lines),
        total=total,
        credit=reduced,
        to_pay=round(total + reduced, 6),
        interest=claim.interest,
        fixed_fee=claim.fixed_fee,
        rule=claim.rule,
        remarks=claim.remarks,
    )


def _items(
    frame: pd.DataFrame | None, language: Language, claim: LetterClaim | None = None
) -> list[LetterItem]:
    """Return documents as lines of a letter, each with what it bears."""
    if frame is None:
        return []
    borne = claim.lines.to_dict("records") if claim is not None and claim.rule else [{}] * len(frame)
    return [
        LetterItem(
            document_no=cell_text(row["document_no"]),
            document_type=_type_text(row, language),
            invoice_date=None if pd.isna(row["invoice_date"]) else row["invoice_date"].date(),
            due_date=None if pd.isna(row["due_date"]) else row["due_date"].date(),
            amount=float(row["amount"]),
            open_amount=float(row["open_amount"]),
            days_past_due=int(row["days_past_due"]) if row["open_amount"] > 0 else None,
            interest=_number(more.get("interest")),
            fixed_fee=_number(more.get("fixed_fee")),
            rates_in_words=cell_text(more.get("rates_in_words")),
        )
        for row, more in zip(frame.to_dict("records"), borne, strict=True)
    ]


def _type_text(row: Mapping[Any, Any], language: Language) -> str:
    """Return the type of a document in words; the due date of an instalment is not the one on the invoice."""
    text = say(f"template.document_type.{row['document_type']}", language)
    is_part = row.get("place", -1) < 0 <= row.get("ledger_place", -1)
    return say("letters.instalment", language, document=text) if is_part else text


def _number(value: Any) -> float | None:
    """Return a number that may be unknown."""
    return None if value is None or pd.isna(value) else float(value)


def _parties(row: Mapping[str, Any], who: Mapping[str, Any], policy: Policy) -> dict[str, str | None]:
    """Return who writes and to whom; None where nobody has said."""
    sender = policy.letters.model_dump()
    return {
        **{name: cell_text(sender[name]) or None for name in SENDER},
        "customer_name": cell_text(row["customer_name"]),
        "customer_id": cell_text(row["customer_id"]),
        "customer_registration": cell_text(who.get("registration")) or None,
        "customer_address": cell_text(who.get("address")) or None,
    }


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
        kept[name] = customers[own[0]].map(cell_text) if own else ""
    return kept
