"""tar: every regular member as a part; links and devices are only named."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.readers.archives.names import Names
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# What tarfile itself takes from the extended headers; others may hold anything.
PAX_READ = frozenset({"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"})
FAULTS = (tarfile.TarError, ValueError, OverflowError, EOFError, OSError)


def read_tar(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every regular member as a part; links and devices are only named."""
    names = Names(draft)
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errorlevel=0, encoding="utf-8") as archive:
        for count, info in enumerate(_members(archive, draft)):
            if count >= job.limits.entries:
                raise LimitReached("entries", job.limits.entries)
            name = _tar_name(info.name)
            names.tell(name)
            for key, value in info.pax_headers.items():
                if key not in PAX_READ:
                    draft.add_line(value)
            if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:  # other programs write unknown kinds as files
                _read_tar_member(archive, info, name, draft, job, depth)
            elif not info.isdir():
                names.link(_tar_name(info.linkname), "device" if info.isdev() else "link")
        end = archive.offset
    rest = data[end:]
    zeros = len(rest) - len(rest.lstrip(b"\0"))
    rest = rest[zeros // 512 * 512 :].rstrip(b"\0")
    if rest:
        draft.find("trailing-data", str(len(rest)))
        job.child(draft, "trailing-data", rest + bytes(-len(rest) % 512), depth)


def _members(archive: tarfile.TarFile, draft: Draft) -> Any:
    """Members one by one, until the headers make no sense."""
    while True:
        try:
            info = archive.next()
        except FAULTS as error:
            draft.degrade(Reading.OPAQUE, "damaged", type(error).__name__)
            return
        if info is None:
            return
        yield info


def _read_tar_member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, name: str, draft: Draft, job: Job, depth: int
) -> None:
    if info.size > job.limits.part_bytes:
        job.opaque_child(draft, name, info.size, "limit.part_bytes", str(job.limits.part_bytes))
        return
    try:
        stream = archive.extractfile(info)
        member = stream.read() if stream else b""
    except FAULTS as error:
        job.opaque_child(draft, name, max(0, info.size), "damaged", type(error).__name__)
        return
    job.child(draft, name, member, depth)


def _tar_name(name: str) -> str:
    raw = name.encode("utf-8", "surrogateescape")
    return decode(raw).text if not name.isprintable() else name
