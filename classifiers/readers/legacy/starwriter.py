"""StarOffice before 6 (sdw, sdc, sdd, vor): paragraphs of a text by their records, all other words by their strings."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TEXT_STREAM = "StarWriterDocument"
HEADER = b"SW"
PARAGRAPH = 0x54
PASSWORD_FLAG = 0x0008


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Paragraphs, notes, properties; sheets and drawings by their strings."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        paths = ole.listdir()
        main = stream(ole, TEXT_STREAM)
        is_read = main.startswith(HEADER)
        if is_read and struct.unpack_from("<H", main, 10)[0] & PASSWORD_FLAG:
            draft.degrade(Reading.OPAQUE, "encrypted", "StarOffice")
            return
        for text in paragraphs(main):
            draft.add_line(words.plain(text))
        seen: set[str] = set()
        for path in paths:
            job.check_time()
            draft.at("/".join(path).strip("\x01\x05"))
            for text in strings(stream(ole, *path)):
                if text not in seen:
                    seen.add(text)
                    draft.add_line(text)
        own = [path for path in paths if len(path) == 1]
        read_inner(Rest(ole, own), draft, job, depth, skip=())
    if not is_read:
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def paragraphs(main: bytes) -> Iterator[str]:
    """Text of each paragraph: a record of a mark, a length of three bytes, and a head whose length stands before it."""
    place = main.find(bytes([PARAGRAPH]))
    while place >= 0:
        text = _paragraph(main, place)
        if text is not None:
            yield text
        place = main.find(bytes([PARAGRAPH]), place + 1)


def _paragraph(main: bytes, place: int) -> str | None:
    size = int.from_bytes(main[place + 1 : place + 4], "little")
    if not 6 <= size <= len(main) - place:
        return None
    head = main[place + 4] & 0x0F if place + 4 < len(main) else 0
    start = place + 5 + head
    length = int.from_bytes(main[start : start + 2], "little")
    raw = main[start + 2 : start + 2 + length]
    if not 0 < length == len(raw) or start + 2 + length > place + size or raw.count(0):
        return None
    return decode(raw).text
