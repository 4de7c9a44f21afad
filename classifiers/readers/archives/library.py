"""libarchive, spoken to directly: archives in memory, entry by entry, block by block, nothing written or started.

Two copies may be there: the one that came by pip, which is newer, and the system's, which knows bzip2. Neither is told
to start a program for a compression that it does not know itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib.util
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.largefile import LargeFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SYSTEM = "libarchive.so.13"
BLOCK_BYTES = 256 * 1024
FORGET_BYTES = 64 * 1024 * 1024
END = 1
WARNED = -20
RETRY = -10
FATAL = -30
OUT_OF_MEMORY = 12
RETRIES = 8
# What a copy must be built with for a filter to be its own work; without, it would start a program.
NEEDS = {"bzip2": b"bz2lib/", "zstd": b"libzstd/", "lz4": b"liblz4/", "lzip": b"liblzma/", "xz": b"liblzma/",
         "lzma": b"liblzma/", "gzip": b"zlib/"}  # fmt: skip
UNSUPPORTED = ("support", "codec", "compiled", "unknown compression", "unknown method")
POINTERS = ("archive_read_new", "archive_entry_pathname", "archive_entry_pathname_utf8", "archive_entry_hardlink",
            "archive_entry_symlink", "archive_error_string", "archive_version_details")  # fmt: skip


class ArchiveFault(Exception):
    """libarchive gave up on an entry or on the archive.

    Attributes:
        reason: Its own words, in which no name and no content of the archive stands.
    """

    def __init__(self, reason: str, *, is_fatal: bool, is_memory: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_fatal = is_fatal
        self.is_memory = is_memory

    @property
    def is_locked(self) -> bool:
        """Whether it would take a password."""
        return "ncrypt" in self.reason or "assphrase" in self.reason

    @property
    def is_unsupported(self) -> bool:
        """Whether another copy of the library might do it."""
        return not self.is_locked and any(word in self.reason.lower() for word in UNSUPPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of an archive, as it is stated there.

    Attributes:
        name: In whatever encoding it was, decoded.
        target: What a link points to; empty for other entries.
        size_bytes: Stated size; -1 where none is.
    """

    name: str
    target: str
    mode: int
    size_bytes: int
    is_encrypted: bool

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether it has content of its own; entries without a kind count as files."""
        return not self.target and (stat.S_ISREG(self.mode) or stat.S_IFMT(self.mode) == 0)


class Library:
    """One copy of libarchive.

    Args:
        path: What the linker is asked for.

    Raises:
        OSError: it is not there, or it is something else.
    """

    def __init__(self, path: str) -> None:
        self.calls: Any = ctypes.CDLL(path)
        try:
            for name in POINTERS:
                getattr(self.calls, name).restype = ctypes.c_char_p
            self.calls.archive_read_new.restype = ctypes.c_void_p
            for name in ("archive_entry_size", "archive_filter_bytes"):
                getattr(self.calls, name).restype = ctypes.c_int64
            self.calls.archive_read_data_block.restype = ctypes.c_int
            self.version = int(self.calls.archive_version_number())
            self.details: bytes = self.calls.archive_version_details()
        except AttributeError as error:
            raise OSError("no libarchive, or an old one") from error

    def knows(self, filters: Sequence[str]) -> bool:
        """Whether it undoes all these compressions by itself."""
        return all(NEEDS.get(name, b"") in self.details for name in filters)

    def open(self, data: bytes | LargeFile, formats: Sequence[str], filters: Sequence[str]) -> Archive:
        """Open an archive in memory, to be taken for these formats below these compressions, and nothing else.

        Raises:
            ArchiveFault: it is none of them.
        """
        return Archive(self.calls, data, formats, [name for name in filters if self.knows((name,))])


class Archive:
    """An open archive: `entries`, and for each of them, before the next, `blocks`.

    Attributes:
        is_doubtful: Whether the entry whose blocks were last taken is not what its checksum says.
    """

    def __init__(self, calls: Any, data: bytes | LargeFile, formats: Sequence[str], filters: Sequence[str]) -> None:
        self._calls = calls
        self._data = data  # libarchive keeps no copy
        self._handle = ctypes.c_void_p(calls.archive_read_new())
        self._unforgotten = 0
        self.is_doubtful = False
        try:
            if not self._handle:
                raise ArchiveFault("no memory", is_fatal=True, is_memory=True)
            for name in formats:
                getattr(calls, f"archive_read_support_format_{name}")(self._handle)
            for name in filters:
                getattr(calls, f"archive_read_support_filter_{name}")(self._handle)
            size = ctypes.c_size_t(len(data))
            start = data.array() if isinstance(data, LargeFile) else ctypes.c_char_p(data)
            self._check(calls.archive_read_open_memory(self._handle, start, size))
        except ArchiveFault:
            self.close()
            raise

    def close(self) -> None:
        """Give the memory back; the archive is of no use from here on."""
        handle, self._handle = self._handle, ctypes.c_void_p(None)
        if handle:
            self._calls.archive_read_free(handle)

    def entries(self) -> Iterator[Entry]:
        """Entries in the order they stand.

        Raises:
            ArchiveFault: the next one makes no sense.
        """
        entry = ctypes.c_void_p()
        retries = 0
        while True:
            status = self._calls.archive_read_next_header(self._handle, ctypes.byref(entry))
            if status == END:
                return
            if status == RETRY and retries < RETRIES:
                retries += 1
                continue
            self._check(status)
            yield self._entry(entry)

    def blocks(self) -> Iterator[bytes]:
        """Content of the present entry.

        Raises:
            ArchiveFault: it is damaged, encrypted or packed in an unknown way.
        """
        start, size, offset = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_int64()
        retries = place = warnings = 0
        self.is_doubtful = False
        while True:
            status = self._calls.archive_read_data_block(
                self._handle, ctypes.byref(start), ctypes.byref(size), ctypes.byref(offset)
            )
            if status == END:
                return
            if status == RETRY and retries < RETRIES:
                retries += 1
                continue
            self._check(status)
            # Holes of sparse files, and blocks of zeros that are not even packed, are only told by what follows.
            while place < offset.value:
                hole = min(BLOCK_BYTES, offset.value - place)
                place += hole
                yield bytes(hole)
            if size.value and start.value:
                for done in range(0, size.value, BLOCK_BYTES):
                    count = min(BLOCK_BYTES, size.value - done)
                    self._forget(count)
                    yield ctypes.string_at(start.value + done, count)
                place += size.value
            if status == WARNED:  # a wrong checksum, which the library does not hold for a fault
                self.is_doubtful = True
                warnings += 1
                if warnings > RETRIES:
                    self._fail(status)

    def _forget(self, count: int) -> None:
        """Of a large file, keep no more in memory than was looked at lately."""
        self._unforgotten += count
        if isinstance(self._data, LargeFile) and self._unforgotten > FORGET_BYTES:
            self._unforgotten = 0
            self._data.forget()

    @property
    def place(self) -> int:
        """Bytes of the archive taken so far."""
        return int(self._calls.archive_filter_bytes(self._handle, -1))

    def _entry(self, entry: ctypes.c_void_p) -> Entry:
        calls = self._calls
        raw = calls.archive_entry_pathname(entry) or calls.archive_entry_pathname_utf8(entry) or b""
        target = calls.archive_entry_hardlink(entry) or calls.archive_entry_symlink(entry) or b""
        has_size = calls.archive_entry_size_is_set(entry)
        return Entry(
            name=_text(raw),
            target=_text(target),
            mode=int(calls.archive_entry_filetype(entry)),
            size_bytes=int(calls.archive_entry_size(entry)) if has_size else -1,
            is_encrypted=bool(calls.archive_entry_is_encrypted(entry)),
        )

    def _check(self, status: int) -> None:
        if status < WARNED or status == RETRY:
            self._fail(status)

    def _fail(self, status: int) -> None:
        reason: bytes = self._calls.archive_error_string(self._handle) or b""
        number = int(self._calls.archive_errno(self._handle))
        raise ArchiveFault(
            reason.decode("ascii", "replace"), is_fatal=status <= FATAL, is_memory=number == OUT_OF_MEMORY
        )


@functools.cache
def libraries() -> tuple[Library, ...]:
    """Every copy of libarchive that can be loaded, the newest first; none where there is none."""
    found: list[Library] = []
    for path in (*_bundled(), SYSTEM):
        with contextlib.suppress(OSError):
            found.append(Library(path))
    return tuple(sorted(found, key=lambda library: -library.version))


def _bundled() -> list[str]:
    """The copy inside the wheel `archi`, whose Python part is not used."""
    spec = importlib.util.find_spec("archi")
    if spec is None or spec.origin is None:
        return []
    return sorted(str(path) for path in (Path(spec.origin).parent / "archi.libs").glob("libarchive-*.so*"))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode(raw).text
