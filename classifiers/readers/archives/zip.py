"""zip: each file inside becomes a part, within the limits."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.archives.names import Names
from classifiers.readers.archives.salvage import read_salvaged
from classifiers.readers.draft import LimitReached
from classifiers.readers.zips import ENCRYPTED_FLAG, BoundedZip, member_name
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

AES_METHOD = 99


def read_zip(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every member as a part; encrypted ones and unknown methods opaque, damaged ones failed."""
    try:
        archive = BoundedZip(data, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        _read_salvaged(data, draft, job, depth)
        return
    if archive.comment:
        draft.add_metadata("comment", decode(archive.comment).text)
    names = Names(draft)
    for info in archive.infos:
        name = member_name(info)
        names.tell(name)
        if stat.S_ISLNK(info.external_attr >> 16):
            draft.find("archive.link", "link")
        if info.comment:
            draft.add_line(decode(info.comment).text)
        _read_member(archive, info, name, draft, job, depth)
    if archive.is_over_entries:
        raise LimitReached("entries", job.limits.entries)


def _read_member(archive: BoundedZip, info: zipfile.ZipInfo, name: str, draft: Draft, job: Job, depth: int) -> None:
    if info.flag_bits & ENCRYPTED_FLAG or info.compress_type == AES_METHOD:
        job.opaque_child(draft, name, info.file_size, "encrypted", "zip")
        return
    try:
        job.child_of(draft, name, archive.blocks(info), depth, keeps_damaged=True)
    except LimitReached as reached:
        if reached.limit != "part_bytes":
            raise
        job.opaque_child(draft, name, info.file_size, "limit.part_bytes", str(job.limits.part_bytes))
    except NotImplementedError:
        job.opaque_child(draft, name, info.file_size, "archive.method", str(info.compress_type))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError) as error:
        job.opaque_child(draft, name, info.file_size, "damaged", type(error).__name__)


def _read_salvaged(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    count = read_salvaged(data, draft, job, depth)
    draft.degrade(Reading.PARTIAL if count else Reading.OPAQUE, "damaged", "no directory")
