"""The errors that callers of this package catch."""

from __future__ import annotations

from policies.errors import SekimoriError


class ServerError(SekimoriError):
    """Base of this package's errors."""
