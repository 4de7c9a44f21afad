"""Where everything in a zip lies, and what lies where its directory names nothing.

A directory is only a claim: bytes before, between and behind the members it lists are read like any other file, members
that it leaves out included.

Source: PKWARE APPNOTE.TXT 6.3.10, 4.3; Fifield (2019), A better zip bomb.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, NamedTuple

from classifiers.largefile import LargeFile, opened
from classifiers.readers.archives.salvage import read_salvaged
from classifiers.readers.displaced import put_right
from classifiers.readers.zips import LOCAL_HEADER
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

END_OF_DIRECTORY = b"PK\x05\x06"
END_BYTES = 22
COMMENT_BYTES = 65_535
DESCRIPTOR_FLAG = 0x8
DESCRIPTOR_BYTES = 24
# Less than this hides nothing that is worth a part: padding, alignment, a line end.
SLACK_BYTES = 16
EXTRA_BYTES = 1024
EXTENSION_BYTES = 4096
BLOCK_BYTES = 1024 * 1024
# Types of files that are zips.
FAMILY = (
    "application/zip", "application/java-archive", "application/epub", "model/3mf", "application/x-fcstd",
    "application/vnd.openxmlformats", "application/vnd.oasis.opendocument", "application/vnd.sun.xml",
    "application/vnd.apple.iwork", "application/vnd.android", "application/vnd.ms-visio.drawing",
    "application/vnd.ms-xpsdocument", "application/vnd.ms-word.", "application/vnd.ms-excel.",
    "application/vnd.ms-powerpoint.", "application/hwp+zip",
)  # fmt: skip


class Span(NamedTuple):
    """Bytes of a zip that its directory does not account for."""

    finding: str
    start: int
    end: int


class Layout(NamedTuple):
    """A zip seen from above."""

    spans: list[Span]
    is_volume: bool
    overlaps: int
    moved: int


def read_hidden(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every span that the directory does not account for, as parts."""
    try:
        found = layout(data)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return  # the reader has said that it has no directory, and has looked through all of it
    if found.is_volume:
        draft.degrade(Reading.PARTIAL, "archive.volume", "one of several")
    if found.moved:
        draft.degrade(Reading.PARTIAL, "damaged", "directory")
    if found.overlaps:
        draft.degrade(Reading.PARTIAL, "archive.overlap", str(found.overlaps))
    for span in found.spans:
        draft.find(span.finding, str(span.end - span.start))
        if isinstance(data, LargeFile):
            file = data.stretch(span.start, span.end)
            if span.finding == "archive.unlisted":
                read_salvaged(file, draft, job, depth)
            else:
                job.child_from(draft, span.finding, file, depth)
        elif span.finding == "archive.unlisted":
            read_salvaged(data[span.start : span.end], draft, job, depth)
        else:
            job.child(draft, span.finding, data[span.start : span.end], depth)


def layout(data: bytes | LargeFile) -> Layout:
    """Where the members lie.

    Raises:
        zipfile.BadZipFile, ValueError: there is no directory.
    """
    with zipfile.ZipFile(opened(data)) as archive:
        moved = put_right(data, archive.filelist)
        infos = sorted(archive.filelist, key=lambda info: info.header_offset)
        directory = archive.start_dir
    end = _end_record(data)
    disks = int.from_bytes(data[end + 4 : end + 6], "little")
    spans, overlaps = _between(data, infos, directory)
    spans += _span("trailing-data", data, end_of(data), len(data))
    return Layout(spans, 0 < disks < 0xFFFF, overlaps, moved)


def end_of(data: bytes | LargeFile) -> int:
    """Where the zip at the end of `data` ends, its comment included."""
    end = _end_record(data)
    return end + END_BYTES + int.from_bytes(data[end + 20 : end + 22], "little")


def _end_record(data: bytes | LargeFile) -> int:
    """The record that `zipfile` goes by."""
    last = len(data) - END_BYTES
    if data.startswith(END_OF_DIRECTORY, last) and data.endswith(b"\0\0"):
        return last
    return data.rfind(END_OF_DIRECTORY, max(0, last - COMMENT_BYTES))


def _between(data: bytes | LargeFile, infos: list[zipfile.ZipInfo], directory: int) -> tuple[list[Span], int]:
    spans: list[Span] = []
    overlaps, place = 0, _extension_head(data)
    finding = "leading-data"
    is_described = False
    for info in infos:
        if info.header_offset < place:
            overlaps += 1
        else:
            spans += _gap(finding, data, place, info.header_offset, is_described=is_described)
        start, end = _ends(data, info)
        if start - end > EXTRA_BYTES:
            spans += _span("archive.extra", data, end, start)
        place = max(place, start + info.compress_size)
        finding, is_described = "archive.between", bool(info.flag_bits & DESCRIPTOR_FLAG)
    overlaps += place > directory
    return spans + _gap(finding, data, place, directory, is_described=is_described), overlaps


def _extension_head(data: bytes | LargeFile) -> int:
    """Where the head of a browser's extension (crx) ends, which holds keys and signatures; 0 where there is none.

    Only as long as signatures are: a longer one is looked at like any other bytes.
    """
    if not data.startswith(b"Cr24"):
        return 0
    if data[4:8] == b"\3\0\0\0":
        end = 12 + int.from_bytes(data[8:12], "little")
    else:
        end = 16 + int.from_bytes(data[8:12], "little") + int.from_bytes(data[12:16], "little")
    return end if end <= EXTENSION_BYTES else 0


def _ends(data: bytes | LargeFile, info: zipfile.ZipInfo) -> tuple[int, int]:
    """Where a member's local header ends, and where the name in it does."""
    place = info.header_offset
    if not data.startswith(LOCAL_HEADER, place):
        return place, place
    name_end = place + 30 + int.from_bytes(data[place + 26 : place + 28], "little")
    return name_end + int.from_bytes(data[place + 28 : place + 30], "little"), name_end


def _gap(finding: str, data: bytes | LargeFile, start: int, end: int, *, is_described: bool) -> list[Span]:
    """A span between members; behind one with a descriptor that much is its own."""
    if is_described:
        has_mark = data.startswith(b"PK\x07\x08", start)
        start = min(end, start + (16 if has_mark else 12))
        if end - start == 8:  # sizes of eight bytes each
            start = end
    if finding != "leading-data" and data.find(LOCAL_HEADER, start, end) >= 0:
        return [Span("archive.unlisted", start, end)]
    return _span(finding, data, start, end)


def _span(finding: str, data: bytes | LargeFile, start: int, end: int) -> list[Span]:
    least = 0 if finding == "leading-data" else SLACK_BYTES
    if isinstance(data, LargeFile) and end - start > BLOCK_BYTES:
        return [Span(finding, start, end)]  # not looked through for blanks
    return [Span(finding, start, end)] if len(data[start:end].strip(b"\0\r\n ")) > least else []
