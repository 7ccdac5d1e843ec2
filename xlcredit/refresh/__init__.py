"""What *Refresh* computes: from ledger, customers and policy to every result table and named figure."""

from xlcredit.refresh.run import Refreshed, Results, refresh, worded_fields

__all__ = ["Refreshed", "Results", "refresh", "worded_fields"]
