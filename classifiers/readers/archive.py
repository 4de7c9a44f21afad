"""zip, tar, gzip, bzip2, xz: each file inside becomes a part, within the limits."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from classifiers.readers.draft import LimitReached
from classifiers.readers.zips import ENCRYPTED_FLAG, METHODS, BoundedZip, member_name, salvage
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

AES_METHOD = 99
BLOCK_BYTES = 256 * 1024
XZ_MEMORY_BYTES = 256 * 1024 * 1024


def read_zip(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every member as a part; encrypted ones and unknown methods opaque, damaged ones failed."""
    try:
        archive = BoundedZip(data, job)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        _read_salvaged(data, draft, job, depth)
        return
    if archive.start > 0:
        draft.find("leading-data", str(archive.start))
        job.child(draft, "leading-data", data[: archive.start], depth)
    if archive.comment:
        draft.add_metadata("comment", archive.comment.decode("utf-8", "replace"))
    names: set[str] = set()
    for info in archive.infos:
        name = member_name(info)
        if name in names:
            draft.find("archive.duplicate-name")
        names.add(name)
        draft.add_line(name)
        _read_member(archive, info, name, draft, job, depth)
    if archive.is_over_entries:
        raise LimitReached("entries", job.limits.entries)


def _read_member(archive: BoundedZip, info: zipfile.ZipInfo, name: str, draft: Draft, job: Job, depth: int) -> None:
    if info.flag_bits & ENCRYPTED_FLAG or info.compress_type == AES_METHOD:
        job.opaque_child(draft, name, info.file_size, "encrypted", "zip")
        return
    if info.compress_type not in METHODS:
        job.opaque_child(draft, name, info.file_size, "archive.method", str(info.compress_type))
        return
    try:
        member = archive.unpack(info)
    except LimitReached as reached:
        if reached.limit != "part_bytes":
            raise
        job.opaque_child(draft, name, info.file_size, "limit.part_bytes", str(job.limits.part_bytes))
        return
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        job.opaque_child(draft, name, info.file_size, "damaged", type(error).__name__)
        return
    job.child(draft, name, member, depth)


def _read_salvaged(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    count = 0
    for name, member, is_whole in salvage(data, job.limits.part_bytes):
        count += 1
        if count > job.limits.entries:
            raise LimitReached("entries", job.limits.entries)
        draft.add_line(name)
        if member:
            job.child(draft, name, member, depth)
        if not is_whole:
            job.opaque_child(draft, name, len(member), "damaged", "cut off")
    draft.degrade(Reading.PARTIAL if count else Reading.OPAQUE, "damaged", "no directory")


def read_tar(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every regular member as a part; links and devices are only named."""
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", errorlevel=0, encoding="utf-8") as archive:
        for count, info in enumerate(_members(archive, draft)):
            if count >= job.limits.entries:
                raise LimitReached("entries", job.limits.entries)
            name = _tar_name(info.name)
            draft.add_line(name)
            if info.isfile():
                _read_tar_member(archive, info, name, draft, job, depth)
            elif not info.isdir():
                draft.find("archive.link", "device" if info.isdev() else "link")
                draft.add_line(_tar_name(info.linkname))
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
        except (tarfile.TarError, ValueError, OverflowError, EOFError, OSError) as error:
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
    except (tarfile.TarError, ValueError, OverflowError, EOFError, OSError) as error:
        job.opaque_child(draft, name, max(0, info.size), "damaged", type(error).__name__)
        return
    job.child(draft, name, member, depth)


def _tar_name(name: str) -> str:
    from classifiers.encoding import decode

    raw = name.encode("utf-8", "surrogateescape")
    return decode(raw).text if not name.isprintable() else name


def read_stream(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The one file inside a compressed stream, all its members; what follows it as a part of its own."""
    inner = PurePosixPath(draft.name or "content").stem or "content"
    plain, rest, is_whole = _unpacked(data, draft.type, job)
    if draft.type == "application/gzip":
        inner = _gzip_name(data) or inner
    if plain or is_whole:
        job.child(draft, inner, plain, depth)
    if not is_whole:
        draft.degrade(Reading.PARTIAL if plain else Reading.FAILED, "damaged", "stream")
    if rest.strip(b"\0"):
        draft.find("trailing-data", str(len(rest)))
        job.child(draft, "trailing-data", rest, depth)


def _gzip_name(data: bytes) -> str:
    if len(data) < 12 or not data[3] & 0x08 or data[3] & 0x04:
        return ""
    return data[10 : data.find(b"\0", 10)].decode("latin-1")[:200]


def _unpacked(data: bytes, kind: str, job: Job) -> tuple[bytes, bytes, bool]:
    """Plain bytes of all members, what follows the last, and whether all was whole."""
    limits = job.limits
    most = min(limits.part_bytes, job.bytes_left)
    blocks: list[bytes] = []
    size = 0
    rest = data
    while rest and (rest is data or _begins(rest, kind)):
        unpacker = _unpacker(kind)
        try:
            while not unpacker.eof:
                block, rest = _step(unpacker, rest)
                size += len(block)
                if size > max(limits.ratio_floor_bytes, limits.ratio * len(data)):
                    raise LimitReached("ratio", limits.ratio)
                if size > most:
                    raise LimitReached("part_bytes", limits.part_bytes)
                blocks.append(block)
                job.check_time()
                if not block and not rest and not unpacker.eof:
                    return b"".join(blocks), b"", False
            rest = unpacker.unused_data
        except (zlib.error, OSError, lzma.LZMAError, EOFError):
            return b"".join(blocks), b"", False
    return b"".join(blocks), rest, True


def _begins(rest: bytes, kind: str) -> bool:
    magic = {
        "application/gzip": b"\x1f\x8b",
        "application/x-bzip2": b"BZh",
        "application/x-xz": b"\xfd7zXZ",
        "application/x-lzma": b"\x5d\0\0",
    }
    return rest.startswith(magic[kind])


def _unpacker(kind: str) -> Any:
    if kind == "application/gzip":
        return zlib.decompressobj(wbits=31)
    if kind == "application/x-bzip2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(memlimit=XZ_MEMORY_BYTES)


def _step(unpacker: Any, packed: bytes) -> tuple[bytes, bytes]:
    """One bounded step: a block of plain bytes, and the packed bytes not yet used."""
    if hasattr(unpacker, "unconsumed_tail"):
        block = unpacker.decompress(packed, BLOCK_BYTES)
        return block, unpacker.unconsumed_tail
    block = unpacker.decompress(packed, BLOCK_BYTES)
    return block, b""
