"""Documents of Microsoft Works (wps): of 3 and 4 in stream `MN0`, of later ones in chunks of stream `CONTENTS`."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import add_strings, strings
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CHUNKED = b"CHNKINK"
TEXT_AT, TEXT_END_AT = 0x100, 0x26
CHUNK_COUNT_AT, FIRST_CHUNK = 0x0C, 0x20
CHUNKS = 4_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text, strings of everything else, properties; embedded objects as parts."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        old, new = stream(ole, "MN0"), stream(ole, "CONTENTS")
        is_read = _read_chunks(new, draft) if new.startswith(CHUNKED) else _read_old(old, draft)
        read_inner(Rest(ole, [["MN0"], ["CONTENTS"], ["MM"]]), draft, job, depth, skip=())
    if not is_read:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def _read_old(main: bytes, draft: Draft) -> bool:
    end = int.from_bytes(main[TEXT_END_AT : TEXT_END_AT + 4], "little")
    if not TEXT_AT <= end <= len(main):
        add_strings(main, draft)
        return False
    draft.add_line(words.plain(decode(main[TEXT_AT:end].replace(b"\0", b"")).text))
    draft.at("fonts and styles")
    for text in strings(main[end:]):
        draft.add_line(text)
    return True


def _read_chunks(content: bytes, draft: Draft) -> bool:
    """Text of the chunks so called; words of the others behind it."""
    count = struct.unpack_from("<H", content, CHUNK_COUNT_AT)[0]
    place = FIRST_CHUNK
    is_read = False
    aside: list[str] = []
    for _ in range(min(count, CHUNKS)):
        if place + 24 > len(content):
            return False
        size, kind = struct.unpack_from("<H4s", content, place)
        start, length = struct.unpack_from("<II", content, place + 16)
        chunk = content[start : start + length]
        if kind == b"TEXT":
            draft.add_line(words.plain(chunk[: len(chunk) & ~1].decode("utf-16-le", "replace")))
            is_read = len(chunk) == length
        else:
            aside.extend([*strings(chunk), *words.wide_runs_anywhere(chunk)])
        place += max(size, 24)
    draft.at("fonts and styles")
    for text in dict.fromkeys(aside):
        draft.add_line(text)
    return is_read
