"""A lock on an open file that goes with the process, however it ends."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def take(fd: int) -> None:
        """Take it.

        Raises:
            BlockingIOError: somebody else holds it.
        """
        os.lseek(fd, 0, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:  # it names no cause; nothing else hinders a lock on an open file
            raise BlockingIOError(error.errno, error.strerror) from None

else:
    import fcntl

    def take(fd: int) -> None:
        """Take it.

        Raises:
            BlockingIOError: somebody else holds it.
        """
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
