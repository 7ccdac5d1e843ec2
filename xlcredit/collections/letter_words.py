"""The words of a letter that follow from its amounts, its days and the law."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcredit.collections.letter_claims import CHINESE_RULES, LetterClaim, interest_sentence
from xlcredit.texts import entry, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlcredit.policy import Policy
    from xlcredit.texts import Language

DISPUTED_SHOWN = 5


def cell_text(value: Any) -> str:
    """Return a cell as text.

    Parameters
    ----------
    value : object
        A cell's value.

    Returns
    -------
    str
        A blank is "".

    Examples
    --------
    >>> cell_text(" A "), cell_text(None), cell_text(float("nan"))
    ('A', '', '')
    """
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


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
        Currency and amount to the cent.

    Examples
    --------
    >>> money_text(-1234567.8, "EUR")
    'EUR -1,234,567.80'
    """
    return f"{currency} {amount:,.2f}"


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


def claim_lines(
    claim: LetterClaim, sums: tuple[float, float], currency: str, until: date, language: Language
) -> dict[str, str | None]:
    """Return the sums of a letter in words, principal, interest and fixed sums apart.

    Parameters
    ----------
    claim : LetterClaim
        Interest and fixed sums.
    sums : tuple of float
        Overdue, and credits that reduce it. [currency]
    currency : str
        Three letters.
    until : date
        Last day with interest.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    dict of str to str
        Placeholder to text; a line that the letter has no need of is "".
    """
    total, reduced = sums
    principal = total + reduced
    whole = money_text(principal + claim.interest + claim.fixed_fee, currency)
    money = {
        "principal": money_text(principal, currency), "interest": money_text(claim.interest, currency),
        "fixed_fee": money_text(claim.fixed_fee, currency), "until": day_text(until, language),
        "total": money_text(total, currency), "claim": whole,
    }  # fmt: skip
    used = {
        "total_line": "principal_total" if claim.rule and not reduced else "overdue_total",
        "principal_line": "principal" if claim.rule and reduced else "",
        "interest_line": "interest" if claim.interest else "",
        "fee_line": "fixed_fee" if claim.fixed_fee else "",
        "claim_whole": ("parts" if claim.fixed_fee else "parts_no_fee") if claim.rule else "whole",
    }
    lines = {name: say(f"letters.sum.{key}", language, **money) if key else "" for name, key in used.items()}
    return {"claim": whole, **lines}


def sum_words(
    oldest: float,
    sums: tuple[float, float],
    currency: str,
    dates: tuple[date, date, date | None],
    language: Language,
) -> dict[str, str | None]:
    """Return principal and days of a letter in words.

    Parameters
    ----------
    oldest : float
        Most days past due of what is asked for. [days]
    sums : tuple of float
        Overdue, and credits that reduce it. [currency]
    currency : str
        Three letters.
    dates : tuple of date
        Date of the balances, day of the letter, and the day to pay by; None for none.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    dict of str to str
        Placeholder to text; "" drops a line.
    """
    (as_of, day, pay_by), (total, reduced) = dates, sums
    credit = say("letters.credit_sum", language, credit=money_text(reduced, currency)) if reduced else ""
    return {
        "as_of": day_text(as_of, language),
        "letter_date": day_text(day, language),
        "pay_by": "" if pay_by is None else day_text(pay_by, language),
        "currency": currency,
        "total": money_text(total, currency),
        "to_pay": money_text(total + reduced, currency),
        "oldest_days": f"{oldest:.0f}",
        "credit_line": credit,
    }


def last_day_to_pay(day: date, kind: str, policy: Policy) -> date | None:
    """Return the day by which a letter asks for payment.

    Parameters
    ----------
    day : date
        Day of the letter.
    kind : str
        Which letter.
    policy : Policy
        Days that it leaves for payment.

    Returns
    -------
    date or None
        None of letters that ask nobody for payment.

    Examples
    --------
    >>> from xlcredit.policy import default_policy
    >>> last_day_to_pay(date(2026, 7, 1), "formal_demand", default_policy())
    datetime.date(2026, 7, 15)
    """
    left = getattr(policy.dunning.pay_within, kind, None)
    return None if left is None else day + timedelta(days=left)


def notes_in_words(
    row: Mapping[Any, Any], credit: pd.DataFrame | None, disputed: pd.DataFrame | None, language: Language
) -> dict[str, str | None]:
    """Return the sentences that only some letters have.

    Parameters
    ----------
    row : mapping
        The statement: ``currency``, ``is_reminded``, ``staged_on``.
    credit : DataFrame or None
        Credits that are shown and not netted.
    disputed : DataFrame or None
        Documents in dispute.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    dict of str to str
        Placeholder to text; "" drops the sentence.
    """
    currency = row["currency"]
    found: dict[str, str | None] = {"credits_note": "", "disputed_note": "", "before": ""}
    if credit is not None:
        amount = money_text(float(credit["open_amount"].sum()), currency)
        found["credits_note"] = say("letters.credits_shown", language, credit=amount)
    if disputed is not None:
        numbers = [cell_text(number) for number in disputed["document_no"]]
        shown = say("letters.comma", language).join(numbers[:DISPUTED_SHOWN])
        more = say("letters.more", language, count=len(numbers)) if len(numbers) > DISPUTED_SHOWN else ""
        amount = money_text(float(disputed["open_amount"].sum()), currency)
        found["disputed_note"] = say("letters.disputed", language, numbers=shown + more, amount=amount)
    if row["is_reminded"]:
        found["before"] = say("letters.before", language, day=day_text(row["staged_on"].date(), language))
    return found


def legal_sentences(
    claim: LetterClaim, law: str, policy: Policy, days: tuple[date, date], language: Language
) -> dict[str, str | None]:
    """Return the sentences of interest and of rights, under the law that is the customer's.

    Parameters
    ----------
    claim : LetterClaim
        Interest and fixed sums.
    law : str
        Rule of the customer's country or currency; "" where there is none.
    policy : Policy
        Its basis of interest.
    days : tuple of date
        Date of the balances, and last day with interest.
    language : {"en", "zh"}
        The language.

    Returns
    -------
    dict of str to str
        Placeholder to text; the law of China is cited only where it is the customer's, in either language.
    """
    as_of, until = (day_text(day, language) for day in days)
    interest = interest_sentence(claim, policy, (until, as_of), language)
    place = "china" if law in CHINESE_RULES else "anywhere"
    return {
        "interest": interest,
        "interest_claimed": interest if claim.rule else "",
        "rights": say(f"letters.rights.{place}", language),
    }
