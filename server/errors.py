"""The errors that callers of this package catch."""

from __future__ import annotations

from collections.abc import Mapping

from policies.errors import SekimoriError


class ServerError(SekimoriError):
    """Base of this package's errors."""


class Refused(ServerError):
    """A request that the server does not carry out.

    Args:
        code: Stable name of the reason; `server.problems.KINDS` gives its HTTP status and title.
        message: What happened, lower case, for the one who asked.
        help: What to do next; empty where nothing helps.
        facts: Values for machines, such as the index of a malformed event. Never document text.
    """

    def __init__(self, code: str, message: str, *, help: str = "", facts: Mapping[str, object] | None = None) -> None:
        super().__init__(message, help=help)
        self.code = code
        self.facts = dict(facts or {})
