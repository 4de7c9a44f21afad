"""What an ISO 9660 image says of itself: who made the volume, and what stands in the area before it.

Source: ECMA-119, 6.2.1, 8.4 and 8.5; Joliet specification, 1995.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.programs.density import dense_bytes
from classifiers.readers.programs.program import DENSE_BYTES, add_words
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.largefile import LargeFile
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SECTOR = 2048
FIRST = 16  # sectors before it are the system's
DESCRIPTORS = 64
MARK = b"CD001"
PRIMARY, SUPPLEMENTARY, LAST = 1, 2, 255
WIDE = (b"%/@", b"%/C", b"%/E")  # escapes of Joliet
FIELDS = (
    ("system", 8, 40), ("title", 40, 72), ("volume-set", 190, 318), ("publisher", 318, 446), ("author", 446, 574),
    ("producer", 574, 702), ("copyright", 702, 739), ("abstract", 739, 776), ("bibliography", 776, 813),
)  # fmt: skip
APPLICATION = slice(883, SECTOR)


def read_volumes(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Properties of every volume, and words of what no file is made of: boot records, the system's area."""
    unused = [data[: FIRST * SECTOR]]
    for number in range(FIRST, FIRST + DESCRIPTORS):
        raw = data[number * SECTOR : (number + 1) * SECTOR]
        if raw[1:6] != MARK or raw[0] == LAST:
            break
        if raw[0] in (PRIMARY, SUPPLEMENTARY):
            _read_volume(raw, draft)
            unused.append(raw[APPLICATION])
        else:
            unused.append(raw[7:])
    whole = b"\0".join(unused)
    add_words(whole, draft, job, depth)
    if dense_bytes(whole, job) >= DENSE_BYTES:
        draft.degrade(Reading.PARTIAL, "payload", "system area")


def _read_volume(raw: bytes, draft: Draft) -> None:
    """Fields of a volume; the same again from another one are no news, other words are."""
    is_wide = raw[0] == SUPPLEMENTARY and raw[88:91] in WIDE
    for name, start, end in FIELDS:
        field = raw[start:end]
        text = field.decode("utf-16-be", "replace") if is_wide else decode(field).text
        text = text.strip(" \0_\ufffd")
        known = draft.metadata.get(name, "")
        if not text or text == known:
            continue
        if known and is_wide and text.startswith(known):  # not cut as short
            draft.metadata.pop(name)
            known = ""
        if known:
            draft.add_line(text)
        else:
            draft.add_metadata(name, text)
