"""How often each rule, invariant and default gave a verdict here, by version of the policy.

Counted in the same transaction as the verdict itself, so that counting costs no disk sync of its own; told as totals,
so that telling twice counts once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from agent.journal import Journal
from agent.wire import RuleHits
from policies.decision import Decision

# Totals of versions before these were told long ago.
VERSIONS_KEPT = 3
MOST_TOLD = 500
# Names that are made up as one goes along are counted together.
_TOGETHER = ("release:", "error:", "emergency:", "justified:", "returned:")


class Hits:
    """Totals in the journal, and which of them the server has heard of."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._told: dict[tuple[int, str], int] = {}

    @staticmethod
    def count(db: sqlite3.Connection, version: int, decision: Decision, at: datetime) -> None:
        """Count a decision once for everything that had a say in it, inside the transaction that records it."""
        sources = [decision.rule]
        for reason in decision.reasons:
            # What a ring kept from taking effect is what its officers want to see counted.
            sources += [reason.source, *([reason.facts["by"]] if reason.source.startswith("ring:") else [])]
        said = dict.fromkeys(map(_counted_as, sources))
        db.executemany(
            "INSERT INTO hits VALUES (?, ?, 1, ?) "
            "ON CONFLICT (version, source) DO UPDATE SET hits = hits + 1, last = max(last, excluded.last)",
            [(version, source, at.isoformat()) for source in said],
        )
        db.execute("DELETE FROM hits WHERE version <= ?", (version - VERSIONS_KEPT,))

    def untold(self) -> tuple[RuleHits, ...]:
        """Totals that the server has not heard of yet, at most `MOST_TOLD` of them, newest policy first."""
        rows = self._journal.rows("SELECT version, source, hits, last FROM hits ORDER BY version DESC, source")
        new = (row for row in rows if self._told.get((row[0], row[1])) != row[2])
        return tuple(
            RuleHits(policy_version=version, source=source, hits=hits, last=datetime.fromisoformat(last))
            for (version, source, hits, last), _ in zip(new, range(MOST_TOLD), strict=False)
        )

    def told(self, hits: Iterable[RuleHits]) -> None:
        """The server has these totals."""
        self._told.update({(each.policy_version, each.source): each.hits for each in hits})


def _counted_as(source: str) -> str:
    return next((start.rstrip(":") for start in _TOGETHER if source.startswith(start)), source)
