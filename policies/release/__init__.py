"""Releases: signed, scoped, expiring exceptions for given content.

Invariants of this package:

1. What an approver signs is `approval_bytes(terms, officer, by)`: the canonical JSON (RFC 8785) of the terms, the
   officer and the way of approving. Nobody else's, no other way's, and nothing else that the key signs passes for it.
2. An approval counts only if its officer's key stands in the tables, the officer approves, is not the requester and
   is no member of a project on the receiving side.
3. One changed byte, another destination, one use too many, an expired or revoked release: refused, and said which. Only
   where the approvers signed how much may change does a changed copy pass, if it was read to its end and compared with
   the released bytes.

Faults are text `key: facts`; `policies.wording` says the key in Japanese, English and Chinese.
"""

from __future__ import annotations

from policies.release.approval import (
    Count,
    Risk,
    approval_fault,
    approval_faults,
    count_approvals,
    is_cross_wall,
    is_on_receiving_side,
    needed_approvals,
    risks_of,
    sign_release,
)
from policies.release.lifting import concerns, release_faults
from policies.release.terms import (
    MOST_CHANGED_PERCENT,
    Approval,
    LegalBasis,
    Release,
    ReleaseId,
    ReleaseTerms,
    ReleaseUse,
    approval_bytes,
    terms_bytes,
    terms_faults,
)

__all__ = [
    "MOST_CHANGED_PERCENT", "Approval", "Count", "LegalBasis", "Release", "ReleaseId", "ReleaseTerms", "ReleaseUse",
    "Risk", "approval_bytes", "approval_fault", "approval_faults", "concerns", "count_approvals", "is_cross_wall",
    "is_on_receiving_side", "needed_approvals", "release_faults", "risks_of", "sign_release", "terms_bytes",
    "terms_faults",
]  # fmt: skip
