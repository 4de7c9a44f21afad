"""From an open file to a document: hashes what is there, reads what the limits allow."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.document import Document, Finding, Part
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.limits import Limits

READER_VERSION = "1"
BLOCK_BYTES = 1024 * 1024


def read_document(fd: int, name: str, limits: Limits) -> Document:
    """Read an open file; its position is neither used nor moved.

    Args:
        fd: Readable descriptor of a regular file, which may be written to meanwhile.
        name: Name of the file, used only to compare it with the content.

    Returns:
        The document; `parts[0]` is the file itself. No fault of the content is raised.
    """
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        return unread("file.not-regular", "", Reading.FAILED)
    data, digest, size_bytes = _load(fd, limits)
    job = Job(limits)
    if size_bytes > limits.file_bytes:
        draft = job.open("", filetype.detect(data, name), size_bytes, digest)
        draft.degrade(Reading.OPAQUE, "limit.file_bytes", str(limits.file_bytes))
    else:
        draft = job.read("", data, file_name=name, digest=digest)
    if not digest:
        draft.find("limit.hash_bytes", str(limits.hash_bytes))
    after = os.fstat(fd)
    if size_bytes != after.st_size or (status.st_mtime_ns, status.st_size) != (after.st_mtime_ns, after.st_size):
        draft.degrade(Reading.PARTIAL, "file.changed", f"{status.st_size} {size_bytes} {after.st_size}")
    return job.document(READER_VERSION)


def unread(finding: str, detail: str, reading: Reading) -> Document:
    """A document of which nothing is known but why."""
    part = Part(name="", type=filetype.UNKNOWN, digest="", size_bytes=0, reading=reading)
    return Document(parts=(part,), findings=(Finding(name=finding, detail=detail),), reader_version=READER_VERSION)


def _load(fd: int, limits: Limits) -> tuple[bytes, str, int]:
    """The bytes (only a head of a file over the limit), their SHA-256 (empty if too many) and their number."""
    kept: list[bytes] = []
    seen = 0
    sha256 = hashlib.sha256()
    while block := os.pread(fd, BLOCK_BYTES, seen):
        seen += len(block)
        if seen > limits.hash_bytes:
            return b"".join(kept)[:BLOCK_BYTES], "", max(seen, os.fstat(fd).st_size)
        sha256.update(block)
        if seen - len(block) <= limits.file_bytes:
            kept.append(block)
    data = b"".join(kept)
    return (data if seen <= limits.file_bytes else data[:BLOCK_BYTES]), sha256.hexdigest(), seen
