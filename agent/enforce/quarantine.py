"""Takes a stopped file away and keeps it. Every step can be done twice and is finished after a kill -9.

Order: record (durable, with the event for the server) · rename into staging · notice · seal and read back · remove the
staged bytes. Between the record and the end the plaintext stands at exactly one place; after it, only sealed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import posixpath
import sqlite3
import stat
from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from agent.enforce.notice import HELD_ENDING, NOTICE_ENDINGS, notice_name
from agent.enforce.placing import place
from agent.enforce.sealing import HoldKeys
from agent.enforce.staged import is_open_elsewhere, same_content, status_of, write_anew
from agent.enforce.strays import put_out, staged_name, stray
from agent.enforce.wiping import ENDING, remove, sweep
from agent.errors import AgentError, JournalFull
from agent.holds import Hold, Holds, HoldState, Notices
from agent.journal import Journal, Need
from agent.machine import folders
from agent.machine.folders import Opening
from agent.outbox import Outbox
from agent.tree import Spot, Tree, signature_of
from agent.wire import HoldEvent, TransferEvent

# Stops remembered while the journal has no room.
UNRECORDED_MOST = 1000


class Quarantine:
    """Carries out stops.

    Args:
        checkpoint: Told the name of each point that was reached; a test kills the process there.
        open_wait_s: How long a program that still has a stopped file open may keep it in staging.
        clock: Aware UTC time.
        notice_of: Text of the notice for a case, used where a file is found in staging without a record.
    """

    def __init__(
        self, journal: Journal, keys: HoldKeys, trees: Mapping[str, Tree], *, checkpoint: Callable[[str], None],
        open_wait_s: float, clock: Callable[[], datetime], agent_id: str, notice_of: Callable[[str], str],
    ) -> None:  # fmt: skip
        self._journal = journal
        self._holds = Holds(journal)
        self._keys = keys
        self._trees = trees
        self._checkpoint = checkpoint
        self._open_wait_s = open_wait_s
        self._clock = clock
        self._agent_id = agent_id
        self._notice_of = notice_of
        self._unrecorded: list[tuple[Hold, TransferEvent, Callable[[sqlite3.Connection], None]]] = []

    @property
    def unrecorded(self) -> int:
        """Stops that wait for room in the journal; the files are out of reach already."""
        return len(self._unrecorded)

    def begin(self, hold: Hold, event: TransferEvent, also: Callable[[sqlite3.Connection], None]) -> None:
        """Record a stop together with `also`, then carry it out.

        Raises:
            OSError: the file cannot be taken away; the record stands and is tried again.
        """
        self._checkpoint("stop:decided")
        try:
            self._record(hold, event, also)
        except JournalFull:
            self._begin_unrecorded(hold, event, also)
            return
        self._checkpoint("stop:recorded")
        self.carry_on(hold)

    def carry_on(self, hold: Hold) -> Hold:
        """Do what is left of a stop; stays short of the end while a program still writes to the file."""
        if hold.state is HoldState.INTENDED:
            hold = self._move(hold)
        if hold.state is HoldState.MOVED:
            self._leave_notice(hold)
            self._checkpoint("stop:noticed")
            hold = self._seal(hold)
        if hold.state is HoldState.SEALED:
            hold = self._remove_staged(hold)
        return hold

    def carry_all_on(self) -> tuple[str, ...]:
        """Finish every stop that was begun; says what still hinders."""
        problems = []
        try:
            self._record_unrecorded()
            for hold in self._holds.unfinished():
                if hold.state is not HoldState.COMPLETING:
                    problems += self._try(hold)
        except JournalFull as error:
            problems.append(error.message)
        return tuple(problems)

    def adopt_strays(self) -> int:
        """Hold what stands in staging without a record: stopped on a full disk, or put there by somebody."""
        found = 0
        for tree in self._trees.values():
            try:
                with tree.staging() as staging:
                    ours = self._holds.staged_names(tree.root) | {hold.staged for hold, _, _ in self._unrecorded}
                    ours |= {name + ENDING for name in ours}
                    for name in sorted(set(folders.names(staging)) - ours):
                        with contextlib.suppress(OSError, AgentError):  # tried again; the next one has its turn
                            found += self._adopt(tree, staging, name)
            except (OSError, AgentError):
                continue
        return found

    def _try(self, hold: Hold) -> list[str]:
        try:
            self.carry_on(hold)
        except JournalFull:
            raise
        except (OSError, AgentError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            return [f"case `{hold.case}` is not finished: {what}"]
        return []

    def _record(self, hold: Hold, event: TransferEvent, also: Callable[[sqlite3.Connection], None]) -> None:
        def change(db: sqlite3.Connection) -> None:
            Holds.add(db, hold, event)
            Notices.add(db, _notice_spot(hold), _digest(hold.notice))
            Outbox.add(db, event)
            also(db)

        self._journal.write(change, Need.STOP)

    def _begin_unrecorded(self, hold: Hold, event: TransferEvent, also: Callable[[sqlite3.Connection], None]) -> None:
        # A rename needs no space: the file is out of reach, and its new name says where it was.
        hold = msgspec.structs.replace(hold, staged=staged_name(hold.case, hold.spot.path))
        with self._trees[hold.spot.root].staging() as staging, self._folder(hold) as folder:
            folders.rename(hold.spot.name, folder, hold.staged, staging)
        # Beyond that the name alone says what it is, and staging is looked through when there is room.
        if len(self._unrecorded) < UNRECORDED_MOST:
            self._unrecorded.append((hold.with_state(HoldState.INTENDED), event, also))

    def _record_unrecorded(self) -> None:
        while self._unrecorded:
            hold, event, also = self._unrecorded[0]
            self._record(hold, event, also)
            self._unrecorded.pop(0)

    def _folder(self, hold: Hold) -> contextlib.AbstractContextManager[int]:
        return self._trees[hold.spot.root].folder(hold.spot.folder.path)

    def _move(self, hold: Hold) -> Hold:
        tree = self._trees[hold.spot.root]
        with tree.staging() as staging:
            if status_of(staging, hold.staged) is None and not self._rename(hold, staging):
                return self._fail(hold, "gone before it was moved")
            with contextlib.suppress(PermissionError):  # a file system without rights
                folders.take_from_others(hold.staged, staging)
            self._checkpoint("stop:renamed")
        moved = self._holds.advance(hold.with_state(HoldState.MOVED))
        self._checkpoint("stop:moved")
        return moved

    def _rename(self, hold: Hold, staging: int) -> bool:
        status = self._trees[hold.spot.root].status(hold.spot)
        if status is None or not stat.S_ISREG(status.st_mode):
            return False
        # Another file under the same name is judged for itself, unless it is ours with more written to it.
        if (status.st_dev, status.st_ino) != (hold.signature.device, hold.signature.inode):
            return False
        with self._folder(hold) as folder:
            folders.rename(hold.spot.name, folder, hold.staged, staging)
            folders.sync(staging)
            folders.sync(folder)
        return True

    def _leave_notice(self, hold: Hold) -> None:
        spot = _notice_spot(hold)
        temporary = f"{hold.case}{HELD_ENDING}"
        with self._trees[spot.root].staging() as staging:
            try:
                write_anew(staging, temporary, hold.notice.encode())
                with contextlib.suppress(FileNotFoundError), self._folder(hold) as folder:
                    place(staging, temporary, folder, spot.name)
            except OSError as error:
                # A full stick must not keep what it may not, for want of room to say so.
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
            with contextlib.suppress(FileNotFoundError):
                folders.remove(temporary, staging)

    def _seal(self, hold: Hold) -> Hold:
        with self._trees[hold.spot.root].staging() as staging:
            fd = folders.open_file(hold.staged, staging, Opening.READ)
            try:
                before = signature_of(folders.fstat(fd))
                digest = self._keys.seal(fd, hold.case)
                if signature_of(folders.fstat(fd)) != before:
                    return hold  # still being written; sealed again at the next try
            finally:
                os.close(fd)
        self._checkpoint("stop:sealed-file")
        sealed = msgspec.structs.replace(hold, state=HoldState.SEALED, digest=digest, signature=before)
        self._holds.advance(sealed)
        self._checkpoint("stop:sealed")
        return sealed

    def _remove_staged(self, hold: Hold) -> Hold:
        with self._trees[hold.spot.root].staging() as staging:
            status = status_of(staging, hold.staged)
            if status is not None:
                if not same_content(signature_of(status), hold.signature):
                    return self._holds.advance(hold.with_state(HoldState.MOVED))
                if is_open_elsewhere(staging, hold.staged) and not self._has_waited(hold):
                    return self._note_open(hold)
                if not self._keys.holds(hold.case, hold.digest):
                    return self._holds.advance(hold.with_state(HoldState.MOVED))
                remove(staging, hold.staged, is_carried=self._trees[hold.spot.root].is_carried)
            else:
                sweep(staging, hold.staged)
        self._checkpoint("stop:unlinked")
        detail = "" if hold.digest == hold.judged else "changed after it was judged"
        held = msgspec.structs.replace(hold, state=HoldState.HELD, detail=detail)
        event = self._told(held, "held", detail)

        def change(db: sqlite3.Connection) -> None:
            Holds.save(db, held)
            Outbox.add(db, event)

        self._journal.write(change)
        self._checkpoint("stop:held")
        return held

    def _has_waited(self, hold: Hold) -> bool:
        return hold.open_since > 0 and self._clock().timestamp() - hold.open_since >= self._open_wait_s

    def _note_open(self, hold: Hold) -> Hold:
        if hold.open_since == 0:
            hold = msgspec.structs.replace(hold, open_since=self._clock().timestamp())
            self._holds.advance(hold)
        return hold

    def _fail(self, hold: Hold, detail: str) -> Hold:
        failed = msgspec.structs.replace(hold, state=HoldState.FAILED, detail=detail)
        event = self._told(failed, "failed", detail)

        def change(db: sqlite3.Connection) -> None:
            Holds.save(db, failed)
            Outbox.add(db, event)

        self._journal.write(change)
        return failed

    def _told(self, hold: Hold, state: str, detail: str) -> HoldEvent:
        # The id follows from the case, so that a repeated step is no second event.
        return HoldEvent(id=f"{hold.case}:{state}", at=self._clock(), case=hold.case, state=state, detail=detail)

    def _adopt(self, tree: Tree, staging: int, name: str) -> int:
        if put_out(tree, staging, name):
            return 1
        if self._is_own_notice(staging, name):
            folders.remove(name, staging)  # on its way to a folder when the agent was killed
            return 0
        found = stray(tree.root, staging, name, self._clock(), self._agent_id, lambda case: not self._holds.find(case))
        if found is None:
            return 0
        hold = msgspec.structs.replace(found[0], notice=self._notice_of(found[0].case))
        self._record(hold, found[1], lambda _: None)
        self.carry_on(hold)
        return 1

    def _is_own_notice(self, staging: int, name: str) -> bool:
        if not name.endswith(NOTICE_ENDINGS):
            return False
        fd = folders.open_file(name, staging, Opening.READ)
        with os.fdopen(fd, "rb") as file:
            return Notices(self._journal).are_known(hashlib.file_digest(file, "sha256").hexdigest())


def _notice_spot(hold: Hold) -> Spot:
    folder = hold.spot.folder
    return Spot(folder.root, posixpath.join(folder.path, notice_name(hold.case)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
