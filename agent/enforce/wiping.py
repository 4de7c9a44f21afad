"""Removing a stopped file from a stick so that common programs do not find it again.

What is removed from a stick keeps lying there until something else takes its place, and whoever has the stick can read
it. Only a file whose sealed copy was read back is removed. It gets another name before its bytes are overwritten: a
crash in between must not leave a half-wiped file under the name by which it would be sealed once more.
"""

from __future__ import annotations

import contextlib
import os

from agent.machine import folders
from agent.machine.folders import Opening

ENDING = ".wiped"
BLOCK_BYTES = 1 << 20
# Where a system does not tell holes from data, holes are filled like the rest.
_NEXT_DATA = getattr(os, "SEEK_DATA", os.SEEK_SET)


def remove(folder: int, name: str, *, is_carried: bool) -> None:
    """Remove a file; overwrite it first where it is carried about.

    Raises:
        OSError: it cannot be removed.
    """
    if not is_carried:
        folders.remove(name, folder)
        return
    folders.rename(name, folder, name + ENDING, folder)
    folders.sync(folder)
    sweep(folder, name)


def sweep(folder: int, name: str) -> None:
    """End what a crash interrupted: remove what `remove` had begun with."""
    with contextlib.suppress(FileNotFoundError):
        # What cannot be overwritten, on a stick that is full of errors, is removed all the same.
        with contextlib.suppress(OSError):
            _overwrite(folder, name + ENDING)
        folders.remove(name + ENDING, folder)


def _overwrite(folder: int, name: str) -> None:
    """Zeros in the place of the bytes. A file that has another name somewhere is judged there, and left whole."""
    fd = folders.open_file(name, folder, Opening.WRITE)
    try:
        status = os.fstat(fd)
        if status.st_nlink > 1:
            return
        at = 0
        while at < status.st_size:
            try:
                at = os.lseek(fd, at, _NEXT_DATA)  # holes have nothing to hide, and filling them takes room
            except OSError:
                break
            at += os.write(fd, bytes(min(BLOCK_BYTES, status.st_size - at)))
        os.fsync(fd)
    finally:
        os.close(fd)
