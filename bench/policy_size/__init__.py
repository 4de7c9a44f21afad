"""A policy of a given size as YAML text, and transfers under it: plausible, random, the same for the same seed."""

from __future__ import annotations

from bench.policy_size.moves import NOW, Sample, sized_transfers
from bench.policy_size.text import FULL, SMALL, Size, sized_policy

__all__ = ["FULL", "NOW", "SMALL", "Sample", "Size", "sized_policy", "sized_transfers"]
