"""AppleDouble: what macOS keeps beside a file, as `._name` in every zip packed there.

Source: RFC 1740, appendices A and B; Apple, xattr in AppleDouble headers (`ATTR`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.readers.binary import add_strings, strings
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 26
ENTRY_BYTES = 12
ENTRIES = 64
DATA_FORK, RESOURCE_FORK = 1, 2
# A fork without resources; labels, the place of a download and the like stay below the second figure.
EMPTY_FORK_BYTES = 286
SMALL_BYTES = 4 * 1024


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Strings of all entries; forks as parts."""
    count = min(ENTRIES, int.from_bytes(data[24:26], "big"))
    end = HEAD_BYTES + count * ENTRY_BYTES
    for place in range(HEAD_BYTES, end, ENTRY_BYTES):
        kind, start, size = (int.from_bytes(data[place + at : place + at + 4], "big") for at in (0, 4, 8))
        content = data[start : start + size]
        end = max(end, start + size)
        if kind in (DATA_FORK, RESOURCE_FORK):
            if kind == DATA_FORK or size > EMPTY_FORK_BYTES:
                job.child(draft, "data-fork" if kind == DATA_FORK else "resource-fork", content, depth)
            continue
        add_strings(content, draft)
        if size > SMALL_BYTES:
            draft.degrade(Reading.PARTIAL, "payload", str(kind))
    if end > len(data):
        draft.degrade(Reading.PARTIAL, "damaged", "cut off")
    elif data[end:].strip(b"\0"):
        draft.find("trailing-data", str(len(data) - end))
        job.child(draft, "trailing-data", data[end:], depth)


def read_folder_view(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """How the Finder shows a folder (`.DS_Store`): the names of files and what is remarked on them."""
    del job, depth
    swapped = bytearray(data[: len(data) // 2 * 2])
    swapped[::2], swapped[1::2] = swapped[1::2], swapped[::2]
    for text in dict.fromkeys([*strings(bytes(swapped)), *strings(b"\0" + bytes(swapped)), *strings(data)]):
        draft.add_line(text)
