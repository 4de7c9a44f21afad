"""The errors that callers of this package catch."""

from __future__ import annotations


class SekimoriError(Exception):
    """Base of every error that Sekimori raises on purpose.

    Args:
        message: What happened, lower case, user input in backticks, never document text.
        help: What the reader can do next; empty where nothing helps.
    """

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class PolicyError(SekimoriError):
    """A policy, permit, bundle or release that cannot be used."""
