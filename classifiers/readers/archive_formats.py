"""7z, rar, cab, cpio, ar, lha, xar, rpm, ISO 9660, WARC, and streams of zstd, lz4, lzip, compress: by libarchive.

Invariants:
- Every file inside becomes a part; one that cannot be had is an opaque part with its reason.
- What libarchive passes over without a word (service records, other volumes, locked headers) is told from the headers.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.archive_headers import Outline, outline
from classifiers.readers.archive_library import ArchiveFault, libraries
from classifiers.readers.archive_names import Names
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.archive_library import Archive, Entry, Library
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

EVERY_FILTER = ("gzip", "bzip2", "xz", "lzma", "zstd")


class Means(NamedTuple):
    """What libarchive is to take a type for."""

    formats: tuple[str, ...]
    filters: tuple[str, ...] = ()


MEANS = {
    "application/x-7z-compressed": Means(("7zip",)),
    "application/x-rar": Means(("rar", "rar5")),
    "application/vnd.ms-cab-compressed": Means(("cab",)),
    "application/x-cpio": Means(("cpio",)),
    "application/x-archive": Means(("ar",)),
    "application/x-lha": Means(("lha",)),
    "application/x-xar": Means(("xar",)),
    "application/x-iso9660-image": Means(("iso9660",)),
    "application/warc": Means(("warc",)),
    "application/vnd.debian.binary-package": Means(("ar",)),
    "application/x-rpm": Means(("cpio",), ("rpm", *EVERY_FILTER)),
    "application/zstd": Means(("raw",), ("zstd",)),
    "application/x-lz4": Means(("raw",), ("lz4",)),
    "application/x-lzip": Means(("raw",), ("lzip",)),
    "application/x-compress": Means(("raw",), ("compress",)),
}
BLANK = b"\0\r\n\t "
# Padding and end marks are shorter.
REST_BYTES = 16


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every entry as a part; then what the headers say, and what follows the archive."""
    means = MEANS[draft.type]
    copies = [copy for copy in libraries() if copy.knows(means.filters)] or list(libraries())
    if not copies:
        draft.degrade(Reading.OPAQUE, "archive.unsupported", f"{draft.type}: no libarchive")
        return
    facts = outline(data, draft.type)
    _tell(facts, draft)
    walk = _Walk(data, means, facts, draft, job, depth)
    for copy in copies:
        if walk.run(copy, is_last=copy is copies[-1]):
            break
    walk.finish()


def _tell(facts: Outline, draft: Draft) -> None:
    if facts.is_header_encrypted:
        draft.degrade(Reading.OPAQUE, "encrypted", f"{draft.type}: names")
    if facts.is_volume:
        draft.degrade(Reading.PARTIAL, "archive.volume", "one of several")
    for name in facts.streams:
        draft.degrade(Reading.PARTIAL, "archive.stream", name)
    if facts.comments:
        draft.degrade(Reading.PARTIAL, "archive.comment", str(facts.comments))


class _Walk:
    """The way through one archive, begun again with another copy of the library where one does not know a method."""

    def __init__(self, data: bytes, means: Means, facts: Outline, draft: Draft, job: Job, depth: int) -> None:
        self._data, self._means, self._facts = data, means, facts
        self._draft, self._job, self._depth = draft, job, depth
        self._meter = Meter(len(data), job)
        self._names = Names(draft)
        self._done: set[int] = set()
        self._place = 0
        self._is_whole = True

    def run(self, library: Library, *, is_last: bool) -> bool:
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
            self._stop(fault)
            return True
        finally:
            if archive is not None:
                archive.close()

    def finish(self) -> None:
        """Read what follows the archive, and say so where fewer files came out than its headers list."""
        facts, draft = self._facts, self._draft
        if facts.files > len(self._done) and draft.reading < Reading.PARTIAL:
            draft.degrade(Reading.PARTIAL, "damaged", f"{facts.files - len(self._done)} not found")
        end = facts.end or (self._place if self._is_whole else 0)
        rest = self._data[end:].strip(BLANK) if 0 < end < len(self._data) else b""
        if len(rest) > REST_BYTES:
            draft.find("trailing-data", str(len(rest)))
            self._job.child(draft, "trailing-data", self._data[end:].lstrip(BLANK), self._depth)

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
                self._lose(entry, fault)
                if fault.is_fatal:
                    self._is_whole = False
                    self._done.add(index)
                    return True
            self._done.add(index)
        return is_done

    def _read(self, archive: Archive, entry: Entry) -> None:
        name = self._name(entry)
        if not entry.is_file:
            self._names.tell(name)
            self._names.link(entry.target)
            return
        blocks: list[bytes] = []
        size = 0
        most = self._job.limits.part_bytes
        for block in archive.blocks():
            size += len(block)
            self._meter.count(len(block))
            if size > most:
                self._names.tell(name)
                self._job.opaque_child(self._draft, name, size, "limit.part_bytes", str(most))
                return
            blocks.append(block)
        self._names.tell(name)
        self._job.child(self._draft, name, b"".join(blocks), self._depth)

    def _lose(self, entry: Entry, fault: ArchiveFault) -> None:
        name = self._name(entry)
        self._names.tell(name)
        finding, detail = _why(fault, is_encrypted=entry.is_encrypted)
        self._job.opaque_child(self._draft, name, max(0, entry.size_bytes), finding, detail)

    def _stop(self, fault: ArchiveFault) -> None:
        """Say that the archive could not be followed to its end."""
        self._is_whole = False
        finding, detail = _why(fault, is_encrypted=self._facts.is_header_encrypted)
        self._draft.degrade(Reading.PARTIAL if self._done else Reading.OPAQUE, finding, detail)

    def _name(self, entry: Entry) -> str:
        if self._means.formats == ("raw",):
            return PurePosixPath(self._draft.name or "content").stem or "content"
        return entry.name


def _why(fault: ArchiveFault, *, is_encrypted: bool) -> tuple[str, str]:
    if is_encrypted or "ncrypt" in fault.reason or "assphrase" in fault.reason:
        return "encrypted", "archive"
    if fault.is_memory:
        return "limit.memory_bytes", "unpacking"
    if fault.is_unsupported:
        return "archive.method", "unknown"
    return "damaged", "archive"
