"""tar: every regular member as a part; links and devices are only named."""

from __future__ import annotations

import tarfile
from typing import IO, TYPE_CHECKING, Any, cast

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.largefile import LargeFile, opened
from classifiers.readers.archives.names import Names
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.large.source import Source

# What tarfile itself takes from the extended headers; others may hold anything.
PAX_READ = frozenset({"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"})
FAULTS = (tarfile.TarError, ValueError, OverflowError, EOFError, OSError)
BLOCK_BYTES = 256 * 1024
RECORD_BYTES = 512
# So few bytes that are not zero hide nothing: some programs leave them of what stood in their memory before.
SLACK_BYTES = 16
UNBOUNDED = 1 << 62


def read_tar(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every regular member as a part; links and devices are only named."""
    end = _behind_blanks(data, _read(opened(data), "r:", draft, job, depth))
    if isinstance(data, LargeFile) and len(data) - end > job.limits.part_bytes:
        draft.find("trailing-data", str(len(data) - end))
        job.child_from(draft, "trailing-data", data.stretch(end, len(data)), depth)
    elif len((rest := data[end:].rstrip(b"\0")).replace(b"\0", b"")) > SLACK_BYTES:
        draft.find("trailing-data", str(len(rest)))
        # Another tar is read in whole records; for anything else zeros at its end would be noise.
        padded = rest + bytes(-len(rest) % RECORD_BYTES)
        is_tar = filetype.detect(padded) in ("application/x-tar", "application/x-gtar")
        job.child(draft, "trailing-data", padded if is_tar else rest, depth)
    else:
        add_strings(rest, draft)


def _behind_blanks(data: bytes | LargeFile, place: int) -> int:
    """Where the first record begins that is not blank."""
    while block := data[place : place + BLOCK_BYTES]:
        zeros = len(block) - len(block.lstrip(b"\0"))
        place += zeros // RECORD_BYTES * RECORD_BYTES if zeros < len(block) else len(block)
        if zeros < len(block):
            break
    return place


def read_source(source: Source, draft: Draft, job: Job, depth: int) -> None:
    """The same of an archive that goes by once."""
    _read(source, "r|", draft, job, depth)
    # Blocks are made up to twenty records, which may all be blank.
    while block := source.block():
        if block.strip(b"\0"):
            source.give_back(block)
            draft.find("trailing-data")
            job.child_of(draft, "trailing-data", iter(source.block, b""), depth)


def _read(stream: Any, mode: str, draft: Draft, job: Job, depth: int) -> int:
    """Every member; gives the place where the archive ends."""
    names = Names(draft)
    # Only the holes of sparse files are more than the archive; they are held to the bytes of the whole document.
    meter = Meter(UNBOUNDED, job)
    with tarfile.open(
        fileobj=cast("IO[bytes]", stream), mode=cast("Any", mode), errorlevel=0, encoding="utf-8"
    ) as archive:
        for count, info in enumerate(_members(archive, draft)):
            if count >= job.limits.entries:
                raise LimitReached("entries", job.limits.entries)
            job.check_time()
            name = _tar_name(info.name)
            names.tell(name)
            for key, value in info.pax_headers.items():
                if key not in PAX_READ:
                    draft.add_line(value)
            if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:  # other programs write unknown kinds as files
                _read_member(archive, info, name, meter, draft, job, depth)
            elif not info.isdir():
                names.link(_tar_name(info.linkname), "device" if info.isdev() else "link")
            archive.members.clear()  # type: ignore[attr-defined]  # or it would keep all of them
        return archive.offset


def _members(archive: tarfile.TarFile, draft: Draft) -> Iterator[tarfile.TarInfo]:
    """Members one by one, until the headers make no sense."""
    while True:
        try:
            info = archive.next()
        except FAULTS as error:
            draft.degrade(Reading.OPAQUE, "damaged", type(error).__name__)
            return
        if info is None:
            return
        yield info


def _read_member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, name: str, meter: Meter, draft: Draft, job: Job, depth: int
) -> None:
    try:
        job.child_of(draft, name, _blocks(archive, info, meter), depth, keeps_damaged=True)
    except FAULTS as error:
        job.opaque_child(draft, name, max(0, info.size), "damaged", type(error).__name__)


def _blocks(archive: tarfile.TarFile, info: tarfile.TarInfo, meter: Meter) -> Iterator[bytes]:
    """The content of a member, the holes of a sparse one as zeros: these count, since they may be terabytes.

    Raises:
        LimitReached: the holes are too much for so small an archive.
        tarfile.ReadError: it ends too early.
    """
    stream = archive.extractfile(info)
    left = max(0, info.size)
    while left and stream is not None:
        block = stream.read(min(BLOCK_BYTES, left))
        if not block:
            raise tarfile.ReadError("unexpected end of data")
        meter.count(len(block))
        left -= len(block)
        yield block


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    return decode(raw).text if not name.isprintable() else name
