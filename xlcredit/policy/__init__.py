"""Policy as dated data: the default, a file or sheet laid over it, and the records handed on."""

from xlcredit.policy.loading import default_policy, load_policy, overlay
from xlcredit.policy.notes import Note
from xlcredit.policy.points_sheet import points_from_rows, points_rows
from xlcredit.policy.points_table import FittedFactor, PointsTable
from xlcredit.policy.records import Policy
from xlcredit.policy.sheet import policy_from_rows, policy_rows
from xlcredit.policy.what_if import what_if_from_rows

__all__ = [
    "FittedFactor",
    "Note",
    "PointsTable",
    "Policy",
    "default_policy",
    "load_policy",
    "overlay",
    "points_from_rows",
    "points_rows",
    "policy_from_rows",
    "policy_rows",
    "what_if_from_rows",
]
