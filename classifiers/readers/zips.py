"""A zip read with a measure: every member within bytes, ratio, entries and time."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.job import Job

BLOCK_BYTES = 256 * 1024
ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
LOCAL_HEADER = b"PK\x03\x04"


class BoundedZip:
    """An open zip whose members are read within the job's limits.

    Args:
        data: The whole archive.
        job: Whose limits and clock count.

    Raises:
        zipfile.BadZipFile: no directory of members could be found.
        LimitReached: it lists more names than allowed.
    """

    def __init__(self, data: bytes, job: Job) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._job = job
        self._packed_bytes = max(1, len(data))
        self._unpacked_bytes = 0
        self.is_over_entries = len(self._archive.filelist) > job.limits.entries
        self.infos = [info for info in self._archive.filelist[: job.limits.entries] if not info.is_dir()]
        self._by_name = {info.filename: info for info in reversed(self.infos)}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, as they are listed, each once."""
        return tuple(dict.fromkeys(info.filename for info in self.infos))

    @property
    def start(self) -> int:
        """Where the first member begins; more than 0 where other bytes stand before the archive."""
        return min((info.header_offset for info in self._archive.filelist), default=0)

    @property
    def comment(self) -> bytes:
        """The archive's own comment."""
        return self._archive.comment

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def read(self, name: str, most_bytes: int | None = None) -> bytes:
        """One member by name, whole.

        Raises:
            KeyError: there is none.
            LimitReached: it is too large, or the archive unpacks to too much.
        """
        return self.unpack(self._by_name[name], most_bytes)

    def unpack(self, info: zipfile.ZipInfo, most_bytes: int | None = None) -> bytes:
        """One member, whole. Its stated size is not believed; what comes out is counted.

        Raises:
            LimitReached: as `read`.
            zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError: damaged, encrypted or unknown method.
        """
        most = self._job.limits.part_bytes if most_bytes is None else most_bytes
        blocks: list[bytes] = []
        size = 0
        with self._archive.open(info) as stream:
            while block := stream.read(BLOCK_BYTES):
                size += len(block)
                if size > most:
                    raise LimitReached("xml_bytes" if most_bytes is not None else "part_bytes", most)
                blocks.append(block)
                self._count(len(block))
        return b"".join(blocks)

    def _count(self, size: int) -> None:
        limits = self._job.limits
        self._unpacked_bytes += size
        if self._unpacked_bytes > limits.total_bytes:
            raise LimitReached("total_bytes", limits.total_bytes)
        if self._unpacked_bytes > max(limits.ratio_floor_bytes, limits.ratio * self._packed_bytes):
            raise LimitReached("ratio", limits.ratio)
        self._job.check_time()


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; names in a local code page (Shift_JIS, GBK) are decoded as such, not as code page 437."""
    if info.flag_bits & UTF8_FLAG or info.filename.isascii():
        return info.filename
    try:
        return decode(info.filename.encode("cp437")).text
    except UnicodeEncodeError:
        return info.filename


def salvage(data: bytes, most_bytes: int) -> Iterator[tuple[str, bytes, bool]]:
    """Members of an archive without a usable directory, found by their local headers.

    Yields:
        Name, bytes as far as they could be had, and whether all were had.
    """
    place = data.find(LOCAL_HEADER)
    while place >= 0 and place + 30 <= len(data):
        flags = int.from_bytes(data[place + 6 : place + 8], "little")
        method = int.from_bytes(data[place + 8 : place + 10], "little")
        packed = int.from_bytes(data[place + 18 : place + 22], "little")
        name_size = int.from_bytes(data[place + 26 : place + 28], "little")
        start = place + 30 + name_size + int.from_bytes(data[place + 28 : place + 30], "little")
        name = data[place + 30 : place + 30 + name_size].decode("utf-8", "replace")
        following = data.find(LOCAL_HEADER, start)
        end = start + packed if packed and start + packed <= len(data) else (following if following >= 0 else len(data))
        if name and not name.endswith("/"):
            yield name, *_salvaged(data[start:end], method, flags, most_bytes)
        place = data.find(LOCAL_HEADER, max(end, start) if packed else start)


def _salvaged(packed: bytes, method: int, flags: int, most_bytes: int) -> tuple[bytes, bool]:
    if flags & ENCRYPTED_FLAG:
        return b"", False
    if method == zipfile.ZIP_STORED:
        return packed[:most_bytes], True
    if method != zipfile.ZIP_DEFLATED:
        return b"", False
    unpacker = zlib.decompressobj(-15)
    blocks: list[bytes] = []
    size = 0
    try:
        for offset in range(0, len(packed), BLOCK_BYTES):
            block = unpacker.decompress(packed[offset : offset + BLOCK_BYTES], most_bytes - size + 1)
            blocks.append(block)
            size += len(block)
            if size > most_bytes or unpacker.eof:
                break
    except zlib.error:
        return b"".join(blocks), False
    return b"".join(blocks)[:most_bytes], unpacker.eof and size <= most_bytes
