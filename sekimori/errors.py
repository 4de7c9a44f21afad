"""The errors of the front door."""

from __future__ import annotations

from policies.errors import SekimoriError


class FrontDoorError(SekimoriError):
    """A command that cannot be carried out as it was given."""


class RefusedError(FrontDoorError):
    """The server understood and refused.

    Attributes:
        code: The problem's stable name, such as `requester-approves`; empty where the server gave none.
        status: HTTP status.
    """

    def __init__(self, message: str, *, code: str = "", status: int = 0, help: str = "") -> None:
        super().__init__(message, help=help)
        self.code = code
        self.status = status
