"""What is told of what was done: events for the server, and the last verdicts for this machine."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.evidence import facts, seal_evidence
from agent.outbox import Outbox
from agent.permissions import Releases
from agent.tree import shown
from agent.wire import GapEvent, ReleaseRefusedEvent, StateEvent, TransferEvent
from policies.model import Obligation, Verdict

if TYPE_CHECKING:
    from agent.actions import Refuse, ReportGap, Stop
    from agent.events import Judged
    from agent.journal import Journal
    from policies.decision import Decision
    from policies.label import Label
    from policies.transfer import Transfer


class Reports:
    """Writes what is to be told into the journal.

    Attributes:
        recent: The last verdicts, newest last.
    """

    def __init__(
        self, journal: Journal, *, clock: Callable[[], datetime], chance: Callable[[int], bytes], recent: int
    ) -> None:
        self._journal = journal
        self._outbox = Outbox(journal)
        self._clock = clock
        self._chance = chance
        self._untold: deque[StateEvent] = deque()
        self.recent: deque[dict[str, Any]] = deque(maxlen=recent)

    def tell(self, state: str, detail: str = "") -> None:
        """Report the agent's own condition."""
        self._untold.append(StateEvent(id=self._id("S"), at=self._clock(), state=state, detail=detail))
        self.tell_late()

    def tell_late(self) -> None:
        """Report what there was no room to report before."""
        while self._untold:
            self._outbox.put(self._untold[0])
            self._untold.popleft()

    def remember(self, judged: Judged, label: Label, decision: Decision, case: str) -> None:
        """Keep a verdict for whoever asks on this machine."""
        self.recent.append(
            {
                "path": shown(judged.spot.full),
                "zone": judged.zone,
                "verdict": decision.verdict,
                "rule": decision.rule,
                "case": case,
                "ms": round(_ms(judged), 1),
                "label": label,
                "errors": decision.errors,
                "at": judged.now,
            }
        )

    def gap(self, action: ReportGap) -> None:
        """Report what events missed in a folder."""
        self._outbox.put(
            GapEvent(
                id=self._id("G"),
                at=self._clock(),
                watch=shown(action.root),
                cause=shown(action.cause),
                files_missed_by_events=action.files,
                closed=action.closed,
            )
        )

    def refuse(self, action: Refuse) -> None:
        """Report a release that is not accepted, and remember why."""
        terms = action.release.terms
        event = ReleaseRefusedEvent(
            id=self._id("R"), at=self._clock(), release=terms.id, case=terms.case, reasons=action.reasons
        )

        def change(db: sqlite3.Connection) -> None:
            Releases.refuse(db, terms.id, "\n".join(action.reasons))
            Outbox.add(db, event)

        self._journal.write(change)

    def _id(self, kind: str) -> str:
        return f"{kind}-{self._chance(16).hex()}"


def transfer_event(
    judged: Judged, transfer: Transfer, label: Label, decision: Decision, *, stop: Stop | None = None
) -> TransferEvent:
    """What the server is told of a verdict; with `stop`, of a file that is taken away, and its sealed evidence."""
    return TransferEvent(
        id=judged.transfer_id,
        at=judged.now,
        transfer=transfer,
        label=label,
        decision=decision,
        assessment=facts(judged.assessment),
        case=judged.case if stop or Obligation.SECOND_LOOK in decision.obligations else "",
        ms=_ms(judged),
        held=stop is not None,
        notice=judged.case if decision.verdict is Verdict.NOTIFY else "",
        evidence=seal_evidence(stop) if stop else None,
    )


def _ms(judged: Judged) -> float:
    return max(0.0, (judged.at_s - judged.changed_s) * 1000)
