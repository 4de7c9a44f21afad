"""A zip read with a measure: every member within bytes, ratio, entries and time."""

from __future__ import annotations

import contextlib
import zipfile
from typing import TYPE_CHECKING

from classifiers.encoding import decode
from classifiers.largefile import LargeFile, opened
from classifiers.readers.archives.method import unpacked_member
from classifiers.readers.displaced import put_right
from classifiers.readers.draft import LimitReached
from classifiers.readers.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Generator

    from classifiers.readers.job import Job

BLOCK_BYTES = 256 * 1024
ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
LOCAL_HEADER = b"PK\x03\x04"


class BoundedZip:
    """An open zip whose members are read within the job's limits.

    Attributes:
        moved: Members that stand elsewhere than its directory says.

    Args:
        data: The whole archive, in memory or where it lies.
        job: Whose limits and clock count.

    Raises:
        zipfile.BadZipFile: no directory of members could be found.
        LimitReached: it lists more names than allowed.
    """

    def __init__(self, data: bytes | LargeFile, job: Job) -> None:
        self._archive = zipfile.ZipFile(opened(data))
        self._job = job
        self._data = data
        self._meter = Meter(len(data), job)
        self.moved = put_right(data, self._archive.filelist)
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
            zipfile.BadZipFile, zlib.error, RuntimeError: damaged or encrypted.
            NotImplementedError: packed by a method that nothing here knows.
        """
        most = self._job.limits.part_bytes if most_bytes is None else most_bytes
        blocks: list[bytes] = []
        size = 0
        with contextlib.closing(self._blocks(info)) as found:
            for block in found:
                size += len(block)
                if size > most:
                    raise LimitReached("xml_bytes" if most_bytes is not None else "part_bytes", most)
                blocks.append(block)
                self._meter.count(len(block))
        return b"".join(blocks)

    def blocks(self, info: zipfile.ZipInfo) -> Generator[bytes, None, None]:
        """One member as it is unpacked, counted.

        Raises:
            Exception: as `unpack`.
        """
        with contextlib.closing(self._blocks(info)) as found:
            for block in found:
                self._meter.count(len(block))
                yield block

    def _blocks(self, info: zipfile.ZipInfo) -> Generator[bytes, None, None]:
        if info.compress_type not in METHODS:
            yield from unpacked_member(self._data, info, self._job.limits.part_bytes)
            return
        with self._archive.open(info) as stream:
            while block := stream.read(BLOCK_BYTES):
                yield block


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member; names in a local code page (Shift_JIS, GBK) are decoded as such, not as code page 437."""
    if info.flag_bits & UTF8_FLAG or info.filename.isascii():
        return info.filename
    try:
        return decode(info.filename.encode("cp437")).text
    except UnicodeEncodeError:
        return info.filename
