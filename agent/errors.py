"""The errors that callers of this package catch."""

from __future__ import annotations

from policies.errors import SekimoriError


class AgentError(SekimoriError):
    """Base of this package's errors."""


class Unreachable(AgentError):
    """The server did not answer; what was to be said stays in the outbox."""


class JournalFull(AgentError):
    """There is no room for a record: not on the disk after the reserve was given up, or not within the bound."""


class JournalDamaged(AgentError):
    """The journal's file is not in order."""


class Forgotten(AgentError):
    """Whoever read a document does not keep it any more; it is to be read again."""


class MissingTarget(AgentError):
    """The server has no such file, or will not give it."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status
