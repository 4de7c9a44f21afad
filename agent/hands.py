"""Does what the core asks for, one action at a time, and says what came of it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_never

from agent.actions import (
    Action,
    Complete,
    EndFirst,
    Forget,
    ForgetAll,
    Judge,
    KeepPlace,
    Let,
    Look,
    Refuse,
    ReportGap,
    Scan,
    Stop,
)
from agent.desktop.telling import What
from agent.enforce.notice import notice_text
from agent.errors import AgentError, JournalFull
from agent.events import Event, Looked, Scanned
from agent.evidence import facts, seal_evidence
from agent.hits import Hits
from agent.holds import Hold, HoldState
from agent.inventory import Known, same
from agent.journal import Need
from agent.leases import is_written
from agent.outbox import Outbox
from agent.permissions import Exposures, Releases
from agent.sketches import Sketches
from agent.tree import Spot, Tree, shown, signature_of
from agent.verdicts import stopped_instead
from agent.watch.scan import Survey
from agent.wire import GapEvent, ReleaseRefusedEvent, StateEvent, TransferEvent
from policies.decision import Decision
from policies.label import Label, Reading
from policies.model import Obligation, Verdict

if TYPE_CHECKING:
    from agent.beginnings import Beginnings
    from agent.desktop.telling import Telling
    from agent.enforce.beside import Beside
    from agent.enforce.completion import Completion
    from agent.enforce.quarantine import Quarantine
    from agent.events import Judged
    from agent.gatehouse.port import Gated
    from agent.inventory import Inventory
    from agent.journal import Journal
    from agent.judgement import Judgement
    from policies.tables import Tables
    from policies.transfer import Transfer


class Hands:
    """Looks, reads, records, takes away and puts back.

    Attributes:
        recent: The last verdicts, newest last, for the control socket.
    """

    def __init__(
        self, journal: Journal, inventory: Inventory, judgement: Judgement, quarantine: Quarantine,
        completion: Completion, trees: Mapping[str, Tree], *, chance: Callable[[int], bytes],
        beginnings: Beginnings, clock: Callable[[], datetime], checkpoint: Callable[[str], None], recent: int,
        telling: Telling, beside: Beside, gatehouse: Gated,
    ) -> None:  # fmt: skip
        self._journal = journal
        self._beginnings = beginnings
        self._telling = telling
        self._beside = beside
        self._gatehouse = gatehouse
        self._outbox = Outbox(journal)
        self._inventory = inventory
        self._judgement = judgement
        self._quarantine = quarantine
        self._completion = completion
        self._trees = trees
        self._chance = chance
        self._clock = clock
        self._checkpoint = checkpoint
        self._busy: tuple[str, float] | None = None
        self._surveys: dict[int, Survey] = {}
        self._untold: deque[StateEvent] = deque()
        self.recent: deque[dict[str, Any]] = deque(maxlen=recent)

    def do(self, action: Action, tables: Tables | None) -> Event | None:
        """Do it.

        Raises:
            AgentError: it cannot be done now.
            OSError: the same.
        """
        match action:
            case Judge() | Let() | Stop() | Complete():
                self._busy = (shown(_spot(action).full), time.monotonic())
            case _:
                pass
        try:
            return self._do(action, tables)
        finally:
            self._busy = None

    def _do(self, action: Action, tables: Tables | None) -> Event | None:
        match action:
            case Look():
                return self._look(action.spot)
            case Scan():
                return self._scan(action)
            case Judge():
                return self._judge(action, tables)
            case Forget():
                self._forget(action.spot)
            case ForgetAll():
                self._inventory.forget_all(spot for spot in action.spots if self._status(spot) is None)
            case Let():
                self._let(action, tables)
            case Stop():
                self._stop(action, tables)
            case ReportGap():
                self._report_gap(action)
            case KeepPlace():
                self._beginnings.keep_place(action.root, action.after)
            case EndFirst():
                self._beginnings.end(action.root)
            case Complete():
                self._completion.begin(action.hold, action.release.terms.id)
                self._telling.tell(What.COMPLETED, action.hold.facts.uid, action.hold.case)
            case Refuse():
                self._refuse(action)
            case _:
                assert_never(action)
        return None

    @property
    def busy(self) -> tuple[str, float] | None:
        """The file that is being read, sealed or put back, and for how many seconds, where there is one."""
        now = self._busy
        return (now[0], time.monotonic() - now[1]) if now else None

    def tell(self, state: str, detail: str = "") -> None:
        """Report the agent's own condition."""
        self._untold.append(StateEvent(id=self._id("S"), at=self._clock(), state=state, detail=detail))
        self.tell_late()

    def tell_late(self) -> None:
        """Report what there was no room to report before."""
        while self._untold:
            self._outbox.put(self._untold[0])
            self._untold.popleft()

    def _look(self, spot: Spot) -> Looked:
        status = self._status(spot)
        signature = signature_of(status) if status is not None and _is_file(status) else None
        is_known = signature is not None and same(self._inventory.signature(spot), signature)
        return Looked(
            spot=spot,
            signature=signature,
            rested_s=time.time() - signature.ctime_ns / 1e9 if signature else 0.0,
            is_known=is_known,
            is_written=self._is_written(spot) if signature and not is_known else None,
            at_s=time.monotonic(),
        )

    def _is_written(self, spot: Spot) -> bool | None:
        try:
            with self._trees[spot.root].open(spot) as fd:
                return is_written(fd)
        except OSError:
            return None

    def _status(self, spot: Spot) -> os.stat_result | None:
        return self._trees[spot.root].status(spot)

    def _scan(self, action: Scan) -> Scanned:
        begun_s = time.monotonic()
        if action.is_new:
            survey = Survey(self._trees[action.folder.root], action.folder.path, self._inventory, after=action.after)
        else:
            survey = self._surveys.pop(action.number)
        found = survey.step()
        if not found.is_over:
            self._surveys[action.number] = survey
        with contextlib.suppress(JournalFull):  # found again by the next scan
            self._inventory.forget_all(found.gone)
        now_s = time.monotonic()
        return Scanned(
            folder=action.folder,
            cause=action.cause,
            number=action.number,
            changed=tuple(found.changed),
            unreadable=tuple(found.unreadable),
            seen=found.seen,
            after=found.after,
            share=found.share,
            is_over=found.is_over,
            took_s=now_s - begun_s,
            at_s=now_s,
        )

    def _judge(self, action: Judge, tables: Tables | None) -> Event | None:
        self._checkpoint("judge:begin")
        return self._judgement.judge(action, tables)

    def _forget(self, spot: Spot) -> None:
        if self._trees[spot.root].status(spot) is None:
            self._inventory.forget(spot)

    def _let(self, action: Let, tables: Tables | None) -> None:
        judged = action.judged
        if action.registers:
            self._judgement.register(judged.spot, judged.digest, action.label)
            self._checkpoint("let:registered")
        event = self._event(judged, action.transfer, action.label, action.decision) if action.reports else None
        parts = judged.assessment.parts if judged.assessment else ()
        release = judged.was_released or action.uses or action.mark
        known = Known(
            spot=judged.spot,
            zone=judged.zone,
            signature=judged.signature,
            digest=judged.digest,
            label=action.label,
            release=release,
        )

        def change(db: sqlite3.Connection) -> None:
            self._inventory.add(db, known, parts, judged.now)
            Exposures.add(db, action.exposure)
            if tables:
                Hits.count(db, tables.version, action.decision, judged.now)
            if action.uses:
                Releases.count(db, action.uses)
            if event:
                Outbox.add(db, event)

        try:
            self._journal.write(change, Need.REPORT if event or action.exposure else Need.FINISH)
        except JournalFull:
            if not action.is_walled:
                return  # at home among its own; the scan after the disk has room again records it
            self._stop(stopped_instead(action, "journal-full"), tables)
            return
        self._checkpoint("let:recorded")
        self._gatehouse.know(known)
        self._remember(judged, action.label, action.decision, "")
        self._note(action)

    def _stop(self, action: Stop, tables: Tables | None) -> None:
        judged = action.judged
        hold = Hold(
            case=judged.case,
            state=HoldState.INTENDED,
            spot=judged.spot,
            staged=judged.case,
            signature=judged.signature,
            digest=judged.digest,
            judged=judged.digest,
            verdict=action.decision.verdict,
            facts=judged.facts,
            notice=notice_text(judged.case, action.contact, action.organisation),
        )
        event = self._event(judged, action.transfer, action.label, action.decision, stop=action)
        path = os.fsencode(judged.spot.full)
        is_read = judged.assessment is not None and judged.assessment.label.reading is Reading.FULL
        sketch = self._judgement.sketch(judged.spot, judged.digest) if is_read else None

        def also(db: sqlite3.Connection) -> None:
            Exposures.add(db, action.exposure)
            if tables:
                Hits.count(db, tables.version, action.decision, judged.now)
            db.execute("DELETE FROM files WHERE path = ?", (path,))

        self._remember(judged, action.label, action.decision, judged.case)
        try:
            self._quarantine.begin(hold, event, also)
        except (OSError, AgentError):
            # Where it is out of reach already, what is left is tried again, and told, until it is done.
            if self._trees[judged.spot.root].status(judged.spot) is not None:
                raise
        self._gatehouse.stopped(judged.spot, judged.signature)
        is_waiting = action.decision.verdict is Verdict.JUSTIFY
        self._telling.tell(What.NEEDS_REASON if is_waiting else What.STOPPED, judged.facts.uid, judged.case)
        if sketch and not self._journal.full:
            # By itself, so that a stop never lacks the room that a sketch takes.
            with contextlib.suppress(JournalFull):
                self._journal.write(lambda db: Sketches.add(db, judged.digest, sketch, judged.now))

    def _note(self, action: Let) -> None:
        """Tell who put a file there that it passed with a notice: on the screen, and beside it."""
        judged, decision = action.judged, action.decision
        is_news = decision.verdict is Verdict.NOTIFY and not (judged.was_known or judged.rested or decision.errors)
        if not is_news or action.mark:
            return
        self._telling.tell(What.NOTED, judged.facts.uid, judged.case)
        # Where nobody can write to the folder, the event tells of it all the same.
        with contextlib.suppress(OSError, AgentError):
            self._beside.leave(judged.spot, judged.facts.uid, judged.case, action.contact, action.organisation)

    def _event(
        self, judged: Judged, transfer: Transfer, label: Label, decision: Decision, *, stop: Stop | None = None
    ) -> TransferEvent:
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

    def _remember(self, judged: Judged, label: Label, decision: Decision, case: str) -> None:
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

    def _report_gap(self, action: ReportGap) -> None:
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

    def _refuse(self, action: Refuse) -> None:
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


def _ms(judged: Judged) -> float:
    return max(0.0, (judged.at_s - judged.changed_s) * 1000)


def _spot(action: Judge | Let | Stop | Complete) -> Spot:
    if isinstance(action, Judge):
        return action.spot
    return action.hold.spot if isinstance(action, Complete) else action.judged.spot


def _is_file(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode)
