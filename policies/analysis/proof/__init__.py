"""Proofs of a policy's walls by Z3, each confirmed by the engine, and the statement that a partner is handed.

Invariants of this package:

1. Nothing is called proved that the solver did not refute and the engine did not confirm.
2. What a formula leaves out can only make more transfers pass, never fewer.
3. A counterexample is made of concrete transfers that the engine itself decided.
"""

from __future__ import annotations

from policies.analysis.proof.prover import prove
from policies.analysis.proof.result import Finding, Hop, OrderPair, Outcome, PairProof, Proof, WallProof

__all__ = ["Finding", "Hop", "OrderPair", "Outcome", "PairProof", "Proof", "WallProof", "prove"]
