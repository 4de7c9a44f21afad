"""Puts a held file where it was to go, or back where it came from, once that was decided.

Order: count the use of a release and record the target (durable) · decrypt into staging, verify, give back mode, owner
and times · link under its name, never over another file · remove the notice · record. Each step can be done twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import posixpath
import sqlite3
import stat
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

import msgspec

from agent.enforce.notice import notice_name
from agent.enforce.placing import give_back, place
from agent.enforce.sealing import HoldKeys
from agent.errors import AgentError
from agent.holds import GIVEN_BACK, JUSTIFIED, Hold, Holds, HoldState
from agent.inventory import Inventory, Known
from agent.journal import Journal
from agent.machine import folders
from agent.machine.folders import Opening
from agent.outbox import Outbox
from agent.permissions import Releases
from agent.tree import Signature, Spot, Tree, shown, signature_of
from agent.wire import HoldEvent
from policies.model import ZoneId
from policies.release import ReleaseId

NOT_YET = Signature(0, 0, 0, 0, 0)
_NAMES = 100
_NAME_BYTES = 255


class Completion:
    """Carries out releases of held files, their senders' reasons, and returns."""

    def __init__(
        self, journal: Journal, keys: HoldKeys, trees: Mapping[str, Tree], *, checkpoint: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._journal = journal
        self._holds = Holds(journal)
        self._keys = keys
        self._trees = trees
        self._checkpoint = checkpoint
        self._clock = clock

    def begin(self, hold: Hold, release: ReleaseId) -> Hold:
        """Count the use, then put the file where it was to go.

        Raises:
            AgentError: the kept bytes are damaged; nothing is counted.
            OSError: the place cannot be written; tried again later.
        """
        return self._begin(msgspec.structs.replace(hold, release=release), hold.spot, release, None)

    def begin_justified(self, hold: Hold, event: HoldEvent) -> Hold:
        """Put the file where it was to go on its sender's word, recorded before anything is done.

        Raises:
            AgentError, OSError: as `begin`.
        """
        mark = ReleaseId(f"{JUSTIFIED}{hold.case}")
        return self._begin(msgspec.structs.replace(hold, release=mark), hold.spot, None, event)

    def begin_return(self, hold: Hold, to: Spot, zone: ZoneId) -> Hold:
        """Put the file back to where it came from.

        Args:
            to: Where, in any watched folder; another name beside it where something stands there.

        Raises:
            AgentError, OSError: as `begin`.
        """
        mark = ReleaseId(f"{GIVEN_BACK}{hold.case}")
        back = msgspec.structs.replace(hold, release=mark, target_root=to.root, target_zone=zone)
        return self._begin(back, to, None, None)

    def free_spot(self, hold: Hold, to: Spot) -> Spot:
        """Where the file would come to lie: there, or beside what stands there already."""
        return Spot(to.root, self._free_path(msgspec.structs.replace(hold, target_root=to.root), to.path))

    def _begin(self, hold: Hold, to: Spot, counted: ReleaseId | None, event: HoldEvent | None) -> Hold:
        if not self._keys.holds(hold.case, hold.digest):
            raise AgentError(f"the kept bytes of case `{hold.case}` are missing or damaged")
        self._checkpoint("release:accepted")
        begun = msgspec.structs.replace(hold, state=HoldState.COMPLETING, target=self._free_path(hold, to.path))

        def change(db: sqlite3.Connection) -> None:
            if counted is not None:
                Releases.count(db, counted)
            if event is not None:
                Outbox.add(db, event)
            Holds.save(db, begun)
            self._expect(db, begun)

        self._journal.write(change)
        self._checkpoint("release:counted")
        return self.carry_on(begun)

    def carry_all_on(self) -> tuple[str, ...]:
        """Finish every completion that was begun; says what still hinders."""
        problems = []
        for hold in self._holds.unfinished():
            if hold.state is HoldState.COMPLETING:
                try:
                    self.carry_on(hold)
                except (OSError, AgentError) as error:
                    problems.append(f"case `{hold.case}` is not completed: {type(error).__name__}")
        return tuple(problems)

    def carry_on(self, hold: Hold) -> Hold:
        """Do what is left of a completion."""
        tree = self._tree(hold.target_spot.root)
        temporary = f"{hold.case}.out"
        left: tuple[str, ...] = ()
        with tree.staging() as staging:
            if not self._is_placed(tree, staging, temporary, hold):
                left = self._restore(staging, temporary, hold)
                self._checkpoint("release:restored")
                hold = self._place(tree, staging, temporary, hold)
            with contextlib.suppress(FileNotFoundError):
                folders.remove(temporary, staging)
        self._checkpoint("release:placed")
        self._remove_notice(hold)
        self._checkpoint("release:unnoticed")
        return self._finish(tree, hold, left)

    def _restore(self, staging: int, temporary: str, hold: Hold) -> tuple[str, ...]:
        with contextlib.suppress(FileNotFoundError):
            folders.remove(temporary, staging)
        fd = folders.open_file(temporary, staging, Opening.NEW_TO_READ_BACK)
        with os.fdopen(fd, "wb") as out:
            if self._keys.unseal(hold.case, out) != hold.digest:
                raise AgentError(f"the kept bytes of case `{hold.case}` are not those that were held")
            out.flush()
            left = give_back(out.fileno(), hold.facts)
            os.fsync(out.fileno())
        return left

    def _place(self, tree: Tree, staging: int, temporary: str, hold: Hold) -> Hold:
        for _ in range(_NAMES):
            spot = hold.target_spot
            with tree.folder(spot.folder.path, create=True) as folder:
                if place(staging, temporary, folder, spot.name):
                    return hold
            # The name that it has here, not one that already says so.
            wanted = str(PurePosixPath(hold.target).with_name(hold.spot.name))
            hold = msgspec.structs.replace(hold, target=self._free_path(hold, wanted))
            self._retarget(hold)
        raise AgentError(f"case `{hold.case}` finds no free name")

    def _tree(self, root: str) -> Tree:
        tree = self._trees.get(root)
        if tree is None:
            raise AgentError(f"`{shown(root)}` is not watched now", help="put the stick in, or mount it, and wait")
        return tree

    def _retarget(self, hold: Hold) -> None:
        def change(db: sqlite3.Connection) -> None:
            Holds.save(db, hold)
            self._expect(db, hold)

        self._journal.write(change)

    def _free_path(self, hold: Hold, wanted: str) -> str:
        tree = self._tree(hold.target_root or hold.spot.root)
        how = "returned" if hold.target_root else "released"
        path = PurePosixPath(wanted)
        for number in range(1, _NAMES):
            again = f" {number}" if number > 2 else ""
            name = path.name if number == 1 else _beside(path, f" ({how} {hold.case}{again})")
            candidate = str(path.with_name(name))
            if tree.status(Spot(tree.root, candidate)) is None:
                return candidate
        raise AgentError(f"case `{hold.case}` finds no free name")

    def _is_placed(self, tree: Tree, staging: int, temporary: str, hold: Hold) -> bool:
        """Whether an attempt before this one came as far as the name."""
        spot = hold.target_spot
        status = tree.status(spot)
        # Whatever else somebody put under the name is none of ours, and keeps nothing from having another.
        if status is None or not stat.S_ISREG(status.st_mode):
            return False
        try:
            out = folders.status(temporary, staging)
        except FileNotFoundError:
            return _digest_at(tree, spot) == hold.digest
        return (out.st_dev, out.st_ino) == (status.st_dev, status.st_ino)

    def _expect(self, db: sqlite3.Connection, hold: Hold) -> None:
        """The file is known before it appears, so that nobody stops it again."""
        event = self._holds.event(hold.case)
        zone = ZoneId(hold.target_zone) if hold.target_zone else event.transfer.destination.zone if event else None
        if event is None or zone is None:
            return
        known = Known(
            spot=hold.target_spot,
            zone=zone,
            signature=NOT_YET,
            digest=hold.digest,
            label=event.label,
            release=hold.release,
        )
        Inventory.add(db, known, (), self._clock())

    def _remove_notice(self, hold: Hold) -> None:
        tree = self._trees.get(hold.spot.root)
        if tree is None:
            return  # a stick that is out; its notice is a text and no more
        spot = Spot(hold.spot.root, posixpath.join(hold.spot.folder.path, notice_name(hold.case)))
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if _digest_at(tree, spot) == hashlib.sha256(hold.notice.encode()).hexdigest():
                with tree.folder(spot.folder.path) as folder:
                    folders.remove(spot.name, folder)

    def _finish(self, tree: Tree, hold: Hold, left: tuple[str, ...]) -> Hold:
        state = HoldState.RETURNED if hold.is_given_back else HoldState.COMPLETED
        done = msgspec.structs.replace(hold, state=state, detail=_detail(hold, left))
        is_by_word = hold.release.startswith((JUSTIFIED, GIVEN_BACK))
        event = HoldEvent(
            id=f"{hold.case}:{state}:{'' if is_by_word else hold.release}",
            at=self._clock(),
            case=hold.case,
            state=state,
            release="" if is_by_word else hold.release,
            detail=done.detail,
        )
        status = tree.status(hold.target_spot)

        def change(db: sqlite3.Connection) -> None:
            Holds.save(db, done)
            Outbox.add(db, event)
            if status is not None:
                Inventory.set_signature(db, hold.target_spot, signature_of(status))

        self._journal.write(change)
        self._checkpoint("release:completed")
        self._keys.drop(hold.case)
        return done


def _beside(path: PurePosixPath, mark: str) -> str:
    """The name with a mark before its suffix, cut where it would be longer than a file name may be."""
    stem, suffix = os.fsencode(path.stem), os.fsencode(path.suffix)
    room = _NAME_BYTES - len(mark.encode()) - len(suffix)
    if room < 1:
        stem, suffix, room = os.fsencode(path.name), b"", _NAME_BYTES - len(mark.encode())
    # A character cut in half would be refused by a file system that wants UTF-8.
    cut = stem if len(stem) <= room else stem[:room].decode("utf-8", "ignore").encode()
    return os.fsdecode(cut + mark.encode() + suffix)


def _detail(hold: Hold, left: tuple[str, ...]) -> str:
    """Another name than asked for, and what could not be given back."""
    told = []
    if PurePosixPath(hold.target).name != hold.spot.name or hold.is_given_back:
        told.append(f"as {shown(PurePosixPath(hold.target).name)}")
    if left:
        told.append(f"without {', '.join(left)}")
    return "; ".join(told)


def _digest_at(tree: Tree, spot: Spot) -> str:
    with tree.open(spot) as fd, os.fdopen(os.dup(fd), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
