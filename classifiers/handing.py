"""Handing an open file to a child process over the socket to it.

On Linux and macOS the kernel carries the descriptor beside the first byte. On Windows the file is opened in the child
by whoever started it, and its handle there is sent.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

_HANDLE = struct.Struct("!Q")


def handle_of(child: subprocess.Popen[bytes]) -> int:
    """The handle of a child on Windows, which Python keeps open as long as the object lives."""
    return int(vars(child)["_handle"])


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    GENERIC_READ = 0x80000000

    def give(channel: socket.socket, data: bytes, fd: int, child: subprocess.Popen[bytes] | None) -> None:
        """Send `data`, and the file, for reading only, with its first byte.

        Raises:
            OSError: the other end is gone, or time is up.
        """
        if child is None or child.poll() is not None:
            raise BrokenPipeError(32, "nobody to hand a file to")
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        own = kernel.GetCurrentProcess
        own.restype = wintypes.HANDLE
        kernel.DuplicateHandle.argtypes = [
            wintypes.HANDLE, wintypes.HANDLE, wintypes.HANDLE, wintypes.LPVOID, wintypes.DWORD, wintypes.BOOL,
            wintypes.DWORD,
        ]  # fmt: skip
        there = wintypes.HANDLE()
        done = kernel.DuplicateHandle(
            own(), msvcrt.get_osfhandle(fd), handle_of(child), ctypes.byref(there), GENERIC_READ, False, 0
        )
        if not done:
            number = ctypes.get_last_error()
            raise OSError(None, ctypes.FormatError(number), None, number)
        channel.sendall(_HANDLE.pack(there.value or 0) + data)

    def take(channel: socket.socket, most: int) -> tuple[bytes, list[int]]:
        """The first bytes of what was sent, at most so many, and the files that came; nothing where it was closed."""
        head = b""
        while len(head) < _HANDLE.size:
            piece = channel.recv(_HANDLE.size - len(head))
            if not piece:
                return b"", []
            head += piece
        fd = msvcrt.open_osfhandle(_HANDLE.unpack(head)[0], os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)
        return channel.recv(most), [fd]

else:

    def give(channel: socket.socket, data: bytes, fd: int, child: subprocess.Popen[bytes] | None) -> None:  # noqa: ARG001
        """Send `data`, and the file with its first byte.

        Raises:
            OSError: the other end is gone, or time is up.
        """
        sent = socket.send_fds(channel, [data], [fd])
        if sent < len(data):
            channel.sendall(data[sent:])

    def take(channel: socket.socket, most: int) -> tuple[bytes, list[int]]:
        """The first bytes of what was sent, at most so many, and the files that came; nothing where it was closed."""
        head, fds, _, _ = socket.recv_fds(channel, most, 4)
        return head, fds
