"""Reads one file and gathers everything that a decision about it needs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar

from agent.cases import case_of
from agent.enforce.placing import facts_of
from agent.errors import Forgotten
from agent.events import OWN_NOTICE, CouldNotJudge, Judged
from agent.leases import is_written
from agent.machine import folders
from agent.taint.port import NoSessions
from agent.tree import Signature, Spot, Tree, shown, signature_of
from agent.verdicts import EMERGENCY
from classifiers.assessment import Assessment
from classifiers.document import Document
from policies.label import Label

if TYPE_CHECKING:
    from agent.actions import Judge
    from agent.beginnings import Beginnings
    from agent.config import Watch
    from agent.holds import FileFacts, Notices
    from agent.inventory import Inventory
    from agent.knowledge import Source
    from agent.letters import Letters
    from agent.permissions import Exposures, Releases
    from agent.sessions import Sessions
    from agent.sketches import Sketches
    from agent.taint.port import Writing
    from classifiers.confinement import Walls
    from classifiers.detect.likeness import Sketch
    from classifiers.ocr.state import OcrState
    from policies.tables import Tables
    from policies.transfer import Resemblance


T = TypeVar("T")
NOT_SKETCHED = 500
# What befell the reader rather than the document, such as being killed for want of memory.
PASSING = frozenset({"reader.crashed", "reader.unavailable", "reader.garbled"})


class Classifies(Protocol):
    """What judging needs of the classifiers."""

    @property
    def walls(self) -> Walls:
        """What holds the readers of hostile bytes in."""

    @property
    def ocr(self) -> OcrState:
        """How letters in pictures are read."""

    def read(self, fd: int, name: str) -> Document:
        """The file, read in its confined worker, but for the letters in its pictures."""

    def leaves_letters(self, document: Document) -> bool:
        """Whether there are pictures in it whose letters `read_letters` could read."""

    def read_letters(self, fd: int, name: str) -> Document | None:
        """The file with the letters of its pictures, which may take minutes; None where they could not be read."""

    def judge(self, document: Document, name: str, *, started: float | None = None) -> Assessment:
        """What it is, and why."""


class Registers(Protocol):
    """What judging needs of the fingerprint index."""

    def register(self, document: Document, *, name: str, label: Label) -> int:
        """Make excerpts of a document recognisable from now on."""

    def sketch(self, document: Document) -> Sketch | None:
        """What to keep of a document, so that changed copies of it can be measured."""

    @property
    def state(self) -> int:
        """A number whose change makes remembered assessments stale."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that judging goes by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where the agent looks things up."""

    inventory: Inventory
    notices: Notices
    releases: Releases
    exposures: Exposures
    sessions: Sessions
    beginnings: Beginnings
    sketches: Sketches
    writing: Writing = field(default_factory=NoSessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    spot: Spot
    signature: Signature
    facts: FileFacts
    digest: str
    assessment: Assessment | None
    resembles: tuple[Resemblance, ...]
    errors: tuple[str, ...]


class Judgement:
    """Reads and looks up; decides nothing.

    Args:
        chance: Gives that many random bytes.
        wall, monotonic: Aware UTC time, and seconds that never go back.
        tick_s: How long two changes of a file may be apart and have the same time.
    """

    def __init__(
        self, classifier: Classifies, index: Registers, records: Records, watches: Mapping[str, Watch],
        trees: Mapping[str, Tree], *, remembered: int, hash_bytes: int, chance: Callable[[int], bytes],
        wall: Callable[[], datetime], monotonic: Callable[[], float], letters: Letters, tick_s: float,
    ) -> None:  # fmt: skip
        self._letters, self._tick_s = letters, tick_s
        self._classifier = classifier
        self._index = index
        self._records = records
        self._watches = watches
        self._trees = trees
        self._remembered = remembered
        self._hash_bytes = hash_bytes
        self._chance = chance
        self._wall = wall
        self._monotonic = monotonic
        self._assessments: OrderedDict[tuple[str, str, int], Assessment] = OrderedDict()
        self._last: tuple[str, Document] | None = None
        # A thousand copies of a picture are not read a thousand times more to find that they cannot be measured.
        self._not_sketched: deque[str] = deque(maxlen=NOT_SKETCHED)

    def judge(self, asked: Judge, tables: Tables | None) -> Judged | CouldNotJudge:
        """Read a file and gather the facts.

        A file that changes while it is read is judged again, except `at_any_rate`.
        """
        try:
            return self._judge(asked, tables)
        finally:
            self._letters.done(asked.spot)

    def _judge(self, asked: Judge, tables: Tables | None) -> Judged | CouldNotJudge:
        spot, at_any_rate = asked.spot, asked.at_any_rate
        tree = self._trees[spot.root]
        try:
            with tree.open(spot) as fd:
                before = folders.fstat(fd)
                if not stat.S_ISREG(before.st_mode):
                    return self._not(spot, "gone")
                if self._is_of_this_moment(before) and not at_any_rate:
                    return self._not(spot, "changed")
                self._records.writing.looked(before.st_dev, before.st_ino, is_written=is_written(fd) is not False)
                digest = self._digest(fd, before)
                if digest == self._records.notices.digest_at(spot):
                    self._records.inventory.note(spot, self._watches[spot.root].zone, signature_of(before), digest)
                    return self._not(spot, OWN_NOTICE)
                assessment, errors = self._assess(fd, spot, digest)
                resembles = self._resembled(fd, spot, digest)
                after, there = folders.fstat(fd), tree.status(spot)
                signature = signature_of(after)
                if there is None:
                    return self._not(spot, "gone")
                # What is replaced again and again is reported as it was read; what took its place is judged by itself.
                if (there.st_dev, there.st_ino) != (after.st_dev, after.st_ino) and not at_any_rate:
                    return self._not(spot, "changed")
                if signature != signature_of(before) and not at_any_rate:
                    return self._not(spot, "changed")
                facts = facts_of(fd)
        except (FileNotFoundError, NotADirectoryError):
            return self._not(spot, "gone")
        except OSError as error:
            return self._not(spot, "gone" if error.errno in (6, 40) else f"unreadable ({error.strerror})")
        read = _Read(
            spot=spot, signature=signature, facts=facts, digest=digest, assessment=assessment, resembles=resembles,
            errors=errors,
        )  # fmt: skip
        return self._gather(read, tables, asked)

    def _is_of_this_moment(self, status: os.stat_result) -> bool:
        """Whether what is written while it is read could have the very time that it has already."""
        return 0 <= self._wall().timestamp() - status.st_ctime_ns / 1e9 < self._tick_s

    def register(self, spot: Spot, digest: str, label: Label) -> None:
        """Make excerpts of a judged file recognisable."""
        self._by_document(
            spot, digest, lambda document: self._index.register(document, name=shown(spot.name), label=label)
        )

    def sketch(self, spot: Spot, digest: str) -> Sketch | None:
        """What to keep of a judged file, so that changed copies of it can be measured; None where there is nothing, or
        where it is kept already."""
        if digest in self._not_sketched or self._records.sketches.find(digest):
            return None
        try:
            made = self._by_document(spot, digest, self._index.sketch)
        except Exception:  # noqa: BLE001 - as below; a file without a sketch is stopped all the same
            made = None
        if made is None:
            self._not_sketched.append(digest)
        return made

    def _by_document(self, spot: Spot, digest: str, do: Callable[[Document], T]) -> T | None:
        """Do something with a judged file as it was read, or as it is read again; None where it is another by now."""
        if self._last is not None and self._last[0] == digest:
            with contextlib.suppress(Forgotten):
                return do(self._last[1])
        document = self._read_again(spot, digest)
        return do(document) if document is not None else None

    def _resembled(self, fd: int, spot: Spot, digest: str) -> tuple[Resemblance, ...]:
        """How much the file differs from what is released for changed copies at this very place."""
        wanted = self._records.releases.of_changed_copies(self._watches[spot.root].zone, shown(spot.path))
        if not wanted or digest in wanted:
            return ()
        try:
            copy = self._sketched(fd, spot, digest)
        except Exception:  # noqa: BLE001 - as below; what was not compared resembles nothing
            return ()
        return self._records.sketches.resembled(copy, sorted(wanted)) if copy else ()

    def _sketched(self, fd: int, spot: Spot, digest: str) -> Sketch | None:
        if self._last is not None and self._last[0] == digest:
            with contextlib.suppress(Forgotten):
                return self._index.sketch(self._last[1])
        os.lseek(fd, 0, os.SEEK_SET)
        self._last = (digest, self._classifier.read(fd, shown(spot.name)))
        return self._index.sketch(self._last[1])

    def _read_anew(self, fd: int, spot: Spot, digest: str, *, with_letters: bool) -> Document:
        """The same once more, as whoever read it has left meanwhile."""
        os.lseek(fd, 0, os.SEEK_SET)
        document = self._classifier.read_letters(fd, shown(spot.name)) if with_letters else None
        return document or self._read(fd, spot, digest)

    def _read_again(self, spot: Spot, digest: str) -> Document | None:
        with self._trees[spot.root].open(spot) as fd:
            if self._digest(fd, folders.fstat(fd)) != digest:
                return None
            os.lseek(fd, 0, os.SEEK_SET)
            return self._classifier.read(fd, shown(spot.name))

    def _assess(self, fd: int, spot: Spot, digest: str) -> tuple[Assessment | None, tuple[str, ...]]:
        name = spot.name
        key = (digest, os.path.splitext(name)[1], self._index.state)
        lettered = self._letters.take(digest)
        if key in self._assessments and lettered is None:
            self._assessments.move_to_end(key)
            return self._assessments[key], ()
        try:
            started = self._monotonic()
            document = lettered or self._read(fd, spot, digest)
            try:
                assessment = self._classifier.judge(document, shown(name), started=started)
            except Forgotten:
                document = self._read_anew(fd, spot, digest, with_letters=lettered is not None)
                assessment = self._classifier.judge(document, shown(name), started=started)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in there is a hold, and the next file's turn
            self._last = None
            return None, (f"classifier.{type(error).__name__}",)
        self._last = (digest, document)
        if PASSING & {finding.name for finding in assessment.findings}:
            return assessment, ()  # the same file may well be readable the next time
        self._assessments[key] = assessment
        while len(self._assessments) > self._remembered:
            self._assessments.popitem(last=False)
        return assessment, ()

    def _read(self, fd: int, spot: Spot, digest: str) -> Document:
        """The file without its letters, which are asked for where there are any."""
        os.lseek(fd, 0, os.SEEK_SET)
        document = self._classifier.read(fd, shown(spot.name))
        if self._classifier.leaves_letters(document):
            self._letters.ask(spot, digest)
        return document

    def _gather(self, read: _Read, tables: Tables | None, asked: Judge) -> Judged:
        records, spot, digest = self._records, read.spot, read.digest
        watch = self._watches[spot.root]
        now = self._wall()
        subject, session = records.sessions.who(read.facts.uid, read.signature.ctime_ns, tables)
        handled = records.writing.handled(read.facts.uid, subject.person, now, tables)
        wrote = records.writing.wrote(read.signature.device, read.signature.inode, now, tables)
        if wrote is not None:
            # Who wrote it is surer than whose it is.
            subject, session, handled = wrote.subject, wrote.session, wrote.exposure
        # What could not be assessed is still known by its own bytes; a stub, the same everywhere, is known by nothing.
        parts = read.assessment.parts if read.assessment else (digest,)
        origin = records.inventory.zones_of(parts, besides=spot)
        known = records.inventory.find(spot)
        is_same = known is not None and known.digest == digest
        in_round = asked.in_round and is_same and known is not None and not known.release.startswith(EMERGENCY)
        rested = asked.is_first and records.beginnings.rested(spot.root, read.signature.ctime_ns)
        # FAT numbers its files anew each time: the same bytes at the same place of a stick were moved by nobody.
        rested = rested or (is_same and self._trees[spot.root].is_carried)
        rested = rested or in_round
        was_known = is_same and not asked.again
        if in_round and known is not None and read.assessment is not None:
            was_known = _says_all(known.label, read.assessment.label)
        return Judged(
            spot=spot,
            zone=watch.zone,
            channel=watch.channel,
            signature=read.signature,
            facts=read.facts,
            digest=digest,
            assessment=read.assessment,
            subject=subject,
            session=session.project if session else None,
            session_since=session.since if session else None,
            resembles=read.resembles,
            origin=origin,
            is_new=not rested and not origin and not (read.assessment and read.assessment.matches),
            exposure=(*records.exposures.of(subject.person), *handled),
            uses=records.releases.uses(),
            transfer_id=f"T-{self._chance(16).hex()}",
            case=case_of(self._chance(5)),
            now=now,
            at_s=self._monotonic(),
            changed_s=asked.changed_s,
            was_released=known.release if known and is_same and not known.release.startswith(EMERGENCY) else "",
            was_known=was_known,
            rested=rested,
            in_round=in_round,
            is_partly=in_round and self._is_partly(read),
            errors=read.errors,
        )

    def _is_partly(self, read: _Read) -> bool:
        found = read.assessment.findings if read.assessment else ()
        return bool(PASSING & {finding.name for finding in found}) or self._letters.awaits(read.spot, read.digest)

    def _digest(self, fd: int, status: os.stat_result) -> str:
        """SHA-256 of the bytes; of a file too large for that, a name of its state, which no other file and no later
        state has, so that it is known as itself alone."""
        if status.st_size <= self._hash_bytes:
            return _digest_of(fd)
        return hashlib.sha256(b"state:" + repr(signature_of(status)).encode()).hexdigest()

    def _not(self, spot: Spot, cause: str) -> CouldNotJudge:
        return CouldNotJudge(spot=spot, cause=cause, at_s=self._monotonic())


def _says_all(known: Label, found: Label) -> bool:
    """Whether what was found was known already."""
    return found.projects <= known.projects and found.level <= known.level


def _digest_of(fd: int) -> str:
    os.lseek(fd, 0, os.SEEK_SET)
    with os.fdopen(os.dup(fd), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
