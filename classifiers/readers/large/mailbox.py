"""A mailbox too large for memory, message by message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.large.source import Source

BLOCK_BYTES = 1024 * 1024
LINE = re.compile(rb"^From [^\n]*\d\d:\d\d[^\n]*\r?\n(?=[\w-]+: ?)", re.MULTILINE)
QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
LINE_BYTES = 1024


def read(source: Source, draft: Draft, job: Job, depth: int) -> None:
    """Every message as a part; one too large for memory is cut, and told."""
    for number, (line, message) in enumerate(_messages(source, job.limits.part_bytes, draft)):
        if number >= job.limits.messages:
            raise LimitReached("messages", job.limits.messages)
        draft.at(f"message {number + 1}")
        draft.add_line(decode(line).text)
        job.child(draft, f"message-{number + 1}.eml", QUOTED.sub(rb"\1", message), depth)


def _messages(source: Source, most_bytes: int, draft: Draft) -> Iterator[tuple[bytes, bytes]]:
    """The line that parts a message from the one before it, and the message."""
    line, held, size = b"", [source.read(BLOCK_BYTES)], 0
    rest = held.pop()
    while rest:
        # A separator may be cut by the border of two blocks: the last stretch is looked at again with the next.
        found = LINE.search(rest)
        if found:
            if line or held or rest[: found.start()].strip():
                yield line, b"".join([*held, rest[: found.start()]])
            line, held, size = found.group(), [], 0
            rest = rest[found.end() :] or source.read(BLOCK_BYTES)
            continue
        coming = source.read(BLOCK_BYTES)
        if not coming:
            break
        size += len(rest) - LINE_BYTES
        if size <= most_bytes:
            held.append(rest[:-LINE_BYTES])
        elif held and held[-1] != b"":
            draft.degrade(Reading.PARTIAL, "limit.part_bytes", str(most_bytes))
            held.append(b"")
        rest = rest[-LINE_BYTES:] + coming
    if line or held or rest.strip():
        yield line, b"".join([*held, rest])
