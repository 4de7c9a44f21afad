"""StarOffice before 6 (sdw, sdc, sdd, vor): paragraphs of a text by their records, all other words by their strings.

A drawing is read fully where nothing in it is dense: its texts stand in it with their lengths. Numbers of a sheet are
not decoded.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.binary import strings
from classifiers.readers.legacy import words
from classifiers.readers.legacy.rest import Rest
from classifiers.readers.office.ole import open_ole, read_inner, read_properties, stream
from classifiers.readers.programs.density import dense_bytes
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TEXT_STREAM, DRAWING_STREAM, INFO_STREAM = "StarWriterDocument", "StarDrawDocument3", "SfxDocumentInfo"
DRAWING = b"DrMd"
# A text as a drawing holds it: its length in two bytes, and bytes without controls.
STATED = re.compile(rb"([\x01-\xff]\0|[\0-\xff][\x01-\x1f])((?:[\x20-\x7e\x80-\xff\t\n\r]){1,8000})", re.DOTALL)
LETTERS = re.compile(rb"[A-Za-z0-9\x80-\xff]{2}")
DENSE_BYTES = 512
HEADER = b"SW"
PARAGRAPH = 0x54
PASSWORD_FLAG = 0x0008
INFO_PASSWORD_AT = 19  # behind a stream's own name with its length, and a version


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Paragraphs, notes, properties; sheets and drawings by their strings."""
    with open_ole(data) as ole:
        read_properties(ole, draft)
        paths = ole.listdir()
        main = stream(ole, TEXT_STREAM)
        drawing = stream(ole, DRAWING_STREAM)
        is_text, is_drawing = main.startswith(HEADER), drawing.startswith(DRAWING)
        is_locked = is_text and struct.unpack_from("<H", main, 10)[0] & PASSWORD_FLAG
        if is_locked or stream(ole, INFO_STREAM)[INFO_PASSWORD_AT : INFO_PASSWORD_AT + 1] not in (b"", b"\0"):
            draft.degrade(Reading.OPAQUE, "encrypted", "StarOffice")
            return
        for text in paragraphs(main):
            draft.add_line(words.plain(text))
        seen: set[str] = set()
        for text in stated(drawing):
            seen.add(text)
            draft.add_line(text)
        for path in paths:
            job.check_time()
            draft.at("/".join(path).strip("\x01\x05"))
            for text in strings(stream(ole, *path)):
                if text not in seen:
                    seen.add(text)
                    draft.add_line(text)
        own = [path for path in paths if len(path) == 1]
        read_inner(Rest(ole, own), draft, job, depth, skip=())
        is_dense = is_drawing and any(dense_bytes(stream(ole, *path), job) >= DENSE_BYTES for path in own)
    if not is_text and (not is_drawing or is_dense):
        draft.degrade(Reading.PARTIAL, "payload", draft.type)


def stated(drawing: bytes) -> Iterator[str]:
    """Texts of a drawing that have their length in front, each once."""
    found: dict[bytes, None] = {}
    for match in STATED.finditer(drawing):
        size = int.from_bytes(match.group(1), "little")
        raw = match.group(2)[:size]
        if len(raw) == size and LETTERS.search(raw):
            found.setdefault(raw)
    encoding = decode(b"\n".join(raw for raw in found if not raw.isascii())).encoding
    for raw in found:
        yield words.plain(raw.decode(encoding, "replace"))


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
