"""Metafiles of StarOffice and OpenOffice, as pictures of embedded objects: the words that they draw.

Source: OpenOffice.org, the SVM format (records of type, version and length).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 12
TEXTS = frozenset({112, 113, 114, 115, 132, 512})
BITMAPS = frozenset(range(116, 126))
ACTIONS = 500_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Words of every drawn text; a picture within, or an end that is missing, makes it partial."""
    del depth
    place = HEAD_BYTES + int.from_bytes(data[8:12], "little")
    has_picture = False
    for number in range(ACTIONS):
        if place + 8 > len(data):
            break
        if number % 1000 == 0:
            job.check_time()
        kind, _, size = struct.unpack_from("<HHI", data, place)
        if kind in TEXTS:
            add_strings(data[place + 8 : place + 8 + size], draft)
        has_picture |= kind in BITMAPS
        place += 8 + size
    if has_picture or place != len(data):
        draft.degrade(Reading.PARTIAL, "payload", draft.type)
