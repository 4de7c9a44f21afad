"""What the kernel writes into a fanotify group: events one behind the other, each with records behind its head.

Source: fanotify(7).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from agent.fanotify.kernel import Happened

VERSION = 3
THE_FILE, NAMED_FOLDER = 1, 2
_HEAD = struct.Struct("=IBBHQii")
_RECORD = struct.Struct("=BBH")
_FSID_BYTES = 8
_HANDLE = struct.Struct("=Ii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something happened to a name in a folder.

    Attributes:
        folder: `struct file_handle` of the folder; empty where the event names none.
        name: The name in it; `.` for the folder itself.
        file: The same of what the name stands for, in a group that reports it.
        process: Who did it.
    """

    mask: Happened
    folder: bytes = b""
    name: str = ""
    file: bytes = b""
    process: int = 0


def named_events(data: bytes) -> Iterator[Named]:
    """The events of a group that reports folder and name.

    Args:
        data: What one read of the group gave.

    Raises:
        ValueError: the kernel speaks another version, or the bytes are no events.
    """
    place = 0
    while place + _HEAD.size <= len(data):
        length, version, _, head, mask, _fd, process = _HEAD.unpack_from(data, place)
        if version != VERSION or length < _HEAD.size or place + length > len(data):
            raise ValueError(f"not a fanotify event of version {VERSION}")
        yield _named(Happened(mask), process, data, place + head, place + length)
        place += length


def _named(mask: Happened, process: int, data: bytes, place: int, end: int) -> Named:
    folder, name, file = b"", "", b""
    while place + _RECORD.size <= end:
        kind, _, length = _RECORD.unpack_from(data, place)
        if length < _RECORD.size:
            break
        if kind in (THE_FILE, NAMED_FOLDER):
            start = place + _RECORD.size + _FSID_BYTES
            if start + _HANDLE.size > end:
                break
            (size, _) = _HANDLE.unpack_from(data, start)
            stop = start + _HANDLE.size + size
            if kind == THE_FILE:
                file = data[start:stop]
            else:
                folder, name = data[start:stop], os.fsdecode(data[stop : place + length].split(b"\0", 1)[0])
        place += length
    return Named(mask=mask, folder=folder, name=name, file=file, process=process)


def folder_events(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """What, in which folder and under which name: the same as plain numbers and bytes, for whoever hears of a whole
    file system and cares for little of it.

    Raises:
        ValueError: as `named_events`.
    """
    place = 0
    while place + _HEAD.size <= len(data):
        length, version, _, head, mask, _fd, _process = _HEAD.unpack_from(data, place)
        if version != VERSION or length < _HEAD.size or place + length > len(data):
            raise ValueError(f"not a fanotify event of version {VERSION}")
        start = place + head + _RECORD.size + _FSID_BYTES
        if length > head and data[place + head] == NAMED_FOLDER and start + _HANDLE.size <= place + length:
            stop = start + _HANDLE.size + _HANDLE.unpack_from(data, start)[0]
            yield mask, data[start:stop], data[stop : place + length].split(b"\0", 1)[0]
        else:
            yield mask, b"", b""
        place += length
