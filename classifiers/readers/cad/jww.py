"""JWW of Jw_cad: strings as its writer lays them down, each behind its length, in the code page of Japan.

Source: strings of an archive of the Microsoft Foundation Classes: one byte of length, or 255 and two bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEAD_BYTES = 8
VERSION_BYTES = 4
SHORTEST = 2  # bytes; one letter stands by chance too often
LONG = 255
LENGTH_BYTES = 3
RUN = re.compile(rb"(?:[\x20-\x7e\xa1-\xdf]|[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\t\r\n]){2,}")
WORDY = re.compile(r"[^\W_]{2}")
SEEN = 200_000
LIVELY = 2_000


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:  # noqa: ARG001 - every reader is called alike
    """Strings of a drawing; shapes, and which string is shown where, are not decoded."""
    start = HEAD_BYTES + VERSION_BYTES
    draft.add_metadata("version", str(int.from_bytes(data[HEAD_BYTES:start], "little")))
    draft.degrade(Reading.PARTIAL, "payload", "JWW")
    seen: set[str] = set()
    for text in _strings(data, start, job):
        if text not in seen and len(seen) < SEEN:
            seen.add(text)
            draft.add_line(text)


def _strings(data: bytes, start: int, job: Job) -> Iterator[str]:
    """Strings whose length stands before them; a length may look like a letter of the run that it stands before."""
    place, looks = start, 0
    for run in RUN.finditer(data, start):
        place = max(place, run.start() - LENGTH_BYTES)
        while place < run.end() - 1:
            looks += 1
            if looks % LIVELY == 0:
                job.check_time()
            size, first = data[place], place + 1
            if size == LONG:
                size, first = int.from_bytes(data[place + 1 : place + 3], "little"), place + 3
            text = _text(data[first : first + size]) if SHORTEST <= size <= run.end() - first else ""
            if text:
                yield text
            place = first + size if text else place + 1


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return ""
    is_plain = all(char.isprintable() or char in "\t\r\n" for char in text)
    return text if is_plain and WORDY.search(text) else ""
