"""Which policy holds: what a threshold of officers signed, from the root whose digest they gave at enrolment.

Invariants of this module:

1. Tables are used only if they were verified by `agent.bundles`, whatever the server says.
2. Their version never goes back.
3. A bundle that was once verified stays good without the server for `offline_valid_days` after the last fresh
   timestamp; time is the later of the clock and the highest time seen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from policies.tables import Tables

if TYPE_CHECKING:
    from agent.bundles.port import Download, Verifies
    from agent.journal import Journal

# What the journal keeps of it.
VERSION_FACT, FRESH_FACT = "policy-version", "policy-fresh"


class Trust:
    """The `trust` folder.

    Args:
        digest: Digest of the first root, as enrolment was given it.
        journal: Keeps the time of the last fresh timestamp and the highest version.

    Raises:
        AgentError: the enrolled root is missing, damaged, or not the one that the officers gave.
    """

    def __init__(self, folder: Path, digest: str, journal: Journal, verifier: Verifies) -> None:
        self._folder, self._digest, self._journal, self._verifier = folder, digest, journal, verifier
        self._first: bytes | None = self._verifier.stored(folder, digest, self._highest_version())

    def stored(self) -> Tables | None:
        """The tables verified before, verified again; None where there are none or they do not verify."""
        data, self._first = self._first, None
        if data is None:
            data = self._verifier.stored(self._folder, self._digest, self._highest_version())
        return _tables(data) if data is not None else None

    def refresh(self, base_url: str, download: Download, now: datetime) -> Tables:
        """Fetch what is new, verify it, keep it.

        Args:
            base_url: The agents' address of the server.
            download: Gives the bytes at an URL; raises `Unreachable` where the server does not answer.

        Raises:
            Unreachable: the server does not answer.
            AgentError: what it gives does not verify; what was kept stays in force.
        """
        self._first = None
        data = self._verifier.refresh(self._folder, self._digest, self._highest_version(), base_url, download)
        tables = _tables(data)
        self._journal.set_fact(VERSION_FACT, str(tables.version))
        self._journal.set_fact(FRESH_FACT, now.isoformat())
        return tables

    def is_expired(self, tables: Tables, now: datetime) -> bool:
        """Whether the last fresh timestamp is too long ago."""
        fresh = self._journal.fact(FRESH_FACT)
        return not fresh or now - datetime.fromisoformat(fresh) > timedelta(days=tables.offline_valid_days)

    def _highest_version(self) -> int:
        return int(self._journal.fact(VERSION_FACT) or 0)


def _tables(data: bytes) -> Tables:
    """Tables that were verified, and so read, a moment ago."""
    return msgspec.json.decode(data, type=Tables)
