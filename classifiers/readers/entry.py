"""From an open file to a document: hashes what is there, reads what the limits allow."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.document import Document, Finding, Part
from classifiers.largefile import LargeFile
from classifiers.openings import read_at
from classifiers.readers.job import Job
from classifiers.version import READER_VERSION
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.limits import Limits
    from classifiers.ocr.letters import Letters

BLOCK_BYTES = 1024 * 1024


def read_document(fd: int, name: str, limits: Limits, *, letters: Letters | None = None) -> Document:
    """Read an open file; its position is neither used nor moved.

    Args:
        fd: Readable descriptor of a regular file, which may be written to meanwhile.
        name: Name of the file, used only to compare it with the content.
        letters: Reads the letters in its pictures; none by default.

    Returns:
        The document; `parts[0]` is the file itself. No fault of the content is raised.
    """
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        return unread("file.not-regular", "", Reading.FAILED)
    job = Job(limits, letters=letters)
    data, digest, size_bytes = _load(fd, job)
    if size_bytes > limits.file_bytes:
        draft = job.open("", filetype.detect(data, name), size_bytes, digest)
        draft.degrade(Reading.OPAQUE, "limit.file_bytes", str(limits.file_bytes))
    elif not digest and size_bytes <= limits.hash_bytes:
        draft = job.open("", filetype.detect(data, name), size_bytes, digest)
        draft.degrade(Reading.OPAQUE, "limit.reading_s", f"{limits.reading_s:g}")
    elif size_bytes > limits.memory_file_bytes:
        draft = job.read_file(LargeFile(fd, size_bytes), file_name=name, digest=digest)
    else:
        draft = job.read("", data, file_name=name, digest=digest)
    if size_bytes > limits.hash_bytes:
        draft.find("limit.hash_bytes", str(limits.hash_bytes))
    after = os.fstat(fd)
    if size_bytes != after.st_size or (status.st_mtime_ns, status.st_size) != (after.st_mtime_ns, after.st_size):
        draft.degrade(Reading.PARTIAL, "file.changed", f"{status.st_size} {size_bytes} {after.st_size}")
    return job.document(READER_VERSION)


def unread(finding: str, detail: str, reading: Reading) -> Document:
    """A document of which nothing is known but why."""
    part = Part(name="", type=filetype.UNKNOWN, digest="", size_bytes=0, reading=reading)
    return Document(parts=(part,), findings=(Finding(name=finding, detail=detail),), reader_version=READER_VERSION)


def _load(fd: int, job: Job) -> tuple[bytes, str, int]:
    """The bytes (only a head of a file too large for memory), their SHA-256 (empty if too many) and their number."""
    limits = job.limits
    kept: list[bytes] = []
    seen = 0
    sha256 = hashlib.sha256()
    while block := read_at(fd, BLOCK_BYTES, seen):
        seen += len(block)
        if seen > limits.hash_bytes or not job.has_time:
            return kept[0][:BLOCK_BYTES] if kept else block, "", max(seen, os.fstat(fd).st_size)
        sha256.update(block)
        if seen <= limits.memory_file_bytes or not kept:
            kept.append(block)
        else:
            del kept[1:]
    data = b"".join(kept)
    return data, sha256.hexdigest(), seen
