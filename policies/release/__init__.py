"""Releases: signed, scoped, expiring exceptions for given content.

Invariants of this package:

1. What an approver signs is `signed_bytes(terms)`: the canonical JSON (RFC 8785) of the terms alone.
2. An approval counts only if its officer's key stands in the tables, the officer approves, is not the requester and
   is no member of a project on the receiving side.
3. One changed byte, another destination, one use too many, an expired or revoked release: refused, and said which.

Faults are text `key: facts`; `policies.wording` says the key in Japanese, English and Chinese.
"""

from __future__ import annotations

from policies.release.approval import (
    Count,
    approval_fault,
    approval_faults,
    count_approvals,
    is_cross_wall,
    is_on_receiving_side,
    needed_approvals,
    sign_release,
)
from policies.release.lifting import concerns, release_faults
from policies.release.terms import (
    Approval,
    LegalBasis,
    Release,
    ReleaseId,
    ReleaseTerms,
    ReleaseUse,
    signed_bytes,
    terms_faults,
)

__all__ = [
    "Approval", "Count", "LegalBasis", "Release", "ReleaseId", "ReleaseTerms", "ReleaseUse", "approval_fault",
    "approval_faults", "concerns", "count_approvals", "is_cross_wall", "is_on_receiving_side", "needed_approvals",
    "release_faults", "sign_release", "signed_bytes", "terms_faults",
]  # fmt: skip
