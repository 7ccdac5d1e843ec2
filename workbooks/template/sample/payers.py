"""The kinds of payers that the sample company sells to, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PayerKind:
    """How customers of one kind buy and pay.

    Attributes
    ----------
    name : str
        Word for the kind.
    customers : int
        How many of them there are.
    quality : float
        Mean health of their accounts and records, 0 to 1.
    days_late, days_late_at_end : float
        Mean delay after the due date at the start and the end of the history; early is negative. [days]
    spread : float
        Deviation of the delay. [days]
    winter_days : float
        Added to the delay of what falls due from December to March. [days]
    unpaid_share, disputed_share : float
        Share of invoices never paid, and disputed.
    part_share : float
        Share of invoices paid in two parts.
    months : tuple of int
        First and last month with sales, counted back from the as-of date's month.
    invoices_per_month, invoice_size : float or None
        Fixed instead of drawn.
    stops_days : int or None
        Pays nothing in this many days before the as-of date.
    """

    name: str
    customers: int
    quality: float
    days_late: float
    days_late_at_end: float
    spread: float
    winter_days: float = 0.0
    unpaid_share: float = 0.0
    disputed_share: float = 0.008
    part_share: float = 0.08
    months: tuple[int, int] = (26, 0)
    invoices_per_month: float | None = None
    invoice_size: float | None = None
    stops_days: int | None = None


KINDS = (
    PayerKind("punctual", 46, 0.90, -6, -6, 2, part_share=0.0),
    PayerKind("prompt", 38, 0.82, -1, -1, 3, part_share=0.02),
    PayerKind("a_bit_late", 62, 0.70, 6, 6, 5),
    PayerKind("late", 28, 0.52, 23, 24, 11, unpaid_share=0.01),
    PayerKind("chronic", 14, 0.28, 54, 56, 22, unpaid_share=0.05),
    PayerKind("deteriorating", 10, 0.42, 2, 54, 9),
    PayerKind("improving", 8, 0.62, 42, 2, 8),
    PayerKind("seasonal", 8, 0.68, 3, 3, 4, winter_days=34),
    PayerKind("disputer", 7, 0.66, 6, 6, 5, disputed_share=0.30),
    PayerKind("concentrated", 1, 0.72, 12, 16, 5, invoices_per_month=7.0, invoice_size=215_000.0),
    PayerKind("insolvent", 2, 0.04, 18, 70, 12, months=(26, 3), stops_days=150),
    PayerKind("new", 8, 0.66, -1, -1, 3, part_share=0.0, months=(2, 0)),
    PayerKind("dormant", 6, 0.70, 4, 4, 5, months=(26, 11)),
)
