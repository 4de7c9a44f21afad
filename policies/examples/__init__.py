"""Policies to start from. `university.yaml` is the one that the demonstration runs on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from policies.language import KeyRing, fill_keys

EXAMPLE_NAME = "university.yaml"


def load_example() -> str:
    """The text of the example policy. Its keys are empty: see `policies.language.KeyRing` and `fill_keys`."""
    return files(__package__ or __name__).joinpath(EXAMPLE_NAME).read_text(encoding="utf-8")


def example_text(*, officers: Mapping[str, str], reviewers: Mapping[str, str], recovery: str) -> str:
    """The text of the example policy with keys written into it.

    Args:
        officers: Officer to public key, as `sekimori key new` prints it.
        reviewers: Reviewer to age recipient, as `sekimori key new-reviewer` prints it.
        recovery: age recipient of the recovery key.
    """
    return fill_keys(load_example(), KeyRing(officers=officers, reviewers=reviewers, recovery=recovery))
