"""Work that nobody waits for, done so that nobody waits because of it: with little claim to the processor and the disk.

Source: setpriority(2), ioprio_set(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NICE = 10
_IOPRIO_WHO_PROCESS = 1
_BEST_EFFORT_LOWEST = (2 << 13) | 7
_BY_NICENESS = 0
_IOPRIO_SET = {"x86_64": 251, "aarch64": 30}


class Leisure:
    """Lowers the claim of the calling thread for a while; does nothing where it could not be raised again."""

    def __init__(self) -> None:
        self._call = _IOPRIO_SET.get(platform.machine()) if sys.platform == "linux" else None
        self._libc = ctypes.CDLL(None, use_errno=True) if self._call is not None else None

    @contextmanager
    def now(self) -> Iterator[None]:
        """With little claim."""
        before = self._nicer()
        self._set_disk(_BEST_EFFORT_LOWEST)
        try:
            yield
        finally:
            self._set_disk(_BY_NICENESS)
            if sys.platform == "linux" and before is not None:
                with contextlib.suppress(PermissionError):
                    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), before)

    @staticmethod
    def _nicer() -> int | None:
        if sys.platform != "linux":
            return None
        thread = threading.get_native_id()
        before = os.getpriority(os.PRIO_PROCESS, thread)
        try:
            # Only who may go below where it stands may come back to it.
            os.setpriority(os.PRIO_PROCESS, thread, before - 1)
        except PermissionError:
            return None
        os.setpriority(os.PRIO_PROCESS, thread, max(before, NICE))
        return before

    def _set_disk(self, priority: int) -> None:
        if self._libc is not None:
            self._libc.syscall(self._call, _IOPRIO_WHO_PROCESS, threading.get_native_id(), priority)
