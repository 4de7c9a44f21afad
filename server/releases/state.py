"""Where a release stands."""

from __future__ import annotations

from enum import StrEnum


class ReleaseState(StrEnum):
    """Where a release stands.

    `refused`: the agent does not accept it, whatever the server thinks of it.
    """

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    REVOKED = "revoked"
    USED = "used"
    REFUSED = "refused"
