"""What every overdue item bears in late interest by the date of valuation, and the totals per currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcredit import tables
from xlcredit.collections import (
    business_days,
    fee_rule,
    interest_lines,
    is_fee_confirmed,
    late_fee,
    late_interest,
    rate_table,
)
from xlcredit.ledger import Issue, make_issue
from xlcredit.policy.claims import NO_RULE
from xlcredit.receivables.open_items import RULES
from xlcredit.texts import say
from xlcredit.texts.plain import plain_word

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from xlcredit.collections import RateTable
    from xlcredit.columns import Codes, Dates, Floats
    from xlcredit.policy import Policy
    from xlcredit.receivables.open_items import DatedLedger
    from xlcredit.refresh.position import Position
    from xlcredit.texts import Language

_BY_PAYMENTS = RULES.index("payments")
MOST_RATES = 2  # that are spelled out in words; of more the first and the last
NEXT_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class LateInterestTables:
    """The list of items, the totals, and what could not be computed.

    Attributes
    ----------
    items, totals : DataFrame
        Columns of the tables of these names.
    issues : tuple of Issue
        One per rule and currency whose rates do not reach.
    """

    items: pd.DataFrame
    totals: pd.DataFrame
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class _Payments:
    """Part payments received after the due date, each with the place of its item."""

    item: Codes
    day: Dates
    amount: Floats


def late_interest_tables(
    position: Position, customers: pd.DataFrame, policy: Policy, language: Language
) -> LateInterestTables:
    """Return late interest item by item, the largest open amount first, and its totals.

    Parameters
    ----------
    position : Position
        The open items.
    customers : DataFrame
        From `customer_frame`; its ``country`` names the rule.
    policy : Policy
        Rules, rates, fixed sums; how many items are listed.
    language : {"en", "zh"}
        Language of the words.

    Returns
    -------
    LateInterestTables
        Totals over all overdue items, the list of the largest of them.

    Notes
    -----
    Interest runs on the balance as payments reduced it, from the day after the due date to the date of
    valuation; a payment is seen where it stands in the ledger with its date. Of a document in instalments
    only what is open now bears interest here. The fixed sum is added where the debt is in its currency, once
    for an invoice however many rows it takes: with the row that was due first, on what was owed for all of
    them. Credits on account do not stop interest: they have not been set off.

    References
    ----------
    Court of Justice of the European Union, C-585/20: the fixed sum is owed for each invoice.
    """
    late = late_items(position, customers, policy, language, until=position.valuation.as_of)
    _note(late, policy, language)
    return LateInterestTables(
        _listed(late, policy, language), _totals(late), _issues(late, position.valuation.as_of, policy)
    )


def late_items(
    position: Position,
    customers: pd.DataFrame,
    policy: Policy,
    language: Language,
    *,
    until: date,
    rule: str | None = None,
) -> pd.DataFrame:
    """Return every overdue item with the interest that it bears until a day.

    Parameters
    ----------
    position : Position
        The open items.
    customers : DataFrame
        From `customer_frame`.
    policy : Policy
        Rules, rates, fixed sums.
    language : {"en", "zh"}
        Language of the words.
    until : date
        Last day with interest on the balances of the date of valuation.
    rule : str, optional
        One rule for all; by default that of each customer's country, else of the currency.

    Returns
    -------
    DataFrame
        The rows of the position that are late, in its order, with ``position_row`` (their place there),
        ``rule``, ``starts_after``, ``interest`` and ``fixed_fee`` (NaN where unknown), ``rates_in_words``,
        ``is_confirmed`` and ``claim_total``.
    """
    rows = position.rows
    is_late = (rows["open_amount"] > 0) & (rows["days_past_due"] >= position.first_overdue_day)
    place = np.flatnonzero(is_late.to_numpy())
    late = rows.iloc[place].reset_index(drop=True)
    late["rule"], country = _rules(late, customers, policy)
    if rule is not None:
        late["rule"] = rule
    late["starts_after"] = _due_dates(late["due_date"].to_numpy(), country, policy)
    payments = _part_payments(position, place, late)
    late = late.assign(interest=np.nan, fixed_fee=np.nan, rates_in_words="", is_confirmed=True, claim_note="")
    late["invoice"] = _invoices(late, policy)
    for name in late["rule"].unique():
        chosen = np.flatnonzero((late["rule"] == name).to_numpy())
        if name != NO_RULE:
            _compute(late, chosen, payments, name, until, policy, language)
    claim = late["open_amount"] + late["interest"] + late["fixed_fee"].fillna(0.0)
    late["claim_total"] = claim.round(6)
    return late


def _invoices(late: pd.DataFrame, policy: Policy) -> Codes:
    """Return the row that stands for the invoice of each row: the first due; itself without a number."""
    place = np.arange(len(late))
    key = ["customer_id", "currency", "document_no"]
    several = (late.duplicated(key, keep=False) & (late["document_no"].fillna("") != "")).to_numpy()
    if not several.any():
        return place
    rows = late.loc[several, [*key, "rule", "starts_after"]]
    fees = {rule: getattr(policy.late_interest.fees, rule, None) for rule in rows["rule"].unique()}
    by_instalment = rows["rule"].map({rule: bool(fee and fee.each_instalment) for rule, fee in fees.items()})
    rows["instalment"] = rows["starts_after"].where(by_instalment.astype(bool))
    in_order = rows.sort_values("starts_after", kind="stable", na_position="last")
    groups = in_order.groupby([*key, "instalment"], sort=False, dropna=False).ngroup()
    first = in_order.index.to_numpy()[~groups.duplicated().to_numpy()]
    place[in_order.index.to_numpy()] = first[groups.to_numpy()]
    return place


def _rules(
    late: pd.DataFrame, customers: pd.DataFrame, policy: Policy
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Return rule and plain country of each item: the country's, else the currency's, else the general."""
    rules = policy.late_interest
    by_customer = dict(zip(customers["customer_id"], customers["country"], strict=True))
    country = late["customer_id"].map(by_customer).fillna("")
    plain = {word: plain_word(word) for word in country.unique()}
    of_country = country.map({word: rules.rules_of_countries.get(plain[word]) for word in plain})
    of_currency = late["currency"].map(dict(rules.rule_by_currency)).fillna(rules.rule)
    return of_country.astype(object).where(of_country.notna(), of_currency), country.map(plain)


def _due_dates(due: Any, country: pd.Series[Any], policy: Policy) -> Dates:
    """Return due dates as days, moved off days of rest where the policy asks for it; NaT: no calendar."""
    days: Dates = due.astype("datetime64[D]")
    if not policy.late_interest.move_due_dates:
        return days
    for word in country.unique():
        if policy.business_days.by_country.get(word, "stays") != "stays":
            here = (country == word).to_numpy()
            days[here] = business_days(days[here], word, None, policy)
    return days


def _part_payments(position: Position, place: Codes, late: pd.DataFrame) -> _Payments:
    """Return the payments received after the due dates, of documents that are no instalments."""
    own, day = position.own, np.datetime64(position.valuation.as_of, "D")
    of_item = position.rows["place"].to_numpy(dtype=np.int64)[place]
    item_of = _item_of_document(own, of_item)
    paid = own.payments
    item = item_of[paid.document]  # -1, a payment without a document, meets the spare last place
    due = late["starts_after"].to_numpy().astype("datetime64[D]")
    counts = (item >= 0) & (paid.payment_date <= day)
    counts[counts] &= paid.payment_date[counts] > due[item[counts]]
    return _Payments(item[counts], paid.payment_date[counts], paid.amount[counts])


def _item_of_document(own: DatedLedger, of_item: Codes) -> Codes:
    """Return the place of the late item of each document, -1 for none and for instalments."""
    item_of = np.full(len(own.document_from), -1, dtype=np.int64)
    by_payments = np.flatnonzero(of_item >= 0)
    by_payments = by_payments[own.rule[of_item[by_payments]] == _BY_PAYMENTS]
    item_of[own.document[of_item[by_payments]]] = by_payments
    item_of[own.document[own.instalments]] = -1
    item_of[-1] = -1
    return item_of


def _compute(  # noqa: PLR0917  one group of one rule
    late: pd.DataFrame,
    chosen: Codes,
    payments: _Payments,
    rule: str,
    as_of: date,
    policy: Policy,
    language: Language,
) -> None:
    """Fill interest, fixed sum, rates in words and the mark of one rule's items."""
    table = rate_table(rule, policy)
    due = late["starts_after"].to_numpy().astype("datetime64[D]")
    open_amount = late["open_amount"].to_numpy(dtype=float)
    is_ours = np.zeros(len(late), dtype=bool)
    is_ours[chosen] = True
    mine = is_ours[payments.item] if payments.item.size else np.zeros(0, dtype=bool)
    item, day, paid = payments.item[mine], payments.day[mine], payments.amount[mine]
    at_due = open_amount.copy()
    np.add.at(at_due, item, paid)
    invoice = late["invoice"].to_numpy()
    of_invoice = np.bincount(invoice, np.maximum(at_due, 0.0), len(late))
    fee = _fees(late["currency"].to_numpy()[chosen], of_invoice[invoice[chosen]], due[chosen], rule, policy)
    fee[(invoice[chosen] != chosen) & (fee > 0)] = 0.0
    interest = late_interest(open_amount, due, as_of, rule, policy)
    if table.order(policy) == "principal":
        over = np.minimum(day, np.datetime64(as_of, "D"))
        np.add.at(interest, item, paid * late_interest(np.ones(len(paid)), due[item], over, rule, policy))
    else:
        costs = np.zeros(len(late))
        costs[chosen] = np.nan_to_num(fee)
        for one in np.unique(item[np.isfinite(interest[item])]).tolist():
            own = item == one
            received = _kept(zip(day[own].tolist(), paid[own].tolist(), strict=True))
            debt = open_amount[one] + sum(amount for _, amount in received)
            claim = (debt, due[one].item(), as_of, received, rule, policy, costs[one])
            interest[one] = sum(line.interest for line in interest_lines(*claim))
    late.loc[chosen, "interest"] = np.round(interest[chosen], 2)
    late.loc[chosen, "fixed_fee"] = fee
    first, last = _steps(table, due[chosen], as_of)
    late.loc[chosen, "rates_in_words"] = _rate_words(table, first, last, language)
    confirmed = np.cumsum([0, *(not table.is_confirmed(step, policy) for step in range(len(table.rates)))])
    sure = confirmed[last + 1] == confirmed[first]
    late.loc[chosen, "is_confirmed"] = sure & (is_fee_confirmed(rule, policy) | ~(fee > 0))


def _kept(received: Iterable[tuple[date, float]]) -> list[tuple[date, float]]:
    """Return payments without those that were taken back: a reversal undoes the latest before it."""
    kept: list[tuple[date, float]] = []
    for day, amount in sorted(received, key=lambda one: (one[0], -one[1])):
        rest = amount
        while rest < 0 and kept:
            before, paid = kept.pop()
            rest += paid
            if rest > 0:
                kept.append((before, rest))
        if amount > 0:
            kept.append((day, amount))
    return kept


def _fees(currency: Any, debt: Floats, due: Dates, rule: str, policy: Policy) -> Floats:
    """Return the fixed sums of items; NaN for debts in another currency than the law's."""
    fees = fee_rule(rule, policy)
    found: Floats = late_fee(np.maximum(debt, 0.0), due, rule, policy)
    return found if fees is None else np.where(currency == fees.currency, found, np.nan)


def _steps(table: RateTable, due: Dates, as_of: date) -> tuple[Codes, Codes]:
    """Return the first and the last step of the rates that each item's interest rests on."""
    first = table.step_of(due + NEXT_DAY)
    last = first if table.is_fixed else np.maximum(table.step_of(np.datetime64(as_of, "D")), first)
    return first, np.broadcast_to(last, first.shape)


def _rate_words(table: RateTable, first: Codes, last: Codes, language: Language) -> list[str]:
    """Return the rates of each item in words; items of the same steps share their text."""
    texts: dict[tuple[int, int], str] = {}
    pairs = list(zip(first.tolist(), last.tolist(), strict=True))
    for pair in set(pairs):
        begin, end = pair
        shares = table.rates[begin : end + 1]
        rates = [say("collections.late.rate", language, rate=100 * share) for share in shares]
        different = [rate for place, rate in enumerate(rates) if not place or rate != rates[place - 1]]
        key = ("one", "two")[len(different) - 1] if len(different) <= MOST_RATES else "many"
        since = next((table.first_days[step] for step in range(end, begin, -1)
                      if table.rates[step] != table.rates[step - 1]), table.first_days[begin])  # fmt: skip
        fields = {"first": different[0], "last": different[-1], "since": since, "count": len(different)}
        texts[pair] = say(f"collections.late.{key}", language, **fields)
    return [texts[pair] for pair in pairs]


def _note(late: pd.DataFrame, policy: Policy, language: Language) -> None:
    """Say beside each item what is missing or still to be confirmed."""
    notes = np.full(len(late), "", dtype=object)
    other = {
        rule: say("collections.late.other_currency", language, currency=fees.currency)
        for rule in late["rule"].unique()
        if rule != NO_RULE and (fees := fee_rule(rule, policy)) is not None
    }
    no_fee = (late["fixed_fee"].isna() & late["rule"].isin(list(other))).to_numpy()
    notes[no_fee] = late["rule"].map(other).to_numpy()[no_fee]
    is_part = late["invoice"].to_numpy() != np.arange(len(late))
    once = is_part & ~no_fee & late["rule"].isin(list(other)).to_numpy()
    notes[once] = say("collections.late.fee_once", language)
    notes[~late["is_confirmed"].to_numpy(dtype=bool)] = say("collections.claim.to_be_confirmed", language)
    unknown = late["interest"].isna().to_numpy()
    notes[unknown] = say("collections.late.no_rate", language)
    notes[unknown & np.isnat(late["starts_after"].to_numpy())] = say("collections.late.no_calendar", language)
    notes[(late["rule"] == NO_RULE).to_numpy()] = say("collections.late.no_rule", language)
    disputed = late["is_disputed"].to_numpy(dtype=bool)
    word, join = say("collections.late.disputed", language), say("collections.action.join", language)
    notes[disputed] = [join.join(filter(None, (word, note))) for note in notes[disputed]]
    late.loc[unknown, "rates_in_words"] = ""
    late["claim_note"] = notes


def _listed(late: pd.DataFrame, policy: Policy, language: Language) -> pd.DataFrame:
    """Return the largest items as the rows of the list."""
    order = np.argsort(-late["open_in_base"].fillna(0.0).to_numpy(), kind="stable")
    shown = late.iloc[order[: policy.late_interest.rows_shown]].reset_index(drop=True)
    words = {rule: say(f"collections.late.rule.{rule}", language) for rule in shown["rule"].unique()}
    shown["interest_rule"] = shown["rule"].map(words)
    open_question = ~shown["is_confirmed"].astype(bool)
    shown["to_confirm"] = open_question.astype(object).where(shown["interest"].notna(), None)
    return shown[list(tables.LATE_INTEREST.column_names)]


def _totals(late: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of all overdue items per currency; what has no rate is part of the overdue amount."""
    known = late["interest"].notna()
    frame = late.assign(
        documents=1,
        overdue=late["open_amount"],
        claim_total=late["claim_total"].fillna(late["open_amount"]),
        fixed_fee=late["fixed_fee"].where(known),
        overdue_without_rate=late["open_amount"].where(~known, 0.0),
        to_confirm=(known & ~late["is_confirmed"].astype(bool)).astype(int),
    )
    names = list(tables.LATE_INTEREST_TOTALS.column_names)
    totals = frame.groupby("currency", sort=False)[names[1:]].sum().round(6)
    base = frame.groupby("currency", sort=False)["open_in_base"].sum()
    return totals.loc[base.sort_values(ascending=False).index].reset_index()[names]


def _issues(late: pd.DataFrame, as_of: date, policy: Policy) -> tuple[Issue, ...]:
    """Return an issue for each rule and currency whose rates do not reach."""
    unknown = late[late["interest"].isna() & (late["rule"] != NO_RULE)]
    found = []
    for (rule, currency), items in unknown.groupby(["rule", "currency"], sort=True):
        table = rate_table(str(rule), policy)
        found.append(
            make_issue(
                "late_interest_no_rate", "", "", str(items["document_no"].iloc[0]),
                currency=str(currency), amount=float(items["open_amount"].sum()), count=len(items), rule=rule,
                first=table.first_days[0], last=table.last_day, as_of=as_of.isoformat(),
                reference=table.reference or f"late_interest.rules.{rule}",
            )
        )  # fmt: skip
    return tuple(found)
