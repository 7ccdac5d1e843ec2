"""Policy as dated data: the default, a file or sheet laid over it, and the records handed on."""

from xlcredit.policy.loading import default_policy, load_policy, overlay
from xlcredit.policy.notes import Note
from xlcredit.policy.records import Policy
from xlcredit.policy.sheet import policy_from_rows, policy_rows

__all__ = ["Note", "Policy", "default_policy", "load_policy", "overlay", "policy_from_rows", "policy_rows"]
