"""The policy's text: YAML to `Policy`, with every fault at its line and column."""

from __future__ import annotations

from policies.language.faults import Fault, PolicyFaults
from policies.language.keyring import KeyRing, fill_keys
from policies.language.loader import load_policy

__all__ = ["Fault", "KeyRing", "PolicyFaults", "fill_keys", "load_policy"]
