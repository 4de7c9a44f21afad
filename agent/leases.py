"""Whether a program has a file open, asked of the kernel by a lease: it grants one only where nobody is in its way.

A program that opens the file while the lease stands waits for the moment until it is given back, and the kernel tells
the holder by a signal; the one set here does nothing, the usual one would end the process.

Source: fcntl(2), F_SETLEASE, F_SETSIG.
"""

from __future__ import annotations

import signal
import sys

if sys.platform == "linux":
    import fcntl

    def is_written(fd: int) -> bool | None:
        """Whether any program has the file open for writing.

        Args:
            fd: Opened for reading only.

        Returns:
            None where it cannot be known: another's file without CAP_LEASE, or a file system without leases.
        """
        return _is_refused(fd, fcntl.F_RDLCK)

    def is_open(fd: int) -> bool | None:
        """Whether any program but this one has the file open; None as above."""
        return _is_refused(fd, fcntl.F_WRLCK)

    def _is_refused(fd: int, kind: int) -> bool | None:
        try:
            fcntl.fcntl(fd, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, kind)
            fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return None
        return False

else:

    def is_written(fd: int) -> bool | None:  # noqa: ARG001
        """Whether any program has the file open for writing; not to be known here."""
        return None

    def is_open(fd: int) -> bool | None:  # noqa: ARG001
        """Whether any program but this one has the file open; not to be known here."""
        return None
