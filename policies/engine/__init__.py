"""The decision: invariants first, then the table, then releases; the strictest result wins.

Invariants of this package:

1. `decide` is total. It never raises and never logs; what fails becomes `hold`, with the error in the decision.
2. `decide` is pure: the same values give the same decision, whatever an engine has decided before.
3. On a tie the invariants, in their order, name the verdict before the table does.
4. A release lifts every stop but an error: what went wrong while deciding was not what the approvers saw.
5. A decision and its trace come out of the same steps; no step is written twice.
"""

from __future__ import annotations

from policies.engine.conclusion import strictest
from policies.engine.core import Engine, decide, walk
from policies.engine.steps import Step

__all__ = ["Engine", "Step", "decide", "strictest", "walk"]
