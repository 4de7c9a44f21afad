"""Ichitaro 4 to 6 (jsw, jaw, jbw, juw): a directory of streams in sectors, text in Shift_JIS with codes of two bytes.

From version 5 on the text begins with its length; version 4 stores its sectors under a running mask.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from classifiers.readers.binary import strings
from classifiers.readers.legacy.words import FREQUENT
from classifiers.scripts import plausibility
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

MARK = b"DOC\0"
SECTOR, ENTRY, BLOCK = 512, 64, 1024
DIRECTORY_FROM, DIRECTORY_TO = 0x400, 0x1000
TEXT_STREAM = 2
MOST_SECTORS = 0x10000
# Streams of layout only: what stands in them is searched, not judged.
CODES = re.compile(rb"\xfe[\x40-\x7e\x80-\xfc]|\x1f[^\x1f]{0,64}\x1f|[\x00-\x08\x0b-\x1f]")
LINE_END = b"\xfe\x41"
FIRST_MASK = 0x4E27
TAP = 0x80
FONT_NAME = re.compile(rb"[\x20-\x7e\x81-\x9f\xe0-\xfc][\x20-\xfc]{5,}")


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The text; partial where other streams hold bytes that may be words."""
    del depth
    is_masked = data[16:20] == b"\0\0\x01\0"
    plain = data[:BLOCK] + unmasked(data[BLOCK:], job) if is_masked else data
    streams = _streams(data if is_masked else plain)
    base = _data_base(data)
    draft.add_metadata("version", str(3 + plain[18]))
    is_read = False
    for kind, sector, size in streams:
        start = base + SECTOR * sector
        content = plain[start : start + size]
        if kind == TEXT_STREAM:
            body = text(content if is_masked else content[4:])
            is_read = "\ufffd" not in body
            draft.at("body")
            draft.add_line(body)
        else:
            draft.at("layout")
            _add_words(content, draft)
    if not is_read:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def _data_base(data: bytes) -> int:
    """Where sector 0 of the streams lies: in front of the first sector behind the directory."""
    for start in range(DIRECTORY_FROM, min(len(data), DIRECTORY_TO), SECTOR):
        if _is_entry(data[start : start + ENTRY]):
            end = start
            while end < min(len(data), DIRECTORY_TO) and data[end : end + 2] in (b"\x01\0", b"\xff\xff"):
                end += ENTRY
            return max(0, end - SECTOR)
    return 0x600


def _streams(data: bytes) -> list[tuple[int, int, int]]:
    """Kind, first sector and size in bytes of each stream."""
    found = []
    for start in range(DIRECTORY_FROM, min(len(data), DIRECTORY_TO), ENTRY):
        entry = data[start : start + ENTRY]
        if _is_entry(entry):
            found.append((entry[2], int.from_bytes(entry[8:12], "little"), min(_size(entry), len(data))))
    return found


def _is_entry(entry: bytes) -> bool:
    sector = int.from_bytes(entry[8:12], "little")
    if len(entry) < ENTRY or entry[:2] != b"\x01\0" or entry[3:5] != b"\0\0":
        return False
    return 0 < sector < MOST_SECTORS and 0 < _size(entry) < MOST_SECTORS * SECTOR


def _size(entry: bytes) -> int:
    """Bytes of a stream; in version 6 four more stand before them. 0 where there is no entry."""
    for start in (12, 16):
        if entry[start + 4 : start + 8] == b"\x01\0\0\0":
            return int.from_bytes(entry[start : start + 4], "little")
    return 0


def text(content: bytes) -> str:
    """Shift_JIS with its codes taken out."""
    plain = CODES.sub(b"", content.replace(LINE_END, b"\n"))
    return plain.decode("cp932", "replace").strip("\0")


def _add_words(content: bytes, draft: Draft) -> None:
    for run in strings(content):
        draft.add_line(run)
    for found in FONT_NAME.finditer(content):
        run = found.group().decode("cp932", "ignore")
        if plausibility(run, FREQUENT, has_kana=True) > 0.5:
            draft.add_line(run)


def unmasked(data: bytes, job: Job) -> bytes:
    """Sectors without their mask: 16-bit words that turn left by one bit, begun anew every 1,024 bytes.

    What a word is turned into where its tap is set differs from block to block; blocks are mostly empty, so it is
    what two neighbours differ by most often.
    """
    plain = bytearray()
    for start in range(0, len(data), BLOCK):
        job.check_time()
        block = data[start : start + BLOCK]
        plain += _unmasked_block(block)
    return bytes(plain)


def _unmasked_block(block: bytes) -> bytes:
    cipher = [int.from_bytes(block[place : place + 2], "big") for place in range(0, len(block) & ~1, 2)]
    turns = Counter(_turned(word) ^ following for word, following in itertools.pairwise(cipher) if word & TAP)
    step = turns.most_common(1)[0][0] if turns else 0
    mask = FIRST_MASK
    out = bytearray()
    for word in cipher:
        out += (word ^ mask).to_bytes(2, "big")
        mask = _turned(mask) ^ (step if mask & TAP else 0)
    return bytes(out) + block[len(out) :]


def _turned(word: int) -> int:
    return (word << 1 & 0xFFFF) | word >> 15
