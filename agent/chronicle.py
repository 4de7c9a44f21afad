"""What the journal says of itself: for the heartbeat and for `sekimori agent status`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.salvage import set_aside
from agent.tree import shown

if TYPE_CHECKING:
    from agent.salvage import Opened
    from agent.vigil import Vigil
    from agent.wire import JournalHead


@dataclass(frozen=True, slots=True)
class Chronicle:
    """What the journal says of itself."""

    opened: Opened
    vigil: Vigil

    @property
    def head(self) -> JournalHead:
        """For the server."""
        return self.vigil.heads.report()

    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, in words."""
        told = [f"journal: {self.opened.unchecked}"] if self.opened.unchecked else []
        for name in set_aside(self.opened.journal.path.parent):
            told.append(f"journal: a damaged one was set aside as `{name}`: have it looked into, then take it away")
        return tuple(told)

    def status(self) -> Mapping[str, Any]:
        """Its head, and how much waits for the server."""
        journal, seq, head = self.opened.journal.head
        return {
            "id": journal,
            "row": seq,
            "hash": head,
            "waiting_bytes": self.opened.journal.backlog_bytes,
            "bound_bytes": self.opened.journal.bound_bytes,
        }

    def gaps(self) -> tuple[Mapping[str, Any], ...]:
        """Gaps, the open ones first and then the last certified."""
        holes = [
            {"watch": shown(os.fsdecode(each.root.encode("latin-1"))), "cause": each.cause, "since": each.since,
             "until": each.until, "files_scanned": 0, "files_missed_by_events": 0, "unreadable": 0, "closed": None}
            for each in self.vigil.gaps.open
        ]  # fmt: skip
        certified = [
            {"watch": each.watch, "cause": each.cause, "since": each.since, "until": each.until,
             "files_scanned": each.files_scanned, "files_missed_by_events": each.files_missed_by_events,
             "unreadable": each.unreadable, "closed": each.closed}
            for each in reversed(self.vigil.gaps.last)
        ]  # fmt: skip
        return (*holes, *certified)
