"""7z, rar, cab, cpio, ar, lha, xar, rpm, ISO 9660, and streams of zstd, lz4, lzip, compress: by libarchive.

Invariants:
- Every file inside becomes a part; one that cannot be had is an opaque part with its reason.
- What libarchive passes over without a word (service records, other volumes, locked headers) is told from the headers.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.archives.headers import Outline, outline
from classifiers.readers.archives.image import read_volumes
from classifiers.readers.archives.library import BLOCK_BYTES, ArchiveFault, libraries
from classifiers.readers.archives.names import Names
from classifiers.readers.archives.seven import rebuilt
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from classifiers.readers.trailing import read_rest
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.largefile import LargeFile
    from classifiers.readers.archives.library import Archive, Entry, Library
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SEVEN = "application/x-7z-compressed"
ISO = "application/x-iso9660-image"
EVERY_FILTER = ("gzip", "bzip2", "xz", "lzma", "zstd")


class Means(NamedTuple):
    """What libarchive is to take a type for."""

    formats: tuple[str, ...]
    filters: tuple[str, ...] = ()


MEANS = {
    SEVEN: Means(("7zip",)),
    "application/x-rar": Means(("rar", "rar5")),
    "application/vnd.ms-cab-compressed": Means(("cab",)),
    "application/x-cpio": Means(("cpio",)),
    "application/x-archive": Means(("ar",)),
    "application/x-lha": Means(("lha",)),
    "application/x-xar": Means(("xar",)),
    ISO: Means(("iso9660",)),
    "application/vnd.debian.binary-package": Means(("ar",)),
    "application/x-rpm": Means(("cpio",), ("rpm", *EVERY_FILTER)),
    "application/zstd": Means(("raw",), ("zstd",)),
    "application/x-lz4": Means(("raw",), ("lz4",)),
    "application/x-lzip": Means(("raw",), ("lzip",)),
    "application/x-compress": Means(("raw",), ("compress",)),
}
# Padding and end marks are shorter.
REST_BYTES = 16


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every entry as a part; then what the headers say, and what follows the archive."""
    means = MEANS[draft.type]
    if draft.type == SEVEN and (mended := rebuilt(data)) is not None:
        draft.degrade(Reading.PARTIAL, "damaged", "header")
        data = mended
    facts = outline(data, draft.type)
    tell(facts, draft)
    walk = Walk(data, means, facts, draft, job, depth)
    if draft.type == ISO:
        read_volumes(data, draft, job, depth)
    if walk.run():
        walk.finish()
    else:
        draft.degrade(Reading.OPAQUE, "archive.unsupported", f"{draft.type}: no libarchive")


def tell(facts: Outline, draft: Draft) -> None:
    """Say what an archive's headers say of it as a whole."""
    if facts.is_header_encrypted:
        draft.degrade(Reading.OPAQUE, "encrypted", "names as well")
    if facts.is_volume:
        draft.degrade(Reading.PARTIAL, "archive.volume", "one of several")
    for name in facts.others:
        draft.degrade(Reading.PARTIAL, "archive.unsupported", f"{name} in the same image")
    for name in facts.streams:
        draft.degrade(Reading.PARTIAL, "archive.stream", name)


class Walk:
    """The way through one archive, begun again with another copy of the library where one does not know a method.

    Attributes:
        meter: What came out so far.
        names: Names that were met.
        settled: Names of what was read or is known to be encrypted, as often as they stand.
    """

    def __init__(
        self, data: bytes | LargeFile, means: Means, facts: Outline, draft: Draft, job: Job, depth: int
    ) -> None:
        self._data, self._means, self._facts = data, means, facts
        self._draft, self._job, self._depth = draft, job, depth
        self.meter = Meter(len(data), job)
        self.names = Names(draft)
        self.settled: Counter[str] = Counter()
        self._lost: list[tuple[str, int, ArchiveFault]] = []
        self._stopped: ArchiveFault | None = None
        self._done: set[int] = set()
        self._place = 0
        self._is_listed = False

    def run(self) -> bool:
        """Go through with one copy after another until all is read; false where there is none."""
        copies = [copy for copy in libraries() if copy.knows(self._means.filters)] or list(libraries())
        for copy in copies:
            if self._run_with(copy, is_last=copy is copies[-1]):
                break
        return bool(copies)

    def _run_with(self, library: Library, *, is_last: bool) -> bool:
        """Read what was not read yet; false where another copy should be asked."""
        archive: Archive | None = None
        try:
            archive = library.open(self._data, self._means.formats, self._means.filters)
            is_done = self._entries(archive, is_last=is_last)
            self._place = archive.place
            return is_done
        except ArchiveFault as fault:
            if not is_last and fault.is_unsupported:
                return False
            self._stopped = fault
            return True
        finally:
            if archive is not None:
                archive.close()

    @property
    def is_complete(self) -> bool:
        """Whether nothing was lost so far."""
        return not self._lost and self._stopped is None

    def listed(self, lost: Iterable[tuple[str, int]]) -> None:
        """Another library went through the whole list of entries: only these could not be had, by name and size."""
        faults = {name: fault for name, _, fault in self._lost}
        unknown = ArchiveFault("damaged", is_fatal=False)
        self._lost = [(name, size_bytes, faults.get(name, unknown)) for name, size_bytes in lost]
        self._stopped, self._is_listed = None, True

    def finish(self) -> None:
        """Tell what could not be had, and read what follows the archive."""
        facts, draft = self._facts, self._draft
        for name, size_bytes, fault in self._lost:
            self.names.tell(name)
            self._job.opaque_child(draft, name, max(0, size_bytes), *self._why(fault))
        if self._stopped is not None:
            draft.degrade(Reading.PARTIAL if self._done else Reading.OPAQUE, *self._why(self._stopped))
        elif not self._is_listed and facts.files > len(self._done):
            draft.degrade(Reading.PARTIAL, "damaged", f"{facts.files - len(self._done)} not found")
        if facts.is_cut and draft.reading < Reading.PARTIAL:
            draft.degrade(Reading.PARTIAL, "damaged", "cut off")
        end = facts.end or (0 if self._stopped else self._place)
        if 0 < end < len(self._data):
            read_rest(self._data, end, draft, self._job, self._depth, least_bytes=REST_BYTES)

    def lock(self, name: str, size_bytes: int) -> None:
        """Record an entry whose content is encrypted."""
        self._settle(name)
        self._job.opaque_child(self._draft, name, max(0, size_bytes), "encrypted", "archive")

    def _entries(self, archive: Archive, *, is_last: bool) -> bool:
        is_done = True
        for index, entry in enumerate(archive.entries()):
            if index >= self._job.limits.entries:
                raise LimitReached("entries", self._job.limits.entries)
            self._job.check_time()
            if index in self._done or entry.is_folder:
                continue
            try:
                self._read(archive, entry)
            except ArchiveFault as fault:
                if fault.is_unsupported and not is_last:
                    is_done = False
                    continue
                self._lost.append((self._name(entry), entry.size_bytes, fault))
                if fault.is_fatal:
                    self._stopped = fault
                    self._done.add(index)
                    return True
            self._done.add(index)
        return is_done

    def _read(self, archive: Archive, entry: Entry) -> None:
        name = self._name(entry)
        if not entry.is_file:
            self._settle(name)
            self.names.link(entry.target)
            return
        if entry.is_encrypted:
            self.lock(name, entry.size_bytes)
            return
        try:
            self._job.child_of(self._draft, name, self._metered(archive, entry), self._depth)
        except LimitReached:
            self._settle(name)
            raise
        self._settle(name)

    def _metered(self, archive: Archive, entry: Entry) -> Iterator[bytes]:
        taken = 0
        for block in archive.blocks():
            self.meter.count(len(block))
            taken += len(block)
            yield block
        if archive.is_doubtful:
            self._draft.degrade(Reading.PARTIAL, "damaged", "not as its checksum says")
        missing = entry.size_bytes - taken
        if missing > 0 and self._means.formats != ("iso9660",):
            self._draft.degrade(Reading.PARTIAL, "damaged", "shorter than stated")
            return
        # A packed file in an image may end with zeros that are not packed: libarchive leaves them out.
        for start in range(0, missing, BLOCK_BYTES):
            block = bytes(min(BLOCK_BYTES, missing - start))
            self.meter.count(len(block))
            yield block

    def _name(self, entry: Entry) -> str:
        if self._means.formats == ("raw",):
            return PurePosixPath(self._draft.name or "content").stem or "content"
        return entry.name

    def _settle(self, name: str) -> None:
        self.names.tell(name)
        self.settled[name] += 1

    def _why(self, fault: ArchiveFault) -> tuple[str, str]:
        if self._facts.is_header_encrypted or fault.is_locked:
            return "encrypted", "archive"
        if fault.is_memory:
            return "limit.memory_bytes", "unpacking"
        if fault.is_unsupported:
            return "archive.method", "unknown"
        return "damaged", "cut off" if self._facts.is_cut else "archive"
