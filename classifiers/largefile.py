"""A file that is read where it lies, in the words of both an open file and a string of bytes.

Invariants:
- The descriptor's own position is neither used nor moved.
- What is read is copied, a stretch at a time; only `array` shows the file through a mapping, whose pages `forget` gives
  back.
- A file that is cut off while a library looks at its mapping kills the reader (SIGBUS); its caller takes that for a
  changed file.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import mmap
import os
import sys
from typing import TYPE_CHECKING, Any, overload

from classifiers.openings import read_at

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_BYTES = 1024 * 1024
FIRST_BYTES = 4 * 1024


class LargeFile(io.RawIOBase):
    """A stretch of an open file. Looks like an open file (`read`, `seek`) and like bytes (`len`, slices, `find`).

    Args:
        fd: Readable descriptor of a regular file, which stays open longer than this is used.
        size_bytes: What is looked at, from `start` on.
    """

    def __init__(self, fd: int, size_bytes: int, *, start: int = 0, mapping: mmap.mmap | None = None) -> None:
        super().__init__()
        self._fd, self._start, self._size = fd, start, size_bytes
        self._place = 0
        self._mapping = mapping

    def stretch(self, start: int, end: int) -> LargeFile:
        """The bytes from `start` to `end` as a file of their own."""
        start, end, _ = slice(start, end).indices(self._size)
        return LargeFile(self._fd, max(0, end - start), start=self._start + start, mapping=self._mapping)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        found = self._at(self._place, min(self._place + len(view), self._size))
        view[: len(found)] = found
        self._place += len(found)
        return len(found)

    def read(self, size: int | None = -1) -> bytes:
        end = self._size if size is None or size < 0 else min(self._size, self._place + size)
        found = self._at(self._place, end)
        self._place += len(found)
        return found

    def blocks(self) -> Iterator[bytes]:
        """All of it, a block at a time."""
        place = 0
        while block := self._at(place, min(place + BLOCK_BYTES, self._size)):
            place += len(block)
            yield block

    def __len__(self) -> int:
        return self._size

    def __bool__(self) -> bool:
        return self._size > 0

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> bytes: ...
    def __getitem__(self, place: int | slice) -> int | bytes:
        if isinstance(place, slice):
            start, end, step = place.indices(self._size)
            return self._at(start, end)[::step]
        place = place + self._size if place < 0 else place
        if not 0 <= place < self._size:
            raise IndexError("beyond the end")
        return self._at(place, place + 1)[0]

    def __contains__(self, wanted: object) -> bool:
        return isinstance(wanted, bytes) and self.find(wanted) >= 0

    def startswith(self, prefix: bytes, start: int = 0) -> bool:
        """As of bytes."""
        return self[start : start + len(prefix)] == prefix

    def endswith(self, suffix: bytes) -> bool:
        """As of bytes."""
        return self._size >= len(suffix) and self[self._size - len(suffix) :] == suffix

    def find(self, wanted: bytes, start: int = 0, end: int | None = None) -> int:
        """As of bytes."""
        start, end, _ = slice(start, end).indices(self._size)
        step = FIRST_BYTES  # what is near by is found without looking far
        while start < end:
            block = self._at(start, min(end, start + step + len(wanted) - 1))
            place = block.find(wanted)
            if place >= 0:
                return start + place
            start += step
            step = min(2 * step, BLOCK_BYTES)
        return -1

    def rfind(self, wanted: bytes, start: int = 0, end: int | None = None) -> int:
        """As of bytes."""
        start, end, _ = slice(start, end).indices(self._size)
        while start < end:
            begin = max(start, end - BLOCK_BYTES)
            place = self._at(begin, end).rfind(wanted)
            if place >= 0:
                return begin + place
            if begin == start:
                break
            end = begin + len(wanted) - 1
        return -1

    def array(self) -> ctypes.Array[ctypes.c_char]:
        """The bytes for a library that takes an address; they stand there as long as this object lives."""
        address = _address(self._mapped()) + self._start
        return (ctypes.c_char * self._size).from_address(address)

    def view(self) -> memoryview:
        """The bytes for whatever reads from a buffer (`re`, `struct`, NumPy) and keeps none of it."""
        return memoryview(self._mapped())[self._start : self._start + self._size]

    def forget(self) -> None:
        """Give the memory of what was looked at back to the kernel; looked at again, it is fetched again."""
        if sys.platform != "win32" and self._mapping is not None:
            with contextlib.suppress(OSError, ValueError):
                self._mapping.madvise(mmap.MADV_DONTNEED)

    def _at(self, start: int, end: int) -> bytes:
        pieces: list[bytes] = []
        while start < end and (piece := read_at(self._fd, end - start, self._start + start)):
            pieces.append(piece)
            start += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _mapped(self) -> mmap.mmap:
        if self._mapping is None:
            self._mapping = _map(self._fd, self._start + self._size)
        return self._mapping


def _map(fd: int, size: int) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(fd, size, access=mmap.ACCESS_READ)
    return mmap.mmap(fd, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)


def opened(data: bytes | LargeFile) -> Any:
    """An open file over bytes in memory or over a large file, at its beginning."""
    if isinstance(data, LargeFile):
        return data.stretch(0, len(data))
    return io.BytesIO(data)


def placed(data: bytes | LargeFile) -> Any:
    """The bytes for a library that takes bytes, or an array of `ctypes` that stands for them."""
    return data.array() if isinstance(data, LargeFile) else data


def seen(data: bytes | LargeFile) -> bytes | memoryview:
    """The bytes themselves, or a large file through its mapping: a slice of it costs nothing until it is kept."""
    return data.view() if isinstance(data, LargeFile) else data


class _Buffer(ctypes.Structure):
    """`Py_buffer`, of which only the address is wanted."""

    _fields_ = [("address", ctypes.c_void_p), ("rest", ctypes.c_char * 256)]


def _address(mapping: mmap.mmap) -> int:
    """Where a mapping stands. It can be neither written to nor resized, so the address holds until it is closed."""
    buffer = _Buffer()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(mapping), ctypes.byref(buffer), 0)
    try:
        return int(buffer.address)
    finally:
        ctypes.pythonapi.PyBuffer_Release(ctypes.byref(buffer))
