"""What makes a ledger real: credit and debit notes, advances, instalments, an overpayment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbooks.template.sample.documents import Books, draw_payments

if TYPE_CHECKING:
    import numpy.typing as npt

    from workbooks.template.sample.draws import Draws, Integers
    from workbooks.template.sample.profiles import Profiles

_CREDIT_NOTE_SHARE = 0.03
_CREDIT_NOTE_PART = (0.03, 0.22)  # of the invoice
_DEBIT_NOTES = 14
_INTEREST = 0.08  # a year, what debit notes charge for late payment
_LATE_ENOUGH = 45  # days late for which interest was charged
_ADVANCES = 6
_PLANS, _PLAN_PARTS = 4, 4
_OVERPAID_CENTS = 125_000
_PREFIXES = {"invoice": "INV", "credit_note": "CN", "debit_note": "DN", "advance": "ADV"}


def close_books(invoices: pd.DataFrame, profiles: Profiles, as_of: np.datetime64, draws: Draws) -> Books:
    """Add what is particular to the invoices, number the documents and settle them.

    Parameters
    ----------
    invoices : DataFrame
        From `draw_invoices`.
    profiles : Profiles
        The customers.
    as_of : datetime64[D]
        Last day of the history.
    draws : Draws
        Stream of random numbers; it moves on.

    Returns
    -------
    Books
        Every open amount is the amount less its payments, to the cent.
    """
    invoices = _with_instalments(invoices, as_of)
    extra = [
        _credit_notes(invoices, draws),
        _debit_notes(invoices, profiles, draws),
        _advances(profiles, as_of, draws),
        _credits_of_dormant(profiles, as_of, draws),
    ]
    documents = pd.concat([invoices, *extra], ignore_index=True)
    documents = documents[documents["invoice_date"] <= pd.Timestamp(as_of)]
    documents = documents.sort_values(["invoice_date", "customer", "part"], kind="stable").reset_index(
        drop=True
    )
    payments = _overpay(draw_payments(documents, profiles, as_of, draws), documents)
    paid = np.bincount(payments["document"], payments["cents"], len(documents)).astype(np.int64)
    documents = documents.assign(document_no=_numbers(documents), open_cents=documents["cents"] - paid)
    return Books(documents.drop(columns=["paid_on", "part"]), payments)


def _with_instalments(invoices: pd.DataFrame, as_of: np.datetime64) -> pd.DataFrame:
    """Split large invoices of last quarter into instalments, each a row with its own due date."""
    age = (pd.Timestamp(as_of) - invoices["invoice_date"]).dt.days
    eligible = invoices[age.between(50, 120) & ~invoices["is_disputed"] & invoices["paid_on"].notna()]
    chosen = (
        eligible.sort_values("cents", ascending=False, kind="stable")
        .drop_duplicates("customer")
        .index[:_PLANS]
    )
    plan = invoices.loc[np.repeat(chosen, _PLAN_PARTS)].copy()
    plan["part"] = np.tile(np.arange(1, _PLAN_PARTS + 1), len(chosen))
    late = plan["paid_on"] - plan["due_date"]
    plan["due_date"] = plan["invoice_date"] + pd.to_timedelta(30 * plan["part"], unit="D")
    plan["paid_on"] = plan["due_date"] + late.where(late > pd.Timedelta(0), pd.Timedelta(0))
    share = plan["cents"] // _PLAN_PARTS
    plan["cents"] = np.where(plan["part"] == _PLAN_PARTS, plan["cents"] - share * (_PLAN_PARTS - 1), share)
    others: pd.DataFrame = invoices.drop(index=chosen).assign(part=0)
    return pd.concat([others, plan], ignore_index=True)


def _credit_notes(invoices: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    """Draw credit notes; each is set off when its invoice is paid."""
    chosen: pd.DataFrame = invoices[
        draws.chance(_CREDIT_NOTE_SHARE, len(invoices)) & (invoices["part"] == 0).to_numpy()
    ]
    count = len(chosen)
    day = chosen["invoice_date"] + pd.to_timedelta(5 + draws.below(20, count), unit="D")
    part = draws.between(*_CREDIT_NOTE_PART, count)
    return chosen.assign(
        document_type="credit_note",
        invoice_date=day,
        due_date=day,
        cents=-np.floor(chosen["cents"].to_numpy() * part).astype(np.int64),
        is_disputed=False,
        paid_on=chosen["paid_on"].where(chosen["paid_on"] >= day, day.where(chosen["paid_on"].notna())),
    )


def _debit_notes(invoices: pd.DataFrame, profiles: Profiles, draws: Draws) -> pd.DataFrame:
    """Draw debit notes for late interest on what chronic late payers paid; every second one stays unpaid."""
    is_chronic = profiles.is_kind("chronic")[invoices["customer"].to_numpy()]
    late = (invoices["paid_on"] - invoices["due_date"]).dt.days
    eligible = invoices[is_chronic & (late > _LATE_ENOUGH).to_numpy()]
    chosen: pd.DataFrame = eligible.iloc[np.sort(draws.order(len(eligible))[:_DEBIT_NOTES])]
    interest = chosen["cents"] * late[chosen.index] * _INTEREST / 360
    day = chosen["paid_on"] + pd.Timedelta(days=3)
    due = day + pd.Timedelta(days=15)
    return chosen.assign(
        document_type="debit_note",
        invoice_date=day,
        due_date=due,
        cents=np.floor(interest).astype(np.int64),
        is_disputed=False,
        paid_on=(due + pd.Timedelta(days=25)).where(np.arange(len(chosen)) % 2 == 0),
    )


def _advances(profiles: Profiles, as_of: np.datetime64, draws: Draws) -> pd.DataFrame:
    """Draw money received ahead of any document, from prompt payers and those of this month."""
    prompt = np.flatnonzero(profiles.is_kind("punctual") | profiles.is_kind("new"))
    customer = prompt[draws.order(len(prompt))[:_ADVANCES]]
    return _credits(profiles, customer, "advance", as_of - _days(2 + draws.below(40, _ADVANCES)), draws)


def _credits_of_dormant(profiles: Profiles, as_of: np.datetime64, draws: Draws) -> pd.DataFrame:
    """Draw what is still owed to customers who have stopped buying: an unused credit note or advance each."""
    customer = np.flatnonzero(profiles.is_kind("dormant"))
    day = as_of - _days(250 + draws.below(60, len(customer)))
    kind = np.where(np.arange(len(customer)) % 2 == 0, "credit_note", "advance")
    return _credits(profiles, customer, kind, day, draws)


def _credits(profiles: Profiles, customer: Integers, kind: object, day: object, draws: Draws) -> pd.DataFrame:
    """Return documents that we owe and nothing settles."""
    count = len(customer)
    owed = pd.DataFrame(
        {
            "customer": customer,
            "document_type": kind,
            "invoice_date": day,
            "currency": profiles.currency[customer],
            "cents": -(200_000 + 100 * draws.below(38_000, count)),
            "is_disputed": False,
            "part": 0,
        }
    )
    is_advance = owed["document_type"] == "advance"
    return owed.assign(
        due_date=owed["invoice_date"].mask(is_advance), paid_on=pd.Series(pd.NaT, index=owed.index)
    )


def _days(number: Integers) -> npt.NDArray[np.timedelta64]:
    """Return whole numbers as days."""
    days: npt.NDArray[np.timedelta64] = number.astype("timedelta64[D]")
    return days


def _overpay(payments: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Let the newest payment that settles a plain invoice bring more than was owed."""
    document = payments["document"].to_numpy()
    plain = documents["document_type"].eq("invoice") & documents["part"].eq(0) & ~documents["is_disputed"]
    in_full = documents["cents"].to_numpy()[document] == payments["cents"].to_numpy()
    newest = payments.index[in_full & plain.to_numpy()[document]][-1]
    payments.loc[newest, "cents"] += _OVERPAID_CENTS
    return payments


def _numbers(documents: pd.DataFrame) -> pd.Series[str]:
    """Return a number for every document, by type and year; instalments differ after the slash."""
    year = documents["invoice_date"].dt.strftime("%y")
    part = documents["part"]
    starts = part.isin([0, 1])
    running = starts.groupby([documents["document_type"], year]).cumsum()
    prefix = documents["document_type"].map(_PREFIXES)
    suffix = part.map(lambda number: f"/{number}" if number else "")
    numbers: pd.Series[str] = prefix + year + running.astype(str).str.zfill(5) + suffix
    return numbers
