"""What can be said of a policy without running it: explanations, tests, tables, proofs. Values in, values out."""

from __future__ import annotations
