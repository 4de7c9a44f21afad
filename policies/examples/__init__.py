"""The policy that the demonstration runs on: the pack for a university."""

from __future__ import annotations

from collections.abc import Mapping

from policies.language import KeyRing, fill_keys
from policies.packs import load_pack

EXAMPLE_PACK = "university"


def load_example() -> str:
    """The text of the example policy. Its keys are empty: see `policies.language.KeyRing` and `fill_keys`."""
    return load_pack(EXAMPLE_PACK).policy


def example_text(*, officers: Mapping[str, str], reviewers: Mapping[str, str], recovery: str) -> str:
    """The text of the example policy with keys written into it.

    Args:
        officers: Officer to public key, as `sekimori key new` prints it.
        reviewers: Reviewer to age recipient, as `sekimori key new-reviewer` prints it.
        recovery: age recipient of the recovery key.
    """
    return fill_keys(load_example(), KeyRing(officers=officers, reviewers=reviewers, recovery=recovery))
