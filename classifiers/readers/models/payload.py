"""Bytes that are not decoded: words in them, streams packed inside them, pictures saved with them."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter
from classifiers.readers.models.runs import ascii_runs, eastern_runs, is_wordlike, wide_runs
from classifiers.readers.trailing import end_of
from classifiers.scripts import JAPANESE, SIMPLIFIED, plausibility
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

PACKED_HEAD = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08[\0-\x1f]")
PICTURE_HEAD = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]")
JPEG_END = b"\xff\xd9"
RAW, ZLIB_OR_GZIP = -15, 47
HEADS_TRIED = 20_000
PICTURES = 16
PICTURE_BYTES = 64
LEAST_BYTES = 24
STEP_BYTES = 64 * 1024
LETTERS = re.compile(rb"[A-Za-z ]")
LETTER_SHARE = 0.75
SHORT_BYTES, SHORT_CHARS = 5, 4
LONG_BYTES, LONG_CHARS, LONG_EASTERN = 16, 8, 12
# Runs of two-byte characters in the encodings that Japanese and Chinese programs wrote before Unicode.
SHIFT_JIS = re.compile(rb"(?:[\x81-\x9f\xe0-\xea][\x40-\x7e\x80-\xfc]){4,}")
GB = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe]){4,}")
LEGACY = ((SHIFT_JIS, "cp932", JAPANESE, True), (GB, "gb18030", SIMPLIFIED, False))
LEGACY_SCORE = 0.75
LEGACY_CHARS = 20_000
# A string as programs on Microsoft's class library write it: a mark, its length, characters of two bytes.
MARKED = re.compile(rb"\xff\xfe\xff(?:\xff([\0-\xff]{2})|([\x02-\xfe]))", re.DOTALL)
MARKED_CHARS = 4_000


def add_long_runs(data: bytes, draft: Draft, job: Job, *, known: Iterable[str] = ()) -> None:
    """Words in numbers: only runs so long that no coordinates spell them by chance, and none that is known."""
    seen = set(known)
    for raw in ascii_runs(data, job, LONG_BYTES):
        if len(LETTERS.findall(raw)) >= LETTER_SHARE * len(raw):
            _add_once(raw.decode("ascii"), seen, draft)
    for text in eastern_runs(data):
        _add_once(text if len(text.encode()) >= LONG_EASTERN else "", seen, draft)
    for text in wide_runs(data, job, LONG_CHARS):
        _add_once(text, seen, draft)


def _add_once(text: str, seen: set[str], draft: Draft) -> None:
    if text and text not in seen:
        seen.add(text)
        draft.add_line(text)


def add_words(data: bytes, draft: Draft, job: Job) -> None:
    """Readable strings in ASCII, UTF-8, UTF-16 of either order, Shift_JIS and GB 18030, each once."""
    seen: set[str] = set()
    for raw in ascii_runs(data, job, SHORT_BYTES):
        if is_wordlike(raw):
            _add_once(raw.decode("ascii"), seen, draft)
    for text in eastern_runs(data):
        _add_once(text, seen, draft)
    for text in wide_runs(data, job, SHORT_CHARS):
        _add_once(text, seen, draft)
    left = LEGACY_CHARS
    for pattern, encoding, frequent, has_kana in LEGACY:
        job.check_time()
        for run in pattern.finditer(data):
            text = run.group().decode(encoding, "ignore")
            if len(text) >= SHORT_CHARS and plausibility(text, frequent, has_kana=has_kana) >= LEGACY_SCORE:
                _add_once(text[:left], seen, draft)
                left -= len(text)
                if left <= 0:
                    return


def add_marked(data: bytes, draft: Draft) -> None:
    """Strings with their length in front, each once; short ones too, which nothing else would tell from numbers."""
    seen: set[str] = set()
    for match in MARKED.finditer(data):
        size = int.from_bytes(match.group(1), "little") if match.group(1) else match.group(2)[0]
        text = data[match.end() : match.end() + 2 * min(size, MARKED_CHARS)].decode("utf-16-le", "ignore")
        if len(text) == size and text.isprintable() and text not in seen:
            seen.add(text)
            draft.add_line(text)


def short_text(data: bytes) -> str:
    """A field of fixed length as text: up to its first zero byte, in whatever encoding."""
    head = data.split(b"\0", 1)[0].strip()
    return decode(head).text if head else ""


class Packed:
    """Takes streams out of a file by zlib, held to bytes, ratio and time over all of them.

    Args:
        size_bytes: Size of the file.
        job: Whose limits and clock count.
    """

    def __init__(self, size_bytes: int, job: Job) -> None:
        self._job = job
        self._meter = Meter(size_bytes, job)

    def inflate(self, data: bytes, place: int = 0, *, is_raw: bool = False) -> tuple[bytes, int]:
        """What the stream that begins at `place` unpacks to, and where it ends; empty where there is none.

        A stream that breaks off gives what came before.

        Raises:
            LimitReached: one unpacks to more than `part_bytes`, or all to too much.
        """
        most = self._job.limits.part_bytes
        machine = zlib.decompressobj(RAW if is_raw else ZLIB_OR_GZIP)
        found: list[bytes] = []
        size = 0
        while not machine.eof:
            packed = machine.unconsumed_tail
            if not packed:
                packed = data[place : place + STEP_BYTES]
                place += len(packed)
            if not packed:
                break
            try:
                block = machine.decompress(packed, STEP_BYTES)
            except zlib.error:
                break
            size += len(block)
            if size > most:
                raise LimitReached("part_bytes", most)
            self._meter.count(len(block))
            found.append(block)
        return b"".join(found), place - len(machine.unused_data) - len(machine.unconsumed_tail)

    def count(self, size_bytes: int) -> None:
        """Count what was unpacked by other means.

        Raises:
            LimitReached: as `inflate`.
        """
        self._meter.count(size_bytes)

    def streams(self, data: bytes) -> Iterator[bytes]:
        """Every zlib or gzip stream in `data` that unpacks to more than a few bytes."""
        place = 0
        for _ in range(HEADS_TRIED):
            head = PACKED_HEAD.search(data, place)
            if head is None:
                return
            self._job.check_time()
            unpacked, end = self.inflate(data, head.start())
            if len(unpacked) >= LEAST_BYTES:
                yield unpacked
                place = max(end, head.start() + 2)
            else:
                place = head.start() + 2


def read_payload(data: bytes, draft: Draft, job: Job, depth: int, packed: Packed) -> None:
    """Words and pictures in `data`, and in the streams packed inside it."""
    add_pictures(data, draft, job, depth)
    add_marked(data, draft)
    add_words(data, draft, job)
    for stream in packed.streams(data):
        draft.cad["PACKED_STREAM"] += 1
        add_words(stream, draft, job)
        add_marked(stream, draft)
        add_pictures(stream, draft, job, depth)


def add_pictures(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """PNG and JPEG pictures inside `data` as parts."""
    place = 0
    for number in range(PICTURES):
        head = PICTURE_HEAD.search(data, place)
        if head is None:
            return
        is_png = data[head.start()] == 0x89
        size = _picture_bytes(data, head.start(), is_png=is_png)
        place = head.start() + max(size, 3)
        if size >= PICTURE_BYTES:
            name = f"preview-{number}.{'png' if is_png else 'jpg'}"
            job.child(draft, name, data[head.start() : head.start() + size], depth)


def _picture_bytes(data: bytes, start: int, *, is_png: bool) -> int:
    """Length of a picture; 0 where no end is found."""
    content = data[start : start + 16 * 1024 * 1024]
    kind = "image/png" if is_png else "image/jpeg"
    end = end_of(content, kind)
    if end < len(content) or content.endswith((JPEG_END, b"IEND\xaeB`\x82")):
        return end
    return 0


def add_bitmap(dib: bytes, draft: Draft, job: Job, depth: int, name: str = "preview.bmp") -> None:
    """A bitmap without the header of a file, as a part."""
    header = int.from_bytes(dib[:4], "little")
    if header not in (40, 108, 124) or len(dib) < header:
        return
    bits = int.from_bytes(dib[14:16], "little")
    colors = int.from_bytes(dib[32:36], "little") or (1 << bits if bits <= 8 else 0)
    start = 14 + header + 4 * min(colors, 256)
    file_header = b"BM" + (14 + len(dib)).to_bytes(4, "little") + bytes(4) + start.to_bytes(4, "little")
    job.child(draft, name, file_header + dib, depth)


def tell_partial(draft: Draft, what: str) -> None:
    """Say that a format is known and its inside is not decoded."""
    draft.degrade(Reading.PARTIAL, "payload", what)
