"""The errors that callers of this package catch."""

from __future__ import annotations

from policies.errors import SekimoriError


class ClassifierError(SekimoriError):
    """Base of this package's errors."""


class ModelError(ClassifierError):
    """A model, index or parameter set that cannot be used together with what it is given."""
