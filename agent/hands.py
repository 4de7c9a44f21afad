"""Does what the core asks for, one action at a time, and says what came of it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

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
from agent.events import Event
from agent.eyes import Eyes
from agent.hits import Hits
from agent.holds import Hold, HoldState
from agent.inventory import Known
from agent.journal import Need
from agent.outbox import Outbox
from agent.permissions import Exposures, Releases
from agent.reports import Reports, transfer_event
from agent.sketches import Sketches
from agent.tree import Spot, Tree, shown
from agent.verdicts import stopped_instead
from policies.label import Reading
from policies.model import Verdict

if TYPE_CHECKING:
    from agent.beginnings import Beginnings
    from agent.desktop.telling import Telling
    from agent.enforce.beside import Beside
    from agent.enforce.completion import Completion
    from agent.enforce.quarantine import Quarantine
    from agent.gatehouse.port import Gated
    from agent.inventory import Inventory
    from agent.journal import Journal
    from agent.judgement import Judgement
    from policies.tables import Tables


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
        self._reports = Reports(journal, clock=clock, chance=chance, recent=recent)
        self._eyes = Eyes(inventory, trees)
        self._inventory = inventory
        self._judgement = judgement
        self._quarantine = quarantine
        self._completion = completion
        self._trees = trees
        self._checkpoint = checkpoint
        self._busy: tuple[str, float] | None = None
        self.recent = self._reports.recent

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
                return self._eyes.look(action.spot)
            case Scan():
                return self._eyes.scan(action)
            case Judge():
                return self._judge(action, tables)
            case Forget():
                self._forget(action.spot)
            case ForgetAll():
                self._inventory.forget_all(spot for spot in action.spots if self._eyes.status(spot) is None)
            case Let():
                self._let(action, tables)
            case Stop():
                self._stop(action, tables)
            case ReportGap():
                self._reports.gap(action)
            case KeepPlace():
                self._beginnings.keep_place(action.root, action.after)
            case EndFirst():
                self._beginnings.end(action.root)
            case Complete():
                self._completion.begin(action.hold, action.release.terms.id)
                self._telling.tell(What.COMPLETED, action.hold.facts.uid, action.hold.case)
            case Refuse():
                self._reports.refuse(action)
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
        self._reports.tell(state, detail)

    def tell_late(self) -> None:
        """Report what there was no room to report before."""
        self._reports.tell_late()

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
        event = transfer_event(judged, action.transfer, action.label, action.decision) if action.reports else None
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
            if tables and not judged.in_round:
                Hits.count(db, tables.version, action.decision, judged.now)
            if action.uses:
                Releases.count(db, action.uses)
            if event:
                Outbox.add(db, event)

        is_ordinary = not (event or action.exposure or action.registers or release or self._journal.full)
        if is_ordinary:
            # Of such a file the journal is to know no more than its state: whoever opens it need not wait for a disk.
            self._gatehouse.know(known)
        try:
            self._journal.write(change, Need.REPORT if event or action.exposure else Need.FINISH)
        except JournalFull:
            if not action.is_walled:
                return  # at home among its own; the scan after the disk has room again records it
            self._stop(stopped_instead(action, "journal-full"), tables)
            return
        self._checkpoint("let:recorded")
        if not is_ordinary:
            self._gatehouse.know(known)
        self._gatehouse.recorded(known.signature)
        if not judged.in_round:
            self._reports.remember(judged, action.label, action.decision, "")
        self._note(action)

    def _stop(self, action: Stop, tables: Tables | None) -> None:
        judged = action.judged
        # Whoever waits to open it need not wait until it is taken away; should that fail, it stays shut.
        self._gatehouse.stopped(judged.spot, judged.signature)
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
        event = transfer_event(judged, action.transfer, action.label, action.decision, stop=action)
        path = os.fsencode(judged.spot.full)
        is_read = judged.assessment is not None and judged.assessment.label.reading is Reading.FULL
        sketch = self._judgement.sketch(judged.spot, judged.digest) if is_read else None

        def also(db: sqlite3.Connection) -> None:
            Exposures.add(db, action.exposure)
            if tables:
                Hits.count(db, tables.version, action.decision, judged.now)
            db.execute("DELETE FROM files WHERE path = ?", (path,))

        self._reports.remember(judged, action.label, action.decision, judged.case)
        try:
            self._quarantine.begin(hold, event, also)
        except (OSError, AgentError):
            # Where it is out of reach already, what is left is tried again, and told, until it is done.
            if self._trees[judged.spot.root].status(judged.spot) is not None:
                raise
        # Who came while it was taken away saw it in a state of which the gate had not heard.
        self._gatehouse.stopped(judged.spot, judged.signature)
        self._gatehouse.recorded(judged.signature)
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


def _spot(action: Judge | Let | Stop | Complete) -> Spot:
    if isinstance(action, Judge):
        return action.spot
    return action.hold.spot if isinstance(action, Complete) else action.judged.spot
