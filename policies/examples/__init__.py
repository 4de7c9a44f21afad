"""Policies to start from. `university.yaml` is the one that the demonstration runs on."""

from __future__ import annotations

from importlib.resources import files

EXAMPLE_NAME = "university.yaml"


def load_example() -> str:
    """The text of the example policy. Its keys are empty: see `policies.language.KeyRing` and `fill_keys`."""
    return files(__package__ or __name__).joinpath(EXAMPLE_NAME).read_text(encoding="utf-8")
