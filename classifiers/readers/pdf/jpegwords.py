"""Words that a camera or an editor wrote into a JPEG, which a PDF takes over as it is.

Source: ITU-T T.81, B.1.1.3 (markers); Exif 2.32, 4.5.4; XMP specification, part 3, 1.1.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.readers.pdf.strings import folded, is_words, text_of

SEGMENTS = 200
COMMENT, FIRST_APPLICATION, LAST_APPLICATION, SCAN = 0xFE, 0xE1, 0xEF, 0xDA
COLOURS = (b"ICC_PROFILE", b"Adobe\0", b"Ducky")
XMP = b"http://ns.adobe.com/x"
TAGS = re.compile(rb"<[^>]*>|[\r\n]+")
RUN = re.compile(rb"(?:[\x20-\x7e]|[\x81-\xfe][\x40-\xfe]|[\xc2-\xf4][\x80-\xbf]{1,3}){8,}")


def jpeg_lines(data: bytes) -> Iterator[str]:
    """Comments, and what stands in the segments of programs, before the pixels."""
    place = 2
    for _ in range(SEGMENTS):
        if data[place : place + 1] != b"\xff" or place + 4 > len(data) or data[place + 1] == SCAN:
            return
        kind, size = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        body = data[place + 4 : place + 2 + size]
        place += 2 + max(2, size)
        if kind == COMMENT:
            pieces = [body]
        elif not FIRST_APPLICATION <= kind <= LAST_APPLICATION or body.startswith(COLOURS):
            continue
        else:
            pieces = TAGS.split(body) if body.startswith(XMP) else RUN.findall(body)
        for piece in pieces:
            words = folded(text_of(piece.strip(b"\0 \t"))).strip()
            if len(words) > 1 and is_words(words):
                yield words
