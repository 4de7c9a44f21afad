"""The fanotify calls that Python has no function for.

Source: fanotify_init(2), fanotify_mark(2), open_by_handle_at(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from enum import IntFlag

AT_FDCWD = -100
MOUNT_ID_BYTES = 4
_AT_HANDLE_FID, _AT_EMPTY_PATH = 0x200, 0x1000


class Init(IntFlag):
    """What a group is for."""

    CLOEXEC = 0x1
    NONBLOCK = 0x2
    CONTENT = 0x4
    UNLIMITED_QUEUE = 0x10
    UNLIMITED_MARKS = 0x20
    REPORT_PIDFD = 0x80
    REPORT_TID = 0x100
    REPORT_FID = 0x200
    REPORT_DIR_FID = 0x400
    REPORT_NAME = 0x800
    REPORT_TARGET_FID = 0x1000


class Mark(IntFlag):
    """What a mark stands on, and what is done to it."""

    ADD = 0x1
    REMOVE = 0x2
    FLUSH = 0x80
    FILESYSTEM = 0x100
    IGNORE = 0x400
    EVICTABLE = 0x200
    SURVIVES_MODIFY = 0x40


class Happened(IntFlag):
    """What an event tells."""

    MODIFY = 0x2
    CLOSE_WRITE = 0x8
    MOVED_FROM = 0x40
    MOVED_TO = 0x80
    CREATE = 0x100
    DELETE = 0x200
    OVERFLOW = 0x4000
    OPEN_PERM = 0x10000
    ACCESS_PERM = 0x20000
    FOLDER = 0x40000000


class Fanotify:
    """One group. Every method raises OSError where the kernel refuses or is another one.

    Args:
        flags: What the group is for.
        opened: How files are opened for whoever reads events, besides read-only and large.
    """

    def __init__(self, flags: Init, opened: int = 0) -> None:
        if sys.platform != "linux":
            raise OSError(errno.ENOSYS, f"`{sys.platform}` has no fanotify")
        self._libc = ctypes.CDLL(None, use_errno=True)
        opened |= os.O_RDONLY | os.O_LARGEFILE | os.O_CLOEXEC
        self.fd = self._checked(self._libc.fanotify_init(ctypes.c_uint(flags), ctypes.c_uint(opened)))

    def mark(self, change: Mark, mask: Happened, folder: int, path: bytes | None = None) -> None:
        """Set or lift a mark on what the descriptor `folder` stands for, or on `path` seen from there.

        A path is looked up without opening what it leads to.
        """
        self._checked(
            self._libc.fanotify_mark(self.fd, ctypes.c_uint(change), ctypes.c_uint64(mask), folder, path),
        )

    def open_handle(self, mount: int, handle: bytes, flags: int) -> int:
        """Open what a file handle stands for.

        Args:
            mount: Descriptor of anything on the same file system.
            handle: `struct file_handle` as an event carries it.

        Raises:
            OSError: ESTALE where it is gone.
        """
        return self._checked(self._libc.open_by_handle_at(mount, ctypes.c_char_p(handle), flags | os.O_CLOEXEC))

    def handle_of(self, folder: int) -> bytes:
        """The file handle of what a descriptor stands for, as events carry it."""
        return self.handle_and_mount_of(folder)[0]

    def handle_and_mount_of(self, fd: int) -> tuple[bytes, int]:
        """The file handle of what a descriptor stands for, and the number of the mount through which it was opened.

        A file system that opens nothing by a handle, as an overlay, names its files by one all the same.
        """
        try:
            return self._named(fd, _AT_EMPTY_PATH)
        except OSError as error:
            if error.errno != errno.EOPNOTSUPP:
                raise
            return self._named(fd, _AT_EMPTY_PATH | _AT_HANDLE_FID)

    def opens_by_handle(self, fd: int) -> bool:
        """Whether what a descriptor stands for can be found again by its handle."""
        try:
            self._named(fd, _AT_EMPTY_PATH)
        except OSError:
            return False
        return True

    def _named(self, fd: int, flags: int) -> tuple[bytes, int]:
        room = 128
        buffer = ctypes.create_string_buffer(struct.pack("=Ii", room, 0), 8 + room)
        mount = ctypes.create_string_buffer(MOUNT_ID_BYTES)
        self._checked(self._libc.name_to_handle_at(fd, b"", buffer, mount, flags))
        (size,) = struct.unpack_from("=I", buffer)
        return buffer.raw[: 8 + size], int.from_bytes(mount.raw[:MOUNT_ID_BYTES], sys.byteorder)

    def close(self) -> None:
        """End the group; its marks go with it."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    @staticmethod
    def _checked(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return int(result)
