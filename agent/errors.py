"""The errors that callers of this package catch."""

from __future__ import annotations

from policies.errors import SekimoriError


class AgentError(SekimoriError):
    """Base of this package's errors."""
